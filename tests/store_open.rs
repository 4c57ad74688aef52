//! Every way in which a store does not open, with real processes, users, mounts and damaged files: what is said, and that
//! nothing was changed and no panic was printed.

#![allow(clippy::expect_used, clippy::panic, clippy::print_stdout)]

#[path = "store_support/child.rs"]
mod child;
#[path = "store_open/damage.rs"]
mod damage;
#[path = "store_support/fixtures.rs"]
mod fixtures;
#[path = "store_open/place.rs"]
mod place;
#[path = "store_open/roles.rs"]
mod roles;
#[path = "store_support/snapshot.rs"]
mod snapshot;

use std::path::{Path, PathBuf};

use fixtures::*;
use orgadm::controller::port::{Maintenance, StoreError};
use orgadm::model::*;
use orgadm::outside::{RandomIds, SystemClock};
use orgadm::store::{self, SledStore};

fn open(path: &Path) -> Result<SledStore, StoreError> {
    store::open(path, &SystemClock, &RandomIds)
}

/// A store with three thousand records in a log of several segments, closed; opened and closed once more, so that the
/// engine has written a snapshot over most of it.
fn filled(path: &Path) {
    let store = open(path).expect("created");
    fill(&store, 0..8);
    drop(store);
    let store = open(path).expect("opened");
    fill(&store, 8..12);
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
}

fn fill(store: &SledStore, batches: std::ops::Range<u32>) {
    for batch in batches {
        let records = (0..250).map(|n| {
            let mut sid = [0; 16];
            sid[..4].copy_from_slice(&(batch * 250 + n).to_be_bytes());
            let name = person(&"Ada ".repeat(60));
            let sid = UserSid::from_bytes(sid);
            User { sid, email: email(&format!("{sid}@acme.example")), name, ..user(1) }.into()
        });
        store.load_demo(records.collect(), &draft()).expect("loaded");
        orgadm::controller::port::Store::sync(store).expect("durable");
    }
}

/// The answer of a child process that opens the store: the code, and the sentence.
fn answer(path: &Path) -> (String, String) {
    let said = child::run(child::command("open", path));
    assert!(!said.errors.contains("panicked"), "{}", said.errors);
    let mut lines = said.lines.into_iter();
    (lines.next().expect("a code"), lines.next().unwrap_or_default())
}

/// Opens in a child process, which must be refused with this code and change nothing; gives the sentence.
fn refused(path: &Path, code: &str) -> String {
    let before = snapshot::of(path);
    let (found, sentence) = answer(path);
    assert_eq!((found.as_str(), sentence.ends_with('.')), (code, true), "{sentence}");
    snapshot::assert_same(&before, path);
    sentence
}

/// A store of its own for one test, filled.
fn filled_one() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    filled(&path);
    (dir, path)
}

/// Plays its role, if this process was started as a child; as a test of its own it does nothing.
#[test]
fn child_process() {
    if let Some((role, path)) = child::role() {
        roles::play(&role, &path);
    }
}
