//! `--keep-going`: what can be done is done, part by part, and of each row it is said what became of it.

use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::io::Io;
use crate::cli::output::{plan_json, plan_text, print_json};
use crate::cli::progress::bar;
use crate::cli::table::Table;
use crate::cli::write;
use crate::controller::{Command, Fate, Kept, Line, Outcome, RefusalCode};
use crate::model::Actor;

use super::reading::Asked;
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
    let (mut commands, mut places): (Vec<Command>, Vec<usize>) = (Vec::new(), Vec::new());
    for (at, asked) in asked.into_iter().enumerate() {
        match asked {
            Ok(command) => {
                places.push(at);
                commands.push(command);
            }
            Err(refusal) if refusal.code == RefusalCode::NoChange => outcomes[at] = Outcome::Already(refusal),
            Err(refusal) => outcomes[at] = Outcome::Refused(refusal),
        }
    }
    let mut survey = context.controller.survey(actor, &commands)?;
    survey.plan.line = line.into();
    let names = context.controller.names();
    if context.flags.dry_run {
        for (place, fate) in places.iter().zip(survey.rows) {
            outcomes[*place] = fate.into();
        }
        if context.flags.json {
            let mut value = as_json(table, &outcomes, true);
            value["plan"] = plan_json(&survey.plan, &names);
            print_json(io, &value)?;
        } else {
            write!(io.err, "{}", plan_text(&survey.plan, &names))?;
            writeln!(io.err, "{}", Counts::of(&outcomes).sentence(true))?;
        }
        return written(context, table, &outcomes, true, io);
    }
    let kept = match survey.rows.contains(&Fate::Ready) {
        true => {
            let consent = write::consent(context, &survey.plan, true, io)?;
            let all = commands.len() as u64;
            let (err, stopped, shows) = (&mut *io.err, io.stopped, io.interactive);
            let mut goes_on = |behind: usize| {
                if shows {
                    // A stream for messages that is gone is nobody to tell.
                    let _ = write!(err, "{}", bar(behind as u64, all, "rows")).and_then(|()| err.flush());
                }
                !stopped()
            };
            let kept = context.controller.keep_going(actor, &commands, survey, &consent, &mut goes_on)?;
            if shows {
                writeln!(io.err)?;
            }
            kept
        }
        false => Kept { rows: survey.rows.into_iter().map(Outcome::from).collect(), ended: None },
    };
    for (place, outcome) in places.iter().zip(kept.rows) {
        outcomes[*place] = outcome;
    }
    let counts = Counts::of(&outcomes);
    if context.flags.json {
        print_json(io, &as_json(table, &outcomes, false))?;
    }
    written(context, table, &outcomes, false, io)?;
    if !context.flags.json {
        writeln!(io.err, "{}", counts.sentence(false))?;
    }
    if let Some(error) = kept.ended {
        return Err(error.into());
    }
    if counts.not_done > 0 {
        return Err(Failure::Stopped { done: counts.done, not_done: counts.not_done });
    }
    let refused = outcomes.into_iter().enumerate().filter_map(|(at, outcome)| match outcome {
        Outcome::Refused(refusal) => Some((at, refusal)),
        _ => None,
    });
    match counts.refused {
        0 => Ok(()),
        _ => Err(lines(refused.collect(), table, true).into()),
    }
}

/// The results into the file named; without one to standard output, unless JSON stands there.
fn written(
    context: &Context<'_>,
    table: &Table,
    outcomes: &[Outcome],
    dry: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    if io.into.is_none() && context.flags.json {
        return Ok(());
    }
    as_csv(table, outcomes, dry, io.writer())?;
    io.keep()
}
