//! A stream as rows again, and what makes it a backup: every checksum, the order, the counts; then every record, the
//! chain of the audit, and that it ends where the stamp says.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::controller::port::{BackupFault, BackupStamp, StoreError};
use crate::model::{Kind, Position};
use crate::store::chain::header_hash;
use crate::store::codec::{
    Archived, CodecError, Stamp, State, decode_archived, decode_change_row, decode_header, decode_identity,
    decode_record, decode_stamp, decode_state,
};
use crate::store::engine::readable;
use crate::store::frames::{self, FrameReader, Unreadable, What};
use crate::store::layout::{self, ARCHIVED, IDENTITY, STATE, Tree};
use crate::store::reader::SCHEMA;

use super::{damaged, fault, told};

/// Is shown each row: tree, key, value.
pub type Visit<'a> = &'a mut dyn FnMut(Tree, &[u8], &[u8]) -> Result<(), StoreError>;

/// Reads a backup; no more of it in memory than one frame.
#[derive(Debug)]
pub struct Reader<R> {
    frames: FrameReader<R>,
    stamp: Stamp,
    name: PathBuf,
}

impl<R: Read> Reader<R> {
    /// Reads the beginning and the stamp. `name` is the file to name in errors. Buffer what reads from a file.
    ///
    /// # Errors
    ///
    /// [`StoreError::Backup`], or what the system said.
    pub fn open(from: R, name: &Path) -> Result<Self, StoreError> {
        let (frames, stamp) =
            FrameReader::begin(from, What::Backup).map_err(|error| unreadable(name, error))?;
        let stamp = decode_stamp(&stamp).map_err(|error| undecoded(name, "its stamp", &error))?;
        if stamp.schema > SCHEMA {
            return Err(fault(name, BackupFault::Newer { found: stamp.schema, known: SCHEMA }));
        }
        Ok(Self { frames, stamp, name: name.to_path_buf() })
    }

    /// What it is a backup of; believe it once the rows were read to their end.
    pub fn stamp(&self) -> BackupStamp {
        told(&self.stamp)
    }

    /// Shows every row, tree by tree in the order of [`Tree::ALL`], keys in order. How many rows there were.
    ///
    /// # Errors
    ///
    /// If anything is wrong with the file, however late: then nothing of what was shown may be used.
    pub fn rows(mut self, each: Visit<'_>) -> Result<u64, StoreError> {
        let mut counts = [0_u64; Tree::ALL.len()];
        let mut last: Option<(Tree, Vec<u8>)> = None;
        loop {
            let name = &self.name;
            let next = self.frames.next().map_err(|error| unreadable(name, error))?;
            let Some(frame) = next else { break };
            let mut failed = None;
            let split = frames::rows(frame, &mut |number, key, value| {
                let tree = Tree::numbered(number)
                    .ok_or_else(|| Unreadable::Damaged(format!("it has a tree with the number {number}")))?;
                let rises = match &last {
                    None => true,
                    Some((at, before)) => (*at, before.as_slice()) < (tree, key),
                };
                if !rises {
                    return Err(Unreadable::damaged(format!("its rows of {tree} are out of order")));
                }
                match &mut last {
                    Some((at, before)) if *at == tree => key.clone_into(before),
                    other => *other = Some((tree, key.to_vec())),
                }
                if let Some(count) = counts.get_mut(tree as usize) {
                    *count += 1;
                }
                each(tree, key, value).map_err(|error| {
                    failed = Some(error);
                    Unreadable::damaged("")
                })
            });
            match (split, failed) {
                (_, Some(error)) => return Err(error),
                (Err(error), None) => return Err(unreadable(name, error)),
                (Ok(()), None) => {}
            }
        }
        let said = self.frames.counts().iter().map(|(tree, rows)| (Tree::numbered(*tree), *rows));
        let found = Tree::ALL.into_iter().zip(counts).map(|(tree, rows)| (Some(tree), rows));
        if !said.eq(found) {
            return Err(damaged(&self.name, "it has other rows than its end says"));
        }
        Ok(counts.iter().sum())
    }
}

/// Reads a whole backup and compares it with itself. `progress` hears rows read.
///
/// # Errors
///
/// The first thing that keeps it from being restored to a sound store.
pub fn verify(
    from: impl Read,
    name: &Path,
    progress: &mut dyn FnMut(u64),
) -> Result<BackupStamp, StoreError> {
    let reader = Reader::open(from, name)?;
    let stamp = reader.stamp.clone();
    let mut found = Found::default();
    let mut done = 0;
    reader.rows(&mut |tree, key, value| {
        done += 1;
        if done % 2_000 == 0 {
            progress(done);
        }
        found.row(tree, key, value).map_err(|what| damaged(name, what))
    })?;
    progress(done);
    found.agrees(&stamp).map_err(|what| damaged(name, what))?;
    Ok(told(&stamp))
}

