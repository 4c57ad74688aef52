//! How the rows of a verb are read.

use crate::cli::exit::Failure;
use crate::cli::table::Column;
use crate::controller::{Command, Line, Refusal};

use super::cells::Cells;

/// Makes a command of a row.
type OfRow<'a> = dyn Fn(&Cells<'_>) -> Result<Command, Failure> + 'a;

/// How the rows of a verb are read.
pub(super) struct Reading<'a> {
    /// The columns it knows.
    pub(super) columns: &'a [Column],
    /// Its line, without the file.
    pub(super) line: Line,
    /// What a row asks for.
    pub(super) command: Box<OfRow<'a>>,
}

/// What a row asks for, or why that cannot be told.
pub(super) type Asked = Result<Command, Refusal>;

/// What the rows of a file ask for, and which cannot be told, each by its place in the file.
#[derive(Default)]
pub(super) struct Split {
    pub(super) commands: Vec<Command>,
    /// The row of each command.
    pub(super) places: Vec<usize>,
    pub(super) refused: Vec<(usize, Refusal)>,
}

impl Split {
    pub(super) fn of(asked: Vec<Asked>) -> Self {
        let mut split = Self::default();
        for (at, asked) in asked.into_iter().enumerate() {
            match asked {
                Ok(command) => {
                    split.places.push(at);
                    split.commands.push(command);
                }
                Err(refusal) => split.refused.push((at, refusal)),
            }
        }
        split
    }
}
