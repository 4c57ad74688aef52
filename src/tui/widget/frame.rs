//! Frames: a panel on the page, and a dialog in front of it with everything behind dimmed.
//!
//! A frame knows its title, its keys and its size; what stands inside is drawn by the owner into `inner`, which is a pure
//! function of the area, so `update` can page by it as well.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Widget};

use super::Hint;
use crate::tui::paint;
use crate::tui::theme::Theme;

/// A framed part of a page.
#[derive(Debug, Clone)]
pub struct Panel<'a> {
    title: &'a str,
    focused: bool,
    theme: &'a Theme,
}

impl<'a> Panel<'a> {
    /// A panel without the keyboard.
    pub const fn new(title: &'a str, theme: &'a Theme) -> Self {
        Self { title, focused: false, theme }
    }

    /// Whether keys go to this panel.
    #[must_use]
    pub const fn focused(mut self, focused: bool) -> Self {
        self.focused = focused;
        self
    }

    /// The area inside the frame.
    pub fn inner(area: Rect) -> Rect {
        inner(area)
    }
}

impl Widget for &Panel<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        let (border, title) = if self.focused {
            (self.theme.accent(), self.theme.focus())
        } else {
            (self.theme.border(), self.theme.title())
        };
        frame(buf, area, border, self.theme);
        paint::line(buf, top(area), &titled(self.title, title), self.theme);
    }
}

/// A question or a form in front of the page.
#[derive(Debug, Clone)]
pub struct Dialog<'a> {
    title: &'a str,
    width: u16,
    height: u16,
    hints: &'a [Hint],
    danger: bool,
    theme: &'a Theme,
}

impl<'a> Dialog<'a> {
    /// A dialog around `width` columns and `height` lines of content; it shrinks to the screen.
    pub const fn new(title: &'a str, width: u16, height: u16, theme: &'a Theme) -> Self {
        Self { title, width, height, hints: &[], danger: false, theme }
    }

    /// The keys, shown in the lower border.
    #[must_use]
    pub const fn hints(mut self, hints: &'a [Hint]) -> Self {
        self.hints = hints;
        self
    }

    /// For what cannot be undone: the frame says so.
    #[must_use]
    pub const fn danger(mut self) -> Self {
        self.danger = true;
        self
    }

    /// The area of the whole dialog, in the middle of the screen.
    pub fn area(&self, screen: Rect) -> Rect {
        let width = self.width.saturating_add(4).min(screen.width);
        let height = self.height.saturating_add(2).min(screen.height);
        let (x, y) = ((screen.width - width) / 2, (screen.height - height) / 2);
        Rect { x: screen.x.saturating_add(x), y: screen.y.saturating_add(y), width, height }
    }

    /// The area for the content.
    pub fn inner(&self, screen: Rect) -> Rect {
        inner(self.area(screen))
    }
}

impl Widget for &Dialog<'_> {
    /// Draws over the whole screen: everything is dimmed, then the frame stands in the middle.
    fn render(self, screen: Rect, buf: &mut Buffer) {
        let area = self.area(screen);
        paint::dim(buf, screen, self.theme);
        paint::clear(buf, area, self.theme);
        let style = if self.danger { self.theme.danger() } else { self.theme.accent() };
        frame(buf, area, style, self.theme);
        paint::line(buf, top(area), &titled(self.title, self.theme.title()), self.theme);
        let bottom = Rect { y: area.bottom().saturating_sub(1), ..top(area) };
        let mut hints = Hint::line(self.hints, usize::from(bottom.width.saturating_sub(2)), self.theme);
        if hints.width() > 0 {
            hints.spans.insert(0, " ".into());
            hints.spans.push(" ".into());
            paint::line(buf, bottom, &hints.right_aligned(), self.theme);
        }
    }
}

/// Below this a frame would leave nothing inside, so it is left out.
const fn framed(area: Rect) -> bool {
    area.width >= 5 && area.height >= 3
}

/// Inside the frame and one column of air at each side.
fn inner(area: Rect) -> Rect {
    if !framed(area) {
        return area;
    }
    Rect { x: area.x + 2, y: area.y + 1, width: area.width - 4, height: area.height - 2 }
}

