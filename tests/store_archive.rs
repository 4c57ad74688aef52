//! Audit entries in archives: one chain with the store, nobody changes them unnoticed, what is erased goes from them, and
//! whenever it is stopped nothing is lost.
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

use std::fs;
use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use fixtures::*;
use orgadm::controller::port::{
    ArchivePlace, AuditDraft, BackupPlace, Maintenance, Part, Pruned, Store, StoreError, Transaction,
};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::store::{self, SledStore, backup};

fn open(path: &Path) -> SledStore {
    store::open(path, &Standing(BIRTH), &RandomIds).expect("opened")
}

fn at(minutes: u64) -> Timestamp {
    BIRTH.plus(Span::minutes(minutes))
}

fn maintenance(command: CommandKind) -> AuditDraft {
    AuditDraft { kind: EntryKind::Maintenance, command, subjects: Vec::new(), time: at(10_000), ..draft() }
}

fn prune(store: &SledStore, before: Timestamp) -> Option<Pruned> {
    let audit = maintenance(CommandKind::PruneAudit);
    let progress = &mut |done, all| assert!(done <= all, "{done} of {all}");
    store.prune(&audit, before, ArchivePlace::Folder, progress).expect("pruned")
}

fn findings(store: &SledStore) -> Vec<String> {
    store.verify(None).expect("read").findings
}

/// One transaction a minute from entry 2 on, so that entry `n` is written at minute `n`.
fn filled(path: &Path) -> SledStore {
    let store = open(path);
    let apply = |change: Change, erase: Vec<Key>| {
        let time = at(store.info().expect("read").head.0 + 1);
        let audit = AuditDraft { time, ..draft() };
        store.apply(&Transaction { changes: vec![change], erase, audit }).expect("applied");
    };
    for n in 1..=20 {
        apply(creation(user(n)), Vec::new());
    }
    for n in 1..=20 {
        let renamed = User { name: person(&format!("Grace {n}")), ..user(n) };
        apply(change(&store, Key::User(user_sid(n)), Some(renamed.into())), Vec::new());
    }
    apply(change(&store, Key::User(user_sid(20)), None), Vec::new());
    store.sync().expect("durable");
    store
}

/// The entries in archives that follow one another, and why it went no further.
fn shown(store: &SledStore, bytes: &[u8]) -> (Vec<AuditEntry>, Option<StoreError>) {
    let mut found = Vec::new();
    let read = store.archived_entries(&mut &*bytes, &mut |entry| found.push(entry));
    (found, read.err())
}

#[test]
fn what_was_moved_is_read_as_it_was_written() {
    let place = Place::new();
    let store = filled(&place.path);
    let written = |store: &SledStore, from: u64, to: u64| -> Vec<AuditEntry> {
        (from..=to).map(|n| store.entry(Position(n)).expect("read").expect("there")).collect()
    };
    let before = written(&store, 1, 29);
    for until in [12, 30] {
        prune(&store, at(until)).expect("moved");
    }
    let files = archives(&place.path);
    assert_eq!(store.archive_of(Position(11)), Ok(Some(files[0].clone())));
    assert_eq!(store.archive_of(Position(12)), Ok(Some(files[1].clone())));
    assert_eq!(store.archive_of(Position(30)), Ok(None), "it is in the store");
    let each: Vec<Vec<u8>> = files.iter().map(|file| fs::read(file).expect("there")).collect();
    assert_eq!(shown(&store, &each.concat()), (before.clone(), None), "one after the other");
    assert_eq!(shown(&store, &each[1]).0, before[11..]);
    // Whatever is not as it was written is not shown.
    let mut altered = each[0].clone();
    let at_end = altered.len() - 60;
    altered[at_end] ^= 1;
    let (found, error) = shown(&store, &altered);
    assert!(
        found.len() < 11 && error.is_some_and(|error| error.code().starts_with("archive-")),
        "{}",
        found.len()
    );
    for wrong in [&each[0][..each[0].len() - 1], b"", b"name,email\n"] {
        let (_, error) = shown(&store, wrong);
        assert!(error.is_some_and(|error| error.code().starts_with("archive-")));
    }
    let other = Place::new();
    let (found, error) = shown(&filled(&other.path), &each[0]);
    assert_eq!(found, []);
    assert!(error.is_some_and(|error| error.to_string().contains("is none of this store's")));
    // What was erased since is not in it.
    erase(&store, 3);
    store.compact(&maintenance(CommandKind::Compact), &mut |_, _| {}).expect("compacted");
    let (found, error) = shown(&store, &fs::read(&files[0]).expect("there"));
    assert_eq!((found.len(), error), (11, None));
    let of = |n| {
        found.iter().flat_map(|entry| &entry.changes).find(move |change| change.key == Key::User(user_sid(n)))
    };
    assert_eq!(of(3).map(|change| change.after.clone()), Some(ImageState::Erased));
    assert!(of(4).is_some_and(|change| change.after.record().is_some()));
}

