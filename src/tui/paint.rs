//! The few strokes that every widget draws with: a line of text, a ground, a dimmed background.
//!
//! All of them keep inside the buffer whatever area they are given, cut text by columns and leave no half character
//! behind. Nothing here knows what it draws.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::{Alignment, Rect};
use ratatui::style::{Modifier, Style};
use ratatui::text::Line;

use crate::tui::text;
use crate::tui::theme::Theme;

/// The `n`-th row of an area, empty when the area is not that high.
pub fn row(area: Rect, n: u16) -> Rect {
    if n < area.height {
        Rect { y: area.y.saturating_add(n), height: 1, ..area }
    } else {
        Rect { height: 0, ..area }
    }
}

/// The area without its first `n` columns.
pub fn from_column(area: Rect, n: u16) -> Rect {
    let n = n.min(area.width);
    Rect { x: area.x.saturating_add(n), width: area.width - n, ..area }
}

/// Writes one line at the top of the area, cut with the ellipsis and aligned as the line says.
///
/// Styles are laid over what is there, so a selection's background shows through.
pub fn line(buf: &mut Buffer, area: Rect, line: &Line<'_>, theme: &Theme) {
    let area = area.intersection(buf.area);
    if area.is_empty() {
        return;
    }
    let cut = text::cut_line(line, usize::from(area.width), theme.glyphs().ellipsis);
    let wide = u16::try_from(cut.width()).unwrap_or(area.width).min(area.width);
    let before = match cut.alignment {
        Some(Alignment::Right) => area.width - wide,
        Some(Alignment::Center) => (area.width - wide) / 2,
        _ => 0,
    };
    let mut at = area.x + before;
    for span in &cut.spans {
        let style = cut.style.patch(span.style);
        at = buf.set_stringn(at, area.y, &span.content, usize::from(area.right() - at), style).0;
    }
}

/// Writes a text of one style at the top of the area.
pub fn text(buf: &mut Buffer, area: Rect, text: &str, style: Style, theme: &Theme) {
    line(buf, area, &Line::styled(text, style), theme);
}

/// Fills the area with empty ground in the theme's text style.
///
/// A wide character that reaches into the area from the left is taken away: half covered, it would swallow the first
/// column that is drawn here.
pub fn clear(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        if let Some(left) = area.left().checked_sub(1).and_then(|x| buf.cell_mut((x, y)))
            && left.cell_width() > 1
        {
            left.set_symbol(" ");
        }
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.text());
            }
        }
    }
}

/// Makes everything in the area recede, as behind a dialog: no emphasis, no selection, the colour of what is disabled.
pub fn dim(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    let style = theme.text().patch(theme.disabled());
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.modifier = Modifier::empty();
                cell.set_style(Style::reset());
                cell.set_style(style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use ratatui::style::Stylize;

    use super::*;
    use crate::tui::theme::{Depth, Glyphs};

    fn theme() -> Theme {
        Theme::mono()
    }

    #[test]
    fn a_line_is_cut_and_aligned_inside_its_area() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 12, 3));
        text(&mut buf, Rect::new(2, 0, 8, 1), "Grace Hopper", Style::new(), &theme());
        line(&mut buf, Rect::new(2, 1, 8, 1), &Line::from("1,204").right_aligned(), &theme());
        line(&mut buf, Rect::new(2, 2, 8, 1), &Line::from("社").centered(), &theme());
        assert_eq!(buf, Buffer::with_lines(["  Grace H…  ", "     1,204  ", "     社     "]));
    }

    #[test]
    fn areas_outside_the_buffer_are_nothing() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 3, 1));
        for area in
            [Rect::new(5, 0, 3, 1), Rect::new(0, 9, 3, 1), Rect::new(0, 0, 0, 0), Rect::new(2, 0, 900, 9)]
        {
            text(&mut buf, area, "abc", Style::new(), &theme());
            clear(&mut buf, area, &theme());
            dim(&mut buf, area, &theme());
        }
        assert_eq!(row(Rect::new(0, 0, 3, 1), 1).height, 0);
        assert_eq!(from_column(Rect::new(0, 0, 3, 1), 9).width, 0);
    }

    #[test]
    fn clearing_leaves_no_half_character_at_its_left_edge() {
        let mut buf = Buffer::with_lines(["a社b社c"]);
        clear(&mut buf, Rect::new(2, 0, 3, 1), &theme());
        assert_eq!(buf, Buffer::with_lines(["a     c"]));
    }

    #[test]
    fn behind_a_dialog_nothing_stands_out() {
        let mut buf = Buffer::with_lines([Line::from(vec!["a".bold(), "b".reversed(), "c".red().on_blue()])]);
        dim(&mut buf, Rect::new(0, 0, 3, 1), &theme());
        let expected = Buffer::with_lines([Line::from("abc".dim())]);
        assert_eq!(buf, expected);
        let dark = Theme::named("dark").map(|t| t.at_depth(Depth::C256).with_glyphs(Glyphs::ascii()));
        let dark = dark.expect("dark");
        dim(&mut buf, Rect::new(0, 0, 3, 1), &dark);
        assert!(buf.content().iter().all(|c| Some(c.fg) == dark.disabled().fg && c.modifier.is_empty()));
    }
}
