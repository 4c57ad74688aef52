//! Entries that were moved into archives, read as they were written.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::controller::port::StoreError;
use crate::model::{AuditEntry, Position};
use crate::store::diagnose::io_error;
use crate::store::engine::Engine;
use crate::store::entry;

use super::archives;
use super::read::{ArchiveReader, damaged, name_of, whole};

/// What archives that come as a stream are called in errors.
const GIVEN: &str = "that was given";

/// Shows every entry of archives of this store that follow one another in a stream, in their order.
pub(in crate::store) fn show<E: Engine>(
    engine: &E,
    from: &mut dyn Read,
    each: &mut dyn FnMut(AuditEntry),
) -> Result<(), StoreError> {
    let (known, name) = (archives(engine)?, Path::new(GIVEN));
    let mut is_first = true;
    loop {
        let mut next = Vec::new();
        (&mut *from).take(1).read_to_end(&mut next).map_err(|error| io_error(name, &error))?;
        if next.is_empty() && !is_first {
            return Ok(());
        }
        is_first = false;
        let reader = ArchiveReader::open(next.as_slice().chain(&mut *from), name)?;
        if !known.contains(reader.archived()) {
            return Err(damaged(name, "is none of this store's: its audit does not go on from it"));
        }
        whole(reader, name, &mut |at, rows| {
            entry::read(rows, at)?.into_iter().for_each(&mut *each);
            Ok(())
        })?;
    }
}

/// Where the archive in the store's folder lies that this entry was moved into.
pub(in crate::store) fn file_of<E: Engine>(
    engine: &E,
    position: Position,
) -> Result<Option<PathBuf>, StoreError> {
    let Some(shelf) = engine.shelf() else { return Ok(None) };
    let holds = |from: Position, to: Position| from <= position && position <= to;
    let found = archives(engine)?.into_iter().find(|it| !it.elsewhere && holds(it.from, it.to));
    Ok(found.map(|archived| shelf.place(&name_of(&archived))))
}
