//! One audit entry: who, why, and every field before and after.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use super::audit::{entry_items, on_entry};
use crate::model::{AuditEntry, OrgSid, Position as AuditPosition};
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
pub struct Entry {
    org: OrgSid,
    position: AuditPosition,
    entry: Option<Box<AuditEntry>>,
    asked: bool,
    offset: usize,
}

impl Entry {
    /// The page of this entry, which is being read.
    pub const fn new(org: OrgSid, position: AuditPosition) -> Self {
        Self { org, position, entry: None, asked: false, offset: 0 }
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        match &self.entry {
            Some(entry) => {
                let mut pieces = vec![Piece::Heading(entry.header.command.to_string()), Piece::Gap];
                pieces.extend(prose::entry(cx.org, entry, cx.directory));
                pieces
            }
            None => vec![Piece::Line(Role::Muted, "Reading…".into())],
        }
    }
}

impl Screen for Entry {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Audit, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if act == Act::Back {
            return vec![Request::Leave];
        }
        if let Some(entry) = &self.entry {
            if act == Act::Actions {
                let items = entry_items(Some(&entry.header));
                let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
                return vec![Request::Menu("Actions".into(), items, at)];
            }
            let requests = on_entry(self.org, act, &entry.header);
            if !requests.is_empty() {
                return requests;
            }
        }
        let text = lines(&self.pieces(cx), cx.size.width, cx.theme).len();
        self.offset = reading(self.offset, act, cx.page(), text);
        Vec::new()
    }

    fn changed(&mut self) {
        // What was asked for before may never be answered.
        self.asked &= self.entry.is_some();
    }

    fn settle(&mut self, _: &Cx<'_>) -> Vec<Request> {
        let ask = !std::mem::replace(&mut self.asked, true);
        ask.then_some(Request::ReadEntry(self.position)).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Entry(entry) = answer
            && entry.header.position == self.position
        {
            self.entry = Some(entry.clone());
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
        None
    }
}
