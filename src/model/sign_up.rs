//! Sign-ups on their way: committed before the address is proven, turned into a user and an account by the right code.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::sid::{SignUpSid, UserSid};
use super::text::{Label, PersonName};
use super::time::Timestamp;

/// Where a sign-up stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignUpState {
    /// Waiting for its code.
    Open,
    /// Turned into a user and an account.
    Completed,
    /// A later sign-up with the same address took its place.
    Superseded,
    /// 24 hours went by.
    Expired,
}

impl fmt::Display for SignUpState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Open => "open",
            Self::Completed => "completed",
            Self::Superseded => "superseded",
            Self::Expired => "expired",
        })
    }
}

/// One sign-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// Its identifier.
    pub sid: SignUpSid,
    /// The address to be proven.
    pub email: Email,
    /// What the person is called.
    pub name: PersonName,
    /// The name of their first account.
    pub account: Label,
    /// When it was begun.
    pub created: Timestamp,
    /// The first instant at which its code no longer counts.
    pub expires: Timestamp,
    /// When the last code was sent.
    pub sent: Timestamp,
    /// How often a code was sent.
    pub sends: u32,
    /// Which code counts.
    pub generation: u32,
    /// Wrong tries against this generation.
    pub tries: u8,
    /// Where it stands, as stored; see [`SignUp::state_at`].
    pub state: SignUpState,
    /// The user it became.
    pub user: Option<UserSid>,
}

impl SignUp {
    /// Where it stands at this instant.
    pub fn state_at(&self, now: Timestamp) -> SignUpState {
        match self.state {
            SignUpState::Open if now >= self.expires => SignUpState::Expired,
            state => state,
        }
    }
}
