//! A store as a value: records, clock and audit of one path, cheap to copy, with a pure [`World`] over it.
//!
//! Records are shared between the states of a path; a step copies a list of pointers. The lookups are plain scans: at this
//! size an index would cost more than it saves, and their meaning is plain to see. That they answer as the store and the
//! directory do is a test of its own (`twin`).

use std::sync::Arc;

use orgadm::controller::port::StoreError;
use orgadm::controller::{CodeKey, Plan, World};
use orgadm::model::*;
use orgadm::rules::{limits, void};

/// One entry of the audit of a path, newest first.
#[derive(Debug)]
pub struct Entry {
    pub position: Position,
    pub plan: Plan,
    before: Option<Arc<Entry>>,
}

impl Entry {
    /// The entry as the store would give it. Without hashes, nothing that plans reads them.
    fn audit(&self) -> AuditEntry {
        let plan = &self.plan;
        let mut organizations: Vec<OrgSid> = plan.changes.iter().flat_map(Change::organizations).collect();
        organizations.extend(plan.org);
        organizations.dedup();
        let image = |side: &Option<Record>| match side {
            Some(record) => ImageState::Kept(Box::new(record.clone())),
            None => ImageState::Absent,
        };
        let change = |it: &Change| AuditChange {
            key: it.key,
            previous: it.previous,
            before: image(&it.before),
            after: image(&it.after),
        };
        AuditEntry {
            header: AuditHeader {
                position: self.position,
                time: plan.stamp.now,
                actor: plan.actor.clone(),
                kind: plan.entry,
                command: plan.kind,
                subjects: plan.subjects.clone(),
                organizations,
                refusal: plan.answer.as_ref().map(|refusal| refusal.code.word().to_owned()),
                changes: u32::try_from(plan.changes.len()).unwrap_or(u32::MAX),
                images: [0; 32],
                previous: [0; 32],
            },
            changes: plan.changes.iter().map(change).collect(),
            reason: None,
        }
    }

    /// The entry before it.
    pub fn before(&self) -> Option<&Entry> {
        self.before.as_deref()
    }
}

/// Everything a plan can depend on.
#[derive(Debug, Clone)]
pub struct State {
    records: Vec<Arc<Stored>>,
    pub now: Timestamp,
    pub head: Position,
    pub last: Option<Arc<Entry>>,
}

impl State {
    /// An empty store.
    pub fn empty(now: Timestamp) -> Self {
        Self { records: Vec::new(), now, head: Position::NONE, last: None }
    }

    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.iter().map(|stored| &stored.record)
    }

    pub fn stored(&self, key: Key) -> Option<&Arc<Stored>> {
        self.place(key).ok().and_then(|at| self.records.get(at))
    }

    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.records().filter_map(|record| if let Record::User(user) = record { Some(user) } else { None })
    }

    pub fn accounts(&self) -> impl Iterator<Item = &Account> {
        self.records().filter_map(|record| if let Record::Account(it) = record { Some(it) } else { None })
    }

    pub fn invitations(&self) -> impl Iterator<Item = &Invitation> {
        self.records().filter_map(|record| if let Record::Invitation(it) = record { Some(it) } else { None })
    }

    pub fn organizations(&self) -> impl Iterator<Item = &Organization> {
        self.records()
            .filter_map(|record| if let Record::Organization(it) = record { Some(it) } else { None })
    }

    pub fn domains(&self) -> impl Iterator<Item = &Domain> {
        self.records().filter_map(|record| if let Record::Domain(it) = record { Some(it) } else { None })
    }

    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.records().filter_map(|record| if let Record::Message(it) = record { Some(it) } else { None })
    }

    pub fn sign_ups(&self) -> impl Iterator<Item = &SignUp> {
        self.records().filter_map(|record| if let Record::SignUp(it) = record { Some(it) } else { None })
    }

    fn place(&self, key: Key) -> Result<usize, usize> {
        let order = (key.kind() as u8, key.bytes());
        self.records.binary_search_by(|stored| {
            let key = stored.record.key();
            (key.kind() as u8, key.bytes()).cmp(&order)
        })
    }

    /// The state after a plan: its changes in one step, each on the record it was made for.
    pub fn after(&self, plan: Plan) -> Self {
        let mut next = self.clone();
        next.head = Position(self.head.0 + 1);
        for change in &plan.changes {
            let place = next.place(change.key);
            let found = place.ok().and_then(|at| next.records.get(at));
            assert_eq!(
                found.map(|stored| &stored.record),
                change.before.as_ref(),
                "a plan for another world"
            );
            assert_eq!(
                found.map_or(Position::NONE, |stored| stored.last),
                change.previous,
                "another revision"
            );
            match (place, &change.after) {
                (Ok(at), Some(record)) => {
                    next.records[at] = Arc::new(Stored { record: record.clone(), last: next.head });
                }
                (Err(at), Some(record)) => {
                    let stored = Arc::new(Stored { record: record.clone(), last: next.head });
                    next.records.insert(at, stored);
                }
                (Ok(at), None) => {
                    next.records.remove(at);
                }
                (Err(_), None) => {}
            }
        }
        next.last = Some(Arc::new(Entry { position: next.head, plan, before: self.last.clone() }));
        next
    }

    /// The state with records put otherwise, past every rule.
    pub fn with(&self, otherwise: impl Fn(Record) -> Record) -> Self {
        let put = |it: &Arc<Stored>| Arc::new(Stored { record: otherwise(it.record.clone()), last: it.last });
        Self { records: self.records.iter().map(put).collect(), ..self.clone() }
    }

    /// The state when so much time has gone by.
    pub fn later(&self, span: Span) -> Self {
        Self { now: self.now.plus(span), ..self.clone() }
    }
}

