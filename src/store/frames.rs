//! The outside of files that leave a store: a beginning that says what it is, frames with checksums, and an end that
//! counts and seals everything before it. Knows nothing of what is in a frame.
//!
//! ```text
//! beginning   15 bytes of text ‖ format u16
//! frame       kind u8 ‖ length u32 ‖ body ‖ CRC-32 u32 over kind, length and body
//!   kind 1    the stamp: an envelope (`codec`), once, first
//!   kind 2    rows of one tree: tree u8 ‖ (key length u16 ‖ value length u16 ‖ key ‖ value) …
//!   kind 3    the end, once, last: (tree u8 ‖ rows u64) for each tree ‖ SHA-256 over every byte before this frame
//!   kind 4    rows of several trees: (tree u8 ‖ key length u16 ‖ value length u16 ‖ key ‖ value) …
//! ```
//!
//! Numbers are little endian. In a backup trees come in the order of their numbers, keys of a tree in theirs, none twice;
//! in an archive the rows of an entry stand together. Nothing follows the end of a backup; archives may follow each other.

use std::io::{self, Read, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use crate::controller::port::BackupFault;

/// The format that this program writes.
pub(super) const FORMAT: u16 = 1;

/// Most bytes of a frame's body: what a reader allocates at most for one.
const MOST_BODY: usize = 256 * 1024;

/// A frame of rows is closed once it has so many bytes.
const ENOUGH: usize = 64 * 1024;

/// Bytes around a body: kind, length, checksum.
const HEAD: usize = 1 + 4;

/// What a file is, as its first bytes say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    /// A backup of a whole store.
    Backup,
    /// Audit entries that were moved out of a store.
    Archive,
}

impl What {
    const fn text(self) -> &'static [u8; 15] {
        match self {
            Self::Backup => b"orgadm backup \n",
            Self::Archive => b"orgadm archive\n",
        }
    }
}

/// The kinds of frames.
const STAMP: u8 = 1;
const ROWS: u8 = 2;
const END: u8 = 3;
const MIXED: u8 = 4;

/// Writes a file, frame by frame.
#[derive(Debug)]
pub(super) struct FrameWriter<W> {
    out: W,
    hash: Sha256,
    bytes: u64,
    rows: Vec<u8>,
    mixed: bool,
    counts: Vec<(u8, u64)>,
}

impl<W: Write> FrameWriter<W> {
    /// Begins with what it is and its stamp.
    pub(super) fn begin(out: W, what: What, stamp: &[u8]) -> io::Result<Self> {
        let mixed = what == What::Archive;
        let (rows, counts) = (Vec::new(), Vec::new());
        let mut this = Self { out, hash: Sha256::new(), bytes: 0, rows, mixed, counts };
        this.put(what.text())?;
        this.put(&FORMAT.to_le_bytes())?;
        this.frame(STAMP, stamp)?;
        Ok(this)
    }

    /// Begins the rows of a tree; in an archive, goes on with them.
    pub(super) fn tree(&mut self, number: u8) -> io::Result<()> {
        if !self.mixed {
            self.flush_rows()?;
        }
        match self.counts.iter().position(|(tree, _)| *tree == number) {
            // The one that is written stands last.
            Some(at) => self.counts[at..].rotate_left(1),
            None => self.counts.push((number, 0)),
        }
        Ok(())
    }

    /// Adds a row to the tree that was begun.
    pub(super) fn row(&mut self, key: &[u8], value: &[u8]) -> io::Result<()> {
        let too_long = || io::Error::new(io::ErrorKind::InvalidInput, "a row is too long for a file");
        let Some((tree, count)) = self.counts.last_mut() else { return Err(too_long()) };
        if self.mixed || self.rows.is_empty() {
            self.rows.push(*tree);
        }
        *count += 1;
        for part in [key, value] {
            let length = u16::try_from(part.len()).map_err(|_| too_long())?;
            self.rows.extend_from_slice(&length.to_le_bytes());
        }
        self.rows.extend_from_slice(key);
        self.rows.extend_from_slice(value);
        if self.rows.len() >= ENOUGH { self.flush_rows() } else { Ok(()) }
    }

