//! What the controller's handle and its writer share: the ports, the published directory, and who is told of changes.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::directory::Directory;

use super::codes::CodeKey;
use super::loading::Progress;
use super::port::{Clock, Ids, Store};

pub(super) type Watcher = Box<dyn Fn() + Send>;

/// What the handle and the writer share.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) codes: CodeKey,
    /// `None` until something needed it.
    directory: RwLock<Option<Arc<Directory>>>,
    progress: Mutex<Progress>,
    watchers: Mutex<Vec<Watcher>>,
}

impl Shared {
    pub(super) fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        codes: CodeKey,
    ) -> Self {
        Self {
            store,
            clock,
            ids,
            codes,
            directory: RwLock::default(),
            progress: Mutex::default(),
            watchers: Mutex::default(),
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

    fn tell(&self) {
        for watcher in self.watchers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            watcher();
        }
    }
}
