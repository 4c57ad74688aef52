//! Records as stored: the audit position that last changed one, then the record.
//!
//! The newest version of each kind is the model's type as it is. Before a model type changes shape, its old shape is
//! copied to `earlier` as `…V1` and its arm below converts; the golden files of every version stay.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::earlier::{
    AccountV1, DomainV1, InvitationV1, InvitationV2, MessageV2, OrganizationV1, UserV1, UserV2,
};
use super::envelope::{CodecError, ValueKind, payload, seal, unknown_version, unseal, whole};
use crate::model::{Kind, Position, Record, Stored};

/// The finished envelope of a record.
pub fn encode_record(record: &Record, last: Position) -> Result<Vec<u8>, CodecError> {
    fn one<T: Serialize>(kind: ValueKind, record: &T, last: Position) -> Result<Vec<u8>, CodecError> {
        seal(kind, version_of(kind), &payload(&(last, record))?)
    }
    let kind = ValueKind::of(record.key().kind());
    match record {
        Record::Organization(r) => one(kind, r, last),
        Record::OrganizationName(r) => one(kind, r, last),
        Record::User(r) => one(kind, r, last),
        Record::Account(r) => one(kind, r, last),
        Record::Invitation(r) => one(kind, r, last),
        Record::Domain(r) => one(kind, r, last),
        Record::SignUp(r) => one(kind, r, last),
        Record::Message(r) => one(kind, r, last),
    }
}

/// The version that is written of a kind of record.
const fn version_of(kind: ValueKind) -> u16 {
    match kind {
        ValueKind::Invitation | ValueKind::User | ValueKind::Message => 3,
        ValueKind::Organization | ValueKind::Account | ValueKind::Domain => 2,
        _ => 1,
    }
}

/// Reads the envelope of a record, of whatever version.
pub fn decode_record(kind: Kind, bytes: &[u8]) -> Result<Stored, CodecError> {
    fn one<T: DeserializeOwned + Into<Record>>(payload: &[u8]) -> Result<Stored, CodecError> {
        let (last, record) = whole::<(Position, T)>(payload)?;
        Ok(Stored { record: record.into(), last })
    }
    use crate::model::{Account, Domain, Invitation, Message, Organization, OrganizationName, SignUp, User};

    let (version, payload) = unseal(ValueKind::of(kind), bytes)?;
    match (kind, version) {
        (Kind::Organization, 1) => one::<OrganizationV1>(payload),
        (Kind::Organization, 2) => one::<Organization>(payload),
        (Kind::OrganizationName, 1) => one::<OrganizationName>(payload),
        (Kind::User, 1) => one::<UserV1>(payload),
        (Kind::User, 2) => one::<UserV2>(payload),
        (Kind::User, 3) => one::<User>(payload),
        (Kind::Account, 1) => one::<AccountV1>(payload),
        (Kind::Account, 2) => one::<Account>(payload),
        (Kind::Invitation, 1) => one::<InvitationV1>(payload),
        (Kind::Invitation, 2) => one::<InvitationV2>(payload),
        (Kind::Invitation, 3) => one::<Invitation>(payload),
        (Kind::Domain, 1) => one::<DomainV1>(payload),
        (Kind::Domain, 2) => one::<Domain>(payload),
        (Kind::SignUp, 1) => one::<SignUp>(payload),
        // Version 2 knows more things a message can be about; the shape is the same.
        (Kind::Message, 1 | 2) => one::<MessageV2>(payload),
        (Kind::Message, 3) => one::<Message>(payload),
        (_, found) => Err(unknown_version(found, version_of(ValueKind::of(kind)))),
    }
}

impl ValueKind {
    /// The kind of envelope that holds a kind of record.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Organization => Self::Organization,
            Kind::OrganizationName => Self::OrganizationName,
            Kind::User => Self::User,
            Kind::Account => Self::Account,
            Kind::Invitation => Self::Invitation,
            Kind::Domain => Self::Domain,
            Kind::SignUp => Self::SignUp,
            Kind::Message => Self::Message,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Label, OrgSid, OrganizationName};

    #[test]
    fn a_record_of_a_newer_version_says_so() {
        let org = OrgSid::from_bytes([1; 16]);
        let name = OrganizationName { org, name: Label::parse("The name", "Acme").expect("valid") };
        let newer = seal(ValueKind::OrganizationName, 2, &payload(&(Position(1), name)).expect("encodes"));
        assert_eq!(
            decode_record(Kind::OrganizationName, &newer.expect("fits")),
            Err(CodecError::Newer { found: 2, known: 1 })
        );
    }
}
