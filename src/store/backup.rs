//! Backups: everything in a store as it was right after one audit entry, in one file of our own format, which does not
//! depend on the engine.
//!
//! ```text
//! write        a snapshot becomes a stream
//! Reader       a stream becomes rows again; nothing in it is believed before it was checked
//! verify       reads a whole one and compares it with itself: what makes a file a backup
//! restore      a stream becomes a store, in an empty or new directory
//! generations  those in a store's own folder, the newest first
//! restore::fill   a stream into an engine that holds nothing, for whoever makes a store again in its own folder
//! ```
//!
//! Indexes, counts and every other row of `meta` are in it as they are: a copy that knows nothing of records restores
//! them exactly, also for stores from before some of them, and they are a tenth of it. The key of one-time codes is not.

mod folder;
mod generations;
mod read;
pub(super) mod restore;
mod take;
mod write;

pub(super) use folder::Fresh;
pub use generations::{Generation, generations};
pub use read::{Reader, Visit, verify};
pub use restore::{Restored, restore, vacant};
pub(super) use take::take;

use std::path::Path;

use crate::controller::port::{BackupFault, BackupStamp, StoreError};

use super::codec::Stamp;

/// A file that is no whole backup.
pub(super) fn damaged(path: &Path, what: impl Into<String>) -> StoreError {
    fault(path, BackupFault::Damaged(what.into()))
}

fn fault(path: &Path, fault: BackupFault) -> StoreError {
    StoreError::Backup { path: path.to_path_buf(), fault }
}

fn told(stamp: &Stamp) -> BackupStamp {
    BackupStamp {
        store: data_encoding::HEXLOWER.encode(&stamp.store),
        created: stamp.created,
        schema: stamp.schema,
        position: stamp.position,
        time: stamp.time,
        hash: stamp.hash,
        archived: stamp.archived,
        counts: stamp.counts.clone(),
    }
}
