//! One way of making the store again: a directory of data, filled from one source, continued by the journal, and checked
//! from the first row to the last.

use std::fs::{self, File};
use std::io::BufReader;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use super::sources::Sources;
use crate::controller::port::{Progress, RepairedFrom, StoreError};
use crate::model::Position;
use crate::store::backup::{self, Generation, Reader};
use crate::store::check;
use crate::store::diagnose::{damaged, io_error, panicked};
use crate::store::files::{BLOBS, DB, create_directory, remove_directory};
use crate::store::journal::replay::{Compactions, replay};
use crate::store::manifest::next_data;
use crate::store::open::agrees;
use crate::store::reader;
use crate::store::sled_engine::{SledEngine, Trees};

/// From what a store is made again.
#[derive(Debug, Clone, Copy)]
pub(super) enum Attempt<'a> {
    /// This directory of data, as it is.
    Data(&'a str),
    /// Only the data file of this directory: the engine makes its snapshots and its settings anew.
    DataAlone(&'a str),
    /// This backup.
    Backup(&'a Generation),
    /// Nothing but the journal.
    Journal,
}

/// What came of an attempt: a sound store in a directory of its own.
#[derive(Debug)]
pub(super) struct Made<'a> {
    pub(super) attempt: Attempt<'a>,
    pub(super) engine: SledEngine,
    /// The name of the directory.
    pub(super) data: String,
    /// The last entry in it.
    pub(super) through: Position,
    /// Whether what it was made from lacked nothing.
    complete: bool,
    directory: PathBuf,
}

impl<'a> Made<'a> {
    /// The directory of data that is sound as it is, if it was made from one.
    pub(super) const fn sound(&self) -> Option<&'a str> {
        match self.attempt {
            Attempt::Data(name) if self.complete => Some(name),
            _ => None,
        }
    }

    /// Removes it again.
    pub(super) fn discard(mut self) {
        let _panicked = self.engine.close();
        let _left_over = remove_directory(&self.directory);
    }
}

impl<'a> Attempt<'a> {
    /// Every attempt, the one that loses least first.
    pub(super) fn all(sources: &'a Sources) -> Vec<Self> {
        let mut all = Vec::new();
        for name in sources.data() {
            all.extend([Self::Data(name), Self::DataAlone(name)]);
        }
        all.extend(sources.backups().iter().map(Self::Backup));
        if sources.journals().iter().any(|(_, found)| found.header.after == Position::NONE) {
            all.push(Self::Journal);
        }
        all
    }

    pub(super) const fn from(&self) -> RepairedFrom {
        match self {
            Self::Data(_) => RepairedFrom::Data,
            Self::DataAlone(_) => RepairedFrom::DataAlone,
            Self::Backup(Generation { stamp, .. }) => {
                RepairedFrom::Backup { position: stamp.position, time: stamp.time }
            }
            Self::Journal => RepairedFrom::Journal,
        }
    }

    /// What it is called in a sentence.
    pub(super) fn named(&self) -> String {
        match self {
            Self::Data(name) => format!("{name} as it is"),
            Self::DataAlone(name) => format!("{name} without snapshots and settings"),
            Self::Backup(generation) => format!("the backup of the entry {}", generation.stamp.position),
            Self::Journal => "the journal alone".into(),
        }
    }

