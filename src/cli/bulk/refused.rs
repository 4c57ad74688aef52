//! Refused rows, named with their lines.

use crate::cli::exit::{Failure, Others, RefusedLine, RefusedLines};
use crate::cli::table::Table;
use crate::controller::{CommitError, Refusal, RefusalCode, RefusedRow};
use crate::model::shown;

/// What stands in a cell is no more than text, whatever it holds.
pub(super) fn not_understood(sentence: &str) -> Refusal {
    Refusal::new(RefusalCode::Invalid, shown(sentence), "Correct the row and run the line again.")
}

/// A refusal of rows, naming their lines; any other as it is.
pub(super) fn named(failure: Failure, table: &Table, places: &[usize]) -> Failure {
    match failure {
        Failure::Commit(CommitError::Refused(refusal)) => match of_rows(refusal, places) {
            Ok(rows) => lines(rows, table, Others::Undone).into(),
            Err(refusal) => refusal.into(),
        },
        failure => failure,
    }
}

/// The refused rows of a plan by their place in the file; a refusal of the whole comes back.
pub(super) fn of_rows(refusal: Refusal, places: &[usize]) -> Result<Vec<(usize, Refusal)>, Refusal> {
    use RefusalCode::{AcknowledgementNeeded, ConfirmationNeeded, CountNeeded, ReasonNeeded, TooManyChanges};
    let whole = matches!(
        refusal.code,
        AcknowledgementNeeded | ConfirmationNeeded | CountNeeded | ReasonNeeded | TooManyChanges
    );
    match (places, &*refusal.rows) {
        ([only], []) if !whole => Ok(vec![(*only, refusal)]),
        (_, []) => Err(refusal),
        (_, rows) => Ok(rows
            .iter()
            .filter_map(|row| Some((*places.get(row.row.checked_sub(1)?)?, row.clone().into())))
            .collect()),
    }
}

/// The refused rows in the order of the file.
pub(super) fn lines(mut refused: Vec<(usize, Refusal)>, table: &Table, others: Others) -> RefusedLines {
    refused.sort_by_key(|(at, _)| *at);
    let rows = refused.into_iter().map(|(at, refusal)| {
        let Refusal { code, sentence, remedy, record, .. } = refusal;
        let line = table.rows.get(at).map_or(0, |row| row.line);
        RefusedLine { line, row: RefusedRow { row: at + 1, record, code, sentence, remedy } }
    });
    RefusedLines { file: table.name.clone(), rows: rows.collect(), others }
}
