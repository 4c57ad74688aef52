//! The stored format, byte for byte: what older programs wrote must stay readable for ever.
//!
//! Each file below `tests/golden/` is one stored value in hexadecimal. A test that fails here says that stores in use
//! would no longer be read, or that new values differ from those already written: then the version in the envelope is
//! raised, the old shape stays in the code, and its files stay here. `ORGADM_BLESS=1` writes the files anew.

#![allow(clippy::expect_used, clippy::panic)]

#[path = "store_support/fixtures.rs"]
mod fixtures;

use std::path::PathBuf;

use fixtures::*;
use orgadm::model::*;
use orgadm::store::codec::{self, Archived, ChangeRow, Identity, Image, Stamp, State};

/// Compares bytes with the file of this name; gives the bytes of the file.
fn golden(name: &str, bytes: &[u8]) -> Vec<u8> {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "tests", "golden", &format!("{name}.hex")].iter().collect();
    if std::env::var_os("ORGADM_BLESS").is_some() {
        let lines: Vec<String> = bytes.chunks(32).map(|line| data_encoding::HEXLOWER.encode(line)).collect();
        std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    }
    let kept = kept(name);
    let (now, then) = (data_encoding::HEXLOWER.encode(bytes), data_encoding::HEXLOWER.encode(&kept));
    assert_eq!(now, then, "{name} is written differently than before");
    kept
}

/// The bytes of the file of this name.
fn kept(name: &str) -> Vec<u8> {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "tests", "golden", &format!("{name}.hex")].iter().collect();
    let text = std::fs::read_to_string(&path).expect(name);
    let digits: String = text.split_whitespace().collect();
    data_encoding::HEXLOWER.decode(digits.as_bytes()).expect("hexadecimal digits")
}

fn record(name: &str, record: Record) {
    let stored = Stored { record, last: Position(300) };
    let kept = golden(name, &codec::encode_record(&stored.record, stored.last).expect("encodes"));
    assert_eq!(codec::decode_record(stored.record.key().kind(), &kept), Ok(stored));
}

/// One value of each kind of record; every optional field once there and once not.
#[test]
fn records() {
    for (kind, value) in Kind::ALL.into_iter().zip(one_of_each(0x11)) {
        // The version stands in the name once there is more than one.
        let version = match kind {
            Kind::Invitation | Kind::User | Kind::Message => "-v3",
            Kind::Organization | Kind::Account | Kind::Domain => "-v2",
            _ => "",
        };
        record(&format!("{}{version}", kind.word().replace(' ', "-")), value);
    }
    record("organization-v2-full", full_organization().into());
    record("user-v3-full", full_user().into());
    record("account-v2-full", full_account().into());
    record(
        "invitation-v3-full",
        Invitation {
            kind: InvitationKind::UserJoin { role: OrgRole::Standard, access: vec![offered(3), offered(4)] },
            state: InvitationState::Canceled,
            canceled: Some(CancelReason::Superseded),
            ended: Some(BIRTH),
            previous: Some(invitation(4).sid),
            ..invitation(0x11)
        }
        .into(),
    );
    record(
        "invitation-v3-access",
        Invitation {
            org: None,
            kind: InvitationKind::AccountAccess { account: account_sid(3), roles: offered(3).roles },
            ..invitation(0x11)
        }
        .into(),
    );
    let joins = InvitationKind::AccountJoin { account: account_sid(3) };
    record("invitation-v3-account", Invitation { kind: joins, ..invitation(0x11) }.into());
    let asks = InvitationKind::JoinRequest { name: person("Grace Hopper") };
    record("invitation-v3-request", Invitation { kind: asks, sender: None, ..invitation(0x11) }.into());
    record("domain-v2-full", full_domain().into());
    let people = Removal::Approved { successor: user_sid(3) };
    let lost = Some(Loss { at: BIRTH, people });
    record("domain-v2-lost", Domain { state: DomainState::Unverified, lost, ..domain(0x11) }.into());
    record(
        "sign-up-full",
        SignUp { state: SignUpState::Completed, user: Some(user_sid(3)), ..sign_up(0x11) }.into(),
    );
    let to = Recipient::Phone(Phone::parse("+14155550100").expect("valid"));
    let kind = MessageKind::PhoneCode { account: account_sid(3), generation: 2 };
    record("message-v3-phone", Message { to, kind, ..message(0x11) }.into());
    let kind = MessageKind::Security { user: user_sid(3), action: SecurityAction::ResetPassword };
    record("message-v3-security", Message { kind, ..message(0x11) }.into());
    let kind = MessageKind::Reminder { invitation: invitation(0x11).sid, generation: 3 };
    record("message-v3-reminder", Message { kind, ..message(0x11) }.into());
    record("message-v3-full", full_message().into());
}

