//! Which accounts a user owns, which subaccounts an account has: pairs of slots, sorted, in shards that are shared
//! between clones.

use std::sync::Arc;

/// Parts the pairs are divided into: a write copies one of them.
const SHARDS: usize = 256;

/// One slot → many account slots.
#[derive(Debug, Clone)]
pub(super) struct Pairs {
    shards: Vec<Arc<Vec<(u32, u32)>>>,
}

impl Default for Pairs {
    fn default() -> Self {
        Self { shards: vec![Arc::default(); SHARDS] }
    }
}

impl Pairs {
    fn shard(&mut self, first: u32) -> Option<&mut Vec<(u32, u32)>> {
        self.shards.get_mut(first as usize % SHARDS).map(Arc::make_mut)
    }

    pub(super) fn add(&mut self, first: u32, account: u32) {
        if let Some(shard) = self.shard(first)
            && let Err(at) = shard.binary_search(&(first, account))
        {
            shard.insert(at, (first, account));
        }
    }

    pub(super) fn remove(&mut self, first: u32, account: u32) {
        if let Some(shard) = self.shard(first)
            && let Ok(at) = shard.binary_search(&(first, account))
        {
            shard.remove(at);
        }
    }

    pub(super) fn of(&self, first: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let shard: &[(u32, u32)] =
            self.shards.get(first as usize % SHARDS).map_or(&[], |shard| shard.as_slice());
        let from = shard.partition_point(|(other, _)| *other < first);
        shard.iter().skip(from).take_while(move |(other, _)| *other == first).map(|(_, account)| *account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_come_and_go_with_what_they_belong_to_only() {
        let mut pairs = Pairs::default();
        for account in [5, 3, 9] {
            pairs.add(1, account);
            pairs.add(257, account + 100);
        }
        let old = pairs.clone();
        pairs.remove(1, 5);
        pairs.remove(1, 77);
        pairs.add(1, 3);
        assert_eq!(pairs.of(1).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(old.of(1).collect::<Vec<_>>(), [3, 5, 9]);
        assert_eq!(pairs.of(257).collect::<Vec<_>>(), [103, 105, 109]);
        assert_eq!(pairs.of(2).count(), 0);
    }
}
