//! What a directory holds, to be compared before and after.

#![allow(dead_code)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// Everything below a path: mode and, of a file, its bytes. The text of a lock file may change.
pub fn of(path: &Path) -> BTreeMap<PathBuf, (u32, Vec<u8>)> {
    let mut found = BTreeMap::new();
    let about = fs::symlink_metadata(path).expect("there");
    let mode = about.permissions().mode();
    if about.is_dir() {
        found.insert(path.to_path_buf(), (mode, Vec::new()));
        for entry in fs::read_dir(path).expect("readable") {
            found.extend(of(&entry.expect("readable").path()));
        }
    } else if path.file_name().is_some_and(|name| name == "LOCK") {
        found.insert(path.to_path_buf(), (mode, Vec::new()));
    } else {
        found.insert(path.to_path_buf(), (mode, fs::read(path).expect("readable")));
    }
    found
}

/// Fails naming the files that differ.
pub fn assert_same(before: &BTreeMap<PathBuf, (u32, Vec<u8>)>, path: &Path) {
    let after = of(path);
    let differing: Vec<&PathBuf> =
        before.keys().chain(after.keys()).filter(|path| before.get(*path) != after.get(*path)).collect();
    assert!(differing.is_empty(), "changed: {differing:?}");
}

/// Copies a directory with all in it.
pub fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("created");
    for entry in fs::read_dir(from).expect("readable") {
        let entry = entry.expect("readable");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("known").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copied");
        }
    }
}
