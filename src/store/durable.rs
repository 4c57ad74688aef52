//! What makes a commit survive a power cut: the engine's flush, then what it leaves out (`storage.md` §5.2).
//!
//! sled asks the kernel to write data blocks, but neither the file's length nor the disk's cache; one `fdatasync` of the
//! same file through our own descriptor repairs that. Values it moves into files of their own it never syncs at all.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use super::diagnose::{engine_error, io_error};
use super::engine::lock;
use super::files::{BLOBS, DB, sync_directory};
use crate::controller::port::StoreError;

/// The engine's files, as seen from outside of it.
#[derive(Debug)]
pub(super) struct Durable {
    store: PathBuf,
    db: File,
    blobs: PathBuf,
    /// Blob files that are durable already.
    synced: Mutex<BTreeSet<OsString>>,
}

impl Durable {
    /// For the engine's directory; `store` is the path to name in messages.
    pub(super) fn of(store: &Path, data: &Path) -> Result<Self, StoreError> {
        let db = File::open(data.join(DB)).map_err(|error| io_error(store, &error))?;
        let blobs = data.join(BLOBS);
        Ok(Self { store: store.to_path_buf(), db, blobs, synced: Mutex::default() })
    }

    /// Makes everything committed so far durable. Blob files come before the data file that points at them.
    pub(super) fn make(&self, db: &sled::Db) -> Result<(), StoreError> {
        db.flush().map_err(|error| engine_error(&self.store, &error))?;
        let files = self.sync_blobs().and_then(|()| self.db.sync_data());
        files.map_err(|error| io_error(&self.store, &error))
    }

    /// The names of the blob files.
    pub(super) fn blobs(&self) -> Result<Vec<String>, StoreError> {
        let names = self.names().map_err(|error| io_error(&self.store, &error))?;
        Ok(names.iter().map(|name| name.to_string_lossy().into_owned()).collect())
    }

    fn names(&self) -> io::Result<BTreeSet<OsString>> {
        fs::read_dir(&self.blobs)?.map(|entry| entry.map(|entry| entry.file_name())).collect()
    }

    fn sync_blobs(&self) -> io::Result<()> {
        let there = self.names()?;
        let mut synced = lock(&self.synced);
        if there.is_empty() || *synced == there {
            return Ok(());
        }
        for name in there.difference(&synced) {
            match File::open(self.blobs.join(name)).and_then(|file| file.sync_all()) {
                // sled collects its garbage meanwhile.
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                other => other?,
            }
        }
        sync_directory(&self.blobs)?;
        *synced = there;
        Ok(())
    }
}
