//! The world as it will be after the changes laid down so far: what is under it, with the changes on top.
//!
//! One type for both sides of planning. Flows see it as their [`World`], so that a later step of a draft, or a later
//! command of many, finds what the earlier ones did; the invariants see it as the world [`After`] the plan. What changed
//! is found by key, by the lookups a record appears in and by the counts it is part of, so that ten thousand changes cost
//! no more a lookup than one.

use std::collections::{BTreeSet, HashMap};

use crate::model::{
    AccountSid, AccountState, AuditEntry, Change, Code, CodeFor, Domain, DomainName, DomainSid, DomainState,
    Email, InvitationSid, InvitationState, Key, OrgSid, Position, Recipient, Record, Removal, SignUpState,
    Stored, Timestamp, UserSid,
};
use crate::rules::invariants::After;

use super::port::StoreError;
use super::world::World;

/// A world with changes on top.
pub(super) struct Layered<'w> {
    base: &'w dyn World,
    changes: Vec<Change>,
    at: HashMap<Key, usize>,
    found: HashMap<Lookup, BTreeSet<Key>>,
    counted: HashMap<Count, i64>,
    /// What each step replaced, so that the last ones can be taken back; `None`: the record had not been changed.
    steps: Vec<(Key, Option<Option<Record>>)>,
}

/// A question that finds records by something other than their key.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Lookup {
    UserWith(Email),
    WithUid(u32),
    HolderOf(AccountSid),
    OwnedBy(UserSid),
    Named(DomainName),
    OpenFor(Email),
    InvitationTo(AccountSid),
    SentBy(UserSid),
    RequestTo(OrgSid),
    AccountAskedBy(OrgSid),
    AskedBy(Email),
    AddressedTo(Email),
    ManagedUnder(OrgSid, Box<str>),
}

/// The questions that a record answers.
fn lookups(record: &Record) -> Vec<Lookup> {
    match record {
        Record::User(user) => {
            let held = user.grants.iter().map(|grant| Lookup::HolderOf(grant.account));
            let uids = user.uids.iter().map(|uid| Lookup::WithUid(*uid));
            let under = user.membership.map(|of| Lookup::ManagedUnder(of.org, user.email.domain().into()));
            std::iter::once(Lookup::UserWith(user.email.clone()))
                .chain(held)
                .chain(uids)
                .chain(under)
                .collect()
        }
        Record::Account(account) => vec![Lookup::OwnedBy(account.owner)],
        Record::Domain(domain) => vec![Lookup::Named(domain.name.clone())],
        Record::Invitation(invitation) => {
            let mut answers = vec![Lookup::AddressedTo(invitation.email.clone())];
            if invitation.kind.is_request() {
                answers.push(Lookup::AskedBy(invitation.email.clone()));
            }
            if invitation.state != InvitationState::Pending {
                return answers;
            }
            answers.push(Lookup::OpenFor(invitation.email.clone()));
            answers.extend(invitation.kind.account().map(Lookup::InvitationTo));
            answers.extend(invitation.sender.map(Lookup::SentBy));
            let asks = invitation.kind.joining().is_some();
            answers.extend(invitation.org.filter(|_| asks).map(Lookup::AccountAskedBy));
            answers.extend(invitation.org.filter(|_| invitation.kind.is_request()).map(Lookup::RequestTo));
            answers
        }
        Record::SignUp(sign_up) => {
            let open = (sign_up.state == SignUpState::Open).then(|| Lookup::OpenFor(sign_up.email.clone()));
            open.into_iter().chain([Lookup::AddressedTo(sign_up.email.clone())]).collect()
        }
        Record::Message(message) => match &message.to {
            Recipient::Email(email) => vec![Lookup::AddressedTo(email.clone())],
            Recipient::Phone(_) => Vec::new(),
        },
        Record::Organization(_) | Record::OrganizationName(_) => Vec::new(),
    }
}

/// A number of records of one organization.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Count {
    Users(OrgSid),
    OpenAccounts(OrgSid),
    AccountsInUse(OrgSid),
    SubaccountsInUse(OrgSid),
    Domains(OrgSid),
    VerifiedDomains(OrgSid),
}

