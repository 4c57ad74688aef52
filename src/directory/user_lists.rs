//! The lists of users: who is managed or independent as seen from one organization, counts, orders, suggestions.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use super::filter::Filter;
use super::user_filter::UserFilter;
use super::users::email;
use super::{Directory, UserAt, UserList, UserQuery, UserRow, UserSort, kept};
use crate::model::{Email, OrgSid, Timestamp, UserSid, UserState};

/// Rows that [`Directory::first_users`] looks at before it gives up: two or three milliseconds. The sweep that answers the
/// rest finds a rare word faster than going along the order would.
const LOOKED_AT: usize = 15_000;

/// How many users each list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct UserCounts {
    /// Managed users.
    pub managed: usize,
    /// Independent users.
    pub independent: usize,
    /// Invitations that wait for an answer.
    pub pending: usize,
}

impl Directory {
    /// How many users there are in the store; lists of more are answered away from a session's loop.
    pub const fn user_count(&self) -> usize {
        self.users.present()
    }

    /// The users of a list that pass the filter at this instant, ordered. `kept` is the list as it stands on a screen,
    /// whose order is kept; empty to order anew.
    ///
    /// At a million users some milliseconds; up to half a second to order anew by another column than the name.
    pub fn users(&self, query: &UserQuery, now: Timestamp, kept: &[UserAt]) -> Vec<UserAt> {
        let mut hits = UserFilter::new(self, query.org, query.list, &query.filter, now).sweep();
        if kept.is_empty() {
            return self.ordered(&hits, query);
        }
        let left = std::cell::RefCell::new(&mut hits);
        kept::merge(
            kept,
            |row| {
                let mut left = left.borrow_mut();
                let here = left.contains(row.0 as usize);
                left.set(row.0 as usize, false);
                here
            },
            || self.ordered(&left.borrow(), query),
            |a, b| self.compare(query, *a, *b),
        )
    }

    /// The first rows of the list in its order, found by going along the order: instant where many rows pass, and given up
    /// where hardly any do. `order` is the whole list in the order of the query, where that is not the order by name.
    pub fn first_users(
        &self,
        query: &UserQuery,
        now: Timestamp,
        order: &[UserAt],
        most: usize,
    ) -> Vec<UserAt> {
        let filter = UserFilter::new(self, query.org, query.list, &query.filter, now);
        let first = |slots: &mut dyn Iterator<Item = u32>| -> Vec<UserAt> {
            slots.take(LOOKED_AT).filter(|slot| filter.passes_at(*slot)).take(most).map(UserAt).collect()
        };
        match (query.sort, query.descending) {
            (UserSort::Name, false) => first(&mut self.users.by_name().iter().copied()),
            (UserSort::Name, true) => first(&mut self.users.by_name().iter().rev().copied()),
            _ => first(&mut order.iter().map(|at| at.0)),
        }
    }

    /// The same as [`Directory::users`], as SIDs and ordered anew.
    pub fn users_of(&self, query: &UserQuery, now: Timestamp) -> Vec<UserSid> {
        self.users(query, now, &[]).into_iter().filter_map(|at| self.users.index.key(at.0)).collect()
    }

    fn ordered(&self, hits: &FixedBitSet, query: &UserQuery) -> Vec<UserAt> {
        let here = |slot: &u32| hits.contains(*slot as usize);
        let named = self.users.by_name().iter().copied().filter(here).map(UserAt);
        let down = |ordering: Ordering| if query.descending { ordering.reverse() } else { ordering };
        let mut rows: Vec<UserAt> = match (query.sort, query.descending) {
            (UserSort::Name, true) => {
                return self.users.by_name().iter().rev().copied().filter(here).map(UserAt).collect();
            }
            _ => named.collect(),
        };
        // Stable: rows that are equal stay in the order of their names.
        match query.sort {
            UserSort::Name => {}
            UserSort::Email => {
                // Most addresses differ within their first eight bytes, which are compared without looking them up.
                let mut keyed: Vec<(u64, UserAt)> =
                    rows.iter().map(|at| (head(self.email_at(*at)), *at)).collect();
                keyed.sort_by(|a, b| {
                    down(a.0.cmp(&b.0).then_with(|| self.email_at(a.1).cmp(self.email_at(b.1))))
                });
                rows = keyed.into_iter().map(|(_, at)| at).collect();
            }
            sort => {
                let mut keyed: Vec<(u64, UserAt)> =
                    rows.iter().map(|at| (self.rank(sort, *at), *at)).collect();
                keyed.sort_by(|a, b| down(a.0.cmp(&b.0)));
                rows = keyed.into_iter().map(|(_, at)| at).collect();
            }
        }
        rows
    }