fn frame(buf: &mut Buffer, area: Rect, style: Style, theme: &Theme) {
    if framed(area) {
        Block::bordered().border_set(theme.glyphs().border).border_style(style).render(area, buf);
    }
}

/// The part of the upper border that may carry text.
fn top(area: Rect) -> Rect {
    if !framed(area) {
        return Rect { width: 0, height: 0, ..area };
    }
    Rect { x: area.x + 1, width: area.width - 2, height: 1, ..area }
}

fn titled(title: &str, style: Style) -> Line<'static> {
    if title.is_empty() { Line::default() } else { Line::styled(format!(" {title} "), style) }
}

#[cfg(test)]
mod tests {
    use ratatui::style::{Modifier, Stylize};

    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, lines, picture, wide_name};

    #[test]
    fn a_panel_has_a_title_and_an_inside() {
        let drawn = |theme: &Theme| {
            picture(16, 3, |area, buf| {
                Panel::new("History", theme).focused(true).render(area, buf);
                paint::text(buf, Panel::inner(area), "role changed long ago", Style::new(), theme);
            })
        };
        assert_eq!(drawn(&Theme::mono()), ["╭ History ─────╮", "│ role change… │", "╰──────────────╯"]);
        assert_eq!(drawn(&ascii()), ["+ History -----+", "| role chang.. |", "+--------------+"]);
    }

    #[test]
    fn a_dialog_stands_in_the_middle_of_a_dimmed_page() {
        let theme = Theme::mono();
        let hints = [Hint::new("⏎", "yes", 2), Hint::new("esc", "no", 1)];
        let dialog = Dialog::new("Suspend", 14, 1, &theme).hints(&hints);
        let screen = Rect::new(0, 0, 26, 5);
        let mut buf = Buffer::with_lines([0; 5].map(|_| Line::from("x".repeat(26).bold())));
        (&dialog).render(screen, &mut buf);
        paint::text(&mut buf, dialog.inner(screen), "Suspend Grace?", Style::new(), &theme);
        assert_eq!(
            lines(&buf),
            [
                "xxxxxxxxxxxxxxxxxxxxxxxxxx",
                "xxxx╭ Suspend ───────╮xxxx",
                "xxxx│ Suspend Grace? │xxxx",
                "xxxx╰─ ⏎ yes  esc no ╯xxxx",
                "xxxxxxxxxxxxxxxxxxxxxxxxxx",
            ]
        );
        assert_eq!(buf[(0, 0)].modifier, Modifier::DIM);
        assert_eq!(buf[(7, 2)].modifier, Modifier::empty());
    }

    #[test]
    fn a_dialog_shrinks_to_its_screen() {
        let theme = Theme::mono();
        let dialog = Dialog::new("Suspend", 500, 500, &theme);
        let screen = Rect::new(1, 1, 20, 6);
        assert_eq!(dialog.area(screen), screen);
        assert_eq!(dialog.inner(screen), Rect::new(3, 2, 16, 4));
        assert_eq!(dialog.inner(Rect::new(0, 0, 3, 2)), Rect::new(0, 0, 3, 2));
    }

    #[test]
    fn wide_characters_at_the_edges_are_not_halved() {
        let theme = Theme::mono();
        let screen = Rect::new(0, 0, 20, 3);
        let mut buf = Buffer::with_lines(["社".repeat(10), "社".repeat(10), "社".repeat(10)]);
        Dialog::new("A", 5, 1, &theme).render(screen, &mut buf);
        assert_eq!(lines(&buf)[1], "社社 │       │社社社");
    }

    #[test]
    fn any_size_and_any_title() {
        let name = wide_name();
        let hints = [Hint::new("⏎", "yes", 2)];
        every_small_size(|area, buf, theme| {
            Dialog::new(&name, 9, 4, theme).hints(&hints).danger().render(area, buf)
        });
        every_small_size(|area, buf, theme| Panel::new(&name, theme).render(area, buf));
    }
}
