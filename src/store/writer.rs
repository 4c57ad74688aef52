//! How a transaction becomes a batch of rows, and when the store stops taking them.
//!
//! A batch is made before the engine's transaction begins, from what is stored at that moment: the image before is the
//! stored value itself, not what the plan says it was. The engine then checks that those bytes are still there. Knows no
//! policy but its own: limits, revisions, one user an address.

use std::collections::BTreeSet;
use std::sync::Mutex;

use super::codec::{CodecError, MOST_BYTES, State, encode_record, encode_state};
use super::engine::{Batch, Engine, Expected, Write, Writer, lock};
use super::entry::EntryRows;
use super::index::{self, IndexMove};
use super::kept::Kept;
use super::layout::{BACKED_UP, COMPACTED, ERASED, LAST_ERASING, STATE, Tree};
use super::{archive, erase, reader, totals};
use crate::controller::port::{AuditDraft, Committed, StoreError, Transaction};
use crate::model::{Change, Key, Kind, Position, Record, Timestamp};

pub(super) fn apply<E: Engine>(engine: &E, transaction: &Transaction) -> Result<Committed, StoreError> {
    if transaction.changes.len() > Transaction::MOST_CHANGES {
        return Err(StoreError::TooMany { found: transaction.changes.len() });
    }
    let Transaction { changes, erase, audit } = transaction;
    write(engine, &Work { changes, erase, ..Work::nothing(audit) })
}

/// Creates records as they are; `demo` marks the store as one.
pub(super) fn load<E: Engine>(
    engine: &E,
    records: Vec<Record>,
    audit: &AuditDraft,
    demo: bool,
) -> Result<Committed, StoreError> {
    if records.len() > Transaction::MOST_LOADED {
        return Err(StoreError::TooMany { found: records.len() });
    }
    let create = |record: Record| Change {
        key: record.key(),
        before: None,
        after: Some(record),
        previous: Position::NONE,
    };
    let changes: Vec<Change> = records.into_iter().map(create).collect();
    let mark = if demo { Mark::Demo } else { Mark::None };
    write(engine, &Work { changes: &changes, mark, ..Work::nothing(audit) })
}

/// What one transaction writes.
pub(super) struct Work<'a> {
    pub(super) changes: &'a [Change],
    pub(super) erase: &'a [Key],
    pub(super) audit: &'a AuditDraft,
    pub(super) mark: Mark,
    /// Rows of `meta` besides.
    pub(super) rows: &'a [Write],
}

impl<'a> Work<'a> {
    /// Nothing but its audit entry.
    pub(super) const fn nothing(audit: &'a AuditDraft) -> Self {
        Self { changes: &[], erase: &[], audit, mark: Mark::None, rows: &[] }
    }
}

/// What a transaction says of the store besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    None,
    /// It is a demo.
    Demo,
    /// It was compacted: no bytes of anything erased are left.
    Compacted,
    /// A backup is made of it; this is the last entry in that.
    BackedUp,
    /// It was made from a backup, into fresh files: no bytes of anything erased are in them.
    Restored,
}

/// Makes what was written durable. After a failure nobody knows what the disk holds, so the store takes no more.
pub(super) fn sync<E: Engine>(engine: &E) -> Result<(), StoreError> {
    sync_held(engine, &mut lock(engine.writer()))
}

/// The same for whoever holds the writer.
pub(super) fn sync_held<E: Engine>(engine: &E, writer: &mut Writer) -> Result<(), StoreError> {
    if writer.stopped {
        return Err(StoreError::Stopped);
    }
    if let Some(first) = writer.dirty {
        engine.make_durable().inspect_err(|_| {
            writer.stopped = true;
            // Nobody is told that they were done. What the engine kept of them none the less, it keeps.
            let _unknown = engine.take_back(first);
        })?;
        writer.dirty = None;
    }
    Ok(())
}

fn write<E: Engine>(engine: &E, work: &Work<'_>) -> Result<Committed, StoreError> {
    write_held(engine, &mut lock(engine.writer()), work)
}

