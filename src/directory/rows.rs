//! The rows of the lists: compact, and made from a record in one place each.

use crate::model::{
    Account, AccountKind, AccountRoles, AccountSid, AccountState, Domain, DomainSid, DomainState, Invitation,
    InvitationKind, InvitationSid, InvitationState, OrgRole, OrgSid, OrgState, Organization, Recovery,
    Timestamp, TwoFactor, User, UserSid, UserState,
};

/// A user in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Identifier.
    pub sid: UserSid,
    /// Name as typed.
    pub name: Box<str>,
    /// Canonical address.
    pub email: Box<str>,
    /// Name, address and SID in lower case: what free words are looked for in.
    pub folded: Box<str>,
    /// The organization they belong to, and as what.
    pub membership: Option<(OrgSid, OrgRole)>,
    /// Whether they may sign in.
    pub state: UserState,
    /// Second factor as reported.
    pub two_factor: TwoFactor,
    /// When the record was created.
    pub created: Timestamp,
    /// Last session.
    pub last_seen: Option<Timestamp>,
    /// Account roles.
    pub grants: Box<[(AccountSid, AccountRoles)]>,
    /// Whether the address was proven.
    pub proven: bool,
}

impl UserRow {
    pub(super) fn new(user: &User) -> Self {
        Self {
            sid: user.sid,
            name: user.name.as_str().into(),
            email: user.email.as_str().into(),
            folded: fold(&[user.name.as_str(), user.email.as_str(), &user.sid.to_string()]),
            membership: user.membership.map(|m| (m.org, m.role)),
            state: user.state,
            two_factor: user.two_factor,
            created: user.created,
            last_seen: user.last_seen,
            grants: user.grants.iter().map(|grant| (grant.account, grant.roles)).collect(),
            proven: user.email_proven.is_some(),
        }
    }

    /// The role in this organization.
    pub fn role_in(&self, org: OrgSid) -> Option<OrgRole> {
        self.membership.filter(|(of, _)| *of == org).map(|(_, role)| role)
    }
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Identifier.
    pub sid: AccountSid,
    /// Friendly name.
    pub name: Box<str>,
    /// Where it stands.
    pub state: AccountState,
    /// Billing type.
    pub kind: AccountKind,
    /// Its owner.
    pub owner: UserSid,
    /// The organization that manages it.
    pub org: Option<OrgSid>,
    /// The parent of a subaccount.
    pub parent: Option<AccountSid>,
    /// Designated for HIPAA.
    pub hipaa: bool,
    /// Whether a phone number of it was proven.
    pub phone_verified: bool,
    /// The number, proven or not.
    pub phone: Option<Box<str>>,
    /// When it was created.
    pub created: Timestamp,
}

impl AccountRow {
    pub(super) fn new(account: &Account) -> Self {
        Self {
            sid: account.sid,
            name: account.name.as_str().into(),
            state: account.state,
            kind: account.kind,
            owner: account.owner,
            org: account.org,
            parent: account.parent,
            hipaa: account.hipaa,
            phone_verified: account.has_verified_phone(),
            phone: account.phone.as_ref().map(|phone| phone.number.as_str().into()),
            created: account.created,
        }
    }
}

/// An invitation in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvitationRow {
    /// Identifier.
    pub sid: InvitationSid,
    /// Which organization invites; for roles on an account, the one that manages it, if any.
    pub org: Option<OrgSid>,
    /// To whom.
    pub email: Box<str>,
    /// Address and SID in lower case.
    pub folded: Box<str>,
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
    /// Which code counts.
    pub generation: u32,
    /// When it ends.
    pub expires: Timestamp,
    /// Where it stands as stored; lists ask [`InvitationRow::state_at`].
    pub stored_state: InvitationState,
}

impl InvitationRow {
    pub(super) fn new(invitation: &Invitation) -> Self {
        Self {
            sid: invitation.sid,
            org: invitation.org,
            email: invitation.email.as_str().into(),
            folded: fold(&[invitation.email.as_str(), &invitation.sid.to_string()]),
            kind: invitation.kind.clone(),
            sender: invitation.sender,
            created: invitation.created,
            last_sent: invitation.last_sent,
            sends: invitation.sends,
            generation: invitation.generation,
            expires: invitation.expires,
            stored_state: invitation.state,
        }
    }

    /// The offer in a word or two.
    pub fn offer(&self) -> String {
        self.kind.offer()
    }

    /// Where it stands at this instant.
    pub fn state_at(&self, now: Timestamp) -> InvitationState {
        match self.stored_state {
            InvitationState::Pending if now >= self.expires => InvitationState::Expired,
            state => state,
        }
    }
}

/// A domain in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainRow {
    /// Identifier.
    pub sid: DomainSid,
    /// Who claims it.
    pub org: OrgSid,
    /// What is claimed.
    pub name: Box<str>,
    /// Where the claim stands.
    pub state: DomainState,
    /// When it was claimed.
    pub created: Timestamp,
}

impl DomainRow {
    pub(super) fn new(domain: &Domain) -> Self {
        Self {
            sid: domain.sid,
            org: domain.org,
            name: domain.name.as_str().into(),
            state: domain.state,
            created: domain.created,
        }
    }
}

/// An organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgRow {
    /// Identifier.
    pub sid: OrgSid,
    /// Friendly name; empty once erased.
    pub name: Box<str>,
    /// The one Owner.
    pub owner: Option<UserSid>,
    /// Where it stands.
    pub state: OrgState,
    /// Generated data.
    pub demo: bool,
    /// The last recovery of ownership by the operator.
    pub recovered: Option<Recovery>,
}

impl OrgRow {
    pub(super) fn new(org: &Organization, name: Box<str>) -> Self {
        Self {
            sid: org.sid,
            name,
            owner: Some(org.owner),
            state: org.state,
            demo: org.demo,
            recovered: org.recovered,
        }
    }

    /// A name whose organization has not been read yet.
    pub(super) fn unnamed(sid: OrgSid) -> Self {
        Self { sid, name: "".into(), owner: None, state: OrgState::Active, demo: false, recovered: None }
    }
}

fn fold(parts: &[&str]) -> Box<str> {
    parts.join(" ").to_lowercase().into()
}
