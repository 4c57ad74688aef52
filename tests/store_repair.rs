//! Repair after each kind of damage that `storage.md` §5.3 names: every acknowledged change is there again, the audit is
//! the one it was, the damaged files are kept, and the store goes on.
//!
//! Each case damages a store with a backup in the middle, changes after it, and more changes after the last closing.

#![allow(clippy::expect_used, clippy::panic)]

#[path = "store_support/child.rs"]
mod child;
#[path = "store_support/fixtures.rs"]
mod fixtures;
#[path = "store_support/snapshot.rs"]
mod snapshot;

use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use fixtures::*;
use orgadm::controller::port::{
    ArchivePlace, AuditDraft, BackupPlace, Maintenance, Part, Repaired, RepairedFrom, Store, StoreError,
    Transaction,
};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::store::{self, SledStore};

fn open(path: &Path) -> SledStore {
    store::open(path, &SystemClock, &RandomIds).expect("opened")
}

fn maintenance(command: CommandKind) -> AuditDraft {
    AuditDraft { kind: EntryKind::Maintenance, command, subjects: Vec::new(), ..draft() }
}

fn repair(path: &Path) -> Result<Repaired, StoreError> {
    let audit = maintenance(CommandKind::Repair);
    store::repair(path, (&SystemClock, &RandomIds), &audit, &mut |_, _, _| {})
}

fn back_up(store: &SledStore) -> Position {
    let audit = maintenance(CommandKind::Backup);
    let made = store.back_up(&audit, BackupPlace::Folder, &mut |_, _| {}).expect("backed up");
    made.stamp.position
}

/// Three thousand bytes of one user, so that the log has several segments.
fn heavy(n: u32) -> Record {
    let mut sid = [0; 16];
    sid[..4].copy_from_slice(&n.to_be_bytes());
    let sid = UserSid::from_bytes(sid);
    User { sid, email: email(&format!("{sid}@acme.example")), name: person(&"Ada ".repeat(60)), ..user(1) }
        .into()
}

fn fill(store: &SledStore, numbers: std::ops::Range<u32>) {
    store.load_demo(numbers.map(heavy).collect(), &draft()).expect("loaded");
    store.sync().expect("durable");
}

/// A few changes of every kind of record, each acknowledged.
fn live(store: &SledStore, from: u8) {
    for n in from..from + 3 {
        for record in one_of_each(n) {
            create(store, record);
            store.sync().expect("durable");
        }
        replace(store, User { name: person(&format!("Grace {n}")), ..user(n) });
        store.sync().expect("durable");
    }
    delete(store, Key::Account(account_sid(from)));
    store.sync().expect("durable");
}

/// What was acknowledged: all records, and the head.
#[derive(Debug, PartialEq)]
struct Acknowledged {
    records: BTreeMap<Key, Stored>,
    head: Head,
}

fn acknowledged(store: &SledStore) -> Acknowledged {
    let mut records = BTreeMap::new();
    for kind in Kind::ALL {
        let page = store.scan(kind, None, 10_000).expect("read");
        records.extend(page.into_iter().map(|stored| (stored.record.key(), stored)));
    }
    let info = store.info().expect("read");
    Acknowledged { records, head: Head { position: info.head, hash: info.head_hash } }
}

/// A store with a past; made once, copied for each case.
struct Case {
    _dir: tempfile::TempDir,
    path: PathBuf,
    was: Acknowledged,
    backup: Position,
    key: Vec<u8>,
}

impl Case {
    /// Nothing is left from which its last entries could come.
    fn lose_journal_and_data(&self) {
        let journal = names(&self.path).into_iter().find(|name| name.starts_with("journal")).expect("one");
        fs::remove_file(self.at(&journal)).expect("removed");
        cut(&self.at("data/db"), 1_000_000);
    }

    /// With a backup in the middle of its life.
    fn new() -> Self {
        Self::of(true)
    }

    fn of(with_backup: bool) -> Self {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("store");
        let store = open(&path);
        fill(&store, 0..700);
        live(&store, 10);
        let first = if with_backup { back_up(&store) } else { Position::NONE };
        drop(store);
        let store = open(&path);
        fill(&store, 700..1_000);
        let backup = if with_backup { back_up(&store) } else { first };
        live(&store, 20);
        drop(store);
        let store = open(&path);
        fill(&store, 1_000..1_200);
        live(&store, 30);
        let was = acknowledged(&store);
        drop(store);
        let key = fs::read(path.join("codes.key")).expect("there");
        Self { _dir: dir, path, was, backup, key }
    }

