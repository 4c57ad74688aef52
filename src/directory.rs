//! The organization in memory: the rows lists are made of, kept current by applying committed changes.
//!
//! Built once from the store; the only thing lists read. Holds rows, not records: what a list shows, and no more. A
//! clone is cheap and shares its chunks, so a screen may keep one while the writer goes on.

mod access;
mod account_filter;
mod account_lists;
mod blocked;
mod coverage;
mod domain_lists;
pub mod filter;
mod inbox;
mod invitation_lists;
mod kept;
mod messages;
mod outbox;
mod packed;
mod pairs;
mod past;
mod query;
mod rows;
mod sid_index;
mod table;
mod totals;
mod user_filter;
mod user_lists;
mod users;
mod void;

use std::collections::BTreeMap;
use std::sync::Arc;

pub use access::{AccessAt, AccessRow};
pub use account_lists::{AccountCounts, SubaccountCounts};
pub use blocked::Blocked;
pub use coverage::CoverageTotals;
pub use filter::{Filter, FilterError, Scope};
pub use inbox::Waits;
pub use messages::MessageRow;
pub use query::{
    AccessOf, AccessQuery, AccessSort, AccountList, AccountQuery, AccountSort, DomainSort, InvitationSort,
    UserList, UserQuery, UserSort,
};
pub use rows::{AccountRow, DomainRow, GrantRow, InvitationRow, OrgRow, UserRow};
pub use totals::Totals;
pub use user_lists::UserCounts;
pub use users::UserAt;

use crate::model::{
    AccountRole, AccountRoles, AccountSid, Change, DomainSid, InvitationSid, Key, OrgRole, OrgSid, OrgState,
    Record, SignUpSid, SignUpState, Timestamp, User, UserSid, UserState,
};
use messages::Messages;
use pairs::Pairs;
use table::Table;
use users::{GrantCell, Users, email};

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

/// Every organization of the store, in memory.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    users: Users,
    accounts: Table<AccountSid, AccountRow>,
    /// How many people hold roles, by slot of the account.
    holders: Arc<Vec<u32>>,
    owners: Pairs,
    /// Subaccounts by their parent.
    subaccounts: Pairs,
    invitations: Table<InvitationSid, InvitationRow>,
    domains: Table<DomainSid, DomainRow>,
    /// The claims of each domain, by its name.
    claims: Arc<BTreeMap<Box<str>, Vec<DomainSid>>>,
    orgs: Arc<BTreeMap<OrgSid, OrgRow>>,
    open_sign_ups: Arc<BTreeMap<SignUpSid, Timestamp>>,
    outbox: Messages,
    /// OS users of the host, and who they are.
    uids: Arc<BTreeMap<u32, UserSid>>,
    version: u64,
}

impl Directory {
    /// Takes committed changes over. The version rises by one.
    pub fn apply(&mut self, changes: &[Change]) {
        for change in changes {
            match &change.after {
                Some(record) => self.put(record),
                None => self.remove(change.key),
            }
        }
        self.version += 1;
    }

    /// Gives back the room that growing took, and makes what is made on first use: the order of users by name. To be
    /// called once, when all is put.
    pub fn warm(&mut self) {
        self.users.shrink();
        self.users.by_name();
    }