fn full_message() -> Message {
    Message {
        state: MessageState::Dropped,
        dropped: Some(DropReason::GivenUp),
        attempts: 20,
        first_tried: Some(BIRTH),
        last_tried: Some(BIRTH),
        next_try: Some(BIRTH),
        trouble: Some(Trouble::new("451 come back later")),
        ..message(0x11)
    }
}

fn full_organization() -> Organization {
    Organization {
        state: OrgState::DeletionRequested,
        policy: SignUpPolicy::Prevent,
        account_limit: Some(70_000),
        baa: None,
        recovered: Some(Recovery { at: BIRTH, from: user_sid(2), to: user_sid(3) }),
        deletion: Some(Deletion { requested: BIRTH, by: user_sid(3), confirmed: Some(BIRTH) }),
        ..organization(0x11)
    }
}

fn full_user() -> User {
    User {
        email_proven: None,
        state: UserState::Inactive,
        membership: None,
        grants: (1..4).map(grant).collect(),
        last_seen: Some(BIRTH),
        requests: SecurityAction::ALL
            .map(|action| SecurityRequest { action, at: BIRTH, by: user_sid(2) })
            .to_vec(),
        uids: vec![1000, 70_000],
        ..user(0x11)
    }
}

fn full_account() -> Account {
    Account {
        state: AccountState::Closed,
        kind: AccountKind::Full,
        usage: Usage::Twilio,
        org: None,
        parent: Some(account_sid(5)),
        hipaa: Some(Designation { since: BIRTH, by: user_sid(2) }),
        with_parent: true,
        phone: None,
        closed: Some(BIRTH),
        ..account(0x11)
    }
}

fn full_domain() -> Domain {
    Domain {
        state: DomainState::Uncertain,
        verified: None,
        uncertain: Some(BIRTH),
        checked: Some(Check { at: BIRTH, found: Looked::Other, since: BIRTH }),
        ..domain(0x11)
    }
}

fn offered(n: u8) -> OfferedRoles {
    OfferedRoles {
        account: account_sid(n),
        roles: AccountRoles::of(&[AccountRole::Developer, AccountRole::Support]),
    }
}

/// What earlier versions wrote is read as the record it is today.
#[test]
fn earlier_versions_are_still_read() {
    let reads = |name: &str, record: Record| {
        let stored = Stored { record, last: Position(300) };
        assert_eq!(codec::decode_record(stored.record.key().kind(), &kept(name)), Ok(stored), "{name}");
    };
    let ended = Invitation {
        state: InvitationState::Canceled,
        canceled: Some(CancelReason::Superseded),
        ended: Some(BIRTH),
        previous: Some(invitation(4).sid),
        ..invitation(0x11)
    };
    let access = vec![offered(3), offered(4)];
    let offering = InvitationKind::UserJoin { role: OrgRole::Standard, access };
    let to_account = InvitationKind::AccountAccess { account: account_sid(3), roles: offered(3).roles };
    reads("invitation", invitation(0x11).into());
    reads("invitation-full", ended.clone().into());
    reads("invitation-v2", invitation(0x11).into());
    reads("invitation-v2-full", Invitation { kind: offering, ..ended }.into());
    reads("invitation-v2-access", Invitation { org: None, kind: to_account, ..invitation(0x11) }.into());
    reads("organization", organization(0x11).into());
    reads("organization-full", Organization { deletion: None, ..full_organization() }.into());
    reads("domain", domain(0x11).into());
    reads("domain-full", Domain { checked: None, ..full_domain() }.into());
    reads("user", user(0x11).into());
    reads("user-full", User { requests: Vec::new(), uids: Vec::new(), ..full_user() }.into());
    reads("user-v2", user(0x11).into());
    reads("user-v2-full", User { uids: Vec::new(), ..full_user() }.into());
    reads("account", account(0x11).into());
    let designated = Some(Designation { since: BIRTH, by: user_sid(1) });
    reads("account-full", Account { hipaa: designated, with_parent: false, ..full_account() }.into());
    reads("message", message(0x11).into());
    let to = Recipient::Phone(Phone::parse("+14155550100").expect("valid"));
    let kind = MessageKind::PhoneCode { account: account_sid(3), generation: 2 };
    reads("message-phone", Message { to: to.clone(), kind, ..message(0x11) }.into());
    reads("message-v2", message(0x11).into());
    reads("message-v2-phone", Message { to, kind, ..message(0x11) }.into());
    let kind = MessageKind::Security { user: user_sid(3), action: SecurityAction::ResetPassword };
    reads("message-v2-security", Message { kind, ..message(0x11) }.into());
}

