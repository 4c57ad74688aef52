//! The audit: newest first, narrowed by a filter, read page by page as the cursor nears the end; on wide terminals with
//! the entry beside the list.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position as ScreenPosition, Rect};

use super::{Screen, beside};
use crate::controller::Command;
use crate::directory::Scope;
use crate::model::{AuditEntry, AuditHeader, EntryKind, OrgSid, Position, shown};
use crate::rules::undo::never;
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::movement;
use crate::tui::prose::{self, Piece};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;
use crate::tui::{bar, paint, text};

const COLUMNS: &[Column] = &[
    Column { title: "WHEN", least: 10, share: 0, drop: 0, right: false },
    Column { title: "WHO", least: 16, share: 3, drop: 0, right: false },
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
#[derive(Debug, Clone)]
pub struct Audit {
    org: OrgSid,
    headers: BTreeMap<Position, AuditHeader>,
    list: List<Row>,
    filter: FilterLine,
    /// Whether a page of this filter has come.
    begun: bool,
    /// Where the next page begins.
    next: Option<Position>,
    /// The last entry that is in an archive, once the beginning of what is kept was read.
    archived: Option<Position>,
    complete: bool,
    reading: bool,
    stale: bool,
    /// The entry beside the list, and the one that was asked for last.
    beside: Option<Box<AuditEntry>>,
    asked: Option<Position>,
}

impl Audit {
    /// An empty list.
    pub fn new(org: OrgSid) -> Self {
        Self {
            org,
            headers: BTreeMap::new(),
            list: List::default(),
            filter: FilterLine::new(Scope::Audit),
            begun: false,
            next: None,
            archived: None,
            complete: false,
            reading: false,
            stale: true,
            beside: None,
            asked: None,
        }
    }

    /// Another filter: everything is read anew.
    fn ask(&mut self) {
        self.headers.clear();
        self.list.set_rows(Vec::new());
        (self.begun, self.next, self.complete, self.reading) = (false, None, false, false);
        self.stale = true;
    }

    fn here(&self) -> Option<&AuditHeader> {
        self.list.selected().and_then(|row| self.headers.get(&row.0))
    }

    fn actions(&self) -> Request {
        let none = self.here().is_none().then(|| "The list is empty.".to_owned());
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let mut items = vec![item(Act::Open, "Open the entry", "every field before and after").unless(none)];
        items.extend(entry_items(self.here()));
        let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
        Request::Menu("Actions".into(), items, at)
    }
}

/// What can be done with an entry, from the list and from its page.
pub(super) fn entry_items(header: Option<&AuditHeader>) -> Vec<Item> {
    let none = header.is_none().then(|| "There is no entry.".to_owned());
    let block = header.map_or_else(|| none.clone(), undo_block);
    let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
    vec![
        item(Act::Undo, "Undo", "a preview comes first").unless(block),
        item(Act::AsOf, "As of then", "the organization right after it").unless(none.clone()),
        item(Act::History, "History of the record", "").unless(none.clone()),
        item(Act::Copy, "Copy the SID", "of the record").unless(none),
    ]
}

/// Why an entry cannot be undone, as far as its kind tells.
fn undo_block(header: &AuditHeader) -> Option<String> {
    match header.kind {
        EntryKind::Refusal => Some("It was refused; nothing was changed.".into()),
        _ => never(header.command).map(str::to_owned),
    }
}

/// What an action does with an entry, from the list and from its page.
pub(super) fn on_entry(org: OrgSid, act: Act, header: &AuditHeader) -> Vec<Request> {
    let position = header.position;
    match act {
        Act::Undo => match undo_block(header) {
            Some(reason) => vec![Request::Say(Tone::Bad, reason)],
            None => vec![Request::Plan(Command::Undo { org, position })],
        },
        Act::AsOf => vec![Request::AskWhen(Some(position))],
        Act::History => {
            header.subjects.first().map(|key| Request::Open(Page::History(*key))).into_iter().collect()
        }
        Act::Copy => {
            vec![Request::Copy(header.subjects.first().map_or_else(String::new, ToString::to_string))]
        }
        _ => Vec::new(),
    }
}

impl Screen for Audit {
    fn layers(&self) -> &'static [Layer] {
        match self.filter.is_open() {
            true => &[Layer::Filter, Layer::Global],
            false => &[Layer::Audit, Layer::Entries, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page()) {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            if changed {
                self.ask();
            }
            return Vec::new();
        }
        match (act, self.here()) {
            (Act::Back, _) => {
                if self.filter.clear() {
                    self.ask();
                }
                Vec::new()
            }
            (Act::Actions, _) => vec![self.actions()],
            (Act::Open, Some(header)) => vec![Request::Open(Page::Entry(header.position))],
            (act, Some(header)) => on_entry(self.org, act, header),
            _ => Vec::new(),
        }
    }

    fn key(&mut self, chord: Chord, _: &Cx<'_>) {
        if self.filter.key(chord) {
            self.ask();
        }
    }

    fn paste(&mut self, text: &str, _: &Cx<'_>) {
        if self.filter.paste(text) {
            self.ask();
        }
    }

    fn look(&mut self, _: usize, filter: &str) {
        self.filter.set(filter);
        self.ask();
    }

    fn rests(&self) -> bool {
        self.filter.is_empty() && !self.filter.is_open()
    }

    fn changed(&mut self) {
        // What was asked for before may never be answered.
        (self.stale, self.reading, self.asked) = (true, false, None);
    }

    /// Asks for the newest entries after a change, for older ones when the cursor nears the end of what is read, and for
    /// the entry that is shown beside the list.
    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        let mut requests = Vec::new();
        let near = self.list.place() + AHEAD >= self.list.rows().len();
        let filter = || self.filter.filter().clone();
        if std::mem::replace(&mut self.stale, false) {
            requests.push(Request::ReadAudit(None, filter()));
        } else if !self.reading && !self.complete && near && self.begun {
            self.reading = true;
            requests.push(Request::ReadAudit(self.next, filter()));
        }
        let here = self.here().map(|header| header.position);
        if beside::is_wide(cx.size.width)
            && let Some(position) = here
            && self.asked != here
            && self.beside.as_ref().is_none_or(|entry| entry.header.position != position)
        {
            self.asked = here;
            requests.push(Request::ReadEntry(position));
        }
        requests
    }

    /// Takes a page over: older entries, or, after a change, the newest; or the entry beside the list.
    fn take(&mut self, answer: &Answer) {
        match answer {
            Answer::Audit { page, from_head, filter } if filter == self.filter.filter() => {
                let of_headers = page.headers.iter().cloned();
                self.headers.extend(of_headers.map(|header| (header.position, header)));
                if !from_head || !self.begun {
                    self.reading = false;
                    self.begun = true;
                    self.complete = page.next.is_none();
                    self.next = page.next;
                    self.archived = page.archived;
                }
                let rows = self.headers.keys().rev().map(|position| std::cmp::Reverse(*position));
                self.list.set_rows(rows.collect());
            }
            Answer::Entry(entry) if self.asked == Some(entry.header.position) => {
                self.beside = Some(entry.clone());
            }
            _ => {}
        }
    }

    fn status(&self) -> String {
        let shown = text::grouped(u64::try_from(self.list.rows().len()).unwrap_or(u64::MAX));
        match (self.complete, self.reading, self.next) {
            (true, ..) => match self.archived {
                Some(to) => format!("{shown} · up to {to} in an archive"),
                None => shown,
            },
            (false, true, Some(next)) if !self.filter.is_empty() => {
                format!("{shown} · looking further, below position {next}")
            }
            _ => format!("{shown} and more"),
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<ScreenPosition> {
        let bar = paint::row(area, 0);
        let cursor = bar::draw(&[("Audit", None)], 0, &self.filter, bar, cx.theme, buf);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        let here = self.here().map(|header| header.position);
        if let Some(right) = right {
            let entry = self.beside.as_ref().filter(|entry| Some(entry.header.position) == here);
            let pieces = match entry {
                Some(entry) => summary(entry, cx),
                None => Vec::new(),
            };
            beside::draw(&pieces, right, buf, cx);
        }
        let cell = |row: Row, column| {
            self.headers.get(&row.0).map_or((String::new(), Role::Text), |h| cell(h, column, cx))
        };
        let empty = match (self.complete, self.filter.is_empty()) {
            (false, _) => "Reading…",
            (true, true) => "Nothing has happened yet.",
            (true, false) => "No entry matches the filter; Esc clears it.",
        };
        View { list: &self.list, columns: COLUMNS, sorted: None, empty, theme: cx.theme, cell: &cell }
            .draw(left, buf);
        cursor
    }
}

/// The entry beside the list: who and why, then every field before and after.
fn summary(entry: &AuditEntry, cx: &Cx<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Heading(entry.header.command.to_string())];
    pieces.push(Piece::Line(Role::Muted, format!("{} ({})", entry.header.time, entry.header.position)));
    pieces.push(Piece::Line(Role::Text, prose::actor(&entry.header, cx.directory)));
    if let Some(reason) = &entry.reason {
        pieces.push(Piece::Line(Role::Accent, format!("“{}”", shown(reason.as_str()))));
    }
    if let Some(reason) = undo_block(&entry.header) {
        pieces.push(Piece::Line(Role::Muted, format!("No undo: {reason}")));
    }
    pieces.extend(prose::changes(cx.org, entry, cx.directory));
    pieces
}

fn cell(header: &AuditHeader, column: usize, cx: &Cx<'_>) -> Cell {
    match column {
        0 => (ago(header.time, cx.now), Role::Muted),
        1 => (prose::actor(header, cx.directory), Role::Text),
        2 => {
            let role = match header.kind {
                EntryKind::Refusal => Role::Danger,
                EntryKind::Session | EntryKind::Maintenance | EntryKind::Ended(_) => Role::Muted,
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
