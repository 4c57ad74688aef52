//! Compaction of the store on disk: nothing that is left is lost, nothing that was erased stays in any file, and whenever
//! it is killed the store opens as what it was or as what it became.
//!
//! 10 kills; `ORGADM_KILLS=n` for more. The seed of a failing run is in its message; `ORGADM_SEED=n` repeats its delays,
//! though not the scheduler.

#![allow(clippy::expect_used, clippy::panic)]

#[path = "store_support/child.rs"]
mod child;
#[path = "store_support/fixtures.rs"]
mod fixtures;
#[path = "store_support/snapshot.rs"]
mod snapshot;

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use fixtures::*;
use orgadm::controller::port::{BackupPlace, Clock, Maintenance, Store, Transaction};
use orgadm::controller::{CodeKey, Command, Consent, Controller, Receipt, Successors, TypedCode};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::rules::limits;
use orgadm::store::{self, SledStore, backup};

fn open(path: &Path) -> SledStore {
    store::open(path, &SystemClock, &RandomIds).expect("opened")
}

fn compact(store: &SledStore) -> Position {
    let audit = orgadm::controller::port::AuditDraft {
        kind: EntryKind::Maintenance,
        command: CommandKind::Compact,
        subjects: Vec::new(),
        ..draft()
    };
    store.compact(&audit, &mut |done, all| assert!(done <= all)).expect("compacted").position
}

/// Every record that was not changed after a head, every audit entry up to it.
type Content = (BTreeMap<Key, Stored>, Vec<AuditEntry>);

fn content(store: &SledStore, to: Position) -> Content {
    let mut records = BTreeMap::new();
    for kind in Kind::ALL {
        let page = store.scan(kind, None, 10_000).expect("read");
        let until = page.into_iter().filter(|stored| stored.last <= to);
        records.extend(until.map(|stored| (stored.record.key(), stored)));
    }
    let entry = |position| store.entry(Position(position)).expect("read").expect("there");
    (records, (1..=to.0).map(entry).collect())
}

/// The directories of data in a store.
fn data_of(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path).expect("there").map(|entry| entry.expect("readable").file_name());
    let names = names.map(|name| name.to_string_lossy().into_owned());
    let mut found: Vec<String> =
        names.filter(|name| name.starts_with("data") || name == "rehearsal").collect();
    found.sort_unstable();
    found
}

fn filled(path: &Path) -> SledStore {
    let store = open(path);
    for n in 1..40 {
        for record in one_of_each(n) {
            // One address, one user.
            create(&store, record);
        }
        replace(&store, User { name: person(&format!("Grace {n}")), ..user(n) });
    }
    delete(&store, Key::Account(account_sid(7)));
    store.sync().expect("durable");
    store
}

#[test]
fn everything_that_is_left_is_kept_byte_for_byte_and_the_older_files_go() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    let store = filled(&path);
    let head = store.info().expect("read").head;
    let before = content(&store, head);
    let hash = store.info().expect("read").head_hash;
    for name in ["data-2", "data-3"] {
        let position = compact(&store);
        assert_eq!(data_of(&path), [name]);
        assert!(content(&store, head) == before, "while it is open");
        let info = store.info().expect("read");
        assert_eq!((info.head, info.compacted.is_some(), info.erased), (position, true, None));
        assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
    }
    let noted = Some(Head { position: head, hash });
    assert_eq!(
        store.verify(noted).expect("read").findings,
        Vec::<String>::new(),
        "the noted head is part of it"
    );
    create(&store, user(99));
    store.sync().expect("durable");
    let closed = store.info().expect("read");
    drop(store);
    let store = open(&path);
    assert_eq!(store.info(), Ok(closed));
    assert_eq!(
        store.get(Key::User(user_sid(99))).expect("read").map(|stored| stored.record),
        Some(user(99).into())
    );
    assert_eq!(data_of(&path), ["data-3"]);
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
}

