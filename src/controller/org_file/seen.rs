//! What an organization is now, gathered once: its people, accounts, domains and whatever is on its way.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::hub::Controller;
use crate::controller::refusal::PlanError;
use crate::controller::world::World;
use crate::directory::{AccountList, AccountQuery, Directory, UserList, UserQuery};
use crate::model::{
    Account, AccountSid, Domain, DomainName, Email, Invitation, InvitationState, Key, OrgSid, Organization,
    Record, Timestamp, User, UserSid,
};

/// An organization as it is.
pub(super) struct Seen {
    pub(super) organization: Organization,
    pub(super) name: String,
    /// Managed users.
    pub(super) members: BTreeMap<Email, User>,
    /// People from outside with roles on its accounts in use.
    pub(super) independents: BTreeMap<Email, User>,
    /// People from outside whose roles are on its closed accounts alone, and mean nothing any more.
    pub(super) former: BTreeMap<Email, User>,
    /// Managed accounts without subaccounts, closed ones too.
    pub(super) accounts: BTreeMap<AccountSid, Account>,
    /// Subaccounts by their parent, closed ones too.
    pub(super) subaccounts: BTreeMap<AccountSid, Vec<Account>>,
    /// Accounts of others in use that managed users have roles on.
    pub(super) foreign: BTreeMap<AccountSid, Account>,
    /// Owners of those who are no independent users.
    pub(super) outside: BTreeMap<Email, User>,
    pub(super) domains: BTreeMap<DomainName, Domain>,
    /// Invitations that wait for an answer: to membership, of accounts, and to roles on its accounts; no requests.
    pub(super) waiting: Vec<Invitation>,
    addresses: BTreeMap<UserSid, Email>,
}

impl Seen {
    /// As this directory finds it, and the records as they are.
    pub(super) fn of(controller: &Controller, directory: &Directory, org: OrgSid) -> Result<Self, PlanError> {
        let live = controller.world();
        let world: &dyn World = &live;
        let organization = world.organization(org)?;
        let name = world.organization_name(org)?;
        let now = controller.now();
        let reader = Reader { controller, directory, org, now };
        let members = reader.users(UserList::Managed)?;
        let accounts = reader.accounts(&AccountQuery::all(org, AccountList::Managed))?;
        let open = |sid: &AccountSid| accounts.get(sid).is_some_and(Account::is_in_use);
        let (independents, former): (BTreeMap<_, _>, BTreeMap<_, _>) = reader
            .users(UserList::Independent)?
            .into_iter()
            .partition(|(_, user)| user.grants.iter().any(|grant| open(&grant.account)));
        let mut subaccounts = BTreeMap::new();
        for parent in accounts.keys() {
            let beneath = reader.accounts(&AccountQuery::subaccounts(*parent))?;
            if !beneath.is_empty() {
                subaccounts.insert(*parent, beneath.into_values().collect());
            }
        }
        let mut foreign = reader.accounts(&AccountQuery::all(org, AccountList::Independent))?;
        foreign.retain(|_, account| account.is_in_use());
        let known: BTreeSet<UserSid> = independents.values().map(|user| user.sid).collect();
        let mut outside = BTreeMap::new();
        for owner in foreign.values().map(|account| account.owner) {
            if let Some(Record::User(user)) = controller.counted(Key::User(owner))?
                && !known.contains(&owner)
            {
                outside.insert(user.email.clone(), user);
            }
        }
        let domains = reader.domains()?;
        let waiting = reader.waiting()?;
        let people = members.values().chain(independents.values()).chain(outside.values());
        let addresses = people.map(|user| (user.sid, user.email.clone())).collect();
        Ok(Self {
            addresses,
            organization,
            name,
            members,
            independents,
            former,
            accounts,
            subaccounts,
            foreign,
            outside,
            domains,
            waiting,
        })
    }

    /// The subaccounts of an account.
    pub(super) fn beneath(&self, parent: AccountSid) -> &[Account] {
        self.subaccounts.get(&parent).map(Vec::as_slice).unwrap_or_default()
    }

    /// The address of somebody who has to do with the organization.
    pub(super) fn address(&self, sid: UserSid) -> Option<&Email> {
        self.addresses.get(&sid)
    }
}

struct Reader<'a> {
    controller: &'a Controller,
    directory: &'a Directory,
    org: OrgSid,
    now: Timestamp,
}

impl Reader<'_> {
    fn users(&self, list: UserList) -> Result<BTreeMap<Email, User>, PlanError> {
        let mut found = BTreeMap::new();
        for sid in self.directory.users_of(&UserQuery::all(self.org, list), self.now) {
            if let Some(Record::User(user)) = self.controller.counted(Key::User(sid))? {
                found.insert(user.email.clone(), user);
            }
        }
        Ok(found)
    }

    fn accounts(&self, query: &AccountQuery) -> Result<BTreeMap<AccountSid, Account>, PlanError> {
        let mut found = BTreeMap::new();
        for sid in self.directory.accounts(query, self.now, &[]) {
            if let Some(Record::Account(account)) = self.controller.counted(Key::Account(sid))? {
                found.insert(sid, account);
            }
        }
        Ok(found)
    }

    fn domains(&self) -> Result<BTreeMap<DomainName, Domain>, PlanError> {
        let mut found = BTreeMap::new();
        for row in self.directory.domains_of(self.org) {
            if let Some(Record::Domain(domain)) = self.controller.counted(Key::Domain(row.sid))? {
                found.insert(domain.name.clone(), domain);
            }
        }
        Ok(found)
    }

    fn waiting(&self) -> Result<Vec<Invitation>, PlanError> {
        let mut found = Vec::new();
        for sid in self.directory.waiting_in(self.org, self.now) {
            if let Some(Record::Invitation(invitation)) = self.controller.counted(Key::Invitation(sid))?
                && invitation.state_at(self.now) == InvitationState::Pending
                && !invitation.kind.is_request()
            {
                found.push(invitation);
            }
        }
        Ok(found)
    }
}