/// The numbers that a record is part of.
fn counts(record: &Record) -> Vec<Count> {
    match record {
        Record::User(user) => user.membership.iter().map(|of| Count::Users(of.org)).collect(),
        Record::Account(account) => {
            let Some(org) = account.org else { return Vec::new() };
            let in_use = account.is_in_use();
            let mut part_of = Vec::new();
            match account.parent {
                None => {
                    part_of
                        .extend((account.state != AccountState::Closed).then_some(Count::OpenAccounts(org)));
                    part_of.extend(in_use.then_some(Count::AccountsInUse(org)));
                }
                Some(_) => part_of.extend(in_use.then_some(Count::SubaccountsInUse(org))),
            }
            part_of
        }
        Record::Domain(domain) => {
            let verified = domain.state == DomainState::Verified;
            let verified = verified.then_some(Count::VerifiedDomains(domain.org));
            std::iter::once(Count::Domains(domain.org)).chain(verified).collect()
        }
        Record::Organization(_)
        | Record::OrganizationName(_)
        | Record::Invitation(_)
        | Record::SignUp(_)
        | Record::Message(_) => Vec::new(),
    }
}

impl<'w> Layered<'w> {
    pub(super) fn new(base: &'w dyn World) -> Self {
        Self {
            base,
            changes: Vec::new(),
            at: HashMap::new(),
            found: HashMap::new(),
            counted: HashMap::new(),
            steps: Vec::new(),
        }
    }

    /// The changes so far, in the order in which their records were first touched.
    pub(super) fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The world under the changes.
    pub(super) const fn base(&self) -> &'w dyn World {
        self.base
    }

    /// Lets the record be as given; `None` takes it away. A record that is so already is left alone.
    pub(super) fn set(&mut self, key: Key, after: Option<Record>) -> Result<(), StoreError> {
        if let Some(at) = self.at.get(&key).copied() {
            let Some(change) = self.changes.get_mut(at) else { return Ok(()) };
            let old = std::mem::replace(&mut change.after, after.clone());
            self.unlist(key, old.as_ref());
            self.list(key, after.as_ref());
            self.steps.push((key, Some(old)));
            return Ok(());
        }
        let (before, previous) = match self.base.get(key)? {
            Some(stored) => (Some(stored.record), stored.last),
            None => (None, Position::NONE),
        };
        if before == after {
            return Ok(());
        }
        // What the base finds by the old record is left out by its key; only the counts have to be told.
        self.count(before.as_ref(), -1);
        self.list(key, after.as_ref());
        self.at.insert(key, self.changes.len());
        self.changes.push(Change { key, before, after, previous });
        self.steps.push((key, None));
        Ok(())
    }

    /// A place to come back to: see [`Layered::take_back`].
    pub(super) fn mark(&self) -> usize {
        self.steps.len()
    }

    /// The last step that touched the record, as the place after which it came.
    pub(super) fn last_touched(&self, key: Key) -> Option<usize> {
        self.steps.iter().rposition(|(touched, _)| *touched == key)
    }

    /// Takes back what was laid down since a place.
    pub(super) fn take_back(&mut self, mark: usize) {
        while self.steps.len() > mark {
            let Some((key, replaced)) = self.steps.pop() else { return };
            let Some(at) = self.at.get(&key).copied() else { continue };
            match replaced {
                Some(earlier) => {
                    let Some(change) = self.changes.get_mut(at) else { continue };
                    let taken = std::mem::replace(&mut change.after, earlier.clone());
                    self.unlist(key, taken.as_ref());
                    self.list(key, earlier.as_ref());
                }
                // Steps are taken back in reverse, so the change this one began is the last.
                None => {
                    self.at.remove(&key);
                    if let Some(change) = self.changes.pop() {
                        self.unlist(key, change.after.as_ref());
                        self.count(change.before.as_ref(), 1);
                    }
                }
            }
        }
    }

    /// Drops changes that leave their record as it was: one step took back what another had done.
    pub(super) fn settle(&mut self) {
        if self.changes.iter().all(|change| change.before != change.after) {
            return;
        }
        let (kept, idle): (Vec<Change>, Vec<Change>) =
            std::mem::take(&mut self.changes).into_iter().partition(|change| change.before != change.after);
        for change in idle {
            // From here on the base answers for it again.
            self.unlist(change.key, change.after.as_ref());
            self.count(change.before.as_ref(), 1);
        }
        self.changes = kept;
        self.at = self.changes.iter().enumerate().map(|(at, change)| (change.key, at)).collect();
    }

    pub(super) fn into_changes(self) -> Vec<Change> {
        self.changes
    }

    fn list(&mut self, key: Key, record: Option<&Record>) {
        for lookup in record.map(lookups).unwrap_or_default() {
            self.found.entry(lookup).or_default().insert(key);
        }
        self.count(record, 1);
    }

    fn unlist(&mut self, key: Key, record: Option<&Record>) {
        for lookup in record.map(lookups).unwrap_or_default() {
            if let Some(keys) = self.found.get_mut(&lookup) {
                keys.remove(&key);
            }
        }
        self.count(record, -1);
    }

    fn count(&mut self, record: Option<&Record>, by: i64) {
        for count in record.map(counts).unwrap_or_default() {
            *self.counted.entry(count).or_default() += by;
        }
    }

    /// What the base finds, less what changed, plus the changed records that answer the question now; in key order.
    fn merged<K: Copy + Ord>(
        &self,
        base: Vec<K>,
        lookup: &Lookup,
        key: impl Fn(K) -> Key,
        sid: impl Fn(Key) -> Option<K>,
    ) -> Vec<K> {
        let mut found: Vec<K> = base.into_iter().filter(|k| !self.at.contains_key(&key(*k))).collect();
        found.extend(self.found.get(lookup).into_iter().flatten().filter_map(|key| sid(*key)));
        found.sort_unstable();
        found
    }

    fn shifted(&self, base: usize, count: Count) -> usize {
        let by = self.counted.get(&count).copied().unwrap_or_default();
        let by = isize::try_from(by).unwrap_or_default();
        base.saturating_add_signed(by)
    }

    fn users(&self, base: Vec<UserSid>, lookup: &Lookup) -> Vec<UserSid> {
        self.merged(base, lookup, Key::User, |key| if let Key::User(sid) = key { Some(sid) } else { None })
    }

    fn invitations(&self, base: Vec<InvitationSid>, lookup: &Lookup) -> Vec<InvitationSid> {
        let sid = |key| if let Key::Invitation(sid) = key { Some(sid) } else { None };
        self.merged(base, lookup, Key::Invitation, sid)
    }
}

