//! What must hold of accounts (`admin-center-domain` §2.3 A1–A6, §6): one owner, whose organization they belong to;
//! subaccounts that follow their parents; closed ones that stay as they are; a BAA behind each new designation.

use super::world::{After, Found, Violation, account_after, broken, counted, org_after, user_after};
use crate::model::{Account, AccountSid, AccountState, Change, InvitationState, Key, Record, UserSid};
use crate::rules::hipaa::starts_designated;

/// An account that is new or was changed.
pub(super) fn changed<A: After>(
    changes: &[Change],
    was: Option<&Account>,
    account: &Account,
    after: &A,
) -> Found<A> {
    if let Some(found) = owner(account, after)? {
        return Ok(Some(found));
    }
    let key = Key::Account(account.sid);
    if let Some(found) = closed_since(account) {
        return Ok(Some(found));
    }
    if let Some(was) = was.filter(|was| was.state == AccountState::Closed)
        && (Account { owner: account.owner, org: account.org, ..was.clone() }) != *account
    {
        let sentence = "Nothing but its owner and organization changes about a closed account.";
        return Ok(broken("closed-is-final", key, sentence));
    }
    if let Some(found) = beneath(account, after)? {
        return Ok(Some(found));
    }
    if let Some(found) = designation(changes, was, account, after)? {
        return Ok(Some(found));
    }
    match was {
        Some(was) if (was.state, was.owner, was.org) != (account.state, account.owner, account.org) => {
            Ok(children(was, account, after)?.or(offers(was, account, after)?))
        }
        _ => Ok(None),
    }
}

/// An account as it is, whatever became of it before.
pub(super) fn stands<A: After>(account: &Account, after: &A) -> Found<A> {
    if let Some(found) = owner(account, after)? {
        return Ok(Some(found));
    }
    if let Some(found) = closed_since(account) {
        return Ok(Some(found));
    }
    if let Some(found) = beneath(account, after)? {
        return Ok(Some(found));
    }
    // Whoever left an organization keeps the designation; nobody has to vouch for it there.
    match account.is_designated() && account.org.is_some() {
        true => agreement(account, after),
        false => Ok(None),
    }
}

fn closed_since(account: &Account) -> Option<Violation> {
    if (account.state == AccountState::Closed) == account.closed.is_some() {
        return None;
    }
    let sentence = "A closed account knows since when it is closed, and no other does.";
    broken("closed-since", Key::Account(account.sid), sentence)
}

/// An account whose record is gone.
pub(super) fn purged<A: After>(account: &Account, after: &A) -> Found<A> {
    if children_of(account.sid, &[account.owner], after)?.is_empty() {
        return Ok(None);
    }
    let key = Key::Account(account.sid);
    Ok(broken("subaccount-parent", key, "A subaccount would be left without its parent."))
}

/// Whether an invitation may ask this account to join.
pub(super) const fn may_be_asked(account: &Account) -> bool {
    account.org.is_none()
        && account.parent.is_none()
        && matches!(account.state, AccountState::Active | AccountState::Suspended)
}

/// A1, A2, A3.
fn owner<A: After>(account: &Account, after: &A) -> Found<A> {
    let key = Key::Account(account.sid);
    let Some(owner) = user_after(after, account.owner)? else {
        return Ok(broken("one-account-owner", key, "The account's owner would not exist."));
    };
    if owner.membership.map(|m| m.org) != account.org {
        let sentence = "The account would not belong to the organization of its owner.";
        return Ok(broken("account-follows-owner", key, sentence));
    }
    Ok(None)
}

/// A5 and the states of a family, seen from a subaccount.
fn beneath<A: After>(account: &Account, after: &A) -> Found<A> {
    let key = Key::Account(account.sid);
    let Some(parent) = account.parent else {
        return Ok(match account.with_parent {
            true => {
                broken("suspended-with-parent", key, "A main account has no parent to be suspended with.")
            }
            false => None,
        });
    };
    let Some(parent) = account_after(after, parent)? else {
        return Ok(broken("subaccount-parent", key, "The subaccount's parent would not exist."));
    };
    if parent.parent.is_some() {
        return Ok(broken("subaccount-depth", key, "A subaccount cannot have subaccounts."));
    }
    if account.with_parent
        && (account.state != AccountState::Suspended || parent.state != AccountState::Suspended)
    {
        let sentence = "Only a suspended subaccount of a suspended account was suspended along with it.";
        return Ok(broken("suspended-with-parent", key, sentence));
    }
    Ok(follows(&parent, account))
}