fn archives(path: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(path.join("archive")) else { return Vec::new() };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.expect("readable").path()).collect();
    found.sort_unstable();
    found
}

struct Place {
    _dir: tempfile::TempDir,
    path: PathBuf,
}

impl Place {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("dir");
        Self { path: dir.path().join("store"), _dir: dir }
    }
}

#[test]
fn archive_and_store_are_one_chain() {
    let place = Place::new();
    let store = filled(&place.path);
    let before = store.verify(None).expect("read");
    let head = |n: u64| {
        let header = &store.entries(Some(Position(n + 2)), 1).expect("read")[0];
        Head { position: Position(n), hash: header.previous }
    };
    let (early, late) = (head(10), head(40));
    let entry = store.entry(Position(25)).expect("read").expect("there");
    assert_eq!(prune(&store, BIRTH), None, "nothing is that old");
    // Entries 1 to 24 are from before minute 25.
    let done = prune(&store, at(25)).expect("some are");
    assert_eq!((done.from, done.to, done.until), (Position(1), Position(24), at(24)));
    assert_eq!(archives(&place.path), [done.path.expect("a file")]);
    let info = store.info().expect("read");
    assert_eq!((info.archived, info.head), (Position(24), done.position));
    assert_eq!(store.entry(Position(24)).expect("read"), None);
    assert_eq!(store.entry(Position(25)).expect("read"), Some(entry));
    let kept: Vec<u64> =
        store.entries(None, 10_000).expect("read").iter().map(|header| header.position.0).collect();
    assert_eq!(kept, (25..=done.position.0).rev().collect::<Vec<_>>());
    assert_eq!(store.entries(Some(Position(25)), 10).expect("read"), []);
    assert_eq!(prune(&store, at(25)), None, "twice moves nothing");

    let checked = store.verify(None).expect("read");
    assert_eq!((checked.findings.clone(), checked.entries), (Vec::new(), before.entries + 1));
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
    for noted in [early, late] {
        assert_eq!(store.verify(Some(noted)).expect("read").findings, Vec::<String>::new());
        let wrong = store.verify(Some(Head { hash: [7; 32], ..noted })).expect("read").findings;
        assert!(wrong.len() == 1 && wrong[0].contains("is not the one that was noted"), "{wrong:?}");
    }
    // A record that an archived entry changed last is changed as any other; so is one whose history leads there.
    replace(&store, user(15));
    store.sync().expect("durable");
    assert_eq!(findings(&store), Vec::<String>::new());
    // And once more, up to the last entry but one.
    let again = prune(&store, Timestamp(u64::MAX)).expect("more");
    assert_eq!((again.from.0, again.to.0 + 2), (25, again.position.0));
    assert_eq!(archives(&place.path).len(), 2);
    assert_eq!(findings(&store), Vec::<String>::new());
    assert_eq!(store.verify(Some(late)).expect("read").findings, Vec::<String>::new());
    drop(store);
    let store = open(&place.path);
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
}

