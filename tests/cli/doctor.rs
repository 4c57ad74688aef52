//! The doctor on the command line: one line a check, what to do about each finding, the exit.

use std::io::{self, Write};

use orgadm::cli::{self, Exit, Io};
use orgadm::controller::port::{AuditDraft, Progress, Store, Transaction};
use orgadm::model::*;

use crate::support::House;
use crate::support::schema::Schemas;
use crate::{PIPE, Streams, acme, say};

/// Changes a user past every rule, as no plan could.
fn overwrite(house: &House, address: &str, change: impl FnOnce(&mut User)) -> UserSid {
    let email = Email::parse(address).expect("valid");
    let sid = house.store.user_by_email(&email).expect("read").expect("there");
    let stored = house.store.get(Key::User(sid)).expect("read").expect("there");
    let Record::User(mut user) = stored.record.clone() else { panic!("a user") };
    change(&mut user);
    let change = Change {
        key: Key::User(sid),
        before: Some(stored.record),
        after: Some(user.into()),
        previous: stored.last,
    };
    let audit = AuditDraft {
        time: house.now(),
        actor: Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper },
        kind: EntryKind::Plan,
        command: CommandKind::SetRole,
        subjects: vec![Key::User(sid)],
        organizations: Vec::new(),
        refusal: None,
        reason: None,
        salt_seed: [1; 32],
    };
    house.store.apply(&Transaction { changes: vec![change], erase: Vec::new(), audit }).expect("applied");
    sid
}

#[test]
fn a_sound_store_has_a_line_a_check_and_exit_0() {
    let (house, ..) = acme();
    let said = say(&house, "doctor", &PIPE);
    assert_eq!((said.exit, said.err.as_str()), (Exit::Done, ""));
    let checks: Vec<Vec<&str>> = said.out.lines().map(|line| line.split('\t').collect()).collect();
    let named: Vec<&str> = checks.iter().map(|check| check[0]).collect();
    let content = ["records", "references", "invariants", "derived", "audit", "archives"];
    assert_eq!(named, content, "memory has no files");
    assert!(checks.iter().all(|check| check.len() == 3 && check[1] == "good"), "{checks:?}");
    let shown = say(&house, "doctor", &Streams { interactive: true, ..PIPE });
    assert!(shown.err.starts_with("\r[") && shown.err.contains("audit entries"), "{:?}", shown.err);
}

/// Nobody is there to hear messages any more.
struct Gone;

impl Write for Gone {
    fn write(&mut self, _: &[u8]) -> io::Result<usize> {
        Err(io::ErrorKind::StorageFull.into())
    }

    fn flush(&mut self) -> io::Result<()> {
        Err(io::ErrorKind::StorageFull.into())
    }
}

#[test]
fn what_was_found_is_said_though_nobody_sees_the_bar() {
    let mut out = Vec::new();
    let mut io = Io {
        out: &mut out,
        err: &mut Gone,
        input: &mut io::empty(),
        file: None,
        into: None,
        stopped: &|| false,
        out_is_terminal: false,
        interactive: true,
    };
    let look = |progress: Progress<'_>| {
        progress("rows", 1, 2);
        progress("audit entries", 1, 0);
        Vec::new()
    };
    assert_eq!(cli::examined(look, true, &mut io), Exit::Done);
    assert!(String::from_utf8_lossy(&out).contains("\"sound\": true"), "{out:?}");
}

#[test]
fn what_is_wrong_stands_with_what_to_do_and_exit_1() {
    let (house, _, org) = acme();
    let sid = overwrite(&house, "grace@acme.example", |user| {
        let roles = AccountRoles::of(&[AccountRole::Developer]);
        let grant = Grant { account: AccountSid::from_bytes([9; 16]), roles, by: user.sid, at: user.created };
        user.grants.push(grant);
        user.membership = Some(Membership { org, role: OrgRole::Owner, since: user.created });
    });
    let said = say(&house, "doctor", &PIPE);
    assert_eq!(
        (said.exit, said.err.as_str()),
        (Exit::Failed, "orgadm: The store is not well: 2 findings.\n")
    );
    for wanted in [
        format!(
            "references\twrong\tThe user {sid} needs the account AC{}, which is not there. ",
            "09".repeat(16)
        ),
        format!("invariants\twrong\tThe user {sid} breaks the rule one-owner: "),
    ] {
        let line = said.out.lines().find(|line| line.starts_with(&wanted));
        let line = line.unwrap_or_else(|| panic!("{wanted}\n{}", said.out));
        assert!(line.ends_with('.') && line.contains("put it right"), "{line}");
    }
    let json = say(&house, "doctor --json", &PIPE);
    let value = json.json();
    Schemas::load().check("doctor.json#/$defs/doctor", &value).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((json.exit, &value["sound"]), (Exit::Failed, &serde_json::json!(false)));
    assert!(json.err.contains("\"code\":\"unwell\""), "{}", json.err);
}

#[test]
fn a_repair_is_a_process_of_its_own() {
    let (house, ..) = acme();
    let said = say(&house, "doctor --repair", &PIPE);
    assert_eq!(said.exit, Exit::Usage);
}
