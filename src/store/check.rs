//! Reads a whole store and compares it with itself: records, indexes both ways, counts, the audit chain, images.
//!
//! Reports sentences, changes nothing. Holds the writer meanwhile, so that what it compares belongs together.

use super::codec::State;
use super::engine::{Engine, Range, lock, readable};
use super::index::{self, IndexRow};
use super::layout::{self, ENDED, Tree};
use super::verify::told;
use super::{reader, totals, verify};
use crate::controller::port::{Checked, StoreError};
use crate::model::{AccountSid, DomainSid, Key, Kind, Position, UserSid};

pub(super) fn everything<E: Engine>(engine: &E) -> Result<Checked, StoreError> {
    let _writer = lock(engine.writer());
    held(engine)
}

/// The same, for whoever sees to it that nobody writes.
pub(super) fn held<E: Engine>(engine: &E) -> Result<Checked, StoreError> {
    reader::identity(engine)?;
    let (_, state) = reader::state(engine)?;
    let mut checked = Checked::default();
    records(engine, &state, &mut checked, &mut |_| {});
    derived(engine, &state, &mut checked, &mut |_| {});
    // Archives lie beside the store; that one is missing, or kept elsewhere, says nothing against what is in the store.
    let _unread = verify::audit(engine, &state, &mut checked, &mut |_| {});
    Ok(checked)
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
    let all = told(checked, reader::is_addressed(engine)).unwrap_or(true);
    for (slot, kind) in Kind::ALL.into_iter().enumerate() {
        let mut found = 0;
        let walked = engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
            (found, done) = (found + 1, done + 1);
            progress(done);
            // What cannot be read is told where records are.
            let Ok(stored) = reader::record(engine, kind, key, bytes) else { return Ok(()) };
            let key = stored.record.key();
            // A store from before them has no rows of what was not open.
            if let Some(row) = index::row(&stored.record).filter(|row| all || row.value != ENDED)
                && engine.value(row.tree, &row.key)?.as_ref().map(AsRef::as_ref) != Some(&row.value)
            {
                checked.tell(format!("The {} {key} has no row in {}.", kind.word(), row.tree));
            }
            Ok(())
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
        index(engine, tree, checked);
    }
}

/// Each row of an index leads to a record that has this very row.
fn index<E: Engine>(engine: &E, tree: Tree, checked: &mut Checked) {
    let walked = engine.walk(tree, &Range::ALL, usize::MAX, &mut |key, value| {
        let row = IndexRow { tree, key: key.to_vec(), value: value.to_vec() };
        let leads_to = target(&row);
        let record = match leads_to {
            Some(key) => told(checked, reader::get(engine, key)).flatten(),
            None => None,
        };
        if record.and_then(|stored| index::row(&stored.record)).as_ref() != Some(&row) {
            checked.tell(format!("The row {} in {tree} leads to no such record.", readable(tree, key)));
        }
        Ok(())
    });
    told(checked, walked);
}

/// The record that an index row leads to.
fn target(row: &IndexRow) -> Option<Key> {
    let sid = |bytes: Option<&[u8]>| <[u8; 16]>::try_from(bytes?).ok();
    let behind_zero = || row.key.iter().position(|byte| *byte == 0).and_then(|at| row.key.get(at + 1..));
    match row.tree {
        Tree::UserByEmail => sid(Some(&row.value)).map(|sid| Key::User(UserSid::from_bytes(sid))),
        Tree::AccountByOwner => sid(row.key.get(16..)).map(|sid| Key::Account(AccountSid::from_bytes(sid))),
        Tree::DomainByName => sid(behind_zero()).map(|sid| Key::Domain(DomainSid::from_bytes(sid))),
        Tree::OpenByEmail => behind_zero().and_then(layout::what_is_addressed),
        _ => None,
    }
}