    /// The damaged file or directory.
    fn at(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Repairs it; everything acknowledged must be there.
    #[track_caller]
    fn repaired(&self, wanted: &str) -> Repaired {
        let done = repair(&self.path).unwrap_or_else(|error| panic!("{error}"));
        let from = match done.from {
            RepairedFrom::Data => "data",
            RepairedFrom::DataAlone => "data alone",
            RepairedFrom::Backup { .. } => "backup",
            RepairedFrom::Journal => "journal",
        };
        assert!(wanted.split('|').any(|wanted| wanted == from), "{wanted}: {done:?}");
        assert_eq!((done.through, done.known), (self.was.head.position, self.was.head.position));
        self.is_whole(&done);
        done
    }

    /// It opens, is sound, holds what was acknowledged, and takes changes.
    #[track_caller]
    fn is_whole(&self, done: &Repaired) {
        let store = open(&self.path);
        assert!(
            !store.warnings().iter().any(|warning| warning.contains("journal")),
            "{:?}",
            store.warnings()
        );
        let now = acknowledged(&store);
        assert!(now.records == self.was.records, "other records");
        assert_eq!(now.head.position, done.entry);
        assert_eq!(store.verify(Some(self.was.head)).expect("read").findings, Vec::<String>::new());
        assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
        let entry = store.entry(done.entry).expect("read").expect("there");
        assert_eq!((entry.header.command, entry.header.kind), (CommandKind::Repair, EntryKind::Maintenance));
        create(&store, user(99));
        store.sync().expect("durable");
        drop(store);
        let store = open(&self.path);
        assert!(store.get(Key::User(user_sid(99))).expect("read").is_some());
        let left: Vec<String> = names(&self.path);
        assert_eq!(left.iter().filter(|name| name.starts_with("data")).count(), 1, "{left:?}");
        assert_eq!(left.iter().filter(|name| name.starts_with("journal")).count(), 1, "{left:?}");
        assert!(!left.iter().any(|name| name == "rehearsal"), "{left:?}");
        drop(store);
        assert_eq!(repair(&self.path).map_err(|error| error.code()).err(), Some("store-sound"));
    }
}

fn names(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).expect("there").map(|entry| entry.expect("readable").file_name());
    entries.map(|name| name.to_string_lossy().into_owned()).collect()
}

fn cut(file: &Path, length: u64) {
    OpenOptions::new().write(true).open(file).and_then(|file| file.set_len(length)).expect("cut");
}

fn overwrite(file: &Path, at: u64, bytes: &[u8]) {
    use std::os::unix::fs::FileExt;
    let file = OpenOptions::new().write(true).open(file).expect("there");
    file.write_all_at(bytes, at).expect("written");
}

fn flip(file: &Path, at: usize) {
    let mut bytes = fs::read(file).expect("there");
    bytes[at] ^= 8;
    fs::write(file, bytes).expect("written");
}

fn snapshots(store: &Path) -> Vec<PathBuf> {
    let data = store.join("data");
    let found = names(&data).into_iter().filter(|name| name.starts_with("snap.")).map(|name| data.join(name));
    found.collect()
}

#[test]
fn a_data_file_cut_to_a_part_of_it() {
    let case = Case::new();
    let whole = case.path.with_file_name("whole");
    snapshot::copy(&case.path, &whole);
    let db = case.at("data/db");
    let length = fs::metadata(&db).expect("there").len();
    for percent in [0, 25, 50, 90] {
        cut(&db, length * percent / 100);
        let before = fs::read(&db).expect("there");
        let done = case.repaired("backup|data|data alone");
        if let RepairedFrom::Backup { position, .. } = done.from {
            assert_eq!(position, case.backup, "the newest");
            let kept = done.aside.expect("kept").join("data/db");
            assert!(fs::read(kept).expect("there") == before, "{percent}: kept as it was");
        }
        fs::remove_dir_all(&case.path).expect("removed");
        snapshot::copy(&whole, &case.path);
    }
}

