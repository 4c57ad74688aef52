//! Drawing a form: label, value, hint or error under it; scrolled so that the focused field is seen.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::compare;
use super::field::{Field, Found, Kind, Option_};
use super::form::Form;
use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// Suggestions shown under a search field.
const SUGGESTIONS: usize = 5;

/// Lines the form takes at this width.
pub fn height(form: &Form, width: u16) -> u16 {
    heights(form, width).into_iter().fold(0, u16::saturating_add)
}

/// Lines each field takes, with the air behind it: one empty line divides fields, boxes stand together.
fn heights(form: &Form, width: u16) -> Vec<u16> {
    let boxes = |field: &Field| matches!(field.kind, Kind::Tick { .. });
    let fields = form.fields.iter().enumerate();
    fields
        .map(|(at, field)| {
            let next = form.fields.iter().skip(at + 1).find(|field| !field.hidden);
            let together = boxes(field) && next.is_none_or(boxes);
            let air = u16::from(!field.hidden && !together);
            field_height(field, width, at == form.focus).saturating_add(air)
        })
        .collect()
}

fn field_height(field: &Field, width: u16, focused: bool) -> u16 {
    if field.hidden {
        return 0;
    }
    let under = under(field, width).len();
    let body = match &field.kind {
        Kind::Text(_) | Kind::Code(_) => 2,
        Kind::Search { found, .. } => 2 + found.len().min(offered(focused)),
        Kind::Choice { options, at } => 1 + options.len() + meaning(options, *at, width).len(),
        Kind::Compare { rows, sides, at } => compare::lines(rows, sides, *at, width).len(),
        Kind::Tick { .. } => text::wrap(&field.label, tick_width(width)).len(),
    };
    u16::try_from(body + under).unwrap_or(u16::MAX)
}

/// Suggestions that are seen: where the focus is not, the one that is chosen.
const fn offered(focused: bool) -> usize {
    if focused { SUGGESTIONS } else { 1 }
}

fn tick_width(width: u16) -> usize {
    usize::from(width.saturating_sub(4)).max(8)
}

/// What the chosen option means, under the options.
fn meaning(options: &[Option_], at: usize, width: u16) -> Vec<String> {
    let room = usize::from(width.saturating_sub(3)).max(8);
    options.get(at).map(|option| text::wrap(&option.detail, room)).unwrap_or_default()
}

fn under(field: &Field, width: u16) -> Vec<String> {
    let sentence = field.error.as_deref().unwrap_or(&field.hint);
    match sentence.is_empty() {
        true => Vec::new(),
        false => text::wrap(sentence, usize::from(width).max(8)),
    }
}

/// Draws the form; returns where the cursor belongs.
pub fn draw(form: &Form, area: Rect, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
    let heights = heights(form, area.width);
    let above = heights.iter().take(form.focus).copied().fold(0, u16::saturating_add);
    let focused = heights.get(form.focus).copied().unwrap_or(0);
    let skip = (above + focused).saturating_sub(area.height.max(1)).min(above);
    let mut y = -i32::from(skip);
    let mut cursor = None;
    for (at, field) in form.fields.iter().enumerate() {
        if !field.hidden {
            let pen = Pen { area, theme, top: y };
            let here = pen.field(field, at == form.focus, buf);
            cursor = cursor.or(here);
        }
        y += heights.get(at).map_or(0, |height| i32::from(*height));
    }
    cursor
}

/// Draws lines counted from a field's top, which may lie above the area.
struct Pen<'a> {
    area: Rect,
    theme: &'a Theme,
    top: i32,
}

