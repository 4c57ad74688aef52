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
    trees: BTreeMap<Tree, Rows>,
    writer: Mutex<Writer>,
}

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

impl Loose {
    /// None yet; `path` is where they come from.
    pub(super) fn new(path: &Path) -> Self {
        Self { path: path.to_path_buf(), trees: BTreeMap::new(), writer: Mutex::default() }
    }

    /// Adds a row.
    pub(super) fn put(&mut self, tree: Tree, key: &[u8], value: &[u8]) {
        self.trees.entry(tree).or_default().insert(key.to_vec(), value.to_vec());
    }

    /// Removes the rows of a tree that begin so; how many there were.
    pub(super) fn remove(&mut self, tree: Tree, prefix: &[u8]) -> usize {
        let Some(rows) = self.trees.get_mut(&tree) else { return 0 };
        let Range { from, to, .. } = Range::prefix(prefix);
        let keys: Vec<Vec<u8>> = rows.range::<Vec<u8>, _>((from, to)).map(|(key, _)| key.clone()).collect();
        keys.iter().filter(|key| rows.remove(*key).is_some()).count()
    }

    /// Every row, in the order of trees and keys.
    pub(super) fn rows(&self) -> impl Iterator<Item = (Tree, &[u8], &[u8])> {
        let of = |(tree, rows): (&Tree, _)| (*tree, rows);
        self.trees.iter().map(of).flat_map(|(tree, rows): (Tree, &Rows)| {
            rows.iter().map(move |(key, value)| (tree, key.as_slice(), value.as_slice()))
        })
    }
}

impl Engine for Loose {
    type Value = Vec<u8>;

    fn path(&self) -> &Path {
        &self.path
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.trees.get(&tree).and_then(|rows| rows.get(key)).cloned())
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        let Some(rows) = self.trees.get(&tree) else { return Ok(()) };
        let mut found = rows.range::<Vec<u8>, _>((range.from.as_ref(), range.to.as_ref()));
        let mut show = |(key, value): (&Vec<u8>, &Vec<u8>)| each(key, value);
        match range.backwards {
            true => found.rev().take(limit).try_for_each(&mut show),
            false => found.by_ref().take(limit).try_for_each(&mut show),
        }
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