/// The world of a state: what plans read.
#[derive(Clone, Copy)]
pub struct Small<'a> {
    pub state: &'a State,
    pub codes: &'a CodeKey,
}

impl Small<'_> {
    fn deleted(&self, org: OrgSid) -> bool {
        self.state.organizations().any(|it| it.sid == org && it.state == OrgState::Deleted)
    }

    /// Open, and not by a deleted organization.
    fn open(&self, it: &Invitation) -> bool {
        it.state == InvitationState::Pending && it.org.is_none_or(|org| !self.deleted(org))
    }
}

impl World for Small<'_> {
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        Ok(self.state.stored(key).map(|stored| Stored::clone(stored)))
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        Ok(self.state.users().find(|user| user.email == *email).map(|user| user.sid))
    }

    fn user_with_uid(&self, uid: u32) -> Result<Option<UserSid>, StoreError> {
        Ok(self.state.users().find(|user| user.uids.contains(&uid)).map(|user| user.sid))
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        Ok(self.state.accounts().filter(|account| account.owner == user).map(|account| account.sid).collect())
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        let open = self.state.records().filter(|record| match record {
            Record::Invitation(it) => it.email == *email && it.state == InvitationState::Pending,
            Record::SignUp(it) => it.email == *email && it.state == SignUpState::Open,
            _ => false,
        });
        Ok(open.map(Record::key).collect())
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        Ok(self.state.domains().filter(|domain| domain.name == *name).map(|domain| domain.sid).collect())
    }

    fn holders_of(&self, account: AccountSid) -> Result<Vec<UserSid>, StoreError> {
        let holders = self.state.users().filter(|user| !user.roles_on(account).is_empty());
        Ok(holders.map(|user| user.sid).collect())
    }

    fn invitations_by(&self, sender: UserSid) -> Result<Vec<InvitationSid>, StoreError> {
        let open = |it: &&Invitation| self.open(it) && it.sender == Some(sender);
        Ok(self.state.invitations().filter(open).map(|invitation| invitation.sid).collect())
    }

    fn open_requests(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        let open = |it: &&Invitation| self.open(it) && it.kind.is_request() && it.org == Some(org);
        Ok(self.state.invitations().filter(open).map(|invitation| invitation.sid).collect())
    }

    fn requests_from(&self, email: &Email) -> Result<Vec<InvitationSid>, StoreError> {
        let theirs = |it: &&Invitation| it.kind.is_request() && it.email == *email;
        Ok(self.state.invitations().filter(theirs).map(|invitation| invitation.sid).collect())
    }

    fn user_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.state.users().filter(|user| user.is_managed_by(org)).count())
    }

    fn accounts_in_use(&self, org: OrgSid) -> Result<(usize, usize), StoreError> {
        let in_use = |account: &&Account| {
            account.org == Some(org)
                && !self.deleted(org)
                && matches!(account.state, AccountState::Active | AccountState::Suspended)
        };
        let (accounts, subaccounts): (Vec<&Account>, Vec<&Account>) =
            self.state.accounts().filter(in_use).partition(|account| account.parent.is_none());
        Ok((accounts.len(), subaccounts.len()))
    }

    fn domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        Ok(self.state.domains().filter(|domain| domain.org == org).count())
    }

    fn verified_domain_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        let verified = |domain: &&Domain| {
            domain.org == org && !self.deleted(org) && domain.state == DomainState::Verified
        };
        Ok(self.state.domains().filter(verified).count())
    }

    fn account_count(&self, org: OrgSid) -> Result<usize, StoreError> {
        let counted = |account: &&Account| {
            let ours = account.org == Some(org) && !self.deleted(org);
            ours && account.parent.is_none() && account.state != AccountState::Closed
        };
        Ok(self.state.accounts().filter(counted).count())
    }

    fn invitations_to(&self, account: AccountSid) -> Result<Vec<InvitationSid>, StoreError> {
        let open = |it: &&Invitation| self.open(it) && it.kind.account() == Some(account);
        Ok(self.state.invitations().filter(open).map(|invitation| invitation.sid).collect())
    }

    fn pending_accounts(&self, org: OrgSid) -> Result<Vec<InvitationSid>, StoreError> {
        let open = |it: &&Invitation| self.open(it) && it.kind.joining().is_some() && it.org == Some(org);
        Ok(self.state.invitations().filter(open).map(|invitation| invitation.sid).collect())
    }

    fn closed_until(&self, at: Timestamp, most: usize) -> Result<Vec<AccountSid>, StoreError> {
        let closed = self.state.accounts().filter(|account| account.state == AccountState::Closed);
        let mut due: Vec<(bool, Timestamp, AccountSid)> = closed
            .filter_map(|account| {
                let closed = account.closed.filter(|closed| *closed <= at)?;
                Some((account.parent.is_none(), closed, account.sid))
            })
            .collect();
        due.sort_unstable();
        Ok(due.into_iter().take(most).map(|(_, _, sid)| sid).collect())
    }

    fn due(&self, now: Timestamp, most: usize) -> Result<Vec<Key>, StoreError> {
        let mut due: Vec<(Timestamp, Key)> = self
            .state
            .records()
            .filter_map(|record| match record {
                Record::Invitation(it) if self.open(it) => Some((it.expires, record.key())),
                Record::SignUp(it) if it.state == SignUpState::Open => Some((it.expires, record.key())),
                _ => None,
            })
            .filter(|(at, _)| now >= *at)
            .collect();
        due.sort_unstable();
        due.truncate(most);
        Ok(due.into_iter().map(|(_, key)| key).collect())
    }

    fn waiting_in_domains_of(&self, org: OrgSid) -> Result<Vec<Key>, StoreError> {
        let verified = |it: &&Domain| it.org == org && it.state == DomainState::Verified;
        let names: Vec<&str> = self.state.domains().filter(verified).map(|it| it.name.as_str()).collect();
        let waits = |record: &&Record| match record {
            Record::Invitation(it) => {
                it.state == InvitationState::Pending && names.contains(&it.email.domain())
            }
            Record::SignUp(it) => it.state == SignUpState::Open && !names.is_empty(),
            _ => false,
        };
        let mut keys: Vec<Key> = self.state.records().filter(waits).map(Record::key).collect();
        keys.sort_unstable();
        Ok(keys)
    }

    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        let here = self.state.records().filter(|record| match record {
            Record::Invitation(it) => it.email == *email,
            Record::SignUp(it) => it.email == *email,
            Record::Message(it) => matches!(&it.to, Recipient::Email(to) if to == email),
            _ => false,
        });
        Ok(here.map(Record::key).collect())
    }

    fn void(&self, most: usize) -> Result<Vec<Key>, StoreError> {
        let rests = |record: &&Record| void::rests_on(record).is_some_and(|org| self.deleted(org));
        let void = self.state.records().filter(rests);
        Ok(void.map(Record::key).take(most).collect())
    }

    fn names_due(&self, now: Timestamp, most: usize) -> Result<Vec<OrgSid>, StoreError> {
        let due = self.state.organizations().filter(|org| {
            let named = self.state.stored(Key::OrganizationName(org.sid)).is_some();
            named && void::since(org).is_some_and(|since| now >= since.plus(limits::NAME_KEPT))
        });
        Ok(due.map(|org| org.sid).take(most).collect())
    }

    fn archived(&self) -> Result<Position, StoreError> {
        Ok(Position::NONE)
    }

    fn managed_under(&self, org: OrgSid, name: &DomainName) -> Result<Vec<UserSid>, StoreError> {
        let under = |user: &&User| {
            user.is_managed_by(org) && !self.deleted(org) && user.email.domain() == name.as_str()
        };
        Ok(self.state.users().filter(under).map(|user| user.sid).collect())
    }

    fn losses(&self, most: usize) -> Result<Vec<DomainSid>, StoreError> {
        let waits = |domain: &&Domain| {
            !self.deleted(domain.org) && domain.lost.is_some_and(|loss| loss.people != Removal::Done)
        };
        Ok(self.state.domains().filter(waits).map(|domain| domain.sid).take(most).collect())
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        let mut at = self.state.last.as_deref();
        while let Some(entry) = at.filter(|entry| entry.position > position) {
            at = entry.before();
        }
        Ok(at.filter(|entry| entry.position == position).map(Entry::audit))
    }

    fn code(&self, purpose: CodeFor) -> Code {
        self.codes.code(purpose)
    }
}
