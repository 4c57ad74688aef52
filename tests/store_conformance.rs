//! One suite for every store: what the port promises, asked of the engine in memory and of the one on disk.

#![allow(clippy::expect_used, clippy::panic)]

#[path = "store_support/fixtures.rs"]
mod fixtures;
#[path = "store_support/random.rs"]
mod random;

use std::path::Path;

use fixtures::*;
use orgadm::controller::port::{
    ArchivePlace, AuditDraft, Backup, BackupPlace, Committed, Maintenance, StoreError, StoreInfo, Transaction,
};
use orgadm::model::*;
use orgadm::store::{MemoryStore, backup, codec};
use sha2::{Digest, Sha256};

fn in_memory() -> MemoryStore {
    MemoryStore::new(BIRTH, [7; 32]).expect("created")
}

fn on_disk(dir: &tempfile::TempDir) -> orgadm::store::SledStore {
    orgadm::store::open(&dir.path().join("store"), &Standing(BIRTH), &Same([7; 32])).expect("created")
}

/// Runs each function of the suite against both engines; the store must be sound afterwards.
macro_rules! suite {
    ($($name:ident),* $(,)?) => {
        mod memory {
            $(#[test]
            fn $name() {
                let store = super::in_memory();
                super::$name(&store);
                assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
                assert!(store.replayed().expect("its journal follows").holds_the_same(&store));
            })*
        }
        mod disk {
            $(#[test]
            fn $name() {
                let dir = tempfile::tempdir().expect("dir");
                let store = super::on_disk(&dir);
                super::$name(&store);
                assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
            })*
        }
    };
}

suite!(
    a_new_store_holds_the_entry_of_its_creation,
    every_kind_is_created_changed_and_deleted,
    the_user_of_an_address_moves_with_it,
    an_address_leads_to_one_user_only,
    accounts_move_with_their_owner,
    what_is_open_leaves_with_its_state,
    domains_move_with_their_name,
    a_stale_change_writes_nothing,
    a_change_that_names_another_record_is_refused,
    pages_follow_each_other_in_key_order,
    entries_come_newest_first,
    an_entry_gives_back_both_sides_and_the_reason,
    a_header_lists_the_organizations_touched,
    history_is_followed_from_entry_to_entry,
    counts_follow_the_records,
    an_organizations_records_are_counted,
    time_never_goes_back,
    the_chain_can_be_recomputed_from_the_headers,
    a_value_at_the_cap_is_kept_and_one_byte_more_refused,
    as_many_changes_as_allowed_and_not_one_more,
    demo_records_are_created_in_one_entry,
    an_entry_may_change_nothing,
    everything_addressed_to_somebody_is_found,
    erasing_takes_every_image_of_a_history,
    a_deletion_that_erases_keeps_its_reason_and_nothing_else,
    images_are_erased_of_a_record_that_stays,
    erasing_what_is_not_there_changes_nothing,
    an_erasure_is_remembered_until_the_store_is_compacted,
    compacting_keeps_every_record_and_entry,
    a_backup_holds_the_store_right_after_its_entry,
    seven_backups_are_kept_and_after_a_compaction_none_that_holds_what_was_erased,
    older_entries_move_into_an_archive_and_the_chain_goes_on,
    a_noted_head_is_found_again_and_no_other,
);

fn info(store: &dyn Maintenance) -> StoreInfo {
    store.info().expect("read")
}

fn get(store: &dyn Maintenance, key: Key) -> Option<Stored> {
    store.get(key).expect("read")
}

fn entry(store: &dyn Maintenance, position: Position) -> AuditEntry {
    store.entry(position).expect("read").expect("there")
}

fn a_new_store_holds_the_entry_of_its_creation(store: &dyn Maintenance) {
    let info = info(store);
    assert!(info.is_empty() && !info.demo);
    assert_eq!((info.head, info.created, info.id.len()), (Position(1), BIRTH, 32));
    let first = entry(store, Position(1));
    assert_eq!(first.header.command, CommandKind::CreateStore);
    assert_eq!(first.header.kind, EntryKind::Maintenance);
    assert_eq!((first.header.actor.who, first.header.actor.evidence), (Who::System, Evidence::System));
    assert_eq!((first.header.time, first.header.previous, first.changes), (BIRTH, [0; 32], vec![]));
    assert_eq!(store.entry(Position(2)), Ok(None));
    assert_eq!(store.entry(Position::NONE), Ok(None));
    assert_eq!(store.sync(), Ok(()));
}

fn every_kind_is_created_changed_and_deleted(store: &dyn Maintenance) {
    for record in one_of_each(9) {
        let key = record.key();
        assert_eq!(get(store, key), None);
        let last = create(store, record.clone());
        assert_eq!(get(store, key), Some(Stored { record: record.clone(), last }));
        // Written again as it is: the revision moves all the same.
        let last = replace(store, record.clone());
        assert_eq!(get(store, key), Some(Stored { record, last }));
        delete(store, key);
        assert_eq!(get(store, key), None);
    }
    assert_eq!(info(store).head, Position(1 + 3 * 8));
    store.sync().expect("durable");
}

