//! The lists: who is managed, independent or pending, as seen from one organization; counts; orderings; what one user
//! can reach.

use std::cmp::Ordering;
use std::collections::HashSet;

use crate::model::{
    AccountRoles, AccountSid, AccountState, Email, InvitationSid, InvitationState, OrgRole, OrgSid,
    Timestamp, UserSid, UserState,
};

use super::{AccountRow, Directory, Filter, InvitationRow, UserRow};

/// A list of users. Pending ones are invitations and have lists of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserList {
    /// Part of the organization.
    Managed,
    /// Not part of it, but with roles on one of its accounts.
    Independent,
}

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

/// A column to order users by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserSort {
    /// By name.
    Name,
    /// By address.
    Email,
    /// By role, highest first.
    Role,
    /// By second factor.
    TwoFactor,
    /// By number of accounts they can enter.
    Accounts,
    /// By last session, latest first.
    LastSeen,
}

/// A column to order invitations by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationSort {
    /// By expiry, soonest first.
    Expires,
    /// By address.
    Email,
    /// By role offered, highest first.
    Role,
    /// By last send, latest first.
    Sent,
}

/// Where one user can go.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Reach {
    /// The organization they belong to, and as what.
    pub organization: Option<(OrgSid, OrgRole)>,
    /// Accounts they own.
    pub owned: Vec<AccountSid>,
    /// Accounts they hold roles on.
    pub granted: Vec<(AccountSid, AccountRoles)>,
}

impl Directory {
    /// The users of a list that pass the filter, ordered.
    pub fn users_of(
        &self,
        org: OrgSid,
        list: UserList,
        filter: &Filter,
        sort: UserSort,
        descending: bool,
    ) -> Vec<UserSid> {
        let mut rows: Vec<&UserRow> =
            self.list(org, list).filter(|row| filter.is_empty() || filter.matches(&row.folded)).collect();
        rows.sort_by(|a, b| {
            let ordering = self.order(sort, a, b);
            let ordering = if descending { ordering.reverse() } else { ordering };
            ordering.then_with(|| name_order(a, b)).then(a.sid.cmp(&b.sid))
        });
        rows.into_iter().map(|row| row.sid).collect()
    }

