//! What the controller's handle and its writer share: the ports, the published directory, and who is told of changes.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::directory::Directory;
use crate::model::Timestamp;

use super::codes::CodeKey;
use super::loading::Progress;
use super::outbox::Outbox;
use super::port::{Clock, Ids, Maintenance, Store};
use super::recent::Recent;
use super::sessions::Sessions;

/// Told of news; `false` when it wants to hear no more.
pub(super) type Watcher = Box<dyn Fn() -> bool + Send>;

/// What the handle and the writer share.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    /// The same store, unless it is one that is only looked at.
    pub(super) maintenance: Option<Arc<dyn Maintenance>>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) codes: CodeKey,
    /// `None` until something needed it.
    directory: RwLock<Option<Arc<Directory>>>,
    progress: Mutex<Progress>,
    watchers: Mutex<Vec<Watcher>>,
    recent: Mutex<Arc<Vec<Recent>>>,
    pub(super) sessions: Sessions,
    pub(super) outbox: Arc<Outbox>,
    /// Held by whoever keeps the store up.
    pub(super) upkeep: Mutex<()>,
    /// When a compaction that was due last failed.
    pub(super) uncompacted: Mutex<Option<Timestamp>>,
}

impl Shared {
    pub(super) fn new(
        store: Arc<dyn Store>,
        maintenance: Option<Arc<dyn Maintenance>>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        codes: CodeKey,
    ) -> Self {
        Self {
            store,
            maintenance,
            clock,
            ids,
            codes,
            directory: RwLock::default(),
            progress: Mutex::default(),
            watchers: Mutex::default(),
            recent: Mutex::default(),
            sessions: Sessions::default(),
            outbox: Arc::default(),
            upkeep: Mutex::default(),
            uncompacted: Mutex::default(),
        }
    }

    pub(super) fn watch(&self, watcher: Watcher) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }

    pub(super) fn directory(&self) -> Option<Arc<Directory>> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn publish(&self, directory: Arc<Directory>) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = Some(directory);
        self.tell();
    }

    pub(super) fn progress(&self) -> Progress {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn set_progress(&self, progress: Progress) {
        *self.progress.lock().unwrap_or_else(PoisonError::into_inner) = progress;
        self.tell();
    }

    /// What was committed lately, newest last.
    pub(super) fn recent(&self) -> Arc<Vec<Recent>> {
        Arc::clone(&self.recent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Keeps what was committed, to be published next.
    pub(super) fn keep_recent(&self, committed: Vec<Recent>) {
        let mut recent = self.recent.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = recent.len().saturating_sub(Recent::MOST.saturating_sub(committed.len()));
        *recent = Arc::new(recent.iter().skip(kept).cloned().chain(committed).collect());
    }

    /// Tells whoever watches that there is news.
    pub(super) fn tell(&self) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).retain(|watcher| watcher());
    }
}
