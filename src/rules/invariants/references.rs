//! Which records must be there as long as one that names them is. What is kept as history only (who granted a role, what an
//! ended invitation was about, what a message told of) may be gone.

use crate::model::{InvitationState, Key, OrgState, Record};

/// The records that this one needs.
pub(super) fn of(record: &Record) -> Vec<Key> {
    match record {
        Record::Organization(org) if org.state == OrgState::Deleted => Vec::new(),
        Record::Organization(org) => vec![Key::User(org.owner), Key::OrganizationName(org.sid)],
        Record::OrganizationName(name) => vec![Key::Organization(name.org)],
        Record::User(user) => {
            let org = user.membership.map(|membership| Key::Organization(membership.org));
            let accounts = user.grants.iter().map(|grant| Key::Account(grant.account));
            org.into_iter().chain(accounts).collect()
        }
        Record::Account(account) => {
            let org = account.org.map(Key::Organization);
            let parent = account.parent.map(Key::Account);
            [Key::User(account.owner)].into_iter().chain(org).chain(parent).collect()
        }
        Record::Invitation(invitation) => {
            let open = invitation.state == InvitationState::Pending;
            let kind = &invitation.kind;
            let account = kind.account().or(kind.joining()).filter(|_| open).map(Key::Account);
            invitation.org.map(Key::Organization).into_iter().chain(account).collect()
        }
        Record::Domain(domain) => vec![Key::Organization(domain.org)],
        Record::SignUp(_) | Record::Message(_) => Vec::new(),
    }
}
