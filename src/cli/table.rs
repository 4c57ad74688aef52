//! A CSV file of rows: its first line names the columns, every further one is a row with the number of its line.
//!
//! Read as a stream and kept within bounds, whatever the file is: what is wrong with it is one sentence with the number of a
//! line, and then nothing of it counts.

mod column;
mod fault;
mod lines;

use std::io::{BufReader, Read};

use crate::model::shown;

pub(super) use column::Column;
pub use fault::Fault;
use lines::{Bounds, Lines};

/// Most rows of a file.
pub(super) const MOST_ROWS: usize = 100_000;

/// The bounds of a file.
const BOUNDS: Bounds = Bounds { line: 64 * 1024, file: 32 * 1024 * 1024 };

/// What a results file says beside the rows: a file that has it may be read again, and these columns say nothing.
pub(super) const RESULTS: [&str; 4] = ["result", "code", "message", "position"];

/// Separators that spreadsheets write; the first line tells which.
const SEPARATORS: [u8; 3] = [b',', b';', b'\t'];

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// The line it begins in, from 1.
    pub(super) line: u64,
    /// Its cells, one for each column of the table.
    pub(super) cells: Vec<String>,
}

/// A file that was read.
#[derive(Debug)]
pub(super) struct Table {
    /// What it is called in sentences.
    pub(super) name: String,
    /// The columns it has, of those that were known.
    pub(super) columns: Vec<&'static str>,
    /// Its rows.
    pub(super) rows: Vec<Row>,
}

impl Table {
    /// Reads a file of this name that has these columns.
    pub(super) fn read(name: String, input: &mut dyn Read, known: &[Column]) -> Result<Self, Fault> {
        read(input, known, &name).map(|(columns, rows)| Self { name, columns, rows })
    }
}

fn read(input: &mut dyn Read, known: &[Column], name: &str) -> Result<(Vec<&'static str>, Vec<Row>), Fault> {
    let mut lines = Lines::new(BufReader::new(input), name, BOUNDS);
    let Some(mut first) = lines.next(&SEPARATORS)? else { return Err(Fault::empty(name)) };
    let mut separator = separator_of(&first.text);
    // What spreadsheets put before the heading to say how it is divided.
    let said =
        first.text.trim_end_matches([' ', '\r']).strip_prefix("sep=").and_then(|said| said.bytes().next());
    if let Some(said) = said.filter(|said| SEPARATORS.contains(said)) {
        separator = said;
        first = lines.next(&[separator])?.ok_or_else(|| Fault::empty(name))?;
    }
    let heading = records(&first.text, separator).next().unwrap_or_default();
    let places = places(&heading, known, name, first.line)?;
    let columns = places.iter().flatten().copied().collect();
    // Whole lines, one behind the other, so that one reader takes all of them apart.
    let (mut text, mut numbers) = (String::new(), Vec::new());
    while let Some(line) = lines.next(&[separator])? {
        if line.text.bytes().all(|byte| byte == separator || byte.is_ascii_whitespace()) {
            continue;
        }
        if numbers.len() == MOST_ROWS {
            return Err(Fault::rows(name, line.line, MOST_ROWS));
        }
        numbers.push(line.line);
        text.push_str(&line.text);
        text.push('\n');
    }
    let mut rows = Vec::with_capacity(numbers.len());
    for (line, mut found) in numbers.into_iter().zip(records(&text, separator)) {
        // A spreadsheet fills the rows up to its widest one.
        while found.len() > heading.len() && found.last().is_some_and(|cell| cell.trim().is_empty()) {
            found.pop();
        }
        if found.len() != heading.len() {
            return Err(Fault::cells(name, line, found.len(), heading.len()));
        }
        let ours = found.into_iter().zip(&places).filter(|(_, place)| place.is_some());
        let cells: Vec<String> = ours.map(|(cell, _)| plain(&cell)).collect();
        if cells.iter().any(|cell| !cell.is_empty()) {
            rows.push(Row { line, cells });
        }
    }
    if rows.is_empty() {
        return Err(Fault::empty(name));
    }
    Ok((columns, rows))
}

/// Of each column of the heading which one it is; `None` for what is ignored.
fn places(
    heading: &[String],
    known: &[Column],
    name: &str,
    line: u64,
) -> Result<Vec<Option<&'static str>>, Fault> {
    let mut places: Vec<Option<&'static str>> = Vec::with_capacity(heading.len());
    for title in heading {
        let word = title.trim().to_lowercase().replace([' ', '-'], "_");
        if RESULTS.contains(&word.as_str()) && !known.iter().any(|column| column.is(&word)) {
            places.push(None);
            continue;
        }
        let Some(column) = known.iter().find(|column| column.is(&word)) else {
            return Err(Fault::unknown(name, line, &shown(title.trim()), known));
        };
        if places.contains(&Some(column.name)) {
            return Err(Fault::twice(name, line, column.name));
        }
        places.push(Some(column.name));
    }
    match known.iter().find(|column| column.needed && !places.contains(&Some(column.name))) {
        Some(missing) => Err(Fault::missing(name, line, missing.name, known)),
        None => Ok(places),
    }
}

/// The separator that divides the heading: the one it has most of.
fn separator_of(heading: &str) -> u8 {
    let count = |separator: &u8| heading.bytes().filter(|byte| byte == separator).count();
    // Of equally many the first: a single column has none.
    SEPARATORS.into_iter().rev().max_by_key(count).unwrap_or(b',')
}

/// The cells of whole lines.
fn records(text: &str, separator: u8) -> impl Iterator<Item = Vec<String>> + '_ {
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).flexible(true).delimiter(separator);
    // Text is never refused; lines of any number of cells are records.
    let records = reader.from_reader(text.as_bytes()).into_records().map_while(Result::ok);
    records.map(|record| record.iter().map(str::to_owned).collect())
}

/// The cell as somebody typed it: without the apostrophe that keeps it from acting as a formula.
fn plain(cell: &str) -> String {
    let cell = cell.trim();
    let behind = cell.strip_prefix('\'').filter(|rest| super::cell::acts(rest));
    behind.unwrap_or(cell).to_owned()
}

#[cfg(test)]
mod tests;
