//! `orgadm audit prune`: older entries move into an archive, which `audit verify` goes on reading.

use serde_json::json;

use crate::controller::port::{ArchivePlace, Pruned};
use crate::controller::{Refusal, RefusalCode, When};
use crate::model::{Position, Timestamp};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::print_json;
use super::progress::Bar;

pub(super) fn run(
    context: &Context<'_>,
    before: &str,
    elsewhere: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let before = match When::parse(before, context.controller.now())? {
        When::Instant(instant) => instant,
        When::Position(_) => {
            let sentence = format!("“{before}” is a position; entries are moved by their time.");
            let remedy = "Give a day (2026-11-24), a time (2026-11-24T03:09:43Z), or how long ago (90d, 2y).";
            return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).into());
        }
    };
    if context.flags.dry_run {
        return tried(context, before, io);
    }
    if elsewhere && io.into.is_none() {
        return Err(Failure::Usage(
            "An archive that is kept elsewhere is a file: name one behind --into.".into(),
        ));
    }
    if io.interactive
        && !context.flags.yes
        && let Some((from, to)) = movable(context, before)?
    {
        writeln!(
            io.err,
            "The entries {from} to {to} move into an archive and do not come back: what they changed can no longer be \
             undone, and nothing is shown as it was before them."
        )?;
        if !io.yes("Move them?")? {
            return Err(Failure::Declined);
        }
    }
    moved(context, before, elsewhere, io)
}

/// The first and the last entry that would move.
fn movable(context: &Context<'_>, before: Timestamp) -> Result<Option<(Position, Position)>, Failure> {
    let from = context.controller.archived()?.map_or(1, |to| to.0 + 1);
    let last = context.controller.prunable(before)?;
    Ok(last.map(|header| (Position(from), header.position)))
}

/// What would be moved.
fn tried(context: &Context<'_>, before: Timestamp, io: &mut Io<'_>) -> Result<(), Failure> {
    match (context.flags.json, movable(context, before)?) {
        (true, movable) => {
            let entries = movable.map_or(0, |(from, to)| to.0.saturating_sub(from.0) + 1);
            print_json(io, &json!({ "pruned": null, "entries": entries }))
        }
        (false, Some((from, to))) => {
            Ok(writeln!(io.out, "The entries {from} to {to} would move into an archive.")?)
        }
        (false, None) => nothing(before, io),
    }
}

fn moved(context: &Context<'_>, before: Timestamp, elsewhere: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    let done = {
        let Io { err, into, interactive, .. } = io;
        let mut take_over = |archive: &mut dyn std::io::Read| {
            let Some(file) = into else { return Ok(()) };
            std::io::copy(archive, *file)?;
            file.keep()
        };
        let place = match elsewhere {
            true => ArchivePlace::Elsewhere(&mut take_over),
            false => ArchivePlace::Folder,
        };
        let mut bar = Bar::new(&mut **err, *interactive, "entries");
        let operator = context.operator();
        context.controller.prune_audit(&operator, before, place, &mut |done, all| bar.show(done, all))?
    };
    if context.flags.json {
        let pruned = done.as_ref().map(|done| {
            json!({
                "position": done.position.0,
                "from": done.from.0,
                "to": done.to.0,
                "until": done.until.to_string(),
                "file": done.path.as_deref().map(|path| path.display().to_string()),
            })
        });
        let entries = done.as_ref().map_or(0, |done| done.to.0 - done.from.0 + 1);
        return print_json(io, &json!({ "pruned": pruned, "entries": entries }));
    }
    match done {
        None => nothing(before, io),
        Some(done) => Ok(writeln!(io.out, "{}", sentence(&done))?),
    }
}

fn nothing(before: Timestamp, io: &mut Io<'_>) -> Result<(), Failure> {
    Ok(writeln!(io.out, "No entries from before {before} are left to be moved; the last one of all stays.")?)
}

fn sentence(done: &Pruned) -> String {
    let Pruned { from, to, until, path, .. } = done;
    let verify = match path {
        Some(path) => format!("into {}; orgadm audit verify reads it too", path.display()),
        None => "into the archive; orgadm audit verify reads it with --archive".to_owned(),
    };
    format!(
        "Moved the entries {from} to {to} (up to {until}) {verify}. Their space in the data comes free with orgadm compact."
    )
}
