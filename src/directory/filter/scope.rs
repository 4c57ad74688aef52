//! Which fields each kind of list has, and what may stand behind their colons.

use crate::model::CommandKind;

/// A kind of list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Managed and independent users.
    Users,
    /// Invitations.
    Invitations,
    /// Accounts and subaccounts.
    Accounts,
    /// Existing accounts that are asked to join.
    PendingAccounts,
    /// The HIPAA coverage report.
    Coverage,
    /// Who has which role on which account.
    Access,
    /// Domains.
    Domains,
    /// The entries of the audit.
    Audit,
}

/// A field of a filter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// Organization role, or account role in the access report.
    Role,
    /// State.
    Status,
    /// Second factor.
    TwoFactor,
    /// The part of an address behind the @, or a domain.
    Domain,
    /// An account by name, or how many.
    Account,
    /// How many accounts somebody owns.
    Owns,
    /// The owner of an account.
    Owner,
    /// Billing type.
    Type,
    /// How many people hold roles.
    Users,
    /// When it ends.
    Expires,
    /// When it came to be.
    Created,
    /// Last session.
    Seen,
    /// Who granted, sent or designated.
    By,
    /// Designated for HIPAA.
    Hipaa,
    /// What is missing in the HIPAA coverage.
    Gap,
    /// Since when it is designated.
    Since,
    /// How many subaccounts.
    Subaccounts,
    /// Who acted.
    Actor,
    /// What was done.
    Kind,
    /// What it was done to.
    Record,
    /// When it was done.
    Time,
}

/// What may stand behind a colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Values {
    /// One of these words; the beginning of one will do.
    Words(&'static [&'static str]),
    /// A text that stands somewhere in the field.
    Text,
    /// `<n` or `>n`.
    Number,
    /// Either.
    TextOrNumber,
    /// `<3d`, `>2w`, `2026-11-24`, `<2026-11-24`.
    Past,
    /// The same, and `never`.
    PastOrNever,
    /// The same for what is still to come.
    Future,
    /// A word of the audit, or a part of one.
    Kinds,
}

use Field::{
    Account, Actor, By, Created, Domain, Expires, Gap, Hipaa, Kind, Owner, Owns, Record, Role, Seen, Since,
    Status, Subaccounts, Time, TwoFactor, Type, Users,
};
use Values::{Future, Kinds, Number, Past, PastOrNever, Text, TextOrNumber, Words};

type Row = (Field, Values);

const ORG_ROLES: &[&str] = &["owner", "administrator", "standard"];

const USERS: &[Row] = &[
    (Role, Words(ORG_ROLES)),
    (Status, Words(&["active", "inactive"])),
    (TwoFactor, Words(&["unknown", "off", "on", "required"])),
    (Domain, Text),
    (Account, TextOrNumber),
    (Owns, Number),
    (Created, Past),
    (Seen, PastOrNever),
];

const INVITATIONS: &[Row] = &[
    (Role, Words(ORG_ROLES)),
    (Type, Words(&["user", "account", "access", "request"])),
    (Status, Words(&["waiting", "blocked", "undelivered"])),
    (Domain, Text),
    (By, Text),
    (Expires, Future),
    (Created, Past),
];

const ACCOUNT_STATES: &[&str] = &["active", "suspended", "pending-closure", "closed"];
const ON_OFF: &[&str] = &["on", "off"];

const ACCOUNTS: &[Row] = &[
    (Status, Words(ACCOUNT_STATES)),
    (Type, Words(&["trial", "full"])),
    (Owner, Text),
    (Users, Number),
    (Subaccounts, Number),
    (Hipaa, Words(ON_OFF)),
    (TwoFactor, Words(&["disabled", "once-per-computer", "every-login"])),
    (Created, Past),
];

const PENDING_ACCOUNTS: &[Row] =
    &[(Account, Text), (Owner, Text), (Domain, Text), (By, Text), (Expires, Future), (Created, Past)];

const COVERAGE: &[Row] = &[
    (Hipaa, Words(ON_OFF)),
    (Gap, Words(&["subaccount", "account", "none"])),
    (Account, Text),
    (Owner, Text),
    (By, Text),
    (Since, PastOrNever),
    (Status, Words(ACCOUNT_STATES)),
    (Created, Past),
];

const ACCESS: &[Row] = &[
    (Role, Words(&["administrator", "developer", "billing-manager", "support", "owner"])),
    (Account, Text),
    (Domain, Text),
    (By, Text),
    (Created, PastOrNever),
];

const DOMAINS: &[Row] = &[(Status, Words(&["unverified", "verified", "uncertain"])), (Created, Past)];

const AUDIT: &[Row] = &[(Actor, Text), (Kind, Kinds), (Record, Text), (Time, Past)];

impl Scope {
    pub(super) const fn rows(self) -> &'static [Row] {
        match self {
            Self::Users => USERS,
            Self::Invitations => INVITATIONS,
            Self::Accounts => ACCOUNTS,
            Self::PendingAccounts => PENDING_ACCOUNTS,
            Self::Coverage => COVERAGE,
            Self::Access => ACCESS,
            Self::Domains => DOMAINS,
            Self::Audit => AUDIT,
        }
    }

    /// The fields of the list.
    pub fn fields(self) -> impl Iterator<Item = Field> {
        self.rows().iter().map(|(field, _)| *field)
    }

    pub(super) fn values(self, field: Field) -> Option<Values> {
        self.rows().iter().find(|(known, _)| *known == field).map(|(_, values)| *values)
    }
}

impl Field {
    /// The word before the colon.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Status => "status",
            Self::TwoFactor => "2fa",
            Self::Domain => "domain",
            Self::Account => "account",
            Self::Owns => "owns",
            Self::Owner => "owner",
            Self::Type => "type",
            Self::Users => "users",
            Self::Expires => "expires",
            Self::Created => "created",
            Self::Seen => "seen",
            Self::By => "by",
            Self::Hipaa => "hipaa",
            Self::Gap => "gap",
            Self::Since => "since",
            Self::Subaccounts => "subaccounts",
            Self::Actor => "actor",
            Self::Kind => "kind",
            Self::Record => "record",
            Self::Time => "time",
        }
    }
}

/// The words of the audit: what was done, and what sorts of entries there are.
pub(super) fn kinds() -> impl Iterator<Item = &'static str> {
    CommandKind::ALL.into_iter().map(CommandKind::word).chain(["plan", "session", "refusal", "maintenance"])
}