#[test]
fn readers_go_on_meanwhile_and_writers_wait() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    let store = filled(&path);
    let head = store.info().expect("read").head;
    let before = content(&store, head);
    let done = AtomicBool::new(false);
    thread::scope(|scope| {
        let reading = scope.spawn(|| {
            let mut rounds = 0;
            while !done.load(Ordering::SeqCst) || rounds < 3 {
                assert!(content(&store, head) == before);
                rounds += 1;
            }
        });
        let writing = scope.spawn(|| {
            for n in 100..140 {
                create(&store, domain(n));
                store.sync().expect("durable");
            }
        });
        for _ in 0..3 {
            compact(&store);
        }
        done.store(true, Ordering::SeqCst);
        reading.join().expect("read on");
        writing.join().expect("wrote on");
    });
    let domains = store.scan(Kind::Domain, None, 10_000).expect("read").len();
    assert_eq!(domains, 39 + 40, "no transaction was lost in between");
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
}

/// The two states in which a machine may stop, made by hand: before the manifest names the copy, and after.
#[test]
fn what_a_stopped_compaction_left_is_removed_once_the_named_one_was_opened() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    let store = filled(&path);
    let head = store.info().expect("read").head;
    let before = content(&store, head);
    drop(store);
    // A copy that was begun.
    snapshot::copy(&path.join("data"), &path.join("data-2"));
    fs::write(path.join("data-2/db"), b"half").expect("written");
    fs::create_dir(path.join("rehearsal")).expect("created");
    let store = open(&path);
    assert!(content(&store, head) == before);
    assert_eq!(data_of(&path), ["data"]);

    // One that was complete and named, with the older files still there.
    snapshot::copy(&path.join("data"), &dir.path().join("older"));
    compact(&store);
    drop(store);
    snapshot::copy(&dir.path().join("older"), &path.join("data"));
    let store = open(&path);
    assert!(content(&store, head) == before);
    assert_eq!(data_of(&path), ["data-2"]);
}

/// What is not named may be all that a person has left: it stays until the named one opens.
#[test]
fn beside_a_damaged_store_nothing_is_removed() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    drop(filled(&path));
    snapshot::copy(&path.join("data"), &path.join("data-7"));
    fs::write(path.join("data/db"), b"").expect("emptied");
    let error = store::open(&path, &SystemClock, &RandomIds).map(drop).expect_err("damaged");
    assert_eq!(error.code(), "store-damaged");
    assert_eq!(data_of(&path), ["data", "data-7"]);
}

/// The role of the child: writes and compacts for ever, telling the head once it is durable.
#[test]
fn child_process() {
    let Some((role, path)) = child::role() else { return };
    let mut random = fastrand::Rng::with_seed(role.parse().expect("a seed"));
    let store = open(&path);
    loop {
        let n = random.u8(..);
        let record = User { name: person(&format!("Ada {}", random.u32(..))), ..user(n) };
        let stored = store.get(Key::User(record.sid)).expect("read");
        let key = Key::User(record.sid);
        let (before, previous) = stored.map_or((None, Position::NONE), |s| (Some(s.record), s.last));
        let change = Change { key, before, after: Some(record.into()), previous };
        let erase = if random.bool() { vec![key] } else { Vec::new() };
        store.apply(&Transaction { erase, ..transaction(vec![change]) }).expect("applied");
        store.sync().expect("durable");
        child::tell(&store.info().expect("read").head.to_string());
        compact(&store);
        child::tell(&store.info().expect("read").head.to_string());
    }
}

