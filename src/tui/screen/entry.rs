//! One audit entry: who, why, and every field before and after.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use crate::model::{AuditEntry, Position as AuditPosition};
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
    position: AuditPosition,
    entry: Option<Box<AuditEntry>>,
    asked: bool,
    offset: usize,
}

impl Entry {
    /// The page of this entry, which is being read.
    pub const fn new(position: AuditPosition) -> Self {
        Self { position, entry: None, asked: false, offset: 0 }
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
