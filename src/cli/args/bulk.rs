//! The arguments of what is done to the rows of a file.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::exit::Failure;

/// `--from` and what goes with it. What stands on a line as a word is a column of the file; an option holds for every row
/// that says nothing else.
#[derive(Debug, Clone, Default, Args)]
pub struct Rows {
    /// Take the rows from a CSV file whose first line names the columns; - is standard input
    #[arg(long, value_name = "FILE")]
    pub from: Option<PathBuf>,
    /// Commit what can be done, 500 rows at a time, and say of each row what became of it
    #[arg(long)]
    pub keep_going: bool,
    /// The file for what became of each row, as CSV; it can be the next --from [default: standard output]
    #[arg(long, value_name = "FILE")]
    pub results: Option<PathBuf>,
}

impl Rows {
    /// The file to be read.
    pub fn read(&self) -> Option<&Path> {
        self.from.as_deref()
    }

    /// The options go with each other; clap would name every word that the line could do without as missing.
    pub(in crate::cli) fn fit(&self) -> Result<(), Failure> {
        let lacks = match (&self.from, self.keep_going, &self.results) {
            (None, true, _) | (None, _, Some(_)) => {
                "--keep-going and --results go with the rows of a file: add --from FILE."
            }
            (Some(_), false, Some(_)) => "--results goes with --keep-going: add it.",
            _ => return Ok(()),
        };
        Err(Failure::Usage(lacks.into()))
    }

    /// The file to be written.
    pub fn written(&self) -> Option<&Path> {
        self.results.as_deref()
    }
}

/// A word that stands on every line that takes no rows from a file.
pub fn given<T>(word: &Option<T>) -> Result<&T, Failure> {
    word.as_ref().ok_or_else(|| Failure::Usage("A word is missing; see --help.".into()))
}