fn the_user_of_an_address_moves_with_it(store: &dyn Maintenance) {
    let of = |text: &str| store.user_by_email(&email(text)).expect("read");
    create(store, user(1));
    assert_eq!(of("user1@acme.example"), Some(user_sid(1)));
    assert_eq!(of("user1@acme.exampl"), None);
    replace(store, User { email: email("new@acme.example"), ..user(1) });
    assert_eq!((of("user1@acme.example"), of("new@acme.example")), (None, Some(user_sid(1))));
    delete(store, Key::User(user_sid(1)));
    assert_eq!(of("new@acme.example"), None);
}

fn an_address_leads_to_one_user_only(store: &dyn Maintenance) {
    create(store, user(1));
    create(store, user(2));
    let head = info(store).head;
    let thief = User { email: user(1).email, ..user(3) };
    assert_eq!(
        store.apply(&transaction(vec![creation(thief.clone())])),
        Err(StoreError::Conflict { key: Key::User(user_sid(3)) })
    );
    let twins = [
        User { email: email("twin@acme.example"), ..user(3) },
        User { email: email("twin@acme.example"), ..user(4) },
    ];
    assert!(store.apply(&transaction(twins.map(creation).into())).is_err());
    assert_eq!(info(store).head, head);
    assert_eq!(store.user_by_email(&user(1).email), Ok(Some(user_sid(1))));

    // Exchanged in one transaction, and taken over from a user deleted in it: both leave every address unique.
    let swapped = [User { email: user(2).email, ..user(1) }, User { email: user(1).email, ..user(2) }];
    let changes = swapped.map(|user| change(store, Key::User(user.sid), Some(user.into())));
    store.apply(&transaction(changes.into())).expect("exchanged");
    assert_eq!(store.user_by_email(&user(1).email), Ok(Some(user_sid(2))));
    assert_eq!(store.user_by_email(&user(2).email), Ok(Some(user_sid(1))));
    let gone = change(store, Key::User(user_sid(2)), None);
    store.apply(&transaction(vec![creation(thief), gone])).expect("taken over");
    assert_eq!(store.user_by_email(&user(1).email), Ok(Some(user_sid(3))));
}

fn accounts_move_with_their_owner(store: &dyn Maintenance) {
    let of = |n| store.accounts_owned_by(user_sid(n)).expect("read");
    for n in [5, 3, 4] {
        create(store, account(n));
    }
    assert_eq!(of(1), [3, 4, 5].map(account_sid));
    replace(store, Account { owner: user_sid(2), ..account(4) });
    assert_eq!((of(1), of(2)), ([3, 5].map(account_sid).into(), vec![account_sid(4)]));
    delete(store, Key::Account(account_sid(3)));
    assert_eq!((of(1), of(0)), (vec![account_sid(5)], vec![]));
}

fn what_is_open_leaves_with_its_state(store: &dyn Maintenance) {
    let of = |text: &str| store.open_for(&email(text)).expect("read");
    let (guest, longer) = ("guest@acme.example", "guest@acme.example.org");
    let keys =
        [Key::Invitation(invitation(2).sid), Key::Invitation(invitation(3).sid), Key::SignUp(sign_up(1).sid)];
    create(store, sign_up(1));
    create(store, invitation(3));
    create(store, invitation(2));
    create(store, Invitation { email: email(longer), ..invitation(4) });
    create(store, Invitation { state: InvitationState::Declined, ..invitation(5) });
    create(store, SignUp { state: SignUpState::Expired, ..sign_up(6) });
    assert_eq!(of(guest), keys);
    assert_eq!(of(longer), [Key::Invitation(invitation(4).sid)]);
    assert_eq!(of("guest@acme.exam"), []);
    replace(store, Invitation { state: InvitationState::Accepted, ..invitation(2) });
    replace(store, SignUp { state: SignUpState::Completed, ..sign_up(1) });
    assert_eq!(of(guest), keys[1..2]);
    replace(store, Invitation { email: email("other@acme.example"), ..invitation(3) });
    assert_eq!((of(guest), of("other@acme.example")), (vec![], keys[1..2].to_vec()));
    replace(store, Invitation { ..invitation(5) });
    delete(store, keys[1]);
    assert_eq!(of(guest), [Key::Invitation(invitation(5).sid)]);
}

fn domains_move_with_their_name(store: &dyn Maintenance) {
    let of = |text: &str| store.domains_named(&domain_name(text)).expect("read");
    create(store, domain(2));
    create(store, Domain { org: org_sid(2), state: DomainState::Unverified, ..domain(1) });
    create(store, Domain { name: domain_name("acme.example.org"), ..domain(3) });
    assert_eq!(of("acme.example"), [domain(1).sid, domain(2).sid]);
    assert_eq!(of("example.org"), []);
    replace(store, Domain { name: domain_name("other.example"), ..domain(2) });
    assert_eq!((of("acme.example"), of("other.example")), (vec![domain(1).sid], vec![domain(2).sid]));
    delete(store, Key::Domain(domain(1).sid));
    assert_eq!((of("acme.example"), of("acme.example.org")), (vec![], vec![domain(3).sid]));
}

