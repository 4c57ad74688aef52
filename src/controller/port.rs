//! What the controller needs from outside itself, as small traits: a store, a clock, fresh randomness.

mod backup;
mod courier;
mod health;
mod resolver;
mod services;

use std::fmt;
use std::io::Read;
use std::path::PathBuf;

use crate::model::{
    AccountSid, Actor, AuditEntry, AuditHeader, Change, CommandKind, DomainName, DomainSid, Email, EntryKind,
    Head, Key, Kind, OrgSid, Position, Reason, Record, Stored, Timestamp, UserSid,
};

pub use backup::{ArchivePlace, Backup, BackupFault, BackupPlace, BackupStamp, Pruned, TakeOver};
pub use courier::{Channel, Courier, Letter, LetterTexts, Sent};
pub use health::{Checked, Examination, Finding, Part, Progress, Repaired, RepairedFrom};
pub use resolver::{Heard, Resolver, Stop};
pub use services::Services;

/// What time it is.
pub trait Clock: Send + Sync {
    /// The present instant.
    fn now(&self) -> Timestamp;
}

/// Fresh randomness: seeds for identifiers and salts.
pub trait Ids: Send + Sync {
    /// 32 bytes nobody can guess.
    fn seed(&self) -> Result<[u8; 32], StoreError>;
}

/// What a commit writes besides its changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditDraft {
    /// The writer's time; the stored time is never earlier than that of the entry before.
    pub time: Timestamp,
    /// Who.
    pub actor: Actor,
    /// What sort of entry.
    pub kind: EntryKind,
    /// What was asked.
    pub command: CommandKind,
    /// The records it is about, the main one first.
    pub subjects: Vec<Key>,
    /// Organizations to list beyond those that the changes touch.
    pub organizations: Vec<OrgSid>,
    /// The code of a refusal that left a trace.
    pub refusal: Option<String>,
    /// Why, in the actor's words; stored inside the first image, never in the header.
    pub reason: Option<Reason>,
    /// From which the salts of the images are derived.
    pub salt_seed: [u8; 32],
}

impl AuditDraft {
    /// The entry of work on the store itself, which is about no record.
    pub const fn maintenance(
        time: Timestamp,
        actor: Actor,
        command: CommandKind,
        salt_seed: [u8; 32],
    ) -> Self {
        Self {
            time,
            actor,
            kind: EntryKind::Maintenance,
            command,
            subjects: Vec::new(),
            organizations: Vec::new(),
            refusal: None,
            reason: None,
            salt_seed,
        }
    }
}

/// One atomic, durable step, as data: no closure, so that any engine can retry it.
///
/// Each change carries its precondition: the record must still be the one that [`Change::previous`] left (for a
/// creation: must not exist). At most [`Transaction::MOST_CHANGES`] changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transaction {
    /// The records before and after.
    pub changes: Vec<Change>,
    /// Records whose images are erased, over their whole history and those of this very transaction.
    pub erase: Vec<Key>,
    /// The audit entry.
    pub audit: AuditDraft,
}

impl Transaction {
    /// Most records one transaction may change.
    pub const MOST_CHANGES: usize = 10_000;
    /// Most records that are created at once without planning: larger batches cost memory out of proportion
    /// (`storage.md` §4.1).
    pub const MOST_LOADED: usize = 2_000;
}

/// What was committed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Committed {
    /// The place of its audit entry; also the new revision of every record it changed.
    pub position: Position,
    /// The time that entry bears.
    pub time: Timestamp,
}

/// Facts about a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoreInfo {
    /// 32 hexadecimal digits, drawn when the store was created.
    pub id: String,
    /// When it was created.
    pub created: Timestamp,
    /// Whether it was filled by `orgadm demo`.
    pub demo: bool,
    /// The last audit entry.
    pub head: Position,
    /// The hash of that entry.
    pub head_hash: [u8; 32],
    /// How many records of each kind, in the order of [`Kind::ALL`].
    pub counts: [u64; Kind::ALL.len()],
    /// When images were last erased; `None` if not since the store was last compacted: no bytes of them are left.
    pub erased: Option<Timestamp>,
    /// The last entry that erased images: backups that end before it hold them; [`Position::NONE`] if there is none.
    pub last_erasing: Position,
    /// The last audit entry that was moved into an archive; entries are found from the next one on.
    pub archived: Position,
    /// When the store was last compacted.
    pub compacted: Option<Timestamp>,
    /// When a backup was last begun.
    pub backed_up: Option<Timestamp>,
}

impl StoreInfo {
    /// How many records of this kind.
    pub fn count(&self, kind: Kind) -> u64 {
        Kind::ALL.iter().position(|k| *k == kind).map_or(0, |at| self.counts[at])
    }

