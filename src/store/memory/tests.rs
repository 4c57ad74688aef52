use super::*;
use crate::controller::port::{AuditDraft, Maintenance, Store, Transaction};
use crate::model::{
    Actor, Change, CommandKind, Email, EntryKind, Evidence, ImageState, Key, Kind, Origin, PersonName,
    Position, Reason, Record, TwoFactor, User, UserSid, UserState, Who,
};
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
    Transaction { changes: vec![change], audit: audit() }
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
