//! The one way a verb changes something: plan, show, ask, commit.

use serde_json::{Value, json};

use crate::controller::{Command, Consent, Line, Plan, Receipt};
use crate::model::{Actor, CommandKind, Position, Timestamp, UserSid};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::{plan_json, plan_text, print_json};

/// One command as it is, several as one plan.
pub(super) fn together(mut commands: Vec<Command>) -> Command {
    match (commands.len(), commands.pop()) {
        (1, Some(only)) => only,
        (_, last) => {
            commands.extend(last);
            Command::Many(commands)
        }
    }
}

/// Plans the command; with `--dry-run` prints the plan and returns `None`; else asks when somebody can be asked, and
/// commits. A code that was just typed is an answer already, so such commands are not asked about again.
pub(super) fn commit(
    context: &Context<'_>,
    actor: &Actor,
    command: &Command,
    io: &mut Io<'_>,
) -> Result<Option<Receipt>, Failure> {
    commit_as(context, actor, command, None, io)
}

/// The same; the plan shows this line in place of its own.
pub(super) fn commit_as(
    context: &Context<'_>,
    actor: &Actor,
    command: &Command,
    line: Option<&Line>,
    io: &mut Io<'_>,
) -> Result<Option<Receipt>, Failure> {
    let mut plan = context.controller.plan(actor, command)?;
    if let Some(line) = line {
        plan.line = line.to_string();
    }
    let names = context.controller.names();
    if context.flags.dry_run {
        match context.flags.json {
            true => print_json(io, &json!({ "plan": plan_json(&plan, &names) }))?,
            false => write!(io.out, "{}", plan_text(&plan, &names))?,
        }
        return match plan.answer {
            Some(refusal) => Err(refusal.into()),
            None => Ok(None),
        };
    }
    let consent = consent(context, &plan, !answers_already(command) && !plan.changes.is_empty(), io)?;
    Ok(Some(context.controller.commit(plan, consent)?))
}

/// What the line agrees to, and what somebody who can be asked agrees to besides.
pub(super) fn consent(
    context: &Context<'_>,
    plan: &Plan,
    asks: bool,
    io: &mut Io<'_>,
) -> Result<Consent, Failure> {
    let mut consent = Consent {
        acknowledged: context.flags.acknowledge.clone(),
        confirmed: context.flags.confirm.clone(),
        count: context.flags.confirm_count,
        reason: context.reason()?,
    };
    if io.interactive && !context.flags.yes && asks {
        write!(io.err, "{}", plan_text(plan, &context.controller.names()))?;
        ask(plan, &mut consent, io)?;
    }
    plan.check_consent(&consent)?;
    Ok(consent)
}

const fn answers_already(command: &Command) -> bool {
    matches!(
        command,
        Command::ConfirmSignUp { .. }
            | Command::ConfirmPhone { .. }
            | Command::SignUp { .. }
            | Command::CheckDomain { .. }
    )
}

fn ask(plan: &Plan, consent: &mut Consent, io: &mut Io<'_>) -> Result<(), Failure> {
    for needed in &plan.acknowledgements {
        if !consent.acknowledged.iter().any(|given| given == needed.code) {
            if !io.yes(&needed.sentence)? {
                return Err(Failure::Declined);
            }
            consent.acknowledged.push(needed.code.to_owned());
        }
    }
    let mut typed = false;
    if let Some(needed) = &plan.confirmation
        && consent.confirmed.is_none()
    {
        consent.confirmed = Some(io.line(&format!("Type {} to go on:", needed.what))?);
        typed = true;
    }
    if let Some(brake) = &plan.brake
        && consent.count.is_none()
    {
        let answer = io.line(&format!("{} Type the number {} to go on:", brake.sentence, brake.count))?;
        consent.count = answer.trim().parse().ok();
        typed = true;
    }
    // What had to be typed is an answer; without it, a plain question.
    if typed || io.yes("Commit this?")? { Ok(()) } else { Err(Failure::Declined) }
}

/// Does the same to every user named, in one plan.
pub(super) fn to_each(
    context: &Context<'_>,
    users: &[String],
    io: &mut Io<'_>,
    command: impl Fn(UserSid) -> Command,
) -> Result<(), Failure> {
    let actor = context.actor()?;
    let users: Vec<UserSid> = users.iter().map(|text| context.user(text)).collect::<Result<_, _>>()?;
    let command = together(users.into_iter().map(command).collect());
    let receipt = commit(context, &actor, &command, io)?;
    done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
}

/// What was done when, as JSON; at no position if nothing had to be.
pub(super) fn receipt_json(
    (position, time): (Option<Position>, Timestamp),
    command: CommandKind,
    result: &Value,
) -> Value {
    json!({
        "position": position.map(|position| position.0),
        "time": time.to_string(),
        "command": command.word(),
        "result": result,
    })
}

/// Says what was done: for people the first line of the sentence as the result, what comes next as messages; the receipt
/// with further fields as JSON.
pub(super) fn done(
    context: &Context<'_>,
    receipt: Option<Receipt>,
    sentence: impl FnOnce(&Plan) -> String,
    fields: impl FnOnce(&Plan) -> Value,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Some(receipt) = receipt else { return Ok(()) };
    match context.flags.json {
        true => {
            let at = (receipt.position, receipt.time);
            print_json(io, &receipt_json(at, receipt.plan.kind, &fields(&receipt.plan)))
        }
        false => {
            let text = sentence(&receipt.plan);
            let (result, next) = text.split_once('\n').unwrap_or((&text, ""));
            writeln!(io.out, "{result}")?;
            if !next.is_empty() {
                io.out.flush()?;
                // A stream for messages that is gone is nobody to tell.
                let _ = writeln!(io.err, "{next}");
            }
            Ok(())
        }
    }
}
