//! A snapshot as a stream.

use std::io::Write;
use std::path::Path;

use crate::controller::port::StoreError;
use crate::store::codec::{Stamp, State, encode_stamp};
use crate::store::diagnose::io_error;
use crate::store::engine::Engine;
use crate::store::frames::{FrameWriter, What};
use crate::store::layout::Tree;
use crate::store::snapshot::Snapshot;
use crate::store::{archive, reader, writer};

/// Progress is told once in so many rows.
const STEP: u64 = 2_000;

/// What a backup of the store as it stands is a backup of.
pub(in crate::store) fn stamp_of<E: Engine>(engine: &E, state: &State) -> Result<Stamp, StoreError> {
    let identity = reader::identity(engine)?;
    Ok(Stamp {
        store: identity.id,
        created: identity.created,
        schema: identity.schema,
        position: state.head,
        time: state.time,
        hash: state.hash,
        archived: archive::archived(engine)?,
        counts: state.counts.clone(),
    })
}

/// Writes everything in a snapshot; how many bytes that were. `to` is the place to name if writing fails, `progress`
/// hears rows written. Makes nothing durable.
pub(in crate::store) fn write<E: Engine>(
    snapshot: &Snapshot<'_, E>,
    out: &mut dyn Write,
    to: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<u64, StoreError> {
    let wrong = |error| io_error(to, &error);
    let engine = snapshot.engine();
    let stamp = encode_stamp(&stamp_of(engine, snapshot.state())?);
    let stamp = stamp.map_err(|error| writer::internal(engine, &error))?;
    let mut frames = FrameWriter::begin(out, What::Backup, &stamp).map_err(wrong)?;
    let mut done = 0;
    for tree in Tree::ALL {
        frames.tree(tree.number()).map_err(wrong)?;
        snapshot.rows(tree, &mut |key, value| {
            done += 1;
            if done % STEP == 0 {
                progress(done);
            }
            frames.row(key, value).map_err(wrong)
        })?;
    }
    progress(done);
    frames.finish().map_err(wrong)
}