#[test]
fn killed_at_any_moment_the_older_or_the_newer_files_are_whole() {
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let kills = child::from_environment("ORGADM_KILLS").unwrap_or(10);
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    drop(filled(&path));
    let mut compactions = 0;
    for round in 0..kills {
        let mut writer = child::command(&random.u64(..).to_string(), &path).spawn().expect("started");
        let mut lines = BufReader::new(writer.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let position = |line: String| child::told(&line).and_then(|text| text.parse::<u64>().ok());
        let first = lines.by_ref().find_map(position).expect("it came to write");
        // The delay is the experiment, not a wait for something.
        thread::sleep(Duration::from_micros(random.u64(..300_000)));
        writer.kill().expect("killed");
        writer.wait().expect("ended");
        let last = lines.filter_map(position).last().unwrap_or(first);
        compactions += last - first;
        let at = format!("seed {seed} round {round} of {kills}");
        let store = open(&path);
        let head = store.info().expect("read").head.0;
        // A compaction after an erasure writes two entries: its own and that of the backup.
        assert!((last..=last + 2).contains(&head), "{at}: {last} acknowledged, {head} found");
        for made in store.backups().expect("listed") {
            let path = made.path.expect("a file");
            let file = fs::File::open(&path).expect("there");
            let stamp = backup::verify(BufReader::new(file), &path, &mut |_| {});
            assert_eq!(stamp, Ok(made.stamp), "{at}: what counts is whole");
        }
        assert_eq!(store.check().expect("checked").findings, Vec::<String>::new(), "{at}");
        assert_eq!(data_of(&path).len(), 1, "{at}: {:?}", data_of(&path));
        assert_eq!(store.scan(Kind::Account, None, 10_000).expect("read").len(), 38, "{at}");
    }
    assert!(compactions > kills, "the children came to compact: {compactions}");
}

/// A clock that is set.
struct Moved(AtomicU64);

impl Clock for Moved {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

/// An organization on a real store, with the verbs the test needs.
struct Live {
    controller: Controller,
    clock: Arc<Moved>,
}

impl Live {
    fn new(path: &Path) -> Self {
        let clock = Arc::new(Moved(AtomicU64::new(BIRTH.0)));
        let opened = store::open(path, clock.as_ref(), &RandomIds).expect("opened");
        let codes = CodeKey::new(*opened.code_key());
        let ids = Arc::new(RandomIds);
        let controller = Controller::open(Arc::new(opened), Arc::clone(&clock) as Arc<dyn Clock>, ids, codes);
        Self { controller: controller.expect("a writer"), clock }
    }

    fn actor(&self, who: Who) -> Actor {
        let evidence = Evidence::Claimed { uid: 1000, os_user: "alice".into(), ssh: None };
        Actor { who, evidence, origin: Origin::CommandLine }
    }

    fn run(&self, who: Who, command: Command, confirmed: Option<&str>) -> Receipt {
        let consent = Consent { confirmed: confirmed.map(str::to_owned), ..Consent::default() };
        self.controller.run(&self.actor(who), &command, consent).expect("allowed")
    }

    fn sign_up(&self, address: &str, name: &str) -> UserSid {
        let command =
            Command::SignUp { email: email(address), name: person(name), account: label("First account") };
        let Key::SignUp(sign_up) = self.run(Who::Visitor, command, None).plan.subjects[0] else {
            panic!("a sign-up")
        };
        let code = self.controller.sign_up_code(sign_up).expect("read").expect("open");
        let code = TypedCode::new(&code.reveal());
        self.run(Who::Visitor, Command::ConfirmSignUp { sign_up, code }, None);
        self.controller.store().user_by_email(&email(address)).expect("read").expect("there")
    }

    fn create_org(&self, owner: UserSid, name: &str) -> OrgSid {
        let account = self.controller.store().accounts_owned_by(owner).expect("read")[0];
        let phone = Phone::parse("+14155550100").expect("valid");
        self.run(Who::User(owner), Command::SetPhone { account, phone }, None);
        let code = self.controller.phone_code(account).expect("read").expect("waiting");
        let code = TypedCode::new(&code.reveal());
        self.run(Who::User(owner), Command::ConfirmPhone { account, code }, None);
        let created = self.run(Who::User(owner), Command::CreateOrganization { name: label(name) }, None);
        let Key::Organization(org) = created.plan.subjects[0] else { panic!("an organization") };
        org
    }
}

/// How many times a text stands in the files below a path, also in its lower-case form.
fn times(path: &Path, text: &str) -> usize {
    let needles = [text.to_owned(), text.to_lowercase()];
    let files = snapshot::of(path);
    let in_file = |bytes: &[u8]| {
        needles
            .iter()
            .map(|needle| memchr::memmem::find_iter(bytes, needle.as_bytes()).count())
            .sum::<usize>()
    };
    files.values().map(|(_, bytes)| in_file(bytes)).sum()
}

const ORG: &str = "Zwölfkäsehoch & Söhne";
const RENAMED: &str = "Quittengelee Unlimited";
const PERSON: &str = "Wilhelmina Xylophonova";
const ADDRESS: &str = "wilhelmina.xylophonova@quux.example";
const OTHER: &str = "Balthasar Yggdrasilsson";

#[test]
fn no_byte_of_what_was_erased_is_left_in_any_file() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    let live = Live::new(&path);
    // What a repair kept aside is told by when it was written to, which is now.
    live.clock.0.store(SystemClock.now().plus(Span::hours(1)).0, Ordering::SeqCst);
    let owner = live.sign_up("owner@acme.example", OTHER);
    let org = live.create_org(owner, ORG);
    live.run(Who::User(owner), Command::RenameOrganization { org, name: label(RENAMED) }, None);
    // Somebody with a history: an invitation that was declined, one accepted, a session, roles.
    let person_sid = live.sign_up(ADDRESS, PERSON);
    for answer in [false, true] {
        let role = OrgRole::Standard;
        let invite =
            Command::InviteUser { org, email: email(ADDRESS), role, access: Vec::new(), replace: false };
        let Key::Invitation(invitation) = live.run(Who::User(owner), invite, None).plan.subjects[0] else {
            panic!("an invitation")
        };
        let command = match answer {
            true => Command::AcceptInvitation { invitation, code: None, name: None },
            false => Command::DeclineInvitation { invitation, code: None },
        };
        live.run(Who::User(person_sid), command, None);
    }
    live.run(Who::User(person_sid), Command::SignIn, None);
    let role = Command::SetRole { org, user: person_sid, role: OrgRole::Administrator };
    live.run(Who::User(owner), role, None);
    let back_up = |live: &Live| {
        let actor = live.actor(Who::Operator);
        live.controller.back_up(&actor, BackupPlace::Folder, &mut |_, _| {}).expect("backed up");
    };
    back_up(&live);
    back_up(&live);
    for text in [ORG, RENAMED, PERSON, ADDRESS, OTHER] {
        assert!(times(&path, text) > 0, "{text} was there");
        assert!(times(&path.join("backups"), text) > 0, "{text} was in the backups");
    }
    // A repair keeps what it found aside.
    snapshot::copy(&path.join("data"), &path.join("damaged-1/data"));
    let delete = Command::DeleteUser { org, user: person_sid, successors: Successors::one(owner) };
    let actor = live.actor(Who::User(owner));
    let plan = live.controller.plan(&actor, &delete).expect("planned");
    let acknowledged = plan.acknowledgements.iter().map(|needed| needed.code.to_owned()).collect();
    let consent = Consent { acknowledged, reason: Some(reason("asked to")), ..Consent::default() };
    let position = live.controller.commit(plan, consent).expect("deleted").position.expect("an entry");
    let entry = live.controller.store().entry(position).expect("read").expect("there");
    assert_eq!(entry.reason, Some(reason("asked to")));
    let info = live.controller.store().info().expect("read");
    assert!(info.erased.is_some());
    let system = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let compact = |live: &Live| {
        let kept = live.controller.keep_up(&system, &mut |_, _| {}).expect("kept up");
        assert!(kept.compacted.is_some());
        let backups = live.controller.backups().expect("listed");
        let info = live.controller.store().info().expect("read");
        assert_eq!(backups.iter().map(|it| it.stamp.position).collect::<Vec<_>>(), [info.head], "a new one");
    };
    compact(&live);
    for text in [PERSON, ADDRESS] {
        assert_eq!(times(&path, text), 0, "{text} is gone");
    }
    for text in [ORG, RENAMED, OTHER] {
        assert!(times(&path, text) > 0, "{text} is not");
    }

    live.run(Who::User(owner), Command::RequestDeletion { org }, Some(RENAMED));
    live.run(Who::Operator, Command::ConfirmDeletion { org }, Some(RENAMED));
    live.controller.sweep(&system).expect("swept");
    assert!(times(&path, RENAMED) > 0, "kept for thirty days");
    back_up(&live);
    live.clock.0.fetch_add(limits::NAME_KEPT.0, Ordering::SeqCst);
    assert_eq!(live.controller.sweep(&system).expect("swept").erased_names, 1);
    compact(&live);
    for text in [ORG, RENAMED, PERSON, ADDRESS] {
        assert_eq!(times(&path, text), 0, "{text} is gone");
    }
    assert!(times(&path, OTHER) > 0, "and whoever was not erased is there");
    assert_eq!(live.controller.store().verify(None).expect("read").findings, Vec::<String>::new());
    drop(live);
    assert_eq!(open(&path).check().expect("checked").findings, Vec::<String>::new());
    for text in [ORG, RENAMED, PERSON, ADDRESS] {
        assert_eq!(times(&path, text), 0, "{text} after it was closed and opened");
    }
}