#[test]
fn a_missing_or_altered_archive_is_a_finding_and_only_that() {
    let place = Place::new();
    let store = filled(&place.path);
    let path = prune(&store, at(25)).and_then(|done| done.path).expect("a file");
    let whole = fs::read(&path).expect("there");
    let one = |says: &str| {
        let found = findings(&store);
        assert!(found.len() == 1 && found[0].contains(says), "{says}: {found:?}");
    };
    fs::remove_file(&path).expect("removed");
    one("The archive of the audit entries 1 to 24 is missing");
    for (at, says) in [(20, "is damaged"), (whole.len() / 2, "is damaged"), (whole.len() - 5, "is damaged")] {
        let mut altered = whole.clone();
        altered[at] ^= 4;
        fs::write(&path, &altered).expect("written");
        one(says);
        fs::write(&path, &whole[..at]).expect("written");
        one(says);
    }
    fs::write(&path, "nothing of the kind").expect("written");
    one("is none");
    // That of another store, with every checksum in order.
    let other = Place::new();
    let foreign = prune(&filled(&other.path), at(25)).and_then(|done| done.path).expect("a file");
    fs::copy(foreign, &path).expect("copied");
    one("of another audit");
    fs::write(&path, &whole).expect("written");
    assert_eq!(findings(&store), Vec::<String>::new());
}

#[test]
fn archives_kept_elsewhere_are_read_from_a_stream() {
    let place = Place::new();
    let store = filled(&place.path);
    let mut given = Vec::new();
    for before in [10, 25] {
        let mut take_over = |archive: &mut dyn Read| archive.read_to_end(&mut given).map(drop);
        let to = ArchivePlace::Elsewhere(&mut take_over);
        let audit = maintenance(CommandKind::PruneAudit);
        let done = store.prune(&audit, at(before), to, &mut |_, _| {}).expect("pruned").expect("some");
        assert_eq!((done.to, done.path), (Position(before - 1), None));
    }
    assert_eq!(archives(&place.path), Vec::<PathBuf>::new());
    let missing = findings(&store);
    assert!(missing.len() == 2 && missing.iter().all(|it| it.contains("--archive FILE")), "{missing:?}");
    let with = |bytes: &[u8]| store.verify_with(None, &mut &bytes[..]).expect("read").findings;
    assert_eq!(with(&given), Vec::<String>::new(), "one after the other");
    let half = with(&given[..given.len() / 2]);
    assert!(!half.is_empty() && half.iter().all(|it| it.contains("rchive")), "{half:?}");
    assert!(!with(b"").is_empty());
}

/// Whoever takes an archive over may fail: then nothing was moved.
#[test]
fn what_is_not_taken_over_is_not_deleted() {
    let place = Place::new();
    let store = filled(&place.path);
    let head = store.info().expect("read").head;
    let mut take_over = |_: &mut dyn Read| Err(std::io::ErrorKind::StorageFull.into());
    let to = ArchivePlace::Elsewhere(&mut take_over);
    let failed = store.prune(&maintenance(CommandKind::PruneAudit), at(25), to, &mut |_, _| {});
    assert_eq!(failed.map_err(|error| error.code()), Err("store-full"));
    assert_eq!(
        (store.info().expect("read").head, store.info().expect("read").archived),
        (head, Position::NONE)
    );
    assert_eq!(findings(&store), Vec::<String>::new());
    prune(&store, at(25)).expect("moved");
    assert_eq!(archives(&place.path).len(), 1, "what was begun is gone");
}

/// Erases somebody of whom archived entries speak.
fn erase(store: &SledStore, n: u8) {
    let key = Key::User(user_sid(n));
    let deletion = change(store, key, None);
    store.apply(&Transaction { erase: vec![key], ..transaction(vec![deletion]) }).expect("applied");
    store.sync().expect("durable");
}

/// An archive that is kept elsewhere is out of reach: none is given away that holds what was erased.
#[test]
fn what_is_erased_meanwhile_is_not_given_away() {
    let place = Place::new();
    let store = filled(&place.path);
    let (gone, stays) = (b"user3@acme.example", b"user4@acme.example");
    let (mut given, mut times) = (Vec::new(), 0);
    let mut take_over = |archive: &mut dyn Read| {
        times += 1;
        archive.read_to_end(&mut given).map(drop)
    };
    let mut erased = false;
    let progress = &mut |_, _| {
        if !std::mem::replace(&mut erased, true) {
            erase(&store, 3);
        }
    };
    let audit = maintenance(CommandKind::PruneAudit);
    let to = ArchivePlace::Elsewhere(&mut take_over);
    let done = store.prune(&audit, at(30), to, progress).expect("pruned").expect("some");
    assert_eq!((done.to, times), (Position(29), 1));
    let holds = |text: &[u8]| memchr::memmem::find(&given, text).is_some();
    assert!(holds(stays) && !holds(gone));
}

