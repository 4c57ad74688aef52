//! Begins the journal anew once a verified backup holds what is in it: what was written after that backup moves into a new
//! file, the manifest names it, the older one is deleted.

use std::path::Path;

use super::Journal;
use super::scan::{scan, standing};
use crate::controller::port::StoreError;
use crate::model::Position;
use crate::store::diagnose::{damaged, io_error};
use crate::store::engine::Writer;
use crate::store::files::{remove_file, sync_directory};
use crate::store::manifest::{Manifest, next_journal};

/// Begins it after this entry; nothing if it does already. `manifest` is that of the store as it is, to name the new one.
///
/// Whenever it is stopped, the manifest names the older journal or the newer, and both hold every later entry.
pub(in crate::store) fn renew(
    path: &Path,
    (journal, writer): (&mut Journal, &mut Writer),
    through: Position,
    manifest: &Manifest,
) -> Result<(), StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let through = through.min(journal.last());
    if through <= journal.after() {
        return Ok(());
    }
    journal.sync()?;
    let older = journal.name().to_owned();
    let mut newer = Journal::begin(path, &next_journal(&older), journal.store(), through)?;
    let made = carried(path, &older, through, &mut newer)
        .and_then(|()| newer.sync())
        .and_then(|()| match newer.last() == journal.last() {
            true => sync_directory(path).map_err(wrong),
            false => Err(damaged(path, &format!("its journal ends with the entry {}", newer.last()))),
        })
        .and_then(|()| manifest.clone().naming(newer.name()).write(path).map_err(wrong));
    if let Err(error) = made {
        // The manifest may name either; the older one goes on being written, and the newer goes if it is not named.
        let Some(found) = Manifest::read(path) else {
            // Nobody knows which of the two the disk will show: neither is touched any more.
            writer.stopped = true;
            return Err(error);
        };
        if found.journal.as_deref() != Some(newer.name()) {
            let _left_over = remove_file(&path.join(newer.name()));
            return Err(error);
        }
    }
    *journal = newer;
    remove_file(&path.join(older)).and_then(|()| sync_directory(path)).map_err(wrong)
}

fn carried(path: &Path, older: &str, through: Position, newer: &mut Journal) -> Result<(), StoreError> {
    let Some(found) = scan(path, older)? else { return Ok(()) };
    standing(path, older, &found, &mut |position, body| match position > through {
        true => newer.carry(body),
        false => Ok(()),
    })
}
