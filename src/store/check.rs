//! Reads a whole store and compares it with itself: records, indexes both ways, counts, the audit chain, images.
//!
//! Reports sentences, changes nothing. Holds the writer meanwhile, so that what it compares belongs together.

use std::collections::HashSet;

use super::codec::State;
use super::engine::{Engine, Range, lock, readable};
use super::index::{self, IndexRow};
use super::layout::{ENDED, Tree};
use super::verify::{half, told};
use super::{reader, totals, verify};
use crate::controller::port::{Checked, StoreError};
use crate::model::{Key, Kind, Position, Record};

pub(super) fn everything<E: Engine>(engine: &E) -> Result<Checked, StoreError> {
    let _writer = lock(engine.writer());
    let (mut checked, archives) = held(engine)?;
    archives.findings.into_iter().for_each(|finding| checked.tell(finding));
    Ok(checked)
}

/// The same, for whoever sees to it that nobody writes; and apart from it, what is wrong with archives, which are no part
/// of the store.
pub(super) fn held<E: Engine>(engine: &E) -> Result<(Checked, Checked), StoreError> {
    reader::identity(engine)?;
    let (_, state) = reader::state(engine)?;
    let mut checked = Checked::default();
    records(engine, &state, &mut checked, &mut |_| {});
    derived(engine, &state, &mut checked, &mut |_| {});
    let mut archives = Checked::default();
    verify::audit(engine, &state, (&mut checked, &mut archives), &mut |_| {});
    Ok((checked, archives))
}

/// Each record decodes, stands under its key, and was changed by an entry that exists. `progress` hears records.
pub(super) fn records<E: Engine>(
    engine: &E,
    state: &State,
    checked: &mut Checked,
    progress: &mut dyn FnMut(u64),
) {
    for kind in Kind::ALL {
        let walked = engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
            checked.records += 1;
            progress(checked.records);
            let Some(stored) = told(checked, reader::record(engine, kind, key, bytes)) else { return Ok(()) };
            if stored.last == Position::NONE || stored.last > state.head {
                let key = stored.record.key();
                checked.tell(format!("The {} {key} names the entry {}.", kind.word(), stored.last));
            }
            Ok(())
        });
        told(checked, walked);
    }
}

/// What can be derived from the records is what is kept: counts, counts of each organization, indexes both ways.
/// `progress` hears records.
pub(super) fn derived<E: Engine>(
    engine: &E,
    state: &State,
    checked: &mut Checked,
    progress: &mut dyn FnMut(u64),
) {
    let mut done = 0;
    let mut rows = Rows::default();
    for (slot, kind) in Kind::ALL.into_iter().enumerate() {
        let mut found = 0;
        let walked = indexed(engine, kind, &mut |_, row| {
            (found, done) = (found + 1, done + 1);
            progress(done);
            rows.extend(row.as_ref().map(digest));
        });
        told(checked, walked);
        let counted = state.counts.get(slot).copied().unwrap_or(0);
        if found != counted {
            checked.tell(format!(
                "The store counts {counted} records of kind {} and holds {found}.",
                kind.word()
            ));
        }
    }
    for (org, kind, kept, found) in told(checked, totals::differences(engine)).unwrap_or_default() {
        checked.tell(format!(
            "The store counts {kept} records of kind {} for {org} and holds {found}.",
            kind.word()
        ));
    }
    for tree in [Tree::UserByEmail, Tree::AccountByOwner, Tree::OpenByEmail, Tree::DomainByName] {
        index(engine, tree, &mut rows, checked);
    }
    if !rows.is_empty() {
        missing(engine, &rows, checked);
    }
}

/// Rows of indexes that records ask for. They are compared as a set: to look each up, in no order, takes several times as long
/// as reading both sides in theirs.
type Rows = HashSet<[u8; 16]>;

/// What stands for a row in such a set.
fn digest(row: &IndexRow) -> [u8; 16] {
    let length = (row.key.len() as u64).to_be_bytes();
    half(&[&[row.tree.number()], length.as_slice(), &row.key, &row.value].concat())
}

/// Shows every record of a kind, with its row in an index. One that cannot be read has neither; it is told where records are.
fn indexed<E: Engine>(
    engine: &E,
    kind: Kind,
    each: &mut dyn FnMut(Option<Key>, Option<IndexRow>),
) -> Result<(), StoreError> {
    engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
        let record = reader::record(engine, kind, key, bytes).ok().map(|stored| stored.record);
        each(record.as_ref().map(Record::key), record.as_ref().and_then(index::row));
        Ok(())
    })
}

/// Each row of an index leads to a record that has this very row; those found are taken out.
fn index<E: Engine>(engine: &E, tree: Tree, rows: &mut Rows, checked: &mut Checked) {
    let walked = engine.walk(tree, &Range::ALL, usize::MAX, &mut |key, value| {
        let row = IndexRow { tree, key: key.to_vec(), value: value.to_vec() };
        if !rows.remove(&digest(&row)) {
            checked.tell(format!("The row {} in {tree} leads to no such record.", readable(tree, key)));
        }
        Ok(())
    });
    told(checked, walked);
}

/// Names the records whose rows no index has.
fn missing<E: Engine>(engine: &E, rows: &Rows, checked: &mut Checked) {
    // A store from before them has no rows of what was not open.
    let all = told(checked, reader::is_addressed(engine)).unwrap_or(true);
    for kind in Kind::ALL {
        let walked = indexed(engine, kind, &mut |key, row| {
            let row = row.filter(|row| (all || row.value != ENDED) && rows.contains(&digest(row)));
            if let (Some(key), Some(row)) = (key, row) {
                checked.tell(format!("The {} {key} has no row in {}.", kind.word(), row.tree));
            }
        });
        told(checked, walked);
    }
}
