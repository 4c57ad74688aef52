//! Invitations (`peers` c.4, transitions 2–6, 9, 11–15; `admin-center-domain` §2.4).

use super::table::{Edge, edge};
use crate::model::InvitationState;

/// What can happen to an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InvitationEvent {
    /// Sent for the first time.
    Send,
    /// Sent again: new code, the old one dead, the clock restarts.
    Resend,
    /// Somebody gave a wrong code.
    WrongCode,
    /// The recipient said yes.
    Accept,
    /// The recipient said no.
    Decline,
    /// Taken back, superseded or invalidated.
    Cancel,
    /// Time ran out.
    Expire,
    /// The person it was addressed to is deleted: nothing that names them stays.
    Erase,
}

impl InvitationEvent {
    /// Every event.
    pub const ALL: [Self; 8] = [
        Self::Send,
        Self::Resend,
        Self::WrongCode,
        Self::Accept,
        Self::Decline,
        Self::Cancel,
        Self::Expire,
        Self::Erase,
    ];
}

use InvitationState::{Accepted, Canceled, Declined, Expired, Pending};

/// The table. There is no way out of a state that ended; a retry is a new invitation.
pub const INVITATION: &[Edge<InvitationState, InvitationEvent>] = &[
    edge(None, InvitationEvent::Send, Some(Pending)),
    edge(Some(Pending), InvitationEvent::Resend, Some(Pending)),
    edge(Some(Pending), InvitationEvent::WrongCode, Some(Pending)),
    edge(Some(Pending), InvitationEvent::Accept, Some(Accepted)),
    edge(Some(Pending), InvitationEvent::Decline, Some(Declined)),
    edge(Some(Pending), InvitationEvent::Cancel, Some(Canceled)),
    edge(Some(Pending), InvitationEvent::Expire, Some(Expired)),
    edge(Some(Pending), InvitationEvent::Erase, None),
    edge(Some(Accepted), InvitationEvent::Erase, None),
    edge(Some(Declined), InvitationEvent::Erase, None),
    edge(Some(Canceled), InvitationEvent::Erase, None),
    edge(Some(Expired), InvitationEvent::Erase, None),
];
