//! A backup as a file in the store's own folder: written under a name that does not count, made durable, read back, and
//! only then named or sent on. Whatever goes wrong, the file goes again.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use crate::controller::port::{AuditDraft, Backup, BackupStamp, StoreError};
use crate::store::diagnose::io_error;
use crate::store::engine::Engine;
use crate::store::files::{BACKUPS, Room, create_directory, remove_file, sync_directory};
use crate::store::snapshot::MOST_KEPT;

use super::damaged;
use super::generations::name_of;
use super::read::verify;
use super::take::take;

/// The name of a backup that is not one yet.
const NEW: &str = "new";

/// What is read and written at a time.
const BUFFER: usize = 256 * 1024;

/// A file that was read back and found whole, without a name yet. It goes when this goes.
#[derive(Debug)]
pub(in crate::store) struct Fresh {
    path: PathBuf,
    stamp: BackupStamp,
    bytes: u64,
}

impl Fresh {
    /// Makes one. At least `needed` bytes must be free. `progress` hears rows done and rows in all; `rows` is how many
    /// there may be.
    pub(in crate::store) fn make<E: Engine>(
        engine: &E,
        audit: &AuditDraft,
        (needed, rows): (u64, u64),
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Self, StoreError> {
        let directory = engine.path().join(BACKUPS);
        let path = directory.join(NEW);
        let wrong = |error: io::Error| io_error(&path, &error);
        let free = Room::at(engine.path()).map_err(wrong)?.free;
        if free < needed {
            return Err(StoreError::Short { path: engine.path().to_path_buf(), needed, free });
        }
        create_directory(&directory).map_err(wrong)?;
        // It goes again, however this ends.
        let mut this = Self { path: path.clone(), stamp: BackupStamp::default(), bytes: 0 };
        let mut fresh = || {
            remove_file(&path).map_err(wrong)?;
            let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path);
            file.map(|file| BufWriter::with_capacity(BUFFER, file)).map_err(wrong)
        };
        let mut all = rows;
        let written = take(engine, audit, &path, MOST_KEPT, &mut fresh, &mut |done| {
            all = all.max(done);
            progress(done, all.saturating_mul(2));
        });
        let (stamp, bytes, out) = written?;
        out.into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .map_err(wrong)?;
        (this.stamp, this.bytes) = (stamp, bytes);
        this.check(&mut |done| progress(all.saturating_add(done), all.saturating_mul(2)))?;
        progress(all.saturating_mul(2), all.saturating_mul(2));
        Ok(this)
    }

    /// Reads it back.
    fn check(&self, progress: &mut dyn FnMut(u64)) -> Result<(), StoreError> {
        let wrong = |error: io::Error| io_error(&self.path, &error);
        let file = File::open(&self.path).map_err(wrong)?;
        let length = file.metadata().map_err(wrong)?.len();
        let found = verify(BufReader::with_capacity(BUFFER, file), &self.path, progress)?;
        match found == self.stamp && length == self.bytes {
            true => Ok(()),
            false => Err(damaged(&self.path, "it is not what was written")),
        }
    }

    /// Names it: from here on it is one of the store's backups.
    pub(in crate::store) fn keep(self) -> Result<Backup, StoreError> {
        let wrong = |error: io::Error| io_error(&self.path, &error);
        let directory = self.path.parent().unwrap_or(Path::new("."));
        let named = directory.join(name_of(self.stamp.position));
        fs::rename(&self.path, &named).and_then(|()| sync_directory(directory)).map_err(wrong)?;
        Ok(Backup { stamp: self.stamp.clone(), bytes: self.bytes, path: Some(named) })
    }

    /// Sends it on, and keeps nothing.
    pub(in crate::store) fn send(self, out: &mut dyn Write) -> Result<Backup, StoreError> {
        let mut file = File::open(&self.path).map_err(|error| io_error(&self.path, &error))?;
        io::copy(&mut file, out).and_then(|_| out.flush()).map_err(|error| StoreError::Io {
            path: "The backup could not be sent on".into(),
            what: match error.kind() {
                io::ErrorKind::BrokenPipe => "its reader went away before its end".into(),
                _ => error.to_string(),
            },
        })?;
        Ok(Backup { stamp: self.stamp.clone(), bytes: self.bytes, path: None })
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        // What stays is removed before the next one; it never counts.
        let _left_over = remove_file(&self.path);
    }
}
