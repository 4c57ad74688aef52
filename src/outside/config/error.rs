//! What can be wrong with a configuration file, in sentences.

use std::fmt;
use std::path::PathBuf;

/// One thing wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right, as a sentence without its full stop.
    pub what: String,
}

/// Why the configuration cannot be used. Its `Display` has one sentence a problem, each on a line of its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigError {
    /// The file is there and cannot be read.
    Unreadable {
        /// Which file.
        file: PathBuf,
        /// What stands in the way, as a clause.
        why: String,
    },
    /// The file says something wrong.
    Wrong {
        /// Which file.
        file: PathBuf,
        /// Everything that is wrong, in the order of its lines; never empty.
        problems: Vec<Problem>,
    },
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable { file, why } => {
                write!(f, "The configuration {} cannot be read: {why}.", file.display())
            }
            Self::Wrong { file, problems } => {
                for (n, Problem { line, what }) in problems.iter().enumerate() {
                    let gap = if n == 0 { "" } else { "\n" };
                    write!(f, "{gap}{}, line {line}: {what}.", file.display())?;
                }
                Ok(())
            }
        }
    }
}

impl std::error::Error for ConfigError {}