#[test]
fn a_data_file_without_its_last_page() {
    let case = Case::new();
    let db = case.at("data/db");
    let length = fs::metadata(&db).expect("there").len();
    // The engine preallocates: what counts ends earlier.
    let bytes = fs::read(&db).expect("there");
    let end = bytes.iter().rposition(|byte| *byte != 0).expect("something") as u64;
    cut(&db, end.min(length).saturating_sub(4_096));
    // What the engine wrote last may be nothing that counts: then the data lacks nothing, and there is nothing to repair.
    match repair(&case.path) {
        Err(StoreError::Sound { .. }) => assert!(acknowledged(&open(&case.path)) == case.was),
        done => {
            let done = done.unwrap_or_else(|error| panic!("{error}"));
            assert_eq!(done.through, case.was.head.position);
            case.is_whole(&done);
        }
    }
}

/// Bits and pages anywhere: whatever the engine makes of them, nothing acknowledged is lost.
#[test]
fn flipped_bits_and_zeroed_pages_in_the_data_file() {
    let case = Case::new();
    let whole = case.path.with_file_name("whole");
    snapshot::copy(&case.path, &whole);
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let mut random = fastrand::Rng::with_seed(seed);
    let mut damaged = 0;
    for round in 0..8 {
        let db = case.at("data/db");
        let length = usize::try_from(fs::metadata(&db).expect("there").len()).expect("small");
        let at = random.usize(..length - 4_096);
        if round % 2 == 0 {
            flip(&db, at);
        } else {
            overwrite(&db, at as u64 / 4_096 * 4_096, &[0; 4_096]);
        }
        let store = store::open(&case.path, &SystemClock, &RandomIds);
        let sound = store.as_ref().is_ok_and(|store| store.check().is_ok_and(|checked| checked.is_sound()));
        drop(store);
        match repair(&case.path) {
            Ok(done) => {
                damaged += 1;
                assert_eq!(done.through, case.was.head.position, "seed {seed} round {round}");
                case.is_whole(&done);
            }
            Err(StoreError::Sound { .. }) => {
                assert!(sound, "seed {seed} round {round}");
                assert!(acknowledged(&open(&case.path)) == case.was, "seed {seed} round {round}");
            }
            Err(error) => panic!("seed {seed} round {round}: {error}"),
        }
        fs::remove_dir_all(&case.path).expect("removed");
        snapshot::copy(&whole, &case.path);
    }
    println!("{damaged} of 8 counted");
}

#[test]
fn a_snapshot_that_is_flipped_cut_or_unfinished_is_left_out_first() {
    for damage in ["flipped", "cut", "unfinished"] {
        let case = Case::new();
        let snapshot = snapshots(&case.path).pop().expect("a snapshot");
        match damage {
            "flipped" => flip(&snapshot, 20),
            "cut" => cut(&snapshot, 10),
            _ => {
                let name = snapshot.with_extension("generating");
                fs::write(name, b"").expect("written");
            }
        }
        match damage {
            // Opening sees to it by itself.
            "unfinished" => assert_eq!(repair(&case.path).map_err(|e| e.code()).err(), Some("store-sound")),
            _ => {
                let done = case.repaired("data alone");
                assert!(done.aside.expect("kept").join("data").exists());
            }
        }
    }
}

#[test]
fn the_engines_settings_are_flipped_or_gone() {
    for gone in [false, true] {
        let case = Case::new();
        let conf = case.at("data/conf");
        if gone {
            fs::remove_file(&conf).expect("removed");
            assert_eq!(repair(&case.path).map_err(|e| e.code()).err(), Some("store-sound"), "made anew");
        } else {
            flip(&conf, 3);
            case.repaired("data alone");
        }
    }
}

#[test]
fn the_data_is_gone_with_or_without_the_manifest() {
    let case = Case::new();
    let whole = case.path.with_file_name("whole");
    snapshot::copy(&case.path, &whole);
    for gone in [&["data"][..], &["data/db"], &["data", "manifest"], &["data", "codes.key"]] {
        for name in gone {
            let path = case.at(name);
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.expect("removed");
        }
        let done = case.repaired("backup");
        assert_eq!(done.new_key, gone.contains(&"codes.key"));
        fs::remove_dir_all(&case.path).expect("removed");
        snapshot::copy(&whole, &case.path);
    }
}

#[test]
fn the_manifest_is_nonsense_or_gone() {
    for gone in [false, true] {
        let case = Case::new();
        if gone {
            fs::remove_file(case.at("manifest")).expect("removed");
        } else {
            fs::write(case.at("manifest"), "schema = \"one\"").expect("written");
        }
        let done = case.repaired("data");
        assert_eq!(done.aside.is_some(), !gone, "what there was is kept");
        assert_eq!(fs::read(case.at("codes.key")).expect("there"), case.key);
    }
}