#[test]
fn audit_header() {
    let mut header = AuditHeader {
        position: Position(300),
        time: BIRTH,
        actor: draft().actor,
        kind: EntryKind::Refusal,
        command: CommandKind::AcceptInvitation,
        subjects: Kind::ALL.into_iter().map(|kind| Key::from_bytes(kind, [0x22; 16])).collect(),
        organizations: vec![org_sid(1), org_sid(2)],
        refusal: Some("wrong-code".into()),
        changes: 3,
        images: [0x33; 32],
        previous: [0x44; 32],
    };
    let kept = golden("audit-header", &codec::encode_header(&header).expect("encodes"));
    assert_eq!(codec::decode_header(&kept), Ok(header.clone()));
    header.actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    (header.refusal, header.subjects) = (None, Vec::new());
    let kept = golden("audit-header-system", &codec::encode_header(&header).expect("encodes"));
    assert_eq!(codec::decode_header(&kept), Ok(header.clone()));
    // The end of a session, of somebody the operating system vouches for.
    let evidence =
        Evidence::UidMapped { uid: 1000, os_user: "ada".into(), ssh: Some("192.0.2.7 1 2 3".into()) };
    header.actor = Actor { who: Who::User(user_sid(1)), evidence, origin: Origin::Session(Position(290)) };
    (header.kind, header.command) = (EntryKind::Ended(Ending::Rights), CommandKind::EndSession);
    let kept = golden("audit-header-session", &codec::encode_header(&header).expect("encodes"));
    assert_eq!(codec::decode_header(&kept), Ok(header));
}

/// Variants are stored as numbers: a line for each, so that one inserted or moved is noticed wherever it stands.
#[test]
fn numbers_of_variants() {
    let mut lines = Vec::new();
    macro_rules! number {
        ($($kind:ident: $($variant:ident)+),+ $(,)?) => {
            $($(lines.push(line(stringify!($kind), &$kind::$variant));)+)+
        };
    }
    fn line<T: serde::Serialize + std::fmt::Debug>(kind: &str, variant: &T) -> String {
        let bytes = bincode::serde::encode_to_vec(variant, bincode::config::standard()).expect("encodes");
        format!("{kind}::{variant:?} {}", data_encoding::HEXLOWER.encode(&bytes))
    }
    number! {
        OrgState: Active DeletionRequested Deleted,
        SignUpPolicy: Prevent AddAutomatically KeepOut,
        UserState: Active Inactive,
        TwoFactor: Unknown Off On Required,
        OrgRole: Owner Administrator Standard,
        AccountRole: Administrator Developer BillingManager Support,
        AccountState: Active Suspended PendingClosure Closed,
        AccountKind: Trial Full,
        Usage: Twilio Flex,
        TwoFactorPolicy: Disabled OncePerComputer EveryLogin,
        InvitationState: Pending Accepted Declined Canceled Expired,
        CancelReason: ByOriginator Superseded Invalidated,
        DomainState: Unverified Verified Uncertain,
        VerificationMethod: Dns Https Manual,
        Looked: Proven Nothing Other Silent,
        Removal: Waiting Done,
        SignUpState: Open Completed Superseded Expired,
        MessageState: Waiting Delivered Dropped,
        DropReason: Outdated Refused GivenUp ByHand,
        EntryKind: Plan Session Refusal Maintenance,
        Origin: Terminal CommandLine Sweeper Demo,
        Who: Visitor System Operator,
        Evidence: System,
    }
    lines.extend(Ending::ALL.iter().map(|ending| line("Ending", ending)));
    lines.push(line("EntryKind", &EntryKind::Ended(Ending::Quit)));
    lines.push(line("Origin", &Origin::Session(Position(7))));
    lines.push(line("Removal", &Removal::Approved { successor: user_sid(3) }));
    let (uid, os_user) = (1000, "ada".to_owned());
    lines.push(line("Evidence", &Evidence::UidMapped { uid, os_user, ssh: None }));
    lines.extend(Kind::ALL.iter().map(|kind| line("Kind", kind)));
    lines.extend(CommandKind::ALL.iter().map(|kind| line("CommandKind", kind)));
    lines.extend(Kind::ALL.map(|kind| line("Key", &Key::from_bytes(kind, [0; 16]))));
    lines.extend(AccountRole::ALL.map(|role| line("AccountRoles", &AccountRoles::of(&[role]))));
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "tests", "golden", "variants.txt"].iter().collect();
    if std::env::var_os("ORGADM_BLESS").is_some() {
        std::fs::write(&path, lines.join("\n") + "\n").expect("written");
    }
    let kept = std::fs::read_to_string(&path).expect("variants.txt");
    for line in kept.lines() {
        assert!(lines.iter().any(|now| now == line), "{line} is stored under another number now");
    }
    let new: Vec<&String> = lines.iter().filter(|now| !kept.lines().any(|line| line == *now)).collect();
    assert!(new.is_empty(), "run this test with ORGADM_BLESS=1 to keep the numbers of {new:?}");
}

