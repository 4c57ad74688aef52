//! The line above a list: the names of its lists with their counts, and the filter at the right.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::filter_line::FilterLine;
use super::paint;
use super::text;
use super::theme::Theme;

/// Draws it; returns where the cursor of the filter belongs.
pub fn draw(
    lists: &[(&str, Option<usize>)],
    open: usize,
    filter: &FilterLine,
    line: Rect,
    theme: &Theme,
    buf: &mut Buffer,
) -> Option<Position> {
    // Where it is narrow, the lists that are not open give way to the filter.
    let only_open = filter.is_open() && line.width < 70;
    let mut spans = vec![Span::raw(" ")];
    for (n, (name, count)) in lists.iter().enumerate().filter(|(n, _)| !only_open || *n == open) {
        let (style, number) = match n == open {
            true => (theme.title(), theme.accent()),
            false => (theme.muted(), theme.muted()),
        };
        spans.push(Span::styled(format!("{name} "), style));
        if let Some(count) = count {
            spans.push(Span::styled(text::grouped(u64::try_from(*count).unwrap_or(u64::MAX)), number));
        }
        spans.push(Span::raw("   "));
    }
    let names = Line::from(spans);
    let used = u16::try_from(names.width()).unwrap_or(u16::MAX);
    paint::line(buf, line, &names, theme);
    filter.draw(line, used, theme, buf)
}
