//! Whoever has something to say to the host: whole messages only, from any thread.

use std::os::unix::net::UnixStream;
use std::sync::{Arc, Mutex, PoisonError};

use crate::session::wire::{self, ToHost};

/// The outgoing side of a connection.
#[derive(Debug, Clone)]
pub(super) struct Mouth(Arc<Mutex<UnixStream>>);

impl Mouth {
    pub(super) fn new(stream: UnixStream) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    /// Whether it could be said.
    pub(super) fn say(&self, message: &ToHost) -> bool {
        wire::write(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner), message).is_ok()
    }
}
