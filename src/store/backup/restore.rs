//! A stream as a store, in a directory that is empty or new. Whatever is wrong with it, nothing of it is left; if the
//! process is killed meanwhile, what it left is no store and the next one begins anew.
//!
//! The key of one-time codes is in no backup: the restored store has a new one, and what was sent before counts no more.

use std::io::Read;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use crate::controller::port::{AuditDraft, BackupStamp, Clock, Ids, StoreError, StoreInfo};
use crate::model::Position;
use crate::store::abandon::{clear, leave};
use crate::store::codec::decode_state;
use crate::store::diagnose::{damaged, io_error, panicked};
use crate::store::engine::Engine;
use crate::store::files::{
    BLOBS, DATA, DB, KEY, LEAST_SPACE, Room, create_directory, remove_directory, remove_file, sync_directory,
    sync_files,
};
use crate::store::layout::{STATE, Tree};
use crate::store::lock::Lock;
use crate::store::manifest::{Manifest, Stamp as Closed};
use crate::store::place::{Place, look};
use crate::store::sled_engine::{PIECE, Row, SledEngine, Trees};
use crate::store::writer::{self, Mark, Work};
use crate::store::{key_file, reader};

use super::read::Reader;

/// After so many rows they are made durable, so that the last step is short.
const DURABLE: u64 = 50_000;

/// What a restoration made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What it was restored from: the store up to this position is what it was.
    pub stamp: BackupStamp,
    /// The audit entry of the restoration, the first one after that.
    pub position: Position,
    /// How many rows there were in all.
    pub rows: u64,
}

/// Makes a store at `path` out of a backup, with an audit entry of the restoration after its last one. `name` is the
/// file to name in errors; `progress` hears rows.
///
/// # Errors
///
/// [`StoreError::NotEmpty`] if anything is there; [`StoreError::Backup`] if the stream is no whole backup. Then nothing
/// is there afterwards that was not before.
pub fn restore(
    path: &Path,
    from: impl Read,
    name: &Path,
    (clock, ids): (&dyn Clock, &dyn Ids),
    audit: &AuditDraft,
    progress: &mut dyn FnMut(u64),
) -> Result<Restored, StoreError> {
    let path = std::path::absolute(path).map_err(|error| io_error(path, &error))?;
    let wrong = |error: std::io::Error| io_error(&path, &error);
    let was_missing = unoccupied(&path)? == Place::Missing;
    let room = Room::at(&path).map_err(wrong)?;
    if room.read_only {
        return Err(StoreError::ReadOnly { path });
    }
    if room.free < LEAST_SPACE {
        return Err(StoreError::Full { path });
    }
    // Before anything is made: a file that is none of ours is refused as if nothing had been asked.
    let reader = Reader::open(from, name)?;
    create_directory(&path).map_err(wrong)?;
    let made = {
        let _lock = Lock::take(&path, clock.now())?;
        // Again, now that nobody else can be making it.
        unoccupied(&path)?;
        let made = make(&path, reader, ids, audit, progress);
        if made.is_err() {
            // What cannot be removed now is no store all the same: its manifest says that it is not complete.
            let _left_over = clear(&path);
        }
        made
    };
    if made.is_err() {
        let _left_over = leave(&path, !was_missing);
    }
    made
}

/// Finds a place that a backup may be restored into.
///
/// # Errors
///
/// [`StoreError::NotEmpty`] if anything is there.
pub fn vacant(path: &Path) -> Result<(), StoreError> {
    let path = std::path::absolute(path).map_err(|error| io_error(path, &error))?;
    unoccupied(&path).map(drop)
}

/// A place that nothing lies at.
fn unoccupied(path: &Path) -> Result<Place, StoreError> {
    let holds = |what: &str| StoreError::NotEmpty { path: path.to_path_buf(), what: what.into() };
    match look(path) {
        Ok(Place::Store(_)) => Err(holds("a store")),
        Err(StoreError::Damaged { .. }) => Err(holds("a damaged store")),
        Err(StoreError::NotAStore { what, .. }) => {
            let first = what.strip_prefix("the directory holds other things, such as ");
            Err(match first {
                Some(first) => holds(first),
                None => StoreError::NotAStore { path: path.to_path_buf(), what },
            })
        }
        other => other,
    }
}