    /// Makes it, in a directory that nobody uses.
    pub(super) fn make(&self, sources: &Sources, progress: Progress<'_>) -> Result<Made<'a>, StoreError> {
        let path = sources.path();
        let wrong = |error: std::io::Error| io_error(path, &error);
        let mut data = sources.free_data();
        while path.join(&data).exists() {
            data = next_data(&data);
        }
        let directory = path.join(&data);
        create_directory(&directory.join(BLOBS)).map_err(wrong)?;
        // Opening damaged files, the engine may panic where it should return an error.
        let made = catch_unwind(AssertUnwindSafe(|| self.filled(sources, &directory, progress)));
        match made.unwrap_or_else(|payload| Err(panicked(path, &*payload))) {
            Ok((engine, through, complete)) => {
                Ok(Made { attempt: *self, engine, data, through, complete, directory })
            }
            Err(error) => {
                let _left_over = remove_directory(&directory);
                Err(error)
            }
        }
    }

    fn filled(
        &self,
        sources: &Sources,
        directory: &Path,
        progress: Progress<'_>,
    ) -> Result<(SledEngine, Position, bool), StoreError> {
        let path = sources.path();
        let mut engine = match self {
            Self::Data(name) => copied(path, name, directory, true)?,
            Self::DataAlone(name) => copied(path, name, directory, false)?,
            Self::Backup(generation) => {
                // Nothing is made of one that is not whole.
                generation.verify(&mut |rows| progress("rows of the backup", rows, 0))?;
                let engine = SledEngine::open(path, directory, Trees::New)?;
                let file =
                    File::open(&generation.path).map_err(|error| io_error(&generation.path, &error))?;
                let reader = Reader::open(BufReader::with_capacity(1 << 18, file), &generation.path)?;
                backup::restore::fill(reader, &engine, &mut |rows| progress("rows restored", rows, 0))?;
                engine
            }
            Self::Journal => SledEngine::open(path, directory, Trees::New)?,
        };
        match continued(&engine, sources, progress) {
            Ok((through, complete)) => Ok((engine, through, complete)),
            Err(error) => {
                // On damaged files the engine may panic when it is let go.
                let _panicked = engine.close();
                Err(error)
            }
        }
    }
}

/// Opens a copy of a directory of data: with all the engine's files but snapshots it did not finish, or with its data file
/// alone.
fn copied(path: &Path, name: &str, to: &Path, all: bool) -> Result<SledEngine, StoreError> {
    let wrong = |error: std::io::Error| io_error(path, &error);
    let from = path.join(name);
    if !from.join(DB).is_file() {
        return Err(damaged(path, &format!("{name}/{DB} is missing")));
    }
    for part in [PathBuf::new(), BLOBS.into()] {
        for entry in fs::read_dir(from.join(&part)).into_iter().flatten() {
            let entry = entry.map_err(wrong)?;
            let name = entry.file_name();
            let unfinished = name.to_string_lossy().ends_with(".generating");
            let wanted = part.as_os_str() == BLOBS || name == DB || all && !unfinished;
            if wanted && entry.file_type().map_err(wrong)?.is_file() {
                fs::copy(entry.path(), to.join(&part).join(name)).map_err(wrong)?;
            }
        }
    }
    SledEngine::open(path, to, Trees::Existing)
}

/// Writes what the journals have beyond the engine, and checks everything. The last entry, and whether the engine had it
/// by itself.
fn continued(
    engine: &SledEngine,
    sources: &Sources,
    progress: Progress<'_>,
) -> Result<(Position, bool), StoreError> {
    let path = sources.path();
    let alone = reader::head(engine)?;
    let agrees = sources.manifest().map(|manifest| agrees(engine, manifest).is_ok());
    for (name, found) in sources.journals() {
        let (after, last) = (found.header.after, found.last);
        let head = reader::head(engine)?;
        // One that begins later continues nothing.
        if after <= head && last > head {
            replay(engine, (path, name, found), Compactions::Written, &mut |position| {
                progress("entries of the journal", position.0, last.0);
            })?;
        }
    }
    let info = reader::info(engine)?;
    if let Some(manifest) = sources.manifest().filter(|manifest| manifest.store != info.id) {
        return Err(damaged(path, &format!("it is the store {} instead of {}", info.id, manifest.store)));
    }
    let all = info.head.0;
    progress("audit entries checked", 0, all);
    // An archive that is missing is nothing that could be made again from here.
    let (checked, _archives) = check::held(engine)?;
    progress("audit entries checked", all, all);
    match checked.findings.first() {
        None => Ok((info.head, agrees.unwrap_or(alone == info.head))),
        Some(finding) => Err(damaged(path, finding.trim_end_matches('.'))),
    }
}
