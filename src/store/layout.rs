//! Which trees there are and how their keys are built. Names and keys are part of the stored format.
//!
//! Keys are raw bytes; numbers in them are big endian, so that byte order is their order. Index rows can be rebuilt from
//! the records and stand outside the envelope: a 16-byte SID, or nothing.

use std::fmt;

use super::codec::ValueKind;
use crate::model::{AccountSid, DomainName, DomainSid, Email, Key, Kind, OrgSid, Position, UserSid};

/// The trees. The order is not part of the format; the names are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tree {
    /// Organization SID → organization.
    Organizations,
    /// Organization SID → its name.
    OrganizationNames,
    /// User SID → user.
    Users,
    /// Account SID → account.
    Accounts,
    /// Invitation SID → invitation.
    Invitations,
    /// Domain SID → domain.
    Domains,
    /// Sign-up SID → sign-up.
    SignUps,
    /// Message SID → message.
    Messages,
    /// E-mail address → user SID.
    UserByEmail,
    /// Owner SID, account SID → nothing.
    AccountByOwner,
    /// E-mail address, 0x00, kind, SID → nothing for sign-ups and invitations stored as open, [`ENDED`] for others and for
    /// messages: all that is addressed there.
    OpenByEmail,
    /// Domain name, 0x00, domain SID → nothing.
    DomainByName,
    /// Position → audit header.
    AuditHeaders,
    /// Position, number of the change → change row.
    AuditChanges,
    /// Position, number of the change, side, number of the piece → piece of an image.
    AuditImages,
    /// Word → identity or state of the store.
    Meta,
}

impl Tree {
    /// Every tree.
    pub const ALL: [Self; 16] = [
        Self::Organizations,
        Self::OrganizationNames,
        Self::Users,
        Self::Accounts,
        Self::Invitations,
        Self::Domains,
        Self::SignUps,
        Self::Messages,
        Self::UserByEmail,
        Self::AccountByOwner,
        Self::OpenByEmail,
        Self::DomainByName,
        Self::AuditHeaders,
        Self::AuditChanges,
        Self::AuditImages,
        Self::Meta,
    ];

    /// The name in the engine.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Organizations => "organizations",
            Self::OrganizationNames => "organization_names",
            Self::Users => "users",
            Self::Accounts => "accounts",
            Self::Invitations => "invitations",
            Self::Domains => "domains",
            Self::SignUps => "sign_ups",
            Self::Messages => "messages",
            Self::UserByEmail => "user_by_email",
            Self::AccountByOwner => "account_by_owner",
            Self::OpenByEmail => "open_by_email",
            Self::DomainByName => "domain_by_name",
            Self::AuditHeaders => "audit_headers",
            Self::AuditChanges => "audit_changes",
            Self::AuditImages => "audit_images",
            Self::Meta => "meta",
        }
    }

    /// The number in files that leave the store. Part of their format: append only.
    pub const fn number(self) -> u8 {
        match self {
            Self::Organizations => 1,
            Self::OrganizationNames => 2,
            Self::Users => 3,
            Self::Accounts => 4,
            Self::Invitations => 5,
            Self::Domains => 6,
            Self::SignUps => 7,
            Self::Messages => 8,
            Self::UserByEmail => 9,
            Self::AccountByOwner => 10,
            Self::OpenByEmail => 11,
            Self::DomainByName => 12,
            Self::AuditHeaders => 13,
            Self::AuditChanges => 14,
            Self::AuditImages => 15,
            Self::Meta => 16,
        }
    }

    /// The tree with this number.
    pub fn numbered(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|tree| tree.number() == number)
    }

    /// Whether it holds audit entries.
    pub const fn is_audit(self) -> bool {
        matches!(self, Self::AuditHeaders | Self::AuditChanges | Self::AuditImages)
    }

    /// The tree of a kind of record.
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Organization => Self::Organizations,
            Kind::OrganizationName => Self::OrganizationNames,
            Kind::User => Self::Users,
            Kind::Account => Self::Accounts,
            Kind::Invitation => Self::Invitations,
            Kind::Domain => Self::Domains,
            Kind::SignUp => Self::SignUps,
            Kind::Message => Self::Messages,
        }
    }
}

impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// The row of [`Tree::Meta`] that says what the store is.
pub const IDENTITY: &[u8] = b"identity";

/// The row of [`Tree::Meta`] that says where the store stands.
pub const STATE: &[u8] = b"state";

/// The value in [`Tree::OpenByEmail`] of what is not open.
pub const ENDED: &[u8] = &[1];

/// The row of [`Tree::Meta`] that says that everything addressed to somebody has its row, not only what is open.
pub const ADDRESSED: &[u8] = b"addressed";

/// The row of [`Tree::Meta`] with the time at which images were last erased; none if not since the last compaction.
pub const ERASED: &[u8] = b"erased";

/// The row of [`Tree::Meta`] with the position of the last entry that erased images: what was written elsewhere before it
/// may hold them.
pub const LAST_ERASING: &[u8] = b"last erasing";

/// Prefix of the rows of [`Tree::Meta`] that say which audit entries are in an archive; the last of them follows.
pub const ARCHIVED: &[u8] = b"archived ";

/// Prefix of the rows of [`Tree::Meta`] with the records whose images in archives are to be erased; kind and SID follow.
pub const ERASING: &[u8] = b"erasing ";

/// Key of the row that says which audit entries up to this one are in an archive.
pub fn archived(to: Position) -> Vec<u8> {
    [ARCHIVED, &entry(to)].concat()
}

/// Key of the row that says that a record's images in archives are to be erased.
pub fn erasing(key: Key) -> Vec<u8> {
    [ERASING, &[ValueKind::of(key.kind()) as u8], &key.bytes()].concat()
}

/// The record of such a row.
pub fn being_erased(row: &[u8]) -> Option<Key> {
    let (kind, sid) = row.strip_prefix(ERASING)?.split_first()?;
    let sid = sid.try_into().ok()?;
    let kind = Kind::ALL.into_iter().find(|known| ValueKind::of(*known) as u8 == *kind)?;
    Some(Key::from_bytes(kind, sid))
}

/// The row of [`Tree::Meta`] with the time at which a backup was last begun.
pub const BACKED_UP: &[u8] = b"backed up";

/// The row of [`Tree::Meta`] with the time of the last compaction.
pub const COMPACTED: &[u8] = b"compacted";

/// The row of [`Tree::Meta`] that says that records are counted by organization.
pub const COUNTED: &[u8] = b"counted";

/// Prefix of the rows of [`Tree::Meta`] that count an organization's records.
pub const COUNTS: &[u8] = b"count ";

/// Key of the row that counts an organization's records of a kind.
pub fn count_of(org: OrgSid, kind: Kind) -> Vec<u8> {
    [COUNTS, &org.bytes(), &[ValueKind::of(kind) as u8]].concat()
}

/// One side of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Side {
    /// The record as it was.
    Before = 0,
    /// The record as it became.
    After = 1,
}

/// Key of an audit header; also the prefix of the entry's change rows and images.
pub const fn entry(position: Position) -> [u8; 8] {
    position.0.to_be_bytes()
}

/// Key of a change row.
pub fn change(position: Position, index: u32) -> Vec<u8> {
    [&position.0.to_be_bytes()[..], &index.to_be_bytes()].concat()
}

/// Prefix of the pieces of an image.
pub fn image(position: Position, index: u32, side: Side) -> Vec<u8> {
    let mut key = change(position, index);
    key.push(side as u8);
    key
}

/// Key of one piece of an image.
pub fn image_piece(position: Position, index: u32, side: Side, piece: u8) -> Vec<u8> {
    let mut key = image(position, index, side);
    key.push(piece);
    key
}

/// Key of the row that leads from an address to its user.
pub fn user_by_email(email: &Email) -> Vec<u8> {
    email.as_str().as_bytes().to_vec()
}

/// Prefix of the accounts a user owns.
pub const fn accounts_of(owner: UserSid) -> [u8; 16] {
    owner.bytes()
}

/// Key of the row that leads from an owner to an account.
pub fn account_by_owner(owner: UserSid, account: AccountSid) -> Vec<u8> {
    [owner.bytes(), account.bytes()].concat()
}

/// Prefix of what is addressed to somebody. The zero byte, which no address contains, keeps a longer address out.
pub fn addressed_to(email: &Email) -> Vec<u8> {
    terminated(email.as_str())
}

