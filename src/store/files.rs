//! Files and directories of a store: made for their owner alone, and made durable.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt};
use std::path::Path;

/// The lock file.
pub(super) const LOCK: &str = "LOCK";
/// The manifest.
pub(super) const MANIFEST: &str = "manifest";
/// The manifest while it is being written.
pub(super) const MANIFEST_NEW: &str = "manifest.new";
/// The key that one-time codes are derived with.
pub(super) const KEY: &str = "codes.key";
/// What the name of a damaged store that a repair kept aside begins with, in the store's directory.
pub(super) const DAMAGED: &str = "damaged-";
/// Where audit entries lie that were moved out of the store.
pub(super) const ARCHIVE: &str = "archive";
/// The directory of backups.
pub(super) const BACKUPS: &str = "backups";
/// The first journal.
pub(super) const JOURNAL: &str = "journal";
/// The engine's own directory.
pub(super) const DATA: &str = "data";
/// The engine's data file, in its directory.
pub(super) const DB: &str = "db";
/// The engine's directory for values it thinks too large, in its directory.
pub(super) const BLOBS: &str = "blobs";
/// A copy of the engine's directory on which opening is tried out.
pub(super) const REHEARSAL: &str = "rehearsal";

/// Space below which nothing is opened or copied: sled writes a snapshot while opening and leaves a torn one where it
/// cannot.
pub(super) const LEAST_SPACE: u64 = 4 * 1024 * 1024;

/// Space below which there is too little to be safe (`storage.md` §8): the operator is warned.
pub(super) const LITTLE_SPACE: u64 = 1024 * 1024 * 1024;

/// Makes a directory and those above it, for the owner alone, durably.
pub(super) fn create_directory(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|path| !path.exists()).collect();
    DirBuilder::new().recursive(true).mode(0o700).create(path)?;
    for parent in missing.into_iter().filter_map(Path::parent) {
        match sync_directory(parent) {
            // One may enter and write a directory without being allowed to list it, and then not sync it either.
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => {}
            other => other?,
        }
    }
    Ok(())
}

/// Writes a new file for the owner alone, durably; fails if there is one.
pub(super) fn create_file(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(content)?;
    file.sync_all()
}

/// Replaces a file durably: whole or not at all, whenever the process or the machine stops.
pub(super) fn replace_file(directory: &Path, name: &str, new: &str, content: &[u8]) -> io::Result<()> {
    let temporary = directory.join(new);
    remove_file(&temporary)?;
    create_file(&temporary, content)?;
    fs::rename(&temporary, directory.join(name))?;
    sync_directory(directory)
}

/// Makes the names in a directory durable.
pub(super) fn sync_directory(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// Makes the contents of the files in a directory durable.
pub(super) fn sync_files(directory: &Path) -> io::Result<()> {
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        if entry.file_type()?.is_file() {
            match File::open(entry.path()).and_then(|file| file.sync_all()) {
                // The engine replaces its snapshots meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => other?,
            }
        }
    }
    Ok(())
}

/// Removes a file, if there is one.
pub(super) fn remove_file(path: &Path) -> io::Result<()> {
    absent_is_fine(fs::remove_file(path))
}

/// Removes a directory with all in it, if there is one.
pub(super) fn remove_directory(path: &Path) -> io::Result<()> {
    absent_is_fine(fs::remove_dir_all(path))
}

fn absent_is_fine(result: io::Result<()>) -> io::Result<()> {
    match result {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Whether anybody but the owner may read, write or enter.
pub(super) fn open_to_others(path: &Path) -> io::Result<bool> {
    Ok(fs::metadata(path)?.mode() & 0o077 != 0)
}

/// What a file system has to offer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Room {
    /// Bytes that this user may still write.
    pub(super) free: u64,
    /// Mounted read-only.
    pub(super) read_only: bool,
}

impl Room {
    /// Asks the file system of this path, or of the nearest directory above it that exists.
    pub(super) fn at(path: &Path) -> io::Result<Self> {
        let existing = path.ancestors().find(|path| path.is_dir()).unwrap_or(path);
        let system = rustix::fs::statvfs(existing)?;
        Ok(Self {
            free: system.f_bavail.saturating_mul(system.f_frsize),
            read_only: system.f_flag.contains(rustix::fs::StatVfsMountFlags::RDONLY),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_belongs_to_the_owner_alone() {
        let dir = tempfile::tempdir().expect("dir");
        let (sub, file) = (dir.path().join("a/b"), dir.path().join("a/b/file"));
        create_directory(&sub).expect("created");
        create_file(&file, b"text").expect("created");
        assert!(!open_to_others(&sub).expect("there") && !open_to_others(&file).expect("there"));
        assert_eq!(create_file(&file, b"other").map_err(|e| e.kind()), Err(io::ErrorKind::AlreadyExists));
    }

    #[test]
    fn a_file_is_replaced_even_after_an_attempt_that_stopped_halfway() {
        let dir = tempfile::tempdir().expect("dir");
        fs::write(dir.path().join("name.new"), "half").expect("written");
        for text in ["one", "two"] {
            replace_file(dir.path(), "name", "name.new", text.as_bytes()).expect("replaced");
            assert_eq!(fs::read_to_string(dir.path().join("name")).expect("there"), text);
        }
        assert_eq!(fs::read_dir(dir.path()).expect("there").count(), 1);
    }

    #[test]
    fn space_is_asked_of_the_nearest_directory_that_exists() {
        let dir = tempfile::tempdir().expect("dir");
        let room = Room::at(&dir.path().join("not/there")).expect("answered");
        assert!(room.free > 0 && !room.read_only);
    }
}
