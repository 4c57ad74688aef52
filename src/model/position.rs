//! The place of an entry in the audit: what a record remembers of it, without knowing what an entry is.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The place of an entry in the audit: ordered, otherwise opaque. The first entry is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Position(pub u64);

impl Position {
    /// Before every entry.
    pub const NONE: Self = Self(0);
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0.to_string())
    }
}
