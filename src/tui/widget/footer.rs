//! The last line of a page: where one is, and the keys that matter here.
//!
//! The hints come from the key table; this file only decides which of them fit.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// One key and what it does here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The key as footers write it, see `Chord::glyph`.
    pub keys: String,
    /// What it does, one or two words.
    pub label: String,
    /// How long it stays when room gets short; the lowest goes first.
    pub rank: u8,
}

impl Hint {
    /// A hint; `rank` says how long it stays when room gets short.
    pub fn new(keys: impl Into<String>, label: impl Into<String>, rank: u8) -> Self {
        Self { keys: keys.into(), label: label.into(), rank }
    }

    /// The columns it takes.
    fn width(&self) -> usize {
        text::width(&self.keys) + 1 + text::width(&self.label)
    }

    /// The hints that fit into `width` columns, two spaces between them, in their given order.
    ///
    /// Of those with the lowest rank the last goes first.
    pub fn fitting(hints: &[Self], width: usize) -> Vec<&Self> {
        let mut kept: Vec<&Self> = hints.iter().collect();
        let taken = |kept: &[&Self]| kept.iter().map(|h| h.width() + 2).sum::<usize>().saturating_sub(2);
        while taken(&kept) > width {
            // `min_by_key` finds the first of equals, so it looks from the end.
            match kept.iter().enumerate().rev().min_by_key(|(_, hint)| hint.rank).map(|(at, _)| at) {
                Some(at) => kept.remove(at),
                None => break,
            };
        }
        kept
    }

    /// The hints that fit as one line.
    pub fn line(hints: &[Self], width: usize, theme: &Theme) -> Line<'static> {
        let mut spans = Vec::new();
        for hint in Self::fitting(hints, width) {
            if !spans.is_empty() {
                spans.push(Span::raw("  "));
            }
            spans.push(Span::styled(text::clean(&hint.keys).into_owned(), theme.accent()));
            spans.push(Span::styled(format!(" {}", text::clean(&hint.label)), theme.muted()));
        }
        Line::from(spans)
    }
}

/// A status at the left, key hints at the right.
#[derive(Debug, Clone)]
pub struct Footer<'a> {
    status: Line<'a>,
    hints: &'a [Hint],
    theme: &'a Theme,
}

impl<'a> Footer<'a> {
    /// The status may be any line: `3 of 1,204 shown · 2 marked`.
    pub fn new(status: impl Into<Line<'a>>, hints: &'a [Hint], theme: &'a Theme) -> Self {
        Self { status: status.into(), hints, theme }
    }
}

impl Widget for &Footer<'_> {
    /// The status keeps its room up to half of the line; the hints take what is left.
    fn render(self, area: Rect, buf: &mut Buffer) {
        let width = usize::from(area.width.saturating_sub(2));
        let wanted: usize = self.status.spans.iter().map(|s| text::width(&s.content)).sum();
        let status = wanted.min(width.div_ceil(2));
        let gap = if status > 0 { 3 } else { 0 };
        let hints = Hint::line(self.hints, width.saturating_sub(status + gap), self.theme);
        let status = if hints.width() == 0 { width } else { width.saturating_sub(hints.width() + gap) };
        let inner = paint::from_column(area, 1);
        let inner = Rect { width: inner.width.saturating_sub(1), ..inner };
        let left = Rect { width: u16::try_from(status).unwrap_or(u16::MAX).min(inner.width), ..inner };
        paint::line(buf, left, &self.status, self.theme);
        paint::line(buf, inner, &hints.right_aligned(), self.theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::chord::Chord;
    use crate::tui::testkit::{every_small_size, picture, wide_name};

    fn hints(ascii: bool) -> Vec<Hint> {
        vec![
            Hint::new(Chord::ENTER.glyph(ascii), "open", 8),
            Hint::new("i", "invite", 5),
            Hint::new("r", "role", 3),
            Hint::new("x", "actions", 6),
            Hint::new("?", "help", 9),
        ]
    }

    fn drawn(width: u16) -> String {
        let hints = hints(false);
        picture(width, 1, |area, buf| {
            Footer::new("2 of 1,204 · 0 marked", &hints, &Theme::mono()).render(area, buf);
        })
        .concat()
    }

    #[test]
    fn the_least_important_hints_go_first() {
        for (width, expected) in [
            (80, " 2 of 1,204 · 0 marked              ⏎ open  i invite  r role  x actions  ? help"),
            (61, " 2 of 1,204 · 0 marked   ⏎ open  i invite  x actions  ? help"),
            (51, " 2 of 1,204 · 0 marked   ⏎ open  x actions  ? help"),
            (40, " 2 of 1,204 · 0 marked   ⏎ open  ? help"),
            (24, " 2 of 1,204 ·…   ? help"),
            (10, " 2 of 1,…"),
        ] {
            let found = drawn(width);
            assert!(text::width(&found) <= usize::from(width), "{found}");
            assert_eq!(found, expected, "at {width}");
        }
    }

    #[test]
    fn ranks_decide_and_the_order_stays() {
        let all = hints(true);
        let labels = |width| Hint::fitting(&all, width).iter().map(|h| h.label.as_str()).collect::<Vec<_>>();
        assert_eq!(labels(99), ["open", "invite", "role", "actions", "help"]);
        assert_eq!(labels(18), ["open", "help"]);
        assert_eq!(labels(3), Vec::<&str>::new());
    }

    #[test]
    fn any_size_and_any_text() {
        let mut all = hints(true);
        all.push(Hint::new("社", wide_name(), 9));
        every_small_size(|area, buf, theme| Footer::new(wide_name(), &all, theme).render(area, buf));
        every_small_size(|area, buf, theme| Footer::new("", &[], theme).render(area, buf));
    }
}
