//! The audit compared with itself, with the records, and with a head that somebody noted: each way of rewriting history
//! shows as a sentence.
//!
//! The chain holds what was committed before an entry; a noted head holds the chain; the last image of a record holds the
//! record. Keeps some sixty bytes a record in memory.

use std::collections::HashMap;
use std::io::Read;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::archive::{self, ArchiveReader};
use super::chain::{Root, commitment, header_hash};
use super::codec::{Archived, ChangeRow, State};
use super::engine::{Engine, Range, lock};
use super::layout::{self, Side, Tree};
use super::{entry, reader};
use crate::controller::port::{Checked, StoreError};
use crate::model::{AuditHeader, Head, Key, Kind, Position, Timestamp};

/// What the last entry about a record left.
#[derive(Debug, Clone, Copy)]
struct Left {
    by: Position,
    /// `None` where it left no record.
    record: Option<Kept>,
}

/// How far a record is known from its last image.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    /// The image is erased.
    Erased,
    /// The first half of the SHA-256 of its envelope.
    Hashed([u8; 16]),
}

type History = HashMap<Key, Left>;

/// The audit, archives included, and every record against it. Archives that are kept elsewhere come from a stream, the
/// oldest first.
pub(super) fn whole<E: Engine>(
    engine: &E,
    noted: Option<Head>,
    mut elsewhere: Option<&mut dyn Read>,
) -> Result<Checked, StoreError> {
    let (mut checked, mut unread) = (Checked::default(), Checked::default());
    let mut walk = Walk::new(noted, true, (&mut checked, &mut unread));
    // Nobody waits for these, which change no more but by erasing.
    archives(engine, &mut elsewhere, &mut walk);
    let _writer = lock(engine.writer());
    reader::identity(engine)?;
    let (_, state) = reader::state(engine)?;
    archives(engine, &mut elsewhere, &mut walk);
    kept(engine, &state, walk, &mut |_| {});
    unread.findings.into_iter().for_each(|finding| checked.tell(finding));
    Ok(checked)
}

/// The chain is whole from entry 1 to the head, every image that is left is the one committed to, and every record is
/// what the last entry about it left; and, apart from that, what is wrong with the archives in the store's folder.
/// `progress` hears entries read.
pub(super) fn audit<E: Engine>(
    engine: &E,
    state: &State,
    checked: (&mut Checked, &mut Checked),
    progress: &mut dyn FnMut(u64),
) {
    let mut walk = Walk::new(None, false, checked);
    archives(engine, &mut None, &mut walk);
    kept(engine, state, walk, progress);
}

/// The entries in the store, behind those in archives; then the records.
fn kept<E: Engine>(engine: &E, state: &State, mut walk: Walk<'_>, progress: &mut dyn FnMut(u64)) {
    let first = layout::entry(Position(walk.last.0.0.saturating_add(1)));
    let walked = engine.walk(Tree::AuditHeaders, &Range::from(&first), usize::MAX, &mut |key, bytes| {
        walk.entry(engine, key, bytes);
        progress(walk.checked.entries);
        Ok(())
    });
    let Walk { history, last, noted, unread, checked, .. } = walk;
    told(checked, walked);
    if last != (state.head, state.time, state.hash) {
        checked.tell(format!("The last audit entry is {} instead of {}.", last.0, state.head));
    }
    if let Some(noted) = noted.filter(|noted| noted.position > last.0) {
        checked.tell(format!(
            "The audit ends with entry {}; entry {} was noted, so entries were taken away.",
            last.0, noted.position
        ));
    }
    let beyond = layout::entry(Position(state.head.0.saturating_add(1)));
    for tree in [Tree::AuditChanges, Tree::AuditImages] {
        let walked = engine.walk(tree, &Range::from(&beyond), 1, &mut |_, _| {
            checked.tell(format!("There are rows in {tree} beyond the last audit entry."));
            Ok(())
        });
        told(checked, walked);
    }
    records(engine, history, unread, checked);
}

/// On the way through the chain.
struct Walk<'a> {
    history: History,
    /// The last entry that was passed.
    last: (Position, Timestamp, [u8; 32]),
    noted: Option<Head>,
    /// Entries up to this one could not be read: what they left is not known.
    unread: Position,
    /// Entries up to this one were in archives.
    archived: Position,
    /// Whether every archive is to be read, those kept elsewhere too.
    all: bool,
    checked: &'a mut Checked,
    /// What is wrong with archives.
    faults: &'a mut Checked,
}

