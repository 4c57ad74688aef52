//! Deleting what is in an archive from the store.

use std::ops::Bound;

use crate::controller::port::{Committed, StoreError};
use crate::model::{Position, Timestamp};
use crate::store::engine::{Batch, Engine, Range, Write, lock};
use crate::store::layout::{self, Tree};

/// Rows deleted in one batch: larger ones cost sled memory out of proportion (`storage.md` §4.1).
const PIECE: usize = 2_000;

/// Deletes the rows of entries that are in an archive, headers last, so that those that are left tell that there is more
/// to delete. Work goes on in between. For whoever holds the upkeep: no snapshot may be read meanwhile.
pub(in crate::store) fn clear<E: Engine>(engine: &E) -> Result<(), StoreError> {
    let archived = super::archived(engine)?;
    let beyond = layout::entry(Position(archived.0.saturating_add(1)));
    let rows = Range { to: Bound::Excluded(beyond.to_vec()), ..Range::ALL };
    let mut deleted = false;
    for tree in [Tree::AuditImages, Tree::AuditChanges, Tree::AuditHeaders] {
        loop {
            let mut writes = Vec::new();
            engine.walk(tree, &rows, PIECE, &mut |key, _| {
                writes.push(Write { tree, key: key.to_vec(), value: None });
                Ok(())
            })?;
            if writes.is_empty() {
                break;
            }
            let mut writer = lock(engine.writer());
            if writer.stopped {
                return Err(StoreError::Stopped);
            }
            let committed = Committed { position: archived, time: Timestamp::default() };
            let batch = Batch { committed, expected: Vec::new(), writes };
            engine.commit(&batch).inspect_err(|_| writer.stopped = true)?;
            deleted = true;
        }
    }
    if deleted {
        let mut writer = lock(engine.writer());
        engine.make_durable().inspect_err(|_| writer.stopped = true)?;
    }
    Ok(())
}
