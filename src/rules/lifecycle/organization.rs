//! Organizations (`admin-center-domain` §2.1, without merging).

use super::table::{Edge, edge};
use crate::model::OrgState;

/// What can happen to an organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OrgEvent {
    /// Created.
    Create,
    /// Anything that leaves the state alone: owner, policy, limits, BAA.
    Edit,
    /// The Owner asked for deletion.
    RequestDeletion,
    /// The Owner withdrew the request.
    WithdrawDeletion,
    /// The operator confirmed it.
    ConfirmDeletion,
}

impl OrgEvent {
    /// Every event.
    pub const ALL: [Self; 5] =
        [Self::Create, Self::Edit, Self::RequestDeletion, Self::WithdrawDeletion, Self::ConfirmDeletion];
}

use OrgState::{Active, Deleted, DeletionRequested};

/// The table.
pub const ORGANIZATION: &[Edge<OrgState, OrgEvent>] = &[
    edge(None, OrgEvent::Create, Some(Active)),
    edge(Some(Active), OrgEvent::Edit, Some(Active)),
    edge(Some(Active), OrgEvent::RequestDeletion, Some(DeletionRequested)),
    edge(Some(DeletionRequested), OrgEvent::Edit, Some(DeletionRequested)),
    edge(Some(DeletionRequested), OrgEvent::WithdrawDeletion, Some(Active)),
    edge(Some(DeletionRequested), OrgEvent::ConfirmDeletion, Some(Deleted)),
];
