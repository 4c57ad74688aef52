//! The journal with a store around it: every state that a stop between two steps of the protocol can leave on the disk,
//! made by hand from copies of the data and of the journal.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use super::super::sled_store::SledStore;
use super::*;
use crate::controller::port::{
    AuditDraft, BackupPlace, Clock, Committed, Ids, Maintenance, Store, Transaction,
};
use crate::model::{
    Actor, Change, CommandKind, Email, EntryKind, Evidence, Key, Kind, Origin, PersonName, Record, Stored,
    Timestamp, TwoFactor, User, UserSid, UserState, Who,
};
use scan::scan;

/// A clock that stands, and randomness that is none.
struct Same;

impl Clock for Same {
    fn now(&self) -> Timestamp {
        Timestamp(1_000)
    }
}

impl Ids for Same {
    fn seed(&self) -> Result<[u8; 32], StoreError> {
        Ok([7; 32])
    }
}

fn open(path: &Path) -> SledStore {
    crate::store::open(path, &Same, &Same).expect("opened")
}

fn user(number: u8, name: &str) -> User {
    User {
        sid: UserSid::from_bytes([number; 16]),
        email: Email::parse(&format!("user{number}@acme.example")).expect("valid"),
        email_proven: None,
        name: PersonName::parse("The name", name).expect("valid"),
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

fn audit(command: CommandKind) -> AuditDraft {
    AuditDraft {
        time: Timestamp(2_000),
        actor: Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper },
        kind: EntryKind::Plan,
        command,
        subjects: Vec::new(),
        organizations: Vec::new(),
        refusal: None,
        reason: None,
        salt_seed: [3; 32],
    }
}

/// Puts a user, durably.
fn put(store: &SledStore, user: User, erase: bool) -> Committed {
    let key = Key::User(user.sid);
    let stored = store.get(key).expect("read");
    let (before, previous) = stored.map_or((None, Position::NONE), |s| (Some(s.record), s.last));
    let change = Change { key, before, after: Some(Record::from(user)), previous };
    let erase = if erase { vec![key] } else { Vec::new() };
    let audit = audit(CommandKind::RenameUser);
    let committed = store.apply(&Transaction { changes: vec![change], erase, audit }).expect("applied");
    store.sync().expect("durable");
    committed
}

fn users(store: &SledStore) -> Vec<Stored> {
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
    store.scan(Kind::User, None, 100).expect("read")
}

fn copy(from: &Path, to: &Path) {
    let _none = fs::remove_dir_all(to);
    super::super::files::create_directory(to).expect("created");
    for entry in fs::read_dir(from).expect("there") {
        let entry = entry.expect("readable");
        if entry.file_type().expect("known").is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            fs::copy(entry.path(), to.join(entry.file_name())).expect("copied");
        }
    }
}

/// A store after each of some acknowledged changes: what the disk showed then, and what was in it.
struct Stages {
    _dir: tempfile::TempDir,
    root: PathBuf,
    /// Where the journal's frames end, from the header on.
    ends: Vec<u64>,
    users: Vec<Vec<Stored>>,
}

impl Stages {
    fn new() -> Self {
        let dir = tempfile::tempdir().expect("dir");
        let root = dir.path().to_path_buf();
        let store = open(&root.join("live"));
        let mut this = Self { _dir: dir, root, ends: Vec::new(), users: Vec::new() };
        this.keep(&store);
        for (number, name) in [(1, "Ada"), (2, "Grace"), (1, "Ada King"), (3, "Edsger")] {
            put(&store, user(number, name), false);
            this.keep(&store);
        }
        this
    }

    fn keep(&mut self, store: &SledStore) {
        copy(&self.root.join("live"), &self.root.join(format!("stage-{}", self.ends.len())));
        self.ends.push(store.journal_end().tail.offset);
        self.users.push(users(store));
    }

    /// The data of one stage with a journal of these bytes.
    fn mixed(&self, data: usize, journal: &[u8]) -> PathBuf {
        let path = self.root.join("mixed");
        copy(&self.root.join(format!("stage-{data}")), &path);
        fs::write(path.join("journal"), journal).expect("written");
        path
    }

