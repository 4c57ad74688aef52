//! Makes a damaged store whole again, from whatever is left of it: its data, its backups, its journal (`storage.md` §8,
//! rule 9).
//!
//! ```text
//! sources      what there is in the folder
//! attempt      one way of making the store from it: its data as it is or without the engine's snapshots and settings; a
//!              backup, the newest first; nothing. Then the journal, and a check of all there is
//! change       the first that reaches the last entry known gets the entry of the repair and becomes the store
//! ```
//!
//! Nothing damaged is deleted: it is kept in `damaged-TIME`. Whenever the process or the machine stops, the manifest names
//! what it named before, and the repair can be run again, or the whole store.

mod attempt;
mod change;
mod sources;

use std::path::Path;

use super::diagnose::{failed, io_error};
use super::files::{LEAST_SPACE, Room};
use super::lock::Lock;
use super::worker;
use crate::controller::port::{AuditDraft, Clock, Ids, Progress, Repaired, StoreError};
use attempt::{Attempt, Made};
use sources::Sources;

/// Makes the store at this path whole again. `audit` is the entry of the repair.
///
/// # Errors
///
/// [`StoreError::Sound`] if nothing is wrong, [`StoreError::Unrepairable`] if nothing that is there leads to a whole
/// store; or what the file system says. Then the store is as it was.
pub fn repair(
    path: &Path,
    (clock, ids): (&dyn Clock, &dyn Ids),
    audit: &AuditDraft,
    progress: Progress<'_>,
) -> Result<Repaired, StoreError> {
    let path = std::path::absolute(path).map_err(|error| io_error(path, &error))?;
    Sources::look(&path)?;
    let room = Room::at(&path).map_err(|error| io_error(&path, &error))?;
    if room.read_only {
        return Err(StoreError::ReadOnly { path });
    }
    let lock = Lock::take(&path, clock.now())?;
    // Again, now that nobody else can be changing it.
    let sources = Sources::look(&path)?;
    let needed = sources.largest().saturating_add(LEAST_SPACE);
    if room.free < needed {
        return Err(StoreError::Short { path, needed, free: room.free });
    }
    sources.wait()?;
    let (key, now) = (ids.seed()?, clock.now());
    let work = |tell: Progress<'_>| {
        let made = best(&sources, tell)?;
        change::to(&sources, made, (key, now), audit)
    };
    let repaired = worker::quietly(work, progress).map_err(|failure| failed(&path, &failure))?;
    if repaired.is_err() {
        sources.clear();
    }
    drop(lock);
    repaired
}

/// The first attempt that reaches the last entry known; else, of the backups and the journal, the one that came
/// furthest.
fn best<'a>(sources: &'a Sources, progress: Progress<'_>) -> Result<Made<'a>, StoreError> {
    let mut best: Option<Made<'a>> = None;
    let mut tried = Vec::new();
    for attempt in Attempt::all(sources) {
        let made = match attempt.make(sources, progress) {
            Ok(made) => made,
            // Whatever comes after a backup that was brought back reaches no further than it.
            Err(StoreError::Full { .. }) if best.is_some() => break,
            Err(error @ (StoreError::Full { .. } | StoreError::Newer { .. })) => return Err(error),
            Err(error) => {
                tried.push(format!("{} ({})", attempt.named(), error.to_string().trim_end_matches('.')));
                continue;
            }
        };
        if made.through >= sources.known() {
            if made.sound().is_some_and(|data| sources.is_fit(data)) {
                made.discard();
                return Err(StoreError::Sound { path: sources.path().to_path_buf() });
            }
            best.into_iter().for_each(Made::discard);
            return Ok(made);
        }
        tried.push(format!("{} (up to the entry {})", attempt.named(), made.through));
        // Data that lacks its end is what damage leaves; only what was meant to be kept may be less than all.
        if matches!(attempt, Attempt::Data(_) | Attempt::DataAlone(_)) {
            made.discard();
            continue;
        }
        match &best {
            Some(before) if before.through >= made.through => made.discard(),
            _ => best.replace(made).into_iter().for_each(Made::discard),
        }
    }
    best.ok_or_else(|| StoreError::Unrepairable {
        path: sources.path().to_path_buf(),
        what: match tried.is_empty() {
            true => "there is no data, no backup and no journal from the beginning".into(),
            false => format!("tried were {}", tried.join(", ")),
        },
    })
}
