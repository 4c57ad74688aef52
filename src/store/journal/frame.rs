//! What the journal's bytes mean: a header that says whose journal it is, then frames, each bound to the one before it.
//!
//! ```text
//! header   "orgadm journal 1" ‖ store 16 B ‖ entry it begins after u64 LE ‖ CRC-32 of these u32 LE
//! frame    length of the body u32 LE ‖ check u32 LE ‖ body
//! check    CRC-32(check of the frame before, or of the header ‖ length ‖ body)
//! body     1 ‖ entry u64 LE ‖ rows             the rows its transaction writes, in order
//!          2 ‖ entry u64 LE                    this entry and those after it were not written
//! row      tree ‖ length of the key u16 LE ‖ length of the value u16 LE, 0xFFFF where the row goes ‖ key ‖ value
//! ```
//!
//! A frame holds the rows of the audit entry byte for byte, and beside them every other row of the same transaction. What
//! those could be derived from would have to be derived as the program did that wrote it; so replay derives nothing.
//! Since each check contains the one before, what an earlier use of the same bytes left behind the last frame never
//! passes for a frame.

use crate::model::Position;
use crate::store::engine::Write;
use crate::store::layout::Tree;

/// The first bytes of a journal.
const MAGIC: &[u8; 16] = b"orgadm journal 1";

/// Bytes of the header.
pub(in crate::store) const HEADER: usize = 16 + 16 + 8 + 4;

/// Bytes before the body of a frame.
pub(in crate::store) const PREFIX: usize = 8;

/// Most bytes of a body: many times the largest transaction.
const MOST_BODY: usize = 1 << 30;

/// The length that says that a row goes.
const GOES: u16 = u16::MAX;

const WROTE: u8 = 1;
const TOOK_BACK: u8 = 2;

/// What a journal says of itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Header {
    /// The store's identifier.
    pub(in crate::store) store: [u8; 16],
    /// The last entry that is not in it.
    pub(in crate::store) after: Position,
}

impl Header {
    /// Its bytes, and the check that the first frame continues.
    pub(in crate::store) fn encode(&self) -> (Vec<u8>, u32) {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend_from_slice(MAGIC);
        bytes.extend_from_slice(&self.store);
        bytes.extend_from_slice(&self.after.0.to_le_bytes());
        let check = crc32fast::hash(&bytes);
        bytes.extend_from_slice(&check.to_le_bytes());
        (bytes, check)
    }

    /// Reads them; `None` if they are none.
    pub(in crate::store) fn decode(bytes: &[u8; HEADER]) -> Option<(Self, u32)> {
        let (body, check) = bytes.split_last_chunk::<4>()?;
        let rest = body.strip_prefix(MAGIC)?;
        let (store, after) = rest.split_first_chunk::<16>()?;
        let (after, check) = (u64::from_le_bytes(after.try_into().ok()?), u32::from_le_bytes(*check));
        let header = Self { store: *store, after: Position(after) };
        (crc32fast::hash(body) == check).then_some((header, check))
    }
}

/// What one frame says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) enum Frame {
    /// A transaction writes these rows; its audit entry is at this position.
    Wrote {
        /// The position.
        position: Position,
        /// The rows.
        writes: Vec<Write>,
    },
    /// This entry and whatever came after it before this frame was not written after all.
    TookBack {
        /// The first of them.
        from: Position,
    },
}

/// The body of a frame for a transaction; `None` if a row is longer than any can be.
pub(in crate::store) fn wrote(position: Position, writes: &[Write]) -> Option<Vec<u8>> {
    let size: usize =
        writes.iter().map(|row| 5 + row.key.len() + row.value.as_ref().map_or(0, Vec::len)).sum();
    let mut body = Vec::with_capacity(9 + size);
    body.push(WROTE);
    body.extend_from_slice(&position.0.to_le_bytes());
    for row in writes {
        let key = u16::try_from(row.key.len()).ok()?;
        let value = match &row.value {
            Some(value) => u16::try_from(value.len()).ok().filter(|length| *length != GOES)?,
            None => GOES,
        };
        body.push(row.tree.number());
        body.extend_from_slice(&key.to_le_bytes());
        body.extend_from_slice(&value.to_le_bytes());
        body.extend_from_slice(&row.key);
        body.extend_from_slice(row.value.as_deref().unwrap_or_default());
    }
    (body.len() <= MOST_BODY).then_some(body)
}

/// The body of a frame that takes back.
pub(in crate::store) fn took_back(from: Position) -> Vec<u8> {
    let mut body = vec![TOOK_BACK];
    body.extend_from_slice(&from.0.to_le_bytes());
    body
}

/// The position a body is about and whether it takes it back, without its rows.
pub(in crate::store) fn about(body: &[u8]) -> Option<(Position, bool)> {
    let (kind, rest) = body.split_first()?;
    let position = Position(u64::from_le_bytes(*rest.first_chunk::<8>()?));
    match *kind {
        WROTE => Some((position, false)),
        TOOK_BACK if rest.len() == 8 => Some((position, true)),
        _ => None,
    }
}