    fn journal(&self, stage: usize) -> Vec<u8> {
        fs::read(self.root.join(format!("stage-{stage}/journal"))).expect("there")
    }
}

/// Killed after the journal's sync, or the engine lost what it had acknowledged: both look like this.
#[test]
fn what_only_the_journal_has_comes_back_and_nothing_is_done_twice() {
    let stages = Stages::new();
    for data in 0..5 {
        let path = stages.mixed(data, &stages.journal(4));
        for round in 0..2 {
            let store = open(&path);
            assert_eq!(store.warnings(), &[] as &[String], "{data} {round}");
            assert!(users(&store) == stages.users[4], "{data} {round}");
            assert_eq!(store.journaled(), (Position(0), Position(5)), "{data} {round}");
        }
    }
}

/// The machine stopped while later frames were written: the journal ends anywhere in them.
#[test]
fn a_journal_torn_at_any_frame_gives_what_is_whole_and_never_less_than_was_acknowledged() {
    let stages = Stages::new();
    let whole = stages.journal(4);
    for data in [0, 2, 3] {
        let acknowledged = stages.ends[data];
        let mut cuts: Vec<u64> = stages.ends[data..].to_vec();
        cuts.extend(stages.ends[data..4].iter().flat_map(|end| [end + 1, end + 8, end + 100]));
        cuts.extend(stages.ends[data + 1..].iter().map(|end| end - 1));
        for cut in cuts {
            assert!(cut >= acknowledged);
            let at = usize::try_from(cut).expect("small");
            let mut torn = whole[..at].to_vec();
            // What was not written reads as zeros, or as what was there.
            torn.resize(whole.len(), if cut % 2 == 0 { 0 } else { 0xA5 });
            let path = stages.mixed(data, &torn);
            let left = stages.ends.iter().filter(|end| **end <= cut).count() - 1;
            let store = open(&path);
            assert!(users(&store) == stages.users[left], "data {data}, cut at {cut}");
            put(&store, user(9, "Barbara"), false);
            let after = users(&store);
            drop(store);
            assert!(users(&open(&path)) == after, "data {data}, cut at {cut}, gone on");
        }
    }
}

#[test]
fn what_was_refused_is_not_resurrected() {
    let stages = Stages::new();
    for (data, from) in [(2, 4), (2, 5), (3, 5)] {
        let path = stages.mixed(data, &stages.journal(4));
        let found = scan(&path, "journal").expect("read").expect("a journal");
        let end = End { tail: found.tail, last: found.last };
        let mut journal = Journal::resume(&path, "journal", found.header, end).expect("there");
        journal.take_back(Position(from)).expect("written");
        assert_eq!(journal.last(), Position(from - 1));
        // Entry 1 is the store's creation, so entry n is that of stage n - 1.
        let left = usize::try_from(from).expect("small") - 2;
        let store = open(&path);
        assert!(users(&store) == stages.users[left], "{data} {from}");
        // The position is used again, by something else.
        put(&store, user(8, "Barbara"), false);
        let after = users(&store);
        drop(store);
        copy(&stages.root.join(format!("stage-{data}/data")), &path.join("data"));
        fs::copy(stages.root.join(format!("stage-{data}/manifest")), path.join("manifest")).expect("copied");
        assert!(users(&open(&path)) == after, "{data} {from} from the journal again");
    }
}

#[test]
fn a_group_taken_back_and_written_anew_is_replayed_once() {
    let bodies: Vec<Vec<u8>> =
        [2, 3, 4].into_iter().map(|n| frame::wrote(Position(n), &[]).expect("fits")).collect();
    let mut all = bodies.clone();
    all.push(frame::took_back(Position(3)));
    all.push(bodies[1].clone());
    assert_eq!(scan::standing_of(&all), [bodies[0].as_slice(), bodies[1].as_slice()]);
    all.push(frame::took_back(Position(2)));
    assert!(scan::standing_of(&all).is_empty());
}

