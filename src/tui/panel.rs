//! The frame of dialogs, and pieces of prose drawn inside it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Widget};

use super::list::scrollbar;
use super::paint;
use super::prose::Piece;
use super::text;
use super::theme::Theme;

/// Clears a centred area of at most this size and frames it; returns the inside, with a column of air.
pub fn panel(screen: Rect, width: u16, height: u16, title: &str, theme: &Theme, buf: &mut Buffer) -> Rect {
    paint::dim(buf, screen, theme);
    let width = width.min(screen.width);
    let height = height.saturating_add(2).min(screen.height);
    let area = Rect {
        x: screen.x + (screen.width - width) / 2,
        y: screen.y + (screen.height - height) / 3,
        width,
        height,
    };
    paint::clear(buf, area, theme);
    let title = text::cut(title, usize::from(width.saturating_sub(6)), theme.glyphs().ellipsis);
    let block = Block::bordered()
        .border_set(theme.glyphs().border)
        .border_style(theme.border())
        .title(Line::from(vec![Span::raw(" "), Span::styled(title, theme.focus()), Span::raw(" ")]));
    let inner = block.inner(area);
    block.render(area, buf);
    Rect { width: inner.width.saturating_sub(2), ..paint::from_column(inner, 1) }
}

/// Columns that labels of fields take.
const LABEL: usize = 24;

/// The pieces as lines of this width.
pub fn lines(pieces: &[Piece], width: u16, theme: &Theme) -> Vec<Line<'static>> {
    let wide = usize::from(width).max(8);
    let mut out = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Gap => out.push(Line::default()),
            Piece::Heading(heading) => {
                out.extend(
                    text::wrap(heading, wide).into_iter().map(|line| Line::styled(line, theme.title())),
                );
            }
            Piece::Line(role, sentence) => {
                let style = theme.style(*role);
                out.extend(text::wrap(sentence, wide).into_iter().map(|line| Line::styled(line, style)));
            }
            Piece::Verbatim(role, line) => {
                let line = text::cut(line, wide, theme.glyphs().ellipsis);
                out.push(Line::styled(line, theme.style(*role)));
            }
            Piece::Field(label, value) => {
                labelled(label, vec![(value.clone(), theme.text())], wide, theme, &mut out);
            }
            Piece::Marked(label, role, value) => {
                labelled(label, vec![(value.clone(), theme.style(*role))], wide, theme, &mut out);
            }
            Piece::Key(keys, what) => {
                let lead = text::fit(keys, LABEL.min(wide / 2), ratatui::layout::Alignment::Left, "");
                let room = wide.saturating_sub(LABEL.min(wide / 2)).max(4);
                for (n, line) in text::wrap(what, room).into_iter().enumerate() {
                    let lead = if n == 0 { lead.clone() } else { " ".repeat(text::width(&lead)) };
                    out.push(Line::from(vec![
                        Span::styled(lead, theme.accent()),
                        Span::styled(line, theme.text()),
                    ]));
                }
            }
            Piece::SidesTitle => {
                if let Some((label, side)) = columns(wide) {
                    let cells = [("FIELD", label), ("BEFORE", side), ("AFTER", side)];
                    let line: String = cells.map(|(title, width)| pad(title, width)).concat();
                    out.push(Line::styled(line.trim_end().to_owned(), theme.header()));
                }
            }
            Piece::Sides(label, before, after) => {
                sides(label, before.as_deref(), after.as_deref(), wide, theme, &mut out)
            }
            Piece::Change(label, before, after) => {
                let none = || if theme.glyphs().ascii { "-" } else { "–" }.to_owned();
                let arrow = format!(" {} ", theme.glyphs().arrow);
                let parts = vec![
                    (before.clone().unwrap_or_else(none), theme.muted()),
                    (arrow, theme.muted()),
                    (after.clone().unwrap_or_else(none), theme.text()),
                ];
                labelled(label, parts, wide, theme, &mut out);
            }
        }
    }
    out
}

/// Columns from which before and after stand side by side.
const SIDES: usize = 64;