    fn compare(&self, query: &UserQuery, a: UserAt, b: UserAt) -> Ordering {
        let by_name = || (self.users.text(a.0), a).cmp(&(self.users.text(b.0), b));
        let ordering = match query.sort {
            UserSort::Name => by_name(),
            UserSort::Email => self.email_at(a).cmp(self.email_at(b)),
            sort => self.rank(sort, a).cmp(&self.rank(sort, b)),
        };
        let ordering = if query.descending { ordering.reverse() } else { ordering };
        ordering.then_with(by_name)
    }

    fn email_at(&self, at: UserAt) -> &[u8] {
        email(self.users.text(at.0))
    }

    /// What a column orders by, as a number: smaller comes first.
    fn rank(&self, sort: UserSort, at: UserAt) -> u64 {
        let Some(row) = self.users.row(at.0) else { return u64::MAX };
        match sort {
            UserSort::Name | UserSort::Email => 0,
            UserSort::Role => {
                let role = row.bits.role.filter(|_| !self.users.is_void(row.org));
                role.map_or(u64::MAX, |role| role as u64)
            }
            UserSort::TwoFactor => row.bits.two_factor as u64,
            UserSort::Accounts => u64::MAX - self.account_count_at(at.0) as u64,
            UserSort::LastSeen => u64::MAX - row.seen.map_or(0, |seen| seen.0),
        }
    }

    /// Whether the user is outside the organization and holds a role on one of its accounts. Derived, never stored.
    pub fn is_independent(&self, org: OrgSid, row: &UserRow<'_>) -> bool {
        let ours = |account| self.account(account).is_some_and(|row| row.org == Some(org));
        row.role_in(org).is_none() && row.grants().any(|grant| ours(grant.account))
    }

    /// The counts above the lists.
    pub fn user_counts(&self, org: OrgSid, now: Timestamp) -> UserCounts {
        let nothing = Filter::default();
        let independent = UserFilter::new(self, org, UserList::Independent, &nothing, now).sweep();
        UserCounts {
            managed: self.users.members_of(org),
            independent: independent.count_ones(..),
            pending: self.pending(org, now).count(),
        }
    }

    /// Users for a type-ahead: active members of the organization whose row holds every word, by name, at most so many.
    pub fn suggest_members(&self, org: OrgSid, text: &str, most: usize) -> Vec<UserSid> {
        self.suggest(text, most, |row| row.role_in(org).is_some() && row.state == UserState::Active)
    }

    /// Users for a type-ahead: active people who are members or independent here, by name, at most so many.
    pub fn suggest_people(&self, org: OrgSid, text: &str, most: usize) -> Vec<UserSid> {
        let here = |row: &UserRow<'_>| row.role_in(org).is_some() || self.is_independent(org, row);
        self.suggest(text, most, |row| row.state == UserState::Active && here(row))
    }

    /// Users for the sign-in picker: nobody before two letters, so that it lists nobody by itself.
    pub fn suggest_sign_in(&self, text: &str, most: usize) -> Vec<UserSid> {
        if text.trim().chars().count() < 2 {
            return Vec::new();
        }
        self.suggest(text, most, |row| row.state == UserState::Active)
    }

    fn suggest(&self, text: &str, most: usize, wanted: impl Fn(&UserRow<'_>) -> bool) -> Vec<UserSid> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let holds = |slot: &u32| {
            let text = self.users.text(*slot);
            words.iter().all(|word| memchr::memmem::find(text, word.as_bytes()).is_some())
        };
        let found = self.users.by_name().iter().copied().filter(holds);
        found
            .filter_map(|slot| self.user_at(UserAt(slot)))
            .filter(|row| wanted(row))
            .take(most)
            .map(|row| row.sid)
            .collect()
    }

    /// The user with this address; looks through every row.
    pub fn user_with(&self, email: &Email) -> Option<UserRow<'_>> {
        let wanted = email.as_str().as_bytes();
        let slot = self.users.slots().find(|slot| self.email_at(UserAt(*slot)) == wanted)?;
        self.user_at(UserAt(slot))
    }
}

fn head(text: &[u8]) -> u64 {
    let mut bytes = [0; 8];
    let len = text.len().min(8);
    bytes[..len].copy_from_slice(&text[..len]);
    u64::from_be_bytes(bytes)
}
