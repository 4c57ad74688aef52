//! The envelope around every stored value (`storage.md` §6): marker, kind, version, payload, checksum.
//!
//! Nobody writes or reads a value past this module. What the payloads hold stands in the files below it; this one knows
//! neither trees nor keys.
//!
//! ```text
//! byte 0      0xB2            marker: bincode 2 standard configuration
//! byte 1      kind            see ValueKind
//! byte 2..4   schema version  u16 little endian, counted for each kind by itself
//! …           payload         bincode, at most 64 KiB, consumed whole
//! last 4      CRC-32          over everything before, little endian
//! ```

use bincode::config::{Configuration, LittleEndian, Varint};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The first byte of every value.
pub const MARKER: u8 = 0xB2;

/// Most bytes of one finished envelope: 7 KiB.
///
/// sled keeps up to 17 values in one page and moves a page above 128 KiB into a file of its own that it never syncs
/// (`storage.md`, later measurements).
pub const MOST_BYTES: usize = 7 * 1024;

/// Bytes before the payload.
const HEAD: usize = 4;

/// Bytes of an envelope around its payload.
pub(super) const OVERHEAD: usize = HEAD + 4;

/// What an envelope holds. The numbers are part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum ValueKind {
    /// A user, with the audit position that last changed it; so every record.
    User = 1,
    /// An account.
    Account = 2,
    /// An invitation.
    Invitation = 3,
    /// The header of an audit entry.
    AuditHeader = 4,
    /// A row of the `meta` tree.
    Meta = 5,
    /// An organization.
    Organization = 6,
    /// The name of an organization.
    OrganizationName = 7,
    /// A claimed domain.
    Domain = 8,
    /// A sign-up.
    SignUp = 9,
    /// A message.
    Message = 10,
    /// One change of an audit entry: key, previous position, commitments.
    AuditChange = 11,
    /// A piece of one image of an audit entry.
    Image = 12,
    /// What a backup is a backup of.
    Stamp = 13,
    /// Which audit entries are in an archive.
    Archived = 14,
}

/// Why a stored value is not what it should be. Each reads on after "the value … :".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CodecError {
    /// Shorter than an empty envelope.
    #[error("it has only {0} bytes")]
    Short(usize),
    /// Not one of our values.
    #[error("it does not begin with the format marker")]
    Marker,
    /// One of our values, in the wrong place.
    #[error("it is of kind {found} instead of {wanted}")]
    Kind {
        /// The kind it should have.
        wanted: u8,
        /// The kind it says it has.
        found: u8,
    },
    /// Bytes were changed.
    #[error("its checksum does not match")]
    Checksum,
    /// Written by a newer program.
    #[error("it has version {found}; this program knows {known}")]
    Newer {
        /// Its version.
        found: u16,
        /// The newest version of this kind that this program knows.
        known: u16,
    },
    /// The payload does not decode.
    #[error("its content cannot be read ({0})")]
    Payload(String),
    /// The payload goes on after its end.
    #[error("{0} bytes are left over in it")]
    Rest(usize),
    /// Too large to be kept safely.
    #[error("it would take {0} bytes")]
    TooLarge(usize),
}

type Format = Configuration<LittleEndian, Varint, bincode::config::Limit<65_536>>;

const fn format() -> Format {
    bincode::config::standard().with_limit::<65_536>()
}

/// Encodes a payload alone.
pub(super) fn payload<T: Serialize>(content: &T) -> Result<Vec<u8>, CodecError> {
    bincode::serde::encode_to_vec(content, format()).map_err(|e| CodecError::Payload(e.to_string()))
}

/// Decodes a payload, which must be consumed whole.
pub(super) fn whole<T: DeserializeOwned>(payload: &[u8]) -> Result<T, CodecError> {
    let (content, read) = bincode::serde::decode_from_slice(payload, format())
        .map_err(|e| CodecError::Payload(e.to_string()))?;
    match payload.len().saturating_sub(read) {
        0 => Ok(content),
        rest => Err(CodecError::Rest(rest)),
    }
}

