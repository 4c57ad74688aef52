//! Invitations: one negotiation each, never reused after it ended (`peers` (c), `admin-center-domain` §1.6).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::code::CodeFor;
use super::email::Email;
use super::role::{AccountRoles, OrgRole};
use super::sid::{AccountSid, InvitationSid, OrgSid, UserSid};
use super::text::PersonName;
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

/// Account roles that acceptance gives on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferedRoles {
    /// On which account.
    pub account: AccountSid,
    /// Which roles.
    pub roles: AccountRoles,
}

/// What is offered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum InvitationKind {
    /// Membership of the organization with this role; never Owner.
    UserJoin {
        /// The role that acceptance gives.
        role: OrgRole,
        /// Account roles that acceptance gives besides, at most one entry an account.
        access: Vec<OfferedRoles>,
    },
    /// Roles on one account, never membership (`product` row 13a).
    AccountAccess {
        /// On which account.
        account: AccountSid,
        /// Which roles.
        roles: AccountRoles,
    },
    /// An existing account, and with it its owner, is asked to join (`product` row 6).
    AccountJoin {
        /// Which account.
        account: AccountSid,
    },
    /// Somebody asks to be invited (`product` row 11a): here the organization answers.
    JoinRequest {
        /// What they call themselves.
        name: PersonName,
    },
}

impl InvitationKind {
    /// The organization role offered, if membership is.
    pub const fn role(&self) -> Option<OrgRole> {
        match self {
            Self::UserJoin { role, .. } => Some(*role),
            Self::AccountAccess { .. } | Self::AccountJoin { .. } | Self::JoinRequest { .. } => None,
        }
    }

    /// The account, if roles on one account are all that is offered.
    pub const fn account(&self) -> Option<AccountSid> {
        match self {
            Self::AccountAccess { account, .. } => Some(*account),
            Self::UserJoin { .. } | Self::AccountJoin { .. } | Self::JoinRequest { .. } => None,
        }
    }

    /// The account that is asked to join.
    pub const fn joining(&self) -> Option<AccountSid> {
        match self {
            Self::AccountJoin { account } => Some(*account),
            Self::UserJoin { .. } | Self::AccountAccess { .. } | Self::JoinRequest { .. } => None,
        }
    }

    /// Whether somebody asks to be invited.
    pub const fn is_request(&self) -> bool {
        matches!(self, Self::JoinRequest { .. })
    }

    /// The word for the command line.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::UserJoin { .. } => "user",
            Self::AccountAccess { .. } => "access",
            Self::AccountJoin { .. } => "account",
            Self::JoinRequest { .. } => "request",
        }
    }

    /// The account roles offered, whatever the kind.
    pub fn access(&self) -> Vec<OfferedRoles> {
        match self {
            Self::UserJoin { access, .. } => access.clone(),
            Self::AccountAccess { account, roles } => vec![OfferedRoles { account: *account, roles: *roles }],
            Self::AccountJoin { .. } | Self::JoinRequest { .. } => Vec::new(),
        }
    }

    /// The offer in a word or two, for lists: "Administrator", "Standard + 2 accounts", "Developer, Support".
    pub fn offer(&self) -> String {
        match self {
            Self::UserJoin { role, access } => match access.len() {
                0 => role.to_string(),
                1 => format!("{role} + 1 account"),
                n => format!("{role} + {n} accounts"),
            },
            Self::AccountAccess { roles, .. } => roles.to_string(),
            Self::AccountJoin { .. } => "account joins".to_owned(),
            Self::JoinRequest { .. } => "asks to be invited".to_owned(),
        }
    }

    /// Whether both ask the same of an address: membership of one organization, or roles on one account.
    pub fn same_target(&self, org: Option<OrgSid>, other: &Self, other_org: Option<OrgSid>) -> bool {
        match (self, other) {
            (Self::UserJoin { .. }, Self::UserJoin { .. }) => org == other_org,
            (Self::AccountAccess { account, .. }, Self::AccountAccess { account: another, .. }) => {
                account == another
            }
            (Self::AccountJoin { account }, Self::AccountJoin { account: another }) => {
                account == another && org == other_org
            }
            (Self::JoinRequest { .. }, Self::JoinRequest { .. }) => org == other_org,
            _ => false,
        }
    }
}

/// One invitation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// Its identifier.
    pub sid: InvitationSid,
    /// Which organization invites; for roles on an account, the one that manages it, if any.
    pub org: Option<OrgSid>,
    /// To whom.
    pub email: Email,
    /// What is offered.
    pub kind: InvitationKind,
    /// Who sent it; `None` for a request of somebody who has no user.
    pub sender: Option<UserSid>,
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
    /// An invitation sent for the first time: pending, with its first code, to be answered before `expires`.
    pub fn sent(
        sid: InvitationSid,
        org: Option<OrgSid>,
        email: Email,
        kind: InvitationKind,
        sender: Option<UserSid>,
        (now, expires): (Timestamp, Timestamp),
    ) -> Self {
        Self {
            sid,
            org,
            email,
            kind,
            sender,
            created: now,
            last_sent: now,
            sends: 1,
            generation: 1,
            tries: 0,
            expires,
            state: InvitationState::Pending,
            canceled: None,
            ended: None,
            previous: None,
        }
    }

    /// Where it stands at this instant: guards and screens ask this, so that an unswept one is never taken for live.
    pub fn state_at(&self, now: Timestamp) -> InvitationState {
        match self.state {
            InvitationState::Pending if now >= self.expires => InvitationState::Expired,
            state => state,
        }
    }

    /// What its code is for. The code of access is bound to the account, whose organization may change meanwhile.
    pub fn code_for(&self) -> CodeFor {
        let (invitation, generation) = (self.sid, self.generation);
        match self.kind {
            InvitationKind::UserJoin { .. }
            | InvitationKind::AccountJoin { .. }
            | InvitationKind::JoinRequest { .. } => {
                let org = self.org.unwrap_or(OrgSid::from_bytes([0; 16]));
                CodeFor::Invitation { invitation, org, generation }
            }
            InvitationKind::AccountAccess { account, .. } => {
                CodeFor::AccountInvitation { invitation, account, generation }
            }
        }
    }
}
