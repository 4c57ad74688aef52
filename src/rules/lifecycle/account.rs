//! Accounts and subaccounts (`admin-center-domain` §2.3).

use super::table::{Edge, edge};
use crate::model::AccountState;

/// What can happen to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountEvent {
    /// Created.
    Create,
    /// Anything that leaves the state alone: name, phone, designation, billing type, second factor.
    Edit,
    /// Owner and organization change along with a person or a parent: possible whatever the state, for every account has
    /// an owner until it is purged, and belongs to that owner's organization.
    Follow,
    /// Halted.
    Suspend,
    /// In use again.
    Reactivate,
    /// Closed for good. Confirming and closing are one plan here, so nothing lasts between them.
    Close,
    /// Closing is done, for an account that came here with its closure pending.
    FinishClosing,
    /// Thirty days after closing.
    Purge,
}

impl AccountEvent {
    /// Every event.
    pub const ALL: [Self; 8] = [
        Self::Create,
        Self::Edit,
        Self::Follow,
        Self::Suspend,
        Self::Reactivate,
        Self::Close,
        Self::FinishClosing,
        Self::Purge,
    ];
}

use AccountState::{Active, Closed, PendingClosure, Suspended};

/// The table. Closed is terminal but for the purge (invariant `closed-is-final`: nothing but owner and organization
/// changes of a closed account).
pub const ACCOUNT: &[Edge<AccountState, AccountEvent>] = &[
    edge(None, AccountEvent::Create, Some(Active)),
    edge(Some(Active), AccountEvent::Edit, Some(Active)),
    edge(Some(Active), AccountEvent::Follow, Some(Active)),
    edge(Some(Active), AccountEvent::Suspend, Some(Suspended)),
    edge(Some(Active), AccountEvent::Close, Some(Closed)),
    edge(Some(Suspended), AccountEvent::Edit, Some(Suspended)),
    edge(Some(Suspended), AccountEvent::Follow, Some(Suspended)),
    edge(Some(Suspended), AccountEvent::Reactivate, Some(Active)),
    edge(Some(Suspended), AccountEvent::Close, Some(Closed)),
    edge(Some(PendingClosure), AccountEvent::Follow, Some(PendingClosure)),
    edge(Some(PendingClosure), AccountEvent::FinishClosing, Some(Closed)),
    edge(Some(Closed), AccountEvent::Follow, Some(Closed)),
    edge(Some(Closed), AccountEvent::Purge, None),
];
