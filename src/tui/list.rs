//! The virtual list: rows are identifiers, only the visible ones are ever turned into text.
//!
//! The cursor stays on its row by identifier, not by place, so a change by somebody else never moves it to another
//! record. What a cell says is asked of the screen, once for each visible cell.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Alignment, Rect};
use ratatui::style::Style;

use super::paint;
use super::text;
use super::theme::{Role, Theme};

/// A column: narrow terminals drop those with the highest number in `drop` first.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its title.
    pub title: &'static str,
    /// The fewest columns it takes.
    pub least: u16,
    /// Its share of what is left over; 0 keeps it at the least.
    pub share: u16,
    /// 0 stays whatever happens; higher ones go first.
    pub drop: u8,
    /// Numbers stand at the right.
    pub right: bool,
}

/// The order of a list as its header shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sorted {
    /// Which column.
    pub column: usize,
    /// Whether it runs the other way.
    pub descending: bool,
}

/// One cell: what it says and how it looks.
pub type Cell = (String, Role);

/// Rows, cursor, marks and scroll offset of one list.
#[derive(Debug, Clone)]
pub struct List<Id> {
    rows: Vec<Id>,
    at: usize,
    offset: usize,
    marks: BTreeSet<Id>,
    told: Vec<(Id, String)>,
}

impl<Id> Default for List<Id> {
    fn default() -> Self {
        Self { rows: Vec::new(), at: 0, offset: 0, marks: BTreeSet::new(), told: Vec::new() }
    }
}

impl<Id: Copy + Ord> List<Id> {
    /// Takes new rows over. The cursor stays on its record; if that is gone, at its place. Marks on rows that are gone
    /// from the list are dropped.
    pub fn set_rows(&mut self, mut rows: Vec<Id>) {
        // Each session keeps its own rows: no room for more than there are.
        rows.shrink_to_fit();
        let kept = self.selected().and_then(|id| rows.iter().position(|row| *row == id));
        self.at = kept.unwrap_or_else(|| self.at.min(rows.len().saturating_sub(1)));
        if !self.marks.is_empty() {
            let here: BTreeSet<Id> = rows.iter().copied().collect();
            self.marks.retain(|id| here.contains(id));
        }
        self.rows = rows;
    }

    /// Rows that somebody else changed a moment ago, and who it was, newest last.
    pub fn tell(&mut self, told: Vec<(Id, String)>) {
        self.told = told;
    }

    /// Adds rows at the end.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = Id>) {
        self.rows.extend(rows);
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[Id] {
        &self.rows
    }

    /// The record under the cursor.
    pub fn selected(&self) -> Option<Id> {
        self.rows.get(self.at).copied()
    }

    /// The place of the cursor, from 0.
    pub const fn place(&self) -> usize {
        self.at
    }

    /// Moves the cursor; stops at both ends.
    pub fn step(&mut self, by: isize, page: usize) {
        self.go(self.at.saturating_add_signed(by), page);
    }

    /// Puts the cursor at a place and scrolls just far enough to show it in `page` rows.
    pub fn go(&mut self, at: usize, page: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        self.offset = window(self.offset, self.at, page, self.rows.len());
    }

    /// Puts the cursor on a record, if it is listed.
    pub fn select(&mut self, id: Id, page: usize) {
        if let Some(at) = self.rows.iter().position(|row| *row == id) {
            self.go(at, page);
        }
    }

    /// Marks or unmarks the row under the cursor.
    pub fn toggle_mark(&mut self) {
        if let Some(id) = self.selected()
            && !self.marks.remove(&id)
        {
            self.marks.insert(id);
        }
    }

    /// Marks every row, or none if all are marked.
    pub fn toggle_all(&mut self) {
        match self.marks.len() == self.rows.len() {
            true => self.marks.clear(),
            false => self.marks = self.rows.iter().copied().collect(),
        }
    }

    /// Takes every mark away.
    pub fn clear_marks(&mut self) {
        self.marks.clear();
    }

    /// The marked records.
    pub const fn marks(&self) -> &BTreeSet<Id> {
        &self.marks
    }

