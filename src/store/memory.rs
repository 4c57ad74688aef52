//! The store in memory: the twin of the embedded one, for tests and journeys.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::controller::port::{
    AuditDraft, Committed, Maintenance, Store, StoreError, StoreInfo, Transaction,
};
use crate::model::{
    AccountSid, AuditChange, AuditEntry, AuditHeader, Change, DomainName, DomainSid, Email, ImageState,
    InvitationState, Key, Kind, Position, Record, SignUpState, Stored, Timestamp, UserSid,
};

#[derive(Debug, Default)]
struct Inner {
    records: BTreeMap<Key, Stored>,
    entries: Vec<AuditEntry>,
    demo: bool,
}

/// A store that lives as long as the process.
#[derive(Debug, Default)]
pub struct MemoryStore {
    inner: Mutex<Inner>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn find<T>(&self, of: impl Fn(&Record) -> Option<T>) -> Vec<T> {
        self.inner().records.values().filter_map(|stored| of(&stored.record)).collect()
    }
}

impl Store for MemoryStore {
    fn info(&self) -> Result<StoreInfo, StoreError> {
        let inner = self.inner();
        let mut counts = [0; Kind::ALL.len()];
        for key in inner.records.keys() {
            if let Some(at) = Kind::ALL.iter().position(|kind| *kind == key.kind()) {
                counts[at] += 1;
            }
        }
        Ok(StoreInfo {
            id: "00000000000000000000000000000000".into(),
            created: Timestamp(0),
            demo: inner.demo,
            head: Position(inner.entries.len() as u64),
            head_hash: [0; 32],
            counts,
        })
    }

    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        Ok(self.inner().records.get(&key).cloned())
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        Ok(self
            .find(|r| match r {
                Record::User(u) if u.email == *email => Some(u.sid),
                _ => None,
            })
            .pop())
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        Ok(self.find(|r| match r {
            Record::Account(a) if a.owner == user => Some(a.sid),
            _ => None,
        }))
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        Ok(self.find(|r| match r {
            Record::Invitation(i) if i.email == *email && i.state == InvitationState::Pending => {
                Some(r.key())
            }
            Record::SignUp(s) if s.email == *email && s.state == SignUpState::Open => Some(r.key()),
            _ => None,
        }))
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        Ok(self.find(|r| match r {
            Record::Domain(d) if d.name == *name => Some(d.sid),
            _ => None,
        }))
    }

    fn scan(&self, kind: Kind, after: Option<Key>, limit: usize) -> Result<Vec<Stored>, StoreError> {
        let inner = self.inner();
        let rows = inner
            .records
            .iter()
            .filter(|(key, _)| key.kind() == kind && after.is_none_or(|after| **key > after));
        Ok(rows.take(limit).map(|(_, stored)| stored.clone()).collect())
    }

    fn apply(&self, transaction: &Transaction) -> Result<Committed, StoreError> {
        let mut inner = self.inner();
        for change in &transaction.changes {
            let last = inner.records.get(&change.key).map_or(Position::NONE, |stored| stored.last);
            if last != change.previous {
                return Err(StoreError::Conflict { key: change.key });
            }
        }
        Ok(inner.write(&transaction.changes, &transaction.audit))
    }

    fn sync(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        let inner = self.inner();
        Ok(position.0.checked_sub(1).and_then(|at| inner.entries.get(at as usize)).cloned())
    }

    fn entries(&self, below: Option<Position>, limit: usize) -> Result<Vec<AuditHeader>, StoreError> {
        let inner = self.inner();
        let rows = inner.entries.iter().rev().map(|entry| entry.header.clone());
        Ok(rows.filter(|header| below.is_none_or(|below| header.position < below)).take(limit).collect())
    }
}

impl Inner {
    fn write(&mut self, changes: &[Change], audit: &AuditDraft) -> Committed {
        let position = Position(self.entries.len() as u64 + 1);
        let time = self.entries.last().map_or(audit.time, |last| last.header.time.max(audit.time));
        let mut organizations = audit.organizations.clone();
        organizations.extend(changes.iter().flat_map(Change::organizations));
        organizations.sort_unstable();
        organizations.dedup();
        let image = |side: &Option<Record>| side.clone().map_or(ImageState::Absent, ImageState::Kept);
        self.entries.push(AuditEntry {
            header: AuditHeader {
                position,
                time,
                actor: audit.actor.clone(),
                kind: audit.kind,
                command: audit.command,
                subjects: audit.subjects.iter().copied().take(AuditHeader::MOST_SUBJECTS).collect(),
                organizations,
                refusal: audit.refusal.clone(),
                changes: changes.len() as u32,
                images: [0; 32],
                previous: [0; 32],
            },
            changes: changes
                .iter()
                .map(|c| AuditChange {
                    key: c.key,
                    previous: c.previous,
                    before: image(&c.before),
                    after: image(&c.after),
                })
                .collect(),
            reason: audit.reason.clone(),
        });
        for change in changes {
            match &change.after {
                Some(record) => {
                    self.records.insert(change.key, Stored { record: record.clone(), last: position });
                }
                None => {
                    self.records.remove(&change.key);
                }
            }
        }
        Committed { position, time }
    }
}

impl Maintenance for MemoryStore {
    fn load_demo(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError> {
        let mut inner = self.inner();
        inner.demo = true;
        let changes: Vec<Change> = records
            .into_iter()
            .map(|record| Change {
                key: record.key(),
                before: None,
                after: Some(record),
                previous: Position::NONE,
            })
            .collect();
        Ok(inner.write(&changes, audit))
    }
}
