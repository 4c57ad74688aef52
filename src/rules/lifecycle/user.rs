//! Users relative to organizations (`admin-center-domain` §2.2).

use serde::{Deserialize, Serialize};

use super::table::{Edge, edge};
use crate::model::{User, UserState};

/// Where a user stands. Derived from membership and state; independent is a view of an outside user, not a standing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// Belongs to no organization.
    Outside,
    /// Belongs to one and may sign in.
    Managed,
    /// Belongs to one and was deactivated.
    Inactive,
}

impl Standing {
    /// The standing of a record.
    pub const fn of(user: &User) -> Self {
        match (user.membership.is_some(), user.state) {
            (false, _) => Self::Outside,
            (true, UserState::Active) => Self::Managed,
            (true, UserState::Inactive) => Self::Inactive,
        }
    }
}

/// What can happen to a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserEvent {
    /// Signed up on their own.
    SignUp,
    /// Became a member: an accepted invitation, or the policy "add automatically".
    Join,
    /// Anything that leaves the standing alone: name, role, grants, last session.
    Edit,
    /// May no longer sign in.
    Deactivate,
    /// May sign in again.
    Activate,
    /// Left the organization, kept the login.
    Remove,
    /// The record is destroyed.
    Delete,
}

impl UserEvent {
    /// Every event.
    pub const ALL: [Self; 7] =
        [Self::SignUp, Self::Join, Self::Edit, Self::Deactivate, Self::Activate, Self::Remove, Self::Delete];
}

use Standing::{Inactive, Managed, Outside};

/// The table.
pub const USER: &[Edge<Standing, UserEvent>] = &[
    edge(None, UserEvent::SignUp, Some(Outside)),
    edge(None, UserEvent::Join, Some(Managed)),
    edge(Some(Outside), UserEvent::Join, Some(Managed)),
    edge(Some(Outside), UserEvent::Edit, Some(Outside)),
    edge(Some(Managed), UserEvent::Edit, Some(Managed)),
    edge(Some(Managed), UserEvent::Deactivate, Some(Inactive)),
    edge(Some(Managed), UserEvent::Remove, Some(Outside)),
    edge(Some(Managed), UserEvent::Delete, None),
    edge(Some(Inactive), UserEvent::Edit, Some(Inactive)),
    edge(Some(Inactive), UserEvent::Activate, Some(Managed)),
    edge(Some(Inactive), UserEvent::Remove, Some(Outside)),
    edge(Some(Inactive), UserEvent::Delete, None),
];
