//! What became of each row: as CSV that can be read again, or as JSON.

use std::io::Write;

use serde_json::{Value, json};

use crate::cli::cell::csv_line;
use crate::cli::table::{RESULTS, Table};
use crate::controller::{Outcome, Refusal};
use crate::model::counted;

/// What became of a row, in a word.
const fn word(outcome: &Outcome, dry: bool) -> &'static str {
    match outcome {
        Outcome::Done(_) => "done",
        Outcome::Already(_) => "skipped",
        Outcome::Refused(_) => "refused",
        Outcome::NotDone if dry => "ready",
        Outcome::NotDone => "not-done",
    }
}

const fn refusal(outcome: &Outcome) -> Option<&Refusal> {
    match outcome {
        Outcome::Already(refusal) | Outcome::Refused(refusal) => Some(refusal),
        Outcome::Done(_) | Outcome::NotDone => None,
    }
}

const fn position(outcome: &Outcome) -> Option<u64> {
    match outcome {
        Outcome::Done(Some(position)) => Some(position.0),
        _ => None,
    }
}

/// The rows with what became of them.
pub(super) fn as_csv(
    table: &Table,
    outcomes: &[Outcome],
    dry: bool,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let heading = table.columns.iter().copied().chain(RESULTS);
    out.write_all(csv_line(heading).as_bytes())?;
    for (row, outcome) in table.rows.iter().zip(outcomes) {
        let refusal = refusal(outcome);
        let message = refusal.map(ToString::to_string).unwrap_or_default();
        let position = position(outcome).map(|position| position.to_string()).unwrap_or_default();
        let code = refusal.map_or("", |refusal| refusal.code.word());
        let said = [word(outcome, dry), code, &message, &position];
        out.write_all(csv_line(row.cells.iter().map(String::as_str).chain(said)).as_bytes())?;
    }
    Ok(())
}

/// The same as JSON, with how many there are of each.
pub(super) fn as_json(table: &Table, outcomes: &[Outcome], dry: bool) -> Value {
    let results = table.rows.iter().zip(outcomes).enumerate().map(|(at, (row, outcome))| {
        let cells: serde_json::Map<String, Value> = table
            .columns
            .iter()
            .zip(&row.cells)
            .map(|(column, cell)| ((*column).to_owned(), json!(cell)))
            .collect();
        let refusal = refusal(outcome);
        json!({
            "row": at + 1,
            "line": row.line,
            "cells": cells,
            "result": word(outcome, dry),
            "code": refusal.map(|refusal| refusal.code.word()),
            "rule": refusal.map(|refusal| refusal.sentence.clone()),
            "record": refusal.and_then(|refusal| refusal.record).map(|key| key.to_string()),
            "remedy": refusal.map(|refusal| refusal.remedy.clone()),
            "position": position(outcome),
        })
    });
    let results: Vec<Value> = results.collect();
    let counts = Counts::of(outcomes);
    json!({
        "results": results,
        "done": counts.done,
        "skipped": counts.already,
        "refused": counts.refused,
        "not_done": counts.not_done,
    })
}

/// How many rows there are of each outcome.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Counts {
    pub(super) done: usize,
    pub(super) already: usize,
    pub(super) refused: usize,
    pub(super) not_done: usize,
}

impl Counts {
    pub(super) fn of(outcomes: &[Outcome]) -> Self {
        outcomes.iter().fold(Self::default(), |mut counts, outcome| {
            *match outcome {
                Outcome::Done(_) => &mut counts.done,
                Outcome::Already(_) => &mut counts.already,
                Outcome::Refused(_) => &mut counts.refused,
                Outcome::NotDone => &mut counts.not_done,
            } += 1;
            counts
        })
    }

    /// In one sentence.
    pub(super) fn sentence(self, dry: bool) -> String {
        let Self { done, already, refused, not_done } = self;
        let mut parts = vec![
            match dry {
                true => counted(not_done, "row can be done", "rows can be done"),
                false => counted(done, "row is done", "rows are done"),
            },
            counted(already, "was so already", "were so already"),
            counted(refused, "is refused", "are refused"),
        ];
        if not_done > 0 && !dry {
            parts.push(counted(not_done, "was not tried", "were not tried"));
        }
        format!("{}.", parts.join(", "))
    }
}
