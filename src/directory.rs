//! The organization in memory: the rows lists are made of, kept current by applying committed changes.
//!
//! Built once from the store; the only thing lists read. Holds rows, not records: what a list shows, and no more. A
//! clone is cheap and shares its chunks, so a screen may keep one while the writer goes on.

mod filter;
mod lists;
mod rows;
mod table;

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use filter::Filter;
pub use lists::{InvitationSort, Reach, UserCounts, UserList, UserSort};
pub use rows::{AccountRow, DomainRow, InvitationRow, OrgRow, UserRow};

use crate::model::{
    AccountSid, Change, DomainSid, InvitationSid, InvitationState, Key, OrgSid, Record, SignUpSid,
    SignUpState, Timestamp, UserSid,
};
use table::Table;

/// Every organization of the store, in memory.
#[derive(Debug, Clone, Default)]
pub struct Directory {
    users: Table<UserSid, UserRow>,
    accounts: Table<AccountSid, AccountRow>,
    invitations: Table<InvitationSid, InvitationRow>,
    domains: Table<DomainSid, DomainRow>,
    orgs: Arc<BTreeMap<OrgSid, OrgRow>>,
    owned: Arc<HashMap<UserSid, Vec<AccountSid>>>,
    open_sign_ups: Arc<BTreeMap<SignUpSid, Timestamp>>,
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

    /// Takes one stored record in, while the directory is built.
    pub fn put(&mut self, record: &Record) {
        match record {
            Record::Organization(org) => {
                let orgs = Arc::make_mut(&mut self.orgs);
                let name = orgs.get(&org.sid).map(|row| row.name.clone()).unwrap_or_default();
                orgs.insert(org.sid, OrgRow::new(org, name));
            }
            Record::OrganizationName(name) => {
                let orgs = Arc::make_mut(&mut self.orgs);
                orgs.entry(name.org).or_insert_with(|| OrgRow::unnamed(name.org)).name =
                    name.name.as_str().into();
            }
            Record::User(user) => self.users.put(user.sid, UserRow::new(user)),
            Record::Account(account) => {
                if let Some(old) = self.accounts.get(account.sid).map(|row| row.owner) {
                    self.disown(old, account.sid);
                }
                Arc::make_mut(&mut self.owned).entry(account.owner).or_default().push(account.sid);
                self.accounts.put(account.sid, AccountRow::new(account));
            }
            Record::Invitation(invitation) => {
                self.invitations.put(invitation.sid, InvitationRow::new(invitation));
            }
            Record::Domain(domain) => self.domains.put(domain.sid, DomainRow::new(domain)),
            Record::SignUp(sign_up) => {
                let open = Arc::make_mut(&mut self.open_sign_ups);
                match sign_up.state {
                    SignUpState::Open => open.insert(sign_up.sid, sign_up.expires),
                    _ => open.remove(&sign_up.sid),
                };
            }
            Record::Message(_) => {}
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
            Key::User(sid) => self.users.remove(sid),
            Key::Account(sid) => {
                if let Some(owner) = self.accounts.get(sid).map(|row| row.owner) {
                    self.disown(owner, sid);
                }
                self.accounts.remove(sid);
            }
            Key::Invitation(sid) => self.invitations.remove(sid),
            Key::Domain(sid) => self.domains.remove(sid),
            Key::SignUp(sid) => {
                Arc::make_mut(&mut self.open_sign_ups).remove(&sid);
            }
            Key::Message(_) => {}
        }
    }

    fn disown(&mut self, owner: UserSid, account: AccountSid) {
        if let Some(owned) = Arc::make_mut(&mut self.owned).get_mut(&owner) {
            owned.retain(|sid| *sid != account);
        }
    }

    /// How many times changes were applied: equal versions hold equal rows.
    pub const fn version(&self) -> u64 {
        self.version
    }

    /// One user.
    pub fn user(&self, sid: UserSid) -> Option<&UserRow> {
        self.users.get(sid)
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
        self.domains.get(sid)
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
    pub fn has_users(&self) -> bool {
        !self.users.is_empty()
    }

    /// The domains the organization claims.
    pub fn domains_of(&self, org: OrgSid) -> impl Iterator<Item = &DomainRow> {
        self.domains.iter().filter(move |row| row.org == org)
    }

    /// The accounts and subaccounts the user owns.
    pub fn accounts_owned_by(&self, user: UserSid) -> &[AccountSid] {
        self.owned.get(&user).map_or(&[], Vec::as_slice)
    }

    /// The users who hold roles on the account, in the order of the list.
    pub fn holders_of(&self, account: AccountSid) -> Vec<UserSid> {
        self.users
            .iter()
            .filter(|row| row.grants.iter().any(|(sid, _)| *sid == account))
            .map(|row| row.sid)
            .collect()
    }

    /// Sign-ups and pending invitations whose time has run out, oldest first, at most so many.
    pub fn due(&self, now: Timestamp, most: usize) -> Vec<Key> {
        let mut due: Vec<(Timestamp, Key)> = self
            .invitations
            .iter()
            .filter(|row| row.stored_state == InvitationState::Pending && now >= row.expires)
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
mod tests;
