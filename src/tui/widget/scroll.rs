//! Text that is longer than its place: an offset, the visible part, a scrollbar.
//!
//! The offset is moved in `update` and only read in drawing; both know the height from the same area.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::Widget;

use crate::tui::paint;
use crate::tui::theme::Theme;

/// How far a text is scrolled: the first line that shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Scroll {
    offset: usize,
}

impl Scroll {
    /// The first line that shows, never beyond what `total` lines leave to show in `height`.
    pub fn offset(self, total: usize, height: usize) -> usize {
        self.offset.min(total.saturating_sub(height))
    }

    /// Moves by lines, up when negative, and stops at both ends.
    pub fn by(&mut self, lines: isize, total: usize, height: usize) {
        self.offset = self.offset(total, height).saturating_add_signed(lines);
        self.offset = self.offset(total, height);
    }

    /// Moves by whole heights less one line, so that one known line stays in sight.
    pub fn page(&mut self, pages: isize, total: usize, height: usize) {
        let step = isize::try_from(height.saturating_sub(1).max(1)).unwrap_or(isize::MAX);
        self.by(pages.saturating_mul(step), total, height);
    }

    /// To the first line.
    pub fn home(&mut self) {
        self.offset = 0;
    }

    /// To the last line.
    pub fn end(&mut self, total: usize, height: usize) {
        self.offset = total.saturating_sub(height);
    }
}

/// The visible part of a text, with a scrollbar at its right when there is more.
#[derive(Debug, Clone)]
pub struct TextBlock<'a> {
    lines: &'a [Line<'a>],
    scroll: Scroll,
    theme: &'a Theme,
}

impl<'a> TextBlock<'a> {
    /// Lines that were already wrapped to [`TextBlock::text_width`].
    pub const fn new(lines: &'a [Line<'a>], scroll: Scroll, theme: &'a Theme) -> Self {
        Self { lines, scroll, theme }
    }

    /// The columns that text may take in an area this wide; the last one is for the scrollbar.
    pub const fn text_width(area_width: u16) -> u16 {
        area_width.saturating_sub(1)
    }
}

impl Widget for &TextBlock<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let offset = self.scroll.offset(self.lines.len(), usize::from(area.height));
        let text = Rect { width: TextBlock::text_width(area.width), ..area };
        for (line, n) in self.lines.iter().skip(offset).zip(0..area.height) {
            paint::line(buf, paint::row(text, n), line, self.theme);
        }
        scrollbar(buf, area, self.lines.len(), offset, self.theme);
    }
}

/// Draws a scrollbar in the last column of the area, if `total` lines do not fit its height.
///
/// Own arithmetic: ratatui's scrollbar counts positions, not lines, so that with the length of a text its thumb never gets
/// to the end of the track, and it overflows for very long ones.
pub fn scrollbar(buf: &mut Buffer, area: Rect, total: usize, offset: usize, theme: &Theme) {
    let area = area.intersection(buf.area);
    let height = usize::from(area.height);
    if area.is_empty() || total <= height {
        return;
    }
    let (lines, track) = (total as u128, height as u128);
    let hidden = lines - track;
    let thumb = (track * track / lines).max(1);
    let begin = (offset as u128).min(hidden) * (track - thumb) / hidden;
    let glyphs = theme.glyphs();
    for (y, n) in (area.top()..area.bottom()).zip(0u128..) {
        let (sign, style) = match n {
            n if (begin..begin + thumb).contains(&n) => (glyphs.thumb, theme.muted()),
            _ => (glyphs.track, theme.border()),
        };
        if let Some(cell) = buf.cell_mut((area.right() - 1, y)) {
            cell.set_symbol(sign).set_style(style);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, picture, wide_name};

    fn numbered(n: usize) -> Vec<Line<'static>> {
        (1..=n).map(|n| Line::from(format!("line {n}"))).collect()
    }

    #[test]
    fn moves_stop_at_both_ends() {
        let mut scroll = Scroll::default();
        scroll.by(3, 10, 4);
        assert_eq!(scroll.offset(10, 4), 3);
        scroll.by(isize::MAX, 10, 4);
        assert_eq!(scroll.offset(10, 4), 6);
        scroll.page(-1, 10, 4);
        assert_eq!(scroll.offset(10, 4), 3);
        scroll.by(isize::MIN, 10, 4);
        assert_eq!(scroll.offset(10, 4), 0);
        scroll.end(10, 4);
        assert_eq!(scroll.offset(10, 4), 6);
        assert_eq!(scroll.offset(5, 4), 1, "a text that became shorter");
        scroll.home();
        scroll.page(1, 3, 4);
        assert_eq!(scroll.offset(3, 4), 0, "a text that fits");
    }

    #[test]
    fn a_long_text_has_a_scrollbar_whose_thumb_reaches_the_end() {
        let lines = numbered(9);
        let drawn = |offset| {
            let mut scroll = Scroll::default();
            scroll.by(offset, 9, 3);
            let theme = ascii();
            picture(9, 3, |area, buf| TextBlock::new(&lines, scroll, &theme).render(area, buf))
        };
        assert_eq!(drawn(0), ["line 1  #", "line 2  |", "line 3  |"]);
        assert_eq!(drawn(99), ["line 7  |", "line 8  |", "line 9  #"]);
    }

    #[test]
    fn a_short_text_has_none() {
        let lines = numbered(2);
        let theme = Theme::mono();
        let drawn =
            picture(9, 3, |area, buf| TextBlock::new(&lines, Scroll::default(), &theme).render(area, buf));
        assert_eq!(drawn, ["line 1", "line 2", ""]);
    }

    #[test]
    fn any_size_and_any_text() {
        let lines = vec![Line::from(wide_name()); 40];
        every_small_size(|area, buf, theme| {
            TextBlock::new(&lines, Scroll::default(), theme).render(area, buf)
        });
        every_small_size(|area, buf, theme| scrollbar(buf, area, usize::MAX, usize::MAX, theme));
    }
}