fn make<R: Read>(
    path: &Path,
    reader: Reader<R>,
    ids: &dyn Ids,
    audit: &AuditDraft,
    progress: &mut dyn FnMut(u64),
) -> Result<Restored, StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let stamp = reader.stamp();
    Manifest::of(&begun(&stamp), stamp.schema, false, None, DATA).write(path).map_err(wrong)?;
    remove_directory(&path.join(DATA)).map_err(wrong)?;
    remove_file(&path.join(KEY)).map_err(wrong)?;
    key_file::create(path, &ids.seed()?)?;
    let data = path.join(DATA);
    create_directory(&data).map_err(wrong)?;
    let opened = catch_unwind(AssertUnwindSafe(|| SledEngine::open(path, &data, Trees::New)));
    let mut engine = opened.unwrap_or_else(|payload| Err(panicked(path, &*payload)))?;
    let filled = (|| {
        let rows = fill(reader, &engine, progress)?;
        let entry = writer::prepare(&engine, &Work { mark: Mark::Restored, ..Work::nothing(audit) })?;
        engine.commit(&entry)?;
        engine.make_durable()?;
        Ok((rows, entry.committed.position, reader::info(&engine)?))
    })();
    let closed = engine.close();
    let (rows, position, info) = filled?;
    closed?;
    for directory in [&data.join(BLOBS), &data] {
        sync_files(directory).map_err(wrong)?;
        sync_directory(directory).map_err(wrong)?;
    }
    sync_directory(path).map_err(wrong)?;
    let left = Closed::of(&data.join(DB)).ok();
    Manifest::of(&info, stamp.schema, true, left, DATA).write(path).map_err(wrong)?;
    Ok(Restored { stamp, position, rows })
}

/// Puts every row of a backup into an engine that holds nothing, and finds it to stand where the stamp says. How many
/// rows there were. The last of them are not durable; after an error what is in the engine may not be used.
pub(in crate::store) fn fill<R: Read>(
    reader: Reader<R>,
    engine: &SledEngine,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, StoreError> {
    let stamp = reader.stamp();
    let mut piece: Vec<Row> = Vec::with_capacity(PIECE);
    let mut at = None;
    let (mut done, mut durable) = (0, 0);
    let rows = reader.rows(&mut |tree: Tree, key, value| {
        if let Some(before) = at.filter(|before| *before != tree || piece.len() == PIECE) {
            done += piece.len() as u64;
            engine.fill(before, &mut piece)?;
            if done >= durable + DURABLE {
                engine.make_durable()?;
                durable = done;
            }
            progress(done);
        }
        at = Some(tree);
        piece.push((key.into(), value.into()));
        Ok(())
    })?;
    if let Some(tree) = at {
        engine.fill(tree, &mut piece)?;
    }
    progress(rows);
    let info = reader::info(engine)?;
    let state = engine.value(Tree::Meta, STATE)?.and_then(|bytes| decode_state(&bytes).ok());
    let stands = state.is_some_and(|state| (state.head, state.hash) == (stamp.position, stamp.hash));
    match stands && info.id == stamp.store {
        true => Ok(rows),
        false => Err(damaged(engine.path(), "what was restored does not stand where its backup says")),
    }
}

/// What the manifest says while it is not complete.
fn begun(stamp: &BackupStamp) -> StoreInfo {
    let mut counts = [0; crate::model::Kind::ALL.len()];
    counts.iter_mut().zip(&stamp.counts).for_each(|(to, from)| *to = *from);
    StoreInfo {
        id: stamp.store.clone(),
        created: stamp.created,
        demo: false,
        head: stamp.position,
        head_hash: stamp.hash,
        counts,
        erased: None,
        archived: Position::NONE,
        last_erasing: Position::NONE,
        compacted: None,
        backed_up: None,
    }
}
