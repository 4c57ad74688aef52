//! A store as it is at one moment, read while it goes on: what the engine cannot give, whose iteration sees whatever is
//! written meanwhile (`storage.md` §8, rule 11).
//!
//! While a snapshot is read, the writer keeps each row as it was before it is first changed; whoever reads a piece of a
//! tree puts those in the place of what they found. A row is kept before the engine has the change, so whoever saw the
//! change finds the row. What was read already is not kept any more. Replaying the audit over a scan lost: it finds
//! neither rows of `meta` nor images that were erased meanwhile.
//!
//! What is kept is bounded. If more changes than that, the snapshot cannot be read on, and whoever wanted it holds the
//! writer instead ([`Snapshot::held`]).

use std::sync::{Arc, Mutex, MutexGuard};

use super::codec::State;
use super::engine::{Engine, Range, Visit, Writer, lock};
use super::kept::{Kept, Piece};
use super::layout::Tree;
use super::reader;
use crate::controller::port::StoreError;

/// Rows read in one piece.
const PIECE: usize = 2_000;

/// Most bytes of rows that are kept.
pub(super) const MOST_KEPT: usize = 64 * 1024 * 1024;

/// A store at one position.
pub(super) struct Snapshot<'a, E: Engine> {
    engine: &'a E,
    state: State,
    kept: Arc<Mutex<Kept>>,
    /// Nobody writes meanwhile.
    held: Option<MutexGuard<'a, Writer>>,
}

impl<'a, E: Engine> Snapshot<'a, E> {
    /// The store as it stands; the writer is let go of, and keeps at most `most` bytes of what it changes.
    pub(super) fn begin(
        engine: &'a E,
        mut writer: MutexGuard<'a, Writer>,
        most: usize,
    ) -> Result<Self, StoreError> {
        let (_, state) = reader::state(engine)?;
        let kept = Arc::new(Mutex::new(Kept::new(state.head, most)));
        writer.kept = Some(Arc::clone(&kept));
        Ok(Self { engine, state, kept, held: None })
    }

    /// The store as it stands; nothing is written until this is dropped.
    pub(super) fn held(engine: &'a E, writer: MutexGuard<'a, Writer>) -> Result<Self, StoreError> {
        let (_, state) = reader::state(engine)?;
        let kept = Arc::new(Mutex::new(Kept::new(state.head, 0)));
        Ok(Self { engine, state, kept, held: Some(writer) })
    }

    /// Where the store stood.
    pub(super) const fn state(&self) -> &State {
        &self.state
    }

    /// The engine it is read from.
    pub(super) const fn engine(&self) -> &'a E {
        self.engine
    }

    /// Whether more changed than could be kept: what was read last is to be thrown away.
    pub(super) fn is_outrun(&self) -> bool {
        lock(&self.kept).is_outrun()
    }

    /// Shows the rows of a tree in order. Trees are to be read in their order, each once.
    pub(super) fn rows(&self, tree: Tree, each: Visit<'_>) -> Result<(), StoreError> {
        let to = lock(&self.kept).end(tree);
        let mut last: Option<Vec<u8>> = None;
        loop {
            let mut piece = Piece::new();
            let range = Range { to: to.clone(), ..Range::after(last.as_deref()) };
            self.engine.walk(tree, &range, PIECE, &mut |key, value| {
                piece.insert(key.to_vec(), value.to_vec());
                Ok(())
            })?;
            let through = match piece.len() == PIECE {
                true => piece.last_key_value().map(|(key, _)| key.clone()),
                false => None,
            };
            {
                let mut kept = lock(&self.kept);
                if kept.is_outrun() {
                    let what = "more was changed meanwhile than can be kept".into();
                    return Err(StoreError::Io { path: self.engine.path().to_path_buf(), what });
                }
                kept.merge(tree, last.as_deref(), through.as_deref(), &mut piece);
            }
            piece.iter().try_for_each(|(key, value)| each(key, value))?;
            match through {
                Some(through) => last = Some(through),
                None => return Ok(()),
            }
        }
    }
}

impl<E: Engine> Drop for Snapshot<'_, E> {
    fn drop(&mut self) {
        if self.held.is_none() {
            lock(self.engine.writer()).kept = None;
        }
    }
}

impl<E: Engine> std::fmt::Debug for Snapshot<'_, E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot").field("state", &self.state).finish_non_exhaustive()
    }
}
