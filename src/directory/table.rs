//! Rows in chunks that are shared between clones and copied when written, with an index by key.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;

/// Rows a chunk holds: a write copies at most so many.
const CHUNK: usize = 4_096;

/// A keyed table. Removed rows leave a gap that the next new row fills.
#[derive(Debug, Clone)]
pub(super) struct Table<K, R> {
    chunks: Vec<Arc<Vec<Option<R>>>>,
    at: Arc<HashMap<K, usize>>,
    gaps: Vec<usize>,
}

impl<K, R> Default for Table<K, R> {
    fn default() -> Self {
        Self { chunks: Vec::new(), at: Arc::default(), gaps: Vec::new() }
    }
}

impl<K: Copy + Eq + Hash, R: Clone> Table<K, R> {
    pub(super) fn get(&self, key: K) -> Option<&R> {
        let at = *self.at.get(&key)?;
        self.chunks.get(at / CHUNK)?.get(at % CHUNK)?.as_ref()
    }

    pub(super) fn put(&mut self, key: K, row: R) {
        let at = match self.at.get(&key) {
            Some(at) => *at,
            None => {
                let at = self.gaps.pop().unwrap_or_else(|| self.end());
                Arc::make_mut(&mut self.at).insert(key, at);
                at
            }
        };
        if at / CHUNK == self.chunks.len() {
            self.chunks.push(Arc::default());
        }
        if let Some(chunk) = self.chunks.get_mut(at / CHUNK) {
            let chunk = Arc::make_mut(chunk);
            match chunk.get_mut(at % CHUNK) {
                Some(slot) => *slot = Some(row),
                None => chunk.push(Some(row)),
            }
        }
    }

    pub(super) fn remove(&mut self, key: K) {
        let Some(at) = Arc::make_mut(&mut self.at).remove(&key) else { return };
        if let Some(slot) =
            self.chunks.get_mut(at / CHUNK).and_then(|chunk| Arc::make_mut(chunk).get_mut(at % CHUNK))
        {
            *slot = None;
            self.gaps.push(at);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.at.is_empty()
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &R> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().flatten())
    }

    fn end(&self) -> usize {
        self.chunks.last().map_or(0, |last| (self.chunks.len() - 1) * CHUNK + last.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clone_keeps_its_rows_while_the_table_changes() {
        let mut table = Table::default();
        for n in 0..10_000u32 {
            table.put(n, n * 2);
        }
        let old = table.clone();
        table.put(5, 0);
        table.remove(9_999);
        table.put(20_000, 1);
        assert_eq!((old.get(5), table.get(5)), (Some(&10), Some(&0)));
        assert_eq!((old.get(9_999), table.get(9_999)), (Some(&19_998), None));
        assert_eq!((old.iter().count(), table.iter().count()), (10_000, 10_000));
        assert_eq!(table.chunks.len(), 3);
        assert!(Arc::ptr_eq(&old.chunks[1], &table.chunks[1]));
    }
}
