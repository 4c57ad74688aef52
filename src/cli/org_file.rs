//! `orgadm export|plan|apply|import`: the organization as a file.

use std::path::Path;

use serde_json::{Value, json};

use crate::controller::org_file::{Difference, Imported, MOST_BYTES, OrgFile, Section, Waiting};
use crate::controller::{Command, CommitError, name_of};
use crate::model::{Actor, CommandKind, Key, OrgSid, counted};

use super::args::{ApplyArguments, ExportArguments, ImportArguments};
use super::backup;
use super::context::Context;
use super::exit::Failure;
use super::given;
use super::io::Io;
use super::org::may_view;
use super::output::{plan_json, plan_text, print_json};
use super::progress::Bar;
use super::write;

/// `-`: a stream.
const STREAM: &str = "-";

pub(super) fn export(
    context: &Context<'_>,
    wanted: &ExportArguments,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let streams = wanted.file.as_os_str() == STREAM;
    if streams && context.flags.json {
        let sentence = "With - the file itself is what is printed; leave --json out, or name a file.";
        return Err(Failure::Usage(sentence.into()));
    }
    let org = context.org(&context.actor()?)?;
    may_view(context, org)?;
    let (file, position) = context.controller.org_file(org)?;
    if wanted.stamp {
        let (store, now) = (context.controller.store().info()?.id, context.controller.now());
        writeln!(io.writer(), "# Store {store}, position {position}, {now}.")?;
    }
    let text = file.text();
    if text.len() > MOST_BYTES && !context.flags.json {
        let most = MOST_BYTES >> 20;
        // A stream for messages that is gone is nobody to tell.
        let _ = writeln!(io.err, "The file is longer than the {most} MiB that plan, apply and import read.");
    }
    io.writer().write_all(text.as_bytes())?;
    io.keep()?;
    if streams {
        return Ok(());
    }
    let name = name_of(Key::Organization(org), &context.controller.names());
    let path = wanted.file.display().to_string();
    let counts = counts(&file);
    if context.flags.json {
        let value = json!({
            "file": path,
            "organization": org.to_string(),
            "name": name,
            "position": position.0,
            "bytes": text.len(),
            "users": counts[0].0,
            "accounts": counts[1].0,
            "domains": counts[2].0,
            "access": counts[3].0,
        });
        return print_json(io, &json!({ "export": value }));
    }
    let parts = counts.map(|(n, one, many)| counted(n, one, many)).join(", ");
    writeln!(io.out, "Wrote {name} to {path}: {parts}; position {position}.")?;
    Ok(())
}

/// How much of what the file holds, with the word for one and for more.
fn counts(file: &OrgFile) -> [(usize, &'static str, &'static str); 4] {
    const fn of<T>(section: &Option<Section<T>>) -> usize {
        match section {
            Some(section) => section.entries.len(),
            None => 0,
        }
    }
    [
        (of(&file.users), "user", "users"),
        (of(&file.accounts), "account", "accounts"),
        (of(&file.domains), "domain", "domains"),
        (of(&file.access), "role on an account", "roles on accounts"),
    ]
}

/// What the file says; what it is called in sentences.
fn read(path: &Path, io: &mut Io<'_>) -> Result<(String, OrgFile), Failure> {
    let name = given::name(path);
    // One byte more than there may be says that there is more.
    let bytes = given::content(path, MOST_BYTES as u64 + 1, io)?;
    let file = OrgFile::read(&name, &bytes);
    let file = file.map_err(|refusal| Failure::Entries { refusal: Box::new(refusal), read: false })?;
    Ok((name, file))
}

/// A refusal that names entries is one of lines.
fn by_line(failure: impl Into<Failure>) -> Failure {
    match failure.into() {
        Failure::Commit(CommitError::Refused(refusal)) if !refusal.rows.is_empty() => {
            Failure::Entries { refusal: Box::new(refusal), read: true }
        }
        other => other,
    }
}

/// The organization, what it is called, and the difference.
struct Compared {
    actor: Actor,
    org: OrgSid,
    name: String,
    file: String,
    difference: Difference,
}

impl Compared {
    fn of(context: &Context<'_>, wanted: &ApplyArguments, io: &mut Io<'_>) -> Result<Self, Failure> {
        let actor = context.actor()?;
        let org = context.org(&actor)?;
        may_view(context, org)?;
        let (file, read) = read(&wanted.file, io)?;
        let difference = context.controller.compare(&actor, org, &read)?;
        let name = name_of(Key::Organization(org), &context.controller.names());
        Ok(Self { actor, org, name, file, difference })
    }

    fn command(&self, wanted: &ApplyArguments) -> Command {
        Command::Apply(Box::new(self.difference.application(&wanted.file.display().to_string())))
    }

    fn result(&self) -> Value {
        let waiting = waiting_json(&self.difference.waiting);
        json!({ "organization": self.org.to_string(), "on_their_way": waiting })
    }

