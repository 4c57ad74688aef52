//! What a file that leaves the store says of itself: of which store it is, and up to where.

use serde::{Deserialize, Serialize};

use super::envelope::{CodecError, ValueKind, payload, seal, unknown_version, unseal, whole};
use crate::model::{Position, Timestamp};

/// What a backup is a backup of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    /// The store's identifier.
    pub store: [u8; 16],
    /// When the store was created.
    pub created: Timestamp,
    /// The schema of the store.
    pub schema: u32,
    /// The last audit entry in it.
    pub position: Position,
    /// The time of that entry.
    pub time: Timestamp,
    /// The hash of that entry.
    pub hash: [u8; 32],
    /// The last audit entry that is not in it because it was moved into an archive.
    pub archived: Position,
    /// Records of each kind, in the order of [`crate::model::Kind::ALL`].
    pub counts: Vec<u64>,
}

/// The finished envelope of a backup's stamp.
pub fn encode_stamp(stamp: &Stamp) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::Stamp, 1, &payload(stamp)?)
}

/// Reads the envelope of a backup's stamp.
pub fn decode_stamp(bytes: &[u8]) -> Result<Stamp, CodecError> {
    let (version, payload) = unseal(ValueKind::Stamp, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}
