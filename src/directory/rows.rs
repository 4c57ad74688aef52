//! The rows of the lists: compact, and made from a record in one place each.

use crate::model::{
    Account, AccountKind, AccountRoles, AccountSid, AccountState, CLOSED_KEPT, Check, Deletion, Designation,
    Domain, DomainSid, DomainState, Invitation, InvitationKind, InvitationSid, InvitationState, Loss,
    OrgRole, OrgSid, OrgState, Organization, Recovery, SignUpPolicy, Timestamp, TwoFactor, TwoFactorPolicy,
    Usage, UserSid, UserState, VerificationMethod,
};

use crate::rules::domain_checks::days_left;
use crate::rules::invitations::{ResendBlock, resendable};

use super::filter::{Field, Row};
use super::sid_index::SidIndex;
use super::users::{GrantCell, UserAt};

/// A user in a list: borrowed from the columns.
#[derive(Debug, Clone, Copy)]
pub struct UserRow<'a> {
    /// Its place, the same as long as the process lives.
    pub at: UserAt,
    /// Identifier.
    pub sid: UserSid,
    /// Name as typed.
    pub name: &'a str,
    /// Canonical address.
    pub email: &'a str,
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
    /// Whether the address was proven.
    pub proven: bool,
    pub(super) cells: &'a [GrantCell],
    pub(super) accounts: &'a SidIndex<AccountSid>,
    pub(super) granters: &'a SidIndex<UserSid>,
}

/// Account roles of a user in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GrantRow {
    /// On which account.
    pub account: AccountSid,
    /// Which roles.
    pub roles: AccountRoles,
    /// Who granted them.
    pub by: UserSid,
    /// When, to the second.
    pub at: Timestamp,
}

impl<'a> UserRow<'a> {
    /// The role in this organization.
    pub fn role_in(&self, org: OrgSid) -> Option<OrgRole> {
        self.membership.filter(|(of, _)| *of == org).map(|(_, role)| role)
    }

    /// Account roles, in the order they are stored.
    pub fn grants(&self) -> impl Iterator<Item = GrantRow> + use<'a> {
        let (accounts, granters) = (self.accounts, self.granters);
        self.cells.iter().filter_map(move |cell| {
            Some(GrantRow {
                account: accounts.key(cell.account)?,
                roles: cell.roles,
                by: granters.key(cell.by)?,
                at: Timestamp(u64::from(cell.at) * 1000),
            })
        })
    }

    /// The roles on this account, empty if none.
    pub fn roles_on(&self, account: AccountSid) -> AccountRoles {
        self.grants().find(|grant| grant.account == account).map(|grant| grant.roles).unwrap_or_default()
    }
}

/// Equal content; the place may differ.
impl PartialEq for UserRow<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.sid == other.sid
            && (self.name, self.email) == (other.name, other.email)
            && self.membership == other.membership
            && (self.state, self.two_factor) == (other.state, other.two_factor)
            && (self.created, self.last_seen) == (other.created, other.last_seen)
            && self.proven == other.proven
            && self.grants().eq(other.grants())
    }
}

/// An account in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// Identifier.
    pub sid: AccountSid,
    /// Friendly name.
    pub name: Box<str>,
    /// The name in lower case.
    pub folded: Box<str>,
    /// Where it stands.
    pub state: AccountState,
    /// Billing type.
    pub kind: AccountKind,
    /// What it is for.
    pub usage: Usage,
    /// Its owner.
    pub owner: UserSid,
    /// The organization that manages it; none once that is deleted.
    pub org: Option<OrgSid>,
    pub(super) stored_org: Option<OrgSid>,
    /// The parent of a subaccount.
    pub parent: Option<AccountSid>,
    /// Designated for HIPAA: since when, by whom.
    pub hipaa: Option<Designation>,
    /// Suspended only because its parent was.
    pub with_parent: bool,
    /// Second factor demanded of its users.
    pub two_factor: TwoFactorPolicy,
    /// When it was closed.
    pub closed: Option<Timestamp>,
    /// Whether a phone number of it was proven.
    pub phone_verified: bool,
    /// The number, proven or not.
    pub phone: Option<Box<str>>,
    /// When it was created.
    pub created: Timestamp,
}

impl AccountRow {
    /// The row of a record.
    pub fn new(account: &Account) -> Self {
        Self {
            sid: account.sid,
            name: account.name.as_str().into(),
            folded: fold(&[account.name.as_str()]),
            state: account.state,
            kind: account.kind,
            usage: account.usage,
            owner: account.owner,
            org: account.org,
            stored_org: account.org,
            parent: account.parent,
            hipaa: account.hipaa,
            with_parent: account.with_parent,
            two_factor: account.two_factor,
            closed: account.closed,
            phone_verified: account.has_verified_phone(),
            phone: account.phone.as_ref().map(|phone| phone.number.as_str().into()),
            created: account.created,
        }
    }