    fn list(&self, org: OrgSid, list: UserList) -> Box<dyn Iterator<Item = &UserRow> + '_> {
        match list {
            UserList::Managed => Box::new(self.users.iter().filter(move |row| row.role_in(org).is_some())),
            UserList::Independent => {
                Box::new(self.users.iter().filter(move |row| self.is_independent(org, row)))
            }
        }
    }

    /// Whether the user is outside the organization and holds a role on one of its accounts. Derived, never stored.
    pub fn is_independent(&self, org: OrgSid, row: &UserRow) -> bool {
        let ours = |account: &AccountSid| self.account(*account).is_some_and(|row| row.org == Some(org));
        row.role_in(org).is_none() && row.grants.iter().any(|(account, _)| ours(account))
    }

    fn order(&self, sort: UserSort, a: &UserRow, b: &UserRow) -> Ordering {
        let role = |row: &UserRow| row.membership.map(|(_, role)| role);
        match sort {
            UserSort::Name => name_order(a, b),
            UserSort::Email => a.email.cmp(&b.email),
            UserSort::Role => role(a).cmp(&role(b)),
            UserSort::TwoFactor => a.two_factor.cmp(&b.two_factor),
            UserSort::Accounts => self.account_count(b.sid).cmp(&self.account_count(a.sid)),
            UserSort::LastSeen => b.last_seen.cmp(&a.last_seen),
        }
    }

    /// How many accounts the user owns or holds roles on, each counted once.
    pub fn account_count(&self, user: UserSid) -> usize {
        let owned = self.accounts_owned_by(user);
        let granted = self
            .user(user)
            .map_or(0, |row| row.grants.iter().filter(|(account, _)| !owned.contains(account)).count());
        owned.len() + granted
    }

    /// The counts above the lists.
    pub fn user_counts(&self, org: OrgSid, now: Timestamp) -> UserCounts {
        UserCounts {
            managed: self.list(org, UserList::Managed).count(),
            independent: self.list(org, UserList::Independent).count(),
            pending: self.pending(org, now).count(),
        }
    }

    fn pending(&self, org: OrgSid, now: Timestamp) -> impl Iterator<Item = &InvitationRow> {
        self.invitations
            .iter()
            .filter(move |row| row.org == Some(org) && row.kind.role().is_some())
            .filter(move |row| row.state_at(now) == InvitationState::Pending)
    }

    /// The organization's invitations that wait for an answer and pass the filter, ordered.
    pub fn pending_of(
        &self,
        org: OrgSid,
        now: Timestamp,
        filter: &Filter,
        sort: InvitationSort,
        descending: bool,
    ) -> Vec<InvitationSid> {
        let rows = self.pending(org, now).filter(|row| filter.is_empty() || filter.matches(&row.folded));
        ordered(rows.collect(), sort, descending)
    }

    /// The invitations addressed here that wait for an answer, soonest to end first.
    pub fn inbox_of(&self, email: &str, now: Timestamp) -> Vec<InvitationSid> {
        let mine =
            |row: &&InvitationRow| &*row.email == email && row.state_at(now) == InvitationState::Pending;
        ordered(self.invitations.iter().filter(mine).collect(), InvitationSort::Expires, false)
    }

    /// The invitations to roles on this account that are stored as open, soonest to end first.
    pub fn invitations_to(&self, account: AccountSid) -> Vec<InvitationSid> {
        let open = |row: &&InvitationRow| {
            row.stored_state == InvitationState::Pending && row.kind.account() == Some(account)
        };
        ordered(self.invitations.iter().filter(open).collect(), InvitationSort::Expires, false)
    }

    /// How many accounts the organization manages: main accounts that are not closed (`admin-center-domain` §10).
    pub fn open_account_count(&self, org: OrgSid) -> usize {
        let counts = |row: &&AccountRow| {
            row.org == Some(org) && row.parent.is_none() && row.state != AccountState::Closed
        };
        self.accounts.iter().filter(counts).count()
    }

    /// Where the user can go.
    pub fn reach_of(&self, user: UserSid) -> Reach {
        let row = self.user(user);
        let mut owned = self.accounts_owned_by(user).to_vec();
        owned.sort_by_key(|sid| self.account(*sid).map(|row| row.name.to_lowercase()));
        Reach {
            organization: row.and_then(|row| row.membership),
            granted: row.map(|row| row.grants.to_vec()).unwrap_or_default(),
            owned,
        }
    }

    /// Users for a type-ahead: active members of the organization whose row holds every word, by name, at most so many.
    pub fn suggest_members(&self, org: OrgSid, text: &str, most: usize) -> Vec<UserSid> {
        let active = |row: &&UserRow| row.role_in(org).is_some() && row.state == UserState::Active;
        self.suggest(text, most, active)
    }

    /// Users for the sign-in picker: nobody before two letters, so that it lists nobody by itself.
    pub fn suggest_sign_in(&self, text: &str, most: usize) -> Vec<UserSid> {
        if text.trim().chars().count() < 2 {
            return Vec::new();
        }
        self.suggest(text, most, |row| row.state == UserState::Active)
    }

    fn suggest<'a>(&'a self, text: &str, most: usize, wanted: impl Fn(&&'a UserRow) -> bool) -> Vec<UserSid> {
        let filter = Filter::parse(text);
        let mut rows: Vec<&UserRow> =
            self.users.iter().filter(&wanted).filter(|row| filter.matches(&row.folded)).collect();
        rows.sort_by(|a, b| name_order(a, b).then(a.sid.cmp(&b.sid)));
        rows.into_iter().take(most).map(|row| row.sid).collect()
    }

    /// The user with this address.
    pub fn user_with(&self, email: &Email) -> Option<&UserRow> {
        self.users.iter().find(|row| &*row.email == email.as_str())
    }

    /// People outside the organization who hold roles on these accounts: they become independent when it takes them in.
    pub fn outsiders_on(&self, accounts: &[AccountSid], org: Option<OrgSid>, except: UserSid) -> usize {
        let accounts: HashSet<&AccountSid> = accounts.iter().collect();
        let outside = |row: &&UserRow| {
            row.sid != except
                && (org.is_none() || row.membership.map(|(of, _)| of) != org)
                && row.grants.iter().any(|(account, _)| accounts.contains(account))
        };
        self.users.iter().filter(outside).count()
    }
}

fn name_order(a: &UserRow, b: &UserRow) -> Ordering {
    // `folded` starts with the name in lower case, so this orders names without letter case.
    a.folded.cmp(&b.folded)
}

fn ordered(mut rows: Vec<&InvitationRow>, sort: InvitationSort, descending: bool) -> Vec<InvitationSid> {
    rows.sort_by(|a, b| {
        let ordering = match sort {
            InvitationSort::Expires => a.expires.cmp(&b.expires),
            InvitationSort::Email => a.email.cmp(&b.email),
            InvitationSort::Role => a.kind.role().cmp(&b.kind.role()),
            InvitationSort::Sent => b.last_sent.cmp(&a.last_sent),
        };
        let ordering = if descending { ordering.reverse() } else { ordering };
        ordering.then_with(|| a.email.cmp(&b.email)).then(a.sid.cmp(&b.sid))
    });
    rows.into_iter().map(|row| row.sid).collect()
}
