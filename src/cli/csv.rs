//! CSV as spreadsheets read it (RFC 4180), without letting a cell act as a formula.

use crate::model::shown;

use super::exit::Failure;
use super::io::Io;

/// Prints a heading and rows; every cell in quotes, lines ended by CR LF.
pub(super) fn print_csv(io: &mut Io<'_>, heading: &[&str], rows: &[Vec<String>]) -> Result<(), Failure> {
    let line = |cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<String> = cells.map(cell).collect();
        format!("{}\r\n", cells.join(","))
    };
    write!(io.out, "{}", line(&mut heading.iter().copied()))?;
    for row in rows {
        write!(io.out, "{}", line(&mut row.iter().map(String::as_str)))?;
    }
    Ok(())
}

/// A cell that a spreadsheet would take for a formula gets a leading apostrophe; hidden characters are shown escaped, as
/// in tables.
fn cell(text: &str) -> String {
    let acts = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    format!("\"{}{}\"", if acts { "'" } else { "" }, shown(text).replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_are_doubled_and_formulas_are_neutralised() {
        assert_eq!(cell("Ada, \"the\" first"), "\"Ada, \"\"the\"\" first\"");
        for acting in ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"] {
            assert_eq!(cell(acting), format!("\"'{}\"", shown(acting)));
        }
        assert_eq!(cell("a=b"), "\"a=b\"");
        assert!(!cell("bell\u{7}\u{1b}[2J").contains(['\u{7}', '\u{1b}']));
    }
}
