//! What is looked at to say whether a store is well: its content through an engine, its files from outside. Changes
//! nothing; what is found is said with what to do about it.
//!
//! `content` needs a store that opens. `files` does not: for one that does not open, [`of_closed`] says what keeps it from
//! that and what there is to make it whole again.

pub(super) mod content;
pub(super) mod files;
pub(super) mod safety;

use std::path::Path;

use super::journal::scan::scan;
use super::manifest::Manifest;
use crate::controller::port::{Examination, Part, Progress, StoreError};
use crate::model::{Position, Timestamp};
use files::Found;
use safety::Safety;

/// Looks at a store that could not be opened, for this reason.
pub fn of_closed(
    path: &Path,
    error: &StoreError,
    now: Timestamp,
    progress: Progress<'_>,
) -> Vec<Examination> {
    if let StoreError::Permission { .. } = error {
        // What may not be read says nothing about how it is.
        let seen = |part| match part {
            Part::Opening => Examination::wrong(part, "it does not open", error.to_string(), error.remedy()),
            part => Examination::skipped(part, "it may not be read"),
        };
        return Part::ALL.map(seen).to_vec();
    }
    let manifest = Manifest::read(path);
    let found = Found::at(path, manifest.as_ref().map(|manifest| manifest.data.as_str()));
    let mut all = vec![
        found.lock(false),
        found.permissions(),
        found.space(),
        found.key(),
        Examination::wrong(Part::Opening, "it does not open", error.to_string(), error.remedy()),
    ];
    for part in [
        Part::Engine,
        Part::Records,
        Part::References,
        Part::Invariants,
        Part::Derived,
        Part::Audit,
        Part::Archives,
        Part::Size,
    ] {
        all.push(Examination::skipped(part, "the store does not open"));
    }
    let name = manifest.as_ref().and_then(|manifest| manifest.journal.as_deref());
    let read = name.map(|name| scan(path, name)).transpose().ok().flatten().flatten();
    let head = manifest.as_ref().map(|manifest| manifest.head);
    let safety = Safety {
        journal: read.map(|read| (read.header.after, read.last)),
        head: None,
        known: head.unwrap_or(Position::NONE),
    };
    all.push(safety.journal());
    all.push(safety.backups(path, manifest.as_ref().map(|m| m.store.as_str()), now, progress));
    all
}
