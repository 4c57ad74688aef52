//! The audit: newest first, read page by page as the cursor nears the end.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position as ScreenPosition, Rect};

use super::Screen;
use crate::model::{AuditHeader, EntryKind, Position};
use crate::tui::answer::Answer;
use crate::tui::cx::{Cx, ago};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::prose;
use crate::tui::request::{Page, Request};
use crate::tui::theme::Role;

const COLUMNS: &[Column] = &[
    Column { title: "WHEN", least: 10, share: 0, drop: 0, right: false },
    Column { title: "WHO", least: 18, share: 3, drop: 0, right: false },
    Column { title: "WHAT", least: 28, share: 0, drop: 0, right: false },
    Column { title: "RECORD", least: 16, share: 3, drop: 1, right: false },
    Column { title: "FROM", least: 12, share: 0, drop: 2, right: false },
    Column { title: "POSITION", least: 9, share: 0, drop: 3, right: true },
];

/// Rows before the end of what is read at which the next page is asked for.
const AHEAD: usize = 50;

/// Newest first: a place in the list.
type Row = std::cmp::Reverse<Position>;

/// The screen.
#[derive(Debug, Clone, Default)]
pub struct Audit {
    headers: BTreeMap<Position, AuditHeader>,
    list: List<Row>,
    next: Option<Position>,
    complete: bool,
    reading: bool,
    stale: bool,
}

impl Audit {
    /// An empty list.
    pub fn new() -> Self {
        Self { stale: true, ..Self::default() }
    }
}

impl Screen for Audit {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Audit, Layer::Table, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page() + 1) {
            return Vec::new();
        }
        let here = self.list.selected().and_then(|row| self.headers.get(&row.0));
        match (act, here) {
            (Act::Open, Some(header)) => vec![Request::Open(Page::Entry(header.position))],
            (Act::History, Some(header)) => {
                header.subjects.first().map(|key| Request::Open(Page::History(*key))).into_iter().collect()
            }
            (Act::Copy, Some(header)) => {
                vec![Request::Copy(header.subjects.first().map_or_else(String::new, ToString::to_string))]
            }
            _ => Vec::new(),
        }
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    /// Asks for the newest entries after a change, and for older ones when the cursor nears the end of what is read.
    fn settle(&mut self, _: &Cx<'_>) -> Vec<Request> {
        let near = self.list.place() + AHEAD >= self.list.rows().len();
        if std::mem::replace(&mut self.stale, false) {
            return vec![Request::ReadAudit(None)];
        }
        if self.reading || self.complete || !near || self.headers.is_empty() {
            return Vec::new();
        }
        self.reading = true;
        vec![Request::ReadAudit(self.next)]
    }

    /// Takes a page over: older entries, or, after a change, the newest.
    fn take(&mut self, answer: &Answer) {
        let Answer::Audit { page, from_head } = answer else { return };
        let known = self.headers.len();
        self.headers.extend(page.headers.iter().cloned().map(|header| (header.position, header)));
        if !from_head || known == 0 {
            self.reading = false;
            self.complete = page.next.is_none();
            self.next = page.next;
        }
        self.list.set_rows(self.headers.keys().rev().map(|position| std::cmp::Reverse(*position)).collect());
    }

    fn status(&self) -> String {
        let more = if self.complete { "" } else { " and more" };
        format!("{}{more}", self.list.rows().len())
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<ScreenPosition> {
        let cell = |row: Row, column| {
            self.headers.get(&row.0).map_or((String::new(), Role::Text), |h| cell(h, column, cx))
        };
        let empty = if self.complete { "Nothing has happened yet." } else { "Reading…" };
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(area, buf);
        None
    }
}

fn cell(header: &AuditHeader, column: usize, cx: &Cx<'_>) -> Cell {
    match column {
        0 => (ago(header.time, cx.now), Role::Muted),
        1 => (prose::actor(header, cx.directory), Role::Text),
        2 => {
            let role = match header.kind {
                EntryKind::Refusal => Role::Danger,
                EntryKind::Session | EntryKind::Maintenance => Role::Muted,
                EntryKind::Plan => Role::Text,
            };
            let refused = if header.kind == EntryKind::Refusal { " refused" } else { "" };
            (format!("{}{refused}", header.command), role)
        }
        3 => (prose::subject(cx.org, header, cx.directory), Role::Text),
        4 => (header.actor.origin.to_string(), Role::Muted),
        _ => (header.position.to_string(), Role::Muted),
    }
}
