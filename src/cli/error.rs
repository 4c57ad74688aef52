//! What went wrong, on the stream for messages: a sentence for people, one line of JSON for programs. Every error has a
//! code, the rule, the record it is about (if there is one) and a remedy; `assets/schema/error.json` describes it.

use clap::error::ErrorKind;
use serde_json::{Value, json};

use crate::controller::{CommitError, Refusal, RefusedRow};
use crate::model::Looked;

use super::exit::{Exit, Failure, Others, RefusedLines};
use super::io::Io;

/// The error of a line that came to no verb, as one line of JSON. Without a remedy of its own, what holds for its exit.
pub fn error_line(code: &str, number: Option<u32>, rule: &str, remedy: &str, exit: Exit) -> String {
    let remedy = if remedy.is_empty() { remedy_of(exit) } else { remedy };
    let mut error = plain(code, rule, remedy);
    error["number"] = json!(number);
    json!({ "error": error }).to_string()
}

/// What is wrong with a line, in one sentence of clap's.
pub fn usage_rule(error: &clap::Error) -> String {
    let text = error.render().to_string();
    let rule = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "A noun needs a verb.",
        _ => text.split("\n\n").next().unwrap_or_default().trim().trim_start_matches("error: "),
    };
    rule.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says why a verb did not do what was asked; a stream that is gone is nobody to tell.
pub(super) fn report(failure: &Failure, as_json: bool, io: &mut Io<'_>) {
    if failure.exit() == Exit::Done {
        return;
    }
    let _ = match as_json {
        true => writeln!(io.err, "{}", json!({ "error": as_value(failure) })),
        false => writeln!(io.err, "orgadm: {failure}"),
    };
    if let Failure::Commit(CommitError::Refused(refusal)) = failure
        && !as_json
        && refusal.rows.len() > 1
    {
        for row in &refusal.rows {
            let _ = writeln!(io.err, "  row {}: {} {} ({})", row.row, row.sentence, row.remedy, row.code);
        }
    }
    if let Failure::Entries { refusal, .. } = failure
        && !as_json
        && refusal.rows.len() > 1
    {
        for row in &refusal.rows {
            let _ = writeln!(io.err, "  line {}: {} {} ({})", row.row, row.sentence, row.remedy, row.code);
        }
    }
    // Where each row counts for itself, the results say it of each.
    if let Failure::Rows(RefusedLines { rows, others: Others::Undone, .. }) = failure
        && !as_json
        && rows.len() > 1
    {
        for line in rows {
            let (at, row) = (line.line, &line.row);
            let _ = writeln!(io.err, "  line {at}: {} {} ({})", row.sentence, row.remedy, row.code);
        }
    }
}

/// What can be done where the sentence does not say it itself.
const fn remedy_of(exit: Exit) -> &'static str {
    match exit {
        Exit::Done | Exit::Failed => "See to what it names and run the line again.",
        Exit::Usage => "Correct what it names; orgadm --help says what there is.",
        Exit::Refused => "Ask whoever operates the host.",
        Exit::Conflict => "Look at the new preview and decide again.",
        Exit::Unavailable => "Run the line again when the store is there.",
    }
}

fn plain(code: &str, rule: &str, remedy: &str) -> Value {
    json!({ "code": code, "number": null, "rule": rule, "record": null, "remedy": remedy, "rows": [] })
}

