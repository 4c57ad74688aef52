//! Domains (`admin-center-domain` §2.5, with `product`: a lost one falls back to unverified).

use super::table::{Edge, edge};
use crate::model::DomainState;

/// What can happen to a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DomainEvent {
    /// Claimed.
    Claim,
    /// Changed without proof: another method, a check that found nothing yet.
    Edit,
    /// Proven.
    Verify,
    /// The daily check failed.
    FailCheck,
    /// Thirty uncertain days went by.
    Lapse,
    /// Given up.
    Delete,
}

impl DomainEvent {
    /// Every event.
    pub const ALL: [Self; 6] =
        [Self::Claim, Self::Edit, Self::Verify, Self::FailCheck, Self::Lapse, Self::Delete];
}

use DomainState::{Uncertain, Unverified, Verified};

/// The table.
pub const DOMAIN: &[Edge<DomainState, DomainEvent>] = &[
    edge(None, DomainEvent::Claim, Some(Unverified)),
    edge(Some(Unverified), DomainEvent::Edit, Some(Unverified)),
    edge(Some(Unverified), DomainEvent::Verify, Some(Verified)),
    edge(Some(Unverified), DomainEvent::Delete, None),
    edge(Some(Verified), DomainEvent::Verify, Some(Verified)),
    edge(Some(Verified), DomainEvent::FailCheck, Some(Uncertain)),
    edge(Some(Verified), DomainEvent::Delete, None),
    edge(Some(Uncertain), DomainEvent::FailCheck, Some(Uncertain)),
    edge(Some(Uncertain), DomainEvent::Verify, Some(Verified)),
    edge(Some(Uncertain), DomainEvent::Lapse, Some(Unverified)),
    edge(Some(Uncertain), DomainEvent::Delete, None),
];