#[test]
fn a_journal_that_is_gone_cut_or_foreign_begins_anew_and_says_so() {
    let stages = Stages::new();
    let foreign = Header { store: [9; 16], after: Position(0) }.encode().0;
    let behind = stages.journal(2);
    for journal in [None, Some(Vec::new()), Some(foreign), Some(behind)] {
        let path = stages.mixed(4, &journal.clone().unwrap_or_default());
        if journal.is_none() {
            fs::remove_file(path.join("journal")).expect("removed");
        }
        let store = open(&path);
        let [warning] = store.warnings() else { panic!("{:?}", store.warnings()) };
        assert!(warning.contains("begun anew") && warning.contains("orgadm backup"), "{warning}");
        assert!(users(&store) == stages.users[4]);
        assert_eq!(store.journaled(), (Position(5), Position(5)));
        assert_eq!(journals(&path), ["journal-2"]);
        put(&store, user(9, "Barbara"), false);
        drop(store);
        let store = open(&path);
        assert_eq!((store.warnings().len(), store.journaled()), (0, (Position(5), Position(6))));
    }
}

/// Data of an earlier day with the journal of today, but what lies between is in neither.
#[test]
fn a_journal_that_begins_too_late_is_damage() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let store = open(&path);
    store.renew_journal(Position(4)).expect("renewed");
    drop(store);
    let manifest = fs::read_to_string(path.join("manifest")).expect("there").replace("head = 5", "head = 2");
    fs::write(path.join("manifest"), manifest.replace("\"user\" = 3", "\"user\" = 1")).expect("written");
    copy(&stages.root.join("stage-1/data"), &path.join("data"));
    let error = crate::store::open(&path, &Same, &Same).map(drop).expect_err("damaged");
    assert!(error.to_string().contains("begins after entry 4"), "{error}");
}

fn journals(path: &Path) -> Vec<String> {
    let names = fs::read_dir(path).expect("there").map(|entry| entry.expect("readable").file_name());
    let mut found: Vec<String> = names
        .map(|name| name.to_string_lossy().into_owned())
        .filter(|name| name.starts_with("journal"))
        .collect();
    found.sort_unstable();
    found
}

#[test]
fn a_verified_backup_begins_it_anew_with_what_came_after() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let store = open(&path);
    assert_eq!(store.journaled(), (Position(0), Position(5)));
    for (through, begins) in [(3, 3), (2, 3), (9, 5)] {
        store.renew_journal(Position(through)).expect("renewed");
        assert_eq!(store.journaled(), (Position(begins), Position(5)));
        assert_eq!(journals(&path).len(), 1);
        assert_eq!(scan(&path, &journals(&path)[0]).expect("read").expect("one").last, Position(5));
    }
    put(&store, user(9, "Barbara"), false);
    let after = users(&store);
    drop(store);
    let store = open(&path);
    assert_eq!((store.journaled(), users(&store)), ((Position(5), Position(6)), after));
}

/// The two states in which a machine may stop, made by hand: before the manifest names the newer journal, and after.
#[test]
fn a_renewal_that_was_stopped_leaves_one_journal() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    fs::write(path.join("journal-2"), b"half").expect("written");
    drop(open(&path));
    assert_eq!(journals(&path), ["journal"]);
    let older = fs::read(path.join("journal")).expect("there");
    let store = open(&path);
    store.renew_journal(Position(4)).expect("renewed");
    drop(store);
    fs::write(path.join("journal"), older).expect("written");
    let store = open(&path);
    assert_eq!(
        (journals(&path), store.journaled()),
        (vec!["journal-2".to_owned()], (Position(4), Position(5)))
    );
}

/// Whichever the disk will show: a manifest that cannot be read may name the newer one.
#[test]
fn where_nobody_knows_which_journal_is_named_both_stay_and_nothing_is_written() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let store = open(&path);
    fs::remove_file(path.join("manifest")).expect("removed");
    fs::create_dir(path.join("manifest")).expect("in the way");
    store.renew_journal(Position(4)).expect_err("the manifest cannot be written");
    assert_eq!(journals(&path), ["journal", "journal-2"]);
    assert_eq!(store.renew_journal(Position(4)), Err(StoreError::Stopped));
}

