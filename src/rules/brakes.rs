//! The brakes: how much a plan takes out of use, and from where on that has to be confirmed by its number (`product`,
//! "Brakes").
//!
//! Counted are managed users who are removed, deleted or deactivated, and accounts that are suspended, closed or leave the
//! organization. A subaccount that goes the way of its parent counts with it; others are a measure of their own, because
//! lists and limits keep them apart too.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Account, AccountSid, AccountState, Change, Key, OrgSid, Record, User, UserState};

/// So much of a measure may go in one plan, in percent.
pub const SHARE: usize = 20;
/// So many may go in one plan, whatever their share.
pub const FREE: usize = 5;

/// What a plan takes out of use in one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stopped {
    /// Managed users removed, deleted or deactivated.
    pub users: usize,
    /// Accounts suspended, closed or leaving.
    pub accounts: usize,
    /// Subaccounts suspended, closed or leaving by themselves.
    pub subaccounts: usize,
}

/// Whether so many of so many are too many to go without typing their number.
pub const fn brakes(stopped: usize, of: usize) -> bool {
    stopped > FREE && stopped.saturating_mul(100) > of.saturating_mul(SHARE)
}

/// What the changes take out of use, by organization.
pub fn stopped(changes: &[Change]) -> BTreeMap<OrgSid, Stopped> {
    let mut by_org: BTreeMap<OrgSid, Stopped> = BTreeMap::new();
    let gone: Vec<(&Account, OrgSid)> = changes.iter().filter_map(account_gone).collect();
    let parents: BTreeSet<AccountSid> = gone.iter().map(|(account, _)| account.sid).collect();
    for (account, org) in gone {
        let stopped = by_org.entry(org).or_default();
        match account.parent {
            None => stopped.accounts += 1,
            Some(parent) if parents.contains(&parent) => {}
            Some(_) => stopped.subaccounts += 1,
        }
    }
    for org in changes.iter().filter_map(user_gone) {
        by_org.entry(org).or_default().users += 1;
    }
    by_org
}

/// The organization that loses the user, for a while or for good.
fn user_gone(change: &Change) -> Option<OrgSid> {
    let (Key::User(_), Some(Record::User(before))) = (change.key, &change.before) else { return None };
    let org = before.membership?.org;
    let stays = |after: &User| after.is_managed_by(org);
    let goes = match &change.after {
        Some(Record::User(after)) if stays(after) => {
            before.state == UserState::Active && after.state == UserState::Inactive
        }
        _ => true,
    };
    goes.then_some(org)
}

/// The account as it was, and the organization that loses it, for a while or for good.
fn account_gone(change: &Change) -> Option<(&Account, OrgSid)> {
    let (Key::Account(_), Some(Record::Account(before))) = (change.key, &change.before) else { return None };
    let org = before.org.filter(|_| before.is_in_use())?;
    let goes = match &change.after {
        Some(Record::Account(after)) if after.org == Some(org) => {
            !after.is_in_use()
                || (before.state == AccountState::Active && after.state == AccountState::Suspended)
        }
        _ => true,
    };
    goes.then_some((before, org))
}

#[cfg(test)]
mod tests;
