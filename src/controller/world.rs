//! What planning may read: records by key, a few lookups, the directory's answers, and codes to compare with.
//!
//! Planning touches nothing else, so a plan is a function of (world, actor, command, stamp).

use std::cell::OnceCell;
use std::sync::Arc;

use crate::directory::Directory;
use crate::model::{
    Account, AccountSid, AuditEntry, Code, CodeFor, Domain, DomainName, DomainSid, DomainState, Email,
    Invitation, InvitationSid, InvitationState, Key, Kind, Label, OrgSid, Organization, Position, Record,
    SignUp, SignUpSid, Stored, Timestamp, User, UserSid,
};
use crate::rules::void;

use super::codes::CodeKey;
use super::loading;
use super::port::{Store, StoreError};
use super::refusal::{PlanError, Refusal, RefusalCode};

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
    /// The invitations to roles on this account that are stored as open.
    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// The invitations this user sent that are stored as open.
    fn invitations_by(&self, sender: UserSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// The requests for an invitation to this organization that are stored as open.
    fn open_requests(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// Every request for an invitation by this address, open or ended, to any organization.
    fn requests_from(&self, email: &Email) -> Result<Vec<InvitationSid>, StoreError>;
    /// How many users the organization manages.
    fn user_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many domains the organization claims.
    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many of them are verified.
    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many accounts the organization manages, closed ones and subaccounts not counted.
    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError>;
    /// How many accounts and how many subaccounts of the organization are in use: active or suspended.
    fn accounts_in_use(&self, org: OrgSid) -> Result<(usize, usize), StoreError>;
    /// The accounts the organization has asked to join, by their invitations that are stored as open.
    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError>;
    /// Accounts and subaccounts closed at this instant or before, subaccounts before their parents, at most so many.
    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError>;
    /// Everything that is addressed here, open or not: sign-ups, invitations, messages.
    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError>;
    /// Records that still rest on a deleted organization, at most so many.
    fn void(&self, most: usize) -> Result<Vec<Key>, StoreError>;
    /// Deleted organizations whose name was kept as long as it may be, at most so many.
    fn names_due(&self, now: Timestamp, most: usize) -> Result<Vec<OrgSid>, StoreError>;
    /// Sign-ups and invitations stored as open whose time has run out, at most so many.
    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError>;
    /// The invitations stored as open to addresses in the organization's verified domains, and every open sign-up: of
    /// sign-ups only the record tells the address.
    fn waiting_in_domains_of(&self, org: OrgSid) -> Result<Vec<Key>, StoreError>;
    /// The last audit entry that was moved into an archive.
    fn archived(&self) -> Result<Position, StoreError>;
    /// The users the organization manages whose addresses are in exactly this domain, in key order.
    fn managed_under(&self, org: OrgSid, name: &DomainName) -> Result<Vec<UserSid>, StoreError>;
    /// The lost domains whose people have not all been removed, in key order, at most so many.
    fn losses(&self, most: usize) -> Result<Vec<DomainSid>, StoreError>;
    /// One whole audit entry.
    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError>;
    /// The user this OS user of the host is mapped to.
    fn user_with_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError>;
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
pub struct Live<'a> {
    store: &'a dyn Store,
    lists: &'a dyn Lists,
    codes: &'a CodeKey,
    /// The kinds there are few of, once something asked for them: a plan of many commands reads them once.
    few: OnceCell<Arc<Directory>>,
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

    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.invitations_to(account))
    }

    fn invitations_by(&self, sender: UserSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.invitations_by(sender))
    }

    fn open_requests(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.open_requests(org))
    }

    fn requests_from(&self, email: &Email) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.few()?.requests_from(email.as_str()))
    }

    fn user_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(usize::try_from(self.store.count_in(org, Kind::User)?).unwrap_or(usize::MAX))
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

    fn accounts_in_use(&self, org: OrgSid) -> Result<(usize, usize), StoreError> {
        match self.lists.loaded() {
            Some(directory) => Ok(directory.accounts_in_use(org)),
            None => loading::accounts_in_use(self.store, org),
        }
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

    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        self.store.addressed_to(email)
    }

    fn void(&self, most: usize) -> Result<Vec<Key>, StoreError> {
        let few = self.few()?;
        for org in few.deleted_organizations() {
            if self.store.count_in(org, Kind::User)? > 0 || self.store.count_in(org, Kind::Account)? > 0 {
                return Ok(self.lists.needed()?.void(most));
            }
        }
        Ok(few.void(most))
    }

    fn names_due(&self, now: Timestamp, most: usize) -> Result<Vec<OrgSid>, StoreError> {
        Ok(self.few()?.names_due(now, most))
    }

    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError> {
        Ok(self.few()?.due(now, most))
    }

    fn waiting_in_domains_of(&self, org: OrgSid) -> Result<Vec<Key>, StoreError> {
        Ok(self.few()?.waiting_in_domains_of(org))
    }

    fn archived(&self) -> Result<Position, StoreError> {
        Ok(self.store.info()?.archived)
    }

    fn managed_under(&self, org: OrgSid, name: &DomainName) -> Result<Vec<UserSid>, StoreError> {
        Ok(self.lists.needed()?.managed_under(org, name))
    }

    fn losses(&self, most: usize) -> Result<Vec<DomainSid>, StoreError> {
        Ok(self.few()?.losses(most))
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        self.store.entry(position)
    }

    fn user_with_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError> {
        Ok(self.lists.needed()?.user_with_uid(uid))
    }

    fn code(&self, purpose: CodeFor) -> Code {
        self.codes.code(purpose)
    }
}

