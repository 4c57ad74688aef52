//! Kills a writing process at random moments and looks whether everything it acknowledged is there.
//!
//! 20 kills; `ORGADM_KILLS=n` for more. The seed of a failing run is in its message; `ORGADM_SEED=n` repeats its
//! transactions and delays, though not the scheduler.

#![allow(clippy::expect_used, clippy::panic)]

#[path = "store_support/child.rs"]
mod child;
#[path = "store_support/fixtures.rs"]
mod fixtures;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::thread;
use std::time::Duration;

use fixtures::*;
use orgadm::controller::port::{Store, Transaction};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::store::{self, SledStore, codec};
use sha2::{Digest, Sha256};

fn open(path: &Path) -> SledStore {
    store::open(path, &SystemClock, &RandomIds).expect("opened")
}

/// The role of the child: changes records for ever, telling each position and hash once they are durable.
#[test]
fn child_process() {
    let Some((role, path)) = child::role() else { return };
    let mut random = fastrand::Rng::with_seed(role.parse().expect("a seed"));
    let store = open(&path);
    loop {
        let transaction = any_transaction(&store, &mut random);
        let committed = store.apply(&transaction).expect("applied");
        store.sync().expect("durable");
        let info = store.info().expect("read");
        assert_eq!(info.head, committed.position);
        child::tell(&format!("{} {} durable", info.head, data_encoding::HEXLOWER.encode(&info.head_hash)));
    }
}

/// A transaction over one to four of some two hundred records, of kinds with every index, some of them large.
fn any_transaction(store: &SledStore, random: &mut fastrand::Rng) -> Transaction {
    let mut changes: Vec<Change> = Vec::new();
    for _ in 0..random.usize(1..=4) {
        let record = any_record(random);
        let key = record.key();
        let stored = store.get(key).expect("read");
        let (before, previous) = match stored {
            Some(stored) => (Some(stored.record), stored.last),
            None => (None, Position::NONE),
        };
        let delete = before.is_some() && random.u8(..5) == 0;
        if changes.iter().all(|change| change.key != key) {
            changes.push(Change { key, before, after: (!delete).then_some(record), previous });
        }
    }
    let mut salt_seed = [0; 32];
    random.fill(&mut salt_seed);
    let mut transaction = transaction(changes);
    transaction.audit.salt_seed = salt_seed;
    transaction.audit.reason = random.bool().then(|| reason("a reason in words"));
    transaction
}

fn any_record(random: &mut fastrand::Rng) -> Record {
    let n = random.u8(..50);
    let turn = random.u8(..9);
    match random.u8(..4) {
        0 => {
            let address = email(&format!("user{n}.{turn}@acme.example"));
            let grants = (0..random.u8(..=120)).map(grant).collect();
            User { email: address, grants, ..user(n) }.into()
        }
        1 => Account { owner: user_sid(turn), ..account(n) }.into(),
        2 => {
            let state = if turn < 5 { InvitationState::Pending } else { InvitationState::Declined };
            Invitation { email: email(&format!("guest{turn}@acme.example")), state, ..invitation(n) }.into()
        }
        _ => Domain { name: domain_name(&format!("acme{turn}.example")), ..domain(n) }.into(),
    }
}

/// What the parent knows of the store: all records as the entries up to the head left them.
#[derive(Default)]
struct Known {
    head: Position,
    records: BTreeMap<Key, Stored>,
}

impl Known {
    /// Follows the entries that were added; each must be readable whole and fit to what was before it.
    fn follow(&mut self, store: &SledStore, to: Position) {
        for position in (self.head.0 + 1..=to.0).map(Position) {
            let entry = store.entry(position).expect("read").expect("no gap");
            for change in entry.changes {
                let before = self.records.remove(&change.key);
                let last = before.as_ref().map_or(Position::NONE, |stored| stored.last);
                assert_eq!(change.previous, last, "{position}");
                assert_eq!(
                    change.before.record(),
                    before.as_ref().map(|stored| &stored.record),
                    "{position}"
                );
                if let Some(record) = change.after.record() {
                    self.records.insert(change.key, Stored { record: record.clone(), last: position });
                }
            }
        }
        self.head = to;
    }
}

#[test]
fn whatever_was_acknowledged_survives_a_kill() {
    let seed = child::from_environment("ORGADM_SEED").unwrap_or_else(|| fastrand::u64(..));
    let kills = child::from_environment("ORGADM_KILLS").unwrap_or(20);
    let mut random = fastrand::Rng::with_seed(seed);
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    let mut known = Known::default();
    let mut acknowledged = 0;
    for round in 0..kills {
        let mut told = killed(&path, &mut random, Moment::Writing);
        if random.u8(..3) == 0 {
            // And the next while it recovers what the first left.
            told.extend(killed(&path, &mut random, Moment::Opening));
        }
        acknowledged += told.len();
        let store = open(&path);
        let at = format!("seed {seed} round {round} of {kills}");
        let head = store.info().expect("read").head;
        let last = told.last().map_or(known.head, |(position, _)| *position);
        // Each writer may have written one that it did not come to acknowledge.
        assert!(last.0 <= head.0 && head.0 <= last.0.max(1) + 2, "{at}: {last} acknowledged, {head} found");
        for (position, hash) in told {
            let header = &store.entries(Some(Position(position.0 + 1)), 1).expect("read")[0];
            let found = Sha256::digest(codec::encode_header(header).expect("encodes"));
            assert_eq!((header.position, data_encoding::HEXLOWER.encode(&found)), (position, hash), "{at}");
        }
        known.follow(&store, head);
        let mut found = BTreeMap::new();
        for kind in Kind::ALL {
            let page = store.scan(kind, None, 10_000).expect("read");
            found.extend(page.into_iter().map(|stored| (stored.record.key(), stored)));
        }
        assert!(found == known.records, "{at}: the records are not those of the audit");
        // Counts, indexes both ways, the chain, images, blob files.
        assert_eq!(store.check().expect("checked").findings, Vec::<String>::new(), "{at}");
        assert_eq!(std::fs::read_dir(path.join("data/blobs")).expect("there").count(), 0, "{at}");
    }
    assert!(acknowledged as u64 > kills, "the writers came to write: {acknowledged}");
}

/// When a writer is killed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Moment {
    Opening,
    Writing,
}

/// Starts a writer, kills it, gives what it acknowledged.
fn killed(path: &Path, random: &mut fastrand::Rng, moment: Moment) -> Vec<(Position, String)> {
    let mut writer = child::command(&random.u64(..).to_string(), path).spawn().expect("started");
    let mut lines = BufReader::new(writer.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let mut told: Vec<(Position, String)> = Vec::new();
    if moment == Moment::Writing {
        told.extend(lines.by_ref().find_map(|line| acknowledgement(&line)));
    }
    // The delay is the experiment, not a wait for something.
    let longest = if moment == Moment::Opening { 60_000 } else { 200_000 };
    thread::sleep(Duration::from_micros(random.u64(..longest)));
    writer.kill().expect("killed");
    writer.wait().expect("ended");
    told.extend(lines.filter_map(|line| acknowledgement(&line)));
    told
}

/// Position and hash of a line that arrived whole.
fn acknowledgement(line: &str) -> Option<(Position, String)> {
    let mut words = child::told(line)?.strip_suffix(" durable")?.split(' ');
    Some((Position(words.next()?.parse().ok()?), words.next()?.to_owned()))
}
