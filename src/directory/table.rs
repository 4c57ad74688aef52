//! Rows in chunks that are shared between clones and copied when written, each in the slot of its SID.

use std::sync::Arc;

use super::sid_index::{CHUNK, Sid, SidIndex};

/// A keyed table.
#[derive(Debug, Clone)]
pub(super) struct Table<K, R> {
    index: SidIndex<K>,
    chunks: Vec<Arc<Vec<Option<R>>>>,
}

impl<K, R> Default for Table<K, R> {
    fn default() -> Self {
        Self { index: SidIndex::default(), chunks: Vec::new() }
    }
}

impl<K: Sid, R: Clone> Table<K, R> {
    pub(super) fn get(&self, key: K) -> Option<&R> {
        self.at(self.index.slot(key)?)
    }

    pub(super) fn at(&self, slot: u32) -> Option<&R> {
        let slot = slot as usize;
        self.chunks.get(slot / CHUNK)?.get(slot % CHUNK)?.as_ref()
    }

    pub(super) const fn index(&self) -> &SidIndex<K> {
        &self.index
    }

    /// The slot of a SID, whether it has a row or not.
    pub(super) fn reserve(&mut self, key: K) -> u32 {
        self.index.reserve(key)
    }

    pub(super) fn put(&mut self, key: K, row: R) {
        let slot = self.index.reserve(key);
        self.set(slot as usize, Some(row));
    }

    pub(super) fn remove(&mut self, key: K) {
        if let Some(slot) = self.index.slot(key) {
            self.set(slot as usize, None);
        }
    }

    fn set(&mut self, slot: usize, row: Option<R>) {
        if self.chunks.len() <= slot / CHUNK {
            self.chunks.resize_with(slot / CHUNK + 1, Arc::default);
        }
        if let Some(chunk) = self.chunks.get_mut(slot / CHUNK) {
            let chunk = Arc::make_mut(chunk);
            if chunk.len() <= slot % CHUNK {
                chunk.resize_with(slot % CHUNK + 1, || None);
            }
            if let Some(place) = chunk.get_mut(slot % CHUNK) {
                *place = row;
            }
        }
    }

    /// The rows, in slot order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &R> {
        self.chunks.iter().flat_map(|chunk| chunk.iter().flatten())
    }

    /// The rows with their slots.
    pub(super) fn rows(&self) -> impl Iterator<Item = (u32, &R)> {
        let slots = self.chunks.iter().enumerate().flat_map(|(n, chunk)| {
            chunk
                .iter()
                .enumerate()
                .map(move |(m, row)| (u32::try_from(n * CHUNK + m).unwrap_or(u32::MAX), row))
        });
        slots.filter_map(|(slot, row)| Some((slot, row.as_ref()?)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::AccountSid;

    fn sid(n: u32) -> AccountSid {
        let mut bytes = [0; 16];
        bytes[12..].copy_from_slice(&n.to_be_bytes());
        AccountSid::from_bytes(bytes)
    }

    #[test]
    fn a_clone_keeps_its_rows_while_the_table_changes() {
        let mut table = Table::default();
        for n in 0..3_000u32 {
            table.put(sid(n), n * 2);
        }
        let old = table.clone();
        table.put(sid(5), 0);
        table.remove(sid(2_999));
        table.put(sid(20_000), 1);
        assert_eq!((old.get(sid(5)), table.get(sid(5))), (Some(&10), Some(&0)));
        assert_eq!((old.get(sid(2_999)), table.get(sid(2_999))), (Some(&5_998), None));
        assert_eq!((old.iter().count(), table.iter().count()), (3_000, 3_000));
        assert!(Arc::ptr_eq(&old.chunks[1], &table.chunks[1]));
        assert_eq!(table.rows().next(), Some((0, &0)));
    }

    #[test]
    fn a_reserved_slot_has_no_row_until_it_is_put() {
        let mut table: Table<AccountSid, u32> = Table::default();
        let slot = table.reserve(sid(7));
        assert_eq!((table.at(slot), table.index().slot(sid(7))), (None, Some(slot)));
        table.put(sid(7), 3);
        assert_eq!(table.at(slot), Some(&3));
    }
}
