//! An archive, entry by entry, and what makes it whole.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::controller::port::{BackupFault, StoreError};
use crate::model::Position;
use crate::store::chain::{Root, commitment, header_hash};
use crate::store::codec::{Archived, CodecError, decode_archived};
use crate::store::entry;
use crate::store::frames::{self, FrameReader, Unreadable, What};
use crate::store::layout::{self, Side, Tree};

use super::ENDING;
use super::loose::Loose;

/// The name of an archive in the store's folder.
pub(in crate::store) fn name_of(archived: &Archived) -> String {
    format!("{:020}-{:020}{ENDING}", archived.from.0, archived.to.0)
}

/// Is shown each entry: its place, the rows of that entry alone, its header as stored.
pub(in crate::store) type Visit<'a> =
    &'a mut dyn FnMut(Position, &mut Loose, &[u8]) -> Result<(), StoreError>;

/// Reads an archive; no more of it in memory than one entry.
#[derive(Debug)]
pub(in crate::store) struct ArchiveReader<R> {
    frames: FrameReader<R>,
    archived: Archived,
    name: PathBuf,
}

impl<R: Read> ArchiveReader<R> {
    /// Reads the beginning. `name` is the file to name in errors.
    pub(in crate::store) fn open(from: R, name: &Path) -> Result<Self, StoreError> {
        let begun = FrameReader::begin(from, What::Archive);
        let (frames, stamp) = begun.map_err(|error| fault(name, error.fault(name)))?;
        let archived = decode_archived(&stamp).map_err(|error| match error {
            CodecError::Newer { found, known } => {
                fault(name, BackupFault::Newer { found: found.into(), known: known.into() })
            }
            error => damaged(name, format!("its beginning is wrong: {error}")),
        })?;
        Ok(Self { frames, archived, name: name.to_path_buf() })
    }

    /// Which entries it says that it holds.
    pub(in crate::store) const fn archived(&self) -> &Archived {
        &self.archived
    }

    /// Shows every entry, in order; gives back what it was read from, in which another may follow. Finds every entry that
    /// it says to hold; what is in them is not looked at.
    pub(in crate::store) fn entries(mut self, each: Visit<'_>) -> Result<R, StoreError> {
        let name = &self.name;
        let mut at = Position(self.archived.from.0.saturating_sub(1));
        let mut entry = Loose::new(name);
        let mut header: Option<Vec<u8>> = None;
        let mut failed = None;
        loop {
            let next = self.frames.next().map_err(|error| fault(name, error.fault(name)))?;
            let Some(frame) = next else { break };
            let split = frames::rows(frame, &mut |number, key, value| {
                let tree = Tree::numbered(number).filter(|tree| tree.is_audit());
                let tree = tree.ok_or_else(|| Unreadable::damaged("it holds something that is no entry"))?;
                if tree == Tree::AuditHeaders {
                    if let Some(header) = header.take() {
                        each(at, &mut entry, &header).map_err(|error| kept(&mut failed, error))?;
                        entry = Loose::new(name);
                    }
                    at = Position(at.0.saturating_add(1));
                    header = Some(value.to_vec());
                    if key != layout::entry(at) {
                        return Err(Unreadable::Damaged(format!("the entry {at} is not where it should be")));
                    }
                } else if header.is_none() || !key.starts_with(&layout::entry(at)) {
                    return Err(Unreadable::Damaged(format!(
                        "a row beside the entry {at} belongs to another"
                    )));
                }
                entry.put(tree, key, value);
                Ok(())
            });
            match (split, failed.take()) {
                (_, Some(error)) => return Err(error),
                (Err(error), None) => return Err(fault(name, error.fault(name))),
                (Ok(()), None) => {}
            }
        }
        if let Some(header) = header {
            each(at, &mut entry, &header)?;
        }
        match at == self.archived.to {
            true => Ok(self.frames.into_inner()),
            false => {
                Err(damaged(name, format!("it ends with the entry {at} instead of {}", self.archived.to)))
            }
        }
    }
}

/// Keeps an error on its way out of the frames.
fn kept(failed: &mut Option<StoreError>, error: StoreError) -> Unreadable {
    *failed = Some(error);
    Unreadable::damaged("")
}

/// Reads a whole archive and finds it to be the one that is wanted.
pub(super) fn check(from: impl Read, name: &Path, wanted: &Archived) -> Result<(), StoreError> {
    let reader = ArchiveReader::open(from, name)?;
    if reader.archived() != wanted {
        return Err(damaged(name, "it is another one"));
    }
    whole(reader, name, &mut |_, _| Ok(()))
}

/// Shows every entry of an archive once it is found to be as it was written: chained from the one before it, and every image
/// that is left as it was committed to.
pub(super) fn whole(
    reader: ArchiveReader<impl Read>,
    name: &Path,
    each: &mut dyn FnMut(Position, &Loose) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let Archived { before, hash, .. } = *reader.archived();
    let mut last = before;
    reader.entries(&mut |at, rows, header| {
        let decoded = entry::read_header(rows, &layout::entry(at), header)?;
        let changes = entry::change_rows(rows, &decoded)?;
        let mut root = Root::default();
        changes.iter().for_each(|row| root.add(row));
        if decoded.previous != last || root.finish() != decoded.images {
            return Err(damaged(name, format!("the entry {at} is not the one that was written")));
        }
        for (number, row) in (0..).zip(&changes) {
            for (side, committed) in [(Side::Before, row.before), (Side::After, row.after)] {
                let Some(committed) = committed else { continue };
                let image = entry::image(rows, at, number, side)?;
                if image.is_some_and(|(payload, _)| commitment(&payload) != committed) {
                    return Err(damaged(
                        name,
                        format!("an image in the entry {at} is not as it was written"),
                    ));
                }
            }
        }
        last = header_hash(header);
        each(at, rows)
    })?;
    match last == hash {
        true => Ok(()),
        false => Err(damaged(name, "its last entry is not the one that was written")),
    }
}

pub(super) fn fault(name: &Path, fault: BackupFault) -> StoreError {
    StoreError::Archive { path: name.to_path_buf(), fault }
}

pub(super) fn damaged(name: &Path, what: impl Into<String>) -> StoreError {
    fault(name, BackupFault::Damaged(what.into()))
}
