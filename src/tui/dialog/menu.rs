//! A list to choose from: actions on a row, the palette, the account switcher, the order of a list.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, FormEvent};
use crate::tui::keymap::Act;
use crate::tui::list::scrollbar;
use crate::tui::paint;
use crate::tui::panel::panel;
use crate::tui::request::{Request, Tone};
use crate::tui::text;

use super::item::{Choice, Item};
use super::purpose::CreateOrganization;

/// A menu. Typing narrows it.
#[derive(Debug, Clone)]
pub struct Menu {
    title: String,
    items: Vec<Item>,
    search: Form,
    at: usize,
}

/// Columns a menu takes where there is room: enough for a reason beside its label.
const WIDE: u16 = 92;
/// Columns a label may take before the details of the other lines no longer make room for it.
const MOST_LABEL: usize = 32;

/// The text with spaces behind it to this width, at least two if anything follows.
fn padded(text: &str, wide: usize) -> String {
    match (text.is_empty(), wide.saturating_sub(text::width(text))) {
        (true, _) => " ".repeat(wide),
        (false, air) => format!("{text}{}", " ".repeat(air.max(2))),
    }
}

/// Why a line cannot be chosen, where it does not fit beside the label: said below while the cursor is on the line.
fn in_full(item: &Item, room: usize, inside: usize) -> Vec<String> {
    match &item.disabled {
        Some(reason) if text::width(reason) > room => text::wrap(reason, inside.max(8)),
        _ => Vec::new(),
    }
}

impl Menu {
    /// A menu with the cursor on a line.
    pub fn new(title: impl Into<String>, items: Vec<Item>, at: usize) -> Self {
        Self { title: title.into(), items, search: Form::new(vec![Field::text("", |_| Ok(()))]), at }
    }

