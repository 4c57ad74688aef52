//! Where a store lies and who may use it: processes, users, mounts, foreign directories; and what a good start is like.

use std::fs;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Command;

use orgadm::controller::port::{Store, StoreError};
use orgadm::model::*;
use orgadm::store;

use super::{answer, child, filled, filled_one, fixtures, open, refused, snapshot};

fn mode(path: &Path) -> u32 {
    fs::metadata(path).expect("there").permissions().mode() & 0o777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("changed");
}

#[test]
fn another_process_holds_it() {
    let (_dir, path) = filled_one();
    let mut holder = child::command("hold", &path).spawn().expect("started");
    let mut lines = BufReader::new(holder.stdout.take().expect("piped")).lines().map_while(Result::ok);
    assert!(lines.any(|line| child::told(&line) == Some("held")));

    let sentence = refused(&path, "store-locked");
    assert!(sentence.contains(&format!("in use by process {} of ", holder.id())), "{sentence}");
    assert!(sentence.contains(" since 2"), "{sentence}");
    assert!(store::exists(&path));

    drop(holder.stdin.take());
    assert!(holder.wait().expect("ended").success());
    assert_eq!(answer(&path), ("open".into(), "sound".into()));
}

#[test]
fn the_same_process_holds_it() {
    let dir = tempfile::tempdir().expect("dir");
    let held = open(dir.path()).expect("created");
    let Err(StoreError::Locked { holder: Some(holder), .. }) = open(dir.path()) else { panic!("not locked") };
    assert!(holder.contains(&std::process::id().to_string()), "{holder}");
    drop(held);
    assert!(open(dir.path()).is_ok());
}

/// As root another user is played by a child; anybody else takes their own rights away.
#[test]
fn another_user_may_not_use_it() {
    const NOBODY: u32 = 65_534;
    let dir = tempfile::tempdir().expect("dir");
    set_mode(dir.path(), 0o755);
    let path = dir.path().join("store");
    filled(&path);
    // Cargo's target directory may lie where that user cannot go.
    let binary = dir.path().join("test");
    fs::copy(std::env::current_exe().expect("known"), &binary).expect("copied");

    let root = uzers::get_current_uid() == 0;
    let before = snapshot::of(&path);
    // The store, a store to be made beside it, and one that lies behind a directory nobody may enter.
    for (place, closed) in [("store", "store"), ("new", "."), ("store/below", "store")] {
        let closed = dir.path().join(closed);
        let mut command = Command::new(&binary);
        let open_again = mode(&closed);
        if root {
            command.uid(NOBODY).gid(NOBODY);
        } else {
            set_mode(&closed, 0o500 & if closed == dir.path() { 0o777 } else { 0 });
        }
        let said = child::run(child::dressed(command, "open", &dir.path().join(place)));
        set_mode(&closed, open_again);
        assert_eq!(said.lines[0], "store-permission", "{place}: {said:?}");
        assert!(!said.errors.contains("panicked"), "{said:?}");
    }
    snapshot::assert_same(&before, &path);
    assert!(!dir.path().join("new").exists());
}

