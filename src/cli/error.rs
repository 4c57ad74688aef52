//! What went wrong, on the stream for messages: a sentence for people, one line of JSON for programs. Every error has a
//! code, the rule, the record it is about (if there is one) and a remedy; `assets/schema/error.json` describes it.

use serde_json::{Value, json};

use crate::controller::{CommitError, RefusedRow};

use super::exit::{Exit, Failure};
use super::io::Io;

/// The error of a line that came to no verb, as one line of JSON. Without a remedy of its own, what holds for its exit.
pub fn error_line(code: &str, rule: &str, remedy: &str, exit: Exit) -> String {
    let remedy = if remedy.is_empty() { remedy_of(exit) } else { remedy };
    json!({ "error": plain(code, rule, remedy) }).to_string()
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
        Failure::Commit(CommitError::Refused(refusal)) => json!({
            "code": refusal.code.word(),
            "number": refusal.code.number(),
            "rule": refusal.sentence,
            "record": refusal.record.map(|key| key.to_string()),
            "remedy": refusal.remedy,
            "rows": refusal.rows.iter().map(row).collect::<Vec<_>>(),
        }),
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
        Failure::Declined => simple("declined", "Answer yes, or add --yes."),
        Failure::Stream(_) => simple("stream", "See to whatever reads the output, and run the line again."),
    }
}

fn row(row: &RefusedRow) -> Value {
    json!({
        "row": row.row,
        "code": row.code.word(),
        "number": row.code.number(),
        "rule": row.sentence,
        "record": row.record.map(|key| key.to_string()),
        "remedy": row.remedy,
    })
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind};

    use super::*;
    use crate::controller::port::StoreError;
    use crate::controller::{Conflict, Refusal, RefusalCode};

    #[test]
    fn every_kind_of_failure_has_code_rule_record_and_remedy() {
        let conflict = Conflict { planned: Vec::new(), found: Vec::new() };
        let failures: [Failure; 7] = [
            Failure::Usage("Give a name.".into()),
            Refusal::new(RefusalCode::NotFound, "There is none.", "Look it up.").into(),
            CommitError::Conflict(Box::new(conflict)).into(),
            StoreError::Stopped.into(),
            Failure::Unsound(2),
            Failure::Declined,
            Failure::Stream(io::Error::new(ErrorKind::StorageFull, "full")),
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
