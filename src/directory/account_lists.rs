//! The lists of accounts: managed by an organization, or independent of it but entered by its people; and the
//! subaccounts of one account.

use std::cmp::Ordering;

use fixedbitset::FixedBitSet;

use super::account_filter::Subject;
use super::filter::Filter;
use super::user_filter::sid_begins;
use super::{AccountList, AccountQuery, AccountRow, AccountSort, Directory, kept};
use crate::model::{AccountSid, AccountState, OrgSid, Timestamp, UserSid};

/// How many accounts each list holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct AccountCounts {
    /// Managed accounts, without subaccounts.
    pub managed: usize,
    /// Independent accounts.
    pub independent: usize,
    /// Existing accounts that are asked to join.
    pub pending: usize,
}

/// How many subaccounts an account has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SubaccountCounts {
    /// Not closed: these count against the limit.
    pub open: usize,
    /// Closed, not yet purged.
    pub closed: usize,
    /// Of those not closed, how many are designated for HIPAA.
    pub designated: usize,
}

impl AccountRow {
    /// Whether this lower-case text stands in the name, or the SID begins so.
    pub(super) fn is_called(&self, text: &str) -> bool {
        self.folded.contains(text) || sid_begins("ac", self.sid.bytes(), text)
    }
}

impl Directory {
    /// The accounts of a list that pass the filter at this instant, ordered; `kept` as for [`Directory::users`].
    pub fn accounts(&self, query: &AccountQuery, now: Timestamp, kept: &[AccountSid]) -> Vec<AccountSid> {
        let listed = self.listed(query.org, query.list);
        let passes = |row: &AccountRow| query.filter.matches(&Subject { directory: self, row }, now);
        let mut hits: Vec<&AccountRow> = listed.into_iter().filter(|row| passes(row)).collect();
        hits.sort_by(|a, b| self.compare_accounts(query, a, b));
        if kept.is_empty() {
            return hits.into_iter().map(|row| row.sid).collect();
        }
        let mut left: std::collections::BTreeSet<AccountSid> = hits.iter().map(|row| row.sid).collect();
        let mut rows: Vec<AccountSid> = kept.iter().copied().filter(|sid| left.remove(sid)).collect();
        let newcomers = hits.into_iter().filter(|row| left.contains(&row.sid)).map(|row| row.sid).collect();
        rows = kept::merge(
            &rows,
            |_| true,
            || newcomers,
            |a, b| match (self.account(*a), self.account(*b)) {
                (Some(a), Some(b)) => self.compare_accounts(query, a, b),
                _ => Ordering::Equal,
            },
        );
        rows
    }

    /// Whether the account passes the filter at this instant.
    pub fn account_passes(&self, sid: AccountSid, filter: &Filter, now: Timestamp) -> bool {
        self.account(sid).is_some_and(|row| filter.matches(&Subject { directory: self, row }, now))
    }

    pub(super) fn listed(&self, org: Option<OrgSid>, list: AccountList) -> Vec<&AccountRow> {
        let main = |row: &&AccountRow| row.parent.is_none();
        let managed = || self.accounts.iter().filter(move |row| org.is_some() && row.org == org);
        match (list, org) {
            (AccountList::Managed, _) => managed().filter(main).collect(),
            (AccountList::Independent, Some(org)) => {
                let entered = self.entered_by(org);
                let outside = self
                    .accounts
                    .rows()
                    .filter(|(slot, row)| entered.contains(*slot as usize) && row.org != Some(org));
                outside.map(|(_, row)| row).filter(main).collect()
            }
            (AccountList::Independent, None) => Vec::new(),
            (AccountList::Subaccounts(parent), _) => self.subaccount_rows(parent).collect(),
            (AccountList::Coverage, _) => managed().filter(|row| row.state != AccountState::Closed).collect(),
        }
    }

    /// The subaccounts of an account, closed ones too.
    pub(super) fn subaccount_rows(&self, parent: AccountSid) -> impl Iterator<Item = &AccountRow> {
        let slot = self.accounts.index().slot(parent);
        let slots = slot.into_iter().flat_map(|slot| self.subaccounts.of(slot));
        slots.filter_map(|slot| self.accounts.at(slot))
    }

    /// How many subaccounts an account has.
    pub fn subaccount_counts(&self, parent: AccountSid) -> SubaccountCounts {
        let mut counts = SubaccountCounts::default();
        for row in self.subaccount_rows(parent) {
            match row.state {
                AccountState::Closed => counts.closed += 1,
                _ => counts.open += 1,
            }
            counts.designated += usize::from(row.hipaa.is_some() && row.state != AccountState::Closed);
        }
        counts
    }

    /// The accounts that members of the organization hold roles on, by slot.
    fn entered_by(&self, org: OrgSid) -> FixedBitSet {
        let mut slots = FixedBitSet::with_capacity(self.accounts.index().len());
        let Some(column) = self.users.org_column(org) else { return slots };
        for chunk in &self.users.chunks {
            for (n, _) in chunk.orgs.iter().enumerate().filter(|(_, of)| **of == column) {
                chunk.grants.get(n).iter().for_each(|grant| slots.insert(grant.account as usize));
            }
        }
        slots
    }

