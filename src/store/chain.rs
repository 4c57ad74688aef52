//! What chains the audit: salts, commitments to images, the root over them, the hash of a header.
//!
//! Pure. A header commits to its images through the root and to the entry before it through that entry's hash; so an
//! image can be erased (its commitment stays in the change row) without breaking the chain.
//!
//! ```text
//! salt        SHA-256("orgadm salt" ‖ seed of the commit ‖ position u64 BE ‖ number u32 BE ‖ side u8)
//! commitment  SHA-256(payload of the image), which is salt ‖ record's envelope ‖ reason, as bincode writes them
//! root        SHA-256(commitment before ‖ commitment after, of each change in order); ABSENT where there is no record
//! hash        SHA-256(envelope of the header, as stored)
//! ```
//!
//! The reason stands in the first image of an entry: the image before of the first change, or its image after if that
//! change creates. An entry without changes has no image and keeps no reason. An entry that itself erases the record of
//! its first image keeps the reason in an image without a record.

use sha2::{Digest, Sha256};

use super::codec::{ChangeRow, Commitment};
use super::layout::Side;
use crate::model::Position;

/// Stands in the root for a side without a record: no SHA-256 anybody could produce.
pub const ABSENT: Commitment = [0; 32];

/// The salt of one image. The seed is never stored, so an erased image takes the knowledge of its salt with it.
pub fn salt(seed: &[u8; 32], position: Position, index: u32, side: Side) -> [u8; 32] {
    let mut hash = Sha256::new_with_prefix(b"orgadm salt");
    hash.update(seed);
    hash.update(position.0.to_be_bytes());
    hash.update(index.to_be_bytes());
    hash.update([side as u8]);
    hash.finalize().into()
}

/// The commitment to an image, from its payload.
pub fn commitment(payload: &[u8]) -> Commitment {
    Sha256::digest(payload).into()
}

/// The hash of a header, from its envelope.
pub fn header_hash(envelope: &[u8]) -> [u8; 32] {
    Sha256::digest(envelope).into()
}

/// Gathers the commitments of an entry into its root.
#[derive(Debug, Clone, Default)]
pub struct Root(Sha256);

impl Root {
    /// Adds both sides of the next change.
    pub fn add(&mut self, row: &ChangeRow) {
        self.0.update(row.before.unwrap_or(ABSENT));
        self.0.update(row.after.unwrap_or(ABSENT));
    }

    /// The root over what was added.
    pub fn finish(self) -> [u8; 32] {
        self.0.finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Key, UserSid};

    #[test]
    fn no_two_images_share_a_salt() {
        let mut salts = vec![salt(&[2; 32], Position(1), 0, Side::Before)];
        for position in [1, 2] {
            for index in [0, 1] {
                for side in [Side::Before, Side::After] {
                    salts.push(salt(&[1; 32], Position(position), index, side));
                }
            }
        }
        salts.sort_unstable();
        assert!(salts.windows(2).all(|pair| pair[0] != pair[1]));
    }

    #[test]
    fn the_root_depends_on_order_side_and_absence() {
        let row = |before, after| ChangeRow {
            key: Key::User(UserSid::from_bytes([0; 16])),
            previous: Position::NONE,
            before,
            after,
        };
        let of = |rows: &[ChangeRow]| {
            let mut root = Root::default();
            rows.iter().for_each(|row| root.add(row));
            root.finish()
        };
        let (a, b) = (Some([1; 32]), Some([2; 32]));
        let roots = [
            of(&[]),
            of(&[row(a, None)]),
            of(&[row(None, a)]),
            of(&[row(a, b)]),
            of(&[row(b, a)]),
            of(&[row(a, None), row(None, b)]),
            of(&[row(None, b), row(a, None)]),
        ];
        for (at, root) in roots.iter().enumerate() {
            assert!(!roots[..at].contains(root), "{at}");
        }
    }
}
