//! Records and transactions for the tests of the store: small, fixed, one builder a kind.

// Each test binary uses a part of these.
#![allow(dead_code)]

use orgadm::controller::port::{AuditDraft, Clock, Ids, Store, StoreError, Transaction};
use orgadm::model::*;

/// A clock that stands.
#[derive(Debug, Clone, Copy)]
pub struct Standing(pub Timestamp);

impl Clock for Standing {
    fn now(&self) -> Timestamp {
        self.0
    }
}

/// Randomness that is none.
#[derive(Debug, Clone, Copy)]
pub struct Same(pub [u8; 32]);

impl Ids for Same {
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        Ok(self.0)
    }
}

/// When the stores of the tests are created.
pub const BIRTH: Timestamp = Timestamp(1_795_489_783_123);

pub fn email(text: &str) -> Email {
    Email::parse(text).expect("a valid address")
}

pub fn label(text: &str) -> Label {
    Label::parse("The name", text).expect("a valid name")
}

pub fn person(text: &str) -> PersonName {
    PersonName::parse("The name", text).expect("a valid name")
}

pub fn reason(text: &str) -> Reason {
    Reason::parse("The reason", text).expect("a valid reason")
}

pub fn domain_name(text: &str) -> DomainName {
    DomainName::parse(text).expect("a valid domain")
}

pub fn org_sid(n: u8) -> OrgSid {
    OrgSid::from_bytes([n; 16])
}

pub fn user_sid(n: u8) -> UserSid {
    UserSid::from_bytes([n; 16])
}

pub fn account_sid(n: u8) -> AccountSid {
    AccountSid::from_bytes([n; 16])
}

pub fn organization(n: u8) -> Organization {
    Organization {
        sid: org_sid(n),
        owner: user_sid(n),
        state: OrgState::Active,
        created: BIRTH,
        policy: SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: true,
        baa: Some(Baa { recorded: BIRTH }),
        account_limit: None,
        domain_limit: 100,
        recovered: None,
        demo: false,
        deletion: None,
    }
}

pub fn organization_name(n: u8) -> OrganizationName {
    OrganizationName { org: org_sid(n), name: label(&format!("Acme {n} & Söhne")) }
}

pub fn user(n: u8) -> User {
    User {
        sid: user_sid(n),
        email: email(&format!("user{n}@acme.example")),
        email_proven: Some(BIRTH),
        name: person(&format!("Ada {n}")),
        state: UserState::Active,
        membership: Some(Membership { org: org_sid(1), role: OrgRole::Standard, since: BIRTH }),
        grants: vec![grant(7)],
        two_factor: TwoFactor::On,
        created: BIRTH,
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

pub fn grant(n: u8) -> Grant {
    let roles = AccountRoles::of(&[AccountRole::Developer, AccountRole::Support]);
    Grant { account: account_sid(n), roles, by: user_sid(1), at: BIRTH }
}

pub fn account(n: u8) -> Account {
    Account {
        sid: account_sid(n),
        name: label("Contact centre"),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Flex,
        owner: user_sid(1),
        org: Some(org_sid(1)),
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::OncePerComputer,
        phone: Some(PhoneProof {
            number: Phone::parse("+1 415 555 0100").expect("a valid number"),
            generation: 2,
            tries: 1,
            sent: BIRTH,
            verified: None,
        }),
        created: BIRTH,
        closed: None,
    }
}

pub fn invitation(n: u8) -> Invitation {
    Invitation {
        sid: InvitationSid::from_bytes([n; 16]),
        org: Some(org_sid(1)),
        email: email("guest@acme.example"),
        kind: InvitationKind::UserJoin { role: OrgRole::Administrator, access: Vec::new() },
        sender: Some(user_sid(1)),
        created: BIRTH,
        last_sent: BIRTH,
        sends: 1,
        generation: 1,
        tries: 0,
        expires: BIRTH.plus(Span::days(7)),
        state: InvitationState::Pending,
        canceled: None,
        ended: None,
        previous: None,
    }
}

pub fn domain(n: u8) -> Domain {
    Domain {
        sid: DomainSid::from_bytes([n; 16]),
        org: org_sid(1),
        name: domain_name("acme.example"),
        token: [n; 16],
        method: VerificationMethod::Dns,
        state: DomainState::Verified,
        created: BIRTH,
        verified: Some(BIRTH),
        uncertain: None,
        checked: None,
        lost: None,
    }
}

pub fn sign_up(n: u8) -> SignUp {
    SignUp {
        sid: SignUpSid::from_bytes([n; 16]),
        email: email("guest@acme.example"),
        name: person("Grace Hopper"),
        account: label("Grace's account"),
        created: BIRTH,
        expires: BIRTH.plus(Span::hours(24)),
        sent: BIRTH,
        sends: 1,
        generation: 1,
        tries: 0,
        state: SignUpState::Open,
        user: None,
    }
}

pub fn message(n: u8) -> Message {
    let kind = MessageKind::Invitation { invitation: InvitationSid::from_bytes([n; 16]), generation: 1 };
    Message::new(MessageSid::from_bytes([n; 16]), Recipient::Email(email("guest@acme.example")), kind, BIRTH)
}

/// One record of each kind, in the order of [`Kind::ALL`].
pub fn one_of_each(n: u8) -> [Record; 8] {
    [
        organization(n).into(),
        organization_name(n).into(),
        user(n).into(),
        account(n).into(),
        invitation(n).into(),
        domain(n).into(),
        sign_up(n).into(),
        message(n).into(),
    ]
}

pub fn draft() -> AuditDraft {
    AuditDraft {
        time: BIRTH.plus(Span::minutes(1)),
        actor: Actor {
            who: Who::User(user_sid(1)),
            evidence: Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None },
            origin: Origin::Terminal,
        },
        kind: EntryKind::Plan,
        command: CommandKind::SetRole,
        subjects: vec![Key::User(user_sid(1))],
        organizations: Vec::new(),
        refusal: None,
        reason: None,
        salt_seed: [3; 32],
    }
}

pub fn transaction(changes: Vec<Change>) -> Transaction {
    Transaction { changes, erase: Vec::new(), audit: draft() }
}

/// The creation of a record.
pub fn creation(record: impl Into<Record>) -> Change {
    let record = record.into();
    Change { key: record.key(), before: None, after: Some(record), previous: Position::NONE }
}

/// The change of a record as it is stored now; `None` deletes it.
pub fn change(store: &(impl Store + ?Sized), key: Key, after: Option<Record>) -> Change {
    let stored = store.get(key).expect("read").expect("stored");
    Change { key, before: Some(stored.record), after, previous: stored.last }
}

/// Applies one change and gives the position of its entry.
pub fn apply(store: &(impl Store + ?Sized), change: Change) -> Position {
    store.apply(&transaction(vec![change])).expect("applied").position
}

/// Creates a record.
pub fn create(store: &(impl Store + ?Sized), record: impl Into<Record>) -> Position {
    apply(store, creation(record))
}

/// Puts a record in the place of the stored one with its key.
pub fn replace(store: &(impl Store + ?Sized), record: impl Into<Record>) -> Position {
    let record = record.into();
    apply(store, change(store, record.key(), Some(record)))
}

/// Deletes a record.
pub fn delete(store: &(impl Store + ?Sized), key: Key) -> Position {
    apply(store, change(store, key, None))
}