#[test]
fn a_compaction_goes_on_with_the_journal_and_the_backup_after_an_erasure_begins_it_anew() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let store = open(&path);
    let compact = || store.compact(&audit(CommandKind::Compact), &mut |_, _| {}).expect("compacted");
    assert_eq!(compact().position, Position(6));
    assert_eq!(
        (journals(&path), store.journaled()),
        (vec!["journal".to_owned()], (Position(0), Position(6)))
    );
    put(&store, user(3, "Nobody"), true);
    assert_eq!(compact().position, Position(8));
    // With the entry of the backup.
    assert_eq!(
        (journals(&path), store.journaled()),
        (vec!["journal-2".to_owned()], (Position(9), Position(9)))
    );
    put(&store, user(9, "Barbara"), false);
    let after = users(&store);
    drop(store);
    let store = open(&path);
    assert_eq!((store.journaled(), users(&store)), ((Position(9), Position(10)), after));
}

#[test]
fn it_goes_back_to_the_backup_before_the_newest() {
    let stages = Stages::new();
    let store = open(&stages.root.join("live"));
    for (made, begins) in [(6, 0), (7, 6), (8, 7)] {
        let backup = store.back_up(&audit(CommandKind::Backup), BackupPlace::Folder, &mut |_, _| {});
        assert_eq!(backup.expect("made").stamp.position, Position(made));
        assert_eq!(store.journaled(), (Position(begins), Position(made)));
    }
}

/// Stopped after the journal has the entry of a compaction, before the manifest names what it made.
#[test]
fn a_compaction_that_was_stopped_did_not_happen() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let store = open(&path);
    store.compact(&audit(CommandKind::Compact), &mut |_, _| {}).expect("compacted");
    let journal = fs::read(path.join("journal")).expect("there");
    drop(store);
    let path = stages.mixed(4, &journal);
    let store = open(&path);
    assert_eq!((store.info().expect("read").compacted, store.journaled().1), (None, Position(5)));
    put(&store, user(9, "Barbara"), false);
    let after = users(&store);
    drop(store);
    copy(&stages.root.join("stage-4/data"), &path.join("data"));
    fs::copy(stages.root.join("stage-4/manifest"), path.join("manifest")).expect("copied");
    assert!(users(&open(&path)) == after);
}

#[test]
fn a_store_from_before_the_journal_begins_one() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    let manifest = fs::read_to_string(path.join("manifest")).expect("there");
    let (before, _) = manifest.split_once("\n[ended]").unwrap_or((&manifest, ""));
    fs::write(path.join("manifest"), before.replace("journal = \"journal\"\n", "")).expect("written");
    fs::remove_file(path.join("journal")).expect("removed");
    let store = open(&path);
    assert_eq!((store.warnings().len(), store.journaled()), (0, (Position(5), Position(5))));
    put(&store, user(9, "Barbara"), false);
    drop(store);
    assert_eq!(open(&path).journaled(), (Position(5), Position(6)));
}

/// A closed store is opened without reading its journal, unless somebody wrote to it.
#[test]
fn a_journal_that_was_closed_is_trusted_as_long_as_nobody_touched_it() {
    let stages = Stages::new();
    let path = stages.root.join("live");
    drop(open(&path));
    let manifest = super::super::manifest::Manifest::read(&path).expect("there");
    let ended = manifest.ended.expect("closed");
    assert_eq!((ended.last, ended.offset), (Position(5), stages.ends[4]));
    let mut bytes = fs::read(path.join("journal")).expect("there");
    let at = usize::try_from(ended.offset).expect("small") - 1;
    bytes[at] ^= 1;
    fs::write(path.join("journal"), bytes).expect("written");
    assert_eq!(open(&path).warnings().len(), 1);
}

/// The directory of every kind of file, so that the umask of whoever runs it opens nothing.
#[test]
fn it_belongs_to_the_owner_alone() {
    let dir = tempfile::tempdir().expect("dir");
    let store = open(&dir.path().join("store"));
    store.renew_journal(Position(1)).expect("renewed");
    let modes: BTreeMap<String, bool> = journals(store.path())
        .into_iter()
        .map(|name| {
            let open = super::super::files::open_to_others(&store.path().join(&name)).expect("there");
            (name, open)
        })
        .collect();
    assert_eq!(modes, BTreeMap::from([("journal-2".to_owned(), false)]));
}
