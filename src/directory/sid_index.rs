//! SIDs and the slots their rows lie in. A slot is given once and never to another SID, so it names its row for as long
//! as the process lives; what is removed leaves its slot behind.
//!
//! Shared between clones in pieces: a new SID copies one small shard and one chunk of keys, not the whole.

use std::sync::Arc;

use hashbrown::HashTable;

use crate::model::{AccountSid, DomainSid, InvitationSid, OrgSid, UserSid};

/// Rows a chunk holds: a write copies at most so many. 1,024 keep a copy of user columns at about 0.1 MB, so that a
/// batch of commits all over a million users copies less than it syncs.
pub(super) const CHUNK: usize = 1_024;

/// Parts the table is divided into.
const SHARDS: usize = 128;

/// An identifier of 16 random bytes.
pub(super) trait Sid: Copy + Eq {
    /// The bytes.
    fn raw(self) -> [u8; 16];
}

macro_rules! sid {
    ($($name:ident),*) => {
        $(impl Sid for $name {
            fn raw(self) -> [u8; 16] {
                self.bytes()
            }
        })*
    };
}
sid!(UserSid, AccountSid, InvitationSid, DomainSid, OrgSid);

/// Which slot a SID has.
#[derive(Debug, Clone)]
pub(super) struct SidIndex<K> {
    keys: Vec<Arc<Vec<K>>>,
    shards: Vec<Arc<HashTable<u32>>>,
    len: u32,
}

impl<K> Default for SidIndex<K> {
    fn default() -> Self {
        Self { keys: Vec::new(), shards: vec![Arc::default(); SHARDS], len: 0 }
    }
}

impl<K: Sid> SidIndex<K> {
    /// The slot of a SID that has one.
    pub(super) fn slot(&self, key: K) -> Option<u32> {
        let hash = hash(key);
        let shard = self.shards.get(shard(hash))?;
        shard.find(hash, |slot| self.key(*slot) == Some(key)).copied()
    }

    /// The slot of a SID, given now if it has none.
    pub(super) fn reserve(&mut self, key: K) -> u32 {
        if let Some(slot) = self.slot(key) {
            return slot;
        }
        let slot = self.len;
        self.len = self.len.saturating_add(1);
        match self.keys.last_mut().filter(|chunk| chunk.len() < CHUNK) {
            Some(chunk) => Arc::make_mut(chunk).push(key),
            None => {
                let mut chunk = Vec::with_capacity(CHUNK);
                chunk.push(key);
                self.keys.push(Arc::new(chunk));
            }
        }
        let hash = hash(key);
        let keys = &self.keys;
        if let Some(part) = self.shards.get_mut(shard(hash)) {
            let rehash = |slot: &u32| at(keys, *slot).map_or(0, |key| self::hash(key));
            Arc::make_mut(part).insert_unique(hash, slot, rehash);
        }
        slot
    }

    /// The SID of a slot.
    pub(super) fn key(&self, slot: u32) -> Option<K> {
        at(&self.keys, slot)
    }

    /// How many slots were given.
    pub(super) const fn len(&self) -> usize {
        self.len as usize
    }
}

fn at<K: Copy>(keys: &[Arc<Vec<K>>], slot: u32) -> Option<K> {
    let slot = slot as usize;
    keys.get(slot / CHUNK)?.get(slot % CHUNK).copied()
}

/// SIDs are drawn at random by this program, so their own bytes are the hash.
fn hash<K: Sid>(key: K) -> u64 {
    let mut low = [0; 8];
    low.copy_from_slice(&key.raw()[8..]);
    u64::from_be_bytes(low)
}

/// The table uses the low bits and the top seven; the shard is taken from between.
const fn shard(hash: u64) -> usize {
    (hash >> 40) as usize % SHARDS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sid(n: u64) -> UserSid {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&n.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes());
        UserSid::from_bytes(bytes)
    }

    #[test]
    fn a_slot_stays_with_its_sid_and_clones_do_not_see_later_ones() {
        let mut index = SidIndex::default();
        for n in 0..5_000 {
            assert_eq!(index.reserve(sid(n)), u32::try_from(n).expect("small"));
        }
        let old = index.clone();
        assert_eq!(index.reserve(sid(9_999)), 5_000);
        assert_eq!((old.slot(sid(9_999)), index.slot(sid(9_999))), (None, Some(5_000)));
        for n in 0..5_000 {
            let slot = u32::try_from(n).expect("small");
            assert_eq!((index.slot(sid(n)), index.reserve(sid(n))), (Some(slot), slot));
            assert_eq!(old.key(slot), Some(sid(n)));
        }
        assert_eq!((old.len(), index.len()), (5_000, 5_001));
    }
}
