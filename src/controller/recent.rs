//! What was committed lately and by whom: what screens need to say who changed a row under somebody's eyes.

use crate::model::{CommandKind, EntryKind, Key, Origin, Timestamp, Who};

use super::commit::Receipt;

/// A change that was committed a moment ago.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// When.
    pub at: Timestamp,
    /// For whom.
    pub who: Who,
    /// Through which door, and with it the session.
    pub origin: Origin,
    /// What was asked.
    pub command: CommandKind,
    /// The records it changed, at most [`Recent::MOST_KEYS`].
    pub keys: Vec<Key>,
}

impl Recent {
    /// Most commits that are kept.
    pub const MOST: usize = 64;
    /// Most records of one commit that are kept.
    pub const MOST_KEYS: usize = 200;

    /// What a receipt says; sessions and what changed nothing are no news.
    pub(super) fn of(receipt: &Receipt) -> Option<Self> {
        let plan = &receipt.plan;
        (receipt.position.is_some() && plan.entry == EntryKind::Plan).then(|| Self {
            at: receipt.time,
            who: plan.actor.who,
            origin: plan.actor.origin,
            command: plan.command.kind(),
            keys: plan.changes.iter().map(|change| change.key).take(Self::MOST_KEYS).collect(),
        })
    }
}
