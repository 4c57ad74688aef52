//! Reads a whole store and compares it with itself: records, indexes both ways, counts, the audit chain, images.
//!
//! Reports sentences, changes nothing. Holds the writer meanwhile, so that what it compares belongs together.

use super::chain::{Root, commitment, header_hash};
use super::codec::{ChangeRow, State};
use super::engine::{Engine, Range, lock, readable};
use super::index::{self, IndexRow};
use super::layout::{self, Side, Tree};
use super::{entry, reader, totals};
use crate::controller::port::StoreError;
use crate::model::{AccountSid, AuditHeader, DomainSid, Key, Kind, Position, Timestamp, UserSid};

/// Most findings kept as sentences.
const MOST_FINDINGS: usize = 100;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is wrong, a sentence each, at most 100; empty for a sound store.
    pub findings: Vec<String>,
    /// Findings beyond those.
    pub more: u64,
    /// How many records were read.
    pub records: u64,
    /// How many audit entries were read.
    pub entries: u64,
}

impl Checked {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds a finding.
    pub(super) fn tell(&mut self, sentence: String) {
        if self.findings.len() < MOST_FINDINGS {
            self.findings.push(sentence);
        } else {
            self.more += 1;
        }
    }

    /// Keeps what was read, tells why the rest was not.
    fn told<T>(&mut self, result: Result<T, StoreError>) -> Option<T> {
        result.map_err(|error| self.tell(error.to_string())).ok()
    }
}

pub(super) fn everything<E: Engine>(engine: &E) -> Result<Checked, StoreError> {
    let _writer = lock(engine.writer());
    reader::identity(engine)?;
    let (_, state) = reader::state(engine)?;
    let mut checked = Checked::default();
    for (slot, kind) in Kind::ALL.into_iter().enumerate() {
        let found = records(engine, kind, &state, &mut checked);
        let counted = state.counts.get(slot).copied().unwrap_or(0);
        if found != counted {
            checked.tell(format!(
                "The store counts {counted} records of kind {} and holds {found}.",
                kind.word()
            ));
        }
        checked.records += found;
    }
    for (org, kind, kept, found) in checked.told(totals::differences(engine)).unwrap_or_default() {
        checked.tell(format!(
            "The store counts {kept} records of kind {} for {org} and holds {found}.",
            kind.word()
        ));
    }
    for tree in [Tree::UserByEmail, Tree::AccountByOwner, Tree::OpenByEmail, Tree::DomainByName] {
        index(engine, tree, &mut checked);
    }
    audit(engine, &state, &mut checked);
    Ok(checked)
}

/// Each record decodes, stands under its key, was changed by an entry that exists, and has its index row.
fn records<E: Engine>(engine: &E, kind: Kind, state: &State, checked: &mut Checked) -> u64 {
    let mut found = 0;
    let walked = engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
        found += 1;
        let Some(stored) = checked.told(reader::record(engine, kind, key, bytes)) else { return Ok(()) };
        let key = stored.record.key();
        if stored.last == Position::NONE || stored.last > state.head {
            checked.tell(format!("The {} {key} names the entry {}.", kind.word(), stored.last));
        }
        if let Some(row) = index::row(&stored.record)
            && engine.value(row.tree, &row.key)?.as_ref().map(AsRef::as_ref) != Some(&row.value)
        {
            checked.tell(format!("The {} {key} has no row in {}.", kind.word(), row.tree));
        }
        Ok(())
    });
    checked.told(walked);
    found
}

/// Each row of an index leads to a record that has this very row.
fn index<E: Engine>(engine: &E, tree: Tree, checked: &mut Checked) {
    let walked = engine.walk(tree, &Range::ALL, usize::MAX, &mut |key, value| {
        let row = IndexRow { tree, key: key.to_vec(), value: value.to_vec() };
        let leads_to = target(&row);
        let record = match leads_to {
            Some(key) => checked.told(reader::get(engine, key)).flatten(),
            None => None,
        };
        if record.and_then(|stored| index::row(&stored.record)).as_ref() != Some(&row) {
            checked.tell(format!("The row {} in {tree} leads to no such record.", readable(tree, key)));
        }
        Ok(())
    });
    checked.told(walked);
}

/// The record that an index row leads to.
fn target(row: &IndexRow) -> Option<Key> {
    let sid = |bytes: Option<&[u8]>| <[u8; 16]>::try_from(bytes?).ok();
    let behind_zero = || row.key.iter().position(|byte| *byte == 0).and_then(|at| row.key.get(at + 1..));
    match row.tree {
        Tree::UserByEmail => sid(Some(&row.value)).map(|sid| Key::User(UserSid::from_bytes(sid))),
        Tree::AccountByOwner => sid(row.key.get(16..)).map(|sid| Key::Account(AccountSid::from_bytes(sid))),
        Tree::DomainByName => sid(behind_zero()).map(|sid| Key::Domain(DomainSid::from_bytes(sid))),
        Tree::OpenByEmail => behind_zero().and_then(layout::opened),
        _ => None,
    }
}

/// The chain is whole from entry 1 to the head, and every image that is left is the one committed to.
fn audit<E: Engine>(engine: &E, state: &State, checked: &mut Checked) {
    let mut last = (Position::NONE, Timestamp::default(), [0; 32]);
    let walked = engine.walk(Tree::AuditHeaders, &Range::ALL, usize::MAX, &mut |key, bytes| {
        checked.entries += 1;
        let (position, time, hash) = last;
        let Some(header) = checked.told(entry::read_header(engine, key, bytes)) else { return Ok(()) };
        let at = header.position;
        if at.0 != position.0.saturating_add(1) {
            checked.tell(format!("The audit entry after {position} is missing; the next is {at}."));
        } else if header.previous != hash {
            checked.tell(format!("The audit entry {at} does not follow from the one before it."));
        }
        if header.time < time {
            checked.tell(format!("The audit entry {at} is earlier than the one before it."));
        }
        last = (at, header.time, header_hash(bytes));
        images(engine, &header, checked);
        Ok(())
    });
    checked.told(walked);
    if last != (state.head, state.time, state.hash) {
        checked.tell(format!("The last audit entry is {} instead of {}.", last.0, state.head));
    }
    let beyond = Range::prefix(&layout::entry(Position(state.head.0.saturating_add(1))));
    for tree in [Tree::AuditChanges, Tree::AuditImages] {
        let walked = engine.walk(tree, &beyond, 1, &mut |_, _| {
            checked.tell(format!("There are rows in {tree} beyond the last audit entry."));
            Ok(())
        });
        checked.told(walked);
    }
}

fn images<E: Engine>(engine: &E, header: &AuditHeader, checked: &mut Checked) {
    let position = header.position;
    let Some(rows) = checked.told(entry::change_rows(engine, header)) else { return };
    let mut root = Root::default();
    rows.iter().for_each(|row| root.add(row));
    if root.finish() != header.images {
        checked.tell(format!("The changes of the audit entry {position} are not those it was written with."));
    }
    for (number, row) in (0..).zip(&rows) {
        for (side, committed) in sides(row) {
            let Some(committed) = committed else { continue };
            let found = checked.told(entry::image(engine, position, number, side)).flatten();
            if found.is_some_and(|(payload, _)| commitment(&payload) != committed) {
                checked.tell(format!(
                    "An image of the {} {} in the audit entry {position} is not the one it was written with.",
                    row.key.kind().word(),
                    row.key
                ));
            }
        }
    }
}

fn sides(row: &ChangeRow) -> [(Side, Option<[u8; 32]>); 2] {
    [(Side::Before, row.before), (Side::After, row.after)]
}
