//! `orgadm sweep`: does what is due, in as many plans as it takes, looks again for the proofs of domains, and keeps the store
//! up: compaction when something was erased and the last one is a day ago, a backup a day. Running it again changes nothing.
//! A dry run says how much of each is due.

use std::time::Duration;

use serde_json::{Map, Value, json};

use crate::controller::port::{Channel, Stop};
use crate::controller::{Command, Posted, Rechecked, Tally, Upkeep};
use crate::model::Actor;

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{plan_json, plan_text, print_json};
use super::progress::shown;
use super::{backup, compact};

/// How long looks for proofs are begun; what is left waits for the next sweep.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) fn run(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let system = Actor::SWEEPER;
    let controller = context.controller;
    if context.flags.dry_run {
        return dry(context, &system, io);
    }
    let mut swept = controller.sweep(&system)?;
    let looked = controller.recheck(&system, PATIENCE, &Stop::default())?;
    if looked.lost > 0 {
        // Who came with a domain that was lost just now.
        swept.add(&controller.sweep(&system)?);
    }
    let posted = controller.post(controller.messages_due()?, &|| false)?;
    // Found outdated only when it was to go.
    swept.dropped_messages += posted.outdated;
    // What was swept is said even if keeping up fails.
    let kept = kept_up(context, &system, io);
    let counts = swept.counts().into_iter().chain(looked.counts());
    if context.flags.json {
        let mut value: Map<_, _> = counts.map(as_json).collect();
        value.insert("messages".into(), messages_json(&posted));
        let done = kept.as_ref().ok();
        let compacted = done.and_then(|kept| kept.compacted.as_ref());
        value.insert("compacted".into(), json!(compacted.map(compact::as_json)));
        let backup = done.and_then(|kept| kept.backup.as_ref());
        value.insert("backup".into(), json!(backup.map(backup::as_json)));
        print_json(io, &value.into())?;
        return kept.map(drop);
    }
    lines(counts, io)?;
    for sentence in posted.sentences() {
        writeln!(io.out, "{sentence}")?;
    }
    let kept = kept?;
    if let Some(done) = &kept.compacted {
        writeln!(io.out, "{}", compact::sentence(done))?;
    }
    if let Some(done) = &kept.backup {
        writeln!(io.out, "{}", backup::sentence(done))?;
    }
    let nothing_found = looked == Rechecked::default();
    if swept.is_nothing() && nothing_found && posted.is_nothing() && kept == Upkeep::default() {
        writeln!(io.out, "Nothing was due.")?;
    }
    Ok(())
}

/// The first plan, and how much besides plans is due.
fn dry(context: &Context<'_>, actor: &Actor, io: &mut Io<'_>) -> Result<(), Failure> {
    let names = context.controller.names();
    let plan = context.controller.plan(actor, &Command::Expire)?;
    let due = due(context)?;
    if context.flags.json {
        let due: Map<_, _> = due.into_iter().map(as_json).collect();
        return print_json(io, &json!({ "plan": plan_json(&plan, &names), "due": due }));
    }
    // A plan of nothing says that nothing is due.
    if due.iter().all(|due| due.count == 0) || !plan.changes.is_empty() {
        write!(io.out, "{}", plan_text(&plan, &names))?;
    }
    lines(due, io)
}

/// A line for each of which there is any.
fn lines(tallies: impl IntoIterator<Item = Tally>, io: &mut Io<'_>) -> Result<(), Failure> {
    for tally in tallies.into_iter().filter(|tally| tally.count > 0) {
        writeln!(io.out, "{:>7} {}", tally.count, tally.noun())?;
    }
    Ok(())
}

fn as_json(tally: Tally) -> (String, Value) {
    (tally.word.to_owned(), json!(tally.count))
}

/// What is due besides plans.
fn due(context: &Context<'_>) -> Result<[Tally; 6], Failure> {
    let (controller, services) = (context.controller, context.controller.services());
    let (now, few) = (controller.now(), controller.few()?);
    let looks = services.resolver.as_ref().map_or(0, |_| few.looks_due(now).len());
    let reminders = if services.carries(Channel::Mail) { few.to_be_reminded(now).len() } else { 0 };
    let outdated = controller.messages_outdated()?;
    let messages = match &services.courier {
        Some(_) => controller.messages_due()?.into_iter().filter(|sid| !outdated.contains(sid)).count(),
        None => 0,
    };
    Ok([
        Tally::of("domains", "domain to look up", "domains to look up", looks),
        Tally::of(
            "reminders",
            "person to remind of an invitation that is about to run out",
            "people to remind of invitations that are about to run out",
            reminders,
        ),
        Tally::of("messages", "message to hand over", "messages to hand over", messages),
        Tally::of(
            "outdated_messages",
            "outdated message to drop",
            "outdated messages to drop",
            outdated.len(),
        ),
        Tally::of(
            "compaction",
            "compaction of the store",
            "compactions of the store",
            usize::from(controller.compaction_is_due(now)?),
        ),
        Tally::of(
            "backup",
            "backup of the store",
            "backups of the store",
            usize::from(controller.backup_is_due(now)?),
        ),
    ])
}

/// Keeps the store up, with a bar where somebody looks on.
fn kept_up(context: &Context<'_>, actor: &Actor, io: &mut Io<'_>) -> Result<Upkeep, Failure> {
    shown(io, &mut |progress| context.controller.keep_up(actor, progress))
}

fn messages_json(posted: &Posted) -> serde_json::Value {
    json!({
        "delivered": posted.delivered,
        "not_taken": posted.again.count,
        "failed": posted.failed(),
        "untried": posted.untried,
        "error": posted.trouble().map(ToString::to_string),
    })
}