/// Starts a child in a mount namespace of its own, with an empty file system in memory mounted for it.
fn in_namespace(role: &str) {
    let possible = Command::new("unshare").args(["--map-root-user", "--mount", "true"]).output();
    if !possible.is_ok_and(|output| output.status.success()) {
        println!("skipped: this system allows no mount namespace here");
        return;
    }
    let mount = tempfile::tempdir().expect("dir");
    let mut command = Command::new("unshare");
    command.args(["--map-root-user", "--mount", "sh", "-c"]);
    command.arg(r#"mount -t tmpfs -o size=64m none "$1" && shift && exec "$@""#).arg("sh").arg(mount.path());
    command.arg(std::env::current_exe().expect("known"));
    let said = child::run(child::dressed(command, role, mount.path()));
    assert_eq!(said.lines, ["done"], "{}", said.errors);
    assert!(!said.errors.contains("panicked"), "{}", said.errors);
}

#[test]
fn a_file_system_mounted_read_only() {
    in_namespace("read-only");
}

#[test]
fn a_full_file_system_and_afterwards() {
    in_namespace("full");
}

#[test]
fn a_file_or_a_foreign_directory_is_not_a_store() {
    let dir = tempfile::tempdir().expect("dir");
    let file = dir.path().join("letter.txt");
    fs::write(&file, "Dear Sir or Madam").expect("written");
    for path in [file.as_path(), &file.join("below"), dir.path()] {
        let before = snapshot::of(dir.path());
        let (code, sentence) = answer(path);
        assert_eq!(code, "store-not-a-store", "{sentence}");
        snapshot::assert_same(&before, dir.path());
        assert!(!store::exists(path));
    }
    assert!(refused(dir.path(), "store-not-a-store").contains("letter.txt"));
}

#[test]
fn a_new_store_belongs_to_its_owner_alone() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("deep/down/store");
    assert!(!store::exists(&path));
    let made = open(&path).expect("created");
    assert!(store::exists(&path));
    assert!(
        !made.warnings().iter().any(|sentence| sentence.contains("other users")),
        "{:?}",
        made.warnings()
    );
    assert_eq!((mode(&path), mode(&dir.path().join("deep"))), (0o700, 0o700));
    for file in ["LOCK", "manifest", "codes.key", "journal"] {
        assert_eq!(mode(&path.join(file)), 0o600, "{file}");
    }
    assert_eq!(mode(&path.join("data")), 0o700);
    assert_eq!(fs::read_dir(&path).expect("there").count(), 5);
    let journal = fs::metadata(path.join("journal")).expect("there").len();
    assert!(journal < 128 * 1024, "a small store has a small journal: {journal}");
    let key = *made.code_key();
    assert_eq!(fs::read(path.join("codes.key")).expect("there"), key);
    assert!(!format!("{made:?}").contains(&format!("{}", key[0])) || !format!("{made:?}").contains("key"));
    drop(made);
    assert_eq!(open(&path).expect("opened").code_key(), &key);
    let other = open(&dir.path().join("other")).expect("created");
    assert_ne!(other.code_key(), &key);
}

#[test]
fn an_empty_directory_becomes_a_store() {
    let dir = tempfile::tempdir().expect("dir");
    assert!(!store::exists(dir.path()));
    assert_eq!(open(dir.path()).expect("created").info().expect("read").head, Position(1));
}

#[test]
fn rights_of_others_are_warned_of() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    drop(open(&path).expect("created"));
    set_mode(&path, 0o750);
    set_mode(&path.join("codes.key"), 0o604);
    let opened = open(&path).expect("opened");
    let about = |what: &str| opened.warnings().iter().filter(|sentence| sentence.starts_with(what)).count();
    assert_eq!((about("The store "), about("The key file ")), (1, 1), "{:?}", opened.warnings());
    assert!(opened.warnings().iter().all(|sentence| sentence.ends_with('.')));
}

#[test]
fn it_opens_again_as_soon_as_it_is_dropped() {
    let dir = tempfile::tempdir().expect("dir");
    for n in 0..20 {
        let store = open(dir.path()).expect("opened");
        fixtures::create(&store, fixtures::account(n));
        assert_eq!(store.info().expect("read").count(Kind::Account), u64::from(n) + 1);
    }
    assert!(open(dir.path()).expect("opened").check().expect("checked").is_sound());
}

#[test]
fn what_a_stopped_creation_left_is_made_anew() {
    let dir = tempfile::tempdir().expect("dir");
    let path = dir.path().join("store");
    drop(open(&path).expect("created"));
    let manifest = fs::read_to_string(path.join("manifest")).expect("there");
    fs::write(path.join("manifest"), manifest.replace("complete = true", "complete = false"))
        .expect("written");
    fs::write(path.join("data/db"), "torn").expect("written");
    fs::write(path.join("codes.key"), "short").expect("written");
    assert!(!store::exists(&path), "nobody was told of it");
    let made = open(&path).expect("created");
    assert_eq!(made.info().expect("read").head, Position(1));
    drop(made);
    assert_eq!(answer(&path), ("open".into(), "sound".into()));
}

/// sled itself refuses a store with such a file in it.
#[test]
fn an_unfinished_snapshot_does_not_keep_a_store_shut() {
    let (_dir, path) = filled_one();
    let left = path.join("data/snap.FFFFFFFFFFFFFFFF.generating");
    fs::write(&left, "").expect("written");
    assert_eq!(answer(&path), ("open".into(), "sound".into()));
    assert!(!left.exists());
}

#[test]
fn panics_of_other_threads_are_still_heard() {
    let dir = tempfile::tempdir().expect("dir");
    let said = child::run(child::command("panic beside", &dir.path().join("store")));
    assert!(said.errors.contains("heard all the same"), "{said:?}");
}