    /// Ends it; how many bytes it has.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.flush_rows()?;
        let mut body = Vec::new();
        if self.mixed {
            self.counts.sort_unstable();
        }
        for (tree, rows) in &self.counts {
            body.push(*tree);
            body.extend_from_slice(&rows.to_le_bytes());
        }
        body.extend_from_slice(&self.hash.clone().finalize());
        self.frame(END, &body)?;
        self.out.flush()?;
        Ok(self.bytes)
    }

    fn flush_rows(&mut self) -> io::Result<()> {
        if self.rows.is_empty() {
            return Ok(());
        }
        let body = std::mem::take(&mut self.rows);
        self.frame(if self.mixed { MIXED } else { ROWS }, &body)?;
        // Its space is used again.
        self.rows = body;
        self.rows.clear();
        Ok(())
    }

    fn frame(&mut self, kind: u8, body: &[u8]) -> io::Result<()> {
        let head = head(kind, body.len());
        let sum = checksum(&head, body);
        for part in [&head[..], body, &sum] {
            self.put(part)?;
        }
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.bytes += bytes.len() as u64;
        self.out.write_all(bytes)
    }
}

fn head(kind: u8, length: usize) -> [u8; HEAD] {
    let [a, b, c, d] = u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    [kind, a, b, c, d]
}

fn checksum(head: &[u8], body: &[u8]) -> [u8; 4] {
    let mut crc = crc32fast::Hasher::new();
    crc.update(head);
    crc.update(body);
    crc.finalize().to_le_bytes()
}

/// Why a file cannot be read on.
#[derive(Debug)]
pub(super) enum Unreadable {
    /// It is something else.
    Foreign,
    /// It has a format that this program does not know.
    Newer(u16),
    /// What was found where something else should be.
    Damaged(String),
    /// What the system said.
    Io(io::Error),
}

impl Unreadable {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// What is wrong with a file of this name.
    pub(super) fn fault(self, name: &Path) -> BackupFault {
        match self {
            Self::Foreign => BackupFault::Foreign,
            Self::Newer(found) => BackupFault::Newer { found: found.into(), known: FORMAT.into() },
            Self::Damaged(what) => BackupFault::Damaged(what),
            Self::Io(error) => {
                // Whoever opened it may have named it already.
                let (text, own) = (error.to_string(), format!("{}: ", name.display()));
                let what = text.strip_prefix(&own).unwrap_or(&text).trim_end_matches('.');
                BackupFault::Unreadable(what.to_owned())
            }
        }
    }
}

impl From<io::Error> for Unreadable {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::damaged("it ends too early"),
            _ => Self::Io(error),
        }
    }
}

/// Reads a file, frame by frame; no more of it in memory than one frame.
#[derive(Debug)]
pub(super) struct FrameReader<R> {
    from: R,
    hash: Sha256,
    body: Vec<u8>,
    mixed: bool,
    counts: Vec<(u8, u64)>,
}

impl<R: Read> FrameReader<R> {
    /// Reads the beginning and the stamp.
    pub(super) fn begin(from: R, what: What) -> Result<(Self, Vec<u8>), Unreadable> {
        let (mixed, body, counts) = (what == What::Archive, Vec::new(), Vec::new());
        let mut this = Self { from, hash: Sha256::new(), body, mixed, counts };
        let mut text = [0; 15];
        match this.get(&mut text) {
            Err(Unreadable::Damaged(_)) => return Err(Unreadable::Foreign),
            other => other?,
        }
        if text != *what.text() {
            return Err(Unreadable::Foreign);
        }
        let mut format = [0; 2];
        this.get(&mut format)?;
        match u16::from_le_bytes(format) {
            FORMAT => {}
            found if found > FORMAT => return Err(Unreadable::Newer(found)),
            found => return Err(Unreadable::Damaged(format!("there is no format {found}"))),
        }
        match this.frame()? {
            STAMP => Ok(()),
            _ => Err(Unreadable::damaged("its stamp is missing")),
        }?;
        let stamp = std::mem::take(&mut this.body);
        Ok((this, stamp))
    }

