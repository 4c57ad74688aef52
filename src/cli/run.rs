//! From arguments to a verb to an exit.

use serde_json::json;

use crate::controller::{CommitError, RefusedRow};

use super::args::Verb;
use super::context::Context;
use super::exit::{Exit, Failure};
use super::io::Io;
use super::{
    access, account, audit, compact, domain, invitation, org, past, session, sign_up, support, sweep, user,
};

/// Runs a verb to its end: results and refusals are printed, the exit is returned. `demo` is not run here.
pub fn run(context: &Context<'_>, verb: &Verb, io: &mut Io<'_>) -> Exit {
    let result = match &context.flags.at {
        Some(text) => {
            past::open(context, verb, text, io).and_then(|past| done(&context.then(&past), verb, io))
        }
        None => done(context, verb, io),
    };
    match result.and_then(|()| io.out.flush().map_err(Failure::from)) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            report(&failure, context.flags.json, io);
            failure.exit()
        }
    }
}

fn done(context: &Context<'_>, verb: &Verb, io: &mut Io<'_>) -> Result<(), Failure> {
    match verb {
        Verb::Demo(_) | Verb::Serve(_) | Verb::Attach => {
            Err(Failure::Usage("This runs in a process of its own.".into()))
        }
        Verb::Session(verb) => session::run(context, verb, io),
        Verb::Signup(arguments) => sign_up::run(context, arguments, io),
        Verb::Org(verb) => org::run(context, verb, io),
        Verb::Account(verb) => account::run(context, verb, io),
        Verb::Access(verb) => access::run(context, verb, io),
        Verb::User(verb) => user::run(context, verb, io),
        Verb::Domain(verb) => domain::run(context, verb, io),
        Verb::Invitation(verb) => invitation::run(context, verb, io),
        Verb::Audit(verb) => audit::run(context, verb, io),
        Verb::Sweep => sweep::run(context, io),
        Verb::Compact => compact::run(context, io),
        Verb::Support(verb) => support::run(context, verb, io),
    }
}

/// Says why, on the stream for messages; a stream that is gone is nobody to tell.
fn report(failure: &Failure, as_json: bool, io: &mut Io<'_>) {
    if failure.exit() == Exit::Done {
        return;
    }
    let _ = match as_json {
        true => writeln!(io.err, "{}", json!({ "error": error(failure) })),
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

fn error(failure: &Failure) -> serde_json::Value {
    match failure {
        Failure::Commit(CommitError::Refused(refusal)) => json!({
            "code": refusal.code.word(),
            "number": refusal.code.number(),
            "rule": refusal.sentence,
            "record": refusal.record.map(|key| key.to_string()),
            "remedy": refusal.remedy,
            "rows": refusal.rows.iter().map(row).collect::<Vec<_>>(),
        }),
        Failure::Commit(CommitError::Conflict(conflict)) => json!({
            "code": "conflict",
            "rule": conflict.to_string(),
            "records": conflict.found.iter().map(|change| change.key.to_string()).collect::<Vec<_>>(),
        }),
        Failure::Commit(CommitError::Store(error)) => json!({
            "code": error.code(),
            "rule": error.to_string(),
            "remedy": error.remedy(),
        }),
        Failure::Usage(sentence) => json!({ "code": "usage", "rule": sentence }),
        Failure::Unsound(_) => json!({ "code": "unsound", "rule": failure.to_string() }),
        Failure::Declined => json!({ "code": "declined", "rule": failure.to_string() }),
        Failure::Stream(error) => json!({ "code": "stream", "rule": error.to_string() }),
    }
}

fn row(row: &RefusedRow) -> serde_json::Value {
    json!({
        "row": row.row,
        "code": row.code.word(),
        "number": row.code.number(),
        "rule": row.sentence,
        "record": row.record.map(|key| key.to_string()),
        "remedy": row.remedy,
    })
}
