//! What the controller's handle and its writer share: the ports, the published directory, and who is told of changes.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use crate::directory::Directory;

use super::codes::CodeKey;
use super::port::{Clock, Ids, Store};

pub(super) type Watcher = Box<dyn Fn() + Send>;

/// What the handle and the writer share.
pub(super) struct Shared {
    pub(super) store: Arc<dyn Store>,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) ids: Arc<dyn Ids>,
    pub(super) codes: CodeKey,
    directory: RwLock<Arc<Directory>>,
    watchers: Mutex<Vec<Watcher>>,
}

impl Shared {
    pub(super) fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        codes: CodeKey,
        directory: Arc<Directory>,
    ) -> Self {
        Self { store, clock, ids, codes, directory: RwLock::new(directory), watchers: Mutex::default() }
    }

    pub(super) fn watch(&self, watcher: Watcher) {
        self.watchers.lock().unwrap_or_else(PoisonError::into_inner).push(watcher);
    }

    pub(super) fn directory(&self) -> Arc<Directory> {
        self.directory.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(super) fn publish(&self, directory: Arc<Directory>) {
        *self.directory.write().unwrap_or_else(PoisonError::into_inner) = directory;
        for watcher in self.watchers.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            watcher();
        }
    }
}