fn a_stale_change_writes_nothing(store: &dyn Maintenance) {
    create(store, user(1));
    let renamed = User { name: person("Renamed"), ..user(1) };
    let planned = change(store, Key::User(user_sid(1)), Some(renamed.clone().into()));
    let deletion = change(store, Key::User(user_sid(1)), None);
    replace(store, User { last_seen: Some(BIRTH), ..user(1) });
    let now = change(store, Key::User(user_sid(1)), Some(renamed.into()));
    let before = info(store);
    let stale = [
        planned,
        deletion,
        creation(user(1)),
        Change { previous: Position(2), ..now.clone() },
        Change { before: Some(user(1).into()), ..now.clone() },
        Change { before: None, ..now.clone() },
    ];
    for change in stale {
        // The good change before it and the one behind it must not be written either.
        let changes = vec![creation(account(8)), change.clone(), creation(domain(8))];
        assert_eq!(
            store.apply(&transaction(changes)),
            Err(StoreError::Conflict { key: Key::User(user_sid(1)) }),
            "{change:?}"
        );
    }
    assert!(store.apply(&transaction(vec![now.clone(), now.clone()])).is_err(), "one record twice");
    let absent = Change { key: Key::User(user_sid(9)), before: Some(user(9).into()), ..now.clone() };
    assert!(store.apply(&transaction(vec![Change { after: Some(user(9).into()), ..absent }])).is_err());
    assert_eq!(info(store), before);
    assert_eq!((get(store, account(8).sid.key()), get(store, domain(8).sid.key())), (None, None));
    assert_eq!(store.entry(Position(before.head.0 + 1)), Ok(None));
    store.apply(&transaction(vec![now])).expect("the fresh one is written");
}

fn a_change_that_names_another_record_is_refused(store: &dyn Maintenance) {
    let head = info(store).head;
    let wrong = Change { key: Key::User(user_sid(2)), ..creation(user(1)) };
    let nothing = Change { after: None, ..creation(user(1)) };
    for change in [wrong, nothing] {
        assert!(matches!(store.apply(&transaction(vec![change])), Err(StoreError::Conflict { .. })));
    }
    assert_eq!(info(store).head, head);
}

fn pages_follow_each_other_in_key_order(store: &dyn Maintenance) {
    let sids: Vec<u8> = (0..100).map(|n: u8| n.wrapping_mul(37)).collect();
    let records: Vec<Record> = sids.iter().map(|n| account(*n).into()).collect();
    store.load_demo(records, &draft()).expect("loaded");
    create(store, user(1));
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = store.scan(Kind::Account, after, 33).expect("read");
        assert!(page.len() <= 33);
        let Some(last) = page.last() else { break };
        after = Some(last.record.key());
        seen.extend(page.into_iter().map(|stored| stored.record.key()));
    }
    let mut wanted: Vec<Key> = sids.iter().map(|n| account_sid(*n).key()).collect();
    wanted.sort_unstable();
    assert_eq!(seen, wanted);
    assert_eq!(store.scan(Kind::Account, None, 0), Ok(vec![]));
    assert_eq!(store.scan(Kind::Account, None, usize::MAX).expect("read").len(), 100);
    assert_eq!(store.scan(Kind::Domain, None, 10), Ok(vec![]));
    // The key to go on from need not be there any more.
    delete(store, wanted[0]);
    assert_eq!(store.scan(Kind::Account, Some(wanted[0]), 1).expect("read")[0].record.key(), wanted[1]);
}

fn entries_come_newest_first(store: &dyn Maintenance) {
    for n in 0..40 {
        create(store, account(n));
    }
    let mut seen = Vec::new();
    let mut below = None;
    loop {
        let page = store.entries(below, 7).expect("read");
        let Some(last) = page.last() else { break };
        below = Some(last.position);
        seen.extend(page.into_iter().map(|header| header.position.0));
    }
    assert_eq!(seen, (1..=41).rev().collect::<Vec<u64>>());
    assert_eq!(store.entries(Some(Position(1)), 5), Ok(vec![]));
    assert_eq!(store.entries(None, 0), Ok(vec![]));
    assert_eq!(store.entries(Some(Position(u64::MAX)), 1).expect("read")[0].position, Position(41));
}

fn an_entry_gives_back_both_sides_and_the_reason(store: &dyn Maintenance) {
    create(store, user(1));
    create(store, account(1));
    let renamed = User { name: person("Renamed"), ..user(1) };
    let mut audit = draft();
    audit.reason = Some(reason("“Because” — ασφάλεια"));
    audit.refusal = Some("wrong-code".into());
    audit.kind = EntryKind::Refusal;
    audit.subjects = vec![user_sid(1).key(), account_sid(1).key()];
    let changes = vec![
        change(store, user_sid(1).key(), Some(renamed.clone().into())),
        creation(domain(1)),
        change(store, account_sid(1).key(), None),
    ];
    let committed =
        store.apply(&Transaction { changes, erase: Vec::new(), audit: audit.clone() }).expect("applied");
    let found = entry(store, committed.position);
    let header = &found.header;
    assert_eq!((header.position, header.time), (committed.position, committed.time));
    assert_eq!((&header.actor, header.kind, header.command), (&audit.actor, audit.kind, audit.command));
    assert_eq!((&header.subjects, &header.refusal), (&audit.subjects, &audit.refusal));
    assert_eq!((header.changes, found.reason.as_ref()), (3, audit.reason.as_ref()));
    let kept = |record: Record| ImageState::Kept(Box::new(record));
    let wanted = [
        (user_sid(1).key(), Position(2), kept(user(1).into()), kept(renamed.into())),
        (domain(1).sid.key(), Position::NONE, ImageState::Absent, kept(domain(1).into())),
        (account_sid(1).key(), Position(3), kept(account(1).into()), ImageState::Absent),
    ];
    let wanted = wanted.map(|(key, previous, before, after)| AuditChange { key, previous, before, after });
    assert_eq!(found.changes, wanted);
    // A reason in a creation stands in the image after, the first there is.
    let audit = AuditDraft { reason: Some(reason("new")), ..draft() };
    let created = store
        .apply(&Transaction { changes: vec![creation(domain(2))], erase: Vec::new(), audit })
        .expect("applied");
    assert_eq!(entry(store, created.position).reason, Some(reason("new")));
}

