//! The store as it was: records are followed back through the audit, lookups are answered by the directory of that time.
//!
//! Reads only. Records that are deleted from the store after the view was made are no longer found by key; the lists keep
//! them.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use std::sync::Arc;

use crate::controller::port::{Checked, Committed, Store, StoreError, StoreInfo, Transaction};
use crate::directory::Directory;
use crate::model::{
    AccountSid, AuditEntry, AuditHeader, DomainName, DomainSid, Email, Head, ImageState, Key, Kind, OrgSid,
    Position, Stored, UserSid,
};

/// The store right after an entry.
pub(super) struct Then {
    pub(super) store: Arc<dyn Store>,
    pub(super) directory: Arc<Directory>,
    pub(super) position: Position,
    /// Records that were there then and are gone now.
    pub(super) gone: BTreeMap<Key, Stored>,
}

impl Store for Then {
    fn info(&self) -> Result<StoreInfo, StoreError> {
        Ok(StoreInfo { head: self.position, ..self.store.info()? })
    }

    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        if let Some(stored) = self.gone.get(&key) {
            return Ok(Some(stored.clone()));
        }
        let Some(mut stored) = self.store.get(key)? else { return Ok(None) };
        while stored.last > self.position {
            let entry = self.store.entry(stored.last)?;
            let change = entry.and_then(|entry| entry.changes.into_iter().find(|change| change.key == key));
            let Some(change) = change else { return Ok(None) };
            match change.before {
                ImageState::Kept(record) => stored = Stored { record: *record, last: change.previous },
                ImageState::Absent | ImageState::Erased | ImageState::Foreign => return Ok(None),
            }
        }
        Ok(Some(stored))
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        Ok(self.directory.user_with(email).map(|row| row.sid))
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        let mut owned = self.directory.accounts_owned_by(user);
        owned.sort_unstable();
        Ok(owned)
    }

    /// Invitations only: a sign-up that is open concerns nobody's past.
    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        Ok(self.directory.open_for(email.as_str()))
    }

    /// What was open: what had ended by then concerns nobody's past.
    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        self.open_for(email)
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        Ok(self.directory.claims_of(name))
    }

    fn count_in(&self, org: OrgSid, kind: Kind) -> Result<u64, StoreError> {
        Ok(u64::try_from(self.directory.count_in(org, kind)).unwrap_or(u64::MAX))
    }

    fn scan(&self, kind: Kind, after: Option<Key>, limit: usize) -> Result<Vec<Stored>, StoreError> {
        let (mut found, mut from) = (Vec::new(), after);
        loop {
            let page: Vec<Key> =
                self.store.scan(kind, from, limit)?.iter().map(|stored| stored.record.key()).collect();
            // The end of the page, if more may follow.
            let end = page.last().copied().filter(|_| page.len() == limit);
            let begin = from.map_or(Bound::Unbounded, Bound::Excluded);
            let upto = end.map_or(Bound::Unbounded, Bound::Included);
            let gone = self.gone.range((begin, upto)).map(|(key, _)| *key).filter(|key| key.kind() == kind);
            for key in page.into_iter().chain(gone).collect::<BTreeSet<Key>>() {
                found.extend(self.get(key)?);
                if found.len() == limit {
                    return Ok(found);
                }
            }
            match end {
                Some(_) => from = end,
                None => return Ok(found),
            }
        }
    }

    /// What was is not written.
    fn apply(&self, _: &Transaction) -> Result<Committed, StoreError> {
        Err(StoreError::Stopped)
    }

    fn sync(&self) -> Result<(), StoreError> {
        Err(StoreError::Stopped)
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        if position > self.position { Ok(None) } else { self.store.entry(position) }
    }

    fn entries(&self, below: Option<Position>, limit: usize) -> Result<Vec<AuditHeader>, StoreError> {
        let end = Position(self.position.0.saturating_add(1));
        self.store.entries(Some(below.map_or(end, |below| below.min(end))), limit)
    }

    /// The audit as a whole: the present one holds this.
    fn verify(&self, noted: Option<Head>) -> Result<Checked, StoreError> {
        self.store.verify(noted)
    }
}
