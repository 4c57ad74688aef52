//! What must hold of a whole store, whatever happened to it: written once, for the random walks and the bounded search.
//!
//! `rules::invariants` looks at changed records only and stands in the program; this looks at everything, asks in its own
//! words and shares no code with it, so that one can find what the other forgot. A finding is a sentence.

use std::collections::{BTreeMap, BTreeSet};

use orgadm::model::*;
use orgadm::rules::limits;

/// Every record of a store, by kind.
#[derive(Debug, Default)]
pub struct Whole<'a> {
    pub orgs: Vec<&'a Organization>,
    pub names: Vec<&'a OrganizationName>,
    pub users: Vec<&'a User>,
    pub accounts: Vec<&'a Account>,
    pub invitations: Vec<&'a Invitation>,
    pub domains: Vec<&'a Domain>,
    pub sign_ups: Vec<&'a SignUp>,
}

impl<'a> Whole<'a> {
    pub fn of(records: impl IntoIterator<Item = &'a Record>) -> Self {
        let mut whole = Self::default();
        for record in records {
            match record {
                Record::Organization(r) => whole.orgs.push(r),
                Record::OrganizationName(r) => whole.names.push(r),
                Record::User(r) => whole.users.push(r),
                Record::Account(r) => whole.accounts.push(r),
                Record::Invitation(r) => whole.invitations.push(r),
                Record::Domain(r) => whole.domains.push(r),
                Record::SignUp(r) => whole.sign_ups.push(r),
                Record::Message(_) => {}
            }
        }
        whole
    }

    pub fn org(&self, sid: OrgSid) -> Option<&'a Organization> {
        self.orgs.iter().copied().find(|org| org.sid == sid)
    }

    pub fn user(&self, sid: UserSid) -> Option<&'a User> {
        self.users.iter().copied().find(|user| user.sid == sid)
    }

    pub fn user_at(&self, email: &Email) -> Option<&'a User> {
        self.users.iter().copied().find(|user| user.email == *email)
    }

    pub fn account(&self, sid: AccountSid) -> Option<&'a Account> {
        self.accounts.iter().copied().find(|account| account.sid == sid)
    }

    /// The organization, unless it was deleted: then belonging to it is void, swept or not.
    pub fn live(&self, org: Option<OrgSid>) -> Option<OrgSid> {
        org.filter(|sid| self.org(*sid).is_some_and(|org| org.state != OrgState::Deleted))
    }

    /// The live organization the user belongs to.
    pub fn belongs_to(&self, user: &User) -> Option<OrgSid> {
        self.live(user.membership.map(|membership| membership.org))
    }

    /// Who is independent in this organization, derived from nothing but records: not of it, with a role on an account
    /// of it.
    pub fn independent_users(&self, org: OrgSid) -> BTreeSet<UserSid> {
        let ours = |sid: AccountSid| self.account(sid).is_some_and(|account| account.org == Some(org));
        let outside = self.users.iter().filter(|user| !user.is_managed_by(org));
        outside
            .filter(|user| user.grants.iter().any(|grant| ours(grant.account)))
            .map(|user| user.sid)
            .collect()
    }

    /// Which accounts are independent in it: not of it, with a role for a user of it.
    pub fn independent_accounts(&self, org: OrgSid) -> BTreeSet<AccountSid> {
        let members = self.users.iter().filter(|user| user.is_managed_by(org));
        let granted = members.flat_map(|user| user.grants.iter().map(|grant| grant.account));
        granted.filter(|sid| self.account(*sid).is_some_and(|account| account.org != Some(org))).collect()
    }
}

/// Everything that is wrong, a sentence each; empty for a sound world.
pub fn findings(whole: &Whole<'_>) -> Vec<String> {
    let mut found = Found(Vec::new());
    organizations(whole, &mut found);
    users(whole, &mut found);
    accounts(whole, &mut found);
    invitations(whole, &mut found);
    claims(whole, &mut found);
    sign_ups(whole, &mut found);
    found.0
}

