//! Lists as CSV.

use super::cell::csv_line;
use super::exit::Failure;
use super::io::Io;

/// Prints a heading and rows; every cell in quotes, lines ended by CR LF.
pub(super) fn print_csv(io: &mut Io<'_>, heading: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    write!(io.out, "{}", csv_line(heading.iter().copied()))?;
    for row in rows {
        write!(io.out, "{}", csv_line(row.iter().map(String::as_str)))?;
    }
    Ok(())
}
