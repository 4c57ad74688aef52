//! How a session ends.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a session ended. Order of variants is part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Ending {
    /// Its user quit.
    Quit,
    /// Its terminal or client went away.
    Gone,
    /// Its terminal took nothing for too long.
    Slow,
    /// Nobody touched a key for too long.
    Idle,
    /// An administrator ended it.
    Administrator,
    /// Its user was removed or deactivated, or the OS user is no longer mapped to them.
    Rights,
    /// The process that held the store ended.
    Host,
    /// An error in the program.
    Failed,
}

impl Ending {
    /// Every ending.
    pub const ALL: [Self; 8] = [
        Self::Quit,
        Self::Gone,
        Self::Slow,
        Self::Idle,
        Self::Administrator,
        Self::Rights,
        Self::Host,
        Self::Failed,
    ];

    /// What the user of the session is told; nothing if they ended it themselves.
    pub const fn sentence(self) -> Option<&'static str> {
        Some(match self {
            Self::Quit | Self::Gone => return None,
            Self::Slow => "The session ended: the terminal took nothing for 20 seconds.",
            Self::Idle => "The session ended: no key was pressed for too long.",
            Self::Administrator => "An administrator ended this session.",
            Self::Rights => {
                "The session ended: your user was removed or deactivated, or this OS user is no longer mapped to it."
            }
            Self::Host => {
                "The session ended: the process that held the store was asked to end. Everything committed is kept."
            }
            Self::Failed => "The session ended through an error in orgadm; everything committed is kept.",
        })
    }
}

impl fmt::Display for Ending {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Quit => "quit",
            Self::Gone => "the terminal went away",
            Self::Slow => "the terminal took nothing",
            Self::Idle => "idle",
            Self::Administrator => "by an administrator",
            Self::Rights => "the right was lost",
            Self::Host => "the host ended",
            Self::Failed => "an error in the program",
        })
    }
}
