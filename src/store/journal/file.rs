//! The journal's file: written to in places that exist already, read from its beginning to its last whole frame.
//!
//! Overwriting and syncing costs half of what appending does (`storage.md` §2); so zeros are written ahead, little for a
//! store that is small. Knows frames as bytes, not what they say.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read};
use std::os::unix::fs::{FileExt, OpenOptionsExt};
use std::path::Path;

use super::frame::{self, HEADER, Header, PREFIX};

/// Zeros written ahead of a new journal, and at least ahead of a longer one.
const FIRST: u64 = 64 * 1024;

/// Most zeros written ahead at once: half a second's worth of commits, in some ten milliseconds.
const PIECE: u64 = 16 * 1024 * 1024;

/// Where a journal ends: the offset behind its last frame, and the check that the next one continues.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) struct Tail {
    pub(in crate::store) offset: u64,
    pub(in crate::store) check: u32,
}

/// A journal that is written to.
#[derive(Debug)]
pub(in crate::store) struct Log {
    file: File,
    tail: Tail,
    /// Bytes that exist already.
    length: u64,
    /// Something was written since the last sync.
    dirty: bool,
}

impl Log {
    /// Makes a new journal, durably but for its name in the directory; fails if there is one.
    pub(in crate::store) fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(path)?;
        let (bytes, check) = header.encode();
        let tail = Tail { offset: bytes.len() as u64, check };
        let mut log = Self { file, tail, length: 0, dirty: true };
        log.reserve(tail.offset)?;
        log.file.write_all_at(&bytes, 0)?;
        log.file.sync_all()?;
        log.dirty = false;
        Ok(log)
    }

    /// Goes on with a journal where it ends.
    pub(in crate::store) fn resume(path: &Path, tail: Tail) -> io::Result<Self> {
        let file = OpenOptions::new().read(true).write(true).open(path)?;
        let length = file.metadata()?.len();
        Ok(Self { file, tail, length, dirty: false })
    }

    /// Writes a frame behind the last one. If that fails, the next one is written over whatever came of it.
    pub(in crate::store) fn append(&mut self, body: &[u8]) -> io::Result<()> {
        let (bytes, check) = frame::seal(self.tail.check, body);
        let offset = self.tail.offset + bytes.len() as u64;
        self.reserve(offset)?;
        self.dirty = true;
        self.file.write_all_at(&bytes, self.tail.offset)?;
        self.tail = Tail { offset, check };
        Ok(())
    }

    /// Makes every frame durable.
    pub(in crate::store) fn sync(&mut self) -> io::Result<()> {
        if self.dirty {
            self.file.sync_data()?;
            self.dirty = false;
        }
        Ok(())
    }

    /// Where it ends.
    pub(in crate::store) const fn tail(&self) -> Tail {
        self.tail
    }

    /// Sees to it that there are zeros from this offset on, if there is nothing yet.
    fn reserve(&mut self, from: u64) -> io::Result<()> {
        if from <= self.length {
            return Ok(());
        }
        let to = from + self.length.clamp(FIRST, PIECE);
        let zeros = vec![0; usize::try_from((to - from).min(1 << 20)).unwrap_or(0)];
        let mut at = from;
        while at < to {
            let step = usize::try_from(to - at).unwrap_or(usize::MAX).min(zeros.len());
            self.file.write_all_at(zeros.get(..step).unwrap_or(&zeros), at)?;
            at += step as u64;
        }
        self.length = to;
        Ok(())
    }
}

/// The frames of a journal, from the first one to the last that is whole.
#[derive(Debug)]
pub(in crate::store) struct Frames {
    input: BufReader<File>,
    header: Header,
    tail: Tail,
    length: u64,
}

