//! What can happen to a session, in one neutral type.
//!
//! Terminals, sockets and tests all speak this; the adapters in `session` translate at the edge. No raw terminal event
//! gets past this point.

use crate::model::UserSid;
use crate::tui::chord::Chord;
use crate::tui::effect::{Outcome, Ticket};

/// Something happened that the app may want to answer.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// A key, normalised; presses and repeats only, never a release.
    Key(Chord),
    /// Text pasted as a whole; it is text even when it looks like keys. Unfiltered, at most 1 MiB.
    Paste(String),
    /// The window changed, possibly to the same size: then everything must be drawn again. Already clamped.
    Resize {
        /// Columns.
        width: u16,
        /// Lines.
        height: u16,
    },
    /// The organization changed: somebody's commit was applied to the directory.
    Changed,
    /// The answer to an effect.
    Done(Ticket, Outcome),
    /// The moment that the app asked to be woken at has come.
    Deadline,
    /// This user, who was signed in here, was removed or deactivated: nobody is signed in any more.
    LostRights(UserSid),
    /// The input ended, or the session has to end: a signal, an idle limit.
    Closed,
}