fn a_header_lists_the_organizations_touched(store: &dyn Maintenance) {
    let member = |org| Some(Membership { org: org_sid(org), role: OrgRole::Standard, since: BIRTH });
    create(store, User { membership: member(5), ..user(1) });
    let moved = change(store, user_sid(1).key(), Some(User { membership: member(4), ..user(1) }.into()));
    let audit = AuditDraft { organizations: vec![org_sid(9), org_sid(4)], ..draft() };
    let changes = vec![moved, creation(organization(2)), creation(message(1))];
    let at = store.apply(&Transaction { changes, erase: Vec::new(), audit }).expect("applied").position;
    let listed = entry(store, at).header.organizations;
    assert_eq!(listed, [4, 5, 2, 9].map(org_sid));
}

fn history_is_followed_from_entry_to_entry(store: &dyn Maintenance) {
    let names = ["First", "Second", "Third"];
    create(store, User { name: person(names[0]), ..user(1) });
    create(store, user(2));
    replace(store, User { name: person(names[1]), ..user(1) });
    replace(store, user(2));
    replace(store, User { name: person(names[2]), ..user(1) });
    let mut at = get(store, user_sid(1).key()).expect("there").last;
    let mut found = Vec::new();
    while at != Position::NONE {
        let entry = entry(store, at);
        let change = entry.changes.iter().find(|change| change.key == user_sid(1).key()).expect("its change");
        let Some(Record::User(after)) = change.after.record() else { panic!("no user") };
        found.push(after.name.to_string());
        at = change.previous;
    }
    found.reverse();
    assert_eq!(found, names);
}

fn counts_follow_the_records(store: &dyn Maintenance) {
    for (n, record) in (0..).zip([one_of_each(1), one_of_each(2)].concat()) {
        create(store, record);
        assert_eq!(info(store).counts.iter().sum::<u64>(), n + 1);
    }
    assert_eq!(info(store).counts, [2; 8]);
    replace(store, user(1));
    delete(store, account_sid(1).key());
    let changes = vec![change(store, domain(1).sid.key(), None), creation(domain(3)), creation(domain(4))];
    store.apply(&transaction(changes)).expect("applied");
    let info = info(store);
    assert_eq!(info.counts, [2, 2, 2, 1, 2, 3, 2, 2]);
    assert_eq!((info.count(Kind::Account), info.count(Kind::Domain), info.is_empty()), (1, 3, false));
}

fn an_organizations_records_are_counted(store: &dyn Maintenance) {
    let counts =
        |store: &dyn Maintenance, org: OrgSid| Kind::ALL.map(|kind| store.count_in(org, kind).expect("read"));
    let orgs: Vec<OrgSid> = [one_of_each(1), one_of_each(2)]
        .concat()
        .iter()
        .flat_map(Record::organizations)
        .collect::<std::collections::BTreeSet<_>>()
        .into_iter()
        .collect();
    for record in [one_of_each(1), one_of_each(2)].concat() {
        create(store, record);
    }
    let expected = |store: &dyn Maintenance, org: OrgSid| {
        Kind::ALL.map(|kind| {
            let all = store.scan(kind, None, 100).expect("read");
            all.iter().filter(|stored| stored.record.organizations().contains(&org)).count() as u64
        })
    };
    assert!(
        orgs.iter().any(|org| counts(store, *org).iter().sum::<u64>() > 3),
        "the fixtures belong somewhere"
    );
    for org in &orgs {
        assert_eq!(counts(store, *org), expected(store, *org));
    }
    delete(store, account_sid(1).key());
    replace(store, User { membership: None, ..user(1) });
    for org in &orgs {
        assert_eq!(counts(store, *org), expected(store, *org));
    }
    assert_eq!(counts(store, OrgSid::from_bytes([0xEE; 16])), [0; 8]);
}

fn time_never_goes_back(store: &dyn Maintenance) {
    let at = |time| {
        let audit = AuditDraft { time, ..draft() };
        store.apply(&Transaction { changes: Vec::new(), erase: Vec::new(), audit }).expect("applied").time
    };
    let later = BIRTH.plus(Span::hours(1));
    assert_eq!(at(BIRTH.minus(Span::days(1))), BIRTH);
    assert_eq!(at(later), later);
    assert_eq!(at(BIRTH), later);
    let times: Vec<Timestamp> = store.entries(None, 10).expect("read").iter().map(|h| h.time).collect();
    assert_eq!(times, [later, later, BIRTH, BIRTH]);
}

