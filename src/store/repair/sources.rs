//! What there is of a store that may be damaged: looked at, not changed.

use std::fs;
use std::path::{Path, PathBuf};

use crate::controller::port::StoreError;
use crate::model::Position;
use crate::store::backup::{self, Generation};
use crate::store::diagnose::io_error;
use crate::store::files::{BLOBS, DB, KEY, MANIFEST, REHEARSAL, remove_directory};
use crate::store::journal::scan::{Scan, scan};
use crate::store::lock::wait_for_engine;
use crate::store::manifest::{Manifest, first_data, is_data, is_journal, next_data, next_journal};
use crate::store::place::{Place, look};
use crate::store::reader::SCHEMA;
use crate::store::{compact, key_file};

/// A journal with its name.
pub(super) type Named = (String, Scan);

/// What was found in the folder of a store.
#[derive(Debug)]
pub(super) struct Sources {
    path: PathBuf,
    manifest: Option<Manifest>,
    /// Directories of data, that which the manifest names first, then the latest.
    data: Vec<String>,
    /// Journals that can be read, that which begins first first.
    journals: Vec<Named>,
    /// Every file that has the name of a journal.
    named_journals: Vec<String>,
    /// Backups whose beginning can be read, the newest first.
    backups: Vec<Generation>,
    /// Whether the key of one-time codes is there and has its size.
    key: bool,
}

impl Sources {
    /// Looks at the folder of a store; refuses what is none, and what a newer program wrote.
    pub(super) fn look(path: &Path) -> Result<Self, StoreError> {
        let wrong = |error: std::io::Error| io_error(path, &error);
        let manifest = match look(path) {
            Ok(Place::Store(manifest)) if manifest.schema > SCHEMA => {
                return Err(StoreError::Newer {
                    path: path.to_path_buf(),
                    found: manifest.schema,
                    known: SCHEMA,
                });
            }
            Ok(Place::Store(manifest)) => Some(*manifest),
            Ok(Place::Missing | Place::Empty | Place::Begun) => {
                let what = "there is no store that came to its end".into();
                return Err(StoreError::NotAStore { path: path.to_path_buf(), what });
            }
            Err(StoreError::Damaged { .. }) => None,
            Err(other) => return Err(other),
        };
        let mut names: Vec<String> = Vec::new();
        for entry in fs::read_dir(path).map_err(wrong)? {
            names.push(entry.map_err(wrong)?.file_name().to_string_lossy().into_owned());
        }
        let numbered = |name: &String| (name.len(), name.clone());
        names.sort_unstable_by_key(numbered);
        let mut data: Vec<String> = names.iter().filter(|name| is_data(name)).cloned().collect();
        data.sort_by_key(|name| manifest.as_ref().is_some_and(|m| m.data == *name));
        data.reverse();
        let named_journals: Vec<String> = names.iter().filter(|name| is_journal(name)).cloned().collect();
        let mut journals = Vec::new();
        for name in &named_journals {
            journals.extend(scan(path, name)?.map(|found| (name.clone(), found)));
        }
        let mut backups = backup::generations(path)?;
        let mut this = Self {
            path: path.to_path_buf(),
            manifest,
            data,
            journals: Vec::new(),
            named_journals,
            backups: Vec::new(),
            key: key_file::read(path).is_ok(),
        };
        // Of another store is nothing that could belong to this one.
        if let Some(id) = this.manifest.as_ref().map(|manifest| manifest.store.clone()) {
            journals.retain(|(_, found)| data_encoding::HEXLOWER.encode(&found.header.store) == id);
            backups.retain(|generation| generation.stamp.store == id);
        }
        journals.sort_by_key(|(_, found)| (found.header.after, found.last));
        (this.journals, this.backups) = (journals, backups);
        Ok(this)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) const fn manifest(&self) -> Option<&Manifest> {
        self.manifest.as_ref()
    }

    pub(super) fn data(&self) -> &[String] {
        &self.data
    }