impl<'a> Live<'a> {
    /// Joins records and lookups, lists and counts, and codes.
    pub const fn new(store: &'a dyn Store, lists: &'a dyn Lists, codes: &'a CodeKey) -> Self {
        Self { store, lists, codes, few: OnceCell::new() }
    }

    /// The directory if it is loaded; else one of the kinds there are few of, read now: a verb about one record must not
    /// wait for a million users.
    fn few(&self) -> Result<Arc<Directory>, StoreError> {
        if let Some(directory) = self.lists.loaded() {
            return Ok(directory);
        }
        if let Some(few) = self.few.get() {
            return Ok(Arc::clone(few));
        }
        let few = Arc::new(loading::few(self.store)?);
        Ok(Arc::clone(self.few.get_or_init(|| few)))
    }
}

/// Typed reads on top of [`World::get`].
impl dyn World + '_ {
    /// One record as it counts ([`void`]): nothing of it rests on a deleted organization.
    pub fn counted(&self, key: Key) -> Result<Option<Record>, StoreError> {
        match self.get(key)? {
            Some(stored) => void::as_it_counts(stored.record, |org| self.deleted(org)),
            None => Ok(None),
        }
    }

    fn deleted(&self, org: OrgSid) -> Result<Option<Timestamp>, StoreError> {
        Ok(match self.get(Key::Organization(org))?.map(|stored| stored.record) {
            Some(Record::Organization(organization)) => void::since(&organization),
            _ => None,
        })
    }

    /// The user, or a refusal that there is none.
    pub fn user(&self, sid: UserSid) -> Result<User, PlanError> {
        match self.counted(Key::User(sid))? {
            Some(Record::User(user)) => Ok(user),
            _ => Err(Refusal::not_found(Key::User(sid)).into()),
        }
    }

    /// The account, or a refusal that there is none.
    pub fn account(&self, sid: AccountSid) -> Result<Account, PlanError> {
        match self.counted(Key::Account(sid))? {
            Some(Record::Account(account)) => Ok(account),
            _ => Err(Refusal::not_found(Key::Account(sid)).into()),
        }
    }

    /// The organization, or a refusal that there is none any more.
    pub fn organization(&self, sid: OrgSid) -> Result<Organization, PlanError> {
        let organization = self.organization_or_what_is_left(sid)?;
        match void::since(&organization) {
            None => Ok(organization),
            Some(since) => {
                let name = self.organization_name(sid)?;
                let sentence = format!("The organization {name} was deleted at {since}.");
                let remedy = "Its users and accounts are free; create or join another.";
                Err(Refusal::new(RefusalCode::NotFound, sentence, remedy)
                    .about(Key::Organization(sid))
                    .into())
            }
        }
    }

    /// The organization's record, even if it says that the organization is deleted.
    pub fn organization_or_what_is_left(&self, sid: OrgSid) -> Result<Organization, PlanError> {
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
        match self.counted(Key::Invitation(sid))? {
            Some(Record::Invitation(invitation)) => Ok(invitation),
            _ => Err(Refusal::not_found(Key::Invitation(sid)).into()),
        }
    }

    /// The domain, or a refusal that there is none.
    pub fn domain(&self, sid: DomainSid) -> Result<Domain, PlanError> {
        match self.counted(Key::Domain(sid))? {
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

    /// Every claim of exactly this domain; those of deleted organizations are none.
    pub fn claims_of(&self, name: &DomainName) -> Result<Vec<Domain>, PlanError> {
        let mut claims = Vec::new();
        for sid in self.domains_named(name)? {
            if let Some(Record::Domain(domain)) = self.counted(Key::Domain(sid))? {
                claims.push(domain);
            }
        }
        Ok(claims)
    }

    /// The open invitations addressed here, by any organization that still exists.
    pub fn invitations_for(&self, email: &Email) -> Result<Vec<Invitation>, PlanError> {
        let mut found = Vec::new();
        for key in self.open_for(email)? {
            if let Key::Invitation(sid) = key {
                found.push(self.invitation(sid)?);
            }
        }
        found.retain(|invitation| invitation.state == InvitationState::Pending);
        Ok(found)
    }

    /// What an invitation invites to, for sentences: the name of the organization or of the account; the SID of an
    /// account that has been purged since.
    pub fn inviter(&self, invitation: &Invitation) -> Result<String, PlanError> {
        match (invitation.kind.account(), invitation.org) {
            (Some(account), _) => Ok(match self.counted(Key::Account(account))? {
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
