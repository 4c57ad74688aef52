//! The store on disk: the engine, the lock that keeps others out, and the manifest that is written when it is closed.

use std::fmt;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use super::archive;
use super::backup::{self, Fresh};
use super::check;
use super::compact::{self, Held};
use super::diagnose::{failed, io_error};
use super::doctor::content;
use super::doctor::files::Found;
use super::doctor::safety::Safety;
use super::engine::{Batch, Engine, Range, Visit, Writer, lock};
use super::files::{DB, LEAST_SPACE, Room};
use super::forget::{self, Erasing};
use super::journal::file::Tail;
use super::journal::renewal::renew;
use super::journal::{End, Journal};
use super::layout::Tree;
use super::lock::Lock;
use super::manifest::{Ended, Manifest, Stamp};
use super::reader::{self, SCHEMA};
use super::shelf::{self, Folder, Shelf};
use super::sled_engine::SledEngine;
use super::{entry, verify, worker, writer};
use crate::controller::port::{
    ArchivePlace, AuditDraft, Backup, BackupPlace, Checked, Committed, Compacted, Examination, Finding,
    Maintenance, Part, Progress, Pruned, StoreError,
};
use crate::model::{AuditEntry, AuditHeader, CommandKind, Head, Position, Record, Timestamp};

/// What an open store consists of.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) held: Held,
    pub(super) journal: Journal,
    pub(super) key: [u8; 32],
}

/// A store on disk, held by this process until it is dropped. Get one from [`super::open`].
pub struct SledStore {
    path: PathBuf,
    /// Replaced by a compaction; whoever reads meanwhile goes on with the engine they began with.
    held: RwLock<Held>,
    writer: Mutex<Writer>,
    /// Held by work on the store itself, one piece at a time; taken before the writer.
    upkeep: Mutex<()>,
    shelf: Folder,
    journal: Mutex<Journal>,
    key: [u8; 32],
    warnings: Vec<String>,
    // Last, so that it is released last.
    lock: Lock,
}

impl SledStore {
    pub(super) fn new(path: PathBuf, opened: Opened, warnings: Vec<String>, lock: Lock) -> Self {
        let Opened { held, journal, key } = opened;
        let (held, shelf, journal) = (RwLock::new(held), shelf::of(&path), Mutex::new(journal));
        let (writer, upkeep) = (Mutex::default(), Mutex::default());
        Self { path, held, writer, upkeep, shelf, journal, key, warnings, lock }
    }

    /// Where the store lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes into the lock file where other processes reach the one that holds the store.
    ///
    /// # Errors
    ///
    /// What the file system says; the store is not touched.
    pub fn name_socket(&self, socket: &Path) -> std::io::Result<()> {
        self.lock.name_socket(socket)
    }

    /// The key that one-time codes are derived with. It is in no record and no export.
    pub const fn code_key(&self) -> &[u8; 32] {
        &self.key
    }

    /// What the operator should know about the place of this store, a sentence each; found when it was opened.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Reads everything and compares it: records, indexes, counts, the audit, the engine's files.
    ///
    /// No transaction is taken meanwhile; a million records take some seconds.
    ///
    /// # Errors
    ///
    /// What keeps the store from being read at all; what is wrong with single rows is a finding.
    pub fn check(&self) -> Result<Checked, StoreError> {
        let mut checked = check::everything(self)?;
        let held = Held::present(&self.held);
        for name in held.engine.blobs()? {
            let data = &held.data;
            checked.tell(format!("The engine keeps values outside its data file, in {data}/blobs/{name}."));
        }
        Ok(checked)
    }

