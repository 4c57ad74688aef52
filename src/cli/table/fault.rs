//! What is wrong with a file: a stable code, one sentence with the number of a line, and what to do about it.

use std::io;

use super::column::Column;

/// Why nothing of a file counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The stable code.
    pub code: &'static str,
    /// One sentence.
    pub sentence: String,
    /// What to do about it, as one sentence.
    pub remedy: String,
}

impl Fault {
    fn new(code: &'static str, sentence: String, remedy: impl Into<String>) -> Self {
        Self { code, sentence, remedy: remedy.into() }
    }

    pub(in crate::cli) fn read(name: &str, line: u64, error: &io::Error) -> Self {
        // A file of the line says its name itself.
        let said = error.to_string();
        let said = said.strip_prefix(name).and_then(|said| said.strip_prefix(": ")).unwrap_or(&said);
        let sentence = match line {
            1 => format!("{name} cannot be read: {said}."),
            line => format!("{name} could not be read beyond line {line}: {said}."),
        };
        Self::new("file-unreadable", sentence, "Mend that, or name another file, and run the line again.")
    }

    pub(super) fn empty(name: &str) -> Self {
        let sentence = format!("{name} has no rows; line 1 names the columns, every further line is a row.");
        Self::new("file-empty", sentence, "Write at least one row.")
    }

    pub(super) fn not_utf8(name: &str, line: u64, byte: u8) -> Self {
        let sentence = format!("Line {line} of {name} is not UTF-8 text: it holds the byte 0x{byte:02X}.");
        Self::new("file-encoding", sentence, "Save the file as UTF-8 (in spreadsheets: CSV UTF-8).")
    }

    pub(super) fn utf16(name: &str) -> Self {
        let sentence = format!("{name} is UTF-16 text from line 1 on, and UTF-8 is wanted.");
        Self::new("file-encoding", sentence, "Save the file as UTF-8 (in spreadsheets: CSV UTF-8).")
    }

    pub(super) fn long_line(name: &str, line: u64, most: usize) -> Self {
        let sentence = format!("The row that begins in line {line} of {name} is longer than {most} bytes.");
        let remedy = "Look for a quote that is not closed, or whether the file is CSV at all.";
        Self::new("file-line", sentence, remedy)
    }

    pub(super) fn long_file(name: &str, line: u64, most: u64) -> Self {
        let sentence = format!("{name} is larger than {most} bytes; reading ended in line {line}.");
        Self::new("file-size", sentence, "Split it into smaller files.")
    }

    pub(super) fn open_quote(name: &str, line: u64) -> Self {
        let sentence = format!("A quote of the row that begins in line {line} of {name} is not closed.");
        Self::new("file-quote", sentence, "Close it; a quote within a quoted cell is written twice.")
    }

    pub(super) fn cells(name: &str, line: u64, found: usize, wanted: usize) -> Self {
        let cells = if found == 1 { "1 cell".to_owned() } else { format!("{found} cells") };
        let columns = if wanted == 1 { "1 column".to_owned() } else { format!("{wanted} columns") };
        let sentence = format!("Line {line} of {name} has {cells}, and its heading names {columns}.");
        Self::new("file-row", sentence, "Quote cells that contain the separator, and leave none out.")
    }

    pub(super) fn rows(name: &str, line: u64, most: usize) -> Self {
        let sentence = format!("{name} has more than {most} rows; reading ended in line {line}.");
        Self::new("file-rows", sentence, "Split it into smaller files.")
    }

    pub(super) fn unknown(name: &str, line: u64, title: &str, known: &[Column]) -> Self {
        let sentence = match title {
            "" => format!("Line {line} of {name} has a column without a name."),
            title => format!("Line {line} of {name} names the column {}, which is not known.", short(title)),
        };
        Self::new("file-columns", sentence, format!("Known are {}.", listed(known)))
    }

    pub(super) fn twice(name: &str, line: u64, column: &str) -> Self {
        let sentence = format!("Line {line} of {name} names the column {column} twice.");
        Self::new("file-columns", sentence, "Leave one of them out.")
    }

    pub(super) fn missing(name: &str, line: u64, column: &str, known: &[Column]) -> Self {
        let sentence = format!("Line {line} of {name} names no column {column}.");
        Self::new("file-columns", sentence, format!("Known are {}.", listed(known)))
    }
}

/// A title as a sentence can bear it.
fn short(title: &str) -> String {
    match title.char_indices().nth(40) {
        Some((end, _)) => format!("“{}…”", &title[..end]),
        None => format!("“{title}”"),
    }
}

fn listed(known: &[Column]) -> String {
    let name = |column: &Column| match column.needed {
        true => format!("{} (needed)", column.name),
        false => column.name.to_owned(),
    };
    known.iter().map(name).collect::<Vec<_>>().join(", ")
}