#[test]
fn audit_change_row() {
    let row = ChangeRow {
        key: Key::Invitation(invitation(0x11).sid),
        previous: Position(299),
        before: Some([0x55; 32]),
        after: None,
    };
    let kept = golden("audit-change", &codec::encode_change_row(&row).expect("encodes"));
    assert_eq!(codec::decode_change_row(&kept), Ok(row));
}

#[test]
fn image() {
    let record = codec::encode_record(&organization_name(0x11).into(), Position(300)).expect("encodes");
    let image = Image { salt: [0x66; 32], record, reason: Some(reason("because")) };
    let (payload, pieces) = codec::encode_image(&image).expect("encodes");
    let [piece] = pieces.as_slice() else { panic!("one piece") };
    let kept = golden("image", piece);
    assert_eq!(codec::decode_image([kept.as_slice()]), Ok((payload, image)));
}

#[test]
fn meta() {
    let identity = Identity { id: [0x77; 16], created: BIRTH, schema: 1 };
    let kept = golden("meta-identity", &codec::encode_identity(&identity).expect("encodes"));
    assert_eq!(codec::decode_identity(&kept), Ok(identity));
    let counts = vec![1, 1, 200, 70_000, 5, 6, 7, 8];
    let state = State { head: Position(300), time: BIRTH, hash: [0x88; 32], demo: true, counts };
    let kept = golden("meta-state", &codec::encode_state(&state).expect("encodes"));
    assert_eq!(codec::decode_state(&kept), Ok(state));
}

#[test]
fn which_entries_are_in_an_archive() {
    let archived = Archived {
        store: [0xAB; 16],
        from: Position(201),
        to: Position(300),
        until: BIRTH,
        before: [6; 32],
        hash: [7; 32],
        elsewhere: true,
    };
    let kept = golden("archived", &codec::encode_archived(&archived).expect("encodes"));
    assert_eq!(codec::decode_archived(&kept), Ok(archived));
}

#[test]
fn the_stamp_of_a_backup() {
    let stamp = Stamp {
        store: [0xAB; 16],
        created: BIRTH,
        schema: 1,
        position: Position(300),
        time: BIRTH.plus(Span::days(1)),
        hash: [7; 32],
        archived: Position(200),
        counts: vec![1, 1, 70_000, 900, 0, 3, 0, 12],
    };
    let kept = golden("backup-stamp", &codec::encode_stamp(&stamp).expect("encodes"));
    assert_eq!(codec::decode_stamp(&kept), Ok(stamp));
}
