//! The lifecycles, as data: (state, event) → state, one table a kind of record, in one place.
//!
//! `None` stands for "no record". A pair that is not in a table does not happen; nothing falls through. Every change of
//! every plan must be an edge of its table ([`check`]).

mod account;
mod domain;
mod invitation;
mod message;
mod organization;
mod sign_up;
mod table;
mod user;

pub use account::{ACCOUNT, AccountEvent};
pub use domain::{DOMAIN, DomainEvent};
pub use invitation::{INVITATION, InvitationEvent};
pub use message::{MESSAGE, MessageEvent};
pub use organization::{ORGANIZATION, OrgEvent};
pub use sign_up::{SIGN_UP, SignUpEvent};
pub use table::{Edge, Table, is_edge, next};
pub use user::{Standing, USER, UserEvent};

use crate::model::{Change, Key, Record};

/// A change that no lifecycle table allows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("The {kind} {key} cannot go from {from} to {to}.", kind = key.kind().word())]
pub struct NotAnEdge {
    /// Which record.
    pub key: Key,
    /// Its state before.
    pub from: String,
    /// Its state after.
    pub to: String,
}

/// Refuses a change whose (state before → state after) is not an edge of its lifecycle table.
pub fn check(change: &Change) -> Result<(), NotAnEdge> {
    macro_rules! held {
        ($table:expr, $variant:ident, $state:expr) => {{
            let state = |side: &Option<Record>| match side {
                Some(Record::$variant(record)) => Some($state(record)),
                _ => None,
            };
            let (from, to) = (state(&change.before), state(&change.after));
            match is_edge($table, from, to) {
                true => Ok(()),
                false => Err(NotAnEdge { key: change.key, from: named(&from), to: named(&to) }),
            }
        }};
    }
    match change.key {
        Key::Organization(_) => held!(ORGANIZATION, Organization, |r: &crate::model::Organization| r.state),
        Key::OrganizationName(_) => Ok(()),
        Key::User(_) => held!(USER, User, Standing::of),
        Key::Account(_) => held!(ACCOUNT, Account, |r: &crate::model::Account| r.state),
        Key::Invitation(_) => held!(INVITATION, Invitation, |r: &crate::model::Invitation| r.state),
        Key::Domain(_) => held!(DOMAIN, Domain, |r: &crate::model::Domain| r.state),
        Key::SignUp(_) => held!(SIGN_UP, SignUp, |r: &crate::model::SignUp| r.state),
        Key::Message(_) => held!(MESSAGE, Message, |r: &crate::model::Message| r.state),
    }
}

fn named<S: std::fmt::Debug>(state: &Option<S>) -> String {
    state.as_ref().map_or_else(|| "no record".to_owned(), |state| format!("{state:?}"))
}

#[cfg(test)]
mod tests;
