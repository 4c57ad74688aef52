//! The rows of an audit entry as stored: header, change rows, images.
//!
//! A header and a change row hold nothing that people typed. An image holds the record's own envelope, byte for byte as
//! it stood in its tree, and is never encoded again.

use serde::{Deserialize, Serialize};

use super::envelope::{
    CodecError, MOST_BYTES, OVERHEAD, ValueKind, payload, seal, unknown_version, unseal, whole,
};
use crate::model::{AuditHeader, Key, Position, Reason};

/// What a change row keeps of an image: SHA-256 over its salt and its bytes.
pub type Commitment = [u8; 32];

/// One change of an entry, without what it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeRow {
    /// Which record.
    pub key: Key,
    /// The entry that had last changed it.
    pub previous: Position,
    /// The commitment to the image before; `None` if there was no record.
    pub before: Option<Commitment>,
    /// The commitment to the image after.
    pub after: Option<Commitment>,
}

/// One side of one change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Image {
    /// What keeps the commitment from being guessed once the image is erased.
    pub salt: [u8; 32],
    /// The record's envelope.
    pub record: Vec<u8>,
    /// Why, in the actor's words; only in the first image of an entry.
    pub reason: Option<Reason>,
}

/// Most bytes of an image in one row.
const PIECE: usize = MOST_BYTES - OVERHEAD;

/// The finished envelope of a header.
pub fn encode_header(header: &AuditHeader) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::AuditHeader, 1, &payload(header)?)
}

/// Reads the envelope of a header.
pub fn decode_header(bytes: &[u8]) -> Result<AuditHeader, CodecError> {
    let (version, payload) = unseal(ValueKind::AuditHeader, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}

/// The finished envelope of a change row.
pub fn encode_change_row(row: &ChangeRow) -> Result<Vec<u8>, CodecError> {
    seal(ValueKind::AuditChange, 1, &payload(row)?)
}

/// Reads the envelope of a change row.
pub fn decode_change_row(bytes: &[u8]) -> Result<ChangeRow, CodecError> {
    let (version, payload) = unseal(ValueKind::AuditChange, bytes)?;
    match version {
        1 => whole(payload),
        found => Err(unknown_version(found, 1)),
    }
}

/// The payload of an image and its finished envelopes.
///
/// The payload begins with the salt: its SHA-256 is the commitment. A record may fill an envelope to the cap, and its
/// image is longer by salt and reason; so a payload that does not fit into one envelope goes on in a second.
pub fn encode_image(image: &Image) -> Result<(Vec<u8>, Vec<Vec<u8>>), CodecError> {
    let payload = payload(image)?;
    let pieces =
        payload.chunks(PIECE).map(|piece| seal(ValueKind::Image, 1, piece)).collect::<Result<_, _>>()?;
    Ok((payload, pieces))
}

/// Reads an image from the envelopes of its pieces; gives its payload too, to be checked against the commitment.
pub fn decode_image<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Result<(Vec<u8>, Image), CodecError> {
    let mut joined = Vec::new();
    let mut version = 1;
    for piece in pieces {
        let payload;
        (version, payload) = unseal(ValueKind::Image, piece)?;
        joined.extend_from_slice(payload);
    }
    match version {
        1 => whole(&joined).map(|image| (joined, image)),
        found => Err(unknown_version(found, 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn image(size: usize) -> Image {
        let reason = Reason::parse("The reason", &"理".repeat(200)).ok();
        Image { salt: [7; 32], record: vec![9; size], reason }
    }

    #[test]
    fn an_image_of_the_largest_record_goes_on_in_a_second_row() {
        for (size, rows) in [(300, 1), (MOST_BYTES, 2)] {
            let (bytes, pieces) = encode_image(&image(size)).expect("encodes");
            assert_eq!(pieces.len(), rows);
            assert!(pieces.iter().all(|piece| piece.len() <= MOST_BYTES));
            let back = decode_image(pieces.iter().map(Vec::as_slice)).expect("decodes");
            assert_eq!(back, (bytes, image(size)));
        }
    }

    #[test]
    fn a_missing_piece_is_noticed() {
        let (_, pieces) = encode_image(&image(MOST_BYTES)).expect("encodes");
        assert!(decode_image([pieces[0].as_slice()]).is_err());
        assert!(decode_image([pieces[1].as_slice()]).is_err());
        assert!(decode_image([]).is_err());
    }

    #[test]
    fn the_payload_begins_with_the_salt() {
        let (bytes, _) = encode_image(&image(10)).expect("encodes");
        assert_eq!(bytes[..32], [7; 32]);
    }
}
