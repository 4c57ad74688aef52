//! Compaction: sled keeps the bytes of what was overwritten or deleted in its files, so erasing ends with a copy of what is
//! left and the deletion of the older files.
//!
//! ```text
//! data-3/            is filled beside data-2/, row by row, and compared with it: rows and checksum of every tree
//! data-3/            gets the audit entry of the compaction, and is made durable
//! journal            gets that entry too
//! manifest           is replaced in one step: from here on the store is data-3/
//! data-2/            goes (`forget`): at once, or if anything was erased once a backup of what is left is good
//! ```
//!
//! Whenever the process or the machine stops, the manifest names a complete directory; what it does not name is removed
//! when the store is next opened ([`remove_others`]). The writer is held meanwhile, readers go on.

use std::fs;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::diagnose::{damaged, io_error, panicked};
use super::engine::{Batch, Engine, Range, Visit, Writer};
use super::files::{
    BLOBS, Room, create_directory, remove_directory, remove_file, sync_directory, sync_files,
};
use super::forget;
use super::journal::Journal;
use super::layout::Tree;
use super::manifest::{Manifest, is_journal, next_data};
use super::reader::{self, SCHEMA};
use super::sled_engine::{PIECE, Row, SledEngine, Trees};
use super::writer::{self, Mark, Work};
use crate::controller::port::{AuditDraft, Compacted, StoreError};

/// How long to wait for readers of the older files.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(5);

/// What is compared of a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Sum {
    rows: u64,
    hash: [u8; 32],
}

/// The engine in use and the name of its directory.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) engine: Arc<SledEngine>,
    pub(super) data: String,
}

