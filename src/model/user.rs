//! Users: the "who" (`admin-center-domain` §1.3).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::role::{AccountRoles, OrgRole};
use super::sid::{AccountSid, OrgSid, UserSid};
use super::text::PersonName;
use super::time::Timestamp;

/// Whether the user may sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum UserState {
    /// May sign in.
    Active,
    /// Deactivated by an administrator: stays listed, cannot sign in.
    Inactive,
}

impl fmt::Display for UserState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Active => "active",
            Self::Inactive => "inactive",
        })
    }
}

/// What is known about a second factor; orgadm checks none itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum TwoFactor {
    /// Nobody said.
    #[default]
    Unknown,
    /// None enrolled.
    Off,
    /// Enrolled.
    On,
    /// Demanded at the next sign-in.
    Required,
}

impl fmt::Display for TwoFactor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unknown => "unknown",
            Self::Off => "off",
            Self::On => "on",
            Self::Required => "required",
        })
    }
}

/// Belonging to an organization: at most one a user.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Which organization.
    pub org: OrgSid,
    /// As what.
    pub role: OrgRole,
    /// Since when.
    pub since: Timestamp,
}

/// Account roles of one user on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// On which account.
    pub account: AccountSid,
    /// Which roles.
    pub roles: AccountRoles,
    /// Who granted them.
    pub by: UserSid,
    /// When.
    pub at: Timestamp,
}

/// What an administrator can ask of the systems that follow orgadm; orgadm itself checks neither password nor second factor
/// (`product` row 15).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SecurityAction {
    /// Demand a second factor at the next sign-in.
    RequireTwoFactor,
    /// Clear the present second factor; a new one is demanded at the next sign-in.
    ResetTwoFactor,
    /// End the sessions and send a link for a new password.
    ResetPassword,
}

impl SecurityAction {
    /// Every action.
    pub const ALL: [Self; 3] = [Self::RequireTwoFactor, Self::ResetTwoFactor, Self::ResetPassword];

    /// The word for the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::RequireTwoFactor => "require-2fa",
            Self::ResetTwoFactor => "reset-2fa",
            Self::ResetPassword => "reset-password",
        }
    }
}

impl fmt::Display for SecurityAction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::RequireTwoFactor => "require a second factor",
            Self::ResetTwoFactor => "reset the second factor",
            Self::ResetPassword => "reset the password",
        })
    }
}

/// The last request of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecurityRequest {
    /// What was asked.
    pub action: SecurityAction,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: UserSid,
}

/// A person. Managed, independent or outside is a view relative to one organization, never stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct User {
    /// Their identifier.
    pub sid: UserSid,
    /// The sign-in identity; unique in the store.
    pub email: Email,
    /// When the person proved that the address is theirs.
    pub email_proven: Option<Timestamp>,
    /// What they are called.
    pub name: PersonName,
    /// Whether they may sign in.
    pub state: UserState,
    /// The organization they belong to.
    pub membership: Option<Membership>,
    /// Their account roles, at most one entry an account, 50 roles in all.
    pub grants: Vec<Grant>,
    /// Second factor, as reported by others.
    pub two_factor: TwoFactor,
    /// When the record was created.
    pub created: Timestamp,
    /// The last session in orgadm.
    pub last_seen: Option<Timestamp>,
    /// Security requests, at most one a kind, the latest.
    pub requests: Vec<SecurityRequest>,
    /// OS users of the host who are this person (SO_PEERCRED), in order, at most [`User::MOST_UIDS`]; each belongs to
    /// one user only.
    pub uids: Vec<u32>,
}

impl User {
    /// Most OS users one person may be.
    pub const MOST_UIDS: usize = 8;

    /// The role in this organization, or `None` if the user is not managed by it.
    pub fn role_in(&self, org: OrgSid) -> Option<OrgRole> {
        self.membership.filter(|m| m.org == org).map(|m| m.role)
    }

    /// Whether this organization manages the user.
    pub fn is_managed_by(&self, org: OrgSid) -> bool {
        self.role_in(org).is_some()
    }

    /// The roles on this account, empty if none.
    pub fn roles_on(&self, account: AccountSid) -> AccountRoles {
        self.grants.iter().find(|g| g.account == account).map(|g| g.roles).unwrap_or_default()
    }
}
