//! Every stored record behind one type, and the key that names it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::position::Position;
use super::sid::{AccountSid, DomainSid, InvitationSid, MessageSid, OrgSid, SignUpSid, UserSid};
use super::{Account, Domain, Invitation, Message, Organization, OrganizationName, SignUp, User};

/// The kinds of record. Order and numbers are part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Kind {
    /// [`Organization`].
    Organization,
    /// [`OrganizationName`].
    OrganizationName,
    /// [`User`].
    User,
    /// [`Account`].
    Account,
    /// [`Invitation`].
    Invitation,
    /// [`Domain`].
    Domain,
    /// [`SignUp`].
    SignUp,
    /// [`Message`].
    Message,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 8] = [
        Self::Organization,
        Self::OrganizationName,
        Self::User,
        Self::Account,
        Self::Invitation,
        Self::Domain,
        Self::SignUp,
        Self::Message,
    ];

    /// The word for people.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Organization => "organization",
            Self::OrganizationName => "organization name",
            Self::User => "user",
            Self::Account => "account",
            Self::Invitation => "invitation",
            Self::Domain => "domain",
            Self::SignUp => "sign-up",
            Self::Message => "message",
        }
    }
}

/// Names one record. Order of variants is part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Key {
    /// An organization.
    Organization(OrgSid),
    /// The name of an organization.
    OrganizationName(OrgSid),
    /// A user.
    User(UserSid),
    /// An account or subaccount.
    Account(AccountSid),
    /// An invitation.
    Invitation(InvitationSid),
    /// A claimed domain.
    Domain(DomainSid),
    /// A sign-up.
    SignUp(SignUpSid),
    /// A message.
    Message(MessageSid),
}

impl Key {
    /// Which kind of record it names.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Organization(_) => Kind::Organization,
            Self::OrganizationName(_) => Kind::OrganizationName,
            Self::User(_) => Kind::User,
            Self::Account(_) => Kind::Account,
            Self::Invitation(_) => Kind::Invitation,
            Self::Domain(_) => Kind::Domain,
            Self::SignUp(_) => Kind::SignUp,
            Self::Message(_) => Kind::Message,
        }
    }

    /// The 16 bytes it is stored under, within its kind.
    pub const fn bytes(&self) -> [u8; 16] {
        match self {
            Self::Organization(sid) | Self::OrganizationName(sid) => sid.bytes(),
            Self::User(sid) => sid.bytes(),
            Self::Account(sid) => sid.bytes(),
            Self::Invitation(sid) => sid.bytes(),
            Self::Domain(sid) => sid.bytes(),
            Self::SignUp(sid) => sid.bytes(),
            Self::Message(sid) => sid.bytes(),
        }
    }

    /// The key of this kind with these bytes.
    pub const fn from_bytes(kind: Kind, bytes: [u8; 16]) -> Self {
        match kind {
            Kind::Organization => Self::Organization(OrgSid::from_bytes(bytes)),
            Kind::OrganizationName => Self::OrganizationName(OrgSid::from_bytes(bytes)),
            Kind::User => Self::User(UserSid::from_bytes(bytes)),
            Kind::Account => Self::Account(AccountSid::from_bytes(bytes)),
            Kind::Invitation => Self::Invitation(InvitationSid::from_bytes(bytes)),
            Kind::Domain => Self::Domain(DomainSid::from_bytes(bytes)),
            Kind::SignUp => Self::SignUp(SignUpSid::from_bytes(bytes)),
            Kind::Message => Self::Message(MessageSid::from_bytes(bytes)),
        }
    }

    /// The shortened identifier, for lists.
    pub fn short(&self) -> String {
        match self {
            Self::Organization(sid) | Self::OrganizationName(sid) => sid.short(),
            Self::User(sid) => sid.short(),
            Self::Account(sid) => sid.short(),
            Self::Invitation(sid) => sid.short(),
            Self::Domain(sid) => sid.short(),
            Self::SignUp(sid) => sid.short(),
            Self::Message(sid) => sid.short(),
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Organization(sid) | Self::OrganizationName(sid) => sid.fmt(f),
            Self::User(sid) => sid.fmt(f),
            Self::Account(sid) => sid.fmt(f),
            Self::Invitation(sid) => sid.fmt(f),
            Self::Domain(sid) => sid.fmt(f),
            Self::SignUp(sid) => sid.fmt(f),
            Self::Message(sid) => sid.fmt(f),
        }
    }
}

/// One record of any kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An organization.
    Organization(Organization),
    /// The name of an organization.
    OrganizationName(OrganizationName),
    /// A user.
    User(User),
    /// An account or subaccount.
    Account(Account),
    /// An invitation.
    Invitation(Invitation),
    /// A claimed domain.
    Domain(Domain),
    /// A sign-up.
    SignUp(SignUp),
    /// A message.
    Message(Message),
}

impl Record {
    /// The key it is stored under.
    pub const fn key(&self) -> Key {
        match self {
            Self::Organization(r) => Key::Organization(r.sid),
            Self::OrganizationName(r) => Key::OrganizationName(r.org),
            Self::User(r) => Key::User(r.sid),
            Self::Account(r) => Key::Account(r.sid),
            Self::Invitation(r) => Key::Invitation(r.sid),
            Self::Domain(r) => Key::Domain(r.sid),
            Self::SignUp(r) => Key::SignUp(r.sid),
            Self::Message(r) => Key::Message(r.sid),
        }
    }

    /// The organizations this record touches: who may see its changes in their audit.
    pub fn organizations(&self) -> Vec<OrgSid> {
        match self {
            Self::Organization(r) => vec![r.sid],
            Self::OrganizationName(r) => vec![r.org],
            Self::User(r) => r.membership.iter().map(|m| m.org).collect(),
            Self::Account(r) => r.org.into_iter().collect(),
            Self::Invitation(r) => r.org.into_iter().collect(),
            Self::Domain(r) => vec![r.org],
            Self::SignUp(_) | Self::Message(_) => Vec::new(),
        }
    }
}

macro_rules! record_from {
    ($($kind:ident),*) => {
        $(impl From<$kind> for Record {
            fn from(record: $kind) -> Self {
                Self::$kind(record)
            }
        })*
    };
}
record_from!(Organization, OrganizationName, User, Account, Invitation, Domain, SignUp, Message);

/// A record as the store holds it, with the audit position that last changed it: its revision and the start of its
/// history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The record.
    pub record: Record,
    /// The audit entry that last changed it.
    pub last: Position,
}