/// Writes one transaction for whoever holds the writer.
pub(super) fn write_held<E: Engine>(
    engine: &E,
    writer: &mut Writer,
    work: &Work<'_>,
) -> Result<Committed, StoreError> {
    if writer.stopped {
        return Err(StoreError::Stopped);
    }
    let batch = prepare(engine, work).inspect_err(|error| {
        use StoreError::{Full, Io, Permission, ReadOnly};
        writer.stopped = matches!(error, Io { .. } | Full { .. } | ReadOnly { .. } | Permission { .. });
    })?;
    if let Some(kept) = &writer.kept {
        keep(engine, kept, &batch.writes)?;
    }
    let position = batch.committed.position;
    engine.note(&batch).inspect_err(|_| writer.stopped = true)?;
    engine.commit(&batch).inspect_err(|error| {
        // Before the refusal is shown: replayed, it would come true.
        let taken_back = engine.take_back(position);
        writer.stopped = taken_back.is_err() || !matches!(error, StoreError::Conflict { .. });
    })?;
    writer.dirty.get_or_insert(position);
    Ok(batch.committed)
}

/// Keeps the rows that are about to be changed as they are, for whoever reads the store as it was.
fn keep<E: Engine>(engine: &E, kept: &Mutex<Kept>, writes: &[Write]) -> Result<(), StoreError> {
    for Write { tree, key, .. } in writes {
        let mut kept = lock(kept);
        if kept.wants(*tree, key) {
            let before = engine.value(*tree, key)?.map(|value| value.as_ref().to_vec());
            kept.put(*tree, key.clone(), before);
        }
    }
    Ok(())
}

/// The rows of one transaction on top of what is stored.
pub(super) fn prepare<E: Engine>(engine: &E, work: &Work<'_>) -> Result<Batch, StoreError> {
    let (bytes, mut state) = reader::state(engine)?;
    state.demo |= work.mark == Mark::Demo;
    batch(engine, Some(bytes.as_ref()), state, work)
}

/// The rows of one transaction on top of a state; `row` are the bytes that state was read from.
pub(super) fn batch<E: Engine>(
    engine: &E,
    row: Option<&[u8]>,
    mut state: State,
    work: &Work<'_>,
) -> Result<Batch, StoreError> {
    let internal = |error| internal(engine, &error);
    let position = Position(state.head.0.saturating_add(1));
    let time = state.time.max(work.audit.time);
    let mut seen = BTreeSet::new();
    let mut moves = Vec::new();
    let mut rows = EntryRows::new(position, work.audit, work.erase);
    let mut expected = vec![Expected {
        tree: Tree::Meta,
        key: STATE.to_vec(),
        value: row.map(<[u8]>::to_vec),
        record: None,
    }];
    let mut writes = Vec::new();
    for change in work.changes {
        let key = change.key;
        if !seen.insert(key) {
            return Err(StoreError::Conflict { key });
        }
        let before = unchanged(engine, change)?;
        let after = change.after.as_ref().map(|record| encoded(engine, record, position)).transpose()?;
        rows.add(change, before.as_deref(), after.as_deref()).map_err(internal)?;
        count(&mut state.counts, key.kind(), before.is_some(), after.is_some());
        moves.push((key, index::moved(change.before.as_ref(), change.after.as_ref())));
        let (tree, bytes) = (Tree::of(key.kind()), key.bytes().to_vec());
        expected.push(Expected { tree, key: bytes.clone(), value: before, record: Some(key) });
        writes.push(Write { tree, key: bytes, value: after });
    }
    indexes(engine, moves, &mut expected, &mut writes)?;
    writes.extend(totals::writes(engine, work.changes)?);
    for key in work.erase {
        writes.extend(erase::writes(engine, *key)?);
    }
    if !work.erase.is_empty() {
        writes.push(instant(ERASED, Some(time)));
        let position = Some(position.0.to_be_bytes().to_vec());
        writes.push(Write { tree: Tree::Meta, key: LAST_ERASING.to_vec(), value: position });
    }
    if work.mark == Mark::Compacted {
        writes.extend([instant(ERASED, None), instant(COMPACTED, Some(time))]);
        writes.extend(archive::erased(engine)?);
    }
    if work.mark == Mark::BackedUp {
        writes.push(instant(BACKED_UP, Some(time)));
    }
    // Archives that are put beside it may hold what is noted to be erased there.
    if work.mark == Mark::Restored && archive::erased(engine)?.is_empty() {
        writes.push(instant(ERASED, None));
    }
    // None of it lies beside the restored one.
    if work.mark == Mark::Restored {
        writes.push(instant(BACKED_UP, None));
    }
    writes.extend(work.rows.iter().cloned());
    let (audit_rows, hash) = rows.finish(time, state.hash).map_err(internal)?;
    writes.extend(audit_rows);
    let state = State { head: position, time, hash, ..state };
    let bytes = encode_state(&state).map_err(internal)?;
    writes.push(Write { tree: Tree::Meta, key: STATE.to_vec(), value: Some(bytes) });
    Ok(Batch { committed: Committed { position, time }, expected, writes })
}

