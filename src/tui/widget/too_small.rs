//! The one line that stands alone when the terminal is too small for a page.
//!
//! The smallest size is a product decision (`screens.md`): below it nothing could be read.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Widget;

use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Columns that a page needs.
pub const MIN_WIDTH: u16 = 60;
/// Lines that a page needs.
pub const MIN_HEIGHT: u16 = 16;

/// Whether a screen is too small for a page.
pub const fn too_small(screen: Rect) -> bool {
    screen.width < MIN_WIDTH || screen.height < MIN_HEIGHT
}

/// Says how large the terminal is and how large it must be.
#[derive(Debug, Clone)]
pub struct TooSmall<'a> {
    theme: &'a Theme,
}

impl<'a> TooSmall<'a> {
    /// Draws in the given theme.
    pub const fn new(theme: &'a Theme) -> Self {
        Self { theme }
    }
}

impl Widget for &TooSmall<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::clear(buf, area, self.theme);
        let times = if self.theme.glyphs().ascii { "x" } else { "×" };
        let (w, h) = (area.width, area.height);
        let long = format!("The terminal is {w}{times}{h}; orgadm needs {MIN_WIDTH}{times}{MIN_HEIGHT}.");
        let short = format!("{w}{times}{h}, needs {MIN_WIDTH}{times}{MIN_HEIGHT}");
        let sentence = if text::width(&long) <= usize::from(w) { long } else { short };
        paint::text(buf, area, &sentence, self.theme.warn(), self.theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, picture};

    #[test]
    fn the_line_fits_what_little_there_is() {
        let drawn = |w, h, theme: &Theme| picture(w, h, |area, buf| TooSmall::new(theme).render(area, buf));
        assert_eq!(drawn(59, 2, &Theme::mono()), ["The terminal is 59×2; orgadm needs 60×16.", ""]);
        assert_eq!(drawn(20, 1, &Theme::mono()), ["20×1, needs 60×16"]);
        assert_eq!(drawn(8, 1, &ascii()), ["8x1, n.."]);
        every_small_size(|area, buf, theme| TooSmall::new(theme).render(area, buf));
    }

    #[test]
    fn sixty_by_sixteen_is_enough() {
        assert!(!too_small(Rect::new(0, 0, 60, 16)));
        assert!(too_small(Rect::new(0, 0, 59, 40)));
        assert!(too_small(Rect::new(0, 0, 90, 15)));
    }
}
