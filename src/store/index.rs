//! Which index rows a record has, and so which rows a change puts and deletes.
//!
//! Pure: from a record before and a record after, nothing else. "Open" is what is *stored* as open; whether it has
//! expired since is for the reader to judge.

use super::layout::{self, Tree};
use crate::model::{Email, InvitationState, Message, Recipient, Record, SignUpState};

/// One row of an index.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct IndexRow {
    /// Which index.
    pub tree: Tree,
    /// Under which key.
    pub key: Vec<u8>,
    /// What it leads to; empty where the key says it all, [`layout::ENDED`] for what is addressed to somebody and not open.
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
    let addressed = |email: &Email, open: bool| {
        let value = if open { Vec::new() } else { layout::ENDED.to_vec() };
        Some(IndexRow { tree: Tree::OpenByEmail, key: layout::addressed(email, record.key()), value })
    };
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
        Record::Invitation(i) => addressed(&i.email, i.state == InvitationState::Pending),
        Record::SignUp(s) => addressed(&s.email, s.state == SignUpState::Open),
        Record::Message(Message { to: Recipient::Email(email), .. }) => addressed(email, false),
        Record::Organization(_) | Record::OrganizationName(_) | Record::Message(_) => None,
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
    use crate::model::{Label, MessageKind, MessageSid, PersonName, Phone, SignUp, SignUpSid, Timestamp};

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
            (Some(&open), Some(&done), (true, true)),
            (Some(&done), Some(&open), (true, true)),
            (Some(&done), Some(&done), (false, false)),
            (Some(&done), None, (true, false)),
            (None, Some(&done), (false, true)),
        ] {
            assert_eq!(there(moved(before, after)), wanted, "{before:?} {after:?}");
        }
        let change = moved(Some(&open), Some(&other));
        assert_eq!((change.delete, change.put), (row(&open), row(&other)));
    }

    #[test]
    fn what_has_ended_and_messages_are_addressed_too_but_not_open() {
        let value = |record: &Record| row(record).map(|row| row.value);
        assert_eq!(value(&sign_up("a@acme.example", SignUpState::Open)), Some(Vec::new()));
        assert_eq!(value(&sign_up("a@acme.example", SignUpState::Expired)), Some(layout::ENDED.to_vec()));
        let message = |to| {
            let kind = MessageKind::SignUpCode { sign_up: SignUpSid::from_bytes([1; 16]), generation: 1 };
            Record::from(Message::new(MessageSid::from_bytes([2; 16]), to, kind, Timestamp(0)))
        };
        let email = Email::parse("a@acme.example").expect("valid");
        assert_eq!(value(&message(Recipient::Email(email))), Some(layout::ENDED.to_vec()));
        let phone = Phone::parse("+14155550100").expect("valid");
        assert_eq!(value(&message(Recipient::Phone(phone))), None);
    }
}