    /// When a closed account is purged.
    pub fn purged_at(&self) -> Option<Timestamp> {
        self.closed.map(|at| at.plus(CLOSED_KEPT))
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
    /// What is offered.
    pub kind: InvitationKind,
    /// Who sent it.
    pub sender: Option<UserSid>,
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
    /// Whether its organization is deleted.
    pub(super) void: bool,
}

impl InvitationRow {
    pub(super) fn new(invitation: &Invitation) -> Self {
        Self {
            sid: invitation.sid,
            org: invitation.org,
            email: invitation.email.as_str().into(),
            kind: invitation.kind.clone(),
            sender: invitation.sender,
            created: invitation.created,
            last_sent: invitation.last_sent,
            sends: invitation.sends,
            generation: invitation.generation,
            expires: invitation.expires,
            stored_state: invitation.state,
            void: false,
        }
    }

    /// The account, if roles on one are all that is offered.
    pub const fn account(&self) -> Option<AccountSid> {
        self.kind.account()
    }

    /// The offer in a word or two.
    pub fn offer(&self) -> String {
        self.kind.offer()
    }

    /// Whether it is stored as open, by an organization that still exists.
    pub(super) fn is_open(&self) -> bool {
        self.stored_state == InvitationState::Pending && !self.void
    }

    /// Where it stands at this instant.
    pub fn state_at(&self, now: Timestamp) -> InvitationState {
        match self.stored_state {
            InvitationState::Pending if self.void => InvitationState::Canceled,
            InvitationState::Pending if now >= self.expires => InvitationState::Expired,
            state => state,
        }
    }

    /// Whether it may be sent again at this instant, or why not.
    pub fn may_resend(&self, now: Timestamp) -> Result<(), ResendBlock> {
        resendable(self.state_at(now), self.sends, self.last_sent, now)
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
    /// When it was last proven.
    pub verified: Option<Timestamp>,
    /// Since when it is uncertain.
    pub uncertain: Option<Timestamp>,
    /// The last look for its proof.
    pub checked: Option<Check>,
    /// That it was lost.
    pub lost: Option<Loss>,
    /// What is published to prove it.
    pub token: [u8; 16],
    /// How it is proven.
    pub method: VerificationMethod,
    /// Whether its organization is deleted.
    pub(super) void: bool,
}

impl DomainRow {
    pub(super) fn new(domain: &Domain) -> Self {
        Self {
            sid: domain.sid,
            org: domain.org,
            name: domain.name.as_str().into(),
            state: domain.state,
            created: domain.created,
            verified: domain.verified,
            uncertain: domain.uncertain,
            checked: domain.checked,
            lost: domain.lost,
            token: domain.token,
            method: domain.method,
            void: false,
        }
    }
}

impl DomainRow {
    /// How many days an uncertain domain has left before it counts as lost.
    pub fn days_left(&self, now: Timestamp) -> Option<u64> {
        days_left(self.state, self.uncertain, now)
    }
}

impl Row for DomainRow {
    fn word(&self, word: &str) -> bool {
        self.name.contains(word)
    }

    fn is(&self, _: Field, value: usize) -> bool {
        let states = [DomainState::Unverified, DomainState::Verified, DomainState::Uncertain];
        states.get(value) == Some(&self.state)
    }

    fn has(&self, _: Field, text: &str) -> bool {
        self.name.contains(text)
    }

    fn count(&self, _: Field) -> u64 {
        0
    }

    fn instant(&self, _: Field) -> Option<Timestamp> {
        Some(self.created)
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
    /// What happens to sign-ups with addresses of its verified domains.
    pub policy: SignUpPolicy,
    /// Whether only addresses in verified domains may be invited.
    pub verified_domains_only: bool,
    /// Whether every change needs a reason.
    pub reason_required: bool,
    /// When the operator recorded a BAA.
    pub baa: Option<Timestamp>,
    /// Most accounts, if there is a limit.
    pub account_limit: Option<u32>,
    /// Most domains.
    pub domain_limit: u32,
    /// When it was created.
    pub created: Timestamp,
    /// Generated data.
    pub demo: bool,
    /// The last recovery of ownership by the operator.
    pub recovered: Option<Recovery>,
    /// Its deletion, requested or confirmed.
    pub deletion: Option<Deletion>,
}

impl OrgRow {
    pub(super) fn new(org: &Organization, name: Box<str>) -> Self {
        Self {
            sid: org.sid,
            name,
            owner: Some(org.owner),
            state: org.state,
            policy: org.policy,
            verified_domains_only: org.verified_domains_only,
            reason_required: org.reason_required,
            baa: org.baa.map(|baa| baa.recorded),
            account_limit: org.account_limit,
            domain_limit: org.domain_limit,
            created: org.created,
            demo: org.demo,
            recovered: org.recovered,
            deletion: org.deletion,
        }
    }

    /// A name whose organization has not been read yet.
    pub(super) fn unnamed(sid: OrgSid) -> Self {
        Self {
            sid,
            name: "".into(),
            owner: None,
            state: OrgState::Active,
            policy: SignUpPolicy::KeepOut,
            verified_domains_only: false,
            reason_required: false,
            baa: None,
            account_limit: None,
            domain_limit: 0,
            created: Timestamp(0),
            demo: false,
            recovered: None,
            deletion: None,
        }
    }
}

fn fold(parts: &[&str]) -> Box<str> {
    parts.join(" ").to_lowercase().into()
}
