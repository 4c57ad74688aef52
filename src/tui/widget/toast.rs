//! One line that says what just happened, with a sign for those who see no colours.
//!
//! When it appears and goes is the app's decision; this draws it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::Hint;
use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// How good or bad the news is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Something to know.
    Info,
    /// Something was done.
    Ok,
    /// Something needs attention.
    Warn,
    /// Something was refused or failed.
    Danger,
}

/// The news, and what can be done about it.
#[derive(Debug, Clone)]
pub struct Toast<'a> {
    level: Level,
    text: &'a str,
    hints: &'a [Hint],
    theme: &'a Theme,
}

impl<'a> Toast<'a> {
    /// News without an offer.
    pub const fn new(level: Level, text: &'a str, theme: &'a Theme) -> Self {
        Self { level, text, hints: &[], theme }
    }

    /// With keys that answer it, such as `u undo`.
    #[must_use]
    pub const fn hints(mut self, hints: &'a [Hint]) -> Self {
        self.hints = hints;
        self
    }
}

impl Widget for &Toast<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let glyphs = self.theme.glyphs();
        let (sign, style) = match self.level {
            Level::Info => (glyphs.dot, self.theme.text()),
            Level::Ok => (glyphs.ok, self.theme.ok()),
            Level::Warn => (glyphs.warn, self.theme.warn()),
            Level::Danger => (glyphs.danger, self.theme.danger()),
        };
        // The news comes first; an offer is shown only when the whole news leaves room for it.
        let room = usize::from(area.width).saturating_sub(3 + text::width(self.text) + 3);
        let hints = Hint::line(self.hints, room, self.theme);
        let mut spans = vec![Span::raw(" "), Span::styled(sign, style), Span::raw(" ")];
        spans.push(Span::styled(self.text, style));
        if hints.width() > 0 {
            spans.push(Span::raw("   "));
            spans.extend(hints.spans);
        }
        paint::line(buf, area, &Line::from(spans), self.theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, picture, wide_name};

    #[test]
    fn the_level_shows_without_colours() {
        let undo = [Hint::new("u", "undo", 1)];
        let drawn = |level, theme: &Theme, width| {
            picture(width, 1, |area, buf| {
                Toast::new(level, "Grace is suspended.", theme).hints(&undo).render(area, buf);
            })
            .concat()
        };
        assert_eq!(drawn(Level::Ok, &Theme::mono(), 80), " ✓ Grace is suspended.   u undo");
        assert_eq!(drawn(Level::Danger, &ascii(), 80), " x Grace is suspended.   u undo");
        assert_eq!(drawn(Level::Warn, &Theme::mono(), 25), " ! Grace is suspended.");
        assert_eq!(drawn(Level::Info, &Theme::mono(), 12), " · Grace is…");
    }

    #[test]
    fn any_size_and_any_text() {
        let name = wide_name();
        let hints = [Hint::new("u", "undo", 1)];
        every_small_size(|area, buf, theme| {
            Toast::new(Level::Ok, &name, theme).hints(&hints).render(area, buf)
        });
    }
}
