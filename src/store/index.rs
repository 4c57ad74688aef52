//! Which index rows a record has, and so which rows a change puts and deletes.
//!
//! Pure: from a record before and a record after, nothing else. "Open" is what is *stored* as open; whether it has
//! expired since is for the reader to judge.

use super::layout::{self, Tree};
use crate::model::{InvitationState, Record, SignUpState};

/// One row of an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexRow {
    /// Which index.
    pub tree: Tree,
    /// Under which key.
    pub key: Vec<u8>,
    /// What it leads to; empty where the key says it all.
    pub value: Vec<u8>,
}

/// What a change does to the indexes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct IndexMove {
    /// The row that goes.
    pub delete: Option<IndexRow>,
    /// The row that comes.
    pub put: Option<IndexRow>,
}

/// The index row of a record; no kind has more than one.
pub fn row(record: &Record) -> Option<IndexRow> {
    let empty = |tree, key| Some(IndexRow { tree, key, value: Vec::new() });
    match record {
        Record::User(user) => Some(IndexRow {
            tree: Tree::UserByEmail,
            key: layout::user_by_email(&user.email),
            value: user.sid.bytes().to_vec(),
        }),
        Record::Account(account) => {
            empty(Tree::AccountByOwner, layout::account_by_owner(account.owner, account.sid))
        }
        Record::Domain(domain) => empty(Tree::DomainByName, layout::domain_by_name(&domain.name, domain.sid)),
        Record::Invitation(i) if i.state == InvitationState::Pending => {
            empty(Tree::OpenByEmail, layout::open_by_email(&i.email, record.key()))
        }
        Record::SignUp(s) if s.state == SignUpState::Open => {
            empty(Tree::OpenByEmail, layout::open_by_email(&s.email, record.key()))
        }
        Record::Organization(_)
        | Record::OrganizationName(_)
        | Record::Invitation(_)
        | Record::SignUp(_)
        | Record::Message(_) => None,
    }
}

/// What a change from one record to the other does to the indexes; nothing where the row stays.
pub fn moved(before: Option<&Record>, after: Option<&Record>) -> IndexMove {
    let (before, after) = (before.and_then(row), after.and_then(row));
    if before == after { IndexMove::default() } else { IndexMove { delete: before, put: after } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Email, Label, PersonName, SignUp, SignUpSid, Timestamp};

    fn sign_up(email: &str, state: SignUpState) -> Record {
        let record = SignUp {
            sid: SignUpSid::from_bytes([1; 16]),
            email: Email::parse(email).expect("valid"),
            name: PersonName::parse("The name", "Ada").expect("valid"),
            account: Label::parse("The name", "Ada's").expect("valid"),
            created: Timestamp(0),
            // Long over: what is open is what is stored as open.
            expires: Timestamp(0),
            sent: Timestamp(0),
            sends: 1,
            generation: 1,
            tries: 0,
            state,
            user: None,
        };
        record.into()
    }

    #[test]
    fn a_row_comes_goes_moves_and_stays_with_its_record() {
        let open = sign_up("a@acme.example", SignUpState::Open);
        let other = sign_up("b@acme.example", SignUpState::Open);
        let done = sign_up("a@acme.example", SignUpState::Completed);
        let there = |change: IndexMove| (change.delete.is_some(), change.put.is_some());
        for (before, after, wanted) in [
            (None, Some(&open), (false, true)),
            (Some(&open), None, (true, false)),
            (Some(&open), Some(&other), (true, true)),
            (Some(&open), Some(&open), (false, false)),
            (Some(&open), Some(&done), (true, false)),
            (Some(&done), Some(&open), (false, true)),
            (Some(&done), None, (false, false)),
            (None, Some(&done), (false, false)),
        ] {
            assert_eq!(there(moved(before, after)), wanted, "{before:?} {after:?}");
        }
        let change = moved(Some(&open), Some(&other));
        assert_eq!((change.delete, change.put), (row(&open), row(&other)));
    }
}
