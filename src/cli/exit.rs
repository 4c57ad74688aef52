//! Exit codes, and what leads to each.

use std::fmt;

use crate::controller::port::StoreError;
use crate::controller::{CommitError, PlanError, Refusal};

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
    /// 5: the store is not available.
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
    /// The audit is not what it was: so many findings.
    Unsound(u64),
    /// The actor said no to the question.
    Declined,
    /// A stream failed.
    Stream(std::io::Error),
}

impl Failure {
    /// The exit this leads to. A closed pipe on the way out is not an error.
    pub fn exit(&self) -> Exit {
        match self {
            Self::Usage(_) => Exit::Usage,
            Self::Commit(CommitError::Refused(_)) => Exit::Refused,
            Self::Commit(CommitError::Conflict(_)) => Exit::Conflict,
            Self::Commit(CommitError::Store(_)) => Exit::Unavailable,
            Self::Unsound(_) | Self::Declined => Exit::Failed,
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
            Self::Unsound(1) => f.write_str("The audit is not sound: 1 finding."),
            Self::Unsound(found) => write!(f, "The audit is not sound: {found} findings."),
            Self::Declined => f.write_str("Nothing was changed."),
            Self::Stream(error) => error.fmt(f),
        }
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
