use super::*;
use crate::controller::port::{AuditDraft, Maintenance, Store, Transaction};
use crate::model::{
    Actor, AuditHeader, Change, CommandKind, Email, EntryKind, Evidence, Head, ImageState, Key, Kind, Origin,
    PersonName, Position, Reason, Record, TwoFactor, User, UserSid, UserState, Who,
};
use crate::store::codec;
use crate::store::layout::{self, STATE, Side};

fn store() -> MemoryStore {
    MemoryStore::new(Timestamp(1_000), [7; 32]).expect("created")
}

fn user(number: u8) -> User {
    User {
        sid: UserSid::from_bytes([number; 16]),
        email: Email::parse(&format!("user{number}@acme.example")).expect("valid"),
        email_proven: None,
        name: PersonName::parse("The name", &format!("User {number}")).expect("valid"),
        state: UserState::Active,
        membership: None,
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(1_000),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

fn key(number: u8) -> Key {
    Key::User(user(number).sid)
}

fn audit() -> AuditDraft {
    AuditDraft {
        time: Timestamp(2_000),
        actor: Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper },
        kind: EntryKind::Plan,
        command: CommandKind::Expire,
        subjects: Vec::new(),
        organizations: Vec::new(),
        refusal: None,
        reason: Reason::parse("The reason", "because").ok(),
        salt_seed: [3; 32],
    }
}

fn create(user: User) -> Transaction {
    let change = Change {
        key: Record::from(user.clone()).key(),
        before: None,
        after: Some(user.into()),
        previous: Position::NONE,
    };
    Transaction { changes: vec![change], erase: Vec::new(), audit: audit() }
}

/// A store with two users, in entries 2 and 3.
fn two_users() -> MemoryStore {
    let store = store();
    for number in [1, 2] {
        store.apply(&create(user(number))).expect("applied");
    }
    store
}

fn with_rows(store: &MemoryStore, tree: Tree, edit: impl FnOnce(&mut Rows)) {
    edit(store.trees.write().expect("not poisoned").get_mut(&tree).expect("has rows"));
}

#[test]
fn an_erased_image_leaves_the_chain_whole() {
    let store = two_users();
    let prefix = layout::image(Position(2), 0, Side::After);
    with_rows(&store, Tree::AuditImages, |rows| rows.retain(|key, _| !key.starts_with(&prefix)));
    let erased = store.entry(Position(2)).expect("read").expect("there");
    assert_eq!(erased.changes[0].after, ImageState::Erased);
    assert_eq!(erased.changes[0].before, ImageState::Absent);
    assert_eq!(erased.reason, None, "the reason goes with the image it stood in");
    let kept = store.entry(Position(3)).expect("read").expect("there");
    assert_eq!(kept.changes[0].after, ImageState::Kept(Box::new(user(2).into())));
    let checked = store.check().expect("checked");
    assert_eq!((checked.findings, checked.records, checked.entries), (vec![], 2, 3));
}

#[test]
fn a_header_holds_nothing_that_people_typed() {
    let store = two_users();
    let trees = store.trees.read().expect("not poisoned");
    for tree in [Tree::AuditHeaders, Tree::AuditChanges, Tree::Meta] {
        for value in trees[&tree].values() {
            let text = String::from_utf8_lossy(value);
            assert!(!["because", "User 1", "acme"].iter().any(|word| text.contains(word)), "{tree}: {text}");
        }
    }
    assert!(trees[&Tree::AuditImages].values().any(|v| String::from_utf8_lossy(v).contains("because")));
}

#[test]
fn a_check_finds_each_kind_of_disagreement() {
    let swap = |tree: Tree, at: usize| {
        move |store: &MemoryStore| {
            with_rows(store, tree, |rows| {
                let other = rows.values().rev().nth(at).expect("two rows").clone();
                *rows.values_mut().next_back().expect("two rows") = other;
            });
        }
    };
    let forget = |tree: Tree| move |store: &MemoryStore| with_rows(store, tree, |rows| drop(rows.pop_last()));
    let add = |tree: Tree, key: Vec<u8>| {
        move |store: &MemoryStore| {
            drop(store.trees.write().expect("lock").entry(tree).or_default().insert(key.clone(), vec![]))
        }
    };
    type Harm = Box<dyn Fn(&MemoryStore)>;
    let harms: [(&str, Harm); 10] = [
        ("has no row in user_by_email", Box::new(forget(Tree::UserByEmail))),
        ("leads to no such record", Box::new(forget(Tree::Users))),
        ("leads to no such record", Box::new(add(Tree::OpenByEmail, b"ada@acme.example\0\x03".to_vec()))),
        ("counts 2 records of kind user and holds 1", Box::new(forget(Tree::Users))),
        ("it is the record", Box::new(swap(Tree::Users, 1))),
        ("it is the entry 2", Box::new(swap(Tree::AuditHeaders, 1))),
        ("The last audit entry is 2 instead of 3", Box::new(forget(Tree::AuditHeaders))),
        ("0 of its 1 changes are there", Box::new(forget(Tree::AuditChanges))),
        ("are not those it was written with", Box::new(swap(Tree::AuditChanges, 1))),
        ("is not the one it was written with", Box::new(swap(Tree::AuditImages, 1))),
    ];
    for (wanted, harm) in harms {
        let store = two_users();
        assert!(store.check().expect("checked").is_sound());
        harm(&store);
        let findings = store.check().expect("checked").findings;
        assert!(findings.iter().any(|finding| finding.contains(wanted)), "{wanted}: {findings:?}");
    }
    let store = two_users();
    with_rows(&store, Tree::Meta, |rows| drop(rows.remove(STATE)));
    assert!(matches!(store.check(), Err(StoreError::Damaged { .. })));
}

#[test]
fn a_value_that_does_not_decode_is_named_by_tree_and_key() {
    let store = two_users();
    with_rows(&store, Tree::Users, |rows| rows.values_mut().for_each(|value| value[9] ^= 1));
    let StoreError::Damaged { what, .. } = store.get(key(1)).expect_err("damaged") else {
        panic!("another error")
    };
    assert!(what.contains("in users") && what.contains(&user(1).sid.to_string()), "{what}");
    assert!(matches!(store.scan(Kind::User, None, 10), Err(StoreError::Damaged { .. })));
}

#[test]
fn after_a_failed_write_the_store_takes_no_more() {
    let full = StoreError::Full { path: "/somewhere".into() };
    let store = two_users();
    store.fail_next_apply(full.clone());
    assert_eq!(store.apply(&create(user(3))), Err(full.clone()));
    assert_eq!(store.apply(&create(user(3))), Err(StoreError::Stopped));
    assert_eq!(store.load_demo(vec![user(3).into()], &audit()), Err(StoreError::Stopped));
    assert_eq!(store.sync(), Err(StoreError::Stopped));
    assert_eq!(store.get(key(3)), Ok(None));
    assert!(store.get(key(1)).expect("reads go on").is_some());

    let store = two_users();
    store.fail_next_sync(full.clone());
    assert_eq!(store.sync(), Err(full));
    assert_eq!(store.apply(&create(user(3))), Err(StoreError::Stopped));
}

#[test]
fn a_conflict_does_not_stop_the_store() {
    let store = two_users();
    assert!(matches!(store.apply(&create(user(1))), Err(StoreError::Conflict { .. })));
    store.fail_next_apply(StoreError::Conflict { key: key(3) });
    assert!(matches!(store.apply(&create(user(3))), Err(StoreError::Conflict { .. })));
    assert!(store.apply(&create(user(3))).is_ok());
    assert_eq!(store.sync(), Ok(()));
}

#[test]
fn a_commit_that_failed_is_taken_back_before_it_is_refused() {
    let store = two_users();
    store.fail_next_apply(StoreError::Conflict { key: key(3) });
    assert!(store.apply(&create(user(3))).is_err());
    store.apply(&create(user(4))).expect("goes on at the same position");
    let again = store.replayed().expect("follows");
    assert!(again.holds_the_same(&store));
    assert_eq!(again.get(key(3)).expect("read"), None);
    // What cannot be taken back would come true: then nothing more is taken.
    store.fail_next_apply(StoreError::Conflict { key: key(5) });
    store.fail_next_take_back(StoreError::Full { path: "memory".into() });
    assert!(store.apply(&create(user(5))).is_err());
    assert_eq!(store.apply(&create(user(6))).map_err(|error| error.code()), Err("store-stopped"));
}

#[test]
fn a_group_that_did_not_become_durable_is_taken_back_whole() {
    let store = two_users();
    store.sync().expect("durable");
    let before = store.replayed().expect("follows");
    for number in [3, 4] {
        store.apply(&create(user(number))).expect("applied");
    }
    store.fail_next_sync(StoreError::Full { path: "memory".into() });
    assert!(store.sync().is_err());
    assert!(store.replayed().expect("follows").holds_the_same(&before));
}

fn member(number: u8) -> User {
    let org = crate::model::OrgSid::from_bytes([9; 16]);
    let membership =
        crate::model::Membership { org, role: crate::model::OrgRole::Standard, since: Timestamp(1) };
    User { membership: Some(membership), ..user(number) }
}

#[test]
fn a_store_from_before_the_counts_is_counted_by_its_next_transaction() {
    let org = crate::model::OrgSid::from_bytes([9; 16]);
    let store = store();
    for number in [1, 2] {
        store.apply(&create(member(number))).expect("applied");
    }
    with_rows(&store, Tree::Meta, |rows| rows.retain(|key, _| !key.starts_with(b"count")));
    assert_eq!(store.count_in(org, Kind::User), Ok(2), "counted from the records");
    store.apply(&create(member(3))).expect("applied");
    let kept = |rows: &Rows| rows.get(layout::count_of(org, Kind::User).as_slice()).cloned();
    with_rows(&store, Tree::Meta, |rows| assert_eq!(kept(rows), Some(3_u64.to_be_bytes().to_vec())));
    assert_eq!((store.count_in(org, Kind::User), store.check().expect("checked").findings), (Ok(3), vec![]));
    with_rows(&store, Tree::Meta, |rows| drop(rows.insert(layout::count_of(org, Kind::User), vec![0; 8])));
    let findings = store.check().expect("checked").findings;
    assert!(
        findings.iter().any(|finding| finding.contains("counts 0 records of kind user for OR0909")),
        "{findings:?}"
    );
}

/// A store with a history: two users, the second renamed twice, in entries 2 to 5.
fn renamed() -> MemoryStore {
    let store = two_users();
    for name in ["Second", "Third"] {
        let stored = store.get(key(2)).expect("read").expect("there");
        let name = PersonName::parse("The name", name).expect("valid");
        let after = Some(User { name, ..user(2) }.into());
        let change = Change { key: key(2), before: Some(stored.record), after, previous: stored.last };
        let transaction = Transaction { changes: vec![change], erase: Vec::new(), audit: audit() };
        store.apply(&transaction).expect("applied");
    }
    store
}

fn head_of(store: &MemoryStore) -> Head {
    let info = store.info().expect("read");
    Head { position: info.head, hash: info.head_hash }
}

/// Puts other bytes into a row whose checksum is right, as somebody with this program's source could.
fn forge_header(store: &MemoryStore, position: u64, forge: impl FnOnce(&mut AuditHeader)) {
    with_rows(store, Tree::AuditHeaders, |rows| {
        let value = rows.get_mut(layout::entry(Position(position)).as_slice()).expect("there");
        let mut header = codec::decode_header(value).expect("decodes");
        forge(&mut header);
        *value = codec::encode_header(&header).expect("encodes");
    });
}

#[test]
fn an_audit_that_was_tampered_with_says_where() {
    let at = |position: u64| layout::entry(Position(position)).to_vec();
    type Harm = Box<dyn Fn(&MemoryStore)>;
    let harms: [(&str, Harm); 9] = [
        (
            "in audit_headers is wrong",
            Box::new(move |store| {
                with_rows(store, Tree::AuditHeaders, |rows| {
                    rows.get_mut(at(3).as_slice()).expect("there")[20] ^= 1;
                });
            }),
        ),
        (
            "The audit entry 4 does not follow from the one before it",
            Box::new(|store| forge_header(store, 3, |header| header.actor.who = Who::Operator)),
        ),
        (
            "The audit entry after 3 is missing; the next is 5",
            Box::new(move |store| {
                with_rows(store, Tree::AuditHeaders, |rows| drop(rows.remove(at(4).as_slice())))
            }),
        ),
        (
            "The last audit entry is 4 instead of 5",
            Box::new(|store| with_rows(store, Tree::AuditHeaders, |rows| drop(rows.pop_last()))),
        ),
        (
            "The changes of the audit entry 5 are not those it was written with",
            Box::new(|store| {
                with_rows(store, Tree::AuditChanges, |rows| {
                    let value = rows.values_mut().next_back().expect("there");
                    let mut row = codec::decode_change_row(value).expect("decodes");
                    row.before = None;
                    *value = codec::encode_change_row(&row).expect("encodes");
                });
            }),
        ),
        (
            "in the audit entry 5 is not the one it was written with",
            Box::new(|store| {
                with_rows(store, Tree::AuditImages, |rows| {
                    let value = rows.values_mut().next_back().expect("there");
                    let (_, image) = codec::decode_image([value.as_slice()]).expect("decodes");
                    let image = codec::Image { salt: [1; 32], ..image };
                    *value = codec::encode_image(&image).expect("encodes").1.remove(0);
                });
            }),
        ),
        (
            "is not what the audit entry 5 left",
            Box::new(|store| {
                with_rows(store, Tree::Users, |rows| {
                    let value = codec::encode_record(&user(2).into(), Position(5)).expect("encodes");
                    rows.insert(key(2).bytes().to_vec(), value);
                });
            }),
        ),
        (
            "that the audit entry 2 left is not there",
            Box::new(|store| {
                with_rows(store, Tree::Users, |rows| drop(rows.remove(key(1).bytes().as_slice())))
            }),
        ),
        (
            "No audit entry left the user",
            Box::new(|store| {
                with_rows(store, Tree::Users, |rows| {
                    let value = codec::encode_record(&user(3).into(), Position(4)).expect("encodes");
                    rows.insert(key(3).bytes().to_vec(), value);
                });
            }),
        ),
    ];
    for (wanted, harm) in harms {
        let store = renamed();
        let checked = store.verify(None).expect("read");
        assert_eq!((checked.findings, checked.records, checked.entries), (vec![], 2, 5));
        harm(&store);
        let findings = store.verify(None).expect("read").findings;
        assert!(findings.iter().any(|finding| finding.contains(wanted)), "{wanted}: {findings:?}");
        assert!(findings.iter().all(|finding| finding.ends_with('.')), "{findings:?}");
    }
}

/// Whoever rewrites history and every hash after it has a whole chain, but not the head that was noted.
#[test]
fn a_history_rewritten_from_its_beginning_is_caught_by_a_noted_head() {
    let (real, noted) = (renamed(), head_of(&renamed()));
    assert_eq!(real.verify(Some(noted)).expect("read").findings, Vec::<String>::new());
    let forged = store();
    for number in [1, 3, 2, 4, 5] {
        forged.apply(&create(user(number))).expect("applied");
    }
    assert_eq!(forged.verify(None).expect("read").findings, Vec::<String>::new(), "whole by itself");
    let findings = forged.verify(Some(noted)).expect("read").findings;
    assert_eq!(
        findings,
        ["The audit entry 5 is not the one that was noted: it, or something before it, was changed."]
    );
    let cut = two_users();
    let findings = cut.verify(Some(noted)).expect("read").findings;
    assert_eq!(findings, ["The audit ends with entry 3; entry 5 was noted, so entries were taken away."]);
}

#[test]
fn a_store_from_before_the_addresses_is_searched_instead() {
    let store = store();
    let guest = Email::parse("guest@acme.example").expect("valid");
    let sign_up = |number, state| crate::model::SignUp {
        sid: crate::model::SignUpSid::from_bytes([number; 16]),
        email: guest.clone(),
        name: PersonName::parse("The name", "Grace").expect("valid"),
        account: crate::model::Label::parse("The name", "Main").expect("valid"),
        created: Timestamp(1),
        expires: Timestamp(2),
        sent: Timestamp(1),
        sends: 1,
        generation: 1,
        tries: 0,
        state,
        user: None,
    };
    let states = [crate::model::SignUpState::Open, crate::model::SignUpState::Expired];
    for (number, state) in (1..).zip(states) {
        let record: Record = sign_up(number, state).into();
        let change =
            Change { key: record.key(), before: None, after: Some(record), previous: Position::NONE };
        let transaction = Transaction { changes: vec![change], erase: Vec::new(), audit: audit() };
        store.apply(&transaction).expect("applied");
    }
    let found = store.addressed_to(&guest);
    assert_eq!(found.as_ref().map(Vec::len), Ok(2));
    with_rows(&store, Tree::Meta, |rows| drop(rows.remove(layout::ADDRESSED)));
    with_rows(&store, Tree::OpenByEmail, |rows| rows.retain(|_, value| value.is_empty()));
    assert_eq!(store.addressed_to(&guest), found);
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
}