/// Reads a body.
pub(in crate::store) fn decode(body: &[u8]) -> Option<Frame> {
    let (position, took_back) = about(body)?;
    if took_back {
        return Some(Frame::TookBack { from: position });
    }
    let mut rest = body.get(9..)?;
    let mut writes = Vec::new();
    while let Some((head, after)) = rest.split_first_chunk::<5>() {
        let [tree, a, b, c, d] = *head;
        let (key, value) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
        let (key, after) = after.split_at_checked(usize::from(key))?;
        let (value, after) = match value {
            GOES => (None, after),
            length => {
                let (value, after) = after.split_at_checked(usize::from(length))?;
                (Some(value.to_vec()), after)
            }
        };
        writes.push(Write { tree: Tree::numbered(tree)?, key: key.to_vec(), value });
        rest = after;
    }
    rest.is_empty().then_some(Frame::Wrote { position, writes })
}

/// A body with what stands before it, and the check that the next frame continues.
pub(in crate::store) fn seal(before: u32, body: &[u8]) -> (Vec<u8>, u32) {
    let length = u32::try_from(body.len()).unwrap_or(u32::MAX);
    let check = check(before, length, body);
    let mut frame = Vec::with_capacity(PREFIX + body.len());
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(&check.to_le_bytes());
    frame.extend_from_slice(body);
    (frame, check)
}

/// What a frame's check has to be.
pub(in crate::store) fn check(before: u32, length: u32, body: &[u8]) -> u32 {
    let mut hash = crc32fast::Hasher::new();
    hash.update(&before.to_le_bytes());
    hash.update(&length.to_le_bytes());
    hash.update(body);
    hash.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Write> {
        vec![
            Write { tree: Tree::Users, key: vec![1; 16], value: Some(vec![2; 300]) },
            Write { tree: Tree::UserByEmail, key: b"a@acme.example".to_vec(), value: None },
            Write { tree: Tree::OpenByEmail, key: vec![7], value: Some(Vec::new()) },
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let body = wrote(Position(7), &rows()).expect("fits");
        assert_eq!(about(&body), Some((Position(7), false)));
        assert_eq!(decode(&body), Some(Frame::Wrote { position: Position(7), writes: rows() }));
        assert_eq!(decode(&took_back(Position(9))), Some(Frame::TookBack { from: Position(9) }));
        let header = Header { store: [9; 16], after: Position(41) };
        let (bytes, check) = header.encode();
        assert_eq!(Header::decode(&bytes.try_into().expect("its size")), Some((header, check)));
    }

    /// The format outlives this program: these bytes are read for ever.
    #[test]
    fn a_journal_has_exactly_these_bytes() {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let (header, check) = Header { store: [9; 16], after: Position(258) }.encode();
        assert_eq!(
            hex(&header),
            "6f726761646d206a6f75726e616c203109090909090909090909090909090909020100000000000006bee61b"
        );
        let rows = [
            Write { tree: Tree::Users, key: vec![1, 2], value: Some(vec![3]) },
            Write { tree: Tree::Meta, key: b"count".to_vec(), value: None },
        ];
        let (frame, check) = seal(check, &wrote(Position(259), &rows).expect("fits"));
        assert_eq!(hex(&frame), "1b0000000121e4fd0103010000000000000302000100010203100500ffff636f756e74");
        let (frame, _) = seal(check, &took_back(Position(259)));
        assert_eq!(hex(&frame), "09000000ec02a62e020301000000000000");
    }

    #[test]
    fn a_body_cut_anywhere_is_no_other_one() {
        let body = wrote(Position(7), &rows()).expect("fits");
        let whole: Vec<usize> = (0..body.len()).filter(|at| decode(&body[..*at]).is_some()).collect();
        // Rows end where they end; that the last ones are missing is for the check to tell.
        assert!(whole.iter().all(|at| decode(&body[..*at]) != decode(&body)), "{whole:?}");
        assert!(decode(&[3, 0, 0, 0, 0, 0, 0, 0, 0]).is_none());
        assert!(decode(&[]).is_none());
        let mut unknown = body;
        unknown[9] = 99;
        assert!(decode(&unknown).is_none(), "a tree nobody knows");
    }

    #[test]
    fn a_check_holds_the_length_the_body_and_what_came_before() {
        let body = took_back(Position(1));
        let (frame, right) = seal(5, &body);
        assert_eq!(frame[4..8], right.to_le_bytes());
        assert_ne!(check(6, 9, &body), right);
        assert_ne!(check(5, 8, &body), right);
        assert_ne!(check(5, 9, &took_back(Position(2))), right);
    }

    #[test]
    fn a_header_with_any_bit_flipped_is_none() {
        let (bytes, _) = Header { store: [9; 16], after: Position(41) }.encode();
        for bit in 0..bytes.len() * 8 {
            let mut wrong = bytes.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(Header::decode(&wrong.try_into().expect("its size")), None, "bit {bit}");
        }
    }
}
