//! Backups and what is restored from them: nothing is missing, nothing is half done, and whoever works meanwhile works on.

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
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use fixtures::*;
use orgadm::controller::port::{AuditDraft, Backup, BackupPlace, Maintenance, Part, Store, StoreError};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::store::backup::{self, Restored};
use orgadm::store::{self, SledStore};

fn open(path: &Path) -> SledStore {
    store::open(path, &SystemClock, &RandomIds).expect("opened")
}

fn maintenance(command: CommandKind) -> AuditDraft {
    let actor = Actor { who: Who::Operator, evidence: Evidence::System, origin: Origin::CommandLine };
    AuditDraft { kind: EntryKind::Maintenance, command, subjects: Vec::new(), actor, ..draft() }
}

fn back_up(store: &SledStore) -> Backup {
    let mut last = (0, 0);
    let progress = &mut |done, all| {
        assert!(done <= all, "{done} of {all}");
        last = (done, all);
    };
    let made = store.back_up(&maintenance(CommandKind::Backup), BackupPlace::Folder, progress);
    assert!(last.0 == last.1 && last.0 > 0, "{last:?}");
    made.expect("backed up")
}

fn restore(bytes: &[u8], into: &Path) -> Result<Restored, StoreError> {
    let audit = maintenance(CommandKind::Restore);
    backup::restore(into, bytes, Path::new("the file"), (&SystemClock, &RandomIds), &audit, &mut |_| {})
}

fn bytes_of(backup: &Backup) -> Vec<u8> {
    fs::read(backup.path.as_ref().expect("a file")).expect("readable")
}

/// Every record, every audit entry up to a head.
type Content = (BTreeMap<Key, Stored>, Vec<AuditEntry>);

fn content(store: &SledStore, to: Position) -> Content {
    let mut records = BTreeMap::new();
    for kind in Kind::ALL {
        let page = store.scan(kind, None, 10_000).expect("read");
        records.extend(page.into_iter().map(|stored| (stored.record.key(), stored)));
    }
    let entry = |position| store.entry(Position(position)).expect("read").expect("there");
    (records, (1..=to.0).map(entry).collect())
}

fn filled(path: &Path) -> SledStore {
    let store = open(path);
    for n in 1..40 {
        for record in one_of_each(n) {
            create(&store, record);
        }
        replace(&store, User { name: person(&format!("Grace {n}")), ..user(n) });
    }
    delete(&store, Key::Account(account_sid(7)));
    store.sync().expect("durable");
    store
}

/// The role of the child: restores the file beside the place.
#[test]
fn child_process() {
    let Some((_, path)) = child::role() else { return };
    let bytes = fs::read(path.with_extension("file")).expect("there");
    child::tell("begun");
    restore(&bytes, &path).expect("restored");
    child::tell("done");
}

#[test]
fn killed_at_any_moment_there_is_a_whole_store_or_none() {
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let kills = child::from_environment("ORGADM_KILLS").unwrap_or(10);
    let mut random = fastrand::Rng::with_seed(seed);
    let place = Place::new();
    let made = back_up(&filled(&place.at("store")));
    for round in 0..kills {
        let at = place.at(&format!("copy{round}"));
        fs::copy(made.path.as_ref().expect("a file"), at.with_extension("file")).expect("copied");
        let mut writer = child::command("restore", &at).spawn().expect("started");
        let lines = BufReader::new(writer.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let mut told = lines.filter_map(|line| child::told(&line).map(str::to_owned));
        assert_eq!(told.next().as_deref(), Some("begun"));
        // The delay is the experiment, not a wait for something.
        thread::sleep(Duration::from_micros(random.u64(..60_000)));
        writer.kill().expect("killed");
        writer.wait().expect("ended");
        let done = told.next().is_some();
        let again = restore(&bytes_of(&made), &at);
        match &again {
            Ok(restored) => assert!(!done && restored.stamp == made.stamp, "seed {seed} round {round}"),
            Err(error) => assert_eq!(error.code(), "store-not-empty", "seed {seed} round {round}"),
        }
        assert_eq!(open(&at).check().expect("checked").findings, Vec::<String>::new());
    }
}

struct Place {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("dir");
        Self { path: dir.path().to_path_buf(), _dir: dir }
    }

    fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }
}

