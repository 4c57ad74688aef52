//! What comes back from a commit.

use crate::model::{Change, Position, Timestamp};

use super::plan::Plan;
use super::port::StoreError;
use super::refusal::{PlanError, Refusal};

/// A committed plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Its audit entry; `None` when there was nothing to change.
    pub position: Option<Position>,
    /// When.
    pub time: Timestamp,
    /// The plan as the writer made and committed it.
    pub plan: Plan,
}

/// The ground fell away between preview and commit: nothing was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// What the preview showed.
    pub planned: Vec<Change>,
    /// What the same command would do now.
    pub found: Vec<Change>,
}

impl std::fmt::Display for Conflict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Something changed since the preview; nothing was written. Look at the new preview and decide again.")
    }
}

/// Why a plan was not committed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommitError {
    /// It is refused; exit code 3. A wrong code has been counted, everything else left no trace.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// It is no longer what was previewed; exit code 4.
    #[error("{0}")]
    Conflict(Box<Conflict>),
    /// The store could not write; exit code 5.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<PlanError> for CommitError {
    fn from(error: PlanError) -> Self {
        match error {
            PlanError::Refused(refusal) => Self::Refused(refusal),
            PlanError::Store(error) => Self::Store(error),
        }
    }
}
