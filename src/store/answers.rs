//! Every engine is a store: the controller's port, answered by the reader and the writer of this room.

use super::engine::Engine;
use super::{entry, reader, totals, verify, writer};
use crate::controller::port::{Checked, Committed, Store, StoreError, StoreInfo, Transaction};
use crate::model::{
    AccountSid, AuditEntry, AuditHeader, DomainName, DomainSid, Email, Head, Key, Kind, OrgSid, Position,
    Stored, UserSid,
};

impl<E: Engine> Store for E {
    fn info(&self) -> Result<StoreInfo, StoreError> {
        reader::info(self)
    }

    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError> {
        reader::get(self, key)
    }

    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError> {
        reader::user_by_email(self, email)
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError> {
        reader::accounts_owned_by(self, user)
    }

    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        reader::open_for(self, email)
    }

    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError> {
        reader::addressed_to(self, email)
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError> {
        reader::domains_named(self, name)
    }

    fn count_in(&self, org: OrgSid, kind: Kind) -> Result<u64, StoreError> {
        totals::count_in(self, org, kind)
    }

    fn scan(&self, kind: Kind, after: Option<Key>, limit: usize) -> Result<Vec<Stored>, StoreError> {
        reader::scan(self, kind, after, limit)
    }

    fn apply(&self, transaction: &Transaction) -> Result<Committed, StoreError> {
        writer::apply(self, transaction)
    }

    fn sync(&self) -> Result<(), StoreError> {
        writer::sync(self)
    }

    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError> {
        entry::read(self, position)
    }

    fn entries(&self, below: Option<Position>, limit: usize) -> Result<Vec<AuditHeader>, StoreError> {
        reader::entries(self, below, limit)
    }

    fn verify(&self, noted: Option<Head>) -> Result<Checked, StoreError> {
        verify::whole(self, noted, None)
    }
}