impl<'a> Walk<'a> {
    fn new(noted: Option<Head>, all: bool, (checked, faults): (&'a mut Checked, &'a mut Checked)) -> Self {
        let last = (Position::NONE, Timestamp::default(), [0; 32]);
        let (unread, archived) = (Position::NONE, Position::NONE);
        Self { history: History::new(), last, noted, unread, archived, all, checked, faults }
    }

    /// The next entry, from an archive or the store.
    fn entry<E: Engine>(&mut self, engine: &E, key: &[u8], bytes: &[u8]) {
        let Self { history, last, noted, unread, checked, .. } = self;
        checked.entries += 1;
        let (position, time, hash) = *last;
        let header = match entry::read_header(engine, key, bytes) {
            Ok(header) => header,
            Err(error) => {
                checked.tell(error.to_string());
                return;
            }
        };
        let at = header.position;
        if at.0 != position.0.saturating_add(1) {
            checked.tell(format!("The audit entry after {position} is missing; the next is {at}."));
        } else if header.previous != hash {
            checked.tell(format!("The audit entry {at} does not follow from the one before it."));
        }
        if header.time < time {
            checked.tell(format!("The audit entry {at} is earlier than the one before it."));
        }
        *last = (at, header.time, header_hash(bytes));
        if noted.is_some_and(|noted| noted.position == at && noted.hash != last.2) {
            checked.tell(format!(
                "The audit entry {at} is not the one that was noted: it, or something before it, was changed."
            ));
        }
        changes(engine, &header, (history, *unread), checked);
    }
}

/// The entries in archives behind those that were read already, the oldest first. One that cannot be read is told, and
/// the chain goes on behind it.
fn archives<E: Engine>(engine: &E, elsewhere: &mut Option<&mut dyn Read>, walk: &mut Walk<'_>) {
    let all = told(walk.checked, archive::archives(engine)).unwrap_or_default();
    for archived in all.into_iter().filter(|archived| archived.to > walk.archived).collect::<Vec<_>>() {
        let (from, to) = (archived.from, archived.to);
        let name = archive::name_of(&archived);
        let place = engine.shelf().map_or_else(PathBuf::new, |shelf| shelf.place(&name));
        let read: Result<(), Option<String>> = if archived.elsewhere {
            match elsewhere.take() {
                None => Err(walk.all.then(|| format!(
                    "The audit entries {from} to {to} are in an archive kept elsewhere; give it with --archive FILE."
                ))),
                Some(stream) => one(&archived, stream, Path::new("that was given"), walk)
                    .map(|rest| *elsewhere = Some(rest))
                    .map_err(Some),
            }
        } else {
            match engine.shelf().map(|shelf| shelf.read(&name)) {
                Some(Ok(Some(file))) => one(&archived, file, &place, walk).map(drop).map_err(Some),
                Some(Err(error)) => {
                    Err(Some(format!("The archive {} cannot be read: {error}.", place.display())))
                }
                Some(Ok(None)) | None => {
                    let place = place.display();
                    Err(Some(format!("The archive of the audit entries {from} to {to} is missing: {place}.")))
                }
            }
        };
        if let Err(sentence) = read {
            sentence.into_iter().for_each(|sentence| walk.faults.tell(sentence));
            // What was read of it says nothing about what the rest changed again.
            walk.history.clear();
            walk.unread = to;
        }
        if walk.last.0 == to && walk.last.2 != archived.hash {
            walk.checked.tell(format!(
                "The archive {} does not end with the entry that was moved there.",
                place.display()
            ));
        }
        walk.last = (to, archived.until, archived.hash);
        walk.archived = to;
    }
}

/// One archive; gives back what it was read from.
fn one<R: Read>(archived: &Archived, from: R, name: &Path, walk: &mut Walk<'_>) -> Result<R, String> {
    let reader = ArchiveReader::open(from, name).map_err(|error| error.to_string())?;
    let found = *reader.archived();
    if found != *archived {
        let name = name.display();
        return Err(format!(
            "The archive {name} holds the entries {} to {} of another audit instead of {} to {}.",
            found.from, found.to, archived.from, archived.to
        ));
    }
    let rest = reader.entries(&mut |at, rows, header| {
        walk.entry(rows, &layout::entry(at), header);
        Ok(())
    });
    rest.map_err(|error| error.to_string())
}

/// Keeps what was read, tells why the rest was not.
pub(super) fn told<T>(checked: &mut Checked, result: Result<T, StoreError>) -> Option<T> {
    result.map_err(|error| checked.tell(error.to_string())).ok()
}

