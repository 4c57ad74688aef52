//! What the doctor looked at and found, and what a repair did.

use std::path::PathBuf;

use crate::model::{Position, Timestamp};

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Checked {
    /// What is wrong, a sentence each, at most [`Checked::MOST`]; empty for a sound store.
    pub findings: Vec<String>,
    /// Findings beyond those.
    pub more: u64,
    /// How many records were read.
    pub records: u64,
    /// How many audit entries were read.
    pub entries: u64,
}

impl Checked {
    /// Most findings kept as sentences.
    pub const MOST: usize = 100;

    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }

    /// Adds a finding.
    pub fn tell(&mut self, sentence: String) {
        if self.findings.len() < Self::MOST {
            self.findings.push(sentence);
        } else {
            self.more += 1;
        }
    }
}

/// What is looked at, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Who holds the store.
    Lock,
    /// Who may read its files.
    Permissions,
    /// How much space is free.
    Space,
    /// The key of one-time codes.
    Key,
    /// Whether it opens.
    Opening,
    /// The engine's files: whether all values are where they are made durable.
    Engine,
    /// Every record: its checksum, its place, the entry that left it.
    Records,
    /// What records name is there.
    References,
    /// What must always hold of every record.
    Invariants,
    /// Indexes and counts against the records.
    Derived,
    /// The chain of the audit, its images, and the records it left.
    Audit,
    /// The archives that older entries were moved into.
    Archives,
    /// The size of the data beside what is in it.
    Size,
    /// The journal.
    Journal,
    /// The backups in the store's folder.
    Backups,
}

impl Part {
    /// Every part.
    pub const ALL: [Self; 15] = [
        Self::Lock,
        Self::Permissions,
        Self::Space,
        Self::Key,
        Self::Opening,
        Self::Engine,
        Self::Records,
        Self::References,
        Self::Invariants,
        Self::Derived,
        Self::Audit,
        Self::Archives,
        Self::Size,
        Self::Journal,
        Self::Backups,
    ];

    /// The stable word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Permissions => "permissions",
            Self::Space => "space",
            Self::Key => "key",
            Self::Opening => "opening",
            Self::Engine => "engine",
            Self::Records => "records",
            Self::References => "references",
            Self::Invariants => "invariants",
            Self::Derived => "derived",
            Self::Audit => "audit",
            Self::Archives => "archives",
            Self::Size => "size",
            Self::Journal => "journal",
            Self::Backups => "backups",
        }
    }

    /// What to do about a finding that has no remedy of its own.
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::References | Self::Invariants => {
                "The record is as it was written: put it right with the verbs about it, and report how it came about."
            }
            Self::Archives => {
                "Put a whole copy of it there. If there is none, what it held is lost, and nothing else is."
            }
            _ => "Close every other orgadm and run: orgadm doctor --repair",
        }
    }
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What, as a sentence.
    pub sentence: String,
    /// What to do about it, as a sentence.
    pub remedy: String,
}

/// What was found about one part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Examination {
    /// What was looked at.
    pub part: Part,
    /// What there is, in a few words; why it was not looked at, if it was not.
    pub summary: String,
    /// Whether it was looked at.
    pub examined: bool,
    /// What is wrong, at most [`Checked::MOST`].
    pub findings: Vec<Finding>,
    /// Findings beyond those.
    pub more: u64,
}

impl Examination {
    /// Nothing is wrong.
    pub fn good(part: Part, summary: impl Into<String>) -> Self {
        Self { part, summary: summary.into(), examined: true, findings: Vec::new(), more: 0 }
    }

    /// It could not be looked at.
    pub fn skipped(part: Part, why: impl Into<String>) -> Self {
        Self { examined: false, ..Self::good(part, why) }
    }

    /// One thing is wrong.
    pub fn wrong(
        part: Part,
        summary: impl Into<String>,
        sentence: String,
        remedy: impl Into<String>,
    ) -> Self {
        Self::good(part, summary).with(sentence, remedy)
    }

    /// What a check found.
    pub fn of(part: Part, summary: impl Into<String>, checked: Checked) -> Self {
        let remedy = part.remedy();
        let finding = |sentence| Finding { sentence, remedy: remedy.to_owned() };
        let findings = checked.findings.into_iter().map(finding).collect();
        Self { findings, more: checked.more, ..Self::good(part, summary) }
    }

    /// The same with one thing more that is wrong.
    pub fn with(mut self, sentence: String, remedy: impl Into<String>) -> Self {
        if self.findings.len() < Checked::MOST {
            self.findings.push(Finding { sentence, remedy: remedy.into() });
        } else {
            self.more += 1;
        }
        self
    }

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Hears how far an examination or a repair has come: what it is at, how much of it is done, and of how much.
pub type Progress<'a> = &'a mut dyn FnMut(&'static str, u64, u64);

/// From what a damaged store was made whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RepairedFrom {
    /// Its own data, which was sound; what lay beside it was not.
    Data,
    /// Its own data without the engine's snapshots and settings, which alone were damaged.
    DataAlone,
    /// A backup.
    Backup {
        /// The last entry in it.
        position: Position,
        /// The time of that.
        time: Timestamp,
    },
    /// The journal alone: it goes back to the first entry.
    Journal,
}

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// From what.
    pub from: RepairedFrom,
    /// The last entry that was brought back.
    pub through: Position,
    /// The last entry that is known to have been there.
    pub known: Position,
    /// The audit entry of the repair.
    pub entry: Position,
    /// Where the damaged files were put; `None` if there were none to keep.
    pub aside: Option<PathBuf>,
    /// Whether the key of one-time codes was lost: codes that were sent before count no more.
    pub new_key: bool,
}
