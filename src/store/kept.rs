//! Rows as they were, for whoever reads a store as it was while it goes on (`snapshot`).
//!
//! Bounded: if more changes than may be kept, nothing is kept any more and the reader is told.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::layout::{self, Tree};
use crate::model::Position;

/// What a row in memory takes besides its bytes.
const AROUND: usize = 96;

/// The rows of one tree as they were; `None` where there was none.
type Rows = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

/// A piece of a tree.
pub(super) type Piece = BTreeMap<Vec<u8>, Vec<u8>>;

/// How the store was where it has changed since.
#[derive(Debug)]
pub(super) struct Kept {
    /// Entries from here on are not part of it.
    beyond: [u8; 8],
    trees: BTreeMap<Tree, Rows>,
    bytes: usize,
    most: usize,
    outrun: bool,
    /// The tree that is read, and the last key of it that was: what comes before is needed no more.
    passed: Option<(Tree, Vec<u8>)>,
}

impl Kept {
    /// For a store as it is after this entry; keeps at most so many bytes.
    pub(super) const fn new(position: Position, most: usize) -> Self {
        let beyond = layout::entry(Position(position.0.saturating_add(1)));
        Self { beyond, trees: BTreeMap::new(), bytes: 0, most, outrun: false, passed: None }
    }

    /// Whether this row is to be kept before it is changed.
    pub(super) fn wants(&self, tree: Tree, key: &[u8]) -> bool {
        let passed = self.passed.as_ref().is_some_and(|(at, last)| (tree, key) <= (*at, last.as_slice()));
        let later = tree.is_audit() && key >= self.beyond.as_slice();
        let there = || self.trees.get(&tree).is_some_and(|rows| rows.contains_key(key));
        !self.outrun && !passed && !later && !there()
    }

    /// Keeps a row as it is before its first change.
    pub(super) fn put(&mut self, tree: Tree, key: Vec<u8>, before: Option<Vec<u8>>) {
        self.bytes += size((&key, &before));
        self.trees.entry(tree).or_default().insert(key, before);
        if self.bytes > self.most {
            self.outrun = true;
            self.trees.clear();
        }
    }

    /// Whether more changed than could be kept.
    pub(super) const fn is_outrun(&self) -> bool {
        self.outrun
    }

    /// Where a tree ends for whoever reads it as it was.
    pub(super) fn end(&self, tree: Tree) -> Bound<Vec<u8>> {
        match tree.is_audit() {
            true => Bound::Excluded(self.beyond.to_vec()),
            false => Bound::Unbounded,
        }
    }

    /// Puts what was kept after one key and up to another in the place of what was read there, and keeps nothing up to
    /// there any more.
    pub(super) fn merge(
        &mut self,
        tree: Tree,
        last: Option<&[u8]>,
        through: Option<&[u8]>,
        piece: &mut Piece,
    ) {
        if let Some(rows) = self.trees.get_mut(&tree) {
            let mut gone = std::mem::take(rows);
            if let Some(through) = through {
                let mut rest = gone.split_off(through);
                gone.extend(rest.remove_entry(through));
                *rows = rest;
            }
            self.bytes = self.bytes.saturating_sub(gone.iter().map(size).sum());
            for (key, value) in gone.into_iter().filter(|(key, _)| last < Some(key.as_slice())) {
                match value {
                    Some(value) => piece.insert(key, value),
                    None => piece.remove(&key),
                };
            }
        }
        if let Some(through) = through {
            self.passed = Some((tree, through.to_vec()));
        }
    }
}

fn size((key, value): (&Vec<u8>, &Option<Vec<u8>>)) -> usize {
    key.len() + value.as_ref().map_or(0, Vec::len) + AROUND
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_kept_takes_the_place_of_what_was_read_and_is_kept_no_more() {
        let mut kept = Kept::new(Position(9), 10_000);
        for (key, before) in [("b", Some("old")), ("c", None), ("d", Some("gone")), ("x", Some("later"))] {
            assert!(kept.wants(Tree::Users, key.as_bytes()));
            kept.put(Tree::Users, key.into(), before.map(Into::into));
        }
        assert!(!kept.wants(Tree::Users, b"b"), "only its first change counts");
        let row = |key: &str, value: &str| (key.as_bytes().to_vec(), value.as_bytes().to_vec());
        let mut piece = Piece::from([row("a", "same"), row("b", "new"), row("c", "new"), row("e", "same")]);
        kept.merge(Tree::Users, None, Some(b"e"), &mut piece);
        assert_eq!(
            piece,
            Piece::from([row("a", "same"), row("b", "old"), row("d", "gone"), row("e", "same")])
        );
        assert!(!kept.wants(Tree::Users, b"e") && !kept.wants(Tree::Organizations, b"z"));
        assert!(kept.wants(Tree::Users, b"f") && kept.wants(Tree::Accounts, b"a"));
        let mut piece = Piece::new();
        kept.merge(Tree::Users, Some(b"e"), None, &mut piece);
        assert_eq!(piece, Piece::from([row("x", "later")]));
        assert_eq!(kept.bytes, 0);
    }

    #[test]
    fn later_entries_are_no_part_of_it_and_too_much_is_too_much() {
        let mut kept = Kept::new(Position(9), 300);
        assert!(kept.wants(Tree::AuditImages, &layout::entry(Position(9))));
        assert!(!kept.wants(Tree::AuditImages, &layout::entry(Position(10))));
        kept.put(Tree::Users, vec![1], Some(vec![0; 100]));
        assert!(!kept.is_outrun());
        kept.put(Tree::Users, vec![2], Some(vec![0; 100]));
        assert!(kept.is_outrun() && !kept.wants(Tree::Users, &[3]));
    }
}
