//! What planning may read: records by key, a few lookups, the directory's answers, and codes to compare with.
//!
//! Planning touches nothing else, so a plan is a function of (world, actor, command, stamp).

use std::collections::HashMap;
use std::sync::Arc;

use crate::directory::Directory;
use crate::model::{
    Account, AccountSid, Change, Code, CodeFor, Domain, DomainName, DomainSid, DomainState, Email,
    Invitation, InvitationSid, InvitationState, Key, Kind, Label, OrgSid, Organization, Record, SignUp,
    SignUpSid, SignUpState, Stored, Timestamp, User, UserSid,
};
use crate::rules::invariants::After;

use super::codes::CodeKey;
use super::loading;
use super::port::{Store, StoreError};
use super::refusal::{PlanError, Refusal};

/// The read-only world of a plan.
pub trait World {
    /// One record.
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError>;
    /// The user with this address.
    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError>;
    /// The accounts this user owns.
    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError>;
    /// The open sign-ups and invitations addressed here.
    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError>;
    /// The claims of exactly this domain.
    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError>;
    /// The users who hold roles on this account.
    fn holders_of(&self, account: AccountSid) -> Result<Vec<UserSid>, StoreError>;
    /// How many domains the organization claims.
    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many of them are verified.
    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many accounts the organization manages, closed ones and subaccounts not counted.
    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// The accounts the organization has asked to join, by their invitations that are stored as open.
    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// Accounts and subaccounts closed at this instant or before, subaccounts before their parents, at most so many.
    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError>;
    /// The invitations to roles on this account that are stored as open.
    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// Sign-ups and invitations stored as open whose time has run out, at most so many.
    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError>;
    /// The code that opens this.
    fn code(&self, purpose: CodeFor) -> Code;
}

/// Where the directory comes from: it is loaded when something first needs it.
pub trait Lists {
    /// The directory, if it is loaded.
    fn loaded(&self) -> Option<Arc<Directory>>;
    /// The directory, loaded now if it was not.
    fn needed(&self) -> Result<Arc<Directory>, StoreError>;
}

/// The world as it is: the store, the directory beside it, and the store's code key.
#[derive(Clone, Copy)]
pub struct Live<'a> {
    /// Records and lookups.
    pub store: &'a dyn Store,
    /// Lists and counts.
    pub lists: &'a dyn Lists,
    /// Codes.
    pub codes: &'a CodeKey,
}

impl std::fmt::Debug for Live<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Live")
    }
}

impl World for Live<'_> {
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        self.store.get(key)
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        self.store.user_by_email(email)
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        self.store.accounts_owned_by(user)
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        self.store.open_for(email)
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        self.store.domains_named(name)
    }

    fn holders_of(&self, account: AccountSid) -> Result<Vec<UserSid>, StoreError> {
        Ok(self.lists.needed()?.holders_of(account))
    }

    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(usize::try_from(self.store.count_in(org, Kind::Domain)?).unwrap_or(usize::MAX))
    }

    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.few()?.domains_of(org).filter(|row| row.state == DomainState::Verified).count())
    }

    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.lists.needed()?.open_account_count(org))
    }

    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.accounts_asked(org))
    }

    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError> {
        match self.lists.loaded() {
            Some(directory) => Ok(directory.closed_until(at, most)),
            None => Ok(loading::accounts(self.store)?.closed_until(at, most)),
        }
    }

    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.invitations_to(account))
    }

    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError> {
        Ok(self.few()?.due(now, most))
    }

    fn code(&self, purpose: CodeFor) -> Code {
        self.codes.code(purpose)
    }
}

impl Live<'_> {
    /// The directory if it is loaded; else one of the kinds there are few of, read now: a verb about one record must not
    /// wait for a million users.
    fn few(&self) -> Result<Arc<Directory>, StoreError> {
        match self.lists.loaded() {
            Some(directory) => Ok(directory),
            None => Ok(Arc::new(loading::few(self.store)?)),
        }
    }
}