impl Held {
    /// The engine that is in use at this moment; it stays usable however long it is kept.
    pub(super) fn present(held: &RwLock<Self>) -> Self {
        held.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Goes on with a compacted copy; the older files are still there afterwards. `spare` is the space that must be left
/// besides the copy.
pub(super) fn run(
    path: &Path,
    (held, journal): (&RwLock<Held>, &mut Journal),
    writer: &mut Writer,
    spare: u64,
    audit: &AuditDraft,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Compacted, StoreError> {
    let wrong = |error: io::Error| io_error(path, &error);
    if writer.stopped {
        return Err(StoreError::Stopped);
    }
    let older = Held::present(held);
    let before = size(&path.join(&older.data)).map_err(wrong)?;
    let (needed, free) = (before.saturating_add(spare), Room::at(path).map_err(wrong)?.free);
    if free < needed {
        return Err(StoreError::Short { path: path.to_path_buf(), needed, free });
    }
    let name = next_data(&older.data);
    let data = path.join(&name);
    let made = copy(path, &older.engine, &data, audit, progress);
    let (mut engine, entry) = made.inspect_err(|_| {
        // What is left over is removed before the next copy, or when the store is next opened.
        let _left_over = remove_directory(&data);
    })?;
    let position = entry.committed.position;
    let switched = journal.append(&entry).and_then(|()| journal.sync()).and_then(|()| {
        let info = reader::info(&engine)?;
        Manifest::of(&info, SCHEMA, true, None, &name).naming(journal.name()).write(path).map_err(wrong)
    });
    if let Err(error) = switched {
        let is_older = is_named(path, &older.data);
        if is_older {
            let _panicked = engine.close();
            let _left_over = remove_directory(&data);
        }
        // If nobody knows which of the two the disk will show, or what the journal will, neither is touched any more.
        writer.stopped = !is_older || journal.take_back(position).is_err();
        return Err(error);
    }
    writer.dirty = None;
    *held.write().unwrap_or_else(PoisonError::into_inner) = Held { engine: Arc::new(engine), data: name };
    close(path, older.engine)?;
    let after = size(&data).map_err(wrong)?;
    Ok(Compacted { position, before, after })
}

/// Whether the manifest names this directory.
fn is_named(path: &Path, data: &str) -> bool {
    Manifest::read(path).is_some_and(|manifest| manifest.data == data)
}

/// Fills a new directory, compares it, and writes the entry of the compaction into it.
fn copy(
    path: &Path,
    from: &SledEngine,
    data: &Path,
    audit: &AuditDraft,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<(SledEngine, Batch), StoreError> {
    let wrong = |error: io::Error| io_error(path, &error);
    remove_directory(data).map_err(wrong)?;
    create_directory(data).map_err(wrong)?;
    let opened = catch_unwind(AssertUnwindSafe(|| SledEngine::open(path, data, Trees::New)));
    let mut to = opened.unwrap_or_else(|payload| Err(panicked(path, &*payload)))?;
    match fill(path, from, &to, data, audit, progress) {
        Ok(entry) => Ok((to, entry)),
        Err(error) => {
            // On a full disk the engine panics when it is let go; here that harms nobody.
            let _panicked = to.close();
            Err(error)
        }
    }
}

fn fill(
    path: &Path,
    from: &SledEngine,
    to: &SledEngine,
    data: &Path,
    audit: &AuditDraft,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Batch, StoreError> {
    let wrong = |error: io::Error| io_error(path, &error);
    let all = from.rows()?.saturating_mul(2);
    let mut done = 0;
    progress(done, all);
    let mut sums = Vec::new();
    for tree in Tree::ALL {
        let mut piece: Vec<Row> = Vec::with_capacity(PIECE);
        let sum = summed(from, tree, &mut |key, value| {
            piece.push((key.into(), value.into()));
            if piece.len() == PIECE {
                to.fill(tree, &mut piece)?;
                done += PIECE as u64;
                progress(done, all);
            }
            Ok(())
        })?;
        done += piece.len() as u64;
        to.fill(tree, &mut piece)?;
        sums.push((tree, sum));
    }
    to.make_durable()?;
    for (tree, wanted) in sums {
        let mut seen = 0;
        let found = summed(to, tree, &mut |_, _| {
            seen += 1;
            if seen % PIECE as u64 == 0 {
                progress(done + seen, all);
            }
            Ok(())
        })?;
        done += found.rows;
        if found != wanted {
            return Err(damaged(
                path,
                &format!("its copy of the tree {tree} is not what it was copied from"),
            ));
        }
    }
    progress(all, all);
    let entry = writer::prepare(to, &Work { mark: Mark::Compacted, ..Work::nothing(audit) })?;
    to.commit(&entry)?;
    to.make_durable()?;
    for directory in [&data.join(BLOBS), data] {
        sync_files(directory).map_err(wrong)?;
        sync_directory(directory).map_err(wrong)?;
    }
    sync_directory(path).map_err(wrong)?;
    Ok(entry)
}

/// Shows every row of a tree; how many there were and a hash over all.
fn summed(engine: &SledEngine, tree: Tree, each: Visit<'_>) -> Result<Sum, StoreError> {
    let (mut rows, mut hash) = (0, Sha256::new());
    engine.walk(tree, &Range::ALL, usize::MAX, &mut |key, value| {
        rows += 1;
        for part in [key, value] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        each(key, value)
    })?;
    Ok(Sum { rows, hash: hash.finalize().into() })
}

/// Waits for those who still read the older files, then lets go of them.
fn close(path: &Path, mut engine: Arc<SledEngine>) -> Result<(), StoreError> {
    let end = Instant::now() + PATIENCE;
    loop {
        match Arc::try_unwrap(engine) {
            Ok(mut engine) => return engine.close(),
            Err(shared) if Instant::now() < end => {
                engine = shared;
                thread::sleep(INTERVAL);
            }
            Err(_) => {
                let what =
                    "somebody still reads the older data; it goes when the store is next opened".into();
                return Err(StoreError::Io { path: path.to_path_buf(), what });
            }
        }
    }
}

/// Removes what a compaction that was stopped left: every directory of data and every journal but those the manifest
/// names, and a rehearsal. Only once the named ones were opened and found to be what they should be.
pub(super) fn remove_others(path: &Path, data: &str, journal: &str) -> Result<(), StoreError> {
    let wrong = |error: io::Error| io_error(path, &error);
    forget::older_data(path, data).map_err(wrong)?;
    let mut removed = false;
    for entry in fs::read_dir(path).map_err(wrong)? {
        let name = entry.map_err(wrong)?.file_name();
        let name = name.to_string_lossy();
        if is_journal(&name) && name != journal {
            remove_file(&path.join(&*name)).map_err(wrong)?;
            removed = true;
        }
    }
    if removed {
        sync_directory(path).map_err(wrong)?;
    }
    Ok(())
}

/// Bytes of the files in an engine's directory.
pub(super) fn size(data: &Path) -> io::Result<u64> {
    let mut sum = 0;
    for directory in [data.to_path_buf(), data.join(BLOBS)] {
        for entry in fs::read_dir(directory)? {
            match entry?.metadata() {
                Ok(about) if about.is_file() => sum += about.len(),
                // sled replaces its snapshots meanwhile.
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
    }
    Ok(sum)
}