/// Puts a payload into its envelope; refuses a finished envelope above [`MOST_BYTES`].
pub(super) fn seal(kind: ValueKind, version: u16, payload: &[u8]) -> Result<Vec<u8>, CodecError> {
    let size = payload.len() + OVERHEAD;
    if size > MOST_BYTES {
        return Err(CodecError::TooLarge(size));
    }
    let mut bytes = Vec::with_capacity(size);
    bytes.extend_from_slice(&[MARKER, kind as u8]);
    bytes.extend_from_slice(&version.to_le_bytes());
    bytes.extend_from_slice(payload);
    bytes.extend_from_slice(&crc32fast::hash(&bytes).to_le_bytes());
    Ok(bytes)
}

/// Checks an envelope and gives its version and payload.
pub(super) fn unseal(kind: ValueKind, bytes: &[u8]) -> Result<(u16, &[u8]), CodecError> {
    let short = || CodecError::Short(bytes.len());
    let (body, checksum) = bytes.split_last_chunk::<4>().ok_or_else(short)?;
    let ([marker, found, low, high], payload) = body.split_first_chunk::<HEAD>().ok_or_else(short)?;
    if *marker != MARKER {
        return Err(CodecError::Marker);
    }
    // Before the kind: a value that was damaged is damaged, not misplaced.
    if crc32fast::hash(body).to_le_bytes() != *checksum {
        return Err(CodecError::Checksum);
    }
    if *found != kind as u8 {
        return Err(CodecError::Kind { wanted: kind as u8, found: *found });
    }
    Ok((u16::from_le_bytes([*low, *high]), payload))
}

/// The answer to a version that no arm of a decoder's `match` names.
pub(super) fn unknown_version(found: u16, known: u16) -> CodecError {
    if found > known {
        CodecError::Newer { found, known }
    } else {
        CodecError::Payload(format!("there is no version {found}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_flipped_bit_is_noticed() {
        let bytes = seal(ValueKind::Meta, 1, &payload(&("text", 7_u64)).expect("encodes")).expect("fits");
        assert!(unseal(ValueKind::Meta, &bytes).is_ok());
        for at in 0..bytes.len() * 8 {
            let mut wrong = bytes.clone();
            wrong[at / 8] ^= 1 << (at % 8);
            assert!(unseal(ValueKind::Meta, &wrong).is_err(), "bit {at}");
        }
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let bytes = seal(ValueKind::Meta, 3, b"abc").expect("fits");
        assert_eq!(unseal(ValueKind::Meta, &bytes), Ok((3, &b"abc"[..])));
        assert_eq!(unseal(ValueKind::User, &bytes), Err(CodecError::Kind { wanted: 1, found: 5 }));
        assert_eq!(unseal(ValueKind::Meta, &bytes[..7]), Err(CodecError::Short(7)));
        assert_eq!(unseal(ValueKind::Meta, b"not one of ours"), Err(CodecError::Marker));
        assert_eq!(unseal(ValueKind::Meta, &bytes[..10]), Err(CodecError::Checksum));
    }

    #[test]
    fn the_cap_is_on_the_finished_envelope() {
        assert_eq!(
            seal(ValueKind::Meta, 1, &[0; MOST_BYTES - OVERHEAD]).map(|bytes| bytes.len()),
            Ok(MOST_BYTES)
        );
        assert_eq!(
            seal(ValueKind::Meta, 1, &[0; MOST_BYTES - OVERHEAD + 1]),
            Err(CodecError::TooLarge(MOST_BYTES + 1))
        );
    }

    #[test]
    fn a_payload_is_consumed_whole_and_hostile_lengths_are_refused() {
        let mut bytes = payload(&"text").expect("encodes");
        bytes.push(0);
        assert_eq!(whole::<String>(&bytes), Err(CodecError::Rest(1)));
        // A string that says it has 2^63 - 1 bytes: without a limit the allocation would end the process.
        let mut hostile = vec![0xFD];
        hostile.extend_from_slice(&(u64::MAX / 2).to_le_bytes());
        assert!(matches!(whole::<String>(&hostile), Err(CodecError::Payload(_))));
    }

    #[test]
    fn a_newer_version_is_not_mistaken_for_damage() {
        assert_eq!(unknown_version(2, 1), CodecError::Newer { found: 2, known: 1 });
        assert!(matches!(unknown_version(0, 1), CodecError::Payload(_)));
    }
}
