//! Files that leave a store, as the controller knows them: backups and archives, and why a file is none.

use std::fmt;
use std::io::{Read, Write};
use std::path::PathBuf;

use crate::model::{Position, Timestamp};

/// What a backup is a backup of: the whole store as it was right after one audit entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BackupStamp {
    /// The store's identifier, 32 hexadecimal digits.
    pub store: String,
    /// When the store was created.
    pub created: Timestamp,
    /// The schema of the store.
    pub schema: u32,
    /// The last audit entry in it: that of the backup itself, unless much was written meanwhile.
    pub position: Position,
    /// The time of that entry.
    pub time: Timestamp,
    /// Its hash.
    pub hash: [u8; 32],
    /// The last audit entry that is not in it because it was moved into an archive; [`Position::NONE`] if none was.
    pub archived: Position,
    /// How many records of each kind, in the order of [`Kind::ALL`](crate::model::Kind::ALL).
    pub counts: Vec<u64>,
}

impl BackupStamp {
    /// How many records there are in it.
    pub fn records(&self) -> u64 {
        self.counts.iter().sum()
    }
}

/// A backup that was written, read back, and found whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Backup {
    /// What it is a backup of.
    pub stamp: BackupStamp,
    /// Its size in bytes.
    pub bytes: u64,
    /// Where it lies; `None` for one that went elsewhere.
    pub path: Option<PathBuf>,
}

/// Audit entries that were moved into an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// The audit entry that says so.
    pub position: Position,
    /// The first of those that were moved.
    pub from: Position,
    /// The last of them.
    pub to: Position,
    /// The time of the last of them.
    pub until: Timestamp,
    /// Where the archive lies; `None` for one that went elsewhere.
    pub path: Option<PathBuf>,
}

/// Takes a finished archive over: once this returns, it is kept for good.
pub type TakeOver<'a> = &'a mut dyn FnMut(&mut dyn Read) -> std::io::Result<()>;

/// Where an archive goes.
pub enum ArchivePlace<'a> {
    /// Into the store's own folder.
    Folder,
    /// To whoever takes it over.
    Elsewhere(TakeOver<'a>),
}

impl fmt::Debug for ArchivePlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "Folder",
            Self::Elsewhere(_) => "Elsewhere",
        })
    }
}

/// Where a backup goes.
pub enum BackupPlace<'a> {
    /// Into the store's own folder, beside those that are there.
    Folder,
    /// Into this stream, once it was read back; nothing of it stays in the store's folder.
    Stream(&'a mut dyn Write),
}

impl fmt::Debug for BackupPlace<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Folder => "Folder",
            Self::Stream(_) => "Stream",
        })
    }
}

/// What is wrong with a file that should be a backup or an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BackupFault {
    /// It is something else.
    Foreign,
    /// The system does not give it: what it said.
    Unreadable(String),
    /// It was one: what was found.
    Damaged(String),
    /// A newer orgadm wrote it.
    Newer {
        /// The format or schema it has.
        found: u32,
        /// The newest that this program knows.
        known: u32,
    },
}

impl BackupFault {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Foreign => "backup-foreign",
            Self::Unreadable(_) => "backup-unreadable",
            Self::Damaged(_) => "backup-damaged",
            Self::Newer { .. } => "backup-newer",
        }
    }

    /// The stable code where the file should be an archive.
    pub const fn code_of_archive(&self) -> &'static str {
        match self {
            Self::Foreign => "archive-foreign",
            Self::Unreadable(_) => "archive-unreadable",
            Self::Damaged(_) => "archive-damaged",
            Self::Newer { .. } => "archive-newer",
        }
    }

    /// What the reader can do about it.
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Foreign => "Give a file that orgadm backup wrote.",
            Self::Unreadable(_) => "Mend that, or give another file.",
            Self::Damaged(_) => "Take another backup; nothing of this one was kept.",
            Self::Newer { .. } => "Start the newer orgadm; this one changed nothing.",
        }
    }
}

/// Reads on after "The backup … " or "The archive … ".
impl fmt::Display for BackupFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Foreign => f.write_str("is none: it does not begin like one"),
            Self::Unreadable(what) => write!(f, "cannot be read: {what}"),
            Self::Damaged(what) => write!(f, "is damaged: {what}"),
            Self::Newer { found, known } => {
                write!(f, "was written by a newer orgadm (version {found}; this one knows {known})")
            }
        }
    }
}