    /// The rows of the next frame, to be split by [`rows`]; `None` at the end, once that was found to fit to everything
    /// before it.
    pub(super) fn next(&mut self) -> Result<Option<Rows<'_>>, Unreadable> {
        let before = self.hash.clone();
        match (self.frame()?, self.mixed) {
            (ROWS, false) => match self.body.split_first() {
                Some((tree, bytes)) if !bytes.is_empty() => Ok(Some(Rows { tree: Some(*tree), bytes })),
                _ => Err(Unreadable::damaged("it has an empty frame")),
            },
            (MIXED, true) if !self.body.is_empty() => Ok(Some(Rows { tree: None, bytes: &self.body })),
            (END, _) => self.end(before).map(|()| None),
            (kind, _) => Err(Unreadable::Damaged(format!("it has a frame of kind {kind}"))),
        }
    }

    /// What it is read from, once the end was reached.
    pub(super) fn into_inner(self) -> R {
        self.from
    }

    /// Rows of each tree in the order in which they came, once the end was reached.
    pub(super) fn counts(&self) -> &[(u8, u64)] {
        &self.counts
    }

    fn end(&mut self, before: Sha256) -> Result<(), Unreadable> {
        let (counts, hash) =
            self.body.split_last_chunk::<32>().ok_or_else(|| Unreadable::damaged("its end is too short"))?;
        if hash[..] != before.finalize()[..] {
            return Err(Unreadable::damaged("its last checksum does not match"));
        }
        let mut found = Vec::new();
        for entry in counts.chunks(9) {
            let (Some(tree), Some(rows)) =
                (entry.first(), entry.get(1..).and_then(|rows| rows.try_into().ok()))
            else {
                return Err(Unreadable::damaged("its end cannot be read"));
            };
            found.push((*tree, u64::from_le_bytes(rows)));
        }
        self.counts = found;
        if self.mixed {
            return Ok(());
        }
        match self.from.read(&mut [0]) {
            Ok(0) => Ok(()),
            Ok(_) => Err(Unreadable::damaged("something follows its end")),
            Err(error) => Err(error.into()),
        }
    }

    /// Reads a frame into `body`, which it allocates only as far as there are bytes; gives its kind.
    fn frame(&mut self) -> Result<u8, Unreadable> {
        let mut head = [0; HEAD];
        self.get(&mut head)?;
        let [kind, length @ ..] = head;
        let length = u32::from_le_bytes(length) as usize;
        if length > MOST_BODY {
            return Err(Unreadable::Damaged(format!("a frame says that it has {length} bytes")));
        }
        let mut body = std::mem::take(&mut self.body);
        body.resize(length, 0);
        self.get(&mut body)?;
        self.body = body;
        let mut sum = [0; 4];
        self.get(&mut sum)?;
        match sum == checksum(&head, &self.body) {
            true => Ok(kind),
            false => Err(Unreadable::damaged("the checksum of a frame does not match")),
        }
    }

    fn get(&mut self, buffer: &mut [u8]) -> Result<(), Unreadable> {
        self.from.read_exact(buffer)?;
        self.hash.update(&buffer);
        Ok(())
    }
}

/// The rows of one frame.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rows<'a> {
    /// The tree of all of them, or each has its own.
    tree: Option<u8>,
    bytes: &'a [u8],
}

/// Is shown each row of a frame: number of the tree, key, value.
type Visit<'a> = &'a mut dyn FnMut(u8, &[u8], &[u8]) -> Result<(), Unreadable>;

