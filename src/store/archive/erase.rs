//! Erasing in archives: noted with the erasure, done with the compaction.

use std::collections::BTreeSet;
use std::io::{self, Write};

use crate::controller::port::StoreError;
use crate::model::{Key, Position};
use crate::store::codec::Archived;
use crate::store::diagnose::io_error;
use crate::store::engine::Engine;
use crate::store::entry;
use crate::store::frames::FrameWriter;
use crate::store::layout::{self, Side, Tree};
use crate::store::shelf::Shelf;

use super::read::{ArchiveReader, check, name_of};
use super::{ENDING, NEW, archives, being_erased, write};

/// Removes files that are no archive of this store, and writes those anew in whose entries the images of a noted record
/// are. For whoever holds the upkeep and the writer.
pub(in crate::store) fn drop_erased<E: Engine>(engine: &E) -> Result<(), StoreError> {
    let Some(shelf) = engine.shelf() else { return Ok(()) };
    let wrong = |name: &str, error: &io::Error| io_error(&shelf.place(name), error);
    let archives: Vec<Archived> = archives(engine)?.into_iter().filter(|it| !it.elsewhere).collect();
    remove_others(shelf, &archives)?;
    let keys = being_erased(engine)?;
    if keys.is_empty() {
        return Ok(());
    }
    for archived in &archives {
        let name = name_of(archived);
        let read = || shelf.read(&name).map_err(|error| wrong(&name, &error));
        // One that is missing holds nothing; that it is missing is for the check to tell.
        if read()?.is_none() {
            continue;
        }
        let mut dropped = 0;
        shelf.put(NEW, &mut |out| {
            dropped = 0;
            let Some(from) = read()? else { return Ok(()) };
            let place = shelf.place(NEW);
            let mut frames = write::begin(engine, archived, out, &place)?;
            let reader = ArchiveReader::open(from, &shelf.place(&name))?;
            reader.entries(&mut |at, rows, _| {
                for image in images_of(rows, at, &keys)? {
                    dropped += rows.remove(Tree::AuditImages, &image);
                }
                for (tree, key, value) in rows.rows() {
                    put(&mut frames, tree, key, value).map_err(|error| io_error(&place, &error))?;
                }
                Ok(())
            })?;
            frames.finish().map(drop).map_err(|error| io_error(&place, &error))
        })?;
        if dropped == 0 {
            shelf.remove(NEW).map_err(|error| wrong(NEW, &error))?;
            continue;
        }
        let written = shelf.read(NEW).map_err(|error| wrong(NEW, &error))?;
        if let Some(written) = written {
            check(written, &shelf.place(NEW), archived)?;
            shelf.rename(NEW, &name).map_err(|error| wrong(&name, &error))?;
        }
    }
    Ok(())
}

/// Removes what a stopped process left: files that no row of the store names.
pub(super) fn remove_others(shelf: &dyn Shelf, archives: &[Archived]) -> Result<(), StoreError> {
    let named: BTreeSet<String> = archives.iter().map(name_of).collect();
    let wrong = |error: io::Error| io_error(&shelf.place(""), &error);
    for name in shelf.names().map_err(wrong)? {
        if !named.contains(&name) && is_ours(&name) {
            shelf.remove(&name).map_err(wrong)?;
        }
    }
    Ok(())
}

/// Whether a file was written here: what people put beside it is theirs.
fn is_ours(name: &str) -> bool {
    name == NEW || name.ends_with(ENDING)
}

/// The prefixes of the images in an entry that are of one of these records.
fn images_of<E: Engine>(rows: &E, at: Position, keys: &BTreeSet<Key>) -> Result<Vec<Vec<u8>>, StoreError> {
    let Some(header) = entry::header(rows, at)? else { return Ok(Vec::new()) };
    let changes = entry::change_rows(rows, &header)?;
    let of = (0..).zip(&changes).filter(|(_, row)| keys.contains(&row.key));
    Ok(of
        .flat_map(|(number, _)| [Side::Before, Side::After].map(|side| layout::image(at, number, side)))
        .collect())
}

fn put(frames: &mut FrameWriter<&mut dyn Write>, tree: Tree, key: &[u8], value: &[u8]) -> io::Result<()> {
    frames.tree(tree.number())?;
    frames.row(key, value)
}
