//! What a record was and what it becomes, side by side; one under the other where it is narrow.
//!
//! It compares texts only. Which fields of a record are shown, and in which words, is decided by who builds the rows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use super::{Scroll, TextBlock};
use crate::tui::text;
use crate::tui::theme::Theme;

/// One field before and after; `None` where there is no such record or value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DiffRow {
    /// The name of the field.
    pub label: String,
    /// Its value before.
    pub before: Option<String>,
    /// Its value after.
    pub after: Option<String>,
}

impl DiffRow {
    /// A field with a value on both sides.
    pub fn new(label: impl Into<String>, before: impl Into<String>, after: impl Into<String>) -> Self {
        Self { label: label.into(), before: Some(before.into()), after: Some(after.into()) }
    }

    fn changed(&self) -> bool {
        self.before != self.after
    }
}

/// Rows of fields before and after.
#[derive(Debug, Clone)]
pub struct DiffView<'a> {
    rows: &'a [DiffRow],
    scroll: Scroll,
    theme: &'a Theme,
}

/// Narrower than this, the two sides stand one under the other.
const SIDE_BY_SIDE: u16 = 48;

impl<'a> DiffView<'a> {
    /// The rows from the first one.
    pub fn new(rows: &'a [DiffRow], theme: &'a Theme) -> Self {
        Self { rows, scroll: Scroll::default(), theme }
    }

    /// Scrolled; the number of lines is that of [`DiffView::lines`].
    #[must_use]
    pub const fn scroll(mut self, scroll: Scroll) -> Self {
        self.scroll = scroll;
        self
    }

    /// All lines at a width, for the height of a dialog and for scrolling.
    pub fn lines(&self, width: u16) -> Vec<Line<'static>> {
        let room = usize::from(TextBlock::text_width(width));
        if width < SIDE_BY_SIDE { self.stacked(room) } else { self.side_by_side(room) }
    }

    fn side_by_side(&self, room: usize) -> Vec<Line<'static>> {
        let arrow = self.theme.glyphs().arrow;
        let longest = self.rows.iter().map(|r| text::width(&r.label)).max().unwrap_or_default();
        let label = longest.min(room / 4);
        let half = room.saturating_sub(label + 2 + text::width(arrow) + 2) / 2;
        let mut lines = vec![Line::from(vec![
            Span::raw(" ".repeat(label + 2)),
            Span::styled(
                text::fit("Before", half, ratatui::layout::Alignment::Left, ""),
                self.theme.header(),
            ),
            Span::raw(" ".repeat(text::width(arrow) + 2)),
            Span::styled("After", self.theme.header()),
        ])];
        for row in self.rows {
            let (labels, before, after) = (
                text::wrap(&row.label, label),
                text::wrap(value(&row.before), half),
                text::wrap(value(&row.after), half),
            );
            let sign = if row.changed() { arrow } else { "" };
            let height = labels.len().max(before.len()).max(after.len());
            for n in 0..height {
                let part = |of: &[String]| of.get(n).cloned().unwrap_or_default();
                let left = |text: &str, width| text::pad(text, width, ratatui::layout::Alignment::Left);
                let sign = if n == 0 { sign } else { "" };
                lines.push(Line::from(vec![
                    Span::styled(left(&part(&labels), label), self.theme.muted()),
                    Span::raw("  "),
                    Span::styled(left(&part(&before), half), self.before_style(row)),
                    Span::styled(format!(" {} ", left(sign, text::width(arrow))), self.theme.accent()),
                    Span::styled(part(&after), self.after_style(row)),
                ]));
            }
        }
        lines
    }

    /// Signs at the left tell the sides apart, as no column does.
    fn stacked(&self, room: usize) -> Vec<Line<'static>> {
        let mut lines = Vec::new();
        let mut side = |sign: &'static str, value: &str, style: Style| {
            for (n, part) in text::wrap(value, room.saturating_sub(3)).into_iter().enumerate() {
                let sign = if n == 0 { sign } else { " " };
                lines.push(Line::from(vec![
                    Span::raw(" "),
                    Span::styled(sign, style),
                    Span::raw(" "),
                    Span::styled(part, style),
                ]));
            }
        };
        for row in self.rows {
            side(" ", &row.label, self.theme.muted());
            if row.changed() {
                side("-", value(&row.before), self.before_style(row));
                side("+", value(&row.after), self.after_style(row));
            } else {
                side("=", value(&row.after), self.after_style(row));
            }
        }
        lines
    }

    fn before_style(&self, row: &DiffRow) -> Style {
        if row.changed() { self.theme.text() } else { self.theme.muted() }
    }

    fn after_style(&self, row: &DiffRow) -> Style {
        if row.changed() { self.theme.title() } else { self.theme.muted() }
    }
}

/// The words for a value, or for its absence.
fn value(side: &Option<String>) -> &str {
    match side.as_deref() {
        None => "(none)",
        Some("") => "(empty)",
        Some(text) => text,
    }
}

impl Widget for &DiffView<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        TextBlock::new(&self.lines(area.width), self.scroll, self.theme).render(area, buf);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, picture, wide_name};

    fn rows() -> Vec<DiffRow> {
        vec![
            DiffRow::new("Role", "Standard", "Administrator"),
            DiffRow::new("Name", "Grace Hopper", "Grace Hopper"),
            DiffRow {
                label: "Organization".into(),
                before: None,
                after: Some("Acme Corporation of Example".into()),
            },
        ]
    }

    #[test]
    fn two_columns_where_there_is_room() {
        let (rows, theme) = (rows(), Theme::mono());
        let drawn = picture(60, 6, |area, buf| DiffView::new(&rows, &theme).render(area, buf));
        assert_eq!(
            drawn,
            [
                "              Before                  After",
                "Role          Standard              → Administrator",
                "Name          Grace Hopper            Grace Hopper",
                "Organization  (none)                → Acme Corporation of",
                "                                      Example",
                "",
            ]
        );
    }

    #[test]
    fn one_under_the_other_where_there_is_none() {
        let (rows, theme) = (rows(), ascii());
        let drawn = picture(24, 9, |area, buf| DiffView::new(&rows, &theme).render(area, buf));
        assert_eq!(
            drawn,
            [
                "   Role",
                " - Standard",
                " + Administrator",
                "   Name",
                " = Grace Hopper",
                "   Organization",
                " - (none)",
                " + Acme Corporation of",
                "   Example",
            ]
        );
    }

    #[test]
    fn any_size_and_any_text() {
        let name = wide_name();
        let rows = [DiffRow::new(&name, "\u{1b}[2J", &name), DiffRow::new("", "", "")];
        every_small_size(|area, buf, theme| DiffView::new(&rows, theme).render(area, buf));
        let theme = Theme::mono();
        for width in 48..120 {
            let drawn = picture(width, 20, |area, buf| DiffView::new(&rows, &theme).render(area, buf));
            assert!(drawn.iter().all(|line| text::width(line) <= usize::from(width)));
        }
    }
}