    /// Takes one stored record in, while the directory is built.
    pub fn put(&mut self, record: &Record) {
        match record {
            Record::Organization(org) => {
                let orgs = Arc::make_mut(&mut self.orgs);
                let old = orgs.get(&org.sid);
                let was_deleted = old.is_some_and(|row| row.state == OrgState::Deleted);
                let name = old.map(|row| row.name.clone()).unwrap_or_default();
                orgs.insert(org.sid, OrgRow::new(org, name));
                if was_deleted != (org.state == OrgState::Deleted) {
                    self.turn(org.sid);
                }
            }
            Record::OrganizationName(name) => {
                let orgs = Arc::make_mut(&mut self.orgs);
                orgs.entry(name.org).or_insert_with(|| OrgRow::unnamed(name.org)).name =
                    name.name.as_str().into();
            }
            Record::User(user) => self.put_user(user),
            Record::Account(account) => {
                let slot = self.accounts.reserve(account.sid);
                let owner = self.users.index.reserve(account.owner);
                self.unlink(slot);
                self.owners.add(owner, slot);
                if let Some(parent) = account.parent {
                    let parent = self.accounts.reserve(parent);
                    self.subaccounts.add(parent, slot);
                }
                let org = self.living(account.org);
                self.accounts.put(account.sid, AccountRow { org, ..AccountRow::new(account) });
            }
            Record::Invitation(invitation) => {
                let void = invitation.org.is_some_and(|org| self.is_deleted(org));
                self.invitations
                    .put(invitation.sid, InvitationRow { void, ..InvitationRow::new(invitation) });
            }
            Record::Domain(domain) => {
                let void = self.is_deleted(domain.org);
                let row = DomainRow { void, ..DomainRow::new(domain) };
                let claims = Arc::make_mut(&mut self.claims).entry(row.name.clone()).or_default();
                if !claims.contains(&row.sid) {
                    claims.push(row.sid);
                }
                self.domains.put(domain.sid, row);
            }
            Record::SignUp(sign_up) => {
                let open = Arc::make_mut(&mut self.open_sign_ups);
                match sign_up.state {
                    SignUpState::Open => open.insert(sign_up.sid, sign_up.expires),
                    _ => open.remove(&sign_up.sid),
                };
            }
            Record::Message(message) => self.outbox.put(message),
        }
    }

    fn put_user(&mut self, user: &User) {
        self.map_uids(user.sid, &user.uids);
        let cells: Vec<GrantCell> = user
            .grants
            .iter()
            .map(|grant| GrantCell {
                account: self.accounts.reserve(grant.account),
                by: self.users.granters.reserve(grant.by),
                at: u32::try_from(grant.at.0 / 1000).unwrap_or(u32::MAX),
                roles: grant.roles,
            })
            .collect();
        self.count_holders(user.sid, &cells);
        self.users.put(user, &cells);
    }

    /// Keeps who the OS users are. There are few of them, and for most users nothing is to be done.
    fn map_uids(&mut self, user: UserSid, uids: &[u32]) {
        if uids.is_empty() && self.uids.is_empty() {
            return;
        }
        let known = Arc::make_mut(&mut self.uids);
        known.retain(|_, of| *of != user);
        known.extend(uids.iter().map(|uid| (*uid, user)));
    }

    /// The user this OS user is mapped to.
    pub fn user_with_uid(&self, uid: u32) -> Option<UserSid> {
        self.uids.get(&uid).copied()
    }

    /// The OS users mapped to this user, in order.
    pub fn uids_of(&self, user: UserSid) -> Vec<u32> {
        self.uids.iter().filter(|(_, of)| **of == user).map(|(uid, _)| *uid).collect()
    }

    /// Keeps the number of people on each account while the grants of a user change.
    fn count_holders(&mut self, user: UserSid, after: &[GrantCell]) {
        let slot = self.users.index.slot(user);
        let row = slot.and_then(|slot| self.users.row(slot));
        let before: Vec<u32> =
            row.map_or_else(Vec::new, |row| row.grants.iter().map(|g| g.account).collect());
        if before.iter().copied().eq(after.iter().map(|grant| grant.account)) {
            return;
        }
        let holders = Arc::make_mut(&mut self.holders);
        for account in before {
            if let Some(count) = holders.get_mut(account as usize) {
                *count = count.saturating_sub(1);
            }
        }
        for grant in after {
            let account = grant.account as usize;
            holders.resize(holders.len().max(account + 1), 0);
            if let Some(count) = holders.get_mut(account) {
                *count += 1;
            }
        }
    }