/// Key of the row that leads from an address to a sign-up, an invitation or a message.
pub fn addressed(email: &Email, key: Key) -> Vec<u8> {
    let mut bytes = addressed_to(email);
    bytes.push(ValueKind::of(key.kind()) as u8);
    bytes.extend_from_slice(&key.bytes());
    bytes
}

/// What a row of [`Tree::OpenByEmail`] leads to, from the part of its key behind the prefix.
pub fn what_is_addressed(rest: &[u8]) -> Option<Key> {
    let (kind, sid) = rest.split_first()?;
    let sid = sid.try_into().ok()?;
    [Kind::Invitation, Kind::SignUp, Kind::Message]
        .into_iter()
        .find(|known| ValueKind::of(*known) as u8 == *kind)
        .map(|kind| Key::from_bytes(kind, sid))
}

/// Prefix of the claims of exactly this domain.
pub fn domains_named(name: &DomainName) -> Vec<u8> {
    terminated(name.as_str())
}

/// Key of the row that leads from a domain name to a claim.
pub fn domain_by_name(name: &DomainName, domain: DomainSid) -> Vec<u8> {
    [terminated(name.as_str()).as_slice(), &domain.bytes()].concat()
}

fn terminated(text: &str) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(text.len() + 1 + 17);
    bytes.extend_from_slice(text.as_bytes());
    bytes.push(0);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{InvitationSid, SignUpSid};

    fn email(text: &str) -> Email {
        Email::parse(text).expect("valid")
    }

    #[test]
    fn keys_have_exactly_these_bytes() {
        assert_eq!(entry(Position(258)), [0, 0, 0, 0, 0, 0, 1, 2]);
        assert_eq!(change(Position(1), 515), [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 2, 3]);
        assert_eq!(image_piece(Position(1), 2, Side::After, 0), [0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 1, 0]);
        assert_eq!(user_by_email(&email("a@b.cd")), b"a@b.cd");
        let owned = account_by_owner(UserSid::from_bytes([1; 16]), AccountSid::from_bytes([2; 16]));
        assert_eq!(owned, [[1_u8; 16], [2; 16]].concat());
        let invitation = Key::Invitation(InvitationSid::from_bytes([7; 16]));
        assert_eq!(addressed(&email("a@b.cd"), invitation), [&b"a@b.cd\0\x03"[..], &[7; 16]].concat());
        let name = DomainName::parse("acme.example").expect("valid");
        assert_eq!(
            domain_by_name(&name, DomainSid::from_bytes([9; 16])),
            [&b"acme.example\0"[..], &[9; 16]].concat()
        );
    }

    #[test]
    fn a_prefix_does_not_match_a_longer_address() {
        let longer = addressed(&email("ada@acme.example"), Key::SignUp(SignUpSid::from_bytes([1; 16])));
        assert!(!longer.starts_with(&addressed_to(&email("ada@acme.ex"))));
        assert!(longer.starts_with(&addressed_to(&email("ada@acme.example"))));
    }

    #[test]
    fn what_is_open_is_read_back_and_stands_in_key_order() {
        let at = email("ada@acme.example");
        let keys = [
            Key::Invitation(InvitationSid::from_bytes([9; 16])),
            Key::SignUp(SignUpSid::from_bytes([1; 16])),
        ];
        let rows = keys.map(|key| addressed(&at, key));
        assert!(keys.is_sorted() && rows.is_sorted());
        for (key, row) in keys.into_iter().zip(rows) {
            assert_eq!(row.strip_prefix(addressed_to(&at).as_slice()).and_then(what_is_addressed), Some(key));
        }
        assert_eq!(what_is_addressed(&[1; 17]), None);
        assert_eq!(what_is_addressed(&[3; 16]), None);
        assert_eq!(what_is_addressed(&[]), None);
    }

    #[test]
    fn names_of_trees_differ_and_the_table_is_in_order() {
        let mut names = Tree::ALL.map(Tree::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert!(Tree::ALL.iter().all(|tree| Tree::numbered(tree.number()) == Some(*tree)));
        assert!(Tree::ALL.iter().enumerate().all(|(at, tree)| *tree as usize == at));
    }
}
