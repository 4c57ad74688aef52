//! What an archive of audit entries is: kept in the store that they were moved out of, and at the beginning of the archive.

use serde::{Deserialize, Serialize};

use super::envelope::{CodecError, ValueKind, payload, seal, unknown_version, unseal, whole};
use crate::model::{Position, Timestamp};

/// Audit entries that were moved into an archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived {
    /// The identifier of their store.
    pub store: [u8; 16],
    /// The first of them.
    pub from: Position,
    /// The last of them.
    pub to: Position,
    /// The time of the last of them.
    pub until: Timestamp,
    /// The hash that the first of them follows from.
    pub before: [u8; 32],
    /// The hash of the last of them, which the first entry that was kept follows from.
    pub hash: [u8; 32],
    /// Whether the archive is kept outside the store's folder.
    pub elsewhere: bool,
}

/// The finished envelope.
pub fn encode_archived(archived: &Archived) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::Archived, 1, &payload(archived)?)
}

/// Reads the envelope.
pub fn decode_archived(bytes: &[u8]) -> Result<Archived, CodecError> {
    let (version, payload) = unseal(ValueKind::Archived, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}
