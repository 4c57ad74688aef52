//! Text made to fit columns: cut, padded, wrapped, shortened in the middle.
//!
//! Widths are display columns as ratatui counts them; a character of two columns is never halved and a grapheme never
//! split. Everything that comes out has passed [`shown`], so no control or direction character gets to a screen
//! (`serving.md`, requirement 11). Pure functions; no theme, no terminal.

mod clip;
mod wrap;

pub use clip::ClipText;
pub use wrap::{wrap, wrap_line};

use std::borrow::Cow;

use ratatui::buffer::CellWidth;
use ratatui::layout::Alignment;
use ratatui::text::{Line, Span};
use unicode_segmentation::UnicodeSegmentation;

use crate::model::{hidden_character, shown};

/// The text with hidden characters made visible; borrowed when there are none.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().any(|c| hidden_character(c).is_some()) {
        Cow::Owned(shown(text))
    } else {
        Cow::Borrowed(text)
    }
}

/// How many columns the text takes once it is clean.
pub fn width(text: &str) -> usize {
    graphemes(&clean(text)).map(|(_, width)| width).sum()
}

/// The clusters that a screen would draw, with their widths; those without width are not drawn.
pub(super) fn graphemes(clean: &str) -> impl DoubleEndedIterator<Item = (&str, usize)> {
    clean.graphemes(true).map(|g| (g, usize::from(g.cell_width()))).filter(|(_, width)| *width > 0)
}

/// The longest beginning that takes at most `limit` columns, and the columns it takes.
fn beginning(clean: &str, limit: usize) -> (&str, usize) {
    let mut taken = 0;
    for (at, grapheme) in clean.grapheme_indices(true) {
        let wide = usize::from(grapheme.cell_width());
        if taken + wide > limit {
            return (clean.get(..at).unwrap_or_default(), taken);
        }
        taken += wide;
    }
    (clean, taken)
}

/// The longest end that takes at most `limit` columns.
fn end(clean: &str, limit: usize) -> &str {
    let mut taken = 0;
    for (at, grapheme) in clean.grapheme_indices(true).rev() {
        taken += usize::from(grapheme.cell_width());
        if taken > limit {
            return clean.get(at + grapheme.len()..).unwrap_or_default();
        }
    }
    clean
}

/// Cuts to at most `limit` columns; what was cut is shown by `ellipsis`, if there is room for it and one column more.
pub fn cut(text: &str, limit: usize, ellipsis: &str) -> String {
    let text = clean(text);
    if fits(&text, limit) {
        return text.into_owned();
    }
    let sign = width(ellipsis);
    if limit <= sign {
        return beginning(&text, limit).0.to_owned();
    }
    let kept = beginning(&text, limit - sign).0;
    format!("{}{ellipsis}", kept.trim_end())
}

/// Whether a clean text takes at most `limit` columns.
fn fits(clean: &str, limit: usize) -> bool {
    beginning(clean, limit).0.len() == clean.len()
}

/// Shortens to at most `limit` columns by leaving out the middle: `US4f…9c2e`, for what is told apart by both ends.
pub fn middle(text: &str, limit: usize, ellipsis: &str) -> String {
    let text = clean(text);
    if fits(&text, limit) {
        return text.into_owned();
    }
    let sign = width(ellipsis);
    if limit < sign + 2 {
        return beginning(&text, limit).0.to_owned();
    }
    let room = limit - sign;
    let (head, taken) = beginning(&text, room.div_ceil(2));
    format!("{head}{ellipsis}{}", end(&text, room - taken))
}

/// Fills up with spaces to `width` columns; a text that is wider stays as it is.
pub fn pad(text: &str, width: usize, align: Alignment) -> String {
    let text = clean(text);
    let free = width.saturating_sub(self::width(&text));
    let before = match align {
        Alignment::Left => 0,
        Alignment::Center => free / 2,
        Alignment::Right => free,
    };
    format!("{}{text}{}", " ".repeat(before), " ".repeat(free - before))
}

/// Cut and padded: exactly `width` columns.
pub fn fit(text: &str, width: usize, align: Alignment, ellipsis: &str) -> String {
    pad(&cut(text, width, ellipsis), width, align)
}

/// Cuts a line of several styles to at most `limit` columns; the ellipsis takes the style of what it stands for.
pub fn cut_line(line: &Line<'_>, limit: usize, ellipsis: &str) -> Line<'static> {
    let total: usize = line.spans.iter().map(|span| width(&span.content)).sum();
    let sign = width(ellipsis);
    let room = if total <= limit || limit <= sign { limit } else { limit - sign };
    let mut spans = Vec::with_capacity(line.spans.len());
    let mut left = room;
    for span in &line.spans {
        let text = clean(&span.content);
        let (kept, taken) = beginning(&text, left);
        left -= taken;
        if kept.len() == text.len() {
            spans.push(Span::styled(kept.to_owned(), span.style));
            continue;
        }
        let sign = if room < limit { ellipsis } else { "" };
        spans.push(Span::styled(format!("{kept}{sign}"), span.style));
        break;
    }
    Line { spans, style: line.style, alignment: line.alignment }
}

/// A number with a comma at every third digit, as lists and counts show it: `1,204`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests;