fn the_chain_can_be_recomputed_from_the_headers(store: &dyn Maintenance) {
    create(store, user(1));
    let audit = AuditDraft { reason: Some(reason("why")), ..draft() };
    let changes = vec![change(store, user_sid(1).key(), None), creation(account(1))];
    store.apply(&Transaction { changes, erase: Vec::new(), audit }).expect("applied");
    let mut headers = store.entries(None, 10).expect("read");
    headers.reverse();
    let mut previous = [0; 32];
    for header in &headers {
        assert_eq!(header.previous, previous, "{}", header.position);
        previous = Sha256::digest(codec::encode_header(header).expect("encodes")).into();
    }
    assert_eq!(info(store).head_hash, previous);
    assert_eq!(headers[0].images, <[u8; 32]>::from(Sha256::digest(b"")), "no images, no commitments");
    assert_ne!(headers[1].images, headers[2].images);
}

/// A user whose envelope has exactly so many bytes when it is written at this position.
fn user_of_size(size: usize, at: Position) -> User {
    let length = |user: &User| match codec::encode_record(&user.clone().into(), at) {
        Ok(bytes) => bytes.len(),
        Err(codec::CodecError::TooLarge(bytes)) => bytes,
        Err(other) => panic!("{other}"),
    };
    let mut user = User { name: person("xx"), ..user(1) };
    while length(&user) + 60 < size {
        user.grants.push(grant(1));
    }
    let missing = size - length(&user);
    user.name = person(&"x".repeat(2 + missing));
    assert_eq!(length(&user), size);
    user
}

fn a_value_at_the_cap_is_kept_and_one_byte_more_refused(store: &dyn Maintenance) {
    assert_eq!(codec::MOST_BYTES, 7168);
    let next = Position(info(store).head.0 + 1);
    let key = user_sid(1).key();
    let before = info(store);
    let large = user_of_size(7169, next);
    assert_eq!(
        store.apply(&transaction(vec![creation(account(1)), creation(large)])),
        Err(StoreError::TooLarge { key, size: 7169, most: 7168 })
    );
    assert_eq!((info(store), get(store, key), get(store, account_sid(1).key())), (before, None, None));

    let fits = user_of_size(7168, next);
    let audit = AuditDraft { reason: Some(reason(&"理".repeat(200))), ..draft() };
    let committed = store
        .apply(&Transaction { changes: vec![creation(fits.clone())], erase: Vec::new(), audit })
        .expect("fits");
    store.sync().expect("durable");
    assert_eq!(get(store, key), Some(Stored { record: fits.clone().into(), last: next }));
    let entry = entry(store, committed.position);
    assert_eq!(entry.changes[0].after, ImageState::Kept(Box::new(fits.into())));
    assert_eq!(entry.reason, Some(reason(&"理".repeat(200))));
}

fn as_many_changes_as_allowed_and_not_one_more(store: &dyn Maintenance) {
    let many = |n: usize| -> Vec<Change> {
        let message = |n: u32| {
            let mut sid = [0; 16];
            sid[..4].copy_from_slice(&n.to_be_bytes());
            creation(Message { sid: MessageSid::from_bytes(sid), ..message(1) })
        };
        (0..u32::try_from(n).expect("small")).map(message).collect()
    };
    let most = Transaction::MOST_CHANGES;
    assert_eq!(store.apply(&transaction(many(most + 1))), Err(StoreError::TooMany { found: most + 1 }));
    assert!(info(store).is_empty());
    let committed = store.apply(&transaction(many(most))).expect("applied");
    store.sync().expect("durable");
    assert_eq!(info(store).count(Kind::Message), 10_000);
    assert_eq!(store.scan(Kind::Message, None, usize::MAX).expect("read").len(), 10_000);
    assert_eq!(entry(store, committed.position).changes.len(), 10_000);
}

fn demo_records_are_created_in_one_entry(store: &dyn Maintenance) {
    let audit = AuditDraft { kind: EntryKind::Maintenance, command: CommandKind::Demo, ..draft() };
    let committed = store.load_demo(one_of_each(1).into(), &audit).expect("loaded");
    assert_eq!(committed, Committed { position: Position(2), time: audit.time });
    assert!(info(store).demo);
    assert_eq!(info(store).counts, [1; 8]);
    for record in one_of_each(1) {
        let stored = get(store, record.key()).expect("there");
        assert_eq!(stored, Stored { record: record.clone(), last: Position(2) });
        let entry = entry(store, stored.last);
        let change = entry.changes.iter().find(|change| change.key == record.key()).expect("its creation");
        assert_eq!(change.after, ImageState::Kept(Box::new(record)));
    }
    create(store, user(2));
    assert!(info(store).demo, "it stays demo");
    let again = store.load_demo(vec![user(1).into()], &audit);
    assert_eq!(again, Err(StoreError::Conflict { key: user_sid(1).key() }));
    let many = vec![Record::from(user(5)); 2_001];
    assert_eq!(store.load_demo(many, &audit), Err(StoreError::TooMany { found: 2_001 }));
}

