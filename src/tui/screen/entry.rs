//! One audit entry: who, why, and every field before and after.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::model::{AuditEntry, Position};
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
    /// Which entry.
    pub position: Position,
    entry: Option<Box<AuditEntry>>,
    offset: usize,
}

impl Entry {
    /// The page of this entry, which is being read.
    pub const fn new(position: Position) -> Self {
        Self { position, entry: None, offset: 0 }
    }

    /// Takes what was read over.
    pub fn set(&mut self, entry: Box<AuditEntry>) {
        self.entry = Some(entry);
    }

    /// The layers of its keys, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        &[Layer::Reading, Layer::Place, Layer::Global]
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

    /// What an action does. `Back` is the app's.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let text = lines(&self.pieces(cx), cx.size.width, cx.theme).len();
        self.offset = reading(self.offset, act, cx.page(), text);
        Vec::new()
    }

    /// Draws it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
    }
}
