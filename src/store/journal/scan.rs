//! What stands in a journal: read once from its beginning, without keeping the rows.

use std::path::Path;

use super::file::{Frames, Tail};
use super::frame::{self, Header};
use crate::controller::port::StoreError;
use crate::model::Position;
use crate::store::diagnose::io_error;

/// Is shown each frame that stands: its entry, its body.
pub(in crate::store) type Each<'a> = &'a mut dyn FnMut(Position, &[u8]) -> Result<(), StoreError>;

/// A journal as it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Scan {
    /// What it says of itself.
    pub(in crate::store) header: Header,
    /// The last entry that stands in it; that before its first if there is none.
    pub(in crate::store) last: Position,
    /// Behind its last whole frame.
    pub(in crate::store) tail: Tail,
    /// What was taken back.
    pub(in crate::store) voids: Voids,
}

/// Which frames a later one took back: the number of that one, and from which entry on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::store) struct Voids(Vec<(u64, Position)>);

impl Voids {
    /// Notes that the frame with this number takes back.
    pub(in crate::store) fn add(&mut self, number: u64, from: Position) {
        self.0.push((number, from));
    }

    /// Whether the frame with this number was taken back later.
    pub(in crate::store) fn holds(&self, number: u64, position: Position) -> bool {
        self.0.iter().any(|(at, from)| *at > number && *from <= position)
    }
}

/// Reads a journal of a store; `None` if there is none under this name. A frame that does not follow from the one before
/// ends it, like a torn one.
pub(in crate::store) fn scan(store: &Path, name: &str) -> Result<Option<Scan>, StoreError> {
    let wrong = |error| io_error(store, &error);
    let Some(mut frames) = Frames::open(&store.join(name)).map_err(wrong)? else { return Ok(None) };
    let header = frames.header();
    let mut found = Scan { header, last: header.after, tail: frames.tail(), voids: Voids::default() };
    let mut number = 0;
    while let Some(body) = frames.next().map_err(wrong)? {
        match frame::about(&body) {
            Some((position, false)) if position.0 == found.last.0.saturating_add(1) => found.last = position,
            Some((from, true)) if from > header.after && from.0 <= found.last.0.saturating_add(1) => {
                found.voids.add(number, from);
                found.last = Position(from.0.saturating_sub(1));
            }
            _ => break,
        }
        found.tail = frames.tail();
        number += 1;
    }
    Ok(Some(found))
}

/// Of bodies in memory those that stand.
pub(in crate::store) fn standing_of(bodies: &[Vec<u8>]) -> Vec<&[u8]> {
    let mut voids = Voids::default();
    let numbered = || (0..).zip(bodies).filter_map(|(n, body)| Some((n, body, frame::about(body)?)));
    for (number, _, (from, took_back)) in numbered() {
        if took_back {
            voids.add(number, from);
        }
    }
    let standing =
        numbered().filter(|(n, _, (position, took_back))| !took_back && !voids.holds(*n, *position));
    standing.map(|(_, body, _)| body.as_slice()).collect()
}

/// Shows the bodies of the frames that stand, in order, from their beginning to the end that was found.
pub(in crate::store) fn standing(
    store: &Path,
    name: &str,
    scan: &Scan,
    each: Each<'_>,
) -> Result<(), StoreError> {
    let wrong = |error| io_error(store, &error);
    let Some(mut frames) = Frames::open(&store.join(name)).map_err(wrong)? else { return Ok(()) };
    let mut number = 0;
    while frames.tail().offset < scan.tail.offset {
        let Some(body) = frames.next().map_err(wrong)? else { break };
        if let Some((position, false)) = frame::about(&body)
            && !scan.voids.holds(number, position)
        {
            each(position, &body)?;
        }
        number += 1;
    }
    Ok(())
}
