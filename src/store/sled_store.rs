//! The store on disk: the engine, the lock that keeps others out, and the manifest that is written when it is closed.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::check::{self, Checked};
use super::engine::{Batch, Engine, Range, Visit, Writer};
use super::files::{DATA, DB};
use super::layout::Tree;
use super::lock::Lock;
use super::manifest::{Manifest, Stamp};
use super::reader::{self, SCHEMA};
use super::sled_engine::SledEngine;
use super::writer;
use crate::controller::port::StoreError;

/// A store on disk, held by this process until it is dropped. Get one from [`super::open`].
pub struct SledStore {
    path: PathBuf,
    engine: SledEngine,
    key: [u8; 32],
    warnings: Vec<String>,
    // Last, so that it is released last.
    lock: Lock,
}

impl SledStore {
    pub(super) fn new(
        path: PathBuf,
        engine: SledEngine,
        key: [u8; 32],
        warnings: Vec<String>,
        lock: Lock,
    ) -> Self {
        Self { path, engine, key, warnings, lock }
    }

    /// Where the store lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes into the lock file where other processes reach the one that holds the store.
    ///
    /// # Errors
    ///
    /// What the file system says; the store is not touched.
    pub fn name_socket(&self, socket: &Path) -> std::io::Result<()> {
        self.lock.name_socket(socket)
    }

    /// The key that one-time codes are derived with. It is in no record and no export.
    pub const fn code_key(&self) -> &[u8; 32] {
        &self.key
    }

    /// What the operator should know about the place of this store, a sentence each; found when it was opened.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads everything and compares it: records, indexes, counts, the audit, the engine's files.
    ///
    /// No transaction is taken meanwhile; a million records take some seconds.
    ///
    /// # Errors
    ///
    /// What keeps the store from being read at all; what is wrong with single rows is a finding.
    pub fn check(&self) -> Result<Checked, StoreError> {
        let mut checked = check::everything(self)?;
        for name in self.engine.blobs()? {
            checked.tell(format!("The engine keeps values outside its data file, in {DATA}/blobs/{name}."));
        }
        Ok(checked)
    }

    /// Makes all durable and writes down how the store was left. What does not work here is found when it is opened
    /// again: without a fitting manifest opening is tried out on a copy first.
    fn close(&mut self) -> Result<(), StoreError> {
        writer::sync(&self.engine)?;
        let info = reader::info(&self.engine)?;
        self.engine.close()?;
        let stamp = Stamp::of(&self.path.join(DATA).join(DB)).ok();
        // A disk that is full or gone does not make the data worse than it is.
        let _unwritten = Manifest::of(&info, SCHEMA, true, stamp).write(&self.path);
        Ok(())
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if self.close().is_err() {
            let _panicked = self.engine.close();
        }
    }
}

impl Engine for SledStore {
    type Value = <SledEngine as Engine>::Value;

    fn path(&self) -> &Path {
        &self.path
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Self::Value>, StoreError> {
        self.engine.value(tree, key)
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        self.engine.walk(tree, range, limit, each)
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        self.engine.commit(batch)
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        self.engine.make_durable()
    }

    fn writer(&self) -> &Mutex<Writer> {
        self.engine.writer()
    }
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore").field("path", &self.path).finish_non_exhaustive()
    }
}
