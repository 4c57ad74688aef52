//! What the session read for a screen.

use crate::controller::{Activity, AuditPage, History, ProofReport};
use crate::directory::Filter;
use crate::model::{AuditEntry, DomainSid, Key, Record};

use super::rows::Found;

/// What the session read for a screen.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A page of the audit: the newest entries, or older ones.
    Audit {
        /// The page.
        page: AuditPage,
        /// Whether it begins with the newest entry.
        from_head: bool,
        /// What it was narrowed by.
        filter: Filter,
    },
    /// An audit entry.
    Entry(Box<AuditEntry>),
    /// The history of a record.
    History(Key, History),
    /// A record as it is stored; `None` if it is gone.
    Record(Key, Option<Box<Record>>),
    /// What happened lately.
    Activity(Activity),
    /// Rows.
    Rows(Found),
    /// What a look for the proof of a claim found.
    Checked(DomainSid, ProofReport),
}
