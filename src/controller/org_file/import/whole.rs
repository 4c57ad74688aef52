//! Records that are all there is: the invariants are asked of each beside the others.

use std::collections::BTreeMap;
use std::convert::Infallible;

use crate::model::{AccountSid, Domain, DomainName, Email, Key, Record, UserSid};
use crate::rules::invariants::{self, After, Violation};

/// A world of these records and no others.
#[derive(Default)]
pub(super) struct Whole<'r> {
    records: BTreeMap<Key, &'r Record>,
    owned: BTreeMap<UserSid, Vec<AccountSid>>,
    addresses: BTreeMap<&'r Email, Vec<UserSid>>,
    claims: BTreeMap<&'r DomainName, Vec<&'r Domain>>,
}

impl<'r> Whole<'r> {
    pub(super) fn of(records: &'r [Record]) -> Self {
        let mut whole = Self::default();
        for record in records {
            whole.records.insert(record.key(), record);
            match record {
                Record::User(user) => whole.addresses.entry(&user.email).or_default().push(user.sid),
                Record::Account(account) => whole.owned.entry(account.owner).or_default().push(account.sid),
                Record::Domain(domain) => whole.claims.entry(&domain.name).or_default().push(domain),
                _ => {}
            }
        }
        whole
    }

    /// Every record that cannot stand beside the others.
    pub(super) fn violations(&self) -> impl Iterator<Item = Violation> + '_ {
        self.records.values().filter_map(|record| match invariants::stands(record, self) {
            Ok(found) => found,
            Err(never) => match never {},
        })
    }
}

impl After for Whole<'_> {
    type Error = Infallible;

    fn record(&self, key: Key) -> Result<Option<Record>, Infallible> {
        Ok(self.records.get(&key).map(|record| (*record).clone()))
    }

    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, Infallible> {
        Ok(self.owned.get(&user).cloned().unwrap_or_default())
    }

    fn users_with(&self, email: &Email) -> Result<Vec<UserSid>, Infallible> {
        Ok(self.addresses.get(email).cloned().unwrap_or_default())
    }

    fn open_for(&self, _: &Email) -> Result<Vec<Key>, Infallible> {
        Ok(Vec::new())
    }

    fn domains_named(&self, name: &DomainName) -> Result<Vec<Domain>, Infallible> {
        Ok(self.claims.get(name).into_iter().flatten().map(|domain| (*domain).clone()).collect())
    }
}
