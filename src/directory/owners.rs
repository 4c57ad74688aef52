//! Which accounts a user owns: pairs of slots, sorted, in shards that are shared between clones.

use std::sync::Arc;

/// Parts the pairs are divided into: a write copies one of them.
const SHARDS: usize = 256;

/// Owner slot → account slots.
#[derive(Debug, Clone)]
pub(super) struct Owners {
    shards: Vec<Arc<Vec<(u32, u32)>>>,
}

impl Default for Owners {
    fn default() -> Self {
        Self { shards: vec![Arc::default(); SHARDS] }
    }
}

impl Owners {
    fn shard(&mut self, owner: u32) -> Option<&mut Vec<(u32, u32)>> {
        self.shards.get_mut(owner as usize % SHARDS).map(Arc::make_mut)
    }

    pub(super) fn add(&mut self, owner: u32, account: u32) {
        if let Some(shard) = self.shard(owner)
            && let Err(at) = shard.binary_search(&(owner, account))
        {
            shard.insert(at, (owner, account));
        }
    }

    pub(super) fn remove(&mut self, owner: u32, account: u32) {
        if let Some(shard) = self.shard(owner)
            && let Ok(at) = shard.binary_search(&(owner, account))
        {
            shard.remove(at);
        }
    }

    pub(super) fn of(&self, owner: u32) -> impl Iterator<Item = u32> + Clone + '_ {
        let shard: &[(u32, u32)] =
            self.shards.get(owner as usize % SHARDS).map_or(&[], |shard| shard.as_slice());
        let from = shard.partition_point(|(other, _)| *other < owner);
        shard.iter().skip(from).take_while(move |(other, _)| *other == owner).map(|(_, account)| *account)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accounts_come_and_go_with_their_owner_only() {
        let mut owners = Owners::default();
        for account in [5, 3, 9] {
            owners.add(1, account);
            owners.add(257, account + 100);
        }
        let old = owners.clone();
        owners.remove(1, 5);
        owners.remove(1, 77);
        owners.add(1, 3);
        assert_eq!(owners.of(1).collect::<Vec<_>>(), [3, 9]);
        assert_eq!(old.of(1).collect::<Vec<_>>(), [3, 5, 9]);
        assert_eq!(owners.of(257).collect::<Vec<_>>(), [103, 105, 109]);
        assert_eq!(owners.of(2).count(), 0);
    }
}