    /// Whether nothing has been stored yet but the entry of its creation.
    pub fn is_empty(&self) -> bool {
        self.counts.iter().all(|n| *n == 0)
    }
}

/// The embedded store. Knows records, indexes and the audit; knows no policy.
///
/// One writer calls [`Store::apply`] and then [`Store::sync`]; anyone may read at any time.
pub trait Store: Send + Sync {
    /// Facts about the store.
    fn info(&self) -> Result<StoreInfo, StoreError>;

    /// One record.
    fn get(&self, key: Key) -> Result<Option<Stored>, StoreError>;

    /// The user with this address.
    fn user_by_email(&self, email: &Email) -> Result<Option<UserSid>, StoreError>;

    /// The accounts and subaccounts this user owns, in key order.
    fn accounts_owned_by(&self, user: UserSid) -> Result<Vec<AccountSid>, StoreError>;

    /// The sign-ups and invitations stored as open that are addressed here, in key order.
    fn open_for(&self, email: &Email) -> Result<Vec<Key>, StoreError>;

    /// Everything that is addressed here, open or not, in key order: sign-ups, invitations, messages.
    fn addressed_to(&self, email: &Email) -> Result<Vec<Key>, StoreError>;

    /// The claims of exactly this domain, by any organization, in key order.
    fn domains_named(&self, name: &DomainName) -> Result<Vec<DomainSid>, StoreError>;

    /// How many records of this kind name the organization ([`Record::organizations`]).
    fn count_in(&self, org: OrgSid, kind: Kind) -> Result<u64, StoreError>;

    /// Records of one kind in key order, after a key, at most `limit` (capped at 10,000).
    fn scan(&self, kind: Kind, after: Option<Key>, limit: usize) -> Result<Vec<Stored>, StoreError>;

    /// Writes one transaction: atomic and visible at once, durable after the next [`Store::sync`].
    fn apply(&self, transaction: &Transaction) -> Result<Committed, StoreError>;

    /// Makes everything applied so far durable. After an error the store takes no more writes.
    fn sync(&self) -> Result<(), StoreError>;

    /// One whole audit entry.
    fn entry(&self, position: Position) -> Result<Option<AuditEntry>, StoreError>;

    /// Audit headers below a position (`None`: from the head), newest first, at most `limit`.
    fn entries(&self, below: Option<Position>, limit: usize) -> Result<Vec<AuditHeader>, StoreError>;

    /// Reads the whole audit, archives in the store's folder included, and compares it: the chain of its headers, what they commit to, the images that are left,
    /// the records as the last entry about each left them, and a head that was noted earlier. No transaction is taken
    /// meanwhile.
    fn verify(&self, noted: Option<Head>) -> Result<Checked, StoreError>;
}

/// What compacting did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compacted {
    /// Its audit entry.
    pub position: Position,
    /// Bytes of the data before.
    pub before: u64,
    /// Bytes of the data after.
    pub after: u64,
}