    /// Makes a backup beside those that are there, and removes what it makes needless. For whoever holds the upkeep.
    fn keep_backup(
        &self,
        audit: &AuditDraft,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError> {
        let made = Fresh::make(self, audit, self.expected_backup()?, progress)?.keep()?;
        let info = reader::info(self)?;
        let last = forget::last_erased(&info);
        let header = if last == Position::NONE { None } else { entry::header(self, last)? };
        // The engine's files held it until they were compacted, and so does a damaged copy of them.
        let until = |time| info.compacted.map_or(time, |at| at.max(time));
        let erasing = header.map(|header| Erasing { position: last, time: until(header.time) });
        let data = Held::present(&self.held).data;
        let gone = forget::older(&self.path, &data, &self.backups()?, erasing);
        gone.map_err(|error| io_error(&self.path, &error))?;
        self.shorten_journal(last)?;
        Ok(made)
    }

    /// Begins the journal anew after the backup before the newest, should that one be found damaged when it is needed; or
    /// after the newest, if there is no other and the journal may hold what was erased up to this entry.
    fn shorten_journal(&self, last_erasing: Position) -> Result<(), StoreError> {
        let backups = self.backups()?;
        let held = self.journaled().0 < last_erasing;
        let through = backups.get(1).or(backups.first().filter(|_| held));
        through.map_or(Ok(()), |backup| self.renew_journal(backup.stamp.position))
    }

    /// The space that a backup may take with some to spare, and the rows that may be in it. The data is always larger
    /// than what is in it, and twice the last backup is too, or much was written since.
    fn expected_backup(&self) -> Result<(u64, u64), StoreError> {
        let held = Held::present(&self.held);
        let size =
            compact::size(&self.path.join(&held.data)).map_err(|error| io_error(&self.path, &error))?;
        let info = reader::info(self)?;
        let last = self.backups()?.first().map(|last| last.bytes.saturating_mul(2));
        let size = last.map_or(size, |last| last.min(size)).saturating_add(LEAST_SPACE);
        let entries = info.head.0.saturating_sub(info.archived.0);
        let rows = info.counts.iter().sum::<u64>().saturating_mul(2);
        Ok((size, rows.saturating_add(entries.saturating_mul(3))))
    }

    /// Begins the journal anew after an entry that a verified backup holds, as it holds every entry before.
    ///
    /// # Errors
    ///
    /// What the file system says; the journal in use is then the older one or the newer, and either holds every later
    /// entry.
    pub(super) fn renew_journal(&self, through: Position) -> Result<(), StoreError> {
        let mut writer = lock(&self.writer);
        if writer.stopped {
            return Err(StoreError::Stopped);
        }
        let manifest =
            Manifest::of(&reader::info(self)?, SCHEMA, true, None, &Held::present(&self.held).data);
        renew(&self.path, (&mut lock(&self.journal), &mut writer), through, &manifest)
    }

    /// The entries that the journal holds: after the first of these, up to the second.
    pub(super) fn journaled(&self) -> (Position, Position) {
        let journal = lock(&self.journal);
        (journal.after(), journal.last())
    }

    #[cfg(test)]
    pub(super) fn journal_end(&self) -> End {
        lock(&self.journal).end()
    }

    fn engine(&self) -> Arc<SledEngine> {
        Arc::clone(&self.held.read().unwrap_or_else(PoisonError::into_inner).engine)
    }

    /// Makes all durable and writes down how the store was left. What does not work here is found when it is opened
    /// again: without a fitting manifest opening is tried out on a copy first.
    fn close(&mut self) -> Result<(), StoreError> {
        writer::sync(self)?;
        let info = reader::info(self)?;
        self.let_go()?;
        let data = Held::present(&self.held).data;
        let stamp = Stamp::of(&self.path.join(&data).join(DB)).ok();
        let journal = lock(&self.journal);
        let End { tail: Tail { offset, check }, last } = journal.end();
        let ended = Stamp::of(&self.path.join(journal.name())).ok();
        let ended = ended.map(|stamp| Ended { offset, check, last, stamp });
        let manifest = Manifest::of(&info, SCHEMA, true, stamp, &data).naming(journal.name()).ending(ended);
        // A disk that is full or gone does not make the data worse than it is.
        let _unwritten = manifest.write(&self.path);
        Ok(())
    }

    /// Lets go of the engine's files; nobody else holds the engine when the store is dropped.
    fn let_go(&mut self) -> Result<(), StoreError> {
        let held = self.held.get_mut().unwrap_or_else(PoisonError::into_inner);
        Arc::get_mut(&mut held.engine).map_or(Ok(()), SledEngine::close)
    }
}

impl Drop for SledStore {
    fn drop(&mut self) {
        if self.close().is_err() {
            let _panicked = self.let_go();
        }
    }
}

impl Maintenance for SledStore {
    fn load_demo(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError> {
        writer::load(self, records, audit, true)
    }

    fn load(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError> {
        writer::load(self, records, audit, false)
    }

    fn compact(
        &self,
        audit: &AuditDraft,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Compacted, StoreError> {
        let _upkeep = lock(&self.upkeep);
        archive::clear(self)?;
        let erased = reader::info(self)?.erased.is_some();
        let done = {
            let (mut writer, mut journal) = (lock(&self.writer), lock(&self.journal));
            archive::drop_erased(self)?;
            let journaled = (&self.held, &mut *journal);
            // Where a backup follows, there has to be space for that too.
            let spare = if erased { self.expected_backup()?.0 } else { LEAST_SPACE };
            compact::run(&self.path, journaled, &mut writer, spare, audit, progress)?
        };
        if erased {
            // What was erased stays in the older files and backups until there is a good one without it.
            let audit = AuditDraft { command: CommandKind::Backup, ..audit.clone() };
            self.keep_backup(&audit, &mut |_, _| {})?;
        } else {
            let data = Held::present(&self.held).data;
            forget::older_data(&self.path, &data).map_err(|error| io_error(&self.path, &error))?;
        }
        Ok(done)
    }

    fn back_up(
        &self,
        audit: &AuditDraft,
        to: BackupPlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError> {
        let _upkeep = lock(&self.upkeep);
        archive::clear(self)?;
        match to {
            BackupPlace::Folder => self.keep_backup(audit, progress),
            BackupPlace::Stream(out) => {
                Fresh::make(self, audit, self.expected_backup()?, progress)?.send(out)
            }
        }
    }

    fn prune(
        &self,
        audit: &AuditDraft,
        before: Timestamp,
        to: ArchivePlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Pruned>, StoreError> {
        let _upkeep = lock(&self.upkeep);
        let (needed, _) = self.expected_backup()?;
        let free = Room::at(&self.path).map_err(|error| io_error(&self.path, &error))?.free;
        if free < needed {
            return Err(StoreError::Short { path: self.path.clone(), needed, free });
        }
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

    fn examine(&self, now: Timestamp, progress: Progress<'_>) -> Result<Vec<Examination>, StoreError> {
        let _upkeep = lock(&self.upkeep);
        // On damaged pages the engine panics where it should return an error.
        let read =
            worker::quietly(|tell| Ok((content::examine(self, tell)?, content::size(self)?)), progress);
        let (mut all, size) = read.map_err(|failure| failed(&self.path, &failure))??;
        let held = Held::present(&self.held);
        let found = Found::at(&self.path, Some(&held.data));
        let mut engine = Checked::default();
        for name in held.engine.blobs()? {
            engine.tell(format!(
                "The engine keeps values outside its data file, in {}/blobs/{name}; a power cut may take them.",
                held.data
            ));
        }
        let info = reader::info(self)?;
        let opening = format!("opens, {} entries and {} records", info.head, info.counts.iter().sum::<u64>());
        let safety = Safety { journal: Some(self.journaled()), head: Some(info.head), known: info.head };
        all.extend([
            found.lock(true),
            found.permissions(),
            found.space(),
            found.key(),
            Examination::good(Part::Opening, opening),
            Examination {
                findings: engine
                    .findings
                    .into_iter()
                    .map(|sentence| Finding { sentence, remedy: "Run: orgadm compact".into() })
                    .collect(),
                ..Examination::good(Part::Engine, "every value is in the file that is synced")
            },
            found.size(size),
            safety.journal(),
            safety.backups(&self.path, Some(&info.id), now, progress),
        ]);
        all.sort_by_key(|examination| examination.part);
        Ok(all)
    }

    fn backups(&self) -> Result<Vec<Backup>, StoreError> {
        let id = reader::info(self)?.id;
        let mut found = backup::generations(&self.path)?;
        found.retain(|generation| generation.stamp.store == id);
        Ok(found.into_iter().map(Backup::from).collect())
    }
}

impl Engine for SledStore {
    type Value = <SledEngine as Engine>::Value;

    fn path(&self) -> &Path {
        &self.path
    }

    fn value(&self, tree: Tree, key: &[u8]) -> Result<Option<Self::Value>, StoreError> {
        self.engine().value(tree, key)
    }

    fn walk(&self, tree: Tree, range: &Range, limit: usize, each: Visit<'_>) -> Result<(), StoreError> {
        self.engine().walk(tree, range, limit, each)
    }

    fn commit(&self, batch: &Batch) -> Result<(), StoreError> {
        self.engine().commit(batch)
    }

    fn note(&self, batch: &Batch) -> Result<(), StoreError> {
        lock(&self.journal).append(batch)
    }

    fn take_back(&self, from: Position) -> Result<(), StoreError> {
        lock(&self.journal).take_back(from)
    }

    fn make_durable(&self) -> Result<(), StoreError> {
        lock(&self.journal).sync()?;
        self.engine().make_durable()
    }

    fn writer(&self) -> &Mutex<Writer> {
        &self.writer
    }

    fn shelf(&self) -> Option<&dyn Shelf> {
        Some(&self.shelf)
    }
}

impl fmt::Debug for SledStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SledStore").field("path", &self.path).finish_non_exhaustive()
    }
}
