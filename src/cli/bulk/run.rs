//! Reads the rows of a file and does what they ask for.

use crate::cli::args::Rows;
use crate::cli::context::Context;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::cli::io::Io;
use crate::cli::table::Table;
use crate::controller::CommitError;
use crate::model::Actor;

use super::cells::Cells;
use super::keep;
use super::reading::Reading;
use super::refused::not_understood;
use super::together::together;

/// From so many rows on the lists are loaded first: what is read of them row by row then costs nothing.
const WORTH_LOADING: usize = 200;

/// Reads the file and does what it asks for.
pub(super) fn run(
    context: &Context<'_>,
    actor: &Actor,
    rows: &Rows,
    reading: Reading<'_>,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Some(path) = rows.read() else { return Ok(()) };
    let table = Table::read(given::name(path), io.reader(), reading.columns)?;
    if table.rows.len() >= WORTH_LOADING {
        context.controller.directory()?;
    }
    let mut asked = Vec::with_capacity(table.rows.len());
    for row in &table.rows {
        asked.push(match (reading.command)(&Cells::new(&table, row)) {
            Ok(command) => Ok(command),
            Err(Failure::Usage(sentence)) => Err(not_understood(&sentence)),
            Err(Failure::Commit(CommitError::Refused(refusal))) => Err(refusal),
            Err(failure) => return Err(failure),
        });
    }
    let line = reading.line.option("--from", path.display());
    match rows.keep_going {
        true => keep::run(context, actor, &table, asked, line.flag("--keep-going", true), io),
        false => together(context, actor, &table, asked, &line, io),
    }
}