/// What the rows say so far.
#[derive(Debug, Default)]
struct Found {
    records: [u64; Kind::ALL.len()],
    /// The first audit header: its place, and the hash it follows from.
    first: Option<(Position, [u8; 32])>,
    /// The last audit header: its place and hash.
    last: Option<(Position, [u8; 32])>,
    archived: Option<Archived>,
    state: Option<State>,
    store: Option<[u8; 16]>,
}

impl Found {
    fn row(&mut self, tree: Tree, key: &[u8], value: &[u8]) -> Result<(), String> {
        let wrong =
            |error: CodecError| format!("the value {} in {tree} is wrong: {error}", readable(tree, key));
        match tree {
            Tree::AuditHeaders => self.header(key, value)?,
            Tree::AuditChanges => drop(decode_change_row(value).map_err(wrong)?),
            Tree::Meta if key == STATE => self.state = Some(decode_state(value).map_err(wrong)?),
            Tree::Meta if key.starts_with(ARCHIVED) => {
                self.archived = Some(decode_archived(value).map_err(wrong)?);
            }
            Tree::Meta if key == IDENTITY => self.store = Some(decode_identity(value).map_err(wrong)?.id),
            _ => {}
        }
        if let Some(at) = Kind::ALL.iter().position(|kind| Tree::of(*kind) == tree) {
            let stored = decode_record(Kind::ALL[at], value).map_err(wrong)?;
            if stored.record.key().bytes() != key {
                return Err(format!("the record {} stands in the place of another", stored.record.key()));
            }
            self.records[at] += 1;
        }
        Ok(())
    }

    fn header(&mut self, key: &[u8], value: &[u8]) -> Result<(), String> {
        let header = decode_header(value).map_err(|error| {
            format!("the audit entry {} is wrong: {error}", readable(Tree::AuditHeaders, key))
        })?;
        let at = header.position;
        if layout::entry(at) != key {
            return Err(format!("the audit entry {at} stands in the place of another"));
        }
        self.first.get_or_insert((at, header.previous));
        if let Some((before, hash)) = self.last
            && (at.0 != before.0.saturating_add(1) || header.previous != hash)
        {
            return Err(format!("the audit entry {at} does not follow from the one before it"));
        }
        self.last = Some((at, header_hash(value)));
        Ok(())
    }

    fn agrees(&self, stamp: &Stamp) -> Result<(), String> {
        let state = self.state.as_ref().ok_or("it does not say where the store stood")?;
        let stands = (state.head, state.time, state.hash) == (stamp.position, stamp.time, stamp.hash);
        if !stands || self.last != Some((stamp.position, stamp.hash)) || self.store != Some(stamp.store) {
            return Err("it is not what its stamp says".into());
        }
        // Entries that are in an archive and were not deleted yet may be there, or a part of them.
        let archived = self.archived.map_or(Position::NONE, |archived| archived.to);
        let follows = match (self.first, self.archived) {
            (Some((at, _)), _) if at <= archived => true,
            (Some((at, previous)), archive) => {
                at.0 == archived.0.saturating_add(1)
                    && previous == archive.map_or([0; 32], |archive| archive.hash)
            }
            (None, _) => false,
        };
        if !follows || archived != stamp.archived {
            return Err(format!("its audit does not go on from entry {archived}"));
        }
        let counted = |counts: &[u64], at: usize| counts.get(at).copied().unwrap_or(0);
        for (at, (kind, found)) in Kind::ALL.into_iter().zip(self.records).enumerate() {
            let (said, kept) = (counted(&stamp.counts, at), counted(&state.counts, at));
            if found != said || said != kept {
                return Err(format!("it holds {found} records of kind {} instead of {said}", kind.word()));
            }
        }
        Ok(())
    }
}

fn unreadable(name: &Path, error: Unreadable) -> StoreError {
    fault(name, error.fault(name))
}

fn undecoded(name: &Path, what: &str, error: &CodecError) -> StoreError {
    match error {
        CodecError::Newer { found, known } => {
            fault(name, BackupFault::Newer { found: (*found).into(), known: (*known).into() })
        }
        _ => damaged(name, format!("{what} is wrong: {error}")),
    }
}
