//! What a host is made of, and what it allows.

use std::sync::Arc;
use std::time::Duration;

use crate::controller::Controller;

/// What a host allows.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Connections of one OS user who does not own the store.
    pub of_one: usize,
    /// How long nobody may touch a key in a session; `None` for ever.
    pub idle: Option<Duration>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connections: 1_000, of_one: 32, idle: None }
    }
}

/// What a host is made of.
pub struct Hosting {
    /// The open store.
    pub controller: Arc<Controller>,
    /// Its identifier.
    pub id: String,
    /// Where it lies, for messages.
    pub place: String,
    /// The OS user who owns it.
    pub owner: u32,
    /// What an OS user is called.
    pub name: fn(u32) -> String,
    /// What is allowed.
    pub limits: Limits,
    /// A terminal of this name panics: for the test that one session's error ends one session. Always `None` in releases.
    pub faulty: Option<String>,
}

impl std::fmt::Debug for Hosting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Hosting").field("place", &self.place).finish_non_exhaustive()
    }
}
