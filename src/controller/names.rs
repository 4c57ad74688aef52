//! What records are called: from the directory where it is loaded, else from the store, record by record.

use std::sync::Arc;

use crate::directory::Directory;
use crate::model::{AccountSid, Key, OrgSid, Record};
use crate::rules::void;

use super::port::Store;

/// Knows what records are called.
pub trait Names {
    /// The name or address of a record; `None` where it has none or is gone.
    fn name(&self, key: Key) -> Option<String>;

    /// The organization that manages an account.
    fn organization_of(&self, account: AccountSid) -> Option<OrgSid>;
}

impl Names for Directory {
    fn name(&self, key: Key) -> Option<String> {
        match key {
            Key::Organization(sid) | Key::OrganizationName(sid) => {
                self.organization(sid).map(|row| row.name.to_string())
            }
            Key::User(sid) => self.user(sid).map(|row| row.email.to_string()),
            Key::Account(sid) => self.account(sid).map(|row| row.name.to_string()),
            Key::Invitation(sid) => self.invitation(sid).map(|row| row.email.to_string()),
            Key::Domain(sid) => self.domain(sid).map(|row| row.name.to_string()),
            Key::Message(sid) => self.message(sid).map(|row| format!("to {}", row.to)),
            Key::SignUp(_) => None,
        }
    }

    fn organization_of(&self, account: AccountSid) -> Option<OrgSid> {
        self.account(account).and_then(|row| row.org)
    }
}

impl<T: Names + ?Sized> Names for Arc<T> {
    fn name(&self, key: Key) -> Option<String> {
        self.as_ref().name(key)
    }

    fn organization_of(&self, account: AccountSid) -> Option<OrgSid> {
        self.as_ref().organization_of(account)
    }
}

/// Names read from the store one by one: for verbs about single records, which need no directory. A record that cannot
/// be read has no name; whoever needs the record itself hears of it.
#[derive(Clone, Copy)]
pub struct StoredNames<'a>(pub &'a dyn Store);

impl std::fmt::Debug for StoredNames<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("StoredNames")
    }
}

impl StoredNames<'_> {
    fn record(&self, key: Key) -> Option<Record> {
        self.0.get(key).ok().flatten().map(|stored| stored.record)
    }
}

impl Names for StoredNames<'_> {
    fn name(&self, key: Key) -> Option<String> {
        let key = match key {
            Key::Organization(sid) => Key::OrganizationName(sid),
            other => other,
        };
        match self.record(key)? {
            Record::OrganizationName(name) => Some(name.name.to_string()),
            Record::User(user) => Some(user.email.to_string()),
            Record::Account(account) => Some(account.name.to_string()),
            Record::Invitation(invitation) => Some(invitation.email.to_string()),
            Record::Domain(domain) => Some(domain.name.to_string()),
            Record::Message(message) => Some(format!("to {}", message.to)),
            Record::Organization(_) | Record::SignUp(_) => None,
        }
    }

    fn organization_of(&self, account: AccountSid) -> Option<OrgSid> {
        match self.record(Key::Account(account))? {
            Record::Account(account) => {
                account.org.filter(|org| match self.record(Key::Organization(*org)) {
                    Some(Record::Organization(organization)) => void::since(&organization).is_none(),
                    _ => true,
                })
            }
            _ => None,
        }
    }
}
