//! The organization: the container that accounts and users roll up into (seed).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::sid::{OrgSid, UserSid};
use super::text::Label;
use super::time::Timestamp;

/// Where an organization stands (`admin-center-domain` §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrgState {
    /// In ordinary use.
    Active,
    /// Its Owner asked for deletion; no invitation can be sent or accepted meanwhile.
    DeletionRequested,
    /// Gone: membership in it is void.
    Deleted,
}

impl fmt::Display for OrgState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Active => "active",
            Self::DeletionRequested => "deletion requested",
            Self::Deleted => "deleted",
        })
    }
}

/// What happens when somebody signs up with an address of a verified domain (seed, "Domain Settings").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum SignUpPolicy {
    /// Refused unless invited.
    Prevent,
    /// Added to the organization as a Standard user.
    AddAutomatically,
    /// Signed up, not added. The default: it changes nothing for other people.
    KeepOut,
}

impl fmt::Display for SignUpPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Prevent => "prevent",
            Self::AddAutomatically => "add automatically",
            Self::KeepOut => "keep out",
        })
    }
}

/// A Business Associate Addendum on file: the precondition of HIPAA designation (`admin-center-domain` §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baa {
    /// When the operator recorded it.
    pub recorded: Timestamp,
}

/// The operator made somebody Owner from the host; shown to administrators for 30 days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recovery {
    /// When.
    pub at: Timestamp,
    /// Who had been Owner.
    pub from: UserSid,
    /// Who became Owner.
    pub to: UserSid,
}

/// A deletion under way (seed, "Deleting an Organization"; `product` row 21).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deletion {
    /// When the Owner asked for it.
    pub requested: Timestamp,
    /// The Owner who did.
    pub by: UserSid,
    /// When the operator confirmed it.
    pub confirmed: Option<Timestamp>,
}

/// One organization. Its name is a record of its own, [`OrganizationName`], so that it can be erased.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Its identifier.
    pub sid: OrgSid,
    /// The one Owner.
    pub owner: UserSid,
    /// Where it stands.
    pub state: OrgState,
    /// When it was created.
    pub created: Timestamp,
    /// The Domain Settings choice; one value for all verified domains.
    pub policy: SignUpPolicy,
    /// Whether only addresses in verified domains may be invited.
    pub verified_domains_only: bool,
    /// Whether every change needs a reason.
    pub reason_required: bool,
    /// The BAA, once the operator recorded one.
    pub baa: Option<Baa>,
    /// Most accounts; no limit unless the operator sets one.
    pub account_limit: Option<u32>,
    /// Most domains.
    pub domain_limit: u32,
    /// The last recovery of ownership by the operator.
    pub recovered: Option<Recovery>,
    /// Generated data: the header says DEMO.
    pub demo: bool,
    /// Its deletion, requested or confirmed.
    pub deletion: Option<Deletion>,
}

/// The friendly name of an organization, the only personal datum it introduces; kept at most 30 days after deletion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrganizationName {
    /// Whose name.
    pub org: OrgSid,
    /// The name.
    pub name: Label,
}