impl Pen<'_> {
    fn row(&self, n: usize) -> Rect {
        let y = self.top + i32::try_from(n).unwrap_or(i32::MAX / 2);
        match u16::try_from(y) {
            Ok(y) => paint::row(self.area, y),
            Err(_) => Rect { height: 0, ..self.area },
        }
    }

    fn field(&self, field: &Field, focused: bool, buf: &mut Buffer) -> Option<Position> {
        let theme = self.theme;
        let label = if focused { theme.focus() } else { theme.muted() };
        let mut cursor = None;
        let mut n = match &field.kind {
            Kind::Tick { on } => self.tick(field, *on, focused, buf),
            Kind::Choice { options, at } => {
                paint::text(buf, self.row(0), &field.label, label, theme);
                for (i, option) in options.iter().enumerate() {
                    let sign = if i == *at { theme.glyphs().radio_on } else { theme.glyphs().radio_off };
                    let style = if i == *at { theme.accent() } else { theme.muted() };
                    let name = if i == *at { theme.title() } else { theme.text() };
                    let line = Line::from(vec![
                        Span::styled(format!(" {sign} "), style),
                        Span::styled(option.label.clone(), name),
                    ]);
                    paint::line(buf, self.row(1 + i), &line, theme);
                }
                let below = meaning(options, *at, self.area.width);
                for (i, line) in below.iter().enumerate() {
                    let row = paint::from_column(self.row(1 + options.len() + i), 3);
                    paint::text(buf, row, line, theme.muted(), theme);
                }
                1 + options.len() + below.len()
            }
            Kind::Compare { rows, sides, at } => {
                let lines = compare::lines(rows, sides, *at, self.area.width);
                for (i, line) in lines.iter().enumerate() {
                    paint::line(buf, self.row(i), &compare::styled(line, focused, theme), theme);
                }
                lines.len()
            }
            Kind::Text(_) | Kind::Code(_) | Kind::Search { .. } => {
                paint::text(buf, self.row(0), &field.label, label, theme);
                cursor = self.input(field, focused, buf);
                2
            }
        };
        if let Kind::Search { found, at, .. } = &field.kind {
            n += self.found(found, *at, focused, n, buf);
        }
        let style = if field.error.is_some() { theme.danger() } else { theme.muted() };
        for (i, line) in under(field, self.area.width).iter().enumerate() {
            paint::text(buf, self.row(n + i), line, style, theme);
        }
        cursor
    }

    fn input(&self, field: &Field, focused: bool, buf: &mut Buffer) -> Option<Position> {
        let input = field.input()?;
        let row = self.row(1);
        if row.is_empty() {
            return None;
        }
        let width = usize::from(row.width.saturating_sub(2)).max(1);
        let scroll = input.visual_scroll(width);
        let style = if focused { self.theme.text() } else { self.theme.muted() };
        let sign = if focused { self.theme.glyphs().bar } else { self.theme.glyphs().divider };
        let lead = if focused { self.theme.accent() } else { self.theme.border() };
        paint::text(buf, Rect { width: 1, ..row }, sign, lead, self.theme);
        let inner = paint::from_column(row, 2);
        let visible = after_columns(input.value(), scroll);
        paint::text(buf, inner, &visible, style, self.theme);
        let column = u16::try_from(input.visual_cursor().saturating_sub(scroll)).unwrap_or(0);
        let x = inner.x.saturating_add(column).min(row.right().saturating_sub(1));
        focused.then_some(Position { x, y: row.y })
    }

    fn tick(&self, field: &Field, on: bool, focused: bool, buf: &mut Buffer) -> usize {
        let glyphs = self.theme.glyphs();
        let sign = if on { glyphs.check_on } else { glyphs.check_off };
        let style = if focused { self.theme.focus() } else { self.theme.text() };
        let lines = text::wrap(&field.label, tick_width(self.area.width));
        for (i, line) in lines.iter().enumerate() {
            if i == 0 {
                paint::text(buf, self.row(0), sign, style, self.theme);
            }
            paint::text(buf, paint::from_column(self.row(i), 4), line, style, self.theme);
        }
        lines.len()
    }

    fn found(&self, found: &[Found], at: usize, focused: bool, n: usize, buf: &mut Buffer) -> usize {
        let most = offered(focused);
        let first = (at + 1).saturating_sub(most);
        for (i, suggestion) in found.iter().skip(first).take(most).enumerate() {
            let row = self.row(n + i);
            let chosen = focused && first + i == at;
            if chosen {
                buf.set_style(row.intersection(buf.area), self.theme.selection());
            }
            let line = Line::from(vec![
                Span::raw(if chosen { format!("{} ", self.theme.glyphs().bar) } else { "  ".to_owned() }),
                Span::raw(suggestion.label.clone()),
                Span::styled(format!("  {}", suggestion.detail), self.theme.muted()),
            ]);
            paint::line(buf, row, &line, self.theme);
        }
        found.len().min(most)
    }
}

/// The text from a column on; a wide character that begins before it is left out.
fn after_columns(value: &str, columns: usize) -> String {
    let mut seen = 0;
    let mut out = String::new();
    for c in value.chars() {
        if seen >= columns {
            out.push(c);
        }
        seen += unicode_width::UnicodeWidthChar::width(c).unwrap_or(0);
    }
    out
}
