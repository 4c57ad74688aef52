//! The store's twin in memory, for tests and journeys: the same rows, checks and answers, nothing on disk.

mod files;

use std::collections::BTreeMap;
use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError, RwLock};

use super::archive;
use super::backup;
use super::check;
use super::creation;
use super::diagnose::io_error;
use super::doctor::content;
use super::engine::{Batch, Engine, Range, Visit, Writer, lock};
use super::forget;
use super::journal::scan::standing_of;
use super::journal::{frame, replay};
use super::layout::Tree;
use super::shelf::Shelf;
use super::snapshot::MOST_KEPT;
use super::writer::{Mark, Work};
use super::{reader, verify, writer};
use crate::controller::port::{
    ArchivePlace, AuditDraft, Backup, BackupPlace, Checked, Committed, Compacted, Examination, Maintenance,
    Progress, Pruned, StoreError,
};
use crate::model::{AuditEntry, AuditHeader, CommandKind, Head, Position, Record, Timestamp};

use files::Files;

type Rows = BTreeMap<Vec<u8>, Vec<u8>>;

/// A store that forgets everything when it is dropped.
pub struct MemoryStore {
    trees: RwLock<BTreeMap<Tree, Rows>>,
    writer: Mutex<Writer>,
    upkeep: Mutex<()>,
    shelf: Files,
    /// The bodies of its frames.
    journal: Mutex<Vec<Vec<u8>>>,
    failures: Mutex<Failures>,
    /// The newest first.
    backups: Mutex<Vec<(Backup, Vec<u8>)>>,
}

/// What to answer instead of working.
#[derive(Debug, Default)]
struct Failures {
    apply: Option<StoreError>,
    sync: Option<StoreError>,
    compact: Option<StoreError>,
    take_back: Option<StoreError>,
}

impl MemoryStore {
    /// A new store whose first audit entry bears this time; its identifier comes from the seed.
    ///
    /// # Errors
    ///
    /// None that a caller could cause; the type is that of every other write.
    pub fn new(created: Timestamp, seed: [u8; 32]) -> Result<Self, StoreError> {
        let store = Self::empty();
        let mut id = [0; 16];
        id.iter_mut().zip(seed).for_each(|(to, from)| *to = from);
        let batch = creation::batch(&store, id, created, seed)?;
        store.note(&batch)?;
        store.commit(&batch)?;
        Ok(store)
    }

    /// Lets the next [`crate::controller::port::Store::apply`] fail with this error, as if the engine had; nothing of
    /// it is written.
    pub fn fail_next_apply(&self, error: StoreError) {
        lock(&self.failures).apply = Some(error);
    }

    /// Lets the next [`crate::controller::port::Store::sync`] that has something to do fail with this error.
    pub fn fail_next_sync(&self, error: StoreError) {
        lock(&self.failures).sync = Some(error);
    }

    /// Lets the next compaction fail with this error, as if there were no space for one; nothing of it is written.
    pub fn fail_next_compaction(&self, error: StoreError) {
        lock(&self.failures).compact = Some(error);
    }

    /// The bytes of the backup of this position, if it is kept.
    pub fn backup_of(&self, position: Position) -> Option<Vec<u8>> {
        let backups = lock(&self.backups);
        backups.iter().find(|(backup, _)| backup.stamp.position == position).map(|(_, bytes)| bytes.clone())
    }

    /// Lets the next frame that takes something back fail with this error.
    pub fn fail_next_take_back(&self, error: StoreError) {
        lock(&self.failures).take_back = Some(error);
    }

    /// What can be made of its journal alone, as if all else were lost.
    ///
    /// # Errors
    ///
    /// A journal whose entries do not follow from each other.
    pub fn replayed(&self) -> Result<Self, StoreError> {
        let store = Self::empty();
        for body in standing_of(&lock(&self.journal)) {
            let batch = replay::batch(&store, body)?;
            store.note(&batch)?;
            store.commit(&batch)?;
        }
        // That entries are in an archive is in the journal; that their rows went follows from it.
        archive::clear(&store)?;
        Ok(store)
    }

