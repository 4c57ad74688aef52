//! What a file says of an organization, as values; a section that is not there says nothing.
//!
//! Of what an organization decides (roles, states, names, designations) a missing word means the ordinary: active, Standard,
//! undesignated. Of what was reported or proven (second factors, phone numbers, billing types, domains) it says nothing.

use crate::model::{
    AccountKind, AccountRoles, AccountSid, AccountState, DomainName, DomainSid, DomainState, Email, Label,
    OrgRole, OrgSid, PersonName, Phone, SecurityAction, SignUpPolicy, Timestamp, TwoFactor, TwoFactorPolicy,
    Usage, UserSid, UserState, VerificationMethod,
};

/// A whole file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OrgFile {
    /// The organization itself.
    pub organization: Option<OrganizationEntry>,
    /// Its settings.
    pub policy: Option<PolicyEntry>,
    /// The domains it claims.
    pub domains: Option<Section<DomainEntry>>,
    /// The people.
    pub users: Option<Section<UserEntry>>,
    /// The accounts with their subaccounts.
    pub accounts: Option<Section<AccountEntry>>,
    /// Who has which roles on which account.
    pub access: Option<Section<AccessEntry>>,
}

/// A list of entries, and the line it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section<T> {
    /// The line, counted from 1; 0 of what was not read from a file, here and in every entry.
    pub line: usize,
    /// The entries, in the order of the file.
    pub entries: Vec<T>,
}

/// The organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrganizationEntry {
    /// The line.
    pub line: usize,
    /// Its friendly name.
    pub name: Label,
    /// Its identifier.
    pub sid: Option<OrgSid>,
    /// When the operator recorded a BAA.
    pub baa: Option<Timestamp>,
    /// Most accounts, as the operator set it.
    pub account_limit: Option<u32>,
    /// Most domains, as the operator set it.
    pub domain_limit: Option<u32>,
}

/// The settings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyEntry {
    /// The line.
    pub line: usize,
    /// What happens to sign-ups with addresses of verified domains.
    pub sign_up: Option<SignUpPolicy>,
    /// Whether only addresses in verified domains may be invited.
    pub verified_domains_only: Option<bool>,
    /// Whether every change needs a reason.
    pub reason_required: Option<bool>,
}

/// A claim of a domain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainEntry {
    /// The line.
    pub line: usize,
    /// Which domain.
    pub name: DomainName,
    /// Where the claim stands.
    pub state: Option<DomainState>,
    /// Since when it is uncertain.
    pub uncertain: Option<Timestamp>,
    /// How it is proven.
    pub method: Option<VerificationMethod>,
    /// What is published to prove it.
    pub token: Option<[u8; 16]>,
    /// Its identifier.
    pub sid: Option<DomainSid>,
}

/// How a person or an account has to do with the organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Belongs {
    /// Part of it.
    #[default]
    Managed,
    /// Not part of it: a person with roles on one of its accounts, an account that its people have roles on.
    Independent,
    /// A person who only owns an independent account.
    Outside,
}

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserEntry {
    /// The line.
    pub line: usize,
    /// The address.
    pub email: Email,
    /// What they are called.
    pub name: Option<PersonName>,
    /// Whether they belong to the organization.
    pub standing: Belongs,
    /// The organization role.
    pub role: OrgRole,
    /// Whether they may sign in.
    pub state: UserState,
    /// The second factor, as reported.
    pub two_factor: Option<TwoFactor>,
    /// Security requests that were made, and when.
    pub requests: Vec<(SecurityAction, Timestamp)>,
    /// Their identifier.
    pub sid: Option<UserSid>,
}

/// An account that is not a subaccount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountEntry {
    /// The line.
    pub line: usize,
    /// Its friendly name.
    pub name: Label,
    /// Whether it belongs to the organization.
    pub standing: Belongs,
    /// The address of its owner.
    pub owner: Option<Email>,
    /// Where it stands.
    pub state: AccountState,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Its billing type.
    pub kind: Option<AccountKind>,
    /// What it is for.
    pub usage: Option<Usage>,
    /// Second factor demanded of its users.
    pub two_factor: TwoFactorPolicy,
    /// Designated for HIPAA.
    pub hipaa: bool,
    /// Its proven phone number.
    pub phone: Option<Phone>,
    /// Its subaccounts; `None` says nothing of them.
    pub subaccounts: Option<Vec<SubaccountEntry>>,
    /// Its identifier.
    pub sid: Option<AccountSid>,
}

/// A subaccount.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubaccountEntry {
    /// The line.
    pub line: usize,
    /// Its friendly name.
    pub name: Label,
    /// Where it stands by itself: one that was suspended along with its parent is active.
    pub state: AccountState,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Designated for HIPAA.
    pub hipaa: bool,
    /// Its identifier.
    pub sid: Option<AccountSid>,
}

/// Roles of a person on an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessEntry {
    /// The line.
    pub line: usize,
    /// Whose.
    pub user: Email,
    /// On which account.
    pub account: AccountRef,
    /// Which.
    pub roles: AccountRoles,
}

/// How a file names an account: by its name where only one has it, else by its identifier.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountRef {
    /// The name.
    Name(Label),
    /// The identifier.
    Sid(AccountSid),
}

impl std::fmt::Display for AccountRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.pad(name.as_str()),
            Self::Sid(sid) => sid.fmt(f),
        }
    }
}

impl SubaccountEntry {
    /// What it is called in messages.
    pub fn called(&self) -> String {
        format!("subaccounts, {}", self.name)
    }
}
