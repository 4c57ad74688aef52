//! sled behind the engine's trait: one multi-tree transaction a batch, every call fenced against panics.
//!
//! The only file besides `durable` that calls the engine. It is given a directory that may be opened and decides nothing
//! about it; that is `open`.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};

use super::diagnose::{damaged, engine_error, panicked};
use super::durable::Durable;
use super::engine::{Batch, Engine, Range, Visit, Writer};
use super::layout::Tree;
use super::shelf::{self, Folder, Shelf};
use crate::controller::port::StoreError;

/// What sled may keep of pages in memory. With 64 MiB a million users took 489 MB instead of 443, and nothing was faster.
const CACHE: u64 = 16 * 1024 * 1024;

/// How many rows to put in one piece. What sled replaces meanwhile is given back every 128 pieces: in pieces of 2,000 rows
/// it held 6.5 GB while a million users were restored.
pub(super) const PIECE: usize = 200;

/// The engine on disk.
pub(super) struct SledEngine {
    store: PathBuf,
    /// Gone once closed.
    handles: Option<Handles>,
    durable: Durable,
    shelf: Folder,
    writer: Mutex<Writer>,
}

struct Handles {
    db: sled::Db,
    /// In the order of [`Tree::ALL`].
    trees: Vec<sled::Tree>,
}

/// A row to put: key and value.
pub(super) type Row = (sled::IVec, sled::IVec);

/// Whether the trees are to be made, or must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trees {
    /// To be made.
    New,
    /// Must be there: making a missing one would hide damage.
    Existing,
}

impl SledEngine {
    /// Opens the engine's directory. `store` is the path to name in messages.
    ///
    /// May panic or hang on damaged files: call it on a worker.
    pub(super) fn open(store: &Path, data: &Path, trees: Trees) -> Result<Self, StoreError> {
        let wrong = |error: sled::Error| engine_error(store, &error);
        let config = sled::Config::new().path(data).mode(sled::Mode::LowSpace).cache_capacity(CACHE);
        let db = config.open().map_err(wrong)?;
        if trees == Trees::Existing {
            let there = db.tree_names();
            let missing =
                Tree::ALL.iter().find(|tree| !there.iter().any(|name| name == tree.name().as_bytes()));
            if let Some(tree) = missing {
                return Err(damaged(store, &format!("its data holds no tree {tree}")));
            }
        }
        let trees = Tree::ALL.iter().map(|tree| db.open_tree(tree.name())).collect::<Result<_, _>>();
        let handles = Handles { trees: trees.map_err(wrong)?, db };
        let durable = Durable::of(store, data)?;
        let (shelf, writer) = (shelf::of(store), Mutex::default());
        Ok(Self { store: store.into(), handles: Some(handles), durable, shelf, writer })
    }

    /// Lets go of the engine's files. sled flushes in its destructor, and panics there if that fails.
    pub(super) fn close(&mut self) -> Result<(), StoreError> {
        let handles = self.handles.take();
        catch_unwind(AssertUnwindSafe(|| drop(handles))).map_err(|payload| panicked(&self.store, &*payload))
    }

    /// The names of the files that sled keeps outside its data file. There should be none.
    pub(super) fn blobs(&self) -> Result<Vec<String>, StoreError> {
        self.durable.blobs()
    }

    /// Puts rows, at most [`PIECE`], outside a transaction and empties the vector: for filling a copy that nobody uses yet.
    pub(super) fn fill(&self, tree: Tree, rows: &mut Vec<Row>) -> Result<(), StoreError> {
        if rows.is_empty() {
            return Ok(());
        }
        let tree = self.tree(tree)?;
        let mut batch = sled::Batch::default();
        rows.drain(..).for_each(|(key, value)| batch.insert(key, value));
        self.fenced(|| tree.apply_batch(batch).map_err(|error| self.wrong(&error)))
    }

    /// How many rows there are in all; looks at each.
    pub(super) fn rows(&self) -> Result<u64, StoreError> {
        let trees = &self.handles()?.trees;
        self.fenced(|| Ok(trees.iter().map(|tree| tree.len() as u64).sum()))
    }

    fn handles(&self) -> Result<&Handles, StoreError> {
        self.handles.as_ref().ok_or(StoreError::Stopped)
    }

    fn tree(&self, tree: Tree) -> Result<&sled::Tree, StoreError> {
        self.handles()?.trees.get(tree as usize).ok_or(StoreError::Stopped)
    }

    /// Calls the engine; a panic in it becomes an error. On damaged pages it panics where it should return one.
    fn fenced<T>(&self, call: impl FnOnce() -> Result<T, StoreError>) -> Result<T, StoreError> {
        catch_unwind(AssertUnwindSafe(call)).unwrap_or_else(|payload| Err(panicked(&self.store, &*payload)))
    }

    fn wrong(&self, error: &sled::Error) -> StoreError {
        engine_error(&self.store, error)
    }
}

impl Engine for SledEngine {
    type Value = sled::IVec;

    fn path(&self) -> &Path {
        &self.store
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<sled::IVec>, StoreError> {
        let tree = self.tree(tree)?;
        self.fenced(|| tree.get(key).map_err(|error| self.wrong(&error)))
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        let tree = self.tree(tree)?;
        self.fenced(|| {
            let mut show = |row: sled::Result<(sled::IVec, sled::IVec)>| {
                let (key, value) = row.map_err(|error| self.wrong(&error))?;
                each(&key, &value)
            };
            let rows = tree.range::<&[u8], _>((
                range.from.as_ref().map(Vec::as_slice),
                range.to.as_ref().map(Vec::as_slice),
            ));
            if range.backwards {
                rows.rev().take(limit).try_for_each(&mut show)
            } else {
                rows.take(limit).try_for_each(&mut show)
            }
        })
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        let written = batch.writes.iter().map(|write| write.tree);
        let mut touched: Vec<Tree> = batch.expected.iter().map(|row| row.tree).chain(written).collect();
        touched.sort_unstable();
        touched.dedup();
        let trees = touched.iter().map(|tree| self.tree(*tree)).collect::<Result<Vec<_>, _>>()?;
        let result = self.fenced(|| {
            // Pure, as sled asks: it may run it again.
            Ok(trees.as_slice().transaction(|views| {
                let view = |tree: Tree| {
                    let at = touched.binary_search(&tree).ok();
                    at.and_then(|at| views.get(at)).ok_or(ConflictableTransactionError::Abort(None))
                };
                for row in &batch.expected {
                    let found = view(row.tree)?.get(&row.key)?;
                    if found.as_deref() != row.value.as_deref() {
                        return Err(ConflictableTransactionError::Abort(Some(row)));
                    }
                }
                for write in &batch.writes {
                    let tree = view(write.tree)?;
                    match &write.value {
                        Some(value) => tree.insert(write.key.as_slice(), value.as_slice())?,
                        None => tree.remove(write.key.as_slice())?,
                    };
                }
                Ok(())
            }))
        })?;
        result.map_err(|error| match error {
            TransactionError::Abort(Some(row)) => row.broken(&self.store),
            TransactionError::Abort(None) => StoreError::Stopped,
            TransactionError::Storage(error) => self.wrong(&error),
        })
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        let db = &self.handles()?.db;
        self.fenced(|| self.durable.make(db))
    }

    fn shelf(&self) -> Option<&dyn Shelf> {
        Some(&self.shelf)
    }

    fn writer(&self) -> &Mutex<Writer> {
        &self.writer
    }
}

impl fmt::Debug for SledEngine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledEngine").field("store", &self.store).finish_non_exhaustive()
    }
}
