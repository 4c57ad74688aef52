//! Older audit entries, moved out of a store into files that its chain goes on from.
//!
//! ```text
//! archive/…1-…500.orgadm-archive      entries 1 to 500, complete and read back before anything else happens
//! meta  "archived" 500                one transaction: from here on they are in the archive, and the audit says so
//! rows of the entries 1 to 500        are deleted in batches; what a stopped process leaves is not read, and goes next
//! ```
//!
//! A header commits to its images and to the entry before it, so nobody can change an archive unnoticed: `verify` reads
//! archives and store as one chain. What is erased later goes from the archives in the store's folder when the store is
//! compacted; the records to look for are rows of `meta` until then. An archive kept elsewhere is out of reach.

mod clear;
mod erase;
mod loose;
mod prune;
mod read;
mod show;
mod write;

pub(super) use clear::clear;
pub(super) use erase::drop_erased;
pub(super) use prune::{last_before, prune};
pub(super) use read::{ArchiveReader, name_of};
pub(super) use show::{file_of, show};

use std::collections::BTreeSet;

use super::codec::{Archived, decode_archived};
use super::engine::{Engine, Range, Write};
use super::layout::{self, ARCHIVED, ERASING, Tree};
use crate::controller::port::StoreError;
use crate::model::{Key, Position};

/// The name of a file that is no archive yet.
const NEW: &str = "new";

/// How the name of an archive ends.
const ENDING: &str = ".orgadm-archive";

/// The last entry that is in an archive; [`Position::NONE`] if none is.
pub(super) fn archived<E: Engine>(engine: &E) -> Result<Position, StoreError> {
    let mut last = Position::NONE;
    let rows = Range { backwards: true, ..Range::prefix(ARCHIVED) };
    engine.walk(Tree::Meta, &rows, 1, &mut |key, _| {
        let number = key.strip_prefix(ARCHIVED).and_then(|rest| rest.try_into().ok());
        last = number.map_or(last, |bytes| Position(u64::from_be_bytes(bytes)));
        Ok(())
    })?;
    Ok(last)
}

/// The archives, the oldest first.
pub(super) fn archives<E: Engine>(engine: &E) -> Result<Vec<Archived>, StoreError> {
    let mut found = Vec::new();
    engine.walk(Tree::Meta, &Range::prefix(ARCHIVED), usize::MAX, &mut |key, bytes| {
        found.push(decode_archived(bytes).map_err(|error| engine.damaged(Tree::Meta, key, &error))?);
        Ok(())
    })?;
    Ok(found)
}

/// The row that notes that a record's images in archives are to be erased.
pub(super) fn to_erase(key: Key) -> Write {
    Write { tree: Tree::Meta, key: layout::erasing(key), value: Some(vec![1]) }
}

/// The records that were noted so.
fn being_erased<E: Engine>(engine: &E) -> Result<BTreeSet<Key>, StoreError> {
    let mut keys = BTreeSet::new();
    engine.walk(Tree::Meta, &Range::prefix(ERASING), usize::MAX, &mut |row, _| {
        keys.extend(layout::being_erased(row));
        Ok(())
    })?;
    Ok(keys)
}

/// The deletions of those rows, once nothing of the records is left.
pub(super) fn erased<E: Engine>(engine: &E) -> Result<Vec<Write>, StoreError> {
    let delete = |key| Write { tree: Tree::Meta, key: layout::erasing(key), value: None };
    Ok(being_erased(engine)?.into_iter().map(delete).collect())
}
