//! The filter language on the command line: the same as on the screens, its errors underlined.

use crate::directory::{Filter, Scope};
use crate::model::shown;

use super::exit::Failure;

/// Parses the words of a filter argument.
pub(super) fn filter(words: &[String], scope: Scope) -> Result<Filter, Failure> {
    let text = words.join(" ");
    Filter::parse(&text, scope).map_err(|error| {
        let before = text.get(..error.at.start).unwrap_or_default();
        let wrong = text.get(error.at.clone()).unwrap_or_default();
        let marks = "^".repeat(unicode_width::UnicodeWidthStr::width(wrong).max(1));
        let space = " ".repeat(unicode_width::UnicodeWidthStr::width(before));
        let text = shown(&text);
        Failure::Usage(format!("{}\n  {text}\n  {space}{marks}", error.sentence))
    })
}
