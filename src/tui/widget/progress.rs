//! A line for work that takes a while: what is done, how far it is, how to stop it.
//!
//! Nothing moves by itself: the owner counts the spinner's steps at its deadlines, so a picture depends on values only.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Hint, bar};
use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Work under way.
#[derive(Debug, Clone)]
pub struct Progress<'a> {
    what: &'a str,
    step: usize,
    done: Option<(u64, u64)>,
    hints: &'a [Hint],
    theme: &'a Theme,
}

impl<'a> Progress<'a> {
    /// Work of unknown length; `step` turns the spinner.
    pub const fn new(what: &'a str, step: usize, theme: &'a Theme) -> Self {
        Self { what, step, done: None, hints: &[], theme }
    }

    /// With how much of how much is done.
    #[must_use]
    pub const fn done(mut self, done: u64, total: u64) -> Self {
        self.done = Some((done, total));
        self
    }

    /// With keys, such as `esc cancel`.
    #[must_use]
    pub const fn hints(mut self, hints: &'a [Hint]) -> Self {
        self.hints = hints;
        self
    }
}

impl Widget for &Progress<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let glyphs = self.theme.glyphs();
        let turn = self.step % glyphs.spinner.len().max(1);
        let sign = glyphs.spinner.get(turn).copied().unwrap_or_default();
        let mut spans = vec![Span::raw(" "), Span::styled(sign, self.theme.accent())];
        spans.push(Span::raw(format!(" {}", text::clean(self.what))));
        if let Some((done, total)) = self.done {
            let count = format!("  {} of {}", text::grouped(done.min(total)), text::grouped(total));
            spans.push(Span::styled(count, self.theme.muted()));
        }
        // Beyond the words, the bar and the keys are welcome where there is room.
        let taken = |spans: &[Span<'_>]| spans.iter().map(Span::width).sum::<usize>();
        let width = usize::from(area.width);
        if let Some((done, total)) = self.done.filter(|_| taken(&spans) + 14 <= width) {
            spans.push(Span::styled(format!("  {}", bar(done, total, 12, glyphs)), self.theme.accent()));
        }
        let hints = Hint::line(self.hints, width.saturating_sub(taken(&spans) + 4), self.theme);
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
    fn says_what_how_far_and_how_to_stop() {
        let esc = [Hint::new("esc", "cancel", 1)];
        let drawn = |width, theme: &Theme| {
            let progress = Progress::new("Planning", 3, theme).done(1200, 2400).hints(&esc);
            picture(width, 1, |area, buf| (&progress).render(area, buf)).concat()
        };
        assert_eq!(drawn(80, &Theme::mono()), " ⠸ Planning  1,200 of 2,400  ██████░░░░░░   esc cancel");
        assert_eq!(drawn(45, &ascii()), " \\ Planning  1,200 of 2,400  ######......");
        assert_eq!(drawn(30, &Theme::mono()), " ⠸ Planning  1,200 of 2,400");
        assert_eq!(drawn(8, &Theme::mono()), " ⠸ Plan…");
    }

    #[test]
    fn the_spinner_turns_and_never_ends() {
        let theme = Theme::mono();
        let drawn =
            |step| picture(9, 1, |area, buf| (&Progress::new("x", step, &theme)).render(area, buf)).concat();
        assert_ne!(drawn(0), drawn(1));
        assert_eq!(drawn(0), drawn(10));
        assert_eq!(drawn(usize::MAX), drawn(usize::MAX % 10));
    }

    #[test]
    fn any_size_and_any_text() {
        let name = wide_name();
        let esc = [Hint::new("esc", "cancel", 1)];
        every_small_size(|area, buf, theme| {
            (&Progress::new(&name, 1, theme).done(5, 0).hints(&esc)).render(area, buf);
        });
    }
}
