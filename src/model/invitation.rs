//! Invitations: one negotiation each, never reused after it ended (`peers` (c), `admin-center-domain` §1.6).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::role::OrgRole;
use super::sid::{InvitationSid, OrgSid, UserSid};
use super::time::Timestamp;

/// Where an invitation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum InvitationState {
    /// Waiting for the recipient.
    Pending,
    /// Done; what it offered was given in the same transaction.
    Accepted,
    /// The recipient refused.
    Declined,
    /// Ended by the originating side; see [`CancelReason`].
    Canceled,
    /// Time ran out. Stays so, even if a clock moves back.
    Expired,
}

impl fmt::Display for InvitationState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Canceled => "canceled",
            Self::Expired => "expired",
        })
    }
}

/// Why an invitation was canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum CancelReason {
    /// An administrator took it back.
    ByOriginator,
    /// A newer one to the same address took its place.
    Superseded,
    /// What it was about is gone: the subject was deleted or joined elsewhere, or the role is gone.
    Invalidated,
}

/// What is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationKind {
    /// Membership of the organization with this role; never Owner.
    UserJoin {
        /// The role that acceptance gives.
        role: OrgRole,
    },
}

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its identifier.
    pub sid: InvitationSid,
    /// Which organization invites.
    pub org: OrgSid,
    /// To whom.
    pub email: Email,
    /// What is offered.
    pub kind: InvitationKind,
    /// Who sent it.
    pub sender: UserSid,
    /// When it was first sent.
    pub created: Timestamp,
    /// When it was last sent.
    pub last_sent: Timestamp,
    /// How often it was sent.
    pub sends: u32,
    /// Which code counts; a resend raises it and the old code is dead.
    pub generation: u32,
    /// Wrong tries against this generation.
    pub tries: u8,
    /// The first instant at which it can no longer be answered.
    pub expires: Timestamp,
    /// Where it stands, as stored; see [`Invitation::state_at`].
    pub state: InvitationState,
    /// Why it was canceled.
    pub canceled: Option<CancelReason>,
    /// When it ended.
    pub ended: Option<Timestamp>,
    /// The invitation it replaced or retries.
    pub previous: Option<InvitationSid>,
}

impl Invitation {
    /// Where it stands at this instant: guards and screens ask this, so that an unswept one is never taken for live.
    pub fn state_at(&self, now: Timestamp) -> InvitationState {
        match self.state {
            InvitationState::Pending if now >= self.expires => InvitationState::Expired,
            state => state,
        }
    }
}
