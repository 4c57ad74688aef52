//! `orgadm doctor`: one line a part of the store that was looked at, and what to do about each thing that is wrong.

use serde_json::{Value, json};

use crate::controller::port::{Examination, Progress, Repaired, RepairedFrom, StoreError};
use crate::model::shown;

use super::context::Context;
use super::error::report;
use super::exit::{Exit, Failure};
use super::io::Io;
use super::output::{print_json, print_table};
use super::progress::Bar;

pub(super) fn run(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let all = drawn(io, |progress| Ok(context.rights.examine(progress)?))?;
    told(&all, context.flags.json, io)
}

/// Prints what was found about a store that does not open.
pub fn examined(look: impl FnOnce(Progress<'_>) -> Vec<Examination>, as_json: bool, io: &mut Io<'_>) -> Exit {
    let printed = drawn(io, |progress| Ok(look(progress))).and_then(|all| told(&all, as_json, io));
    ended(printed, as_json, io)
}

/// Runs a repair and prints what it did.
pub fn repaired(
    repair: impl FnOnce(Progress<'_>) -> Result<Repaired, StoreError>,
    as_json: bool,
    io: &mut Io<'_>,
) -> Exit {
    let printed = drawn(io, |progress| Ok(repair(progress)?)).and_then(|done| match as_json {
        true => print_json(io, &json!({ "repaired": as_value(&done) })),
        false => Ok(write!(io.out, "{}", sentences(&done))?),
    });
    ended(printed, as_json, io)
}

fn ended(result: Result<(), Failure>, as_json: bool, io: &mut Io<'_>) -> Exit {
    match result.and_then(|()| io.out.flush().map_err(Failure::from)) {
        Ok(()) => Exit::Done,
        Err(failure) => {
            report(&failure, as_json, io);
            failure.exit()
        }
    }
}

/// Does work with a bar where somebody looks on.
fn drawn<T>(io: &mut Io<'_>, work: impl FnOnce(Progress<'_>) -> Result<T, Failure>) -> Result<T, Failure> {
    let mut bar = Bar::new(&mut *io.err, io.interactive, "");
    work(&mut |what, done, all| bar.step(what, done, all))
}

fn told(all: &[Examination], as_json: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    let found: u64 = all.iter().map(|part| part.findings.len() as u64 + part.more).sum();
    if as_json {
        let parts: Vec<Value> = all.iter().map(part_json).collect();
        print_json(io, &json!({ "sound": found == 0, "checks": parts }))?;
    } else {
        let rows: Vec<Vec<String>> = all.iter().flat_map(rows).collect();
        print_table(io, &["CHECK", "RESULT", "WHAT"], &rows)?;
    }
    match found {
        0 => Ok(()),
        found => Err(Failure::Unwell(found)),
    }
}

fn result(part: &Examination) -> &'static str {
    match (part.is_good(), part.examined) {
        (false, _) => "wrong",
        (true, true) => "good",
        (true, false) => "skipped",
    }
}

/// A line for the part, and one for each thing that is wrong.
fn rows(part: &Examination) -> Vec<Vec<String>> {
    let word = part.part.word();
    let row = |what: String| vec![word.to_owned(), result(part).to_owned(), what];
    let findings =
        part.findings.iter().map(|finding| row(format!("{} {}", finding.sentence, finding.remedy)));
    let more = (part.more > 0).then(|| row(format!("And {} more.", part.more)));
    std::iter::once(row(part.summary.clone())).chain(findings).chain(more).collect()
}

fn part_json(part: &Examination) -> Value {
    let findings =
        part.findings.iter().map(|finding| json!({ "sentence": finding.sentence, "remedy": finding.remedy }));
    json!({
        "check": part.part.word(),
        "result": result(part),
        "summary": part.summary,
        "findings": findings.collect::<Vec<_>>(),
        "more": part.more,
    })
}

const fn source(from: RepairedFrom) -> &'static str {
    match from {
        RepairedFrom::Data => "data",
        RepairedFrom::DataAlone => "data-alone",
        RepairedFrom::Backup { .. } => "backup",
        RepairedFrom::Journal => "journal",
    }
}

fn as_value(done: &Repaired) -> Value {
    let backup = match done.from {
        RepairedFrom::Backup { position, time } => {
            json!({ "position": position.0, "time": time.to_string() })
        }
        _ => Value::Null,
    };
    json!({
        "from": source(done.from),
        "backup": backup,
        "through": done.through.0,
        "known": done.known.0,
        "position": done.entry.0,
        "aside": done.aside.as_ref().map(|path| path.display().to_string()),
        "new_key": done.new_key,
    })
}

fn sentences(done: &Repaired) -> String {
    let Repaired { through, known, entry, .. } = done;
    let from = match done.from {
        RepairedFrom::Data => "its own data, which is sound".to_owned(),
        RepairedFrom::DataAlone => "its own data without the engine's snapshots and settings".to_owned(),
        RepairedFrom::Backup { position, time } => {
            format!("the backup of {time} up to the entry {position}, and the journal")
        }
        RepairedFrom::Journal => "its journal alone".to_owned(),
    };
    let mut text =
        format!("The store was made whole from {from}: every change up to the entry {through} is there.\n");
    if through < known {
        text.push_str(&format!(
            "The entries {} to {known} could not be brought back; nothing that is left holds them.\n",
            through.0.saturating_add(1)
        ));
    }
    if done.new_key {
        text.push_str(
            "The key of one-time codes was lost: codes sent before count no more; send them again.\n",
        );
    }
    if let Some(aside) = &done.aside {
        let aside = shown(&aside.display().to_string());
        text.push_str(&format!(
            "What was damaged is kept in {aside}; delete it when you no longer want it.\n"
        ));
    }
    text.push_str(&format!("The repair is the audit entry {entry}. Make a backup: orgadm backup\n"));
    text
}
