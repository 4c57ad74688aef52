//! What comes out of going back.

use std::sync::Arc;

use crate::controller::hub::Controller;
use crate::model::{Position, Timestamp};

/// The organization as it was.
#[derive(Debug)]
pub struct Past {
    /// Reads what was; plans against what was; commits nothing.
    pub controller: Controller,
    /// The last entry that counts.
    pub position: Position,
    /// The instant it is seen at: that of the entry, or the one asked for.
    pub time: Timestamp,
    /// Records whose images of that time were erased: they are missing, or shown as they became.
    pub erased: usize,
}

/// Two views of the same clone.
impl PartialEq for Past {
    fn eq(&self, other: &Self) -> bool {
        (self.position, self.time) == (other.position, other.time)
            && self.controller.loaded().map(|it| Arc::as_ptr(&it))
                == other.controller.loaded().map(|it| Arc::as_ptr(&it))
    }
}
