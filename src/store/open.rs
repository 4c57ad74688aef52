//! From a path to an open store, or to a sentence why not. Whatever fails, nothing in the store has been changed but the
//! text in its lock file.
//!
//! sled panics, hangs, or silently repairs what is damaged; so it is opened on a worker thread, and where the data file
//! is not as it was left, first on a copy. Then the data is compared with the manifest: an empty engine where records
//! were is damage, not a first run.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use super::chain::header_hash;
use super::compact::{self, Held};
use super::diagnose::{damaged, failed, io_error};
use super::engine::Engine;
use super::files::{
    BLOBS, DATA, DB, KEY, LEAST_SPACE, LITTLE_SPACE, Room, create_directory, open_to_others,
    remove_directory, remove_file, sync_directory,
};
use super::journal::Journal;
use super::journal::join::{Joined, join};
use super::layout::{self, Tree};
use super::lock::{Lock, wait_for_engine};
use super::manifest::{Manifest, Stamp, first_journal};
use super::place::{Place, look};
use super::reader::{self, SCHEMA};
use super::rehearsal::{self, Rehearsal};
use super::sled_engine::{SledEngine, Trees};
use super::sled_store::{Opened, SledStore};
use super::worker;
use super::{creation, key_file};
use crate::controller::port::{Clock, Ids, StoreError, StoreInfo};
use crate::model::{Kind, Position, Timestamp};

/// How long the engine may take. A million records take under a second, after a crash some seconds.
const ENGINE_LIMIT: Duration = Duration::from_secs(120);

/// Whether there is a store at this path, in whatever condition: whether opening it is not a first run.
pub fn exists(path: &Path) -> bool {
    !matches!(
        look(path),
        Ok(Place::Missing | Place::Empty | Place::Begun) | Err(StoreError::NotAStore { .. })
    )
}

/// Where the process that holds the store at this path, or held it last, lets others in.
pub fn socket_of(path: &Path) -> Option<PathBuf> {
    super::lock::socket_of(path)
}

/// Opens the store at this path; makes one, for this OS user alone, where nothing is.
///
/// # Errors
///
/// Each way of failing is told apart, see [`StoreError`]. Waits up to two seconds for another process to let go.
pub fn open(path: &Path, clock: &dyn Clock, ids: &dyn Ids) -> Result<SledStore, StoreError> {
    let path = std::path::absolute(path).map_err(|error| io_error(path, &error))?;
    let before = look(&path)?;
    let room = Room::at(&path).map_err(|error| io_error(&path, &error))?;
    if room.read_only {
        return Err(StoreError::ReadOnly { path });
    }
    if room.free < LEAST_SPACE {
        return Err(StoreError::Full { path });
    }
    if before == Place::Missing {
        create_directory(&path).map_err(|error| io_error(&path, &error))?;
    }
    let lock = Lock::take(&path, clock.now())?;
    // Again, now that nobody else can be creating or closing it.
    let mut warnings = warnings(&path);
    let opened = match look(&path)? {
        Place::Store(manifest) => {
            let (opened, warning) = existing(&path, *manifest)?;
            warnings.extend(warning);
            opened
        }
        Place::Begun | Place::Empty | Place::Missing => new(&path, clock.now(), ids)?,
    };
    if !opened.held.engine.blobs()?.is_empty() {
        warnings.push("The engine keeps values outside its data file; run orgadm doctor.".into());
    }
    Ok(SledStore::new(path, opened, warnings, lock))
}

/// An existing store, and what the operator should know about its journal.
fn existing(path: &Path, manifest: Manifest) -> Result<(Opened, Option<String>), StoreError> {
    if manifest.schema > SCHEMA {
        return Err(StoreError::Newer { path: path.to_path_buf(), found: manifest.schema, known: SCHEMA });
    }
    let key = key_file::read(path)?;
    let name = manifest.data.clone();
    let data = path.join(&name);
    match std::fs::metadata(data.join(DB)) {
        Ok(about) if about.len() > 0 => {}
        Ok(_) => return Err(lost(path, "its data file is empty", &manifest)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(lost(path, "its data file is missing", &manifest));
        }
        Err(error) => return Err(io_error(path, &error)),
    }
    wait_for_engine(path, &data)?;
    if rehearsal::is_needed(path, &manifest)? {
        let copy = Rehearsal::of(path, &data, LEAST_SPACE)?;
        let (at, manifest) = (copy.path().to_path_buf(), manifest.clone());
        on_worker(path, move |path| opened(path, &at, &manifest)?.close())?;
        rehearsal::remove_unfinished_snapshots(path, &data)?;
    }
    let (engine, joined) = on_worker(path, move |path| {
        let stamp = Stamp::of(&data.join(DB)).map_err(|error| io_error(path, &error))?;
        let engine = opened(path, &data, &manifest)?;
        let joined = join(path, &engine, &manifest, stamp)?;
        Ok((engine, joined))
    })?;
    let Joined { journal, warning } = joined;
    compact::remove_others(path, &name, journal.name())?;
    Ok((Opened { held: Held { engine: Arc::new(engine), data: name }, journal, key }, warning))
}

