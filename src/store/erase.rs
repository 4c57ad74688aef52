//! Erasing what a record said: every image of its history goes, found by following each change to the one before. The
//! change rows stay with their commitments, so the chain stays whole (`chain`).
//!
//! The bytes lie in the engine's files until the store is compacted; the time of erasing is kept until then. What lies in
//! archives goes with the compaction too, so it is noted which records it is of.

use super::archive;
use super::engine::{Engine, Range, Write};
use super::entry;
use super::layout::{self, Side, Tree};
use super::reader;
use crate::controller::port::StoreError;
use crate::model::{Key, Position};

/// The deletions that erase every stored image of a record.
pub(super) fn writes<E: Engine>(engine: &E, key: Key) -> Result<Vec<Write>, StoreError> {
    let mut writes = Vec::new();
    let mut at = reader::get(engine, key)?.map_or(Position::NONE, |stored| stored.last);
    let archived = archive::archived(engine)?;
    while at > archived {
        let (number, row) = entry::change_of(engine, at, key)?;
        for (side, committed) in [(Side::Before, row.before), (Side::After, row.after)] {
            if committed.is_none() {
                continue;
            }
            let pieces = Range::prefix(&layout::image(at, number, side));
            engine.walk(Tree::AuditImages, &pieces, usize::MAX, &mut |piece, _| {
                writes.push(Write { tree: Tree::AuditImages, key: piece.to_vec(), value: None });
                Ok(())
            })?;
        }
        // Earlier and earlier, or it would never end.
        at = if row.previous < at { row.previous } else { Position::NONE };
    }
    if at != Position::NONE {
        writes.push(archive::to_erase(key));
    }
    Ok(writes)
}
