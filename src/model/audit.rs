//! The audit: one entry a committed plan, chained by hash, its personal content in images that can be erased.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::actor::Actor;
use super::command_kind::CommandKind;
use super::ending::Ending;
use super::position::Position;
use super::record::{Key, Record};
use super::sid::OrgSid;
use super::text::Reason;
use super::time::Timestamp;

/// What sort of entry it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum EntryKind {
    /// A committed plan.
    Plan,
    /// Somebody began a session.
    Session,
    /// A command that was refused and left a trace, such as a wrong code.
    Refusal,
    /// The program worked on the store itself.
    Maintenance,
    /// A session ended.
    Ended(Ending),
}

impl fmt::Display for EntryKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Plan => "plan",
            Self::Session => "session",
            Self::Refusal => "refusal",
            Self::Maintenance => "maintenance",
            Self::Ended(ending) => return f.pad(&format!("session ended: {ending}")),
        })
    }
}

/// The part of an entry that stays for ever: no names, no addresses, no words of people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditHeader {
    /// Its place.
    pub position: Position,
    /// When it was committed; never earlier than the entry before it.
    pub time: Timestamp,
    /// Who, on what evidence, through which door.
    pub actor: Actor,
    /// What sort of entry.
    pub kind: EntryKind,
    /// What was asked.
    pub command: CommandKind,
    /// The records it was about, the main one first, at most [`AuditHeader::MOST_SUBJECTS`].
    pub subjects: Vec<Key>,
    /// The organizations its changes touch, at most [`AuditHeader::MOST_SUBJECTS`].
    pub organizations: Vec<OrgSid>,
    /// The code of the refusal, for a [`EntryKind::Refusal`].
    pub refusal: Option<String>,
    /// How many records it changed.
    pub changes: u32,
    /// SHA-256 over the commitments of its images, in order.
    pub images: [u8; 32],
    /// The hash of the entry before it.
    pub previous: [u8; 32],
}

impl AuditHeader {
    /// Most subjects and organizations a header lists, so that it stays far below the cap on stored values.
    pub const MOST_SUBJECTS: usize = 64;
}

/// One side of a change in the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageState {
    /// There was no record on this side.
    Absent,
    /// The record as it was on this side.
    Kept(Box<Record>),
    /// The image has been erased; only its commitment is left.
    Erased,
    /// The record belongs to another organization than the one that looks.
    Foreign,
}

impl ImageState {
    /// The record, if it is there.
    pub const fn record(&self) -> Option<&Record> {
        match self {
            Self::Kept(record) => Some(record),
            Self::Absent | Self::Erased | Self::Foreign => None,
        }
    }
}

/// One change as the audit holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditChange {
    /// Which record.
    pub key: Key,
    /// The entry that had last changed it.
    pub previous: Position,
    /// As it was.
    pub before: ImageState,
    /// As it became.
    pub after: ImageState,
}

/// A whole entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// The part that stays.
    pub header: AuditHeader,
    /// The changes, in the order of the plan.
    pub changes: Vec<AuditChange>,
    /// Why, in the actor's words.
    pub reason: Option<Reason>,
}