impl World for Layered<'_> {
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        match self.at.get(&key).and_then(|at| self.changes.get(*at)) {
            Some(change) => Ok(change.after.clone().map(|record| Stored { record, last: change.previous })),
            None => self.base.get(key),
        }
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        Ok(After::users_with(self, email)?.first().copied())
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        let sid = |key| if let Key::Account(sid) = key { Some(sid) } else { None };
        let base = self.base.accounts_owned_by(user)?;
        Ok(self.merged(base, &Lookup::OwnedBy(user), Key::Account, sid))
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        let base = self.base.open_for(email)?;
        Ok(self.merged(base, &Lookup::OpenFor(email.clone()), |key| key, Some))
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        let sid = |key| if let Key::Domain(sid) = key { Some(sid) } else { None };
        let base = self.base.domains_named(name)?;
        Ok(self.merged(base, &Lookup::Named(name.clone()), Key::Domain, sid))
    }

    fn holders_of(&self, account: AccountSid) -> Result<Vec<UserSid>, StoreError> {
        Ok(self.users(self.base.holders_of(account)?, &Lookup::HolderOf(account)))
    }

    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(self.base.invitations_to(account)?, &Lookup::InvitationTo(account)))
    }

    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(self.base.pending_accounts(org)?, &Lookup::AccountAskedBy(org)))
    }

    fn invitations_by(&self, sender: UserSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(self.base.invitations_by(sender)?, &Lookup::SentBy(sender)))
    }

    fn open_requests(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(self.base.open_requests(org)?, &Lookup::RequestTo(org)))
    }

    fn requests_from(&self, email: &Email) -> Result<Vec<InvitationSid>, StoreError> {
        Ok(self.invitations(self.base.requests_from(email)?, &Lookup::AskedBy(email.clone())))
    }

    fn user_with_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError> {
        let base = self.base.user_with_uid(uid)?.into_iter().collect();
        Ok(self.users(base, &Lookup::WithUid(uid)).first().copied())
    }

    fn user_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.shifted(self.base.user_count(org)?, Count::Users(org)))
    }

    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.shifted(self.base.account_count(org)?, Count::OpenAccounts(org)))
    }

    fn accounts_in_use(&self, org: OrgSid) -> Result<(usize, usize), StoreError> {
        let (accounts, subaccounts) = self.base.accounts_in_use(org)?;
        let accounts = self.shifted(accounts, Count::AccountsInUse(org));
        Ok((accounts, self.shifted(subaccounts, Count::SubaccountsInUse(org))))
    }

    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.shifted(self.base.domain_count(org)?, Count::Domains(org)))
    }

    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.shifted(self.base.verified_domain_count(org)?, Count::VerifiedDomains(org)))
    }

    /// What was closed and was not changed, then the changed ones that are.
    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError> {
        let mut closed = self.base.closed_until(at, most.saturating_add(self.changes.len()))?;
        closed.retain(|sid| !self.at.contains_key(&Key::Account(*sid)));
        let mut changed: Vec<(bool, Timestamp, AccountSid)> = self
            .changes
            .iter()
            .filter_map(|change| match &change.after {
                Some(Record::Account(account)) if account.state == AccountState::Closed => {
                    let closed = account.closed.filter(|closed| *closed <= at)?;
                    Some((account.parent.is_none(), closed, account.sid))
                }
                _ => None,
            })
            .collect();
        changed.sort_unstable();
        closed.extend(changed.into_iter().map(|(_, _, sid)| sid));
        closed.truncate(most);
        Ok(closed)
    }

    /// What is due and was not changed, then the changed ones that still are.
    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError> {
        let mut due = self.base.due(now, most.saturating_add(self.changes.len()))?;
        due.retain(|key| !self.at.contains_key(key));
        due.extend(self.changes.iter().filter_map(|change| match &change.after {
            Some(Record::Invitation(i)) if i.state == InvitationState::Pending && now >= i.expires => {
                Some(change.key)
            }
            Some(Record::SignUp(s)) if s.state == SignUpState::Open && now >= s.expires => Some(change.key),
            _ => None,
        }));
        due.truncate(most);
        Ok(due)
    }

    /// Those that waited before the changes; whoever asks reads each as it is after them.
    fn waiting_in_domains_of(&self, org: OrgSid) -> Result<Vec<Key>, StoreError> {
        self.base.waiting_in_domains_of(org)
    }

    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        let base = self.base.addressed_to(email)?;
        Ok(self.merged(base, &Lookup::AddressedTo(email.clone()), |key| key, Some))
    }

    /// What rests on a deleted organization and was not changed: what a draft lays down rests on nothing void.
    fn void(&self, most: usize) -> Result<Vec<Key>, StoreError> {
        let mut void = self.base.void(most.saturating_add(self.changes.len()))?;
        void.retain(|key| !self.at.contains_key(key));
        void.truncate(most);
        Ok(void)
    }

    fn names_due(&self, now: Timestamp, most: usize) -> Result<Vec<OrgSid>, StoreError> {
        let mut due = self.base.names_due(now, most.saturating_add(self.changes.len()))?;
        due.retain(|org| !self.at.contains_key(&Key::OrganizationName(*org)));
        due.truncate(most);
        Ok(due)
    }

    fn archived(&self) -> Result<Position, StoreError> {
        self.base.archived()
    }

    fn managed_under(&self, org: OrgSid, name: &DomainName) -> Result<Vec<UserSid>, StoreError> {
        let base = self.base.managed_under(org, name)?;
        Ok(self.users(base, &Lookup::ManagedUnder(org, name.as_str().into())))
    }

    /// What waited and was not changed, then the changed ones that still do.
    fn losses(&self, most: usize) -> Result<Vec<DomainSid>, StoreError> {
        let mut losses = self.base.losses(most.saturating_add(self.changes.len()))?;
        losses.retain(|sid| !self.at.contains_key(&Key::Domain(*sid)));
        losses.extend(self.changes.iter().filter_map(|change| match &change.after {
            Some(Record::Domain(domain)) => {
                domain.lost.filter(|loss| loss.people != Removal::Done).map(|_| domain.sid)
            }
            _ => None,
        }));
        losses.sort_unstable();
        losses.truncate(most);
        Ok(losses)
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        self.base.entry(position)
    }

    fn code(&self, purpose: CodeFor) -> Code {
        self.base.code(purpose)
    }
}

impl After for Layered<'_> {
    type Error = StoreError;

    fn record(&self, key: Key) -> Result<Option<Record>, StoreError> {
        Ok(self.get(key)?.map(|stored| stored.record))
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        World::accounts_owned_by(self, user)
    }

    fn users_with(&self, email: &Email) -> Result<Vec<UserSid>, StoreError> {
        let base = self.base.user_by_email(email)?.into_iter().collect();
        Ok(self.users(base, &Lookup::UserWith(email.clone())))
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        World::open_for(self, email)
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<Domain>, StoreError> {
        let mut domains = Vec::new();
        for sid in World::domains_named(self, name)? {
            if let Some(Record::Domain(domain)) = self.record(Key::Domain(sid))? {
                domains.push(domain);
            }
        }
        Ok(domains)
    }
}

#[cfg(test)]
mod tests;
