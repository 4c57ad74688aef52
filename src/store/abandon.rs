//! A store that was made for something that came to nothing is taken away again, and nothing is left that was not there
//! before.

use std::io;
use std::path::Path;

use super::diagnose::io_error;
use super::files::{DATA, KEY, LOCK, MANIFEST, remove_directory, remove_file, sync_directory};
use super::lock::Lock;
use super::manifest::{Manifest, first_journal};
use super::place::{Place, look};
use super::rehearsal;
use crate::controller::port::{Clock, StoreError};

/// Takes a store away that holds no record and is as it was left when it was closed; any other stays. Its directory stays
/// if that `was_there` before.
///
/// # Errors
///
/// [`StoreError::Locked`] if somebody holds it; what the file system says. What is left then is no store, or an empty one.
pub fn abandon(path: &Path, clock: &dyn Clock, was_there: bool) -> Result<(), StoreError> {
    let path = std::path::absolute(path).map_err(|error| io_error(path, &error))?;
    let wrong = |error: io::Error| io_error(&path, &error);
    {
        let _lock = Lock::take(&path, clock.now())?;
        match look(&path)? {
            Place::Store(manifest)
                if manifest.record_count() == 0 && !rehearsal::is_needed(&path, &manifest)? =>
            {
                // From here on it is none, wherever this stops.
                Manifest { complete: false, ..*manifest }.write(&path).map_err(wrong)?;
            }
            _ => return Ok(()),
        }
        clear(&path).map_err(wrong)?;
    }
    leave(&path, was_there).map_err(wrong)
}

/// Removes what a store that was just made consists of, for whoever holds its lock.
pub(super) fn clear(path: &Path) -> io::Result<()> {
    remove_directory(&path.join(DATA))?;
    remove_file(&path.join(KEY))?;
    remove_file(&path.join(first_journal()))?;
    remove_file(&path.join(MANIFEST))?;
    sync_directory(path)
}

/// Removes the lock of what was cleared, and its directory if that was not there before.
pub(super) fn leave(path: &Path, was_there: bool) -> io::Result<()> {
    remove_file(&path.join(LOCK))?;
    match was_there {
        true => Ok(()),
        false => std::fs::remove_dir(path),
    }
}
