//! Moving entries into an archive: written and read back while everybody works on, then one transaction, then deletion.

use std::io;

use crate::controller::port::{ArchivePlace, AuditDraft, Pruned, StoreError};
use crate::model::{AuditHeader, Position, Timestamp};
use crate::store::chain::header_hash;
use crate::store::codec::{Archived, encode_archived};
use crate::store::diagnose::io_error;
use crate::store::engine::{Engine, Range, Write, lock};
use crate::store::entry;
use crate::store::layout::{self, Tree};
use crate::store::reader;
use crate::store::writer::{self, Work};

use super::erase::remove_others;
use super::read::{check, name_of};
use super::{NEW, archived, archives, clear, write};

/// How often it is begun anew because something was erased meanwhile.
const ATTEMPTS: usize = 3;

/// The last entry from before this time that is neither in an archive yet nor the last of all.
pub(in crate::store) fn last_before<E: Engine>(
    engine: &E,
    before: Timestamp,
) -> Result<Option<AuditHeader>, StoreError> {
    let (_, state) = reader::state(engine)?;
    // Times never go back from entry to entry.
    let (mut low, mut high) = (archived(engine)?, Position(state.head.0.saturating_sub(1)));
    let mut found = None;
    while low < high {
        let middle = Position(high.0 - (high.0 - low.0) / 2);
        match entry::header(engine, middle)?.filter(|header| header.time < before) {
            Some(header) => (low, found) = (middle, Some(header)),
            None => high = Position(middle.0 - 1),
        }
    }
    Ok(found)
}

/// Moves the entries from before this time into an archive. For whoever holds the upkeep.
pub(in crate::store) fn prune<E: Engine>(
    engine: &E,
    audit: &AuditDraft,
    before: Timestamp,
    mut place: ArchivePlace<'_>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Option<Pruned>, StoreError> {
    clear(engine)?;
    let (Some(shelf), Some(last)) = (engine.shelf(), last_before(engine, before)?) else { return Ok(None) };
    let others = archives(engine)?;
    remove_others(shelf, &others)?;
    let archived = Archived {
        store: reader::identity(engine)?.id,
        from: Position(others.last().map_or(Position::NONE, |other| other.to).0 + 1),
        to: last.position,
        until: last.time,
        before: others.last().map_or([0; 32], |other| other.hash),
        hash: hash_of(engine, last.position)?,
        elsewhere: matches!(place, ArchivePlace::Elsewhere(_)),
    };
    let (name, new) = (name_of(&archived), shelf.place(NEW));
    let wrong = |error: &io::Error| io_error(&new, error);
    let all = archived.to.0 - archived.from.0 + 1;
    let row = encode_archived(&archived).map_err(|error| writer::internal(engine, &error))?;
    let row = Write { tree: Tree::Meta, key: layout::archived(archived.to), value: Some(row) };
    for _ in 0..ATTEMPTS {
        let erasing = reader::info(engine)?.last_erasing;
        shelf.put(NEW, &mut |out| {
            write::entries(engine, &archived, out, &new, &mut |done| progress(done.min(all), all))
        })?;
        let read = || {
            let file = shelf.read(NEW).map_err(|error| wrong(&error))?;
            file.ok_or_else(|| wrong(&io::ErrorKind::NotFound.into()))
        };
        check(read()?, &new, &archived)?;
        // What was erased while it was written may be in it.
        if reader::info(engine)?.last_erasing != erasing {
            continue;
        }
        if let ArchivePlace::Elsewhere(take_over) = &mut place {
            take_over(&mut read()?).map_err(|error| io_error(std::path::Path::new("the archive"), &error))?;
        }
        let mut writer = lock(engine.writer());
        if reader::info(engine)?.last_erasing != erasing {
            drop(writer);
            if archived.elsewhere {
                shelf.remove(NEW).map_err(|error| wrong(&error))?;
                // It is out of reach: whoever waits for a reader of it must not hold the writer.
                let what = "something was erased while it was sent on, so nothing was moved; delete its file, which \
                            may hold that";
                return Err(StoreError::Io { path: "The archive".into(), what: what.into() });
            }
            continue;
        }
        if !archived.elsewhere {
            shelf.rename(NEW, &name).map_err(|error| wrong(&error))?;
        }
        let work = Work { rows: std::slice::from_ref(&row), ..Work::nothing(audit) };
        let position = writer::write_held(engine, &mut writer, &work)?.position;
        writer::sync_held(engine, &mut writer)?;
        drop(writer);
        if archived.elsewhere {
            shelf.remove(NEW).map_err(|error| wrong(&error))?;
        }
        clear(engine)?;
        progress(all, all);
        let Archived { from, to, until, elsewhere, .. } = archived;
        let path = (!elsewhere).then(|| shelf.place(&name));
        return Ok(Some(Pruned { position, from, to, until, path }));
    }
    shelf.remove(NEW).map_err(|error| wrong(&error))?;
    let what = "something was erased each time meanwhile, so nothing was moved".into();
    Err(StoreError::Io { path: new, what })
}

/// The hash of an entry.
fn hash_of<E: Engine>(engine: &E, position: Position) -> Result<[u8; 32], StoreError> {
    let mut hash = [0; 32];
    let only = Range::prefix(&layout::entry(position));
    engine.walk(Tree::AuditHeaders, &only, 1, &mut |_, bytes| {
        hash = header_hash(bytes);
        Ok(())
    })?;
    Ok(hash)
}
