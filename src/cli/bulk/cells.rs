//! One row as a verb reads it: cells by the names of their columns.

use clap::ValueEnum;

use crate::cli::exit::Failure;
use crate::cli::table::{Row, Table};

/// One row.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Cells<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl<'a> Cells<'a> {
    pub(super) const fn new(table: &'a Table, row: &'a Row) -> Self {
        Self { table, row }
    }

    /// What stands there; `None` for an empty cell, and where the file has no such column.
    pub(super) fn get(&self, column: &str) -> Option<&'a str> {
        let at = self.table.columns.iter().position(|name| *name == column)?;
        self.row.cells.get(at).map(String::as_str).filter(|cell| !cell.is_empty())
    }

    /// What stands there, which has to be something.
    pub(super) fn needed(&self, column: &str) -> Result<&'a str, Failure> {
        self.get(column).ok_or_else(|| Failure::Usage(format!("The cell {column} is empty.")))
    }

    /// One of the words that the option of this name takes.
    pub(super) fn word<T: ValueEnum>(&self, column: &str) -> Result<Option<T>, Failure> {
        self.get(column).map(|text| word(column, text)).transpose()
    }

    /// The same, which has to be there.
    pub(super) fn needed_word<T: ValueEnum>(&self, column: &str) -> Result<T, Failure> {
        word(column, self.needed(column)?)
    }

    /// Several such words, divided by commas.
    pub(super) fn words<T: ValueEnum>(&self, column: &str) -> Result<Vec<T>, Failure> {
        self.needed(column)?.split(',').map(|text| word(column, text)).collect()
    }
}

fn word<T: ValueEnum>(column: &str, text: &str) -> Result<T, Failure> {
    let spelled = text.trim().to_lowercase().replace([' ', '_'], "-");
    T::from_str(&spelled, true).map_err(|_| {
        let known: Vec<String> = T::value_variants()
            .iter()
            .filter_map(|value| value.to_possible_value())
            .map(|value| value.get_name().to_owned())
            .collect();
        Failure::Usage(format!("“{}” is no {column}; known are {}.", text.trim(), known.join(", ")))
    })
}