/// What is erased while it is given away is in it: nothing is moved then, and whoever asked is told to delete the file.
#[test]
fn what_is_erased_while_an_archive_is_given_away_is_told() {
    let place = Place::new();
    let store = filled(&place.path);
    let mut take_over = |archive: &mut dyn Read| {
        erase(&store, 3);
        std::io::copy(archive, &mut std::io::sink()).map(drop)
    };
    let audit = maintenance(CommandKind::PruneAudit);
    let to = ArchivePlace::Elsewhere(&mut take_over);
    let error = store.prune(&audit, at(30), to, &mut |_, _| {}).expect_err("refused");
    assert!(error.to_string().contains("delete its file"), "{error}");
    assert_eq!(store.info().expect("read").archived, Position::NONE);
    assert_eq!((archives(&place.path), findings(&store)), (Vec::new(), Vec::new()));
}

fn times(path: &Path, text: &str) -> usize {
    let files = snapshot::of(path);
    files.values().map(|(_, bytes)| memchr::memmem::find_iter(bytes, text.as_bytes()).count()).sum()
}

#[test]
fn what_is_erased_goes_from_the_archives_too() {
    let place = Place::new();
    let store = filled(&place.path);
    prune(&store, at(12)).expect("moved");
    prune(&store, at(30)).expect("moved");
    let archive = place.path.join("archive");
    let (gone, stays) = ("user3@acme.example", "user4@acme.example");
    assert!(times(&archive, gone) > 0 && times(&archive, stays) > 0);
    let key = Key::User(user_sid(3));
    let deletion = change(&store, key, None);
    store.apply(&Transaction { erase: vec![key], ..transaction(vec![deletion]) }).expect("applied");
    store.sync().expect("durable");
    assert_eq!(findings(&store), Vec::<String>::new());
    assert!(times(&archive, gone) > 0, "until the store is compacted");
    let kept = times(&archive, stays);
    store.compact(&maintenance(CommandKind::Compact), &mut |_, _| {}).expect("compacted");
    assert_eq!(times(&place.path, gone), 0, "in no file of the store's folder");
    assert_eq!(times(&archive, stays), kept, "and nothing else");
    assert_eq!(findings(&store), Vec::<String>::new());
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
    assert_eq!(archives(&place.path).len(), 2);
}

#[test]
fn a_restored_store_names_the_archives_that_are_missing() {
    let place = Place::new();
    let store = filled(&place.path);
    prune(&store, at(25)).expect("moved");
    let mut bytes = Vec::new();
    let audit = maintenance(CommandKind::Backup);
    let made = store.back_up(&audit, BackupPlace::Stream(&mut bytes), &mut |_, _| {}).expect("backed up");
    assert_eq!(made.stamp.archived, Position(24));
    let into = place.path.with_file_name("copy");
    let from = (&SystemClock, &RandomIds);
    let audit = maintenance(CommandKind::Restore);
    backup::restore(&into, bytes.as_slice(), Path::new("it"), (from.0, from.1), &audit, &mut |_| {})
        .expect("restored");
    let copy = open(&into);
    let found = findings(&copy);
    assert!(found.len() == 1 && found[0].contains("entries 1 to 24 is missing"), "{found:?}");
    snapshot::copy(&place.path.join("archive"), &into.join("archive"));
    assert_eq!(findings(&copy), Vec::<String>::new());
}

