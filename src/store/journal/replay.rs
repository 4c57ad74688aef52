//! Writes what a journal has beyond an engine's last entry to that engine, entry by entry, as it was written the first
//! time. Each must follow from the one before by its hash; so a journal of another history is noticed before anything is
//! written.

use std::path::Path;

use super::frame::{self, Frame};
use super::scan::{Scan, standing};
use crate::controller::port::{Committed, StoreError};
use crate::model::{AuditHeader, CommandKind, Position};
use crate::store::chain::header_hash;
use crate::store::codec::{State, decode_header, decode_state};
use crate::store::diagnose::damaged;
use crate::store::engine::{Batch, Engine, Expected, Write};
use crate::store::layout::{self, STATE, Tree};

/// What becomes of the entry of a compaction that the engine does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Compactions {
    /// It is written: what it is written to holds nothing but what is left.
    Written,
    /// The compaction was stopped before it counted: replay ends before it.
    End,
}

/// Replays the journal with this name in a store; gives the last entry that the engine has then. Not made durable.
/// `progress` hears of each entry written.
pub(in crate::store) fn replay<E: Engine>(
    engine: &E,
    (store, name, scan): (&Path, &str, &Scan),
    compactions: Compactions,
    progress: &mut dyn FnMut(Position),
) -> Result<Position, StoreError> {
    let (head, mut hash) = head(engine)?;
    if scan.last <= head {
        return Ok(head);
    }
    if head < scan.header.after {
        let after = scan.header.after;
        let what = format!("its audit ends with entry {head}, and its journal begins after entry {after}");
        return Err(damaged(store, &what));
    }
    let (mut until, mut ended) = (head, false);
    standing(store, name, scan, &mut |position, body| {
        if position <= head || ended {
            return Ok(());
        }
        let entry = Entry::read(store, position, body)?;
        if compactions == Compactions::End && entry.header.command == CommandKind::Compact {
            ended = true;
            return Ok(());
        }
        if entry.header.previous != hash {
            return Err(damaged(store, &format!("the entry {position} of its journal does not follow")));
        }
        (until, hash) = (position, entry.hash);
        Ok(())
    })?;
    standing(store, name, scan, &mut |position, body| {
        if position > head && position <= until {
            engine.commit(&batch(engine, body)?)?;
            progress(position);
        }
        Ok(())
    })?;
    Ok(until)
}

/// What one body writes, on top of what the engine holds; it must follow.
pub(in crate::store) fn batch<E: Engine>(engine: &E, body: &[u8]) -> Result<Batch, StoreError> {
    let (position, _) = frame::about(body).unwrap_or_default();
    let entry = Entry::read(engine.path(), position, body)?;
    let (_, hash) = head(engine)?;
    match entry.header.previous == hash {
        true => entry.batch(engine),
        false => Err(damaged(engine.path(), &format!("the entry {position} of its journal does not follow"))),
    }
}

/// The engine's last entry and its hash; none for an engine with nothing in it.
fn head<E: Engine>(engine: &E) -> Result<(Position, [u8; 32]), StoreError> {
    match engine.value(Tree::Meta, STATE)? {
        None => Ok((Position::NONE, [0; 32])),
        Some(bytes) => match decode_state(bytes.as_ref()) {
            Ok(state) => Ok((state.head, state.hash)),
            Err(error) => Err(engine.damaged(Tree::Meta, STATE, &error)),
        },
    }
}

/// One entry as the journal has it.
struct Entry {
    header: AuditHeader,
    hash: [u8; 32],
    writes: Vec<Write>,
}

impl Entry {
    fn read(store: &Path, position: Position, body: &[u8]) -> Result<Self, StoreError> {
        let unreadable = || damaged(store, &format!("the entry {position} of its journal cannot be read"));
        let Some(Frame::Wrote { writes, .. }) = frame::decode(body) else { return Err(unreadable()) };
        let value = |tree: Tree, key: &[u8]| {
            let row = writes.iter().rfind(|row| row.tree == tree && row.key == key);
            row.and_then(|row| row.value.as_deref())
        };
        let bytes = value(Tree::AuditHeaders, &layout::entry(position)).ok_or_else(unreadable)?;
        let header = decode_header(bytes).map_err(|_| unreadable())?;
        let state: Option<State> = value(Tree::Meta, STATE).and_then(|bytes| decode_state(bytes).ok());
        let hash = header_hash(bytes);
        let (head, left) = state.map(|state| (state.head, state.hash)).ok_or_else(unreadable)?;
        if header.position != position || (head, left) != (position, hash) {
            return Err(unreadable());
        }
        Ok(Self { header, hash, writes })
    }

    fn batch<E: Engine>(self, engine: &E) -> Result<Batch, StoreError> {
        let row = engine.value(Tree::Meta, STATE)?.map(|bytes| bytes.as_ref().to_vec());
        let expected = vec![Expected { tree: Tree::Meta, key: STATE.to_vec(), value: row, record: None }];
        let committed = Committed { position: self.header.position, time: self.header.time };
        Ok(Batch { committed, expected, writes: self.writes })
    }
}
