//! The whole lines of a CSV file, each with the number it begins with: a quoted cell may go on in the next line.
//!
//! Nothing longer than the bounds is ever held, so that an endless line or file ends in a sentence.

use std::io::{BufRead, ErrorKind};

use super::fault::Fault;

/// The mark of UTF-8 before a file.
const MARK: [u8; 3] = *b"\xef\xbb\xbf";

/// How much is taken, in bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    /// Most of one whole line.
    pub(super) line: usize,
    /// Most of the file.
    pub(super) file: u64,
}

/// A whole line.
#[derive(Debug)]
pub(super) struct Line {
    /// The number it begins with, from 1.
    pub(super) line: u64,
    /// What stands in it, without its end.
    pub(super) text: String,
}

/// Where in a line the next byte stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    /// At the beginning of a cell: a quote opens here.
    Start,
    /// In a cell without quotes.
    Cell,
    /// In quotes.
    Quoted,
    /// Behind a quote within quotes: closed, or the first of two.
    Quote,
}

impl At {
    fn after(self, byte: u8, separators: &[u8]) -> Self {
        match (self, byte) {
            (Self::Start, b'"') | (Self::Quote, b'"') => Self::Quoted,
            (Self::Quoted, b'"') => Self::Quote,
            (Self::Quoted, _) => Self::Quoted,
            (_, byte) if separators.contains(&byte) => Self::Start,
            _ => Self::Cell,
        }
    }
}

/// The number of the line the next byte stands in.
#[derive(Debug)]
struct Count {
    line: u64,
    /// The last byte was a carriage return: a line feed right behind it ends the same line.
    returned: bool,
}

impl Count {
    fn pass(&mut self, byte: u8) {
        let belongs = byte == b'\n' && self.returned;
        self.returned = byte == b'\r';
        self.line += u64::from(self.returned || byte == b'\n' && !belongs);
    }
}

/// Reads a file line by line.
#[derive(Debug)]
pub(super) struct Lines<'a, R> {
    input: R,
    name: &'a str,
    bounds: Bounds,
    count: Count,
    read: u64,
}

impl<'a, R: BufRead> Lines<'a, R> {
    pub(super) const fn new(input: R, name: &'a str, bounds: Bounds) -> Self {
        Self { input, name, bounds, count: Count { line: 1, returned: false }, read: 0 }
    }

    /// The next line that is not empty; `None` at the end.
    pub(super) fn next(&mut self, separators: &[u8]) -> Result<Option<Line>, Fault> {
        let (mut at, mut bytes, mut began) = (At::Start, Vec::new(), self.count.line);
        loop {
            let buffer = match self.input.fill_buf() {
                Ok(buffer) => buffer,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => return Err(Fault::read(self.name, self.count.line, &error)),
            };
            if buffer.is_empty() {
                return match at {
                    At::Quoted => Err(Fault::open_quote(self.name, began)),
                    _ if bytes.is_empty() => Ok(None),
                    _ => self.text(began, bytes).map(Some),
                };
            }
            let (mut used, mut whole) = (0, false);
            for byte in buffer {
                used += 1;
                let ends = matches!(byte, b'\n' | b'\r') && at != At::Quoted;
                self.count.pass(*byte);
                match (ends, bytes.is_empty()) {
                    (true, true) => began = self.count.line,
                    (true, false) => {
                        whole = true;
                        break;
                    }
                    (false, _) => {
                        at = at.after(*byte, separators);
                        bytes.push(*byte);
                    }
                }
                if began == 1 && bytes == MARK {
                    (at, bytes) = (At::Start, Vec::new());
                }
                if bytes.len() > self.bounds.line {
                    return Err(Fault::long_line(self.name, began, self.bounds.line));
                }
            }
            self.input.consume(used);
            self.read += used as u64;
            if self.read > self.bounds.file {
                return Err(Fault::long_file(self.name, self.count.line, self.bounds.file));
            }
            if whole {
                return self.text(began, bytes).map(Some);
            }
        }
    }

    fn text(&self, began: u64, bytes: Vec<u8>) -> Result<Line, Fault> {
        if began == 1 && (bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff")) {
            return Err(Fault::utf16(self.name));
        }
        match String::from_utf8(bytes) {
            Ok(text) => Ok(Line { line: began, text }),
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                let bytes = error.as_bytes();
                let before = bytes.get(..at).unwrap_or_default();
                let further = before.iter().filter(|byte| **byte == b'\n').count() as u64;
                Err(Fault::not_utf8(self.name, began + further, bytes.get(at).copied().unwrap_or_default()))
            }
        }
    }
}