fn an_entry_may_change_nothing(store: &dyn Maintenance) {
    let audit = AuditDraft { kind: EntryKind::Session, command: CommandKind::SignIn, ..draft() };
    let at = store
        .apply(&Transaction { changes: Vec::new(), erase: Vec::new(), audit })
        .expect("applied")
        .position;
    let found = entry(store, at);
    assert_eq!((found.header.kind, found.header.changes, found.changes), (EntryKind::Session, 0, vec![]));
}

/// The key of the record with this identifier.
trait AsKey {
    fn key(self) -> Key;
}

macro_rules! as_key {
    ($($sid:ident => $kind:ident),*) => {
        $(impl AsKey for $sid {
            fn key(self) -> Key {
                Key::$kind(self)
            }
        })*
    };
}
as_key!(
    UserSid => User,
    AccountSid => Account,
    DomainSid => Domain,
    InvitationSid => Invitation,
    SignUpSid => SignUp,
    MessageSid => Message
);

fn everything_addressed_to_somebody_is_found(store: &dyn Maintenance) {
    let (guest, other) = (email("guest@acme.example"), email("other@acme.example"));
    let found = |of| store.addressed_to(of).expect("read");
    assert_eq!(found(&guest), []);
    create(store, invitation(1));
    create(store, Invitation { state: InvitationState::Declined, ..invitation(2) });
    create(store, Invitation { email: other.clone(), ..invitation(3) });
    create(store, sign_up(1));
    create(store, SignUp { state: SignUpState::Completed, ..sign_up(2) });
    create(store, message(1));
    let phone = Recipient::Phone(Phone::parse("+14155550100").expect("valid"));
    create(store, Message { to: phone, ..message(2) });
    create(store, user(1));
    let keys = [
        invitation(1).sid.key(),
        invitation(2).sid.key(),
        sign_up(1).sid.key(),
        sign_up(2).sid.key(),
        message(1).sid.key(),
    ];
    assert_eq!(found(&guest), keys);
    assert_eq!(store.open_for(&guest), Ok(vec![keys[0], keys[2]]), "of which these are open");
    replace(store, Invitation { state: InvitationState::Accepted, ..invitation(1) });
    replace(store, Message { state: MessageState::Delivered, ..message(1) });
    assert_eq!(found(&guest), keys, "whatever becomes of them");
    assert_eq!(store.open_for(&guest), Ok(vec![keys[2]]));
    replace(store, Invitation { email: other.clone(), ..invitation(2) });
    delete(store, sign_up(2).sid.key());
    delete(store, message(1).sid.key());
    assert_eq!(found(&guest), [keys[0], keys[2]]);
    assert_eq!(found(&other), [keys[1], invitation(3).sid.key()]);
}

/// What is left of the images of a record, entry by entry.
fn sides_of(store: &dyn Maintenance, key: Key) -> Vec<ImageState> {
    let mut found = Vec::new();
    for position in (1..=info(store).head.0).map(Position) {
        let changes = entry(store, position).changes;
        found.extend(changes.into_iter().filter(|c| c.key == key).flat_map(|c| [c.before, c.after]));
    }
    found
}

fn erasing_takes_every_image_of_a_history(store: &dyn Maintenance) {
    let (erased, kept) = (user_sid(1).key(), user_sid(2).key());
    // The first among many changes of one entry, so that it has to be looked for.
    let crowd = (3..=250).chain([1]).map(|n| creation(domain(n)));
    let crowd: Vec<Change> = crowd.chain([creation(user(1)), creation(user(2))]).collect();
    store.apply(&transaction(crowd)).expect("applied");
    for name in ["Second", "Third"] {
        let audit = AuditDraft { reason: Some(reason("because of Ada")), ..draft() };
        let changes = vec![
            change(store, erased, Some(User { name: person(name), ..user(1) }.into())),
            change(store, kept, Some(User { name: person(name), ..user(2) }.into())),
        ];
        store.apply(&Transaction { changes, erase: Vec::new(), audit }).expect("applied");
    }
    let hash = info(store).head_hash;
    let head = Head { position: info(store).head, hash };
    let all = sides_of(store, kept);
    let changes = vec![change(store, erased, None)];
    let done = store.apply(&Transaction { erase: vec![erased], ..transaction(changes) }).expect("applied");
    assert_eq!(get(store, erased), None);
    let sides = sides_of(store, erased);
    assert_eq!(sides.len(), 8);
    assert!(sides.iter().all(|side| side.record().is_none()), "{sides:?}");
    assert_eq!(
        sides.iter().filter(|side| **side == ImageState::Absent).count(),
        2,
        "before and after it lived"
    );
    assert_eq!(sides_of(store, kept), all, "nobody else's");
    let before = entry(store, Position(done.position.0 - 1));
    assert_eq!(before.reason, None, "the reason went with the image it stood in");
    assert_eq!(before.changes.len(), 2);
    assert_eq!(store.verify(Some(head)).expect("read").findings, Vec::<String>::new());
}

