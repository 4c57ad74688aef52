//! How a store that was made again takes the place of the damaged one: the entry of the repair, what was damaged kept
//! aside, then the manifest in one step.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::attempt::Made;
use super::sources::{Named, Sources};
use crate::controller::port::{AuditDraft, Repaired, StoreError};
use crate::model::{Position, Timestamp};
use crate::store::diagnose::io_error;
use crate::store::engine::{Batch, Engine};
use crate::store::files::{
    BACKUPS, BLOBS, DAMAGED, DB, KEY, create_directory, remove_file, sync_directory, sync_files,
};
use crate::store::journal::{End, Journal};
use crate::store::manifest::{Ended, Manifest, Stamp};
use crate::store::reader::{self, SCHEMA};
use crate::store::writer::{self, Work};
use crate::store::{compact, key_file};

/// Goes on with what was made. `key` is a key for one-time codes, should there be none.
pub(super) fn to(
    sources: &Sources,
    made: Made<'_>,
    (key, now): ([u8; 32], Timestamp),
    audit: &AuditDraft,
) -> Result<Repaired, StoreError> {
    let path = sources.path();
    let wrong = |error: io::Error| io_error(path, &error);
    let sound = made.sound();
    let Made { attempt, mut engine, data, through, .. } = made;
    let entry = writer::prepare(&engine, &Work::nothing(audit))?;
    engine.commit(&entry)?;
    engine.make_durable()?;
    let info = reader::info(&engine)?;
    let id = reader::identity(&engine)?.id;
    engine.close()?;
    let directory = path.join(&data);
    for directory in [&directory.join(BLOBS), &directory] {
        sync_files(directory).map_err(wrong)?;
        sync_directory(directory).map_err(wrong)?;
    }
    let journal = journal(sources, through, id, &entry)?;
    let beyond = sources.beyond(&info.id, through);
    let mut replaced = sources.replaced(sound, journal.name());
    replaced.extend_from_slice(&beyond);
    let aside = aside(path, &replaced, now).map_err(wrong)?;
    if !sources.has_key() {
        remove_file(&path.join(KEY)).map_err(wrong)?;
        key_file::create(path, &key)?;
    }
    sync_directory(path).map_err(wrong)?;
    let End { tail, last } = journal.end();
    let ended = Stamp::of(&path.join(journal.name())).ok();
    let ended = ended.map(|stamp| Ended { offset: tail.offset, check: tail.check, last, stamp });
    let closed = Stamp::of(&directory.join(DB)).ok();
    let manifest = Manifest::of(&info, SCHEMA, true, closed, &data).naming(journal.name()).ending(ended);
    manifest.write(path).map_err(wrong)?;
    compact::remove_others(path, &data, journal.name())?;
    // Left there they would be taken for the newest, and for what a later repair has to reach.
    for file in &beyond {
        remove_file(&path.join(file)).map_err(wrong)?;
    }
    if !beyond.is_empty() {
        sync_directory(&path.join(BACKUPS)).map_err(wrong)?;
    }
    Ok(Repaired {
        from: attempt.from(),
        through,
        known: sources.known().max(through),
        entry: entry.committed.position,
        aside,
        new_key: !sources.has_key(),
    })
}

/// The journal to go on with: the one that ends where the store does, or another that begins there.
fn journal(sources: &Sources, through: Position, id: [u8; 16], entry: &Batch) -> Result<Journal, StoreError> {
    let path = sources.path();
    let fits = |(_, found): &&Named| found.header.store == id && found.last == through;
    let mut journal = match sources.journals().iter().find(fits) {
        Some((name, found)) => {
            Journal::resume(path, name, found.header, End { tail: found.tail, last: found.last })?
        }
        None => Journal::begin(path, &sources.free_journal(), id, through)?,
    };
    journal.append(entry)?;
    journal.sync()?;
    Ok(journal)
}

/// Keeps files aside, under their own names in a directory of its own: as further names of the same files, so that those
/// they have stay until the manifest no longer names them.
fn aside(path: &Path, files: &[PathBuf], now: Timestamp) -> io::Result<Option<PathBuf>> {
    if files.is_empty() {
        return Ok(None);
    }
    let time = now.to_string().replace(':', "");
    let mut directory = path.join(format!("{DAMAGED}{time}"));
    let mut number = 2;
    while directory.exists() {
        directory = path.join(format!("{DAMAGED}{time}-{number}"));
        number += 1;
    }
    let mut within = BTreeSet::from([directory.clone()]);
    for file in files {
        let to = directory.join(file);
        let parent = to.parent().unwrap_or(&directory);
        create_directory(parent)?;
        within.insert(parent.to_path_buf());
        let from = path.join(file);
        // Not every file system knows further names.
        fs::hard_link(&from, &to).or_else(|_| fs::copy(&from, &to).map(|_| ()))?;
    }
    within.iter().try_for_each(|directory| sync_directory(directory))?;
    Ok(Some(directory))
}
