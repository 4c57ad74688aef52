//! The past in a session: what is shown instead of the present, and what cannot be done there.

use std::sync::Arc;

use crate::controller::Past;
use crate::directory::Directory;
use crate::model::Timestamp;
use crate::tui::request::Request;

use super::stage::Stage;

/// The past that is shown, and the screens of the present as they were left.
#[derive(Debug)]
pub(super) struct Then {
    pub(super) past: Arc<Past>,
    /// Its lists.
    pub(super) directory: Arc<Directory>,
    pub(super) kept: Stage,
}

/// The lists and the instant that screens show.
pub(super) fn seen<'a>(
    then: Option<&'a Then>,
    directory: &'a Directory,
    now: Timestamp,
) -> (&'a Directory, Timestamp) {
    match then {
        Some(then) => (&then.directory, then.past.time),
        None => (directory, now),
    }
}

/// Whether a request leads to a change.
pub(super) const fn changes(request: &Request) -> bool {
    matches!(
        request,
        Request::Ask(_)
            | Request::Plan(_)
            | Request::Commit
            | Request::Check(..)
            | Request::AskWhatIf
            | Request::WhatIf(_)
    )
}