struct Found(Vec<String>);

impl Found {
    fn must(&mut self, holds: bool, otherwise: impl FnOnce() -> String) {
        if !holds {
            self.0.push(otherwise());
        }
    }
}

/// Exactly one active Owner a live organization; its deletion is as its state says; it has a name as long as it lives.
fn organizations(whole: &Whole<'_>, found: &mut Found) {
    for org in &whole.orgs {
        let sid = org.sid;
        let confirmed = org.deletion.map(|deletion| deletion.confirmed.is_some());
        let wanted = match org.state {
            OrgState::Active => None,
            OrgState::DeletionRequested => Some(false),
            OrgState::Deleted => Some(true),
        };
        found
            .must(confirmed == wanted, || format!("{sid} is {:?} and its deletion {confirmed:?}", org.state));
        if org.state == OrgState::Deleted {
            continue;
        }
        found.must(whole.names.iter().any(|name| name.org == sid), || format!("{sid} has no name"));
        let owners: Vec<&User> =
            whole.users.iter().copied().filter(|user| user.role_in(sid) == Some(OrgRole::Owner)).collect();
        let one = owners.len() == 1 && owners.iter().all(|owner| owner.sid == org.owner);
        found.must(one, || format!("{sid} has not exactly its one Owner but {}", owners.len()));
        let active = owners.iter().all(|owner| owner.state == UserState::Active);
        found.must(active, || format!("the Owner of {sid} is deactivated"));
    }
    for name in &whole.names {
        found.must(whole.org(name.org).is_some(), || format!("the name of no organization {}", name.org));
    }
}

/// Unique addresses; membership of something that exists; a deactivated user is somebody's; grants on accounts that
/// exist, of other people, at most 50 roles.
fn users(whole: &Whole<'_>, found: &mut Found) {
    let (mut addresses, mut uids) = (BTreeSet::new(), BTreeSet::new());
    for user in &whole.users {
        let who = &user.email;
        let theirs = user.uids.len() <= User::MOST_UIDS && user.uids.iter().all(|uid| uids.insert(*uid));
        found.must(theirs, || format!("{who} shares an OS user, or is too many"));
        found.must(addresses.insert(who.as_str()), || format!("{who} twice"));
        if let Some(membership) = user.membership {
            found.must(whole.org(membership.org).is_some(), || format!("{who} belongs to nothing"));
            let owns = whole.org(membership.org).is_some_and(|org| org.owner == user.sid);
            let lives = whole.live(Some(membership.org)).is_some();
            found.must(!lives || owns == (membership.role == OrgRole::Owner), || {
                format!("{who} is {} and the organization says otherwise", membership.role)
            });
        }
        found.must(user.state == UserState::Active || user.membership.is_some(), || {
            format!("{who} is deactivated and nobody is left who could activate them")
        });
        let held: usize = user.grants.iter().map(|grant| grant.roles.len()).sum();
        found.must(held <= limits::ROLES_A_USER, || format!("{who} holds {held} roles"));
        let mut granted = BTreeSet::new();
        for grant in &user.grants {
            let on = grant.account;
            found.must(granted.insert(on), || format!("{who} holds two grants on {on}"));
            found.must(grant.roles.is_grantable(), || format!("{who} holds {} on {on}", grant.roles));
            match whole.account(on) {
                None => found.must(false, || format!("{who} holds a grant on {on}, which is gone")),
                Some(account) => {
                    found.must(account.parent.is_none(), || {
                        format!("{who} holds roles on the subaccount {on}")
                    });
                    found
                        .must(account.owner != user.sid, || format!("{who} owns {on} and holds roles on it"));
                }
            }
        }
        let mut asked = BTreeSet::new();
        let once = user.requests.iter().all(|request| asked.insert(request.action));
        found.must(once, || format!("{who} has two requests of one kind"));
    }
}