fn a_deletion_that_erases_keeps_its_reason_and_nothing_else(store: &dyn Maintenance) {
    create(store, user(1));
    create(store, invitation(1));
    let keys = vec![user_sid(1).key(), invitation(1).sid.key()];
    let changes = keys.iter().map(|key| change(store, *key, None)).collect();
    let audit = AuditDraft { reason: Some(reason("asked for it")), ..draft() };
    let done = store.apply(&Transaction { changes, erase: keys, audit }).expect("applied");
    let found = entry(store, done.position);
    assert_eq!(found.reason, Some(reason("asked for it")));
    for change in &found.changes {
        assert_eq!((&change.before, &change.after), (&ImageState::Erased, &ImageState::Absent));
    }
    assert_eq!(found.header.changes, 2);
}

fn images_are_erased_of_a_record_that_stays(store: &dyn Maintenance) {
    create(store, user(1));
    replace(store, User { name: person("Second"), ..user(1) });
    let stays = get(store, user_sid(1).key());
    let erase = vec![user_sid(1).key()];
    store.apply(&Transaction { erase, ..transaction(Vec::new()) }).expect("applied");
    assert_eq!(get(store, user_sid(1).key()), stays);
    assert!(sides_of(store, user_sid(1).key()).iter().all(|side| side.record().is_none()));
    // Its history goes on, and can be erased again.
    replace(store, user(1));
    assert!(sides_of(store, user_sid(1).key()).iter().any(|side| side.record().is_some()));
    let changes = vec![change(store, user_sid(1).key(), None)];
    let erase = vec![user_sid(1).key()];
    store.apply(&Transaction { erase, ..transaction(changes) }).expect("applied");
    assert!(sides_of(store, user_sid(1).key()).iter().all(|side| side.record().is_none()));
}

fn erasing_what_is_not_there_changes_nothing(store: &dyn Maintenance) {
    create(store, user(1));
    let before = sides_of(store, user_sid(1).key());
    let erase = vec![user_sid(9).key()];
    store.apply(&Transaction { erase, ..transaction(Vec::new()) }).expect("applied");
    assert_eq!(sides_of(store, user_sid(1).key()), before);
    // A transaction that is refused erases nothing.
    let stale = Change { previous: Position(77), ..change(store, user_sid(1).key(), None) };
    let erase = vec![user_sid(1).key()];
    let refused = store.apply(&Transaction { erase, ..transaction(vec![stale]) });
    assert!(matches!(refused, Err(StoreError::Conflict { .. })));
    assert_eq!(sides_of(store, user_sid(1).key()), before);
}

fn an_erasure_is_remembered_until_the_store_is_compacted(store: &dyn Maintenance) {
    let at = |minutes| BIRTH.plus(Span::minutes(minutes));
    let audit = |minutes| AuditDraft { time: at(minutes), ..draft() };
    assert_eq!((info(store).erased, info(store).compacted), (None, None));
    create(store, user(1));
    assert_eq!(info(store).erased, None);
    let erase = vec![user_sid(1).key()];
    store.apply(&Transaction { changes: vec![], erase, audit: audit(5) }).expect("applied");
    create(store, user(2));
    assert_eq!((info(store).erased, info(store).compacted), (Some(at(5)), None));
    store.compact(&audit(9), &mut |_, _| {}).expect("compacted");
    assert_eq!((info(store).erased, info(store).compacted), (None, Some(at(9))));
    let erase = vec![user_sid(2).key()];
    store.apply(&Transaction { changes: vec![], erase, audit: audit(12) }).expect("applied");
    assert_eq!((info(store).erased, info(store).compacted), (Some(at(12)), Some(at(9))));
}

fn compacting_keeps_every_record_and_entry(store: &dyn Maintenance) {
    for record in one_of_each(1) {
        create(store, record);
    }
    replace(store, User { name: person("Second"), ..user(1) });
    let erase = vec![Key::OrganizationName(org_sid(1))];
    store.apply(&Transaction { erase, ..transaction(Vec::new()) }).expect("applied");
    let head = info(store).head;
    let records: Vec<Stored> = one_of_each(1).iter().filter_map(|record| get(store, record.key())).collect();
    let entries: Vec<AuditEntry> = (1..=head.0).map(|n| entry(store, Position(n))).collect();
    let counts = info(store).counts;
    let mut told = Vec::new();
    let done = store.compact(&draft(), &mut |done, all| told.push((done, all))).expect("compacted");
    assert_eq!(done.position, Position(head.0 + 1));
    assert!(done.after > 0 && done.before > 0);
    assert!(told.is_sorted() && told.iter().all(|(done, all)| done <= all), "{told:?}");
    assert!(told.last().is_some_and(|(done, all)| done == all), "{told:?}");
    let after: Vec<Stored> = one_of_each(1).iter().filter_map(|record| get(store, record.key())).collect();
    assert_eq!((after, info(store).counts), (records, counts));
    assert_eq!((1..=head.0).map(|n| entry(store, Position(n))).collect::<Vec<_>>(), entries);
    assert_eq!(entry(store, done.position).changes, vec![]);
    replace(store, user(1));
    store.sync().expect("durable");
}

fn back_up(store: &dyn Maintenance) -> Backup {
    store.back_up(&draft(), BackupPlace::Folder, &mut |_, _| {}).expect("backed up")
}