    /// "Acme beside org.toml: 2 to invite, 1 to create; 3 on their way."
    fn summary(&self) -> String {
        let Self { name, file, difference, .. } = self;
        let steps: Vec<String> = difference
            .counts()
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(what, n)| format!("{n} to {what}"))
            .collect();
        let waiting = match difference.waiting.len() {
            0 => String::new(),
            1 => "; 1 is on its way".to_owned(),
            n => format!("; {n} are on their way"),
        };
        match steps.is_empty() {
            true => format!("{name} is as {file} says{waiting}."),
            false => format!("{name} beside {file}: {}{waiting}.", steps.join(", ")),
        }
    }
}

fn waiting_json(waiting: &[Waiting]) -> Value {
    let one = |it: &Waiting| {
        json!({
            "line": it.line,
            "email": it.email.as_str(),
            "offer": it.offer,
            "expires": it.expires.to_string(),
        })
    };
    waiting.iter().map(one).collect()
}

pub(super) fn plan(context: &Context<'_>, wanted: &ApplyArguments, io: &mut Io<'_>) -> Result<(), Failure> {
    let compared = Compared::of(context, wanted, io)?;
    let plan = match compared.difference.steps.is_empty() {
        true => None,
        false => Some(context.controller.plan(&compared.actor, &compared.command(wanted)).map_err(by_line)?),
    };
    let (names, waiting) = (context.controller.names(), &compared.difference.waiting);
    if context.flags.json {
        let plan = plan.map(|plan| plan_json(&plan, &names));
        return print_json(io, &json!({ "plan": plan, "on_their_way": waiting_json(waiting) }));
    }
    writeln!(io.out, "{}", compared.summary())?;
    for it in waiting {
        let Waiting { email, offer, expires, .. } = it;
        match it.line {
            Some(line) => {
                writeln!(io.out, "  … line {line}: {email} has yet to answer ({offer}), until {expires}")?
            }
            None => {
                writeln!(io.out, "  … not in the file: {email} has yet to answer ({offer}), until {expires}")?
            }
        }
    }
    if let Some(plan) = plan {
        write!(io.out, "{}", plan_text(&plan, &names))?;
    }
    Ok(())
}

pub(super) fn apply(context: &Context<'_>, wanted: &ApplyArguments, io: &mut Io<'_>) -> Result<(), Failure> {
    let compared = Compared::of(context, wanted, io)?;
    let waiting = &compared.difference.waiting;
    if compared.difference.steps.is_empty() {
        if !context.flags.json {
            writeln!(io.out, "{} Nothing needs to be done.", compared.summary())?;
            return Ok(());
        }
        if context.flags.dry_run {
            return print_json(io, &json!({ "plan": null, "on_their_way": waiting_json(waiting) }));
        }
        let at = (None, context.controller.now());
        return print_json(io, &write::receipt_json(at, CommandKind::Apply, &compared.result()));
    }
    if io.interactive {
        let _ = writeln!(io.err, "{}", compared.summary());
    }
    let command = compared.command(wanted);
    let receipt = write::commit(context, &compared.actor, &command, io).map_err(by_line)?;
    write::done(
        context,
        receipt,
        |plan| format!("Done: {}, {}.", plan.title, counted(plan.changes.len(), "record", "records")),
        |_| compared.result(),
        io,
    )
}

pub(super) fn import(
    context: &Context<'_>,
    wanted: &ImportArguments,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let (name, file) = read(&wanted.file, io)?;
    let write = !context.flags.dry_run;
    let mut bar = Bar::new(&mut *io.err, io.interactive, "records");
    let done = context.controller.import(&context.operator(), (&name, &file), write, &mut |done, all| {
        bar.show(done as u64, all as u64);
    });
    drop(bar);
    let done = done.map_err(by_line)?;
    // What was brought in is kept before anything else happens to it.
    let kept = match write {
        true => Some(context.controller.keep_up(&context.operator(), &mut |_, _| {})),
        false => None,
    };
    let kept = kept.transpose();
    let backup_made = kept.as_ref().ok().and_then(|kept| kept.as_ref()?.backup.as_ref());
    let called = file.organization.as_ref().map(|it| it.name.to_string()).unwrap_or_default();
    if context.flags.json {
        let mut value = imported_json(&done, &called);
        value["backup"] = json!(backup_made.map(backup::as_json));
        print_json(io, &json!({ "import": value }))?;
        return Ok(kept.map(drop)?);
    }
    let verb = if write { "Imported" } else { "Would import" };
    let Imported { org, users, accounts, subaccounts, domains, .. } = done;
    let parts = [
        counted(users, "user", "users"),
        counted(accounts, "account", "accounts"),
        counted(subaccounts, "subaccount", "subaccounts"),
        counted(domains, "domain", "domains"),
    ]
    .join(", ");
    writeln!(io.out, "{verb} {called} ({org}): {parts}.")?;
    if let Some(made) = backup_made {
        writeln!(io.out, "{}", backup::sentence(made))?;
    }
    // What was imported is said even if backing it up fails.
    Ok(kept.map(drop)?)
}

fn imported_json(done: &Imported, name: &str) -> Value {
    json!({
        "organization": done.org.to_string(),
        "name": name,
        "position": done.position.map(|position| position.0),
        "time": done.time.to_string(),
        "users": done.users,
        "accounts": done.accounts,
        "subaccounts": done.subaccounts,
        "domains": done.domains,
    })
}
