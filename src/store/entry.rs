//! The rows of one audit entry: how a commit makes them, how they are read back.
//!
//! What people typed goes into images only; the header gets identifiers, times, counts and hashes. Both directions stand
//! here because each is the other's definition; the hashing itself is `chain`, the bytes are `codec`.

use super::archive;
use super::chain::{Root, commitment, header_hash, salt};
use super::codec::{
    ChangeRow, CodecError, Image, decode_change_row, decode_header, decode_image, decode_record,
    encode_change_row, encode_header, encode_image,
};
use super::engine::{Engine, Range, Write};
use super::layout::{self, Side, Tree};
use crate::controller::port::{AuditDraft, StoreError};
use crate::model::{
    Actor, AuditChange, AuditEntry, AuditHeader, Change, Evidence, ImageState, Key, OrgSid, Position, Reason,
    Timestamp,
};

/// Most characters kept of a text in a header that comes from outside: OS user, `SSH_CONNECTION`, refusal code. Keeps
/// every header far below the cap on values.
const MOST_TEXT: usize = 160;

/// Change rows read at a time while one is looked for.
const CHUNK: usize = 256;

/// Gathers the rows of one entry, change by change.
#[derive(Debug)]
pub(super) struct EntryRows<'a> {
    position: Position,
    draft: &'a AuditDraft,
    erased: &'a [Key],
    reason: Option<Reason>,
    changes: u32,
    root: Root,
    organizations: Vec<OrgSid>,
    writes: Vec<Write>,
}

impl<'a> EntryRows<'a> {
    /// `erased` are the records whose images are committed to but not kept.
    pub(super) fn new(position: Position, draft: &'a AuditDraft, erased: &'a [Key]) -> Self {
        Self {
            position,
            draft,
            erased,
            reason: draft.reason.clone(),
            changes: 0,
            root: Root::default(),
            organizations: Vec::new(),
            writes: Vec::new(),
        }
    }

    /// Adds a change, with the envelopes of the record on both sides.
    pub(super) fn add(
        &mut self,
        change: &Change,
        before: Option<&[u8]>,
        after: Option<&[u8]>,
    ) -> Result<(), CodecError> {
        let row = ChangeRow {
            key: change.key,
            previous: change.previous,
            before: before.map(|bytes| self.image(change.key, Side::Before, bytes)).transpose()?,
            after: after.map(|bytes| self.image(change.key, Side::After, bytes)).transpose()?,
        };
        self.root.add(&row);
        self.put(Tree::AuditChanges, layout::change(self.position, self.changes), encode_change_row(&row)?);
        self.list(change.organizations());
        self.changes += 1;
        Ok(())
    }

    fn image(&mut self, key: Key, side: Side, record: &[u8]) -> Result<[u8; 32], CodecError> {
        let salt = salt(&self.draft.salt_seed, self.position, self.changes, side);
        let mut image = Image { salt, record: record.to_vec(), reason: self.reason.take() };
        if self.erased.contains(&key) {
            if image.reason.is_none() {
                // Its salt is never stored: nobody can guess what it was.
                return Ok(commitment(&encode_image(&image)?.0));
            }
            image.record = Vec::new();
        }
        let (payload, pieces) = encode_image(&image)?;
        for (number, piece) in (0..).zip(pieces) {
            self.put(
                Tree::AuditImages,
                layout::image_piece(self.position, self.changes, side, number),
                piece,
            );
        }
        Ok(commitment(&payload))
    }

    fn put(&mut self, tree: Tree, key: Vec<u8>, value: Vec<u8>) {
        self.writes.push(Write { tree, key, value: Some(value) });
    }

    fn list(&mut self, organizations: impl IntoIterator<Item = OrgSid>) {
        for org in organizations {
            if self.organizations.len() < AuditHeader::MOST_SUBJECTS && !self.organizations.contains(&org) {
                self.organizations.push(org);
            }
        }
    }

