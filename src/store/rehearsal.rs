//! Tries opening out on a copy, wherever the data file is not as it was left: opening sled repairs what it takes for a
//! torn end, by overwriting it. On a damaged file that destroys what a person could still have saved.
//!
//! Not needed for a store that was closed and not touched since, which is nearly every start. The alternatives lost:
//! saving only the segments that sled will touch needs its internal format, and trusting it loses data silently when
//! damage lies in the part of the log that is replayed.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::diagnose::io_error;
use super::files::{BLOBS, DB, REHEARSAL, Room, create_directory, remove_directory};
use super::manifest::{Manifest, Stamp};
use crate::controller::port::StoreError;

/// The copy; removed when dropped.
#[derive(Debug)]
pub(super) struct Rehearsal {
    at: PathBuf,
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        // What is left over is removed before the next copy.
        let _left_over = remove_directory(&self.at);
    }
}

impl Rehearsal {
    /// Copies the engine's directory. There must be this much space left besides the copy.
    pub(super) fn of(store: &Path, data: &Path, spare: u64) -> Result<Self, StoreError> {
        let wrong = |error: io::Error| io_error(store, &error);
        let this = Self { at: store.join(REHEARSAL) };
        remove_directory(&this.at).map_err(wrong)?;
        let files = files_of(data).map_err(wrong)?;
        let size: u64 = files.iter().map(|(_, size)| size).sum();
        if Room::at(store).map_err(wrong)?.free < size.saturating_add(spare) {
            return Err(StoreError::Full { path: store.to_path_buf() });
        }
        create_directory(&this.at.join(BLOBS)).map_err(wrong)?;
        for (name, _) in &files {
            fs::copy(data.join(name), this.at.join(name)).map_err(wrong)?;
        }
        Ok(this)
    }

    /// Where the copy lies.
    pub(super) fn path(&self) -> &Path {
        &self.at
    }
}

/// Whether opening has to be tried out first.
pub(super) fn is_needed(store: &Path, manifest: &Manifest) -> Result<bool, StoreError> {
    let wrong = |error: io::Error| io_error(store, &error);
    let data = store.join(&manifest.data);
    let stamp = Stamp::of(&data.join(DB)).map_err(wrong)?;
    Ok(manifest.closed != Some(stamp) || !unfinished_snapshots(&data).map_err(wrong)?.is_empty())
}

/// Removes snapshots that sled was stopped in writing. It takes them for finished ones and then refuses the store
/// (`storage.md` §5.3); what they were made from is still there. Only after opening a copy without them worked.
pub(super) fn remove_unfinished_snapshots(store: &Path, data: &Path) -> Result<(), StoreError> {
    let wrong = |error: io::Error| io_error(store, &error);
    for path in unfinished_snapshots(data).map_err(wrong)? {
        fs::remove_file(path).map_err(wrong)?;
    }
    Ok(())
}

fn unfinished_snapshots(data: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(data)? {
        let path = entry?.path();
        if is_unfinished_snapshot(&path) {
            found.push(path);
        }
    }
    Ok(found)
}

fn is_unfinished_snapshot(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "generating")
}

/// The files to copy with their sizes, relative to the engine's directory.
fn files_of(data: &Path) -> io::Result<Vec<(PathBuf, u64)>> {
    let mut found = Vec::new();
    for (directory, prefix) in [(data.to_path_buf(), PathBuf::new()), (data.join(BLOBS), BLOBS.into())] {
        let entries = match fs::read_dir(&directory) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let about = entry.metadata()?;
            if about.is_file() && !is_unfinished_snapshot(&entry.path()) {
                found.push((prefix.join(entry.file_name()), about.len()));
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::DATA;

    #[test]
    fn the_copy_is_whole_but_for_unfinished_snapshots_and_goes_again() {
        let dir = tempfile::tempdir().expect("dir");
        let data = dir.path().join(DATA);
        fs::create_dir_all(data.join(BLOBS)).expect("created");
        for name in ["db", "conf", "snap.0001", "snap.0002.generating", "blobs/77"] {
            fs::write(data.join(name), name).expect("written");
        }
        // Left over from one that was stopped.
        fs::create_dir_all(dir.path().join(REHEARSAL)).expect("created");
        fs::write(dir.path().join(REHEARSAL).join("stale"), "").expect("written");

        let rehearsal = Rehearsal::of(dir.path(), &data, 0).expect("copied");
        let mut names: Vec<_> =
            files_of(rehearsal.path()).expect("there").into_iter().map(|(n, _)| n).collect();
        names.sort_unstable();
        assert_eq!(names, ["blobs/77", "conf", "db", "snap.0001"].map(PathBuf::from));
        drop(rehearsal);
        assert!(!dir.path().join(REHEARSAL).exists());
        remove_unfinished_snapshots(dir.path(), &data).expect("removed");
        assert!(!data.join("snap.0002.generating").exists() && data.join("snap.0001").exists());
    }

    #[test]
    fn without_space_for_the_copy_the_answer_is_full() {
        let dir = tempfile::tempdir().expect("dir");
        let data = dir.path().join(DATA);
        fs::create_dir_all(&data).expect("created");
        assert_eq!(
            Rehearsal::of(dir.path(), &data, u64::MAX).map_err(|e| e.code()).err(),
            Some("store-full")
        );
    }
}