/// Splits the rows of a frame.
pub(super) fn rows(frame: Rows<'_>, each: Visit<'_>) -> Result<(), Unreadable> {
    let short = || Unreadable::damaged("a row is cut off");
    let mut bytes = frame.bytes;
    while !bytes.is_empty() {
        let (tree, rest) = match frame.tree {
            Some(tree) => (tree, bytes),
            None => bytes.split_first().map(|(tree, rest)| (*tree, rest)).ok_or_else(short)?,
        };
        let ([a, b, c, d], rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let key = usize::from(u16::from_le_bytes([*a, *b]));
        let value = usize::from(u16::from_le_bytes([*c, *d]));
        let (key, rest) = rest.split_at_checked(key).ok_or_else(short)?;
        let (value, rest) = rest.split_at_checked(value).ok_or_else(short)?;
        each(tree, key, value)?;
        bytes = rest;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written() -> Vec<u8> {
        let mut out = Vec::new();
        let mut writer = FrameWriter::begin(&mut out, What::Backup, b"stamp").expect("begun");
        for tree in [3, 9, 16] {
            writer.tree(tree).expect("begun");
            for n in 0..if tree == 9 { 0 } else { 3_000_u32 } {
                writer.row(&n.to_be_bytes(), &[tree; 40]).expect("written");
            }
        }
        let bytes = writer.finish().expect("ended");
        assert_eq!(bytes, out.len() as u64);
        out
    }

    /// Stamp, rows found, rows said to be there.
    type Read = (Vec<u8>, u64, Vec<(u8, u64)>);

    fn read(bytes: &[u8]) -> Result<Read, Unreadable> {
        let (mut reader, stamp) = FrameReader::begin(bytes, What::Backup)?;
        let mut found = 0;
        while let Some(frame) = reader.next()? {
            rows(frame, &mut |_, key, value| {
                assert_eq!((key.len(), value.len()), (4, 40));
                found += 1;
                Ok(())
            })?;
        }
        Ok((stamp, found, reader.counts().to_vec()))
    }

    #[test]
    fn what_is_written_is_read() {
        let counts = vec![(3, 3_000), (9, 0), (16, 3_000)];
        assert_eq!(read(&written()).expect("whole"), (b"stamp".to_vec(), 6_000, counts));
    }

    #[test]
    fn rows_of_several_trees_stand_in_the_order_in_which_they_came() {
        let mut out = Vec::new();
        let mut writer = FrameWriter::begin(&mut out, What::Archive, b"stamp").expect("begun");
        let wanted: Vec<(u8, [u8; 4])> =
            (0..9_000_u32).map(|n| (if n % 3 == 0 { 15 } else { 13 }, n.to_be_bytes())).collect();
        for (tree, key) in &wanted {
            writer.tree(*tree).expect("begun");
            writer.row(key, b"value").expect("written");
        }
        writer.finish().expect("ended");
        // Another one may follow it.
        out.extend_from_slice(b"next");
        let (mut reader, _) = FrameReader::begin(out.as_slice(), What::Archive).expect("begins");
        let mut found = Vec::new();
        while let Some(frame) = reader.next().expect("whole") {
            let mut each = |tree: u8, key: &[u8], _: &[u8]| {
                found.push((tree, key.try_into().expect("four bytes")));
                Ok(())
            };
            rows(frame, &mut each).expect("split");
        }
        assert_eq!(found, wanted);
        assert_eq!(reader.counts(), [(13, 6_000), (15, 3_000)]);
        assert_eq!(reader.into_inner(), b"next");
        assert!(matches!(FrameReader::begin(out.as_slice(), What::Backup), Err(Unreadable::Foreign)));
    }

    #[test]
    fn every_flipped_bit_every_cut_and_everything_added_is_noticed() {
        let whole = written();
        let mut random = fastrand::Rng::with_seed(1);
        let mut places: Vec<usize> = (0..400).chain(whole.len() - 60..whole.len()).collect();
        places.extend((0..600).map(|_| random.usize(..whole.len())));
        for at in places {
            let mut wrong = whole.clone();
            wrong[at] ^= 1 << random.u8(..8);
            assert!(read(&wrong).is_err(), "bit in byte {at}");
            assert!(read(&whole[..at]).is_err(), "cut at {at}");
        }
        assert!(read(&[whole.as_slice(), b"x"].concat()).is_err());
        assert!(read(&[whole.as_slice(), whole.as_slice()].concat()).is_err());
    }

    #[test]
    fn what_is_foreign_or_newer_is_told_apart_from_damage() {
        for foreign in [&b""[..], b"PK\x03\x04", &[0; 4_096], b"orgadm archive\n\x01\0"] {
            assert!(matches!(read(foreign), Err(Unreadable::Foreign)), "{foreign:?}");
        }
        let mut newer = written();
        newer[15] = 2;
        assert!(matches!(read(&newer), Err(Unreadable::Newer(2))));
        let mut huge = written();
        // The length of the stamp's frame.
        huge[18..22].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(matches!(read(&huge), Err(Unreadable::Damaged(_))));
    }
}