/// The organization, owner and state of a subaccount beside its parent's.
fn follows(parent: &Account, account: &Account) -> Option<Violation> {
    let key = Key::Account(account.sid);
    if parent.org != account.org || parent.owner != account.owner {
        return broken(
            "subaccount-follows",
            key,
            "A subaccount follows its parent's organization and owner.",
        );
    }
    match (parent.state, account.state) {
        (AccountState::Closed, state) if state != AccountState::Closed => {
            broken("closed-parent", key, "A subaccount of a closed account is closed.")
        }
        (AccountState::Suspended, AccountState::Active) => {
            broken("suspended-parent", key, "A subaccount of a suspended account is not active.")
        }
        _ => None,
    }
}

/// `admin-center-domain` §6.1.
fn agreement<A: After>(account: &Account, after: &A) -> Found<A> {
    let org = account.org.map(|org| org_after(after, org)).transpose()?.flatten();
    Ok(match org.is_some_and(|org| org.baa.is_some()) {
        true => None,
        false => {
            broken("hipaa-baa", Key::Account(account.sid), "A designation for HIPAA needs a BAA on file.")
        }
    })
}

/// `admin-center-domain` §6.1, §6.4, §6.5.
fn designation<A: After>(
    changes: &[Change],
    was: Option<&Account>,
    account: &Account,
    after: &A,
) -> Found<A> {
    let key = Key::Account(account.sid);
    if let Some(was) = was {
        if was.is_designated() || !account.is_designated() {
            return Ok(None);
        }
        return agreement(account, after);
    }
    // The parent may be switched in the same plan, before or after: either way of starting is right then.
    let mut parents = Vec::new();
    if let Some(parent) = account.parent {
        parents.extend(account_after(after, parent)?);
        parents.extend(changes.iter().filter_map(|change| match &change.before {
            Some(Record::Account(before)) if before.sid == parent => Some(before.clone()),
            _ => None,
        }));
    }
    let mut starts = parents.iter().map(|parent| starts_designated(Some(parent.is_designated())));
    let right = match account.parent {
        None => account.is_designated() == starts_designated(None),
        Some(_) => starts.any(|starts| starts == account.is_designated()),
    };
    Ok(match right {
        true => None,
        false => {
            let sentence =
                "A new subaccount is designated if and only if its parent is, a new account never.";
            broken("hipaa-inheritance", key, sentence)
        }
    })
}

/// A5 and the states of a family, seen from a parent that changed.
fn children<A: After>(was: &Account, account: &Account, after: &A) -> Found<A> {
    if account.parent.is_some() {
        return Ok(None);
    }
    let owners = [was.owner, account.owner];
    Ok(children_of(account.sid, &owners, after)?.iter().find_map(|child| follows(account, child)))
}

fn children_of<A: After>(
    parent: AccountSid,
    owners: &[UserSid],
    after: &A,
) -> Result<Vec<Account>, A::Error> {
    let mut found = Vec::new();
    for (at, owner) in owners.iter().enumerate() {
        if owners[..at].contains(owner) {
            continue;
        }
        for sid in after.accounts_owned_by(*owner)? {
            found.extend(account_after(after, sid)?.filter(|child| child.parent == Some(parent)));
        }
    }
    Ok(found)
}

/// No invitation asks an account to join any more that was closed, has joined, or has another owner. One that left with its
/// owner can be asked again, in the same plan too.
fn offers<A: After>(was: &Account, account: &Account, after: &A) -> Found<A> {
    let ends = !may_be_asked(account) || was.owner != account.owner;
    let Some(owner) = user_after(after, was.owner)?.filter(|_| ends) else { return Ok(None) };
    for key in after.open_for(&owner.email)? {
        if let Some(Record::Invitation(open)) = counted(after.record(key)?, after)?
            && open.state == InvitationState::Pending
            && open.kind.joining() == Some(account.sid)
        {
            let sentence = "An account would still be asked to join that can no longer.";
            return Ok(broken("account-invitation-ends", key, sentence));
        }
    }
    Ok(None)
}