    /// The marked records, else the one under the cursor.
    pub fn chosen(&self) -> Vec<Id> {
        match self.marks.is_empty() {
            true => self.selected().into_iter().collect(),
            false => self.rows.iter().copied().filter(|id| self.marks.contains(id)).collect(),
        }
    }
}

/// The first visible row: moved as little as possible so that the cursor is among `page` rows.
fn window(offset: usize, at: usize, page: usize, len: usize) -> usize {
    let page = page.max(1);
    offset.clamp((at + 1).saturating_sub(page), at).min(len.saturating_sub(page))
}

/// How a list is drawn.
pub struct View<'a, Id> {
    /// The list.
    pub list: &'a List<Id>,
    /// Its columns.
    pub columns: &'a [Column],
    /// Its order, if the header shows one.
    pub sorted: Option<Sorted>,
    /// What stands there when it has no rows.
    pub empty: &'a str,
    /// The look.
    pub theme: &'a Theme,
    /// What a cell says; asked for visible rows only.
    pub cell: &'a dyn Fn(Id, usize) -> Cell,
}

impl<Id> std::fmt::Debug for View<'_, Id> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("View").finish_non_exhaustive()
    }
}

impl<Id: Copy + Ord> View<'_, Id> {
    /// Draws header, visible rows, selection bar and scrollbar.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) {
        if area.is_empty() {
            return;
        }
        let list = self.list;
        let page = usize::from(area.height.saturating_sub(1));
        let scrolls = list.rows.len() > page && area.width > 20;
        let inner =
            Rect { width: area.width.saturating_sub(1 + u16::from(scrolls)), ..paint::from_column(area, 2) };
        let inner =
            Rect { width: inner.width.min(area.width.saturating_sub(2 + u16::from(scrolls))), ..inner };
        let places = fit(self.columns, inner.width);
        self.header(inner, &places, buf);
        if list.rows.is_empty() {
            let under = paint::row(area, 2);
            paint::text(buf, paint::from_column(under, 2), self.empty, self.theme.muted(), self.theme);
            return;
        }
        let offset = window(list.offset, list.at, page, list.rows.len());
        for (n, id) in list.rows.iter().skip(offset).take(page).enumerate() {
            let line = paint::row(area, u16::try_from(n + 1).unwrap_or(u16::MAX));
            self.row(*id, offset + n == list.at, line, &places, buf);
        }
        if scrolls {
            let track = Rect { x: area.right() - 1, y: area.y + 1, width: 1, height: area.height - 1 };
            scrollbar(track, offset, list.rows.len(), self.theme, buf);
        }
    }

    fn header(&self, inner: Rect, places: &[(usize, u16, u16)], buf: &mut Buffer) {
        let glyphs = self.theme.glyphs();
        for (column, x, width) in places {
            let Some(spec) = self.columns.get(*column) else { continue };
            let arrow = match self.sorted {
                Some(sorted) if sorted.column == *column && sorted.descending => glyphs.descending,
                Some(sorted) if sorted.column == *column => glyphs.ascending,
                _ => "",
            };
            let title =
                if arrow.is_empty() { spec.title.to_owned() } else { format!("{} {arrow}", spec.title) };
            self.put(inner, 0, *x, *width, &title, spec.right, self.theme.header(), buf);
        }
    }

    fn row(&self, id: Id, selected: bool, line: Rect, places: &[(usize, u16, u16)], buf: &mut Buffer) {
        let theme = self.theme;
        if selected {
            buf.set_style(line, theme.selection());
            paint::text(buf, Rect { width: 1, ..line }, theme.glyphs().bar, theme.accent(), theme);
        }
        if self.list.marks.contains(&id) {
            let place = Rect { width: 1, ..paint::from_column(line, 1) };
            paint::text(buf, place, theme.glyphs().mark, theme.mark(), theme);
        }
        let inner = paint::from_column(line, 2);
        for (column, x, width) in places {
            let (text, role) = (self.cell)(id, *column);
            let right = self.columns.get(*column).is_some_and(|spec| spec.right);
            let style = match role {
                Role::Text => Style::new(),
                Role::Muted if selected => Style::new(),
                role => theme.style(role),
            };
            self.put(inner, 0, *x, *width, &text, right, style, buf);
        }
        if let Some((_, who)) = self.list.told.iter().rev().find(|(changed, _)| *changed == id) {
            self.changed_by(who, inner, buf);
        }
    }

    /// Who changed the row, over its last columns: it stands there for a moment only.
    fn changed_by(&self, who: &str, inner: Rect, buf: &mut Buffer) {
        let right = inner.right().min(buf.area.right()).saturating_sub(2);
        let room = usize::from(right.saturating_sub(inner.x)) / 2;
        let note =
            text::fit(&format!(" changed by {who} "), room, Alignment::Left, self.theme.glyphs().ellipsis);
        let note = note.trim_end();
        let width = u16::try_from(text::width(note)).unwrap_or(u16::MAX).saturating_add(1);
        let place = Rect { x: right.saturating_sub(width), width, ..inner };
        paint::text(buf, place, &format!("{note} "), self.theme.accent(), self.theme);
    }

    #[expect(clippy::too_many_arguments, reason = "a cell is a place, a text and a look")]
    fn put(
        &self,
        area: Rect,
        y: u16,
        x: u16,
        width: u16,
        what: &str,
        right: bool,
        style: Style,
        buf: &mut Buffer,
    ) {
        let place = paint::row(paint::from_column(area, x), y);
        let place = Rect { width: width.min(place.width), ..place };
        let align = if right { Alignment::Right } else { Alignment::Left };
        let fitted = text::fit(what, usize::from(place.width), align, self.theme.glyphs().ellipsis);
        paint::text(buf, place, &fitted, style, self.theme);
    }
}

