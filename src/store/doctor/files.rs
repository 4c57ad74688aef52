//! The files of a store, looked at from outside: whose they are, who holds them, what space there is.

use std::fs;
use std::path::{Path, PathBuf};

use crate::controller::port::{Examination, Part};
use crate::store::compact;
use crate::store::files::{
    ARCHIVE, BACKUPS, DAMAGED, KEY, LEAST_SPACE, LITTLE_SPACE, LOCK, MANIFEST, Room, open_to_others,
};
use crate::store::manifest::{is_data, is_journal};
use crate::store::{key_file, lock};

/// Data smaller than this is never worth compacting for its size.
const SMALL: u64 = 64 * 1024 * 1024;

/// How many times its content the data may take before compacting is worth it: freshly made it takes about twice.
const BLOATED: u64 = 6;

/// The folder of a store.
#[derive(Debug)]
pub(in crate::store) struct Found<'a> {
    path: &'a Path,
    /// Bytes of its data.
    data: u64,
}

impl<'a> Found<'a> {
    /// The folder at this path, with the directory of data that its manifest names.
    pub(in crate::store) fn at(path: &'a Path, data: Option<&str>) -> Self {
        let size = data.and_then(|data| compact::size(&path.join(data)).ok());
        Self { path, data: size.unwrap_or(0) }
    }

    /// Who holds the store, or held it last.
    pub(in crate::store) fn lock(&self, held: bool) -> Examination {
        let summary = match (lock::holder_of(self.path), held) {
            (Some(holder), true) => format!("held by {holder}"),
            (Some(holder), false) => format!("held by nobody; last by {holder}"),
            (None, _) => "held by nobody else".to_owned(),
        };
        Examination::good(Part::Lock, summary)
    }

    /// Nobody but the owner may read, write or enter.
    pub(in crate::store) fn permissions(&self) -> Examination {
        let mut all = Examination::good(Part::Permissions, "for the owner alone");
        let mut open = |path: PathBuf| {
            if open_to_others(&path).unwrap_or(false) {
                let path = path.display();
                let sentence = format!("{path} is open to other users.");
                all = all.clone().with(sentence, format!("Take their rights: chmod go= {path}"));
            }
        };
        open(self.path.to_path_buf());
        for entry in fs::read_dir(self.path).into_iter().flatten().flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let is_ours = [LOCK, MANIFEST, KEY, BACKUPS, ARCHIVE].contains(&&*name)
                || name.starts_with(DAMAGED)
                || is_data(&name)
                || is_journal(&name);
            if is_ours {
                open(entry.path());
            }
        }
        all
    }

    /// Enough to go on, and enough for a second copy of the data, which compacting and repairing need.
    pub(in crate::store) fn space(&self) -> Examination {
        let room = match Room::at(self.path) {
            Ok(room) => room,
            Err(error) => return Examination::skipped(Part::Space, error.to_string()),
        };
        let path = self.path.display();
        let summary = format!("{} MiB free", room.free >> 20);
        if room.read_only {
            let sentence = format!("{path} is on a read-only file system.");
            return Examination::wrong(Part::Space, summary, sentence, "Remount it for writing.");
        }
        let needed = self.data.saturating_add(LEAST_SPACE).max(LITTLE_SPACE);
        if room.free >= needed {
            return Examination::good(Part::Space, summary);
        }
        let sentence = format!(
            "Only {} MiB are free at {path}; {} MiB are needed to go on, to compact and to repair.",
            room.free >> 20,
            needed.div_ceil(1 << 20)
        );
        Examination::wrong(Part::Space, summary, sentence, "Free some space there.")
    }

    pub(in crate::store) fn key(&self) -> Examination {
        match key_file::read(self.path) {
            Ok(_) => Examination::good(Part::Key, "the key of one-time codes is there"),
            Err(error) => {
                Examination::wrong(Part::Key, "codes cannot be made", error.to_string(), error.remedy())
            }
        }
    }

    /// The data beside what is in it.
    pub(in crate::store) fn size(&self, content: u64) -> Examination {
        let summary = format!("{} KiB of data for {} KiB of rows", self.data >> 10, content >> 10);
        if self.data < SMALL || self.data / BLOATED < content {
            return Examination::good(Part::Size, summary);
        }
        let sentence =
            format!("The data takes {} times what is in it.", self.data.checked_div(content).unwrap_or(0));
        Examination::wrong(Part::Size, summary, sentence, "Run: orgadm compact")
    }
}