/// The widths of label and sides, each with the two columns behind it.
const fn columns(wide: usize) -> Option<(usize, usize)> {
    if wide < SIDES { None } else { Some((LABEL, (wide - LABEL) / 2)) }
}

fn pad(what: &str, width: usize) -> String {
    text::pad(what, width, ratatui::layout::Alignment::Left)
}

/// A field before and after: in columns, or below its label where it is narrow.
fn sides(
    label: &str,
    before: Option<&str>,
    after: Option<&str>,
    wide: usize,
    theme: &Theme,
    out: &mut Vec<Line<'static>>,
) {
    let none = if theme.glyphs().ascii { "-" } else { "–" };
    let (before, after) = (before.unwrap_or(none), after.unwrap_or(none));
    let Some((first, side)) = columns(wide) else {
        out.push(Line::styled(text::cut(label, wide, theme.glyphs().ellipsis), theme.muted()));
        let room = wide.saturating_sub(4).max(4);
        let arrow = theme.glyphs().arrow;
        for (n, (value, style)) in [(before, theme.muted()), (after, theme.text())].into_iter().enumerate() {
            for (m, line) in text::wrap(value, room).into_iter().enumerate() {
                let lead = if n == 1 && m == 0 { pad(arrow, 4) } else { " ".repeat(4) };
                out.push(Line::from(vec![Span::styled(lead, theme.muted()), Span::styled(line, style)]));
            }
        }
        return;
    };
    let room = side.saturating_sub(2).max(4);
    let (left, right) = (text::wrap(before, room), text::wrap(after, room));
    for n in 0..left.len().max(right.len()).max(1) {
        let cell = |lines: &[String]| lines.get(n).cloned().unwrap_or_default();
        let label = if n == 0 { text::cut(label, first - 2, theme.glyphs().ellipsis) } else { String::new() };
        out.push(Line::from(vec![
            Span::styled(pad(&label, first), theme.muted()),
            Span::styled(pad(&cell(&left), side), theme.muted()),
            Span::styled(cell(&right), theme.text()),
        ]));
    }
}

fn labelled(
    label: &str,
    parts: Vec<(String, ratatui::style::Style)>,
    wide: usize,
    theme: &Theme,
    out: &mut Vec<Line<'static>>,
) {
    let column = LABEL.min(wide / 2);
    let label =
        text::fit(label, column.saturating_sub(1), ratatui::layout::Alignment::Left, theme.glyphs().ellipsis);
    let room = wide.saturating_sub(column).max(4);
    let whole: String = parts.iter().map(|(part, _)| part.as_str()).collect();
    let value: Vec<Vec<Span<'static>>> = match text::width(&whole) <= room {
        true => vec![parts.into_iter().map(|(part, style)| Span::styled(part, style)).collect()],
        false => {
            text::wrap(&whole, room).into_iter().map(|line| vec![Span::styled(line, theme.text())]).collect()
        }
    };
    for (n, line) in value.into_iter().enumerate() {
        let lead = if n == 0 { format!("{label} ") } else { " ".repeat(column) };
        let mut spans = vec![Span::styled(lead, theme.muted())];
        spans.extend(line);
        out.push(Line::from(spans));
    }
}

/// Draws lines from an offset on, with a scrollbar when they do not fit; the offset is held within the text.
pub fn scrolled(lines: &[Line<'_>], offset: usize, area: Rect, theme: &Theme, buf: &mut Buffer) {
    let height = usize::from(area.height);
    let offset = offset.min(lines.len().saturating_sub(height));
    let scrolls = lines.len() > height;
    let inner = Rect { width: area.width.saturating_sub(u16::from(scrolls)), ..area };
    for (n, line) in lines.iter().skip(offset).take(height).enumerate() {
        paint::line(buf, paint::row(inner, u16::try_from(n).unwrap_or(u16::MAX)), line, theme);
    }
    if scrolls && area.width > 1 {
        let track = Rect { x: area.right() - 1, width: 1, ..area };
        scrollbar(track, offset, lines.len(), theme, buf);
    }
}