    fn remove(&mut self, key: Key) {
        match key {
            Key::Organization(sid) => {
                Arc::make_mut(&mut self.orgs).remove(&sid);
            }
            Key::OrganizationName(sid) => {
                if let Some(row) = Arc::make_mut(&mut self.orgs).get_mut(&sid) {
                    row.name = "".into();
                }
            }
            Key::User(sid) => {
                self.count_holders(sid, &[]);
                self.map_uids(sid, &[]);
                self.users.remove(sid);
            }
            Key::Account(sid) => {
                if let Some(slot) = self.accounts.index().slot(sid) {
                    self.unlink(slot);
                }
                self.accounts.remove(sid);
            }
            Key::Invitation(sid) => self.invitations.remove(sid),
            Key::Domain(sid) => {
                let claims = Arc::make_mut(&mut self.claims);
                if let Some(claims) = self.domains.get(sid).and_then(|row| claims.get_mut(&row.name)) {
                    claims.retain(|claim| *claim != sid);
                }
                self.domains.remove(sid);
            }
            Key::SignUp(sid) => {
                Arc::make_mut(&mut self.open_sign_ups).remove(&sid);
            }
            Key::Message(sid) => self.outbox.remove(sid),
        }
    }

    /// Takes an account from its owner and its parent, before it gets others or goes.
    fn unlink(&mut self, account: u32) {
        let Some((owner, parent)) = self.accounts.at(account).map(|row| (row.owner, row.parent)) else {
            return;
        };
        if let Some(owner) = self.users.index.slot(owner) {
            self.owners.remove(owner, account);
        }
        if let Some(parent) = parent.and_then(|parent| self.accounts.index().slot(parent)) {
            self.subaccounts.remove(parent, account);
        }
    }