    /// Makes a backup. For whoever holds the upkeep.
    fn make_backup(
        &self,
        audit: &AuditDraft,
        to: BackupPlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError> {
        let name = Path::new("memory");
        let (stamp, bytes, written) =
            backup::take(self, audit, name, MOST_KEPT, &mut || Ok(Vec::new()), &mut |n| progress(n, n))?;
        backup::verify(written.as_slice(), name, &mut |_| {})?;
        let backup = Backup { stamp, bytes, path: None };
        match to {
            BackupPlace::Folder => {
                let last = forget::last_erased(&reader::info(self)?);
                let mut backups = lock(&self.backups);
                backups.insert(0, (backup.clone(), written));
                let all: Vec<Backup> = backups.iter().map(|(backup, _)| backup.clone()).collect();
                let gone: Vec<&Backup> = forget::superseded(&all, last).collect();
                backups.retain(|(backup, _)| !gone.contains(&backup));
            }
            BackupPlace::Stream(out) => {
                let sent = out.write_all(&written).and_then(|()| out.flush());
                sent.map_err(|error| io_error(Path::new("the backup"), &error))?;
            }
        }
        Ok(backup)
    }

    fn empty() -> Self {
        Self {
            trees: RwLock::default(),
            writer: Mutex::default(),
            upkeep: Mutex::default(),
            shelf: Files::default(),
            journal: Mutex::default(),
            failures: Mutex::default(),
            backups: Mutex::default(),
        }
    }

    /// Whether both hold the same rows, byte for byte.
    pub fn holds_the_same(&self, other: &Self) -> bool {
        let rows = |store: &Self| {
            let trees = store.trees.read().unwrap_or_else(PoisonError::into_inner);
            trees
                .iter()
                .filter(|(_, rows)| !rows.is_empty())
                .map(|(t, r)| (*t, r.clone()))
                .collect::<Vec<_>>()
        };
        rows(self) == rows(other)
    }

    /// Reads everything and compares it: records, indexes, counts, the audit.
    ///
    /// # Errors
    ///
    /// What keeps the store from being read at all; what is wrong with single rows is a finding.
    pub fn check(&self) -> Result<Checked, StoreError> {
        check::everything(self)
    }
}

impl Maintenance for MemoryStore {
    fn load_demo(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError> {
        writer::load(self, records, audit, true)
    }

    fn load(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError> {
        writer::load(self, records, audit, false)
    }

    /// Memory keeps no bytes of what is gone but in backups; the entry is written, and a new backup where they must go.
    fn compact(
        &self,
        audit: &AuditDraft,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Compacted, StoreError> {
        let _upkeep = lock(&self.upkeep);
        archive::clear(self)?;
        if let Some(error) = lock(&self.failures).compact.take() {
            return Err(error);
        }
        let erased = reader::info(self)?.erased.is_some();
        let position = {
            let mut writer = lock(&self.writer);
            archive::drop_erased(self)?;
            let work = Work { mark: Mark::Compacted, ..Work::nothing(audit) };
            writer::write_held(self, &mut writer, &work)?.position
        };
        if erased {
            let audit = AuditDraft { command: CommandKind::Backup, ..audit.clone() };
            self.make_backup(&audit, BackupPlace::Folder, &mut |_, _| {})?;
        }
        let bytes = content::size(self)?;
        progress(bytes, bytes);
        Ok(Compacted { position, before: bytes, after: bytes })
    }

    fn back_up(
        &self,
        audit: &AuditDraft,
        to: BackupPlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError> {
        let _upkeep = lock(&self.upkeep);
        archive::clear(self)?;
        self.make_backup(audit, to, progress)
    }

    fn prune(
        &self,
        audit: &AuditDraft,
        before: Timestamp,
        to: ArchivePlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Pruned>, StoreError> {
        let _upkeep = lock(&self.upkeep);
        archive::prune(self, audit, before, to, progress)
    }

    fn prunable(&self, before: Timestamp) -> Result<Option<AuditHeader>, StoreError> {
        archive::last_before(self, before)
    }

    fn verify_with(&self, noted: Option<Head>, elsewhere: &mut dyn Read) -> Result<Checked, StoreError> {
        verify::whole(self, noted, Some(elsewhere))
    }

    fn archived_entries(
        &self,
        archives: &mut dyn Read,
        each: &mut dyn FnMut(AuditEntry),
    ) -> Result<(), StoreError> {
        archive::show(self, archives, each)
    }

    fn archive_of(&self, position: Position) -> Result<Option<PathBuf>, StoreError> {
        archive::file_of(self, position)
    }

    fn examine(&self, _now: Timestamp, progress: Progress<'_>) -> Result<Vec<Examination>, StoreError> {
        content::examine(self, progress)
    }

    fn backups(&self) -> Result<Vec<Backup>, StoreError> {
        Ok(lock(&self.backups).iter().map(|(backup, _)| backup.clone()).collect())
    }
}

impl Engine for MemoryStore {
    type Value = Vec<u8>;

    fn path(&self) -> &Path {
        Path::new("memory")
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
        Ok(trees.get(&tree).and_then(|rows| rows.get(key)).cloned())
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        // Copied first: `each` may look up more, and a second read lock waits for ever behind a waiting writer.
        let rows: Vec<(Vec<u8>, Vec<u8>)> = {
            let trees = self.trees.read().unwrap_or_else(PoisonError::into_inner);
            let Some(rows) = trees.get(&tree) else { return Ok(()) };
            let found = rows.range::<Vec<u8>, _>((range.from.as_ref(), range.to.as_ref()));
            let copy = |(key, value): (&Vec<u8>, &Vec<u8>)| (key.clone(), value.clone());
            if range.backwards {
                found.rev().take(limit).map(copy).collect()
            } else {
                found.take(limit).map(copy).collect()
            }
        };
        rows.iter().try_for_each(|(key, value)| each(key, value))
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        if let Some(error) = lock(&self.failures).apply.take() {
            return Err(error);
        }
        let mut trees = self.trees.write().unwrap_or_else(PoisonError::into_inner);
        for expected in &batch.expected {
            let found = trees.get(&expected.tree).and_then(|rows| rows.get(&expected.key));
            if found != expected.value.as_ref() {
                return Err(expected.broken(self.path()));
            }
        }
        for write in &batch.writes {
            let rows = trees.entry(write.tree).or_default();
            match &write.value {
                Some(value) => rows.insert(write.key.clone(), value.clone()),
                None => rows.remove(&write.key),
            };
        }
        Ok(())
    }

    fn note(&self, batch: &Batch) -> Result<(), StoreError> {
        let body = frame::wrote(batch.committed.position, &batch.writes);
        let what = "a row is too large for the journal".into();
        let body = body.ok_or_else(|| StoreError::Io { path: self.path().into(), what })?;
        lock(&self.journal).push(body);
        Ok(())
    }

    fn take_back(&self, from: Position) -> Result<(), StoreError> {
        if let Some(error) = lock(&self.failures).take_back.take() {
            return Err(error);
        }
        lock(&self.journal).push(frame::took_back(from));
        Ok(())
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        lock(&self.failures).sync.take().map_or(Ok(()), Err)
    }

    fn writer(&self) -> &Mutex<Writer> {
        &self.writer
    }

    fn shelf(&self) -> Option<&dyn Shelf> {
        Some(&self.shelf)
    }
}

impl fmt::Debug for MemoryStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryStore").field("writer", &self.writer).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
