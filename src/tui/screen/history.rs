//! The history of one record: every entry that changed it, with its fields before and after.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::controller::{History as Steps, differences, name_seen_by};
use crate::model::{AuditEntry, Key};
use crate::tui::answer::Answer;
use crate::tui::cx::Cx;
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::reading;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;
use crate::tui::theme::Role;

/// The page.
#[derive(Debug, Clone)]
pub struct History {
    key: Key,
    steps: Option<Steps>,
    asked: bool,
    offset: usize,
}

impl History {
    /// The page of this record.
    pub const fn new(key: Key) -> Self {
        Self { key, steps: None, asked: false, offset: 0 }
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let name = cx.org.map_or_else(String::new, |org| name_seen_by(org, self.key, cx.directory));
        let mut pieces =
            vec![Piece::Heading(format!("History of {} {name}", self.key.kind().word())), Piece::Gap];
        pieces.extend(steps(self.key, self.steps.as_ref(), cx));
        pieces
    }
}

impl Screen for History {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if act == Act::Back {
            return vec![Request::Leave];
        }
        let text = lines(&self.pieces(cx), cx.size.width, cx.theme).len();
        self.offset = reading(self.offset, act, cx.page(), text);
        Vec::new()
    }

    fn changed(&mut self) {
        self.asked = false;
    }

    fn settle(&mut self, _: &Cx<'_>) -> Vec<Request> {
        let ask = !std::mem::replace(&mut self.asked, true);
        ask.then_some(Request::ReadHistory(self.key)).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::History(key, steps) = answer
            && *key == self.key
        {
            self.steps = Some(steps.clone());
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
        None
    }
}

/// The steps of a record as text; "reading…" until they are there.
pub fn steps(key: Key, history: Option<&Steps>, cx: &Cx<'_>) -> Vec<Piece> {
    match history {
        None => vec![Piece::Line(Role::Muted, "reading…".into())],
        Some(Steps { entries, archived: None }) if entries.is_empty() => {
            vec![Piece::Line(Role::Muted, "none".into())]
        }
        Some(Steps { entries, archived }) => {
            let older = archived.map(|to| format!("Earlier changes are in an archive (entries up to {to})."));
            let older = older.map(|sentence| Piece::Line(Role::Muted, sentence));
            entries.iter().flat_map(|entry| step(key, entry, cx)).chain(older).collect()
        }
    }
}

/// When, what, by whom; then what it changed of this record.
fn step(key: Key, entry: &AuditEntry, cx: &Cx<'_>) -> Vec<Piece> {
    let header = &entry.header;
    let (time, actor) = (header.time, prose::actor(header, cx.directory));
    let mut pieces =
        vec![Piece::Line(Role::Text, format!("{}  {time}  {}  by {actor}", header.position, header.command))];
    if let Some(reason) = &entry.reason {
        pieces.push(Piece::Field("Reason", reason.to_string()));
    }
    if let Some(change) = entry.changes.iter().find(|change| change.key == key)
        && change.before.record().is_some()
    {
        let fields = differences(change.before.record(), change.after.record(), cx.directory);
        pieces.extend(fields.into_iter().map(|field| Piece::Change(field.label, field.before, field.after)));
    }
    pieces
}
