//! Sign-ups (`product`, "Codes").

use super::table::{Edge, edge};
use crate::model::SignUpState;

/// What can happen to a sign-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SignUpEvent {
    /// Begun.
    Begin,
    /// Its code was sent again.
    Resend,
    /// Somebody gave a wrong code.
    WrongCode,
    /// The right code came.
    Complete,
    /// A later one with the same address took its place.
    Supersede,
    /// A day went by.
    Expire,
    /// The user it became is deleted: nothing that names them stays.
    Erase,
}

impl SignUpEvent {
    /// Every event.
    pub const ALL: [Self; 7] = [
        Self::Begin,
        Self::Resend,
        Self::WrongCode,
        Self::Complete,
        Self::Supersede,
        Self::Expire,
        Self::Erase,
    ];
}

use SignUpState::{Completed, Expired, Open, Superseded};

/// The table.
pub const SIGN_UP: &[Edge<SignUpState, SignUpEvent>] = &[
    edge(None, SignUpEvent::Begin, Some(Open)),
    edge(Some(Open), SignUpEvent::Resend, Some(Open)),
    edge(Some(Open), SignUpEvent::WrongCode, Some(Open)),
    edge(Some(Open), SignUpEvent::Complete, Some(Completed)),
    edge(Some(Open), SignUpEvent::Supersede, Some(Superseded)),
    edge(Some(Open), SignUpEvent::Expire, Some(Expired)),
    edge(Some(Open), SignUpEvent::Erase, None),
    edge(Some(Completed), SignUpEvent::Erase, None),
    edge(Some(Superseded), SignUpEvent::Erase, None),
    edge(Some(Expired), SignUpEvent::Erase, None),
];