fn as_value(failure: &Failure) -> Value {
    let simple = |code: &str, remedy: &str| plain(code, &failure.to_string(), remedy);
    match failure {
        Failure::Commit(CommitError::Refused(refusal)) => of_refusal(refusal, |_| None),
        Failure::Entries { refusal, .. } => of_refusal(refusal, |row| Some(row.row as u64)),
        Failure::Rows(lines) => of_lines(lines),
        Failure::File(fault) => plain(fault.code, &fault.sentence, &fault.remedy),
        Failure::Stopped { .. } => simple("stopped", "Run the line again to go on; what is done is skipped."),
        Failure::Commit(CommitError::Conflict(conflict)) => {
            let mut value = simple("conflict", remedy_of(Exit::Conflict));
            value["record"] = json!(conflict.found.first().map(|change| change.key.to_string()));
            value
        }
        Failure::Commit(CommitError::Store(error)) => {
            plain(error.code(), &error.to_string(), &error.remedy())
        }
        // Of a filter, the lines beneath underline what is wrong: that is for eyes.
        Failure::Usage(sentence) => {
            plain("usage", sentence.lines().next().unwrap_or_default(), remedy_of(Exit::Usage))
        }
        Failure::Unsound(_) => simple(
            "unsound",
            "Copy the store's folder away before anything else, then compare it with a backup.",
        ),
        Failure::Unwell(_) => simple("unwell", "Do what is said of each finding, and run: orgadm doctor"),
        Failure::Unproven { found: Looked::Silent, sentence, next } => plain("no-answer", sentence, next),
        Failure::Unproven { sentence, next, .. } => plain("not-proven", sentence, next),
        Failure::Declined => simple("declined", "Answer yes, or add --yes."),
        Failure::Stream(error) => {
            plain("stream", &format!("{}.", error.to_string().trim_end_matches('.')), Failure::MEND)
        }
    }
}

fn of_refusal(refusal: &Refusal, line: impl Fn(&RefusedRow) -> Option<u64>) -> Value {
    json!({
        "code": refusal.code.word(),
        "number": refusal.code.number(),
        "rule": refusal.sentence,
        "record": refusal.record.map(|key| key.to_string()),
        "remedy": refusal.remedy,
        "rows": refusal.rows.iter().map(|refused| row(refused, line(refused))).collect::<Vec<_>>(),
    })
}

/// The error is that of the first row; where each row counts for itself, the results say it of each.
fn of_lines(lines: &RefusedLines) -> Value {
    let first = lines.rows.first().map(|first| &first.row);
    let rows = lines
        .rows
        .iter()
        .filter(|_| lines.others == Others::Undone)
        .map(|line| row(&line.row, Some(line.line)));
    json!({
        "code": first.map(|row| row.code.word()),
        "number": first.and_then(|row| row.code.number()),
        "rule": lines.sentence(),
        "record": first.and_then(|row| row.record).map(|key| key.to_string()),
        "remedy": lines.remedy(),
        "rows": rows.collect::<Vec<_>>(),
    })
}

fn row(row: &RefusedRow, line: Option<u64>) -> Value {
    json!({
        "row": row.row,
        "line": line,
        "code": row.code.word(),
        "number": row.code.number(),
        "rule": row.sentence,
        "record": row.record.map(|key| key.to_string()),
        "remedy": row.remedy,
    })
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;
    use crate::cli::exit::RefusedLine;
    use crate::cli::table::Table;
    use crate::controller::port::StoreError;
    use crate::controller::{Conflict, Refusal, RefusalCode};

    fn refused_line() -> RefusedLine {
        let (sentence, remedy) = ("There is none.".into(), "Look it up.".into());
        let row = RefusedRow { row: 1, record: None, code: RefusalCode::NotFound, sentence, remedy };
        RefusedLine { line: 2, row }
    }

    #[test]
    fn every_kind_of_failure_has_code_rule_record_and_remedy() {
        let conflict = Conflict { planned: Vec::new(), found: Vec::new() };
        let failures: [Failure; 11] = [
            Failure::Usage("Give a name.".into()),
            Refusal::new(RefusalCode::NotFound, "There is none.", "Look it up.").into(),
            CommitError::Conflict(Box::new(conflict)).into(),
            StoreError::Stopped.into(),
            Table::read("standard input".into(), &mut io::empty(), &[]).expect_err("an empty file").into(),
            RefusedLines { file: "x.csv".into(), rows: vec![refused_line()], others: Others::Undone }.into(),
            Failure::Stopped { done: 500, not_done: 1 },
            Failure::Unsound(2),
            Failure::Unwell(2),
            Failure::Declined,
            Failure::Stream(io::Error::new(io::ErrorKind::StorageFull, "full")),
        ];
        for failure in failures {
            let error = as_value(&failure);
            for part in ["code", "rule", "remedy"] {
                assert!(error[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {error}");
            }
            assert!(error.get("record").is_some() && error["rows"].is_array(), "{error}");
        }
    }
}
