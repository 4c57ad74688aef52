//! The journal: every transaction is written and synced here before it is acknowledged, so that no acknowledged change
//! depends on the engine's files surviving (`storage.md` §8, rule 10).
//!
//! ```text
//! transaction   its frame is written; the engine commits. If that fails: a frame that takes it back, synced, then the answer
//! group         one sync of the journal, then the engine's; then all are answered. If that fails: all are taken back
//! opening       what the journal has beyond the engine is written to it                                        `join`
//! backup        a verified one begins the journal anew, with what was written meanwhile                        `renewal`
//! erasing       the backup that ends it begins the journal anew after what was erased                        `renewal`
//! ```
//!
//! The manifest names the journal in use, as it names the data; so it is replaced in one step, and what is not named is
//! removed when the store is next opened. Whoever calls holds the writer.

pub(super) mod file;
pub(super) mod frame;
pub(super) mod join;
pub(super) mod renewal;
pub(super) mod replay;
pub(super) mod scan;

use std::io;
use std::path::{Path, PathBuf};

use super::diagnose::io_error;
use super::engine::Batch;
use crate::controller::port::StoreError;
use crate::model::Position;
use file::{Log, Tail};
use frame::Header;

/// The journal of an open store.
#[derive(Debug)]
pub(super) struct Journal {
    store: PathBuf,
    name: String,
    log: Log,
    header: Header,
    last: Position,
}

/// Where a journal ended when its store was closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct End {
    /// Behind its last frame.
    pub(super) tail: Tail,
    /// The last entry that stands in it; that before its first if there is none.
    pub(super) last: Position,
}

impl Journal {
    /// Begins a journal after an entry. The caller makes its name durable and has the manifest name it.
    pub(super) fn begin(store: &Path, name: &str, id: [u8; 16], after: Position) -> Result<Self, StoreError> {
        let header = Header { store: id, after };
        let path = store.join(name);
        let log = super::files::remove_file(&path).and_then(|()| Log::create(&path, &header));
        let log = log.map_err(|error| io_error(store, &error))?;
        Ok(Self { store: store.into(), name: name.into(), log, header, last: after })
    }

    /// Goes on with a journal where it ends.
    pub(super) fn resume(store: &Path, name: &str, header: Header, end: End) -> Result<Self, StoreError> {
        let log = Log::resume(&store.join(name), end.tail).map_err(|error| io_error(store, &error))?;
        Ok(Self { store: store.into(), name: name.into(), log, header, last: end.last })
    }

    /// Writes down what a batch will write; durable after [`Journal::sync`].
    pub(super) fn append(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let position = batch.committed.position;
        let body = frame::wrote(position, &batch.writes).ok_or_else(|| StoreError::Io {
            path: self.store.clone(),
            what: format!("the entry {position} is too large for the journal"),
        })?;
        self.put(&body)?;
        self.last = position;
        Ok(())
    }

    /// Writes down a body that stood in another journal.
    pub(super) fn carry(&mut self, body: &[u8]) -> Result<(), StoreError> {
        self.put(body)?;
        if let Some((position, false)) = frame::about(body) {
            self.last = position;
        }
        Ok(())
    }

    /// Writes down, durably, that this entry and those after it were not written after all.
    pub(super) fn take_back(&mut self, from: Position) -> Result<(), StoreError> {
        self.put(&frame::took_back(from))?;
        self.last = self.last.min(Position(from.0.saturating_sub(1)));
        self.sync()
    }

    /// Makes everything written down durable.
    pub(super) fn sync(&mut self) -> Result<(), StoreError> {
        self.log.sync().map_err(|error| self.wrong(&error))
    }

    /// Its file's name in the store.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The last entry that is not in it.
    pub(super) const fn after(&self) -> Position {
        self.header.after
    }

    /// The last entry that is in it.
    pub(super) const fn last(&self) -> Position {
        self.last
    }

    /// The store's identifier.
    pub(super) const fn store(&self) -> [u8; 16] {
        self.header.store
    }

    /// Where it ends.
    pub(super) const fn end(&self) -> End {
        End { tail: self.log.tail(), last: self.last }
    }

    fn put(&mut self, body: &[u8]) -> Result<(), StoreError> {
        self.log.append(body).map_err(|error| self.wrong(&error))
    }

    fn wrong(&self, error: &io::Error) -> StoreError {
        io_error(&self.store, error)
    }
}

#[cfg(test)]
mod tests;
