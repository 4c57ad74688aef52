//! Entries as an archive.

use std::io::Write;
use std::path::Path;

use crate::controller::port::StoreError;
use crate::model::Position;
use crate::store::codec::{Archived, encode_archived};
use crate::store::diagnose::io_error;
use crate::store::engine::{Engine, Range};
use crate::store::frames::{FrameWriter, What};
use crate::store::layout::{self, Tree};
use crate::store::writer;

/// Headers read in one piece.
const PIECE: usize = 500;

/// Begins an archive. `to` is the place to name if writing fails.
pub(super) fn begin<'a, E: Engine>(
    engine: &E,
    archived: &Archived,
    out: &'a mut dyn Write,
    to: &Path,
) -> Result<FrameWriter<&'a mut dyn Write>, StoreError> {
    let stamp = encode_archived(archived).map_err(|error| writer::internal(engine, &error))?;
    FrameWriter::begin(out, What::Archive, &stamp).map_err(|error| io_error(to, &error))
}

/// Writes the entries of an archive, row by row as they are stored. `progress` hears entries.
pub(super) fn entries<E: Engine>(
    engine: &E,
    archived: &Archived,
    out: &mut dyn Write,
    to: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<(), StoreError> {
    let mut frames = begin(engine, archived, out, to)?;
    let mut put = |tree: Tree, key: &[u8], value: &[u8]| {
        frames.tree(tree.number()).and_then(|()| frames.row(key, value)).map_err(|error| io_error(to, &error))
    };
    let mut next = archived.from;
    while next <= archived.to {
        let mut headers = Vec::new();
        let from = Range::from(&layout::entry(next));
        engine.walk(Tree::AuditHeaders, &from, PIECE, &mut |key, value| {
            headers.push((key.to_vec(), value.to_vec()));
            Ok(())
        })?;
        let (read, last) = (headers.len(), layout::entry(archived.to));
        headers.retain(|(key, _)| key.as_slice() <= last.as_slice());
        for (key, value) in &headers {
            put(Tree::AuditHeaders, key, value)?;
            for tree in [Tree::AuditChanges, Tree::AuditImages] {
                engine
                    .walk(tree, &Range::prefix(key), usize::MAX, &mut |key, value| put(tree, key, value))?;
            }
            next = Position(next.0.saturating_add(1));
        }
        progress(next.0.saturating_sub(archived.from.0));
        // The check that follows finds one that is missing.
        if headers.len() < read || read < PIECE {
            break;
        }
    }
    finish(frames, to)
}

fn finish(frames: FrameWriter<&mut dyn Write>, to: &Path) -> Result<(), StoreError> {
    frames.finish().map(drop).map_err(|error| io_error(to, &error))
}
