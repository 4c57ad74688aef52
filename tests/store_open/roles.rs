//! What child processes do.

use std::fs;
use std::io::Read;
use std::path::Path;
use std::process::Command;

use orgadm::controller::port::{Store, StoreError};
use orgadm::model::*;

use super::child::tell;
use super::fixtures::*;
use super::{fill, filled, open, snapshot};

pub fn play(role: &str, path: &Path) {
    match role {
        "open" => tell_opening(path),
        "hold" => hold(path),
        "panic beside" => panic_beside(path),
        "read-only" => read_only(path),
        "full" => full(path),
        other => panic!("no role {other}"),
    }
}

fn tell_opening(path: &Path) {
    match open(path) {
        Ok(store) => {
            tell("open");
            let checked = store.check().expect("checked");
            tell(if checked.is_sound() { "sound" } else { "unsound" });
        }
        Err(error) => {
            tell(error.code());
            tell(&error.to_string());
        }
    }
}

/// Holds a store until its standard input ends.
fn hold(path: &Path) {
    let store = open(path).expect("opened");
    tell("held");
    let mut end = String::new();
    std::io::stdin().read_to_string(&mut end).expect("read");
    drop(store);
}

/// Panics on a thread of its own after stores were opened and refused.
fn panic_beside(path: &Path) {
    drop(open(path).expect("opened"));
    std::thread::Builder::new()
        .name("beside".into())
        .spawn(|| panic!("heard all the same"))
        .expect("started")
        .join()
        .expect_err("it panicked");
}

/// In a mount namespace of its own, at the mount point of an empty file system in memory.
fn read_only(mount: &Path) {
    let path = mount.join("store");
    filled(&path);
    let remount = |how: &str| {
        let done = Command::new("mount").args(["-o", how]).arg(mount).status().expect("ran");
        assert!(done.success());
    };
    remount("remount,ro");
    let before = snapshot::of(mount);
    for path in [&path, &mount.join("new")] {
        assert_eq!(open(path).err(), Some(StoreError::ReadOnly { path: path.clone() }));
    }
    snapshot::assert_same(&before, mount);
    remount("remount,rw");
    assert!(open(&path).expect("opened").check().expect("checked").is_sound());
    tell("done");
}

/// In a mount namespace of its own, at the mount point of a file system in memory of 64 MiB.
fn full(mount: &Path) {
    let path = mount.join("store");
    filled(&path);
    let ballast = mount.join("ballast");
    let store = open(&path).expect("opened");
    assert!(
        store.warnings().iter().any(|sentence| sentence.contains("MiB are free")),
        "{:?}",
        store.warnings()
    );
    fill(&store, 12..13);
    fill_up(&ballast);

    // Until the engine cannot grow its file any more: each of these was synced or refused.
    let mut acknowledged = store.info().expect("read").head;
    let refusal = (0..10_000).find_map(|n| {
        let written = store.apply(&large(n)).and_then(|done| store.sync().map(|()| done));
        written.map(|done| acknowledged = done.position).err()
    });
    assert_eq!(refusal, Some(StoreError::Full { path: path.clone() }));
    assert_eq!(store.apply(&large(0)), Err(StoreError::Stopped));
    assert_eq!(store.sync(), Err(StoreError::Stopped));
    // Reads go on, but for what lies in a page with something that was refused.
    let first = Key::User(UserSid::from_bytes([0; 16]));
    assert!(store.get(first).expect("reads go on").is_some());
    drop(store);

    let before = snapshot::of(mount);
    for path in [&path, &mount.join("new")] {
        assert_eq!(open(path).err(), Some(StoreError::Full { path: path.clone() }));
    }
    snapshot::assert_same(&before, mount);
    fs::remove_file(&ballast).expect("removed");
    let store = open(&path).expect("opened");
    assert!(store.info().expect("read").head >= acknowledged);
    assert_eq!(store.check().expect("checked").findings, Vec::<String>::new());
    tell("done");
}

/// Creates a large record.
fn large(n: u32) -> orgadm::controller::port::Transaction {
    let mut sid = [9; 16];
    sid[..4].copy_from_slice(&n.to_be_bytes());
    let sid = UserSid::from_bytes(sid);
    let grants = (0..120).map(grant).collect();
    transaction(vec![creation(User {
        sid,
        email: email(&format!("{sid}@large.example")),
        grants,
        ..user(1)
    })])
}

fn fill_up(ballast: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(ballast).expect("created");
    for size in [1 << 20, 1 << 12] {
        let block = vec![1; size];
        while file.write_all(&block).is_ok() {}
    }
}