#[test]
fn a_restored_store_is_what_it_was_and_says_so() {
    let place = Place::new();
    let store = filled(&place.at("store"));
    let made = back_up(&store);
    let info = store.info().expect("read");
    assert_eq!((made.stamp.position, made.stamp.hash), (info.head, info.head_hash), "its own entry is in it");
    assert_eq!(made.stamp.counts, info.counts);
    assert_eq!(store.backups().expect("listed"), std::slice::from_ref(&made));
    let entry = store.entry(info.head).expect("read").expect("there");
    assert_eq!((entry.header.command, entry.header.kind), (CommandKind::Backup, EntryKind::Maintenance));
    let before = content(&store, info.head);
    let key = *store.code_key();

    let restored = restore(&bytes_of(&made), &place.at("copy")).expect("restored");
    assert_eq!((&restored.stamp, restored.position.0), (&made.stamp, info.head.0 + 1));
    let copy = open(&place.at("copy"));
    assert!(content(&copy, info.head) == before);
    let now = copy.info().expect("read");
    assert_eq!(
        (&now.id, now.created, now.head, now.counts),
        (&info.id, info.created, restored.position, info.counts)
    );
    let entry = copy.entry(now.head).expect("read").expect("there");
    assert_eq!((entry.header.command, entry.header.kind), (CommandKind::Restore, EntryKind::Maintenance));
    assert_ne!(*copy.code_key(), key, "codes are derived anew");
    assert_eq!(copy.check().expect("checked").findings, Vec::<String>::new());
    let noted = Some(Head { position: info.head, hash: info.head_hash });
    assert_eq!(copy.verify(noted).expect("read").findings, Vec::<String>::new());
    assert_eq!(copy.warnings(), Vec::<String>::new());
    assert_eq!(now.backed_up, None, "none of the original's lies beside it");
    // It goes on as any store does; until it has a backup of its own, the doctor asks for one.
    create(&copy, user(99));
    copy.sync().expect("durable");
    let lack = |copy: &SledStore| {
        let found = copy.examine(BIRTH, &mut |_, _, _| {}).expect("read");
        let backups = found.into_iter().find(|found| found.part == Part::Backups).expect("looked at");
        backups.findings.into_iter().map(|finding| finding.remedy).collect::<Vec<_>>()
    };
    assert_eq!(lack(&copy), ["Make a backup: orgadm backup"]);
    back_up(&copy);
    assert_eq!(lack(&copy), Vec::<String>::new());
    drop(copy);
    assert_eq!(open(&place.at("copy")).check().expect("checked").findings, Vec::<String>::new());
}

#[test]
fn people_work_on_meanwhile_and_what_is_restored_is_a_prefix_of_what_they_did() {
    let place = Place::new();
    let store = filled(&place.at("store"));
    let done = AtomicBool::new(false);
    let backups = thread::scope(|scope| {
        let working = scope.spawn(|| {
            let mut n = 0_u32;
            while !done.load(Ordering::SeqCst) {
                n += 1;
                let name = person(&format!("Ada the {n}th"));
                let turn = u8::try_from(n % 39).expect("small") + 1;
                replace(&store, User { name, email: email(&format!("ada{n}@acme.example")), ..user(turn) });
                store.sync().expect("durable");
            }
        });
        let backups: Vec<Backup> = (0..4).map(|_| back_up(&store)).collect();
        done.store(true, Ordering::SeqCst);
        working.join().expect("worked on");
        backups
    });
    let entries = content(&store, store.info().expect("read").head).1;
    for (n, made) in backups.iter().enumerate() {
        let at = place.at(&format!("copy{n}"));
        restore(&bytes_of(made), &at).expect("restored");
        let copy = open(&at);
        let position = made.stamp.position;
        let header = &copy.entries(Some(Position(position.0 + 1)), 1).expect("read")[0];
        assert_eq!((header.position, header.command), (position, CommandKind::Backup));
        assert!(content(&copy, position).1[..] == entries[..usize::try_from(position.0).expect("small")]);
        assert_eq!(copy.check().expect("checked").findings, Vec::<String>::new());
        assert_eq!(copy.verify(None).expect("read").findings, Vec::<String>::new());
    }
}

#[test]
fn it_can_go_into_a_stream_and_leaves_nothing_behind() {
    let place = Place::new();
    let store = filled(&place.at("store"));
    let mut bytes = Vec::new();
    let to = BackupPlace::Stream(&mut bytes);
    let made = store.back_up(&maintenance(CommandKind::Backup), to, &mut |_, _| {}).expect("backed up");
    assert_eq!((made.bytes, made.path), (bytes.len() as u64, None));
    assert_eq!(store.backups().expect("listed"), []);
    assert_eq!(fs::read_dir(place.at("store/backups")).expect("there").count(), 0);
    assert_eq!(backup::verify(bytes.as_slice(), Path::new("it"), &mut |_| {}), Ok(made.stamp.clone()));
    assert_eq!(restore(&bytes, &place.at("copy")).expect("restored").stamp, made.stamp);
}

#[test]
fn what_is_no_whole_backup_is_refused_and_nothing_is_left() {
    let place = Place::new();
    let made = back_up(&filled(&place.at("store")));
    let whole = bytes_of(&made);
    let flipped = |at: usize| {
        let mut wrong = whole.clone();
        wrong[at] ^= 1;
        wrong
    };
    let newer = {
        let mut newer = whole.clone();
        newer[15] = 9;
        newer
    };
    let cases: [(&str, Vec<u8>); 9] = [
        ("backup-foreign", Vec::new()),
        ("backup-foreign", b"name,email\nAda,ada@acme.example\n".to_vec()),
        ("backup-foreign", vec![0; 100_000]),
        ("backup-newer", newer),
        ("backup-damaged", whole[..20].to_vec()),
        ("backup-damaged", whole[..whole.len() / 2].to_vec()),
        ("backup-damaged", whole[..whole.len() - 1].to_vec()),
        ("backup-damaged", flipped(whole.len() / 2)),
        ("backup-damaged", flipped(whole.len() - 10)),
    ];
    fs::create_dir(place.at("empty")).expect("created");
    for (code, bytes) in cases {
        for name in ["empty", "new"] {
            let error = restore(&bytes, &place.at(name)).expect_err("refused");
            assert_eq!(error.code(), code, "{error}");
            for text in [error.to_string(), error.remedy()] {
                assert!(text.ends_with('.') && !text.contains(".."), "{text}");
            }
        }
        assert!(!place.at("new").exists());
        assert_eq!(fs::read_dir(place.at("empty")).expect("there").count(), 0, "{code}");
    }
    restore(&whole, &place.at("empty")).expect("the whole one goes there still");
}

