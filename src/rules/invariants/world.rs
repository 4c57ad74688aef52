//! What invariants are asked about: the world as it will be, and what is found wrong with it.

use crate::model::{
    Account, AccountSid, Domain, DomainName, Email, Key, OrgSid, Organization, Record, Timestamp, User,
    UserSid,
};
use crate::rules::void;

/// The world as it will be after the plan.
pub trait After {
    /// What reading may fail with.
    type Error;

    /// A record as it will be.
    fn record(&self, key: Key) -> Result<Option<Record>, Self::Error>;
    /// The accounts the user will own.
    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, Self::Error>;
    /// The user that will have this address.
    fn users_with(&self, email: &Email) -> Result<Vec<UserSid>, Self::Error>;
    /// The invitations and sign-ups that will be stored as open for this address.
    fn open_for(&self, email: &Email) -> Result<Vec<Key>, Self::Error>;
    /// The claims there will be of this domain.
    fn domains_named(&self, name: &DomainName) -> Result<Vec<Domain>, Self::Error>;
}

/// A broken invariant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{sentence}")]
pub struct Violation {
    /// The stable name of the rule, such as `one-owner`.
    pub rule: &'static str,
    /// The record that breaks it.
    pub key: Key,
    /// What would be wrong, as a sentence.
    pub sentence: String,
}

pub(super) type Found<A> = Result<Option<Violation>, <A as After>::Error>;

pub(super) fn broken(rule: &'static str, key: Key, sentence: impl Into<String>) -> Option<Violation> {
    Some(Violation { rule, key, sentence: sentence.into() })
}

/// A record as it counts: nothing of it rests on a deleted organization.
pub(super) fn counted<A: After>(record: Option<Record>, after: &A) -> Result<Option<Record>, A::Error> {
    match record {
        Some(record) => void::as_it_counts(record, |org| deleted(org, after)),
        None => Ok(None),
    }
}

pub(super) fn deleted<A: After>(org: OrgSid, after: &A) -> Result<Option<Timestamp>, A::Error> {
    Ok(org_after(after, org)?.as_ref().and_then(void::since))
}

pub(super) fn user_after<A: After>(after: &A, sid: UserSid) -> Result<Option<User>, A::Error> {
    Ok(match counted(after.record(Key::User(sid))?, after)? {
        Some(Record::User(user)) => Some(user),
        _ => None,
    })
}

pub(super) fn account_after<A: After>(after: &A, sid: AccountSid) -> Result<Option<Account>, A::Error> {
    Ok(match counted(after.record(Key::Account(sid))?, after)? {
        Some(Record::Account(account)) => Some(account),
        _ => None,
    })
}

pub(super) fn org_after<A: After>(after: &A, sid: OrgSid) -> Result<Option<Organization>, A::Error> {
    Ok(match after.record(Key::Organization(sid))? {
        Some(Record::Organization(org)) => Some(org),
        _ => None,
    })
}
