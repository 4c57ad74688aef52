//! A moment to go back to: a position of the audit, a time, or how long ago. While it takes long, how far it is.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position as Cursor, Rect};

use super::ask::{draw_lines, split};
use crate::controller::{Refusal, When};
use crate::model::{Position, Timestamp};
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::fields::{self, Field, Form};
use crate::tui::keymap::Act;
use crate::tui::panel::{lines, panel};
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;
use crate::tui::text;
use crate::tui::theme::Role;

/// The dialog.
#[derive(Debug, Clone)]
pub struct AsOf {
    form: Form,
    refusal: Option<Refusal>,
    /// Entries taken back so far, and the time of the last.
    on_the_way: Option<(u64, Timestamp)>,
    busy: bool,
}

impl AsOf {
    /// Asks for a moment; this position stands there already.
    pub fn new(position: Option<Position>) -> Self {
        let hint =
            "A position (57), a time (2026-11-24T03:09:43Z), a day (2026-11-24), or how long ago (2h, 3d).";
        let field = Field::text("Time or position", |_| Ok(())).hint(hint);
        let field = match position {
            Some(position) => field.filled(&position.to_string()),
            None => field,
        };
        Self { form: Form::new(vec![field]), refusal: None, on_the_way: None, busy: false }
    }

    /// Why there is no view of that moment.
    pub fn refuse(&mut self, refusal: Refusal) {
        (self.busy, self.on_the_way, self.refusal) = (false, None, Some(refusal));
    }

    /// How far it is.
    pub fn further(&mut self, taken_back: u64, time: Timestamp) {
        self.on_the_way = Some((taken_back, time));
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Back => vec![Request::StayHere, Request::Close],
            Act::Open if !self.busy => match When::parse(self.form.value(0), cx.now) {
                Ok(when) => {
                    (self.busy, self.refusal) = (true, None);
                    vec![Request::GoBack(when)]
                }
                Err(refusal) => {
                    self.refusal = Some(refusal);
                    Vec::new()
                }
            },
            _ => Vec::new(),
        }
    }

    /// A key for the field.
    pub fn key(&mut self, chord: Chord) {
        if !self.busy {
            self.refusal = None;
            self.form.handle(chord);
        }
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str) {
        if !self.busy {
            self.form.paste(text);
        }
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Cursor> {
        let width = 78.min(screen.width);
        let inside = width.saturating_sub(4);
        let intro = "Every list and page shows the organization as it was; nothing can be changed there.";
        let above = lines(&[Piece::Line(Role::Muted, intro.into()), Piece::Gap], inside, cx.theme);
        let mut below = self.refusal.as_ref().map(prose::refusal).unwrap_or_default();
        if let Some((taken_back, time)) = self.on_the_way {
            let count = text::grouped(taken_back);
            let sentence = format!("{count} entries are taken back, down to {time}. Esc stops.");
            below = vec![Piece::Line(Role::Accent, sentence)];
        }
        let below = lines(&below, inside, cx.theme);
        let form = fields::height(&self.form, inside);
        let wanted = u16::try_from(above.len() + below.len()).unwrap_or(u16::MAX).saturating_add(form);
        let area = panel(screen, width, wanted, "As of", cx.theme, buf);
        let (top, rest) = split(area, above.len().min(usize::from(area.height.saturating_sub(3))));
        draw_lines(&above, top, cx, buf);
        let low = u16::try_from(below.len()).unwrap_or(0).min(rest.height.saturating_sub(2));
        let cursor = fields::draw(&self.form, Rect { height: rest.height - low, ..rest }, cx.theme, buf);
        draw_lines(&below, Rect { y: rest.bottom() - low, height: low, ..rest }, cx, buf);
        cursor.filter(|_| !self.busy)
    }
}