    /// How many times changes were applied: equal versions hold equal rows.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// One user.
    pub fn user(&self, sid: UserSid) -> Option<UserRow<'_>> {
        self.user_at(UserAt(self.users.index.slot(sid)?))
    }

    /// The user in this place.
    pub fn user_at(&self, at: UserAt) -> Option<UserRow<'_>> {
        let row = self.users.row(at.0)?;
        let void = self.users.is_void(row.org);
        let org = row.org.checked_sub(1).filter(|_| !void).and_then(|slot| self.users.orgs.key(slot));
        Some(UserRow {
            at,
            sid: self.users.index.key(at.0)?,
            name: row.name,
            email: std::str::from_utf8(email(row.text)).unwrap_or_default(),
            membership: org.zip(row.bits.role),
            state: if void { UserState::Active } else { row.bits.state },
            two_factor: row.bits.two_factor,
            created: row.created,
            last_seen: row.seen,
            proven: row.bits.proven,
            cells: row.grants,
            accounts: self.accounts.index(),
            granters: &self.users.granters,
        })
    }

    /// What people are ordered by. Somebody who is gone may still have a slot; like somebody who never was, they have none.
    fn text_of(&self, user: UserSid) -> Option<&[u8]> {
        let slot = self.users.index.slot(user).filter(|slot| self.users.row(*slot).is_some())?;
        Some(self.users.text(slot))
    }

    /// One account.
    pub fn account(&self, sid: AccountSid) -> Option<&AccountRow> {
        self.accounts.get(sid)
    }

    /// One invitation.
    pub fn invitation(&self, sid: InvitationSid) -> Option<&InvitationRow> {
        self.invitations.get(sid)
    }

    /// One domain.
    pub fn domain(&self, sid: DomainSid) -> Option<&DomainRow> {
        self.domains.get(sid).filter(|row| !row.void)
    }

    /// One organization.
    pub fn organization(&self, sid: OrgSid) -> Option<&OrgRow> {
        self.orgs.get(&sid)
    }

    /// Every organization, in SID order.
    pub fn organizations(&self) -> impl Iterator<Item = &OrgRow> {
        self.orgs.values()
    }

    /// Whether nobody has signed up yet.
    pub const fn has_users(&self) -> bool {
        self.users.present() > 0
    }

    /// The claims of exactly this domain, by any organization that still exists.
    fn claims_named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a DomainRow> {
        self.claims.get(name).into_iter().flatten().filter_map(|sid| self.domain(*sid))
    }

    /// The domains the organization claims.
    pub fn domains_of(&self, org: OrgSid) -> impl Iterator<Item = &DomainRow> {
        self.domains.iter().filter(move |row| row.org == org && !row.void)
    }

    /// The organization's domains that pass the filter, ordered.
    pub fn domains(
        &self,
        org: OrgSid,
        filter: &Filter,
        now: Timestamp,
        sort: DomainSort,
        descending: bool,
    ) -> Vec<DomainSid> {
        let mut rows: Vec<&DomainRow> =
            self.domains_of(org).filter(|row| filter.matches(*row, now)).collect();
        let left = |row: &DomainRow| row.days_left(now).unwrap_or(u64::MAX);
        rows.sort_by(|a, b| {
            let ordering = match sort {
                DomainSort::Name => a.name.cmp(&b.name),
                DomainSort::State => a.state.cmp(&b.state),
                DomainSort::Method => a.method.cmp(&b.method),
                DomainSort::DaysLeft => left(a).cmp(&left(b)),
                DomainSort::Checked => a.checked.map(|last| last.at).cmp(&b.checked.map(|last| last.at)),
                DomainSort::Claimed => b.created.cmp(&a.created),
            };
            let ordering = if descending { ordering.reverse() } else { ordering };
            ordering.then_with(|| a.name.cmp(&b.name))
        });
        rows.into_iter().map(|row| row.sid).collect()
    }

    /// Whether the user owns the account or holds the Administrator role on it, for a subaccount on its parent.
    pub fn manages(&self, user: UserSid, account: AccountSid) -> bool {
        let row = self.account(account);
        let roles_on = row.and_then(|row| row.parent).unwrap_or(account);
        row.is_some_and(|row| row.owner == user)
            || self.user(user).is_some_and(|row| row.roles_on(roles_on).contains(AccountRole::Administrator))
    }

    /// The accounts and subaccounts the user owns.
    pub fn accounts_owned_by(&self, user: UserSid) -> Vec<AccountSid> {
        let slot = self.users.index.slot(user);
        let owned = slot.into_iter().flat_map(|slot| self.owners.of(slot));
        owned.filter_map(|account| self.accounts.index().key(account)).collect()
    }

    /// How many accounts the user owns or holds roles on, each counted once.
    pub fn account_count(&self, user: UserSid) -> usize {
        self.users.index.slot(user).map_or(0, |slot| self.account_count_at(slot))
    }

    fn account_count_at(&self, slot: u32) -> usize {
        let owned = self.owners.of(slot);
        let granted = self.users.row(slot).map_or(&[][..], |row| row.grants);
        let only_granted = granted.iter().filter(|grant| owned.clone().all(|own| own != grant.account));
        owned.clone().count() + only_granted.count()
    }

    /// Where the user can go.
    pub fn reach_of(&self, user: UserSid) -> Reach {
        let row = self.user(user);
        let mut owned = self.accounts_owned_by(user);
        owned.sort_by_key(|sid| self.account(*sid).map(|row| row.folded.clone()));
        let grants = row.into_iter().flat_map(|row| row.grants());
        Reach {
            organization: row.and_then(|row| row.membership),
            granted: grants.map(|grant| (grant.account, grant.roles)).collect(),
            owned,
        }
    }

    /// Sign-ups and pending invitations whose time has run out, oldest first, at most so many.
    pub fn due(&self, now: Timestamp, most: usize) -> Vec<Key> {
        let mut due: Vec<(Timestamp, Key)> = self
            .invitations
            .iter()
            .filter(|row| row.is_open() && now >= row.expires)
            .map(|row| (row.expires, Key::Invitation(row.sid)))
            .chain(
                self.open_sign_ups
                    .iter()
                    .filter(|(_, expires)| now >= **expires)
                    .map(|(sid, expires)| (*expires, Key::SignUp(*sid))),
            )
            .collect();
        due.sort_unstable();
        due.truncate(most);
        due.into_iter().map(|(_, key)| key).collect()
    }
}

#[cfg(test)]
mod proptests;
#[cfg(test)]
mod tests;
