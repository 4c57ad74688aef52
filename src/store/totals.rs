//! How many records of each kind an organization has: kept by the transactions that change it, so that the first frame
//! need not count a million users.
//!
//! Rows of [`Tree::Meta`], 8 bytes big endian, outside the envelope like index rows: they can be counted anew from the
//! records, and the check does. A store from before them is counted by its next transaction, which writes them all.

use std::collections::BTreeMap;

use super::engine::{Engine, Range, Write};
use super::layout::{self, COUNTED, Tree};
use super::reader;
use crate::controller::port::StoreError;
use crate::model::{Change, Kind, OrgSid, Record};

/// Counts by organization and kind.
pub(super) type Totals = BTreeMap<(OrgSid, Kind), u64>;

/// How many records of this kind name the organization.
pub(super) fn count_in<E: Engine>(engine: &E, org: OrgSid, kind: Kind) -> Result<u64, StoreError> {
    match is_counted(engine)? {
        true => kept(engine, org, kind),
        false => Ok(counted(engine)?.get(&(org, kind)).copied().unwrap_or(0)),
    }
}

/// The rows a transaction has to write for its changes.
pub(super) fn writes<E: Engine>(engine: &E, changes: &[Change]) -> Result<Vec<Write>, StoreError> {
    let mut moved: BTreeMap<(OrgSid, Kind), i64> = BTreeMap::new();
    for change in changes {
        let sides = [(&change.before, -1), (&change.after, 1)];
        for (record, step) in sides.into_iter().filter_map(|(side, step)| Some((side.as_ref()?, step))) {
            for org in record.organizations() {
                *moved.entry((org, change.key.kind())).or_default() += step;
            }
        }
    }
    let first = !is_counted(engine)?;
    let mut totals = if first { counted(engine)? } else { Totals::new() };
    for ((org, kind), step) in moved.into_iter().filter(|(_, step)| *step != 0) {
        let now = match first {
            true => totals.get(&(org, kind)).copied().unwrap_or(0),
            false => kept(engine, org, kind)?,
        };
        totals.insert((org, kind), now.saturating_add_signed(step));
    }
    let row = |((org, kind), count): ((OrgSid, Kind), u64)| Write {
        tree: Tree::Meta,
        key: layout::count_of(org, kind),
        value: (count > 0).then(|| count.to_be_bytes().to_vec()),
    };
    let mark = first.then(|| Write { tree: Tree::Meta, key: COUNTED.to_vec(), value: Some(vec![1]) });
    Ok(totals.into_iter().map(row).chain(mark).collect())
}

/// What is kept and what there is, where they differ: organization, kind, kept, counted.
pub(super) fn differences<E: Engine>(engine: &E) -> Result<Vec<(OrgSid, Kind, u64, u64)>, StoreError> {
    if !is_counted(engine)? {
        return Ok(Vec::new());
    }
    let there = counted(engine)?;
    let mut wrong = Vec::new();
    let mut seen = 0_usize;
    engine.walk(Tree::Meta, &Range::prefix(layout::COUNTS), usize::MAX, &mut |_, _| {
        seen += 1;
        Ok(())
    })?;
    for ((org, kind), count) in &there {
        let kept = kept(engine, *org, *kind)?;
        if kept != *count {
            wrong.push((*org, *kind, kept, *count));
        }
    }
    if wrong.is_empty() && seen != there.len() {
        // A row of an organization that has no such records any more.
        wrong.push((OrgSid::from_bytes([0; 16]), Kind::Organization, seen as u64, there.len() as u64));
    }
    Ok(wrong)
}

fn is_counted<E: Engine>(engine: &E) -> Result<bool, StoreError> {
    Ok(engine.value(Tree::Meta, COUNTED)?.is_some())
}

fn kept<E: Engine>(engine: &E, org: OrgSid, kind: Kind) -> Result<u64, StoreError> {
    let key = layout::count_of(org, kind);
    let Some(value) = engine.value(Tree::Meta, &key)? else { return Ok(0) };
    match <[u8; 8]>::try_from(value.as_ref()) {
        Ok(bytes) => Ok(u64::from_be_bytes(bytes)),
        Err(_) => {
            let short = super::codec::CodecError::Short(value.as_ref().len());
            Err(engine.damaged(Tree::Meta, &key, &short))
        }
    }
}

/// Counts every record.
fn counted<E: Engine>(engine: &E) -> Result<Totals, StoreError> {
    let mut totals = Totals::new();
    for kind in Kind::ALL {
        engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
            let record: Record = reader::record(engine, kind, key, bytes)?.record;
            for org in record.organizations() {
                *totals.entry((org, kind)).or_default() += 1;
            }
            Ok(())
        })?;
    }
    Ok(totals)
}