/// Accounts with their owners' organizations; subaccounts with their parents' owner, organization and state; limits.
fn accounts(whole: &Whole<'_>, found: &mut Found) {
    let mut children: BTreeMap<AccountSid, usize> = BTreeMap::new();
    for account in &whole.accounts {
        let sid = account.sid;
        let over = matches!(account.state, AccountState::Closed | AccountState::PendingClosure);
        match whole.user(account.owner) {
            None => found.must(false, || format!("{sid} has no owner")),
            Some(owner) => {
                let (ours, theirs) = (whole.live(account.org), whole.belongs_to(owner));
                found.must(ours == theirs, || format!("{sid} is of {ours:?} and its owner of {theirs:?}"));
            }
        }
        if let Some(org) = account.org {
            found.must(whole.org(org).is_some(), || format!("{sid} belongs to nothing"));
        }
        found.must((account.state == AccountState::Closed) == account.closed.is_some(), || {
            format!("{sid} is {} and was closed at {:?}", account.state, account.closed)
        });
        found.must(!account.with_parent || account.state == AccountState::Suspended, || {
            format!("{sid} is {} and suspended with its parent", account.state)
        });
        let Some(parent) = account.parent else {
            found.must(!account.with_parent, || format!("{sid} follows a parent it does not have"));
            continue;
        };
        let Some(parent) = whole.account(parent) else {
            found.must(false, || format!("the parent of {sid} is gone"));
            continue;
        };
        found.must(parent.parent.is_none(), || format!("{sid} is a subaccount of a subaccount"));
        let follows = parent.owner == account.owner && whole.live(parent.org) == whole.live(account.org);
        found.must(follows, || format!("{sid} does not follow its parent"));
        match parent.state {
            AccountState::Active => {
                found.must(!account.with_parent, || format!("{sid} waits for a parent that is in use"));
            }
            AccountState::Suspended => {
                found.must(account.state != AccountState::Active, || {
                    format!("{sid} runs under a halted parent")
                });
            }
            AccountState::PendingClosure | AccountState::Closed => {
                found.must(over, || format!("{sid} outlives its parent"));
            }
        }
        if !over {
            *children.entry(parent.sid).or_default() += 1;
        }
    }
    for (parent, count) in children {
        let most = match whole.account(parent).map(|account| account.kind) {
            Some(AccountKind::Full) => limits::SUBACCOUNTS,
            _ => limits::SUBACCOUNTS_ON_TRIAL,
        };
        found.must(count <= most, || format!("{parent} has {count} subaccounts; {most} is the most"));
    }
}