    fn compare_accounts(&self, query: &AccountQuery, a: &AccountRow, b: &AccountRow) -> Ordering {
        let text = |user: UserSid| self.text_of(user);
        let since = |row: &AccountRow| row.hipaa.map(|designation| designation.since);
        let by = |row: &AccountRow| row.hipaa.map(|designation| text(designation.by));
        let subaccounts = |row: &AccountRow| self.subaccount_counts(row.sid).open;
        let ordering = match query.sort {
            AccountSort::Name => a.folded.cmp(&b.folded),
            AccountSort::Owner => text(a.owner).cmp(&text(b.owner)),
            AccountSort::Type => a.kind.cmp(&b.kind),
            AccountSort::State => a.state.cmp(&b.state),
            AccountSort::Users => self.holder_count(b.sid).cmp(&self.holder_count(a.sid)),
            AccountSort::Created => b.created.cmp(&a.created),
            AccountSort::Parent => self.family(a).cmp(&self.family(b)),
            AccountSort::Subaccounts => subaccounts(b).cmp(&subaccounts(a)),
            AccountSort::Hipaa => self.coverage_rank(a).cmp(&self.coverage_rank(b)),
            AccountSort::Since => since(b).cmp(&since(a)),
            AccountSort::By => by(a).cmp(&by(b)),
        };
        let ordering = if query.descending { ordering.reverse() } else { ordering };
        let family = || match query.list {
            AccountList::Coverage => self.family(a).cmp(&self.family(b)),
            _ => Ordering::Equal,
        };
        ordering.then_with(family).then_with(|| a.folded.cmp(&b.folded)).then_with(|| a.sid.cmp(&b.sid))
    }

    /// What keeps a subaccount beneath its parent where lists hold both.
    fn family<'a>(&'a self, row: &'a AccountRow) -> (&'a str, AccountSid, bool) {
        let parent = row.parent.and_then(|parent| self.account(parent));
        let head = parent.unwrap_or(row);
        (&head.folded, head.sid, row.parent.is_some())
    }

    /// How many accounts the organization manages: main accounts that are not closed (`admin-center-domain` §10).
    pub fn open_account_count(&self, org: OrgSid) -> usize {
        let counts = |row: &&AccountRow| {
            row.org == Some(org) && row.parent.is_none() && row.state != AccountState::Closed
        };
        self.accounts.iter().filter(counts).count()
    }

    /// How many accounts and how many subaccounts of the organization are in use: active or suspended.
    pub fn accounts_in_use(&self, org: OrgSid) -> (usize, usize) {
        let (mut accounts, mut subaccounts) = (0, 0);
        for row in self.accounts.iter().filter(|row| row.org == Some(org) && row.state.is_in_use()) {
            match row.parent {
                None => accounts += 1,
                Some(_) => subaccounts += 1,
            }
        }
        (accounts, subaccounts)
    }

    /// The counts above the lists, at this instant.
    pub fn account_counts(&self, org: OrgSid, now: Timestamp) -> AccountCounts {
        AccountCounts {
            managed: self.listed(Some(org), AccountList::Managed).len(),
            independent: self.listed(Some(org), AccountList::Independent).len(),
            pending: self.pending_account_count(org, now),
        }
    }

    /// Accounts and subaccounts closed at this instant or before, subaccounts before their parents, at most so many.
    pub fn closed_until(&self, at: Timestamp, most: usize) -> Vec<AccountSid> {
        let closed = self.accounts.iter().filter(|row| row.state == AccountState::Closed);
        let mut due: Vec<_> = closed
            .filter_map(|row| {
                let closed = row.closed.filter(|closed| *closed <= at)?;
                Some((row.parent.is_none(), closed, row.sid))
            })
            .collect();
        due.sort_unstable();
        due.into_iter().take(most).map(|(_, _, sid)| sid).collect()
    }

    /// Managed accounts in use for a type-ahead: those whose name holds every word or whose SID begins so, by name, at
    /// most so many.
    pub fn suggest_accounts(&self, org: Option<OrgSid>, text: &str, most: usize) -> Vec<AccountSid> {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        let in_use = |row: &&AccountRow| matches!(row.state, AccountState::Active | AccountState::Suspended);
        let here = self.accounts.iter().filter(|row| row.org == org && row.parent.is_none()).filter(in_use);
        let mut found: Vec<&AccountRow> =
            here.filter(|row| words.iter().all(|word| row.is_called(word))).collect();
        found.sort_by(|a, b| a.folded.cmp(&b.folded).then_with(|| a.sid.cmp(&b.sid)));
        found.into_iter().take(most).map(|row| row.sid).collect()
    }

    /// How many people hold roles on the account, its owner not counted.
    pub fn holder_count(&self, account: AccountSid) -> usize {
        let slot = self.accounts.index().slot(account);
        slot.and_then(|slot| self.holders.get(slot as usize)).map_or(0, |count| *count as usize)
    }

    /// The users who hold roles on the account; looks through every user.
    pub fn holders_of(&self, account: AccountSid) -> Vec<UserSid> {
        let Some(slot) = self.accounts.index().slot(account) else { return Vec::new() };
        let mut left = self.holder_count(account);
        let mut found = Vec::new();
        for at in self.users.slots() {
            if left == 0 {
                break;
            }
            let row = self.users.row(at);
            if row.is_some_and(|row| row.grants.iter().any(|grant| grant.account == slot)) {
                found.extend(self.users.index.key(at));
                left -= 1;
            }
        }
        found
    }

    /// People outside the organization who hold roles on these accounts: they become independent when it takes them in.
    pub fn outsiders_on(&self, accounts: &[AccountSid], org: Option<OrgSid>, except: UserSid) -> usize {
        let mut people: Vec<UserSid> =
            accounts.iter().flat_map(|account| self.holders_of(*account)).collect();
        people.sort_unstable();
        people.dedup();
        let outside = |sid: &UserSid| {
            *sid != except
                && (org.is_none() || self.user(*sid).and_then(|row| row.membership).map(|(of, _)| of) != org)
        };
        people.into_iter().filter(outside).count()
    }
}