/// Typed reads on top of [`World::get`].
impl dyn World + '_ {
    /// The user, or a refusal that there is none.
    pub fn user(&self, sid: UserSid) -> Result<User, PlanError> {
        match self.get(Key::User(sid))?.map(|stored| stored.record) {
            Some(Record::User(user)) => Ok(user),
            _ => Err(Refusal::not_found(Key::User(sid)).into()),
        }
    }

    /// The account, or a refusal that there is none.
    pub fn account(&self, sid: AccountSid) -> Result<Account, PlanError> {
        match self.get(Key::Account(sid))?.map(|stored| stored.record) {
            Some(Record::Account(account)) => Ok(account),
            _ => Err(Refusal::not_found(Key::Account(sid)).into()),
        }
    }

    /// The organization, or a refusal that there is none.
    pub fn organization(&self, sid: OrgSid) -> Result<Organization, PlanError> {
        match self.get(Key::Organization(sid))?.map(|stored| stored.record) {
            Some(Record::Organization(org)) => Ok(org),
            _ => Err(Refusal::not_found(Key::Organization(sid)).into()),
        }
    }

    /// The organization's name; its SID when the name has been erased.
    pub fn organization_name(&self, sid: OrgSid) -> Result<String, StoreError> {
        Ok(match self.get(Key::OrganizationName(sid))?.map(|stored| stored.record) {
            Some(Record::OrganizationName(name)) => name.name.as_str().to_owned(),
            _ => sid.to_string(),
        })
    }

    /// The invitation, or a refusal that there is none.
    pub fn invitation(&self, sid: InvitationSid) -> Result<Invitation, PlanError> {
        match self.get(Key::Invitation(sid))?.map(|stored| stored.record) {
            Some(Record::Invitation(invitation)) => Ok(invitation),
            _ => Err(Refusal::not_found(Key::Invitation(sid)).into()),
        }
    }

    /// The domain, or a refusal that there is none.
    pub fn domain(&self, sid: DomainSid) -> Result<Domain, PlanError> {
        match self.get(Key::Domain(sid))?.map(|stored| stored.record) {
            Some(Record::Domain(domain)) => Ok(domain),
            _ => Err(Refusal::not_found(Key::Domain(sid)).into()),
        }
    }

    /// The sign-up, or a refusal that there is none.
    pub fn sign_up(&self, sid: SignUpSid) -> Result<SignUp, PlanError> {
        match self.get(Key::SignUp(sid))?.map(|stored| stored.record) {
            Some(Record::SignUp(sign_up)) => Ok(sign_up),
            _ => Err(Refusal::not_found(Key::SignUp(sid)).into()),
        }
    }

    /// Every claim of exactly this domain.
    pub fn claims_of(&self, name: &DomainName) -> Result<Vec<Domain>, PlanError> {
        self.domains_named(name)?.into_iter().map(|sid| self.domain(sid)).collect()
    }

    /// The open invitations addressed here, by any organization.
    pub fn invitations_for(&self, email: &Email) -> Result<Vec<Invitation>, PlanError> {
        let mut found = Vec::new();
        for key in self.open_for(email)? {
            if let Key::Invitation(sid) = key {
                found.push(self.invitation(sid)?);
            }
        }
        Ok(found)
    }

    /// What an invitation invites to, for sentences: the name of the organization or of the account; the SID of an
    /// account that has been purged since.
    pub fn inviter(&self, invitation: &Invitation) -> Result<String, PlanError> {
        match (invitation.kind.account(), invitation.org) {
            (Some(account), _) => Ok(match self.get(Key::Account(account))?.map(|stored| stored.record) {
                Some(Record::Account(account)) => account.name.to_string(),
                _ => account.to_string(),
            }),
            (None, Some(org)) => Ok(self.organization_name(org)?),
            (None, None) => Ok("nothing".into()),
        }
    }

    /// The open sign-up with this address.
    pub fn sign_up_for(&self, email: &Email) -> Result<Option<SignUp>, PlanError> {
        for key in self.open_for(email)? {
            if let Key::SignUp(sid) = key {
                return self.sign_up(sid).map(Some);
            }
        }
        Ok(None)
    }

    /// The names of accounts, for sentences.
    pub fn account_names(&self, accounts: &[AccountSid]) -> Result<Vec<Label>, PlanError> {
        accounts.iter().map(|sid| self.account(*sid).map(|account| account.name)).collect()
    }
}

/// The world as it will be after some changes, for the invariants.
pub(super) struct Overlay<'a> {
    world: &'a dyn World,
    after: HashMap<Key, Option<&'a Record>>,
}

impl<'a> Overlay<'a> {
    pub(super) fn new(world: &'a dyn World, changes: &'a [Change]) -> Self {
        Self { world, after: changes.iter().map(|change| (change.key, change.after.as_ref())).collect() }
    }

    /// The keys of an index answer: what the store says, less what changed away, plus what changed into it.
    fn merged<K: Copy + Ord>(
        &self,
        stored: Vec<K>,
        key: impl Fn(K) -> Key,
        of: impl Fn(&Record) -> Option<K>,
    ) -> Vec<K> {
        let mut found: Vec<K> = stored.into_iter().filter(|k| !self.after.contains_key(&key(*k))).collect();
        found.extend(self.after.values().flatten().filter_map(|record| of(record)));
        found.sort_unstable();
        found
    }
}

impl After for Overlay<'_> {
    type Error = StoreError;

    fn record(&self, key: Key) -> Result<Option<Record>, StoreError> {
        match self.after.get(&key) {
            Some(after) => Ok(after.cloned()),
            None => Ok(self.world.get(key)?.map(|stored| stored.record)),
        }
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        let stored = self.world.accounts_owned_by(user)?;
        Ok(self.merged(stored, Key::Account, |record| match record {
            Record::Account(account) if account.owner == user => Some(account.sid),
            _ => None,
        }))
    }

    fn users_with(&self, email: &Email) -> Result<Vec<UserSid>, StoreError> {
        let stored = self.world.user_by_email(email)?.into_iter().collect();
        Ok(self.merged(stored, Key::User, |record| match record {
            Record::User(user) if user.email == *email => Some(user.sid),
            _ => None,
        }))
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        let stored = self.world.open_for(email)?;
        Ok(self.merged(
            stored,
            |key| key,
            |record| match record {
                Record::Invitation(i) if i.email == *email && i.state == InvitationState::Pending => {
                    Some(record.key())
                }
                Record::SignUp(s) if s.email == *email && s.state == SignUpState::Open => Some(record.key()),
                _ => None,
            },
        ))
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<Domain>, StoreError> {
        let stored = self.world.domains_named(name)?;
        let sids = self.merged(stored, Key::Domain, |record| match record {
            Record::Domain(domain) if domain.name == *name => Some(domain.sid),
            _ => None,
        });
        let mut domains = Vec::new();
        for sid in sids {
            if let Some(Record::Domain(domain)) = self.record(Key::Domain(sid))? {
                domains.push(domain);
            }
        }
        Ok(domains)
    }
}