    /// Adds the header; gives all rows and the hash of the entry.
    pub(super) fn finish(
        mut self,
        time: Timestamp,
        previous: [u8; 32],
    ) -> Result<(Vec<Write>, [u8; 32]), CodecError> {
        let draft = self.draft;
        self.list(draft.organizations.iter().copied());
        let header = AuditHeader {
            position: self.position,
            time,
            actor: bounded(&draft.actor),
            kind: draft.kind,
            command: draft.command,
            subjects: draft.subjects.iter().copied().take(AuditHeader::MOST_SUBJECTS).collect(),
            organizations: std::mem::take(&mut self.organizations),
            refusal: draft.refusal.as_deref().map(cut),
            changes: self.changes,
            images: std::mem::take(&mut self.root).finish(),
            previous,
        };
        let bytes = encode_header(&header)?;
        let hash = header_hash(&bytes);
        self.put(Tree::AuditHeaders, layout::entry(self.position).to_vec(), bytes);
        Ok((self.writes, hash))
    }
}

fn cut(text: &str) -> String {
    text.chars().take(MOST_TEXT).collect()
}

fn bounded(actor: &Actor) -> Actor {
    let evidence = match &actor.evidence {
        Evidence::Claimed { uid, os_user, ssh } => {
            Evidence::Claimed { uid: *uid, os_user: cut(os_user), ssh: ssh.as_deref().map(cut) }
        }
        Evidence::UidMapped { uid, os_user, ssh } => {
            Evidence::UidMapped { uid: *uid, os_user: cut(os_user), ssh: ssh.as_deref().map(cut) }
        }
        Evidence::System => Evidence::System,
    };
    Actor { evidence, ..actor.clone() }
}

/// The header at a position; none of an entry that is in an archive.
pub(super) fn header<E: Engine>(engine: &E, position: Position) -> Result<Option<AuditHeader>, StoreError> {
    if position <= archive::archived(engine)? {
        return Ok(None);
    }
    let key = layout::entry(position);
    let Some(bytes) = engine.value(Tree::AuditHeaders, &key)? else { return Ok(None) };
    read_header(engine, &key, bytes.as_ref()).map(Some)
}

/// Decodes a header and checks that it stands in its own place.
pub(super) fn read_header<E: Engine>(
    engine: &E,
    key: &[u8],
    bytes: &[u8],
) -> Result<AuditHeader, StoreError> {
    let wrong = |error| engine.damaged(Tree::AuditHeaders, key, &error);
    let header = decode_header(bytes).map_err(wrong)?;
    if layout::entry(header.position) != key {
        return Err(wrong(CodecError::Payload(format!("it is the entry {}", header.position))));
    }
    Ok(header)
}

/// The change rows of an entry, in order; as many as its header says.
pub(super) fn change_rows<E: Engine>(engine: &E, header: &AuditHeader) -> Result<Vec<ChangeRow>, StoreError> {
    let mut rows = Vec::new();
    let range = Range::prefix(&layout::entry(header.position));
    engine.walk(Tree::AuditChanges, &range, usize::MAX, &mut |key, bytes| {
        let wrong = |error| engine.damaged(Tree::AuditChanges, key, &error);
        let number = u32::try_from(rows.len()).unwrap_or(u32::MAX);
        if key != layout::change(header.position, number) {
            return Err(wrong(CodecError::Payload(format!("the change {number} before it is missing"))));
        }
        rows.push(decode_change_row(bytes).map_err(wrong)?);
        Ok(())
    })?;
    if rows.len() != header.changes as usize {
        let found =
            CodecError::Payload(format!("{} of its {} changes are there", rows.len(), header.changes));
        return Err(engine.damaged(Tree::AuditHeaders, &layout::entry(header.position), &found));
    }
    Ok(rows)
}

/// The change of a record in an entry, with its number.
pub(super) fn change_of<E: Engine>(
    engine: &E,
    position: Position,
    key: Key,
) -> Result<(u32, ChangeRow), StoreError> {
    let mut found = None;
    let mut number = 0;
    let prefix = layout::entry(position);
    while found.is_none() {
        let mut seen = 0;
        let from = Range::prefix(&prefix).starting(&layout::change(position, number));
        engine.walk(Tree::AuditChanges, &from, CHUNK, &mut |at, bytes| {
            let row =
                decode_change_row(bytes).map_err(|error| engine.damaged(Tree::AuditChanges, at, &error))?;
            if row.key == key && found.is_none() {
                found = Some((number, row));
            }
            number += 1;
            seen += 1;
            Ok(())
        })?;
        if seen < CHUNK {
            break;
        }
    }
    found.ok_or_else(|| {
        let missing = CodecError::Payload(format!("it holds no change of {key}, whose history leads there"));
        engine.damaged(Tree::AuditHeaders, &prefix, &missing)
    })
}