/// Which columns fit, where they begin and how wide they are: (index, x, width).
pub fn fit(columns: &[Column], width: u16) -> Vec<(usize, u16, u16)> {
    let mut shown: Vec<usize> = (0..columns.len()).collect();
    let least = |shown: &[usize]| -> u16 {
        let sum: u16 = shown.iter().filter_map(|at| columns.get(*at)).map(|c| c.least).sum();
        sum + 2 * u16::try_from(shown.len().saturating_sub(1)).unwrap_or(0)
    };
    while least(&shown) > width {
        let droppable = shown.iter().copied().filter(|at| columns.get(*at).is_some_and(|c| c.drop > 0));
        let Some(worst) = droppable.max_by_key(|at| columns.get(*at).map(|c| (c.drop, *at))) else { break };
        shown.retain(|at| *at != worst);
    }
    let spare = width.saturating_sub(least(&shown));
    let shares: u16 = shown.iter().filter_map(|at| columns.get(*at)).map(|c| c.share).sum();
    let mut places = Vec::new();
    let mut x: u16 = 0;
    for at in shown {
        let Some(column) = columns.get(at) else { continue };
        let extra = u32::from(spare) * u32::from(column.share) / u32::from(shares.max(1));
        let wide = column.least + u16::try_from(extra).unwrap_or(0);
        places.push((at, x, wide));
        x = x.saturating_add(wide).saturating_add(2);
    }
    places
}

/// A scrollbar in one column: the thumb's place and size tell where and how much.
pub fn scrollbar(track: Rect, offset: usize, len: usize, theme: &Theme, buf: &mut Buffer) {
    let height = usize::from(track.height);
    if height == 0 || len <= height {
        return;
    }
    let thumb = (height * height / len).clamp(1, height);
    let start = (height - thumb) * offset / (len - height).max(1);
    for n in 0..height {
        let here = (start..start + thumb).contains(&n);
        let (sign, style) = match here {
            true => (theme.glyphs().thumb, theme.muted()),
            false => (theme.glyphs().track, theme.border()),
        };
        paint::text(buf, paint::row(track, u16::try_from(n).unwrap_or(0)), sign, style, theme);
    }
}

#[cfg(test)]
mod tests;
