//! Accounts and subaccounts (`admin-center-domain` §2.3).

use super::table::{Edge, edge};
use crate::model::AccountState;

/// What can happen to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountEvent {
    /// Created.
    Create,
    /// Anything that leaves the state alone: name, phone, owner, organization, designation, billing type.
    Edit,
    /// Halted.
    Suspend,
    /// In use again.
    Reactivate,
    /// Closing was confirmed.
    Close,
    /// Closing is done.
    FinishClosing,
    /// Thirty days after closing.
    Purge,
}

impl AccountEvent {
    /// Every event.
    pub const ALL: [Self; 7] = [
        Self::Create,
        Self::Edit,
        Self::Suspend,
        Self::Reactivate,
        Self::Close,
        Self::FinishClosing,
        Self::Purge,
    ];
}

use AccountState::{Active, Closed, PendingClosure, Suspended};

/// The table. Closed is terminal but for the purge.
pub const ACCOUNT: &[Edge<AccountState, AccountEvent>] = &[
    edge(None, AccountEvent::Create, Some(Active)),
    edge(Some(Active), AccountEvent::Edit, Some(Active)),
    edge(Some(Active), AccountEvent::Suspend, Some(Suspended)),
    edge(Some(Active), AccountEvent::Close, Some(PendingClosure)),
    edge(Some(Suspended), AccountEvent::Edit, Some(Suspended)),
    edge(Some(Suspended), AccountEvent::Reactivate, Some(Active)),
    edge(Some(Suspended), AccountEvent::Close, Some(PendingClosure)),
    edge(Some(PendingClosure), AccountEvent::FinishClosing, Some(Closed)),
    edge(Some(Closed), AccountEvent::Purge, None),
];