impl Frames {
    /// Reads the header; `None` if the file is not there or is no journal.
    pub(in crate::store) fn open(path: &Path) -> io::Result<Option<Self>> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            other => other?,
        };
        let about = file.metadata()?;
        if !about.is_file() {
            return Ok(None);
        }
        let mut input = BufReader::with_capacity(1 << 20, file);
        let mut bytes = [0; HEADER];
        match input.read_exact(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
            other => other?,
        }
        let read = Header::decode(&bytes);
        Ok(read.map(|(header, check)| Self {
            input,
            header,
            tail: Tail { offset: HEADER as u64, check },
            length: about.len(),
        }))
    }

    /// What the journal says of itself.
    pub(in crate::store) const fn header(&self) -> Header {
        self.header
    }

    /// Where the last frame given ended.
    pub(in crate::store) const fn tail(&self) -> Tail {
        self.tail
    }

    /// The body of the next frame; `None` behind the last that is whole.
    pub(in crate::store) fn next(&mut self) -> io::Result<Option<Vec<u8>>> {
        let left = self.length.saturating_sub(self.tail.offset);
        let mut prefix = [0; PREFIX];
        if left < PREFIX as u64 {
            return Ok(None);
        }
        if self.filled(&mut prefix)?.is_none() {
            return Ok(None);
        }
        let [a, b, c, d, e, f, g, h] = prefix;
        let (length, check) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        if length == 0 || u64::from(length) > left - PREFIX as u64 {
            return Ok(None);
        }
        let mut body = vec![0; length as usize];
        if self.filled(&mut body)?.is_none() || frame::check(self.tail.check, length, &body) != check {
            return Ok(None);
        }
        self.tail = Tail { offset: self.tail.offset + (PREFIX + body.len()) as u64, check };
        Ok(Some(body))
    }

    /// Fills a buffer; `None` where the file ends earlier than it said.
    fn filled(&mut self, buffer: &mut [u8]) -> io::Result<Option<()>> {
        match self.input.read_exact(buffer) {
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
            other => other.map(Some),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Position;

    const HEAD: Header = Header { store: [9; 16], after: Position(41) };

    fn bodies(path: &Path) -> Vec<Vec<u8>> {
        let mut frames = Frames::open(path).expect("read").expect("a journal");
        let mut found = Vec::new();
        while let Some(body) = frames.next().expect("read") {
            found.push(body);
        }
        found
    }

    fn tail(path: &Path) -> Tail {
        let mut frames = Frames::open(path).expect("read").expect("a journal");
        while frames.next().expect("read").is_some() {}
        frames.tail()
    }

    /// A body of this size; never twice the same.
    fn body(n: u8, size: usize) -> Vec<u8> {
        (0..size).map(|at| n.wrapping_mul(31).wrapping_add(u8::try_from(at % 251).expect("small"))).collect()
    }

    #[test]
    fn frames_are_read_as_they_were_written_across_every_reservation() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("journal");
        let mut log = Log::create(&path, &HEAD).expect("created");
        assert!(Log::create(&path, &HEAD).is_err(), "never over another");
        assert!(std::fs::metadata(&path).expect("there").len() < 70_000, "little for a small store");
        let mut written = Vec::new();
        for (n, size) in (0..).zip([1, 9, 4_000, 70_000, 3, 1_000_000, 2]) {
            log.append(&body(n, size)).expect("written");
            written.push(body(n, size));
        }
        log.sync().expect("durable");
        assert_eq!(bodies(&path), written);
        assert_eq!(
            (tail(&path), Frames::open(&path).expect("read").expect("one").header()),
            (log.tail(), HEAD)
        );
        let mut log = Log::resume(&path, log.tail()).expect("there");
        log.append(b"one more").expect("written");
        written.push(b"one more".to_vec());
        assert_eq!(bodies(&path), written);
    }

    #[test]
    fn cut_at_any_byte_it_ends_with_the_last_whole_frame_and_goes_on_there() {
        let dir = tempfile::tempdir().expect("dir");
        let (path, cut) = (dir.path().join("journal"), dir.path().join("cut"));
        let mut log = Log::create(&path, &HEAD).expect("created");
        let mut ends = vec![log.tail().offset];
        for n in 0..4 {
            log.append(&body(n, 20)).expect("written");
            ends.push(log.tail().offset);
        }
        let bytes = std::fs::read(&path).expect("there");
        let last = usize::try_from(log.tail().offset).expect("small");
        for at in 0..=last {
            // What is lost reads as zeros, or is not there.
            for zeros in [false, true] {
                let mut left = bytes[..at].to_vec();
                left.resize(if zeros { bytes.len() } else { at }, 0);
                std::fs::write(&cut, &left).expect("written");
                if at < HEADER {
                    assert!(Frames::open(&cut).expect("read").is_none(), "{at}");
                    continue;
                }
                let whole = ends.iter().filter(|end| **end <= at as u64).count() - 1;
                assert_eq!(bodies(&cut).len(), whole, "{at}");
                let mut log = Log::resume(&cut, tail(&cut)).expect("there");
                log.append(&body(9, 20)).expect("written");
                let found = bodies(&cut);
                assert_eq!((found.len(), found.last()), (whole + 1, Some(&body(9, 20))), "{at}");
            }
        }
    }

    /// Of a group that was not synced a later frame may be on the disk and an earlier one not.
    #[test]
    fn what_stands_behind_a_hole_never_comes_back() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("journal");
        let mut log = Log::create(&path, &HEAD).expect("created");
        log.append(&body(0, 20)).expect("written");
        let hole = log.tail();
        log.append(&body(1, 20)).expect("written");
        log.append(&body(2, 20)).expect("written");
        log.file.write_all_at(&[0; 28], hole.offset).expect("written");
        assert_eq!(bodies(&path), [body(0, 20)]);
        let mut log = Log::resume(&path, hole).expect("there");
        log.append(&body(3, 20)).expect("written");
        assert_eq!(bodies(&path), [body(0, 20), body(3, 20)], "as long as what stood there");
    }

    #[test]
    fn no_flipped_bit_gives_another_frame() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("journal");
        let mut log = Log::create(&path, &HEAD).expect("created");
        let written: Vec<Vec<u8>> = (0..3).map(|n| body(n, 12)).collect();
        for body in &written {
            log.append(body).expect("written");
        }
        let bytes = std::fs::read(&path).expect("there");
        for bit in HEADER * 8..usize::try_from(log.tail().offset).expect("small") * 8 {
            let mut wrong = bytes.clone();
            wrong[bit / 8] ^= 1 << (bit % 8);
            std::fs::write(&path, &wrong).expect("written");
            let found = bodies(&path);
            assert!(found.len() < 3 && written.starts_with(&found), "bit {bit}");
        }
    }
}