fn a_backup_holds_the_store_right_after_its_entry(store: &dyn Maintenance) {
    for record in one_of_each(1) {
        create(store, record);
    }
    let head = info(store).head;
    let (mut bytes, mut told) = (Vec::new(), Vec::new());
    let to = BackupPlace::Stream(&mut bytes);
    let made = store.back_up(&draft(), to, &mut |done, all| told.push((done, all))).expect("backed up");
    assert!(told.iter().all(|(done, all)| done <= all), "{told:?}");
    assert!(told.last().is_some_and(|(done, all)| done == all), "{told:?}");
    let now = info(store);
    assert_eq!((made.stamp.position, made.stamp.position.0), (now.head, head.0 + 1));
    assert_eq!((made.stamp.hash, &made.stamp.store), (now.head_hash, &now.id));
    assert_eq!((made.stamp.records(), made.bytes), (8, bytes.len() as u64));
    assert_eq!(now.backed_up, Some(made.stamp.time));
    let read = backup::verify(bytes.as_slice(), Path::new("it"), &mut |_| {});
    assert_eq!(read.as_ref(), Ok(&made.stamp));
    assert_eq!(store.backups().expect("listed"), [], "it went elsewhere");
    assert_eq!(back_up(store).stamp.position.0, head.0 + 2);
    assert_eq!(store.backups().expect("listed").len(), 1);
}

fn seven_backups_are_kept_and_after_a_compaction_none_that_holds_what_was_erased(store: &dyn Maintenance) {
    create(store, user(1));
    let mut made: Vec<Backup> = (0..9).map(|_| back_up(store)).collect();
    made.reverse();
    made.truncate(7);
    assert_eq!(store.backups().expect("listed"), made);
    let erase = vec![user_sid(1).key()];
    store.apply(&Transaction { erase, ..transaction(Vec::new()) }).expect("applied");
    assert_eq!(info(store).last_erasing, info(store).head);
    let after = back_up(store);
    made.insert(0, after.clone());
    made.truncate(7);
    assert_eq!(store.backups().expect("listed"), made, "they hold no more than the data does");
    store.compact(&draft(), &mut |_, _| {}).expect("compacted");
    let kept = store.backups().expect("listed");
    assert_eq!((kept.len(), &kept[1]), (2, &after), "and the compaction's own: {kept:?}");
}

fn older_entries_move_into_an_archive_and_the_chain_goes_on(store: &dyn Maintenance) {
    let at = |minutes| BIRTH.plus(Span::minutes(minutes));
    let audit = |minutes| AuditDraft { time: at(minutes), ..draft() };
    for n in 1..=6 {
        let changes = vec![creation(user(n))];
        store.apply(&Transaction { changes, erase: vec![], audit: audit(n.into()) }).expect("applied");
    }
    let noted = Head { position: info(store).head, hash: info(store).head_hash };
    let before = store.verify(None).expect("read");
    let prune = |before| store.prune(&audit(60), before, ArchivePlace::Folder, &mut |_, _| {});
    assert_eq!(prune(at(0)), Ok(None), "that of the creation is from just then");
    assert_eq!(store.prunable(at(4)).expect("read").map(|header| header.position), Some(Position(4)));
    let done = prune(at(4)).expect("pruned").expect("some");
    assert_eq!((done.from, done.to, done.until), (Position(1), Position(4), at(3)));
    assert_eq!(done.position, info(store).head);
    assert_eq!(info(store).archived, Position(4));
    assert_eq!(store.entry(Position(4)), Ok(None));
    assert!(store.entry(Position(5)).expect("read").is_some());
    assert_eq!(store.entries(None, 100).expect("read").len(), 4);
    assert_eq!(prune(at(4)), Ok(None));
    let checked = store.verify(Some(noted)).expect("read");
    assert_eq!((checked.findings, checked.entries), (Vec::new(), before.entries + 1));
    // The last of all stays, whatever its age.
    let rest = prune(at(99)).expect("pruned").expect("some");
    assert_eq!((rest.from, rest.to.0 + 1, info(store).head), (Position(5), done.position.0, rest.position));
    replace(store, User { name: person("Second"), ..user(1) });
    let erase = vec![user_sid(1).key(), user_sid(2).key()];
    store.apply(&Transaction { changes: vec![], erase, audit: audit(70) }).expect("applied");
    assert_eq!(store.verify(None).expect("read").findings, Vec::<String>::new());
    store.compact(&audit(80), &mut |_, _| {}).expect("compacted");
    assert_eq!(store.verify(Some(noted)).expect("read").findings, Vec::<String>::new());
}

fn a_noted_head_is_found_again_and_no_other(store: &dyn Maintenance) {
    create(store, user(1));
    let noted = Head { position: info(store).head, hash: info(store).head_hash };
    let findings = |noted| store.verify(Some(noted)).expect("read").findings;
    assert_eq!(findings(noted), Vec::<String>::new());
    replace(store, User { name: person("Second"), ..user(1) });
    assert_eq!(findings(noted), Vec::<String>::new(), "a later head still holds it");
    let wrong = findings(Head { hash: [7; 32], ..noted });
    assert!(wrong.len() == 1 && wrong[0].contains("is not the one that was noted"), "{wrong:?}");
    let wrong = findings(Head { position: Position(99), ..noted });
    assert!(wrong.len() == 1 && wrong[0].contains("entries were taken away"), "{wrong:?}");
}