#[test]
fn only_an_empty_or_new_directory_is_restored_into() {
    let place = Place::new();
    let store = filled(&place.at("store"));
    let whole = bytes_of(&back_up(&store));
    fs::create_dir(place.at("other")).expect("created");
    fs::write(place.at("other/letter.txt"), "dear").expect("written");
    fs::write(place.at("file"), "text").expect("written");
    // While it is held, and when it is not.
    let before = snapshot::of(&place.at("other"));
    for (name, code) in
        [("store", "store-not-empty"), ("other", "store-not-empty"), ("file", "store-not-a-store")]
    {
        assert_eq!(restore(&whole, &place.at(name)).expect_err("refused").code(), code, "{name}");
    }
    snapshot::assert_same(&before, &place.at("other"));
    drop(store);
    let before = snapshot::of(&place.at("store"));
    assert_eq!(restore(&whole, &place.at("store")).expect_err("refused").code(), "store-not-empty");
    snapshot::assert_same(&before, &place.at("store"));
}

#[test]
fn one_that_is_not_whole_is_told_and_one_without_a_name_never_counts() {
    let place = Place::new();
    let at = place.at("store");
    assert_eq!(backup::generations(&at), Ok(Vec::new()));
    let store = filled(&at);
    let (older, newer) = (back_up(&store), back_up(&store));
    let whole = || -> Vec<Position> {
        let found = backup::generations(&at).expect("read").into_iter();
        found.filter_map(|it| it.verify(&mut |_| {}).ok()).map(|stamp| stamp.position).collect()
    };
    assert_eq!(whole(), [newer.stamp.position, older.stamp.position]);
    // Half of one under a name that counts, as a failing disk might leave it.
    let path = newer.path.expect("a file");
    let bytes = fs::read(&path).expect("readable");
    fs::write(&path, &bytes[..bytes.len() - 100]).expect("cut");
    assert_eq!(whole(), [older.stamp.position]);
    fs::write(&path, b"").expect("emptied");
    assert_eq!(whole(), [older.stamp.position]);
    fs::write(at.join("backups/new"), &bytes).expect("written");
    assert_eq!(store.backups().expect("listed"), [older], "one without a name never counts");
}

/// The doctor believes no backup that it did not read.
#[test]
fn backups_are_read_until_some_were_whole() {
    let place = Place::new();
    let store = filled(&place.at("store"));
    let made: Vec<Backup> = (0..4).map(|_| back_up(&store)).collect();
    for bad in &made[1..] {
        let mut bytes = bytes_of(bad);
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(bad.path.as_ref().expect("a file"), bytes).expect("written");
    }
    let found = store.examine(BIRTH, &mut |_, _, _| {}).expect("read");
    let backups = found.into_iter().find(|found| found.part == Part::Backups).expect("looked at");
    let newest = format!("up to the entry {}", made[0].stamp.position);
    assert!(backups.summary.starts_with("4 kept") && backups.summary.contains(&newest), "{backups:?}");
    for bad in &made[1..] {
        let file = bad.path.as_ref().expect("a file").display().to_string();
        assert!(backups.findings.iter().any(|it| it.sentence.contains(&file)), "{file}: {backups:?}");
    }
}

#[test]
fn what_is_open_to_others_is_told_wherever_it_lies() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let store = filled(&place.at("store"));
    back_up(&store);
    for name in ["store/archive", "store/damaged-1"] {
        fs::create_dir(place.at(name)).expect("created");
    }
    let told = || {
        let found = store.examine(BIRTH, &mut |_, _, _| {}).expect("read");
        let found = found.into_iter().find(|found| found.part == Part::Permissions).expect("looked at");
        found.findings.into_iter().map(|finding| finding.sentence).collect::<Vec<_>>()
    };
    for (mode, wanted) in [(0o755, 1), (0o700, 0)] {
        for name in ["backups", "archive", "damaged-1"] {
            let all = ["backups", "archive", "damaged-1"].map(|name| place.at("store").join(name));
            all.iter().for_each(|path| {
                fs::set_permissions(path, fs::Permissions::from_mode(0o700)).expect("set");
            });
            let path = place.at("store").join(name);
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("set");
            let told = told();
            assert_eq!(told.len(), wanted, "{name}: {told:?}");
            assert!(told.iter().all(|it| it.contains(&path.display().to_string())), "{told:?}");
        }
    }
}