/// An image with the payload that its commitment is over; `None` once it is erased.
pub(super) fn image<E: Engine>(
    engine: &E,
    position: Position,
    number: u32,
    side: Side,
) -> Result<Option<(Vec<u8>, Image)>, StoreError> {
    let prefix = layout::image(position, number, side);
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    engine.walk(Tree::AuditImages, &Range::prefix(&prefix), usize::MAX, &mut |_, piece| {
        pieces.push(piece.to_vec());
        Ok(())
    })?;
    if pieces.is_empty() {
        return Ok(None);
    }
    decode_image(pieces.iter().map(Vec::as_slice))
        .map(Some)
        .map_err(|error| engine.damaged(Tree::AuditImages, &prefix, &error))
}

/// A whole entry.
pub(super) fn read<E: Engine>(engine: &E, position: Position) -> Result<Option<AuditEntry>, StoreError> {
    let Some(header) = header(engine, position)? else { return Ok(None) };
    let mut reason = None;
    let mut changes = Vec::new();
    for (number, row) in (0..).zip(change_rows(engine, &header)?) {
        let mut side = |side, commitment: Option<[u8; 32]>| match commitment {
            None => Ok(ImageState::Absent),
            Some(_) => match image(engine, position, number, side)? {
                None => Ok(ImageState::Erased),
                Some((_, image)) if image.record.is_empty() => {
                    reason = reason.take().or(image.reason);
                    Ok(ImageState::Erased)
                }
                Some((_, image)) => {
                    let state = kept(engine, position, number, side, row.key, &image)?;
                    reason = reason.take().or(image.reason);
                    Ok(state)
                }
            },
        };
        let before = side(Side::Before, row.before)?;
        let after = side(Side::After, row.after)?;
        changes.push(AuditChange { key: row.key, previous: row.previous, before, after });
    }
    Ok(Some(AuditEntry { header, changes, reason }))
}

/// The record in an image, which must be the one that the change names.
fn kept<E: Engine>(
    engine: &E,
    position: Position,
    number: u32,
    side: Side,
    key: Key,
    image: &Image,
) -> Result<ImageState, StoreError> {
    let wrong = |error| engine.damaged(Tree::AuditImages, &layout::image(position, number, side), &error);
    let record = decode_record(key.kind(), &image.record).map_err(wrong)?.record;
    if record.key() != key {
        return Err(wrong(CodecError::Payload(format!(
            "it is the record {} instead of {key}",
            record.key()
        ))));
    }
    Ok(ImageState::Kept(Box::new(record)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{CommandKind, EntryKind, OrgSid, Origin, UserSid, Who};
    use crate::store::codec::MOST_BYTES;

    #[test]
    fn the_largest_header_stays_far_below_the_cap() {
        let long = "🚀".repeat(1_000);
        let evidence = Evidence::Claimed { uid: u32::MAX, os_user: long.clone(), ssh: Some(long.clone()) };
        let draft = AuditDraft {
            time: Timestamp(u64::MAX),
            actor: Actor { who: Who::User(UserSid::from_bytes([9; 16])), evidence, origin: Origin::Demo },
            kind: EntryKind::Refusal,
            command: CommandKind::CreateStore,
            subjects: vec![Key::User(UserSid::from_bytes([9; 16])); 10_000],
            organizations: (0..=255).map(|n| OrgSid::from_bytes([n; 16])).collect(),
            refusal: Some(long),
            reason: Reason::parse("The reason", "because").ok(),
            salt_seed: [0; 32],
        };
        let rows = EntryRows::new(Position(u64::MAX), &draft, &[]);
        let (rows, _) = rows.finish(Timestamp(u64::MAX), [0xFF; 32]).expect("fits");
        let bytes = rows[0].value.as_ref().expect("a header");
        assert!(bytes.len() < MOST_BYTES * 3 / 4, "{}", bytes.len());
        let header = decode_header(bytes).expect("decodes");
        assert_eq!(header.subjects.len(), AuditHeader::MOST_SUBJECTS);
        assert_eq!(header.organizations.len(), AuditHeader::MOST_SUBJECTS);
    }
}