#[test]
fn the_key_is_gone_or_short() {
    for length in [0, 31] {
        let case = Case::new();
        fs::remove_file(case.at("codes.key")).expect("removed");
        if length > 0 {
            fs::write(case.at("codes.key"), &case.key[..length]).expect("written");
        }
        let done = case.repaired("data");
        assert!(done.new_key);
        let key = fs::read(case.at("codes.key")).expect("there");
        assert!(key.len() == 32 && key != case.key);
    }
}

#[test]
fn without_a_backup_a_journal_from_the_beginning_is_enough() {
    let case = Case::of(false);
    fs::remove_dir_all(case.at("data")).expect("removed");
    case.repaired("journal");
}

#[test]
fn without_the_journal_the_newest_backup_is_what_is_left() {
    let case = Case::new();
    case.lose_journal_and_data();
    let done = repair(&case.path).expect("repaired");
    assert!(matches!(done.from, RepairedFrom::Backup { position, .. } if position == case.backup));
    assert_eq!((done.through, done.known), (case.backup, case.was.head.position), "and says so");
    assert_eq!(open(&case.path).check().expect("checked").findings, Vec::<String>::new());
}

/// The journal goes back to the backup before the newest.
#[test]
fn if_the_newest_backup_is_damaged_too_the_one_before_does() {
    let case = Case::new();
    let newest = names(&case.at("backups")).into_iter().max().expect("one");
    flip(&case.at("backups").join(newest), 5_000);
    fs::remove_dir_all(case.at("data")).expect("removed");
    let done = case.repaired("backup");
    assert!(matches!(done.from, RepairedFrom::Backup { position, .. } if position < case.backup));
}

/// A backup that was passed over goes further than the store does then: it is kept aside, and counts no more.
#[test]
fn backups_beyond_what_was_brought_back_are_kept_aside() {
    let case = Case::new();
    case.lose_journal_and_data();
    let mut backups = names(&case.at("backups"));
    backups.sort_unstable();
    let [older, newest] = backups.as_slice() else { panic!("{backups:?}") };
    flip(&case.at("backups").join(newest), 5_000);
    let bytes = fs::read(case.at("backups").join(newest)).expect("there");
    let done = repair(&case.path).unwrap_or_else(|error| panic!("{error}"));
    assert!(done.through < case.backup && done.known == case.was.head.position, "{done:?}");
    let aside = done.aside.expect("kept").join("backups").join(newest);
    assert!(fs::read(aside).expect("there") == bytes, "kept as it was");
    assert_eq!(names(&case.at("backups")), std::slice::from_ref(older));
    let store = open(&case.path);
    live(&store, 50);
    drop(store);
    assert_eq!(repair(&case.path).map_err(|error| error.code()).err(), Some("store-sound"));
}

/// Entries that were moved into an archive since the backup are in it, and stay out of the store.
#[test]
fn what_was_moved_into_an_archive_stays_there() {
    let mut case = Case::new();
    let store = open(&case.path);
    let before = BIRTH.plus(Span::days(300_000));
    let audit = maintenance(CommandKind::PruneAudit);
    let moved = store.prune(&audit, before, ArchivePlace::Folder, &mut |_, _| {}).expect("moved");
    assert!(moved.is_some());
    live(&store, 40);
    case.was = acknowledged(&store);
    drop(store);
    fs::remove_dir_all(case.at("data")).expect("removed");
    case.repaired("backup");
    assert_eq!(open(&case.path).entry(Position(2)).expect("read"), None);
}

/// Archives are no part of what is repaired: one that is kept elsewhere, or is gone, is no reason to leave the rest damaged.
#[test]
fn archives_that_are_not_there_keep_nobody_from_a_repair() {
    let mut case = Case::new();
    let store = open(&case.path);
    let audit = maintenance(CommandKind::PruneAudit);
    let mut given = Vec::new();
    let mut take_over = |archive: &mut dyn Read| archive.read_to_end(&mut given).map(drop);
    let last = BIRTH.plus(Span::days(300_000));
    live(&store, 40);
    let to = ArchivePlace::Elsewhere(&mut take_over);
    store.prune(&audit, last, to, &mut |_, _| {}).expect("moved").expect("some");
    live(&store, 50);
    store.prune(&audit, last, ArchivePlace::Folder, &mut |_, _| {}).expect("moved").expect("some");
    live(&store, 60);
    case.was = acknowledged(&store);
    let looked = |store: &SledStore| {
        let found = store.examine(BIRTH, &mut |_, _, _| {}).expect("read");
        found.into_iter().find(|found| found.part == Part::Archives).expect("looked at")
    };
    let archives = looked(&store);
    assert!(archives.is_good() && archives.summary.contains("1 kept elsewhere"), "{archives:?}");
    fs::remove_dir_all(case.at("archive")).expect("removed");
    let archives = looked(&store);
    assert_eq!(archives.findings.len(), 1, "{archives:?}");
    assert!(!archives.findings[0].remedy.contains("--repair"), "{archives:?}");
    drop(store);
    fs::remove_dir_all(case.at("data")).expect("removed");
    let done = repair(&case.path).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!((done.through, done.known), (case.was.head.position, case.was.head.position));
    assert!(acknowledged(&open(&case.path)).records == case.was.records, "other records");
}

