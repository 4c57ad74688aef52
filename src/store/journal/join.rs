//! How an engine that was opened and its journal come together again: whichever of them is behind catches up.
//!
//! The journal is ahead after every kill between its sync and the engine's; what it has was asked for, was not refused, and
//! may have been acknowledged: so it is written to the engine. It is behind only if somebody changed files, or in a store
//! from before there were journals: then it begins anew.

use std::path::Path;

use super::replay::{Compactions, replay};
use super::scan::scan;
use super::{End, Journal};
use crate::controller::port::StoreError;
use crate::model::Position;
use crate::store::diagnose::io_error;
use crate::store::engine::Engine;
use crate::store::files::sync_directory;
use crate::store::manifest::{Ended, Manifest, Stamp, first_journal, next_journal};
use crate::store::reader::{self, SCHEMA};

/// What came of it.
#[derive(Debug)]
pub(in crate::store) struct Joined {
    /// The journal to go on with.
    pub(in crate::store) journal: Journal,
    /// What the operator should know.
    pub(in crate::store) warning: Option<String>,
}

/// Brings them together. The engine has at least what the manifest says; `stamp` is its data file before it was opened.
pub(in crate::store) fn join<E: Engine>(
    path: &Path,
    engine: &E,
    manifest: &Manifest,
    stamp: Stamp,
) -> Result<Joined, StoreError> {
    let info = reader::info(engine)?;
    let id = reader::identity(engine)?.id;
    let Some(name) = &manifest.journal else {
        let journal = anew(path, engine, manifest, first_journal(), id)?;
        return Ok(Joined { journal, warning: None });
    };
    if let Some(ended) = manifest.ended.filter(|_| manifest.closed == Some(stamp))
        && ended.last == info.head
        && let Some(journal) = as_it_was_left(path, name, id, ended)?
    {
        return Ok(Joined { journal, warning: None });
    }
    let found = scan(path, name)?.filter(|found| found.header.store == id);
    let Some(found) = found else {
        return anew_after(path, engine, manifest, name, "is not there or no journal of this store");
    };
    let head = replay(engine, (path, name, &found), Compactions::End, &mut |_| {})?;
    if head > info.head {
        engine.make_durable()?;
    }
    if found.last < head {
        let how = format!("ends with the entry {}", found.last);
        return anew_after(path, engine, manifest, name, &how);
    }
    let mut journal = Journal::resume(path, name, found.header, End { tail: found.tail, last: found.last })?;
    if found.last > head {
        // The compaction that was stopped.
        journal.take_back(Position(head.0.saturating_add(1)))?;
    }
    Ok(Joined { journal, warning: None })
}

/// The journal, if nothing was written to it since it was closed: then it need not be read.
fn as_it_was_left(
    path: &Path,
    name: &str,
    id: [u8; 16],
    ended: Ended,
) -> Result<Option<Journal>, StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let file = path.join(name);
    let Some(frames) = super::file::Frames::open(&file).map_err(wrong)? else { return Ok(None) };
    let same = Stamp::of(&file).map_err(wrong)? == ended.stamp;
    let header = frames.header();
    if !same || header.store != id || header.after > ended.last {
        return Ok(None);
    }
    let end = End { tail: super::file::Tail { offset: ended.offset, check: ended.check }, last: ended.last };
    Journal::resume(path, name, header, end).map(Some)
}

fn anew_after<E: Engine>(
    path: &Path,
    engine: &E,
    manifest: &Manifest,
    name: &str,
    how: &str,
) -> Result<Joined, StoreError> {
    let id = reader::identity(engine)?.id;
    let journal = anew(path, engine, manifest, next_journal(name), id)?;
    let warning = format!(
        "The store's journal {how}, and the store goes up to the entry {}; it was begun anew. Make a backup \
         (orgadm backup): without one, later damage could not be repaired.",
        journal.last()
    );
    Ok(Joined { journal, warning: Some(warning) })
}

/// Begins a journal after the engine's last entry, and has the manifest name it.
fn anew<E: Engine>(
    path: &Path,
    engine: &E,
    manifest: &Manifest,
    name: String,
    id: [u8; 16],
) -> Result<Journal, StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let info = reader::info(engine)?;
    let journal = Journal::begin(path, &name, id, info.head)?;
    sync_directory(path).map_err(wrong)?;
    let named = Manifest::of(&info, SCHEMA, true, None, &manifest.data).naming(&name);
    named.write(path).map_err(wrong)?;
    Ok(journal)
}
