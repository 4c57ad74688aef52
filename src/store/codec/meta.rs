//! The two rows of the `meta` tree: what the store is, and where it stands.

use serde::{Deserialize, Serialize};

use super::envelope::{CodecError, ValueKind, payload, seal, unknown_version, unseal, whole};
use crate::model::{Position, Timestamp};

/// What the store is: written once, and by a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Drawn when the store was created.
    pub id: [u8; 16],
    /// When it was created.
    pub created: Timestamp,
    /// The schema of the whole store: which trees there are and what their keys mean.
    pub schema: u32,
}

/// Where the store stands: rewritten by every transaction, in that transaction.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct State {
    /// The last audit entry.
    pub head: Position,
    /// Its time.
    pub time: Timestamp,
    /// Its hash.
    pub hash: [u8; 32],
    /// Whether the store was filled by `orgadm demo`.
    pub demo: bool,
    /// Records of each kind, in the order of [`crate::model::Kind::ALL`]; kinds added later count as none.
    pub counts: Vec<u64>,
}

/// The finished envelope of the identity.
pub fn encode_identity(identity: &Identity) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::Meta, 1, &payload(identity)?)
}

/// Reads the envelope of the identity.
pub fn decode_identity(bytes: &[u8]) -> Result<Identity, CodecError> {
    let (version, payload) = unseal(ValueKind::Meta, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}

/// The finished envelope of the state.
pub fn encode_state(state: &State) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::Meta, 1, &payload(state)?)
}

/// Reads the envelope of the state.
pub fn decode_state(bytes: &[u8]) -> Result<State, CodecError> {
    let (version, payload) = unseal(ValueKind::Meta, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}