/// The only other way to write: work on the store itself. Each piece of work leaves one audit entry.
pub trait Maintenance: Store {
    /// Creates records without planning, in one transaction with the given audit entry, and marks the store as demo.
    /// At most 2,000 records a call.
    fn load_demo(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError>;

    /// Creates records without planning, in one transaction with the given audit entry. At most
    /// [`Transaction::MOST_LOADED`] records a call.
    fn load(&self, records: Vec<Record>, audit: &AuditDraft) -> Result<Committed, StoreError>;

    /// Copies everything that is left into new files, compares them, goes on with those and deletes the older ones, so
    /// that no byte of anything erased stays in the store's folder. Whenever it is stopped, the older or the newer files
    /// are complete. Reading goes on meanwhile, transactions wait. `progress` hears rows done and rows in all.
    fn compact(
        &self,
        audit: &AuditDraft,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Compacted, StoreError>;

    /// Copies everything as it stands right after this entry into a file, reads it back, and only then counts it as a
    /// backup. Reading and writing go on meanwhile. `progress` hears rows done and rows in all, the latter estimated.
    fn back_up(
        &self,
        audit: &AuditDraft,
        to: BackupPlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Backup, StoreError>;

    /// The backups in the store's own folder, the newest first.
    fn backups(&self) -> Result<Vec<Backup>, StoreError>;

    /// Moves the audit entries from before this time into an archive, but for the last of all; `None` if there are none.
    /// The archive is complete and read back before any of them is deleted; the chain goes on from it. Reading and
    /// writing go on meanwhile. `progress` hears entries done and entries in all.
    fn prune(
        &self,
        audit: &AuditDraft,
        before: Timestamp,
        to: ArchivePlace<'_>,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Option<Pruned>, StoreError>;

    /// The last audit entry from before this time, if there are any to be moved into an archive.
    fn prunable(&self, before: Timestamp) -> Result<Option<AuditHeader>, StoreError>;

    /// [`Store::verify`], where archives that are kept elsewhere are read from a stream, the oldest first.
    fn verify_with(&self, noted: Option<Head>, elsewhere: &mut dyn Read) -> Result<Checked, StoreError>;

    /// Shows the entries of archives of this store that follow one another in a stream, in their order, each once it was
    /// found to be as it was written; what was erased since is not in them.
    ///
    /// # Errors
    ///
    /// [`StoreError::Archive`] for one that is damaged or of another store; entries before that were shown.
    fn archived_entries(
        &self,
        archives: &mut dyn Read,
        each: &mut dyn FnMut(AuditEntry),
    ) -> Result<(), StoreError>;

    /// Where the archive lies that this entry was moved into; `None` if it is in none, or in one kept elsewhere.
    fn archive_of(&self, position: Position) -> Result<Option<PathBuf>, StoreError>;

    /// Looks at everything there is of the store but at what its records mean. Changes nothing; transactions wait
    /// meanwhile. `now` is for ages.
    fn examine(&self, now: Timestamp, progress: Progress<'_>) -> Result<Vec<Examination>, StoreError>;
}

/// Why the store did not do it. Each is told apart so that each can be explained in one sentence with what to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StoreError {
    /// Another process holds the store.
    Locked {
        /// Where the store lies.
        path: PathBuf,
        /// Who holds it: "process 4711 of alice since 2026-11-24T03:09:43Z", as far as it is known.
        holder: Option<String>,
    },
    /// The OS user may not read or write there.
    Permission {
        /// Which path.
        path: PathBuf,
    },
    /// The file system is mounted read-only.
    ReadOnly {
        /// Which path.
        path: PathBuf,
    },
    /// No space is left.
    Full {
        /// Which path.
        path: PathBuf,
    },
    /// The store cannot be read as what it should be.
    Damaged {
        /// Where the store lies.
        path: PathBuf,
        /// What was found.
        what: String,
    },
    /// Written by a newer orgadm.
    Newer {
        /// Where the store lies.
        path: PathBuf,
        /// The schema it was written with.
        found: u32,
        /// The newest schema this program knows.
        known: u32,
    },
    /// The path cannot hold a store: a file, or a directory with something else in it.
    NotAStore {
        /// Which path.
        path: PathBuf,
        /// What is in the way.
        what: String,
    },
    /// Too little space is free for a copy of the data.
    Short {
        /// Where it is needed.
        path: PathBuf,
        /// Bytes that are needed.
        needed: u64,
        /// Bytes that are free.
        free: u64,
    },
    /// A record is no longer the one that the transaction was planned on.
    Conflict {
        /// Which record.
        key: Key,
    },
    /// A value is larger than the store can keep safely.
    TooLarge {
        /// Which record.
        key: Key,
        /// Its size in bytes.
        size: usize,
        /// The most in bytes.
        most: usize,
    },
    /// More changes than one transaction may hold.
    TooMany {
        /// How many there were.
        found: usize,
    },
    /// Nothing is wrong with a store that was to be repaired.
    Sound {
        /// Where the store lies.
        path: PathBuf,
    },
    /// Nothing there leads to a whole store again.
    Unrepairable {
        /// Where the store lies.
        path: PathBuf,
        /// What was tried.
        what: String,
    },
    /// An earlier write failed; the store takes no more until it is opened again.
    Stopped,
    /// A file that should be a backup of a store is not a whole one.
    Backup {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        fault: BackupFault,
    },
    /// A file that should be an archive of audit entries is not a whole one.
    Archive {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        fault: BackupFault,
    },
    /// A backup is restored into an empty or new directory only.
    NotEmpty {
        /// Which directory.
        path: PathBuf,
        /// What is in it.
        what: String,
    },
    /// Anything else the system said.
    Io {
        /// Which path.
        path: PathBuf,
        /// What it said.
        what: String,
    },
}

impl StoreError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Locked { .. } => "store-locked",
            Self::Permission { .. } => "store-permission",
            Self::ReadOnly { .. } => "store-read-only",
            Self::Full { .. } => "store-full",
            Self::Damaged { .. } => "store-damaged",
            Self::Newer { .. } => "store-newer",
            Self::NotAStore { .. } => "store-not-a-store",
            Self::Short { .. } => "store-short-of-space",
            Self::Conflict { .. } => "conflict",
            Self::TooLarge { .. } => "value-too-large",
            Self::TooMany { .. } => "too-many-changes",
            Self::Sound { .. } => "store-sound",
            Self::Unrepairable { .. } => "store-unrepairable",
            Self::Stopped => "store-stopped",
            Self::Backup { fault, .. } => fault.code(),
            Self::Archive { fault, .. } => fault.code_of_archive(),
            Self::NotEmpty { .. } => "store-not-empty",
            Self::Io { .. } => "store-io",
        }
    }

    /// What the reader can do about it, in one sentence.
    pub fn remedy(&self) -> String {
        match self {
            Self::Locked { .. } => "Quit the other one first, or choose another store with --store.".into(),
            Self::Permission { .. } => {
                "Run as the OS user who owns the store, or choose another with --store.".into()
            }
            Self::ReadOnly { .. } => "Remount the file system for writing, or choose another store with --store.".into(),
            Self::Full { .. } => "Free some space there and start again; nothing that was saved is lost.".into(),
            Self::Damaged { .. } => {
                "Nothing was changed or deleted; run orgadm doctor --repair to make it whole from its newest good backup \
                 and its journal."
                    .into()
            }
            Self::Newer { .. } => "Start the newer orgadm; this one changed nothing.".into(),
            Self::NotAStore { .. } => "Choose an empty or new directory with --store.".into(),
            Self::Short { .. } => "Free some space there and run it again; nothing was changed.".into(),
            Self::Conflict { .. } => "Look at the record as it is now and try again.".into(),
            Self::TooLarge { .. } => "Shorten the record; nothing was written.".into(),
            Self::TooMany { .. } => "Split the work into smaller parts; nothing was written.".into(),
            Self::Sound { .. } => "Nothing was changed; orgadm doctor says what was looked at.".into(),
            Self::Unrepairable { .. } => {
                "Nothing was changed; copy the directory away, then restore a backup kept elsewhere into an empty one: \
                 orgadm restore FILE."
                    .into()
            }
            Self::Stopped => "Quit, see to the disk, and start again; everything acknowledged is safe.".into(),
            Self::Backup { fault, .. } => fault.remedy().into(),
            Self::Archive { .. } => "See to the file, or give another copy of it; no entry was deleted.".into(),
            Self::NotEmpty { .. } => "Choose an empty or new directory with --store.".into(),
            Self::Io { .. } => "Mend that, and run the line again.".into(),
        }
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked { path, holder: Some(holder) } => {
                write!(f, "The store {} is in use by {holder}.", path.display())
            }
            Self::Locked { path, holder: None } => {
                write!(f, "The store {} is in use by another process.", path.display())
            }
            Self::Permission { path } => write!(f, "No permission to use {} as a store.", path.display()),
            Self::ReadOnly { path } => write!(f, "{} is on a read-only file system.", path.display()),
            Self::Full { path } => write!(f, "No space is left for {}.", path.display()),
            Self::Damaged { path, what } => write!(f, "The store {} is damaged: {what}.", path.display()),
            Self::Newer { path, found, known } => write!(
                f,
                "The store {} was written by a newer orgadm (schema {found}; this one knows {known}).",
                path.display()
            ),
            Self::NotAStore { path, what } => write!(f, "{} is not a store: {what}.", path.display()),
            Self::Short { path, needed, free } => write!(
                f,
                "A copy of {} needs {} MiB of free space beside it, and {} MiB are free.",
                path.display(),
                needed.div_ceil(1 << 20),
                free >> 20
            ),
            Self::Conflict { key } => write!(f, "The {} {key} was changed meanwhile.", key.kind().word()),
            Self::TooLarge { key, size, most } => write!(
                f,
                "The {} {key} would take {size} bytes; the store keeps at most {most} in one record.",
                key.kind().word()
            ),
            Self::TooMany { found } => write!(
                f,
                "{found} changes are too many for one transaction; {} is the most.",
                Transaction::MOST_CHANGES
            ),
            Self::Sound { path } => write!(f, "Nothing is wrong with the store {}.", path.display()),
            Self::Unrepairable { path, what } => {
                write!(f, "Nothing leads to a whole store at {} again: {what}.", path.display())
            }
            Self::Stopped => f.write_str("The store stopped taking changes after a failed write."),
            Self::Backup { path, fault } => write!(f, "The backup {} {fault}.", path.display()),
            Self::Archive { path, fault } => write!(f, "The archive {} {fault}.", path.display()),
            Self::NotEmpty { path, what } => write!(
                f,
                "A backup is restored into an empty or new directory only, and {} holds {what}.",
                path.display()
            ),
            Self::Io { path, what } => write!(f, "{}: {what}.", path.display()),
        }
    }
}

impl std::error::Error for StoreError {}
