//! What must hold of the *result* of every plan, whatever produced it (`admin-center-domain` §2.1 I1–I5, §2.3 A1–A6).
//!
//! Flows check what they need to explain themselves; a flow that forgot a guard still cannot break an invariant. Only
//! changed records and what hangs on them are looked at, so the cost is that of the plan, not of the store.

use crate::model::{
    AccountSid, Change, Domain, DomainState, Invitation, InvitationState, Key, OrgRole, OrgState,
    Organization, Record, SignUp, User, UserState,
};

use super::{lifecycle, limits, void};

mod account;
mod references;
mod world;

pub use world::{After, Violation};
use world::{Found, account_after, broken, counted, deleted, org_after, user_after};

/// Checks every changed record, its lifecycle edge and what hangs on it; returns the first violation.
pub fn check<A: After>(changes: &[Change], after: &A) -> Result<Option<Violation>, A::Error> {
    for change in changes {
        if let Err(no_edge) = lifecycle::check(change) {
            let sentence = no_edge.to_string();
            return Ok(Some(Violation { rule: "lifecycle", key: change.key, sentence }));
        }
        if let Some(violation) = rests_on_nothing(change, after)? {
            return Ok(Some(violation));
        }
        let (before, now) = (counted(change.before.clone(), after)?, counted(change.after.clone(), after)?);
        let found = match (&before, &now) {
            (_, Some(Record::Organization(org))) => organization(org, after)?,
            (before, Some(Record::User(user))) => person(before.as_ref(), user, after)?,
            (Some(Record::User(user)), None) => deleted_user(user, after)?,
            (before, Some(Record::Account(account))) => {
                let was = match before {
                    Some(Record::Account(was)) => Some(was),
                    _ => None,
                };
                account::changed(changes, was, account, after)?
            }
            (Some(Record::Account(account)), None) => account::purged(account, after)?,
            (before, Some(Record::Invitation(invitation))) => offer(before.is_none(), invitation, after)?,
            (_, Some(Record::Domain(domain))) => claim(domain, after)?,
            (_, Some(Record::SignUp(sign_up))) => one_sign_up(sign_up, after)?,
            _ => None,
        };
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Whether a record may stand as it is in this world, whatever became of it before: asked of records that no plan made.
pub fn stands<A: After>(record: &Record, after: &A) -> Result<Option<Violation>, A::Error> {
    match record {
        Record::Organization(org) => organization(org, after),
        Record::User(user) => person(None, user, after),
        Record::Account(account) => account::stands(account, after),
        Record::Domain(domain) => claim(domain, after),
        Record::Invitation(invitation) => offer(false, invitation, after),
        Record::SignUp(sign_up) => one_sign_up(sign_up, after),
        Record::OrganizationName(_) | Record::Message(_) => Ok(None),
    }
}

/// The same of a record as it counts: nothing of it rests on a deleted organization.
pub fn stands_as_it_counts<A: After>(record: &Record, after: &A) -> Result<Option<Violation>, A::Error> {
    counted(Some(record.clone()), after)?.map_or(Ok(None), |record| stands(&record, after))
}

/// The records that this one names as it counts and that are not there.
pub fn missing<A: After>(record: &Record, after: &A) -> Result<Vec<Key>, A::Error> {
    let mut found = Vec::new();
    if let Some(record) = counted(Some(record.clone()), after)? {
        for key in references::of(&record) {
            if after.record(key)?.is_none() && !found.contains(&key) {
                found.push(key);
            }
        }
    }
    Ok(found)
}

/// Nothing new comes to rest on a deleted organization; what rested on it before may stay until it is cleared.
fn rests_on_nothing<A: After>(change: &Change, after: &A) -> Found<A> {
    let org = change.after.as_ref().and_then(void::rests_on);
    let before = change.before.as_ref().and_then(void::rests_on);
    let Some(org) = org.filter(|org| before != Some(*org)) else { return Ok(None) };
    if deleted(org, after)?.is_none() {
        return Ok(None);
    }
    let sentence = format!("The {} would belong to a deleted organization.", change.key.kind().word());
    Ok(broken("deleted-organization", change.key, sentence))
}

/// I1, I2: exactly one Owner, and that Owner is a managed, active user. Seen from the organization.
fn organization<A: After>(org: &Organization, after: &A) -> Found<A> {
    if org.state == OrgState::Deleted {
        return Ok(None);
    }
    let key = Key::Organization(org.sid);
    let owner = user_after(after, org.owner)?;
    Ok(match owner {
        None => broken("one-owner", key, "The organization would have an Owner who does not exist."),
        Some(user) if user.role_in(org.sid) != Some(OrgRole::Owner) => {
            broken("one-owner", key, "The organization would have no user with the role Owner.")
        }
        Some(user) if user.state != UserState::Active => {
            broken("owner-active", key, "The organization's Owner would be deactivated.")
        }
        Some(_) => None,
    })
}

/// I1, I2, I5, A3, the cap on roles, one user an address. Seen from a user.
fn person<A: After>(before: Option<&Record>, user: &User, after: &A) -> Found<A> {
    let key = Key::User(user.sid);
    let was = match before {
        Some(Record::User(was)) => Some(was),
        _ => None,
    };
    let (from, to) = (was.and_then(|u| u.membership), user.membership);
    if let (Some(from), Some(to)) = (from, to)
        && from.org != to.org
    {
        return Ok(broken("one-organization", key, "A user cannot change from one organization to another."));
    }
    if let Some(violation) = owner_role(was, user, after)? {
        return Ok(Some(violation));
    }
    if let Some(membership) = to
        && org_after(after, membership.org)?.is_none()
    {
        return Ok(broken(
            "membership",
            key,
            "The user would belong to an organization that does not exist.",
        ));
    }
    if from.map(|m| m.org) != to.map(|m| m.org)
        && let Some(violation) = accounts_follow(user, after)?
    {
        return Ok(Some(violation));
    }
    if was.is_none_or(|was| was.email != user.email) && after.users_with(&user.email)? != [user.sid] {
        return Ok(broken("unique-email", key, "Two users would have the same e-mail address."));
    }
    Ok(grants(user))
}

/// The role Owner is held by the organization's Owner and by nobody else.
fn owner_role<A: After>(was: Option<&User>, user: &User, after: &A) -> Found<A> {
    let key = Key::User(user.sid);
    let owned = |user: &User| user.membership.filter(|m| m.role == OrgRole::Owner).map(|m| m.org);
    if let Some(org) = owned(user)
        && org_after(after, org)?.is_none_or(|org| org.owner != user.sid)
    {
        return Ok(broken("one-owner", key, "The organization would have two Owners."));
    }
    if let Some(org) = was.and_then(owned)
        && (owned(user) != Some(org) || user.state != UserState::Active)
        && org_after(after, org)?.is_some_and(|org| org.owner == user.sid && org.state != OrgState::Deleted)
    {
        return Ok(broken("one-owner", key, "The organization would be left without an active Owner."));
    }
    Ok(None)
}

/// A3: a member owns no account outside the organization; A2 seen from the person.
fn accounts_follow<A: After>(user: &User, after: &A) -> Found<A> {
    let org = user.membership.map(|m| m.org);
    for sid in after.accounts_owned_by(user.sid)? {
        if account_after(after, sid)?.is_some_and(|account| account.org != org) {
            let sentence = "An account would not belong to the organization of its owner.";
            return Ok(broken("account-follows-owner", Key::Account(sid), sentence));
        }
    }
    Ok(None)
}

/// At most 50 roles a user, one entry an account, Administrator alone (`admin-center-domain` §2.6).
fn grants(user: &User) -> Option<Violation> {
    let key = Key::User(user.sid);
    let held: usize = user.grants.iter().map(|grant| grant.roles.len()).sum();
    if held > limits::ROLES_A_USER {
        return broken("role-cap", key, format!("The user would hold {held} account roles; 50 is the most."));
    }
    let mut accounts: Vec<AccountSid> = user.grants.iter().map(|grant| grant.account).collect();
    accounts.sort_unstable();
    if accounts.windows(2).any(|pair| pair[0] == pair[1]) {
        return broken("one-grant-an-account", key, "The user would hold two grants on one account.");
    }
    if user.grants.iter().any(|grant| !grant.roles.is_grantable()) {
        return broken("grantable-roles", key, "Administrator excludes the other roles of an account.");
    }
    None
}

fn deleted_user<A: After>(user: &User, after: &A) -> Found<A> {
    let key = Key::User(user.sid);
    if let Some(membership) = user.membership
        && org_after(after, membership.org)?
            .is_some_and(|org| org.owner == user.sid && org.state != OrgState::Deleted)
    {
        return Ok(broken("one-owner", key, "The organization's Owner cannot be deleted."));
    }
    if !after.accounts_owned_by(user.sid)?.is_empty() {
        return Ok(broken("one-account-owner", key, "An account would be left without an owner."));
    }
    Ok(None)
}

/// Never an Owner by invitation; one open invitation a kind and target (`peers` G4, G6).
fn offer<A: After>(is_new: bool, invitation: &Invitation, after: &A) -> Found<A> {
    let key = Key::Invitation(invitation.sid);
    if invitation.kind.role() == Some(OrgRole::Owner) {
        return Ok(broken("no-owner-by-invitation", key, "An invitation cannot offer the role Owner."));
    }
    let joins = invitation.kind.role().is_some() || invitation.kind.joining().is_some();
    if joins && invitation.org.is_none() {
        let sentence = "An invitation to membership would name no organization.";
        return Ok(broken("membership-offer", key, sentence));
    }
    let access = invitation.kind.access();
    if access.iter().any(|offered| !offered.roles.is_grantable()) {
        let sentence = "Administrator excludes the other roles of an account.";
        return Ok(broken("grantable-roles", key, sentence));
    }
    let mut accounts: Vec<AccountSid> = access.iter().map(|offered| offered.account).collect();
    accounts.sort_unstable();
    if accounts.windows(2).any(|pair| pair[0] == pair[1]) {
        return Ok(broken("one-grant-an-account", key, "Roles on one account would be offered twice."));
    }
    // Later the account may leave: what was offered is then skipped at the answer, so only a new offer is held to it.
    if is_new {
        for account in accounts {
            if account_after(after, account)?.is_none_or(|account| account.org != invitation.org) {
                let sentence = "Roles would be offered on an account of another organization.";
                return Ok(broken("offered-account", key, sentence));
            }
        }
    }
    if is_new
        && let Some(joining) = invitation.kind.joining()
        && account_after(after, joining)?.is_none_or(|account| !account::may_be_asked(&account))
    {
        let sentence = "Only a main account in use that belongs to no organization can be asked to join.";
        return Ok(broken("joining-account", key, sentence));
    }
    if invitation.state == InvitationState::Pending {
        for other in after.open_for(&invitation.email)? {
            if other == key {
                continue;
            }
            if let Some(Record::Invitation(other)) = counted(after.record(other)?, after)?
                && other.state == InvitationState::Pending
                && other.kind.same_target(other.org, &invitation.kind, invitation.org)
            {
                let sentence = "Two invitations of one kind to the same address would be open at once.";
                return Ok(broken("one-open-invitation", key, sentence));
            }
        }
    }
    Ok(None)
}

/// One verified claim an exact domain; one claim an organization.
fn claim<A: After>(domain: &Domain, after: &A) -> Found<A> {
    let key = Key::Domain(domain.sid);
    for other in after.domains_named(&domain.name)? {
        if other.sid == domain.sid || deleted(other.org, after)?.is_some() {
            continue;
        }
        if other.org == domain.org {
            return Ok(broken("one-claim", key, "The organization would claim the domain twice."));
        }
        if domain.state != DomainState::Unverified && other.state != DomainState::Unverified {
            return Ok(broken(
                "one-verified-claim",
                key,
                "Two organizations would have proven the same domain.",
            ));
        }
    }
    Ok(None)
}

fn one_sign_up<A: After>(sign_up: &SignUp, after: &A) -> Found<A> {
    use crate::model::SignUpState;
    let key = Key::SignUp(sign_up.sid);
    if sign_up.state == SignUpState::Open {
        let other = |found: &Key| matches!(found, Key::SignUp(_)) && *found != key;
        if after.open_for(&sign_up.email)?.iter().any(other) {
            let sentence = "Two sign-ups with the same address would be open at once.";
            return Ok(broken("one-open-sign-up", key, sentence));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests;