/// What a repair makes again is the store; its archives lie beside it, and one that is missing is no reason to fail.
#[test]
fn a_repair_goes_on_from_the_archives() {
    for missing in [false, true] {
        let place = Place::new();
        let store = filled(&place.path);
        let path = prune(&store, at(25)).and_then(|done| done.path).expect("a file");
        let audit = maintenance(CommandKind::Backup);
        store.back_up(&audit, BackupPlace::Folder, &mut |_, _| {}).expect("backed up");
        replace(&store, user(5));
        store.sync().expect("durable");
        let head = store.info().expect("read").head;
        drop(store);
        fs::write(place.path.join("data/db"), b"").expect("emptied");
        if missing {
            fs::remove_file(&path).expect("removed");
        }
        let audit = maintenance(CommandKind::Repair);
        let repaired = store::repair(&place.path, (&SystemClock, &RandomIds), &audit, &mut |_, _, _| {});
        assert_eq!(repaired.expect("repaired").through, head);
        let store = open(&place.path);
        assert_eq!(store.info().expect("read").archived, Position(24));
        let found = findings(&store);
        match missing {
            true => assert!(found.len() == 1 && found[0].contains("is missing"), "{found:?}"),
            false => assert_eq!(found, Vec::<String>::new()),
        }
        let examined = store.examine(at(10_000), &mut |_, _, _| {}).expect("examined");
        let wrong: Vec<Part> = examined.iter().filter(|it| !it.is_good()).map(|it| it.part).collect();
        assert_eq!(wrong.contains(&Part::Archives), missing, "{examined:?}");
        assert!(!wrong.contains(&Part::Audit), "{examined:?}");
    }
}

/// The role of the child: writes and moves for ever, telling the head once it is durable.
#[test]
fn child_process() {
    let Some((role, path)) = child::role() else { return };
    let mut random = fastrand::Rng::with_seed(role.parse().expect("a seed"));
    let store = open(&path);
    loop {
        for _ in 0..random.u8(1..30) {
            let n = random.u8(1..20);
            let time = at(store.info().expect("read").head.0 + 1);
            let renamed = User { name: person(&format!("Ada {}", random.u32(..))), ..user(n) };
            let change = change(&store, Key::User(user_sid(n)), Some(renamed.into()));
            let erase = if random.u8(..8) == 0 { vec![change.key] } else { Vec::new() };
            let audit = AuditDraft { time, ..draft() };
            store.apply(&Transaction { changes: vec![change], erase, audit }).expect("applied");
        }
        store.sync().expect("durable");
        let head = store.info().expect("read").head;
        child::tell(&head.to_string());
        let before = at(random.u64(..=head.0));
        let audit = AuditDraft { time: Timestamp(0), ..maintenance(CommandKind::PruneAudit) };
        let moved: Result<Option<Pruned>, StoreError> =
            store.prune(&audit, before, ArchivePlace::Folder, &mut |_, _| {});
        moved.expect("pruned");
        if random.u8(..6) == 0 {
            let audit = AuditDraft { time: Timestamp(0), ..maintenance(CommandKind::Compact) };
            store.compact(&audit, &mut |_, _| {}).expect("compacted");
        }
    }
}

#[test]
fn killed_at_any_moment_nothing_of_the_chain_is_lost() {
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let kills = child::from_environment("ORGADM_KILLS").unwrap_or(10);
    let mut random = fastrand::Rng::with_seed(seed);
    let place = Place::new();
    drop(filled(&place.path));
    let mut moved = 0;
    for round in 0..kills {
        let mut writer = child::command(&random.u64(..).to_string(), &place.path).spawn().expect("started");
        let mut lines = BufReader::new(writer.stdout.take().expect("piped")).lines().map_while(Result::ok);
        let position = |line: String| child::told(&line).and_then(|text| text.parse::<u64>().ok());
        let first = lines.by_ref().find_map(position).expect("it came to write");
        // The delay is the experiment, not a wait for something.
        thread::sleep(Duration::from_micros(random.u64(..200_000)));
        writer.kill().expect("killed");
        writer.wait().expect("ended");
        let last = lines.filter_map(position).last().unwrap_or(first);
        let at = format!("seed {seed} round {round} of {kills}");
        let store = open(&place.path);
        let info = store.info().expect("read");
        assert!(info.head.0 >= last, "{at}: {last} acknowledged, {} found", info.head);
        moved = info.archived.0;
        assert_eq!(store.check().expect("checked").findings, Vec::<String>::new(), "{at}");
        let checked = store.verify(None).expect("read");
        assert_eq!((checked.findings, checked.entries), (Vec::new(), info.head.0), "{at}");
        // Whatever was left over goes with the next one.
        prune(&store, Timestamp(u64::MAX));
        let named = archives(&place.path);
        assert!(named.iter().all(|path| path.extension().is_some()), "{at}: {named:?}");
        assert_eq!(findings(&store), Vec::<String>::new(), "{at}");
    }
    assert!(moved > 40, "the children came to move: {moved}");
}
