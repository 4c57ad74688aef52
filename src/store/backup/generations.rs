//! The backups in a store's own folder: which there are, and whether one is whole.
//!
//! One gets its name only after it was read back and found whole, so a half one never counts. Names sort by position.

use std::fs::{self, File};
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};

use crate::controller::port::{Backup, BackupStamp, StoreError};
use crate::model::Position;
use crate::store::diagnose::io_error;
use crate::store::files::BACKUPS;

use super::read::{Reader, verify};

/// What is read at a time.
const BUFFER: usize = 256 * 1024;

/// How the name of a backup ends.
const ENDING: &str = ".orgadm-backup";

/// One backup in a store's folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Where it lies.
    pub path: PathBuf,
    /// What it says it is a backup of.
    pub stamp: BackupStamp,
    /// Its size in bytes.
    pub bytes: u64,
}

impl Generation {
    /// Reads it to its end and compares it with itself. `progress` hears rows.
    ///
    /// # Errors
    ///
    /// What keeps it from being a whole backup, or what the system says of the file.
    pub fn verify(&self, progress: &mut dyn FnMut(u64)) -> Result<BackupStamp, StoreError> {
        let file = File::open(&self.path).map_err(|error| io_error(&self.path, &error))?;
        verify(BufReader::with_capacity(BUFFER, file), &self.path, progress)
    }
}

impl From<Generation> for Backup {
    fn from(generation: Generation) -> Self {
        Self { stamp: generation.stamp, bytes: generation.bytes, path: Some(generation.path) }
    }
}

/// The name of the backup of this position.
pub(in crate::store) fn name_of(position: Position) -> String {
    format!("{:020}{ENDING}", position.0)
}

/// The backups in the folder of the store at this path, the newest first. Only their stamps are read; a file whose stamp
/// cannot be read is left out.
///
/// # Errors
///
/// What the system says of the directory; that there is none is no error.
pub fn generations(store: &Path) -> Result<Vec<Generation>, StoreError> {
    let directory = store.join(BACKUPS);
    let entries = match fs::read_dir(&directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        other => other.map_err(|error| io_error(&directory, &error))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(|error| io_error(&directory, &error))?;
        let path = entry.path();
        if !entry.file_name().to_string_lossy().ends_with(ENDING) {
            continue;
        }
        let stamp = File::open(&path)
            .map_err(|error| io_error(&path, &error))
            .and_then(|file| Reader::open(BufReader::new(file), &path))
            .map(|reader| reader.stamp());
        if let (Ok(stamp), Ok(about)) = (stamp, entry.metadata()) {
            found.push(Generation { path, stamp, bytes: about.len() });
        }
    }
    found.sort_unstable_by_key(|generation| std::cmp::Reverse(generation.stamp.position));
    Ok(found)
}
