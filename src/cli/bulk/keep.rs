//! `--keep-going`: what can be done is done, part by part, and of each row it is said what became of it.

use crate::cli::context::Context;
use crate::cli::exit::{Failure, Others};
use crate::cli::io::Io;
use crate::cli::output::{plan_json, plan_text, print_json};
use crate::cli::progress::Bar;
use crate::cli::table::Table;
use crate::cli::write;
use crate::controller::{Command, CommitError, Fate, Kept, Line, Outcome, Plan, RefusalCode, Survey};
use crate::model::Actor;

use super::reading::{Asked, Split};
use super::refused::lines;
use super::results::{Counts, as_csv, as_json};

pub(super) fn run(
    context: &Context<'_>,
    actor: &Actor,
    table: &Table,
    asked: Vec<Asked>,
    line: Line,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let mut outcomes = vec![Outcome::NotDone; asked.len()];
    let Split { commands, places, refused } = Split::of(asked);
    for (at, refusal) in refused {
        outcomes[at] = match refusal.code {
            RefusalCode::NoChange => Outcome::Already(refusal),
            _ => Outcome::Refused(refusal),
        };
    }
    let mut survey = context.controller.survey(actor, &commands)?;
    survey.plan.line = line.into();
    let mut settle = |rows: Vec<Outcome>| places.iter().zip(rows).for_each(|(at, row)| outcomes[*at] = row);
    if context.flags.dry_run {
        settle(survey.rows.into_iter().map(Outcome::from).collect());
        return dry(context, table, outcomes, &survey.plan, io);
    }
    let kept = committed(context, actor, &commands, survey, io)?;
    settle(kept.rows);
    said(context, table, outcomes, kept.ended, io)
}

/// What would become of each row, and what all of them together need. The file for the results is left as it is: what
/// stands there may be what was done.
fn dry(
    context: &Context<'_>,
    table: &Table,
    outcomes: Vec<Outcome>,
    plan: &Plan,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let names = context.controller.names();
    if context.flags.json {
        let mut value = as_json(table, &outcomes, true);
        value["plan"] = plan_json(plan, &names);
        print_json(io, &value)?;
    } else {
        as_csv(table, &outcomes, true, io.out)?;
        io.out.flush()?;
        // A stream for messages that is gone is nobody to tell.
        let _ = writeln!(io.err, "{}{}", plan_text(plan, &names), Counts::of(&outcomes).sentence(true));
    }
    answered(outcomes, table, Others::Tried)
}

/// Refused rows are a refusal, whatever became of the others.
fn answered(outcomes: Vec<Outcome>, table: &Table, others: Others) -> Result<(), Failure> {
    let refused = outcomes.into_iter().enumerate().filter_map(|(at, outcome)| match outcome {
        Outcome::Refused(refusal) => Some((at, refusal)),
        _ => None,
    });
    let refused: Vec<_> = refused.collect();
    match refused.is_empty() {
        true => Ok(()),
        false => Err(lines(refused, table, others).into()),
    }
}

/// Commits what the survey found ready, after the questions, with a bar where somebody looks on.
fn committed(
    context: &Context<'_>,
    actor: &Actor,
    commands: &[Command],
    survey: Survey,
    io: &mut Io<'_>,
) -> Result<Kept, Failure> {
    if !survey.rows.contains(&Fate::Ready) {
        return Ok(Kept { rows: survey.rows.into_iter().map(Outcome::from).collect(), ended: None });
    }
    let consent = write::consent(context, &survey.plan, true, io)?;
    let all = commands.len() as u64;
    let stopped = io.stopped;
    let mut bar = Bar::new(&mut *io.err, io.interactive, "rows");
    let mut goes_on = |behind: usize| {
        bar.show(behind as u64, all);
        !stopped()
    };
    Ok(context.controller.keep_going(actor, commands, survey, &consent, &mut goes_on)?)
}

/// Says what became of each row: what was done is done, whoever hears of it.
fn said(
    context: &Context<'_>,
    table: &Table,
    outcomes: Vec<Outcome>,
    ended: Option<CommitError>,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let counts = Counts::of(&outcomes);
    // Whether or not the file takes it, how many are done is said.
    let kept = written(context, table, &outcomes, io);
    match context.flags.json {
        true => print_json(io, &as_json(table, &outcomes, false))?,
        false => {
            let _ = writeln!(io.err, "{}", counts.sentence(false));
        }
    }
    kept?;
    if let Some(error) = ended {
        return Err(error.into());
    }
    if counts.not_done > 0 {
        return Err(Failure::Stopped { done: counts.done, not_done: counts.not_done });
    }
    answered(outcomes, table, Others::Done)
}

/// The results into the file named; without one to standard output, unless JSON stands there.
fn written(
    context: &Context<'_>,
    table: &Table,
    outcomes: &[Outcome],
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    if io.into.is_none() && context.flags.json {
        return Ok(());
    }
    as_csv(table, outcomes, false, io.writer())?;
    io.keep()
}