/// Opens the engine's directory, or a copy of it, and compares it with the manifest. For a worker.
fn opened(path: &Path, data: &Path, manifest: &Manifest) -> Result<SledEngine, StoreError> {
    let engine = SledEngine::open(path, data, Trees::Existing)?;
    agrees(&engine, manifest)?;
    Ok(engine)
}

/// Runs work with the engine where its panics and hangs do no harm.
fn on_worker<T: Send + 'static>(
    path: &Path,
    work: impl FnOnce(&Path) -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    let owned = path.to_path_buf();
    worker::run(ENGINE_LIMIT, move || work(&owned)).map_err(|failure| failed(path, &failure))?
}

/// Whether the data is that of this store, and not less of it than there was.
pub(super) fn agrees<E: Engine>(engine: &E, manifest: &Manifest) -> Result<(), StoreError> {
    let path = engine.path();
    let info = reader::info(engine)?;
    if info.id != manifest.store {
        return Err(damaged(path, &format!("its data belongs to another store, {}", info.id)));
    }
    if info.head < manifest.head {
        return Err(damaged(
            path,
            &format!("its audit ends with entry {} and went up to {} before", info.head, manifest.head),
        ));
    }
    if info.head == manifest.head {
        for (kind, found) in Kind::ALL.iter().zip(info.counts) {
            let before = manifest.records.get(kind.word()).copied().unwrap_or(0);
            if found != before {
                let what = format!("it holds {found} records of kind {} and held {before}", kind.word());
                return Err(damaged(path, &what));
            }
        }
    }
    let header = engine.value(Tree::AuditHeaders, &layout::entry(info.head))?;
    if header.is_none_or(|bytes| header_hash(bytes.as_ref()) != info.head_hash) {
        return Err(damaged(path, "its last audit entry is not the one it was closed with"));
    }
    Ok(())
}

/// Data that is not there any more.
fn lost(path: &Path, how: &str, manifest: &Manifest) -> StoreError {
    let (records, entries) = (manifest.record_count(), manifest.head);
    damaged(path, &format!("{how}, and it held {records} records and {entries} audit entries"))
}

/// Makes a store. Until its manifest says that it is complete, whatever lies there is the rest of an attempt that
/// nobody was told about, and is made anew.
fn new(path: &Path, now: Timestamp, ids: &dyn Ids) -> Result<Opened, StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let (seed, key, salt) = (ids.seed()?, ids.seed()?, ids.seed()?);
    let mut id = [0; 16];
    id.iter_mut().zip(seed).for_each(|(to, from)| *to = from);
    let begun = StoreInfo {
        id: data_encoding::HEXLOWER.encode(&id),
        created: now,
        demo: false,
        head: Position::NONE,
        head_hash: [0; 32],
        counts: [0; Kind::ALL.len()],
        erased: None,
        archived: Position::NONE,
        last_erasing: Position::NONE,
        compacted: None,
        backed_up: None,
    };
    Manifest::of(&begun, SCHEMA, false, None, DATA).write(path).map_err(wrong)?;
    remove_directory(&path.join(DATA)).map_err(wrong)?;
    remove_file(&path.join(KEY)).map_err(wrong)?;
    key_file::create(path, &key)?;
    let mut journal = Journal::begin(path, &first_journal(), id, Position::NONE)?;

    let data = path.join(DATA);
    create_directory(&data).map_err(wrong)?;
    let (engine, created) = on_worker(path, {
        let data = data.clone();
        move |path| {
            let engine = SledEngine::open(path, &data, Trees::New)?;
            let created = creation::batch(&engine, id, now, salt)?;
            engine.commit(&created)?;
            engine.make_durable()?;
            Ok((engine, created))
        }
    })?;
    journal.append(&created)?;
    journal.sync()?;
    for directory in [&data.join(BLOBS), &data, path] {
        sync_directory(directory).map_err(wrong)?;
    }
    let info = reader::info(&engine)?;
    Manifest::of(&info, SCHEMA, true, None, DATA).naming(journal.name()).write(path).map_err(wrong)?;
    Ok(Opened { held: Held { engine: Arc::new(engine), data: DATA.to_owned() }, journal, key })
}

/// What the operator should know about this place.
fn warnings(path: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for (what, file) in [("The store", path.to_path_buf()), ("The key file", path.join(KEY))] {
        if open_to_others(&file).unwrap_or(false) {
            let file = file.display();
            found.push(format!(
                "{what} {file} is open to other users; take their rights with chmod go= {file}."
            ));
        }
    }
    if let Some(room) = Room::at(path).ok().filter(|room| room.free < LITTLE_SPACE) {
        let (free, path) = (room.free >> 20, path.display());
        found.push(format!("Only {free} MiB are free for the store {path}; 1 GiB is the least to be safe."));
    }
    found
}