#[test]
fn what_leads_nowhere_is_left_as_it_is() {
    let case = Case::of(false);
    fs::remove_file(case.at("journal")).expect("removed");
    cut(&case.at("data/db"), 1_000_000);
    let before = snapshot::of(&case.path);
    let error = repair(&case.path).expect_err("nothing left");
    assert_eq!(error.code(), "store-unrepairable");
    assert!(error.to_string().contains("data without snapshots"), "{error}");
    snapshot::assert_same(&before, &case.path);
    let empty = tempfile::tempdir().expect("dir");
    assert_eq!(repair(empty.path()).map_err(|error| error.code()).err(), Some("store-not-a-store"));
}

#[test]
fn a_store_in_use_is_not_repaired() {
    let case = Case::new();
    let store = open(&case.path);
    assert_eq!(repair(&case.path).map_err(|error| error.code()).err(), Some("store-locked"));
    drop(store);
}

/// Every prefix of what a repair changes in the folder: it can be run again from there.
#[test]
fn a_repair_that_was_stopped_is_run_again() {
    let case = Case::new();
    cut(&case.at("data/db"), 1_000_000);
    // Stopped while it filled a directory; or with everything kept aside and the manifest not yet written.
    fs::create_dir_all(case.at("data-2/blobs")).expect("created");
    fs::write(case.at("data-2/db"), b"half").expect("written");
    fs::create_dir_all(case.at("damaged-2026-11-26T080000Z/data")).expect("created");
    fs::hard_link(case.at("data/db"), case.at("damaged-2026-11-26T080000Z/data/db")).expect("linked");
    case.repaired("backup");
    assert!(case.at("damaged-2026-11-26T080000Z/data/db").exists(), "nothing damaged is deleted");
}

/// The role of the child: repairs.
#[test]
fn child_process() {
    if let Some((_, path)) = child::role() {
        child::tell("begun");
        let done = repair(&path);
        child::tell(&format!("{}", done.is_ok()));
    }
}

/// Killed at any moment, it can be run again, and nothing acknowledged is lost.
#[test]
fn a_repair_killed_at_any_moment_is_run_again() {
    use std::io::{BufRead, BufReader};
    let case = Case::new();
    cut(&case.at("data/db"), 1_000_000);
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let kills = child::from_environment("ORGADM_KILLS").unwrap_or(6);
    let mut random = fastrand::Rng::with_seed(seed);
    for _ in 0..kills {
        let mut running = child::command("repair", &case.path).spawn().expect("started");
        let mut lines = BufReader::new(running.stdout.take().expect("piped")).lines().map_while(Result::ok);
        lines.by_ref().find(|line| child::told(line).is_some()).expect("begun");
        // The delay is the experiment, not a wait for something.
        std::thread::sleep(std::time::Duration::from_micros(random.u64(..2_500_000)));
        running.kill().expect("killed");
        running.wait().expect("ended");
    }
    match repair(&case.path) {
        Ok(done) => assert!(done.through >= case.was.head.position, "seed {seed}"),
        Err(error) => assert_eq!(error.code(), "store-sound", "seed {seed}: one of them came to its end"),
    }
    let store = open(&case.path);
    assert!(acknowledged(&store).records == case.was.records, "seed {seed}");
    assert_eq!(
        store.verify(Some(case.was.head)).expect("read").findings,
        Vec::<String>::new(),
        "seed {seed}"
    );
}