/// A row of `meta` that is nothing but a time.
fn instant(row: &[u8], time: Option<Timestamp>) -> Write {
    Write { tree: Tree::Meta, key: row.to_vec(), value: time.map(|time| time.0.to_be_bytes().to_vec()) }
}

/// The stored value of the record, if it is still the one that the change was planned on.
fn unchanged<E: Engine>(engine: &E, change: &Change) -> Result<Option<Vec<u8>>, StoreError> {
    let key = change.key;
    let sides = [&change.before, &change.after];
    let named = sides.iter().filter_map(|side| side.as_ref()).all(|record| record.key() == key);
    let empty = sides.iter().all(|side| side.is_none());
    let bytes = engine.value(Tree::of(key.kind()), &key.bytes())?;
    let stored = bytes
        .as_ref()
        .map(|bytes| reader::record(engine, key.kind(), &key.bytes(), bytes.as_ref()))
        .transpose()?;
    let same = match (&stored, &change.before) {
        (None, None) => change.previous == Position::NONE,
        (Some(stored), Some(before)) => stored.last == change.previous && stored.record == *before,
        _ => false,
    };
    if same && named && !empty {
        Ok(bytes.map(|bytes| bytes.as_ref().to_vec()))
    } else {
        Err(StoreError::Conflict { key })
    }
}

fn encoded<E: Engine>(engine: &E, record: &Record, position: Position) -> Result<Vec<u8>, StoreError> {
    encode_record(record, position).map_err(|error| match error {
        CodecError::TooLarge(size) => StoreError::TooLarge { key: record.key(), size, most: MOST_BYTES },
        other => internal(engine, &other),
    })
}

/// The error for a value that would not encode, which none of the model's does.
pub(super) fn internal<E: Engine>(engine: &E, error: &CodecError) -> StoreError {
    StoreError::Io { path: engine.path().into(), what: format!("a value could not be written: {error}") }
}

fn count(counts: &mut Vec<u64>, kind: Kind, before: bool, after: bool) {
    counts.resize(counts.len().max(Kind::ALL.len()), 0);
    let slot = Kind::ALL.iter().position(|known| *known == kind).and_then(|at| counts.get_mut(at));
    if let Some(slot) = slot {
        *slot = slot.saturating_add(u64::from(after)).saturating_sub(u64::from(before));
    }
}

/// Moves index rows: what goes first, then what comes, so that two users can exchange addresses.
///
/// An address that another user holds is refused: the row can lead to one of them only, and losing the other would not
/// be noticed until that one signs in.
fn indexes<E: Engine>(
    engine: &E,
    moves: Vec<(Key, IndexMove)>,
    expected: &mut Vec<Expected>,
    writes: &mut Vec<Write>,
) -> Result<(), StoreError> {
    let mut freed = BTreeSet::new();
    for row in moves.iter().filter_map(|(_, change)| change.delete.as_ref()) {
        freed.insert((row.tree, row.key.clone()));
        writes.push(Write { tree: row.tree, key: row.key.clone(), value: None });
    }
    let mut taken = BTreeSet::new();
    for (key, row) in moves.into_iter().filter_map(|(key, change)| Some((key, change.put?))) {
        if row.tree == Tree::UserByEmail {
            let held = engine.value(row.tree, &row.key)?.map(|bytes| bytes.as_ref().to_vec());
            let free = held.is_none() || freed.contains(&(row.tree, row.key.clone()));
            if !free || !taken.insert(row.key.clone()) {
                return Err(StoreError::Conflict { key });
            }
            expected.push(Expected { tree: row.tree, key: row.key.clone(), value: held, record: Some(key) });
        }
        writes.push(Write { tree: row.tree, key: row.key, value: Some(row.value) });
    }
    Ok(())
}
