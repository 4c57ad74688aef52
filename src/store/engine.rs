//! What an engine must be able to do: look up, walk, and write a batch whole. Everything else is built on this, so that
//! the engine on disk and its twin in memory cannot differ in anything but keeping bytes.
//!
//! Knows bytes, not records.

use std::ops::Bound;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::codec::CodecError;
use super::kept::Kept;
use super::layout::Tree;
use super::shelf::Shelf;
use crate::controller::port::{Committed, StoreError};
use crate::model::{Key, Kind, Position};

/// Keeps bytes in trees.
pub(super) trait Engine: Send + Sync {
    /// A value as it is handed out.
    type Value: AsRef<[u8]>;

    /// Where the store lies, for messages.
    fn path(&self) -> &Path;

    /// The value under a key.
    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Self::Value>, StoreError>;

    /// Shows the rows of a range in order, at most `limit`; ends early if `each` fails.
    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError>;

    /// Writes a batch: all of it, visible at once, if everything expected still holds; else nothing.
    fn commit(&self, batch: &Batch) -> Result<(), StoreError>;

    /// Writes down what a batch will write, before it is committed; durable with the next [`Engine::make_durable`], before
    /// what was committed is.
    fn note(&self, _batch: &Batch) -> Result<(), StoreError> {
        Ok(())
    }

    /// Writes down, durably, that the entry at this position and those after it were not committed after all.
    fn take_back(&self, _from: Position) -> Result<(), StoreError> {
        Ok(())
    }

    /// Makes everything committed so far durable.
    fn make_durable(&self) -> Result<(), StoreError>;

    /// What the one writer remembers.
    fn writer(&self) -> &Mutex<Writer>;

    /// Where files are kept beside the rows, if anywhere.
    fn shelf(&self) -> Option<&dyn Shelf> {
        None
    }

    /// The error for a value that does not decode.
    fn damaged(&self, tree: Tree, key: &[u8], error: &CodecError) -> StoreError {
        let path = self.path().to_path_buf();
        match error {
            CodecError::Newer { found, known } => {
                StoreError::Newer { path, found: u32::from(*found), known: u32::from(*known) }
            }
            _ => StoreError::Damaged {
                path,
                what: format!("the value {} in {tree} is wrong: {error}", readable(tree, key)),
            },
        }
    }
}

/// Is shown each row: key, value.
pub(super) type Visit<'a> = &'a mut dyn FnMut(&[u8], &[u8]) -> Result<(), StoreError>;

/// A range of keys and in which direction to walk it.
#[derive(Debug, Clone)]
pub(super) struct Range {
    pub(super) from: Bound<Vec<u8>>,
    pub(super) to: Bound<Vec<u8>>,
    pub(super) backwards: bool,
}

impl Range {
    /// Everything.
    pub(super) const ALL: Self = Self { from: Bound::Unbounded, to: Bound::Unbounded, backwards: false };

    /// Keys after this one.
    pub(super) fn after(key: Option<&[u8]>) -> Self {
        Self { from: key.map_or(Bound::Unbounded, |key| Bound::Excluded(key.to_vec())), ..Self::ALL }
    }

    /// The same range from this key on.
    pub(super) fn starting(self, key: &[u8]) -> Self {
        Self { from: Bound::Included(key.to_vec()), ..self }
    }

    /// This key and those after it.
    pub(super) fn from(key: &[u8]) -> Self {
        Self { from: Bound::Included(key.to_vec()), ..Self::ALL }
    }

    /// Keys below this one, the last first.
    pub(super) fn below(key: Option<&[u8]>) -> Self {
        let to = key.map_or(Bound::Unbounded, |key| Bound::Excluded(key.to_vec()));
        Self { to, backwards: true, ..Self::ALL }
    }

    /// Keys that begin so.
    pub(super) fn prefix(prefix: &[u8]) -> Self {
        let mut end = prefix.to_vec();
        while end.last() == Some(&0xFF) {
            end.pop();
        }
        let to = match end.last_mut() {
            Some(last) => {
                *last += 1;
                Bound::Excluded(end)
            }
            None => Bound::Unbounded,
        };
        Self { from: Bound::Included(prefix.to_vec()), to, backwards: false }
    }
}

/// What must still be so for a batch to be written.
#[derive(Debug, Clone)]
pub(super) struct Expected {
    pub(super) tree: Tree,
    pub(super) key: Vec<u8>,
    /// The bytes that were read when the batch was made.
    pub(super) value: Option<Vec<u8>>,
    /// The record to name if it is not so; `None` for the state of the store itself.
    pub(super) record: Option<Key>,
}

/// One row to put, or to delete where there is no value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Write {
    pub(super) tree: Tree,
    pub(super) key: Vec<u8>,
    pub(super) value: Option<Vec<u8>>,
}

/// One transaction as bytes. Of two writes to one key the later counts.
#[derive(Debug, Clone)]
pub(super) struct Batch {
    pub(super) committed: Committed,
    pub(super) expected: Vec<Expected>,
    pub(super) writes: Vec<Write>,
}

impl Expected {
    /// The error if it is not so.
    pub(super) fn broken(&self, path: &Path) -> StoreError {
        match self.record {
            Some(key) => StoreError::Conflict { key },
            None => StoreError::Io {
                path: path.to_path_buf(),
                what: "the state of the store changed under its only writer".into(),
            },
        }
    }
}

/// What the one writer remembers between transactions.
#[derive(Debug, Default)]
pub(super) struct Writer {
    /// A write failed: no more of them.
    pub(super) stopped: bool,
    /// The first entry that was committed and is not durable yet.
    pub(super) dirty: Option<Position>,
    /// Where rows are kept as they were, while a snapshot is read.
    pub(super) kept: Option<Arc<Mutex<Kept>>>,
}

/// Locks; a panic elsewhere while it was locked does not matter, for nothing in here is ever half changed.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A key in words: the SID of a record, text as it is, else hexadecimal digits.
pub(super) fn readable(tree: Tree, key: &[u8]) -> String {
    let kind = Kind::ALL.into_iter().find(|kind| Tree::of(*kind) == tree);
    if let (Some(kind), Ok(bytes)) = (kind, <[u8; 16]>::try_from(key)) {
        return Key::from_bytes(kind, bytes).to_string();
    }
    match std::str::from_utf8(key) {
        Ok(text) if !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic()) => text.to_owned(),
        _ => data_encoding::HEXLOWER.encode(key),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_prefix_ends_before_the_next_one() {
        for (prefix, end) in [
            (&b"ab"[..], Bound::Excluded(b"ac".to_vec())),
            (&[1, 0xFF], Bound::Excluded(vec![2])),
            (&[0xFF, 0xFF], Bound::Unbounded),
            (&[], Bound::Unbounded),
        ] {
            assert_eq!(Range::prefix(prefix).to, end, "{prefix:?}");
        }
    }

    #[test]
    fn keys_are_named_as_people_know_them() {
        assert_eq!(readable(Tree::Users, &[0xAB; 16]), format!("US{}", "ab".repeat(16)));
        assert_eq!(readable(Tree::UserByEmail, b"ada@acme.example"), "ada@acme.example");
        assert_eq!(readable(Tree::AuditHeaders, &[0, 0, 0, 0, 0, 0, 0, 9]), "0000000000000009");
    }
}