    fn shown(&self) -> Vec<&Item> {
        let words: Vec<String> = self.search.value(0).split_whitespace().map(str::to_lowercase).collect();
        let fits = |item: &&Item| {
            let text = format!("{} {}", item.label, item.detail).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        self.items.iter().filter(fits).collect()
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, _: &Cx<'_>) -> Vec<Request> {
        let last = self.shown().len().saturating_sub(1);
        match act {
            Act::Back => return vec![Request::Close],
            Act::Up => self.at = self.at.saturating_sub(1),
            Act::Down => self.at = (self.at + 1).min(last),
            Act::PageUp => self.at = self.at.saturating_sub(8),
            Act::PageDown => self.at = (self.at + 8).min(last),
            Act::Open => {
                let Some(item) = self.shown().get(self.at).copied().cloned() else { return Vec::new() };
                if let Some(reason) = item.disabled {
                    return vec![Request::Say(Tone::Bad, reason)];
                }
                let request = match item.choice {
                    Choice::Do(act) => Request::Act(act),
                    Choice::Create => Request::ask(CreateOrganization),
                    Choice::Go(place) => Request::Go(place),
                    Choice::Order(column) => Request::Order(column),
                    Choice::Stay => return vec![Request::Close],
                    Choice::Discard => return vec![Request::Close, Request::Close],
                    Choice::Leave => Request::Quit,
                    Choice::LeaveForAll => Request::QuitForAll,
                    Choice::LeaveWhenAlone => Request::QuitWhenAlone,
                    Choice::EndSession(id) => Request::EndSession(id),
                };
                return vec![Request::Close, request];
            }
            _ => {}
        }
        Vec::new()
    }

    /// A key for the search line.
    pub fn key(&mut self, chord: Chord) {
        if self.search.handle(chord) == FormEvent::Edited {
            self.at = 0;
        }
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str) {
        self.search.paste(text);
        self.at = 0;
    }

    /// What is typed to narrow the menu, or that one can type.
    fn search_line(&self, line: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let theme = cx.theme;
        let typed = self.search.value(0);
        paint::text(buf, line, "/ ", theme.accent(), theme);
        let inner = paint::from_column(line, 2);
        let (shown, style) = match typed.is_empty() {
            true => ("type to narrow", theme.disabled()),
            false => (typed, theme.text()),
        };
        paint::text(buf, inner, shown, style, theme);
        let wide = u16::try_from(text::width(typed)).unwrap_or(u16::MAX);
        let x = inner.x.saturating_add(wide).min(inner.right().saturating_sub(1));
        (!inner.is_empty()).then_some(Position { x, y: inner.y })
    }

    /// Columns that the keys and the labels take, each with the air behind it; the details stand under each other.
    fn columns(&self) -> (usize, usize) {
        let widest = |text: fn(&Item) -> &str, most: usize| {
            let widths = self.items.iter().map(|item| text::width(text(item)));
            widths.filter(|wide| *wide <= most).max().unwrap_or(0)
        };
        let keys = widest(|item| &item.key, MOST_LABEL);
        (if keys > 0 { keys + 2 } else { 0 }, widest(|item| &item.label, MOST_LABEL) + 2)
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let theme = cx.theme;
        let items = self.shown();
        let (keys, labels) = self.columns();
        let inside = usize::from(WIDE.min(screen.width).saturating_sub(4));
        let room = inside.saturating_sub(2 + keys + labels);
        let full = self.items.iter().map(|item| in_full(item, room, inside).len()).max().unwrap_or(0);
        let wanted = u16::try_from(self.items.len() + 2 + full).unwrap_or(u16::MAX);
        let wanted = wanted.min(screen.height.saturating_sub(6));
        let area = panel(screen, WIDE, wanted, &self.title, theme, buf);
        let cursor = self.search_line(paint::row(area, 0), buf, cx);
        let full = u16::try_from(full).unwrap_or(0).min(area.height.saturating_sub(4));
        let rows =
            Rect { y: area.y + 2.min(area.height), height: area.height.saturating_sub(2 + full), ..area };
        let low = Rect { y: rows.bottom(), height: full, ..area };
        if let Some(item) = items.get(self.at) {
            for (n, line) in in_full(item, room, inside).iter().enumerate() {
                paint::text(
                    buf,
                    paint::row(low, u16::try_from(n).unwrap_or(u16::MAX)),
                    line,
                    theme.warn(),
                    theme,
                );
            }
        }
        let page = usize::from(rows.height).max(1);
        let offset = (self.at + 1).saturating_sub(page);
        let scrolls = items.len() > page && rows.width > 2;
        for (n, item) in items.iter().skip(offset).take(page).enumerate() {
            let line = paint::row(rows, u16::try_from(n).unwrap_or(u16::MAX));
            let chosen = offset + n == self.at;
            if chosen {
                buf.set_style(line.intersection(buf.area), theme.selection());
            }
            let detail = item.disabled.as_deref().unwrap_or(&item.detail);
            let (label, muted) = match item.disabled {
                Some(_) => (theme.disabled(), theme.disabled()),
                None if chosen => (ratatui::style::Style::new(), ratatui::style::Style::new()),
                None => (theme.text(), theme.muted()),
            };
            let bar = if chosen { theme.glyphs().bar } else { " " };
            let key = if item.disabled.is_some() { theme.disabled() } else { theme.accent() };
            let spans = vec![
                Span::styled(format!("{bar} "), theme.accent()),
                Span::styled(padded(&item.key, keys), key),
                Span::styled(padded(&item.label, labels), label),
                Span::styled(detail.to_owned(), muted),
            ];
            let text = Rect { width: line.width.saturating_sub(if scrolls { 2 } else { 0 }), ..line };
            paint::line(buf, text, &Line::from(spans), theme);
        }
        if items.is_empty() {
            paint::text(buf, rows, "  Nothing has this name.", theme.muted(), theme);
        }
        if scrolls {
            let track = Rect { x: rows.right() - 1, width: 1, ..rows };
            scrollbar(track, offset, items.len(), theme, buf);
        }
        cursor
    }
}