/// One open invitation a kind and target; never an Owner; what can no longer be answered has ended for good.
fn invitations(whole: &Whole<'_>, found: &mut Found) {
    // What a deleted organization offered has ended with it, swept or not.
    let is_open = |it: &Invitation| {
        it.state == InvitationState::Pending && (it.org.is_none() || whole.live(it.org).is_some())
    };
    for (at, invitation) in whole.invitations.iter().enumerate() {
        let sid = invitation.sid;
        let kind = &invitation.kind;
        found.must(kind.role() != Some(OrgRole::Owner), || format!("{sid} offers the role Owner"));
        let pending = invitation.state == InvitationState::Pending;
        found.must(pending == invitation.ended.is_none(), || format!("{sid} is {}", invitation.state));
        let canceled = invitation.state == InvitationState::Canceled;
        found.must(canceled == invitation.canceled.is_some(), || {
            format!("{sid} was ended for a reason or not")
        });
        found
            .must(invitation.sends <= limits::SENDS, || format!("{sid} was sent {} times", invitation.sends));
        found.must(invitation.tries < limits::TRIES, || format!("{sid} takes a sixth wrong code"));
        found.must(invitation.sender.is_some() || kind.is_request(), || format!("{sid} has no sender"));
        if !is_open(invitation) {
            continue;
        }
        for other in whole.invitations.iter().skip(at + 1) {
            let twin = is_open(other)
                && other.email == invitation.email
                && other.kind.same_target(other.org, kind, invitation.org);
            found.must(!twin, || format!("{sid} and {} are open at once", other.sid));
        }
        let person = whole.user_at(&invitation.email);
        let joined = person.and_then(|person| whole.belongs_to(person));
        match kind {
            InvitationKind::UserJoin { .. } => {
                found.must(invitation.org.is_some(), || format!("{sid} invites to nothing"));
                found.must(joined.is_none(), || format!("{sid} is open and {} has joined", invitation.email));
            }
            InvitationKind::JoinRequest { .. } => {
                found.must(invitation.org.is_some(), || format!("{sid} asks nobody"));
                found.must(joined.is_none(), || format!("{sid} is open and {} has joined", invitation.email));
            }
            InvitationKind::AccountAccess { account, .. } => match whole.account(*account) {
                None => found.must(false, || format!("{sid} is open on {account}, which is gone")),
                Some(account) => {
                    found.must(in_use(account), || format!("{sid} is open on {}", account.state));
                    let same = whole.live(account.org) == whole.live(invitation.org);
                    found.must(same, || format!("{sid} is not of its account"));
                    let own = person.is_some_and(|person| person.sid == account.owner);
                    found.must(!own, || format!("{sid} is open and {} owns the account", invitation.email));
                }
            },
            InvitationKind::AccountJoin { account } => match whole.account(*account) {
                None => found.must(false, || format!("{sid} asks {account}, which is gone")),
                Some(account) => {
                    found.must(invitation.org.is_some(), || format!("{sid} asks to join nothing"));
                    found
                        .must(in_use(account), || format!("{sid} asks an account that is {}", account.state));
                    let elsewhere = whole.live(account.org);
                    found.must(elsewhere.is_none(), || format!("{sid} is open and its account has joined"));
                }
            },
        }
    }
}

fn in_use(account: &Account) -> bool {
    matches!(account.state, AccountState::Active | AccountState::Suspended)
}

/// One claim an organization and domain; one proven claim a domain among live organizations; never above the limit.
fn claims(whole: &Whole<'_>, found: &mut Found) {
    let lives = |domain: &Domain| whole.live(Some(domain.org)).is_some();
    for (at, claim) in whole.domains.iter().enumerate() {
        let sid = claim.sid;
        found.must(whole.org(claim.org).is_some(), || format!("{sid} is claimed by nobody"));
        let uncertain = claim.state == DomainState::Uncertain;
        found.must(uncertain == claim.uncertain.is_some(), || format!("{sid} counts down or not"));
        for other in whole.domains.iter().skip(at + 1).filter(|other| other.name == claim.name) {
            found.must(other.org != claim.org, || format!("{} claims {} twice", claim.org, claim.name));
            let proven = |domain: &Domain| domain.state != DomainState::Unverified && lives(domain);
            found.must(!(proven(claim) && proven(other)), || format!("{} is proven twice", claim.name));
        }
    }
}

/// One open sign-up an address; none for an address that has a user.
fn sign_ups(whole: &Whole<'_>, found: &mut Found) {
    let mut open = BTreeSet::new();
    for sign_up in &whole.sign_ups {
        let (sid, email) = (sign_up.sid, &sign_up.email);
        found.must(sign_up.tries < limits::TRIES, || format!("{sid} takes a sixth wrong code"));
        let completed = sign_up.state == SignUpState::Completed;
        found.must(completed == sign_up.user.is_some(), || format!("{sid} became a user or not"));
        if sign_up.state == SignUpState::Open {
            found.must(open.insert(email.as_str()), || format!("two sign-ups of {email} are open at once"));
            found.must(whole.user_at(email).is_none(), || format!("{email} has a user and signs up"));
        }
    }
}
