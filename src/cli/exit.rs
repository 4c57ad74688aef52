//! Exit codes, and what leads to each.

use std::fmt;

use crate::controller::port::StoreError;
use crate::controller::{CommitError, PlanError, Refusal, RefusedRow};
use crate::model::Looked;

use super::table::Fault;

/// How a verb ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// 0: done.
    Done,
    /// 1: failed, for instance because the output could not be written.
    Failed,
    /// 2: the arguments make no sense.
    Usage,
    /// 3: refused by a rule.
    Refused,
    /// 4: something changed between preview and commit.
    Conflict,
    /// 5: the store is not available, or nobody out there answered.
    Unavailable,
}

impl Exit {
    /// The exit with this number.
    pub const fn of(code: u8) -> Option<Self> {
        Some(match code {
            0 => Self::Done,
            1 => Self::Failed,
            2 => Self::Usage,
            3 => Self::Refused,
            4 => Self::Conflict,
            5 => Self::Unavailable,
            _ => return None,
        })
    }

    /// The number for the shell.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 3,
            Self::Conflict => 4,
            Self::Unavailable => 5,
        }
    }
}

/// Why a verb did not do what was asked.
#[derive(Debug)]
pub enum Failure {
    /// The arguments make no sense together.
    Usage(String),
    /// A rule, a conflict or the store.
    Commit(CommitError),
    /// A file is not what it should be; nothing of it counts.
    File(Box<Fault>),
    /// Rows of a file are refused.
    Rows(RefusedLines),
    /// Entries of an organization's file are refused; or, if it was not `read`, are none.
    Entries {
        /// Why; its rows are the entries, each by its line.
        refusal: Box<Refusal>,
        /// Whether the file could be read.
        read: bool,
    },
    /// Whoever gave the line wanted it ended between two parts.
    Stopped {
        /// Rows that are done.
        done: usize,
        /// Rows that were not tried.
        not_done: usize,
    },
    /// The audit is not what it was: so many findings.
    Unsound(u64),
    /// The store is not well: so many findings.
    Unwell(u64),
    /// A claim is not proven, or nobody answered.
    Unproven {
        /// What was found.
        found: Looked,
        /// What was met, as one sentence.
        sentence: String,
        /// What to do next, as one sentence.
        next: String,
    },
    /// The actor said no to the question.
    Declined,
    /// A stream failed.
    Stream(std::io::Error),
}

impl Failure {
    /// What to do about a stream or a file that failed.
    pub const MEND: &'static str = "Mend that, and run the line again.";

    /// The exit this leads to. A closed pipe on the way out is not an error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) | Self::File(_) | Self::Entries { read: false, .. } => Exit::Usage,
            Self::Commit(CommitError::Refused(_)) | Self::Rows(_) | Self::Entries { .. } => Exit::Refused,
            Self::Commit(CommitError::Conflict(_)) => Exit::Conflict,
            // To have nothing to repair is no trouble with the store.
            Self::Commit(CommitError::Store(StoreError::Sound { .. })) => Exit::Refused,
            // What is wrong with a file is no lack of a store.
            Self::Commit(CommitError::Store(StoreError::Archive { .. })) => Exit::Failed,
            Self::Commit(CommitError::Store(_)) => Exit::Unavailable,
            Self::Unproven { found: Looked::Silent, .. } => Exit::Unavailable,
            Self::Unsound(_)
            | Self::Unwell(_)
            | Self::Unproven { .. }
            | Self::Declined
            | Self::Stopped { .. } => Exit::Failed,
            Self::Stream(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Exit::Done,
            Self::Stream(_) => Exit::Failed,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(sentence) => f.write_str(sentence),
            Self::Commit(CommitError::Store(error)) => write!(f, "{error} {}", error.remedy()),
            Self::Commit(error) => error.fmt(f),
            Self::Entries { refusal, .. } => refusal.fmt(f),
            Self::File(fault) => write!(f, "{} {}", fault.sentence, fault.remedy),
            Self::Rows(lines) => write!(f, "{} {}", lines.sentence(), lines.remedy()),
            Self::Stopped { done, not_done } => {
                let (rows, were) = (
                    if *done == 1 { "row is" } else { "rows are" },
                    if *not_done == 1 { "was" } else { "were" },
                );
                write!(f, "Stopped: {done} {rows} done, {not_done} {were} not tried.")
            }
            Self::Unsound(1) => f.write_str("The audit is not sound: 1 finding."),
            Self::Unsound(found) => write!(f, "The audit is not sound: {found} findings."),
            Self::Unwell(1) => f.write_str("The store is not well: 1 finding."),
            Self::Unwell(found) => write!(f, "The store is not well: {found} findings."),
            Self::Unproven { sentence, next, .. } => write!(f, "{sentence} {next}"),
            Self::Declined => f.write_str("Nothing was changed."),
            Self::Stream(error) => write!(f, "{}. {}", error.to_string().trim_end_matches('.'), Self::MEND),
        }
    }
}

/// A refused row of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLine {
    /// The line it begins in, from 1.
    pub line: u64,
    /// The row, by its number from 1, and why.
    pub row: RefusedRow,
}

/// Refused rows of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedLines {
    /// What the file is called.
    pub file: String,
    /// Which, in the order of the file; at least one.
    pub rows: Vec<RefusedLine>,
    /// What became of the others.
    pub others: Others,
}

/// What became of the rows that are not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Others {
    /// Nothing: it is all or none.
    Undone,
    /// They are done all the same; the results say it of each.
    Done,
    /// They could be done, and that was tried; the results say it of each.
    Tried,
}

impl RefusedLines {
    /// The first one, how many more there are, and what became of the others.
    pub fn sentence(&self) -> String {
        let (line, sentence) = match self.rows.first() {
            Some(first) => (first.line, first.row.sentence.as_str()),
            None => (0, ""),
        };
        let more = match self.rows.len().saturating_sub(1) {
            0 => String::new(),
            1 => " 1 more row is refused.".to_owned(),
            n => format!(" {n} more rows are refused."),
        };
        let others = match self.others {
            Others::Undone => "Nothing was changed.",
            Others::Done => "What could be done is done.",
            Others::Tried => "Nothing was changed: this was a dry run.",
        };
        format!("Line {line} of {}: {sentence}{more} {others}", self.file)
    }

    /// What to do about the first one.
    pub fn remedy(&self) -> &str {
        self.rows.first().map_or("", |first| first.row.remedy.as_str())
    }
}

impl From<RefusedLines> for Failure {
    fn from(lines: RefusedLines) -> Self {
        Self::Rows(lines)
    }
}

impl From<Fault> for Failure {
    fn from(fault: Fault) -> Self {
        Self::File(Box::new(fault))
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Stream(error)
    }
}

impl From<CommitError> for Failure {
    fn from(error: CommitError) -> Self {
        Self::Commit(error)
    }
}

impl From<PlanError> for Failure {
    fn from(error: PlanError) -> Self {
        Self::Commit(error.into())
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::Commit(CommitError::Store(error))
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Commit(CommitError::Refused(refusal))
    }
}