    pub(super) fn journals(&self) -> &[Named] {
        &self.journals
    }

    pub(super) fn backups(&self) -> &[Generation] {
        &self.backups
    }

    pub(super) const fn has_key(&self) -> bool {
        self.key
    }

    /// The last entry that anything here speaks of.
    pub(super) fn known(&self) -> Position {
        let manifest = self.manifest.as_ref().map(|manifest| manifest.head);
        let journals = self.journals.iter().map(|(_, found)| found.last);
        let backups = self.backups.iter().map(|generation| generation.stamp.position);
        manifest.into_iter().chain(journals).chain(backups).max().unwrap_or(Position::NONE)
    }

    /// Whether nothing is wrong if this directory of data is sound.
    pub(super) fn is_fit(&self, data: &str) -> bool {
        self.key && self.manifest.as_ref().is_some_and(|manifest| manifest.data == data)
    }

    /// The name of a directory of data that is not there, the first after every one that is.
    pub(super) fn free_data(&self) -> String {
        let last = self.data.iter().max_by_key(|name| (name.len(), (*name).clone()));
        next_data(last.unwrap_or(&first_data()))
    }

    /// The name of a journal that is not there.
    pub(super) fn free_journal(&self) -> String {
        next_journal(self.named_journals.last().map_or("", String::as_str))
    }

    /// Every file in the folder that is not to stay where it is once another directory of data and perhaps another
    /// journal are in use, but for a directory that was copied whole and found sound: relative paths.
    pub(super) fn replaced(&self, sound: Option<&str>, journal: &str) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for name in self.data.iter().filter(|name| sound != Some(name.as_str())) {
            for directory in [PathBuf::from(name), Path::new(name).join(BLOBS)] {
                for entry in fs::read_dir(self.path.join(&directory)).into_iter().flatten().flatten() {
                    if entry.file_type().is_ok_and(|kind| kind.is_file()) {
                        found.push(directory.join(entry.file_name()));
                    }
                }
            }
        }
        found.extend(self.named_journals.iter().filter(|name| *name != journal).map(PathBuf::from));
        for (bad, name) in [(self.manifest.is_none(), MANIFEST), (!self.key, KEY)] {
            if bad && self.path.join(name).is_file() {
                found.push(name.into());
            }
        }
        found
    }

    /// Backups of this store that say to go further than this entry, as none that is whole does: relative paths.
    pub(super) fn beyond(&self, store: &str, through: Position) -> Vec<PathBuf> {
        let backups = self.backups.iter().map(|generation| (&generation.stamp, &generation.path));
        backups
            .filter(|(stamp, _)| stamp.store == store && stamp.position > through)
            .filter_map(|(_, path)| path.strip_prefix(&self.path).ok().map(Path::to_path_buf))
            .collect()
    }

    /// The most bytes that an attempt may need.
    pub(super) fn largest(&self) -> u64 {
        let data = self.data.iter().filter_map(|name| compact::size(&self.path.join(name)).ok());
        // The engine takes about twice what is in it.
        let backups = self.backups.iter().map(|generation| generation.bytes.saturating_mul(3));
        let journals = self.journals.iter().map(|(_, found)| found.tail.offset.saturating_mul(3));
        data.chain(backups).chain(journals).max().unwrap_or(0)
    }

    /// Waits until an engine that was just closed has let go of its files.
    pub(super) fn wait(&self) -> Result<(), StoreError> {
        let there = |name: &&String| self.path.join(name).join(DB).is_file();
        self.data.iter().filter(there).try_for_each(|name| wait_for_engine(&self.path, &self.path.join(name)))
    }

    /// Removes what attempts left.
    pub(super) fn clear(&self) {
        for entry in fs::read_dir(&self.path).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_data(&name) && !self.data.contains(&name) || name == REHEARSAL {
                // What cannot be removed now is removed when the store is next opened.
                let _left_over = remove_directory(&self.path.join(name));
            }
        }
    }
}
