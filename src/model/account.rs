//! Accounts and subaccounts: the "what" (`admin-center-domain` §1.4, §1.5).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::phone::Phone;
use super::sid::{AccountSid, OrgSid, UserSid};
use super::text::Label;
use super::time::{Span, Timestamp};

/// How long a closed account is kept before it is purged (`admin-center-domain` §2.3).
pub const CLOSED_KEPT: Span = Span::days(30);

/// Where an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AccountState {
    /// In use.
    Active,
    /// Halted; reversible.
    Suspended,
    /// On its way to closed; cannot be called back.
    PendingClosure,
    /// Closed for good; its data is purged 30 days later.
    Closed,
}

impl fmt::Display for AccountState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::PendingClosure => "pending closure",
            Self::Closed => "closed",
        })
    }
}

/// The billing type. Billing is independent of the organization: a new account is on trial until it is upgraded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AccountKind {
    /// Not paid for.
    Trial,
    /// Upgraded.
    Full,
}

impl fmt::Display for AccountKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Trial => "Trial",
            Self::Full => "Full",
        })
    }
}

/// What the account is for, chosen at creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Usage {
    /// The communications platform.
    Twilio,
    /// The contact centre.
    Flex,
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Twilio => "Twilio",
            Self::Flex => "Flex",
        })
    }
}

/// How often users entering the account must show a second factor (`admin-center-domain` §2.9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub enum TwoFactorPolicy {
    /// Never asked.
    #[default]
    Disabled,
    /// Once per computer, kept 30 days.
    OncePerComputer,
    /// At every login.
    EveryLogin,
}

impl TwoFactorPolicy {
    /// Every policy, the mildest first.
    pub const ALL: [Self; 3] = [Self::Disabled, Self::OncePerComputer, Self::EveryLogin];

    /// The word for the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Disabled => "disabled",
            Self::OncePerComputer => "once-per-computer",
            Self::EveryLogin => "every-login",
        }
    }
}

impl fmt::Display for TwoFactorPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Disabled => "disabled",
            Self::OncePerComputer => "once per computer (30 days)",
            Self::EveryLogin => "at every login",
        })
    }
}

/// A phone number and how far its proof has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneProof {
    /// The number.
    pub number: Phone,
    /// Which code counts; a new one is sent by raising it.
    pub generation: u32,
    /// Wrong tries against this generation.
    pub tries: u8,
    /// When the last code was sent.
    pub sent: Timestamp,
    /// When the right code was given.
    pub verified: Option<Timestamp>,
}

/// A designation for HIPAA: since when, and who saved it (`admin-center-domain` §6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Designation {
    /// Since when.
    pub since: Timestamp,
    /// Who designated the account, or created it as a subaccount of a designated one.
    pub by: UserSid,
}

/// An account, or a subaccount if it has a parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Its identifier.
    pub sid: AccountSid,
    /// Its friendly name.
    pub name: Label,
    /// Where it stands.
    pub state: AccountState,
    /// Its billing type.
    pub kind: AccountKind,
    /// What it is for.
    pub usage: Usage,
    /// The one owner; for a subaccount, the owner of its parent.
    pub owner: UserSid,
    /// The organization that manages it.
    pub org: Option<OrgSid>,
    /// The parent, for a subaccount.
    pub parent: Option<AccountSid>,
    /// Designated for HIPAA (seed, "Enabling HIPAA").
    pub hipaa: Option<Designation>,
    /// Suspended only because its parent was: reactivating the parent brings it back.
    pub with_parent: bool,
    /// Second factor demanded of its users.
    pub two_factor: TwoFactorPolicy,
    /// The phone number, proven or not.
    pub phone: Option<PhoneProof>,
    /// When it was created.
    pub created: Timestamp,
    /// When it was closed.
    pub closed: Option<Timestamp>,
}

impl AccountState {
    /// Whether the account is in use, be it suspended: not closed, nor on its way there.
    pub const fn is_in_use(self) -> bool {
        matches!(self, Self::Active | Self::Suspended)
    }
}

impl Account {
    /// Whether it is in use: see [`AccountState::is_in_use`].
    pub const fn is_in_use(&self) -> bool {
        self.state.is_in_use()
    }

    /// Whether it is designated for HIPAA.
    pub const fn is_designated(&self) -> bool {
        self.hipaa.is_some()
    }

    /// When a closed account is purged (`admin-center-domain` §2.3).
    pub fn purged_at(&self) -> Option<Timestamp> {
        self.closed.map(|at| at.plus(CLOSED_KEPT))
    }

    /// Whether a phone number of this account has been proven.
    pub fn has_verified_phone(&self) -> bool {
        self.phone.as_ref().is_some_and(|p| p.verified.is_some())
    }
}
