//! Cells of CSV as spreadsheets read them (RFC 4180), without letting one act as a formula.

use crate::model::shown;

/// One line, with its end.
pub(super) fn csv_line<'a>(cells: impl Iterator<Item = &'a str>) -> String {
    format!("{}\r\n", cells.map(cell).collect::<Vec<_>>().join(","))
}

/// A cell that a spreadsheet would take for a formula gets a leading apostrophe; hidden characters are shown escaped, as
/// in tables.
fn cell(text: &str) -> String {
    format!("\"{}{}\"", if acts(text) { "'" } else { "" }, shown(text).replace('"', "\"\""))
}

/// Whether a spreadsheet would take the text for a formula. Apostrophes before it do not count, so that the one put there
/// can be taken away again and what was there before stays.
pub(super) fn acts(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
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
        assert_eq!(cell("'=1"), "\"''=1\"", "a reader takes one apostrophe away");
        assert_eq!(cell("a=b"), "\"a=b\"");
        assert!(!cell("bell\u{7}\u{1b}[2J").contains(['\u{7}', '\u{1b}']));
    }
}