/// What was erased is in no copy either, once that is through.
#[test]
fn an_erasure_takes_the_copy_kept_aside() {
    let case = Case::new();
    cut(&case.at("data/db"), 1_000_000);
    let done = case.repaired("backup");
    let aside = done.aside.expect("kept");
    let store = open(&case.path);
    let key = Key::User(user_sid(31));
    let gone = change(&store, key, None);
    store.apply(&Transaction { erase: vec![key], ..transaction(vec![gone]) }).expect("applied");
    store.sync().expect("durable");
    let now = orgadm::controller::port::Clock::now(&SystemClock);
    let audit = AuditDraft { time: now, ..maintenance(CommandKind::Compact) };
    store.compact(&audit, &mut |_, _| {}).expect("compacted");
    assert!(!aside.exists());
}

#[test]
fn the_doctor_says_what_is_wrong_with_a_store_open_or_not() {
    let case = Case::new();
    let store = open(&case.path);
    let wrong = |all: &[orgadm::controller::port::Examination]| {
        all.iter().filter(|found| !found.is_good()).map(|found| found.part).collect::<Vec<_>>()
    };
    let found = store.examine(BIRTH, &mut |_, _, _| {}).expect("read");
    // A file system with less than a GiB is the machine's.
    let mut bad = wrong(&found);
    bad.retain(|part| *part != Part::Space);
    assert_eq!(bad, [], "{found:?}");
    drop(store);
    cut(&case.at("data/db"), 1_000_000);
    let error = store::open(&case.path, &SystemClock, &RandomIds).map(drop).expect_err("damaged");
    assert!(error.remedy().contains("orgadm doctor --repair"), "{}", error.remedy());
    let before = snapshot::of(&case.path);
    let found = store::examine_closed(&case.path, &error, BIRTH, &mut |_, _, _| {});
    snapshot::assert_same(&before, &case.path);
    let parts: Vec<Part> = found.iter().map(|found| found.part).collect();
    assert_eq!(parts, Part::ALL);
    let mut bad = wrong(&found);
    bad.retain(|part| *part != Part::Space);
    assert_eq!(bad, [Part::Opening]);
    let backups = found.last().expect("backups");
    assert!(backups.summary.contains("every entry up to"), "{}", backups.summary);
    // Who may not read it hears of that alone.
    let error = StoreError::Permission { path: case.path.clone() };
    let found = store::examine_closed(&case.path, &error, BIRTH, &mut |_, _, _| {});
    assert_eq!(wrong(&found), [Part::Opening]);
    assert!(found.iter().all(|found| found.examined == (found.part == Part::Opening)), "{found:?}");
}

fn orgadm(path: &Path, words: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_orgadm"));
    command.arg("--store").arg(path).args(words).env("HOME", path.parent().expect("above"));
    command.output().expect("ran")
}

#[test]
fn the_program_looks_refuses_and_repairs() {
    let case = Case::new();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let refused = orgadm(&case.path, &["doctor", "--repair"]);
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused.stderr));
    cut(&case.at("data/db"), 1_000_000);
    let said = orgadm(&case.path, &["user", "list"]);
    assert!(text(&said.stderr).contains("orgadm doctor --repair"), "{}", text(&said.stderr));
    let looked = orgadm(&case.path, &["doctor"]);
    assert_eq!(looked.status.code(), Some(1));
    let lines = text(&looked.stdout);
    assert!(lines.lines().any(|line| line.starts_with("opening\twrong\tThe store")), "{lines}");
    assert!(lines.lines().any(|line| line.starts_with("records\tskipped\t")), "{lines}");
    assert!(!text(&looked.stderr).contains("panicked"), "{}", text(&looked.stderr));
    let repaired = orgadm(&case.path, &["doctor", "--repair", "--json"]);
    let errors = text(&repaired.stderr);
    assert_eq!((repaired.status.code(), errors.as_str()), (Some(0), ""));
    let value: serde_json::Value = serde_json::from_slice(&repaired.stdout).expect("JSON");
    assert_eq!(value["repaired"]["through"], case.was.head.position.0);
    assert_eq!(value["repaired"]["from"], "backup");
    let looked = orgadm(&case.path, &["doctor", "--json"]);
    let value: serde_json::Value = serde_json::from_slice(&looked.stdout).expect("JSON");
    let wrong = value["checks"].as_array().expect("a list").iter().filter(|check| check["result"] == "wrong");
    let wrong: Vec<_> = wrong
        .filter(|check| {
            check["check"] != "space" && check["check"] != "invariants" && check["check"] != "references"
        })
        .collect();
    assert!(wrong.is_empty(), "{wrong:?}");
    assert!(acknowledged(&open(&case.path)).records == case.was.records);
}
