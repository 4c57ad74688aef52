//! The rows of one entry, out of its store: read by whatever reads a store's entries, written by nobody.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::controller::port::StoreError;
use crate::store::engine::{Batch, Engine, Range, Visit, Writer};
use crate::store::layout::Tree;

/// The rows of one entry.
#[derive(Debug)]
pub(in crate::store) struct Loose {
    path: PathBuf,
    rows: BTreeMap<(Tree, Vec<u8>), Vec<u8>>,
    writer: Mutex<Writer>,
}

impl Loose {
    /// None yet; `path` is where they come from.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), rows: BTreeMap::new(), writer: Mutex::default() }
    }

    /// Adds a row.
    pub(super) fn put(&mut self, tree: Tree, key: &[u8], value: &[u8]) {
        self.rows.insert((tree, key.to_vec()), value.to_vec());
    }

    /// Keeps the rows that pass.
    pub(super) fn retain(&mut self, keep: impl Fn(Tree, &[u8]) -> bool) {
        self.rows.retain(|(tree, key), _| keep(*tree, key));
    }

    /// Every row, in the order of trees and keys.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Tree, &[u8], &[u8])> {
        self.rows.iter().map(|((tree, key), value)| (*tree, key.as_slice(), value.as_slice()))
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }
}

impl Engine for Loose {
    type Value = Vec<u8>;

    fn path(&self) -> &Path {
        &self.path
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.rows.get(&(tree, key.to_vec())).cloned())
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        let within =
            |key: &Vec<u8>| std::ops::RangeBounds::contains(&(range.from.clone(), range.to.clone()), key);
        let mut rows: Vec<_> = self.rows.iter().filter(|((at, key), _)| *at == tree && within(key)).collect();
        if range.backwards {
            rows.reverse();
        }
        rows.into_iter().take(limit).try_for_each(|((_, key), value)| each(key, value))
    }

    fn commit(&self, _: &Batch) -> Result<(), StoreError> {
        Err(StoreError::Stopped)
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        Err(StoreError::Stopped)
    }

    fn writer(&self) -> &Mutex<Writer> {
        &self.writer
    }
}
