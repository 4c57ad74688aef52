//! The access report: person × account × role, who granted it and when; owners stand in it too.

use std::cmp::Ordering;

use super::filter::{Field, Row};
use super::users::email;
use super::{AccessOf, AccessQuery, AccessSort, AccountRow, Directory, UserAt, UserRow, kept};
use crate::model::{AccountRole, AccountRoles, AccountSid, Timestamp, UserSid};

/// A line of the report by slots: one person on one account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AccessAt {
    user: u32,
    account: u32,
}

/// A line of the report.
#[derive(Debug, Clone, Copy)]
pub struct AccessRow<'a> {
    /// Who.
    pub user: UserRow<'a>,
    /// Where.
    pub account: &'a AccountRow,
    /// As what; `None` for the owner, whose access is not granted.
    pub roles: Option<AccountRoles>,
    /// Who granted it.
    pub by: Option<UserSid>,
    /// When.
    pub at: Option<Timestamp>,
}

impl Directory {
    /// The lines that pass the filter at this instant, ordered; `kept` as for [`Directory::users`].
    ///
    /// At a million users with three million roles some hundred milliseconds, for one person or account much less.
    pub fn access(&self, query: &AccessQuery, now: Timestamp, kept: &[AccessAt]) -> Vec<AccessAt> {
        let mut rows = self.everybody(query);
        if !query.filter.is_empty() {
            rows.retain(|at| query.filter.matches(&Subject { directory: self, at: *at }, now));
        }
        self.order(&mut rows, query);
        if kept.is_empty() {
            return rows;
        }
        let mut left: std::collections::BTreeSet<AccessAt> = rows.iter().copied().collect();
        let here: Vec<AccessAt> = kept.iter().copied().filter(|at| left.remove(at)).collect();
        rows.retain(|at| left.contains(at));
        kept::merge(&here, |_| true, || rows, |a, b| self.compare_access(query, *a, *b))
    }

