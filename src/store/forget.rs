//! What goes once a newer backup is good: backups beyond the number that is kept, and whatever may hold what was erased
//! since it was written (product row 21). Everything that comes to keep older bytes in a store's folder goes here.
//!
//! Nothing is noted down about it: each rule looks at what lies there, so whatever a stopped process left goes the next
//! time.

use std::fs;
use std::io;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::files::{DAMAGED, REHEARSAL, remove_directory, remove_file, sync_directory};
use super::manifest::is_data;
use crate::controller::port::{Backup, StoreInfo};
use crate::model::{Position, Timestamp};

/// How many backups are kept.
pub(super) const KEPT: usize = 7;

/// How long to wait for the engine's last thread, which may still be putting a snapshot into a directory that goes.
const PATIENCE: Duration = Duration::from_secs(30);

/// How often to look.
const INTERVAL: Duration = Duration::from_millis(5);

/// The last entry that erased something. What was written before it may hold that.
#[derive(Debug, Clone, Copy)]
pub(super) struct Erasing {
    pub(super) position: Position,
    pub(super) time: Timestamp,
}

/// The last entry that erased something, once nothing of that is left in the data: until then backups from before it go on
/// being of use, and hold no more than the data does.
pub(super) const fn last_erased(info: &StoreInfo) -> Position {
    if info.erased.is_some() { Position::NONE } else { info.last_erasing }
}

/// Once a backup is good: removes what it makes needless. `data` is the directory in use; `backups` are all there are,
/// the good one first.
pub(super) fn older(path: &Path, data: &str, backups: &[Backup], erasing: Option<Erasing>) -> io::Result<()> {
    older_data(path, data)?;
    let last = erasing.map_or(Position::NONE, |erasing| erasing.position);
    for file in superseded(backups, last).filter_map(|backup| backup.path.as_deref()) {
        remove_file(file)?;
        file.parent().map_or(Ok(()), sync_directory)?;
    }
    if let Some(erasing) = erasing {
        damaged_copies(path, erasing.time)?;
    }
    sync_directory(path)
}

/// Removes every directory of data but the one in use, and a copy it was tried out on.
pub(super) fn older_data(path: &Path, data: &str) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let name = entry?.file_name();
        let name = name.to_string_lossy();
        if is_data(&name) && name != data {
            remove(&path.join(&*name))?;
        }
    }
    remove_directory(&path.join(REHEARSAL))?;
    sync_directory(path)
}

/// Of these backups, the newest first, those that go now that the first of them is good.
pub(super) fn superseded(backups: &[Backup], last_erasing: Position) -> impl Iterator<Item = &Backup> {
    let goes = move |(at, backup): &(usize, &Backup)| *at >= KEPT || backup.stamp.position < last_erasing;
    backups.iter().enumerate().skip(1).filter(goes).map(|(_, backup)| backup)
}

/// Removes the damaged stores that were kept aside and last written to before this time.
fn damaged_copies(path: &Path, before: Timestamp) -> io::Result<()> {
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(DAMAGED) && written(&entry.path())? < before {
            remove_directory(&entry.path())?;
        }
    }
    Ok(())
}

/// When a file in a directory was last written to; the directories themselves are younger than what is in them.
fn written(path: &Path) -> io::Result<Timestamp> {
    let about = fs::symlink_metadata(path)?;
    if about.is_dir() {
        let each = fs::read_dir(path)?.map(|entry| written(&entry?.path()));
        return each
            .collect::<io::Result<Vec<Timestamp>>>()
            .map(|all| all.into_iter().max().unwrap_or_default());
    }
    let since = about.modified().unwrap_or(SystemTime::UNIX_EPOCH).duration_since(UNIX_EPOCH);
    Ok(Timestamp(since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))))
}

/// Removes an older directory. The engine's last thread may still be putting a snapshot there.
fn remove(directory: &Path) -> io::Result<()> {
    let end = Instant::now() + PATIENCE;
    loop {
        match remove_directory(directory) {
            Err(error) if error.kind() == io::ErrorKind::DirectoryNotEmpty && Instant::now() < end => {
                thread::sleep(INTERVAL);
            }
            other => return other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::controller::port::BackupStamp;

    fn backup(position: u64) -> Backup {
        let stamp = BackupStamp { position: Position(position), ..BackupStamp::default() };
        Backup { stamp, bytes: 1, path: None }
    }

    #[test]
    fn seven_are_kept_and_none_that_may_hold_what_was_erased_but_the_newest() {
        let backups: Vec<Backup> = (1..=9).rev().map(|n| backup(n * 10)).collect();
        let gone = |last: u64| -> Vec<u64> {
            superseded(&backups, Position(last)).map(|backup| backup.stamp.position.0).collect()
        };
        assert_eq!(gone(0), [20, 10]);
        assert_eq!(gone(60), [50, 40, 30, 20, 10]);
        assert_eq!(gone(61), [60, 50, 40, 30, 20, 10]);
        assert_eq!(gone(1_000), [80, 70, 60, 50, 40, 30, 20, 10], "the newest stays whatever it holds");
        assert_eq!(superseded(&[], Position(5)).count(), 0);
    }

    #[test]
    fn damaged_copies_go_with_what_was_erased_since() {
        let dir = tempfile::tempdir().expect("dir");
        fs::create_dir_all(dir.path().join("damaged-1/data")).expect("created");
        fs::write(dir.path().join("damaged-1/data/db"), "Ada").expect("written");
        fs::create_dir_all(dir.path().join("data")).expect("created");
        let erasing = |time| Some(Erasing { position: Position(9), time: Timestamp(time) });
        older(dir.path(), "data", &[], erasing(1_000)).expect("removed");
        assert!(dir.path().join("damaged-1/data/db").exists(), "it is younger");
        older(dir.path(), "data", &[], None).expect("removed");
        assert!(dir.path().join("damaged-1/data/db").exists(), "nothing was erased");
        older(dir.path(), "data", &[], erasing(u64::MAX)).expect("removed");
        assert!(!dir.path().join("damaged-1").exists() && dir.path().join("data").exists());
    }
}