/// The changes of an entry: what its header commits to, its images, and that each follows the one before of its record.
fn changes<E: Engine>(
    engine: &E,
    header: &AuditHeader,
    (history, unread): (&mut History, Position),
    checked: &mut Checked,
) {
    let position = header.position;
    let Some(rows) = told(checked, entry::change_rows(engine, header)) else { return };
    let mut root = Root::default();
    rows.iter().for_each(|row| root.add(row));
    if root.finish() != header.images {
        checked.tell(format!("The changes of the audit entry {position} are not those it was written with."));
    }
    for (number, row) in (0..).zip(&rows) {
        let (kind, key) = (row.key.kind().word(), row.key);
        let before = image(engine, position, number, (Side::Before, row), checked);
        let after = image(engine, position, number, (Side::After, row), checked);
        let left = Left { by: position, record: after };
        let earlier = history.insert(key, left);
        let (by, record) = earlier.map_or((Position::NONE, None), |left| (left.by, left.record));
        let unknown = by == Position::NONE && row.previous <= unread;
        if row.previous != by && before.is_some() && !unknown {
            checked.tell(format!(
                "The audit entry {position} says that entry {} changed the {kind} {key} last; it was {by}.",
                row.previous
            ));
        } else if let (Some(Kept::Hashed(before)), Some(Kept::Hashed(left))) = (before, record)
            && before != left
        {
            checked.tell(format!(
                "The {kind} {key} before the audit entry {position} is not what entry {by} left."
            ));
        }
    }
}

/// One side of a change; `None` where it has no record.
fn image<E: Engine>(
    engine: &E,
    position: Position,
    number: u32,
    (side, row): (Side, &ChangeRow),
    checked: &mut Checked,
) -> Option<Kept> {
    let committed = match side {
        Side::Before => row.before,
        Side::After => row.after,
    }?;
    let Some((payload, image)) = told(checked, entry::image(engine, position, number, side)).flatten() else {
        return Some(Kept::Erased);
    };
    if commitment(&payload) != committed {
        checked.tell(format!(
            "An image of the {} {} in the audit entry {position} is not the one it was written with.",
            row.key.kind().word(),
            row.key
        ));
    }
    Some(match image.record.is_empty() {
        true => Kept::Erased,
        false => Kept::Hashed(half(&image.record)),
    })
}

/// Half a SHA-256: enough to tell what a store holds apart, and half the memory.
pub(super) fn half(bytes: &[u8]) -> [u8; 16] {
    let mut out = [0; 16];
    out.iter_mut().zip(Sha256::digest(bytes)).for_each(|(to, from)| *to = from);
    out
}

/// Every record is the one that the last entry about it left; every record that an entry left is there.
fn records<E: Engine>(engine: &E, mut history: History, unread: Position, checked: &mut Checked) {
    checked.records = 0;
    for kind in Kind::ALL {
        let word = kind.word();
        let walked = engine.walk(Tree::of(kind), &Range::ALL, usize::MAX, &mut |key, bytes| {
            checked.records += 1;
            let Ok(stored) = reader::record(engine, kind, key, bytes) else {
                let what = super::engine::readable(Tree::of(kind), key);
                checked.tell(format!("The {word} {what} cannot be read."));
                return Ok(());
            };
            let key = stored.record.key();
            match history.remove(&key) {
                None if stored.last <= unread && stored.last != Position::NONE => {}
                None | Some(Left { record: None, .. }) => {
                    checked.tell(format!("No audit entry left the {word} {key}."));
                }
                Some(Left { by, .. }) if by != stored.last => checked.tell(format!(
                    "The {word} {key} names the audit entry {}; the last about it is {by}.",
                    stored.last
                )),
                Some(Left { by, record: Some(Kept::Hashed(left)) }) if left != half(bytes) => {
                    checked.tell(format!("The {word} {key} is not what the audit entry {by} left."));
                }
                Some(_) => {}
            }
            Ok(())
        });
        told(checked, walked);
    }
    let mut missing: Vec<(Position, Key)> = history
        .into_iter()
        .filter(|(_, left)| left.record.is_some())
        .map(|(key, left)| (left.by, key))
        .collect();
    missing.sort_unstable();
    for (by, key) in missing {
        let word = key.kind().word();
        checked.tell(format!("The {word} {key} that the audit entry {by} left is not there."));
    }
}