    /// One line.
    pub fn access_row(&self, at: AccessAt) -> Option<AccessRow<'_>> {
        let (user, account) = (self.user_at(UserAt(at.user))?, self.accounts.at(at.account)?);
        let grant = user.grants().find(|grant| grant.account == account.sid);
        let owner = account.owner == user.sid;
        (grant.is_some() || owner).then(|| AccessRow {
            user,
            account,
            roles: grant.filter(|_| !owner).map(|grant| grant.roles),
            by: grant.filter(|_| !owner).map(|grant| grant.by),
            at: grant.filter(|_| !owner).map(|grant| grant.at),
        })
    }

    /// The person and account of a line.
    pub fn access_of(&self, at: AccessAt) -> Option<(UserSid, AccountSid)> {
        Some((self.users.index.key(at.user)?, self.accounts.index().key(at.account)?))
    }

    fn everybody(&self, query: &AccessQuery) -> Vec<AccessAt> {
        let column = query.org.and_then(|org| self.users.org_column(org));
        let ours = |account: u32| self.accounts.at(account).is_some_and(|row| row.org == query.org);
        let mut rows = Vec::new();
        let mut of = |user: u32, only: Option<u32>| {
            let Some(row) = self.users.row(user) else { return };
            let member = row.org != 0 && Some(row.org) == column;
            let owned = self.owners.of(user);
            let granted = row.grants.iter().map(|grant| grant.account);
            let granted = granted.filter(|account| owned.clone().all(|own| own != *account));
            let wanted =
                owned.clone().chain(granted).filter(|account| only.is_none_or(|only| only == *account));
            let mut accounts: Vec<(&AccountRow, u32)> = wanted
                .filter(|account| ours(*account) || member)
                .filter_map(|account| Some((self.accounts.at(account)?, account)))
                .collect();
            accounts.sort_unstable_by_key(|(row, _)| (&*row.folded, row.sid));
            rows.extend(accounts.into_iter().map(|(_, account)| AccessAt { user, account }));
        };
        match query.of {
            AccessOf::User(sid) => {
                if let Some(slot) = self.users.index.slot(sid) {
                    of(slot, None);
                }
            }
            AccessOf::Account(sid) => {
                let slot = self.accounts.index().slot(sid);
                let owner = self.account(sid).map(|row| row.owner);
                let people = self.holders_of(sid).into_iter().chain(owner);
                let mut slots: Vec<u32> = people.filter_map(|sid| self.users.index.slot(sid)).collect();
                slots.sort_unstable_by_key(|slot| self.users.text(*slot));
                slots.dedup();
                slots.into_iter().for_each(|user| of(user, slot));
            }
            AccessOf::Everybody => self.users.by_name().iter().for_each(|user| of(*user, None)),
        }
        rows
    }

    fn order(&self, rows: &mut [AccessAt], query: &AccessQuery) {
        // By person is the order they come in; the rest is stable upon it.
        match query.sort {
            AccessSort::Person if !query.descending && query.of == AccessOf::Everybody => {}
            _ => rows.sort_by(|a, b| self.compare_access(query, *a, *b)),
        }
    }

    fn compare_access(&self, query: &AccessQuery, a: AccessAt, b: AccessAt) -> Ordering {
        let person = |at: AccessAt| (self.users.text(at.user), at.user);
        let account = |at: AccessAt| self.accounts.at(at.account).map(|row| (&*row.folded, row.sid));
        let grant = |at: AccessAt| {
            let row = self.users.row(at.user);
            row.and_then(|row| row.grants.iter().find(|grant| grant.account == at.account).copied())
        };
        let by = |at: AccessAt| {
            let sid = grant(at).and_then(|grant| self.users.granters.key(grant.by));
            sid.and_then(|sid| self.users.index.slot(sid)).map(|slot| self.users.text(slot))
        };
        let ordering = match query.sort {
            AccessSort::Person => person(a).cmp(&person(b)),
            AccessSort::Account => account(a).cmp(&account(b)),
            AccessSort::Role => grant(a).map(|grant| grant.roles).cmp(&grant(b).map(|grant| grant.roles)),
            AccessSort::Granted => grant(b).map(|grant| grant.at).cmp(&grant(a).map(|grant| grant.at)),
            AccessSort::Email => email(self.users.text(a.user)).cmp(email(self.users.text(b.user))),
            AccessSort::By => by(a).cmp(&by(b)),
        };
        let ordering = if query.descending { ordering.reverse() } else { ordering };
        ordering.then_with(|| person(a).cmp(&person(b))).then_with(|| account(a).cmp(&account(b)))
    }
}

/// A line, as the language sees it.
struct Subject<'a> {
    directory: &'a Directory,
    at: AccessAt,
}

impl Row for Subject<'_> {
    fn word(&self, word: &str) -> bool {
        let person = self.directory.users.text(self.at.user);
        memchr::memmem::find(person, word.as_bytes()).is_some()
            || self.directory.accounts.at(self.at.account).is_some_and(|row| row.is_called(word))
    }

    fn is(&self, _: Field, value: usize) -> bool {
        let row = self.directory.access_row(self.at);
        row.is_some_and(|row| match (row.roles, AccountRole::ALL.get(value)) {
            (Some(roles), Some(role)) => roles.contains(*role),
            (None, None) => true,
            _ => false,
        })
    }

    fn has(&self, field: Field, text: &str) -> bool {
        match field {
            Field::Account => {
                self.directory.accounts.at(self.at.account).is_some_and(|row| row.is_called(text))
            }
            Field::Domain => {
                let address = email(self.directory.users.text(self.at.user));
                let at = memchr::memrchr(b'@', address).map_or(0, |at| at + 1);
                memchr::memmem::find(address.get(at..).unwrap_or_default(), text.as_bytes()).is_some()
            }
            Field::By => {
                let by = self.directory.access_row(self.at).and_then(|row| row.by);
                let slot = by.and_then(|by| self.directory.users.index.slot(by));
                slot.is_some_and(|slot| {
                    memchr::memmem::find(self.directory.users.text(slot), text.as_bytes()).is_some()
                })
            }
            _ => false,
        }
    }

    fn count(&self, _: Field) -> u64 {
        0
    }

    fn instant(&self, _: Field) -> Option<Timestamp> {
        self.directory.access_row(self.at).and_then(|row| row.at)
    }
}
