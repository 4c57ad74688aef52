//! What-if: an address is typed, and what signing up with it or inviting it would do stands under it, with the rule that
//! decides. It changes nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::ask::split;
use crate::controller::{Refusal, Verdict, WhatIf as Found};
use crate::model::Email;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::fields::{self, Field, Form, FormEvent};
use crate::tui::keymap::Act;
use crate::tui::panel::{lines, panel, scrolled};
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;
use crate::tui::theme::Role;

/// The dialog.
#[derive(Debug, Clone)]
pub struct WhatIf {
    form: Form,
    /// The address that was asked about last.
    asked: Option<Email>,
    found: Option<Found>,
    refusal: Option<Refusal>,
    offset: usize,
}

impl WhatIf {
    /// An empty one.
    pub fn new() -> Self {
        let form = Form::new(vec![Field::text("E-mail address", |_| Ok(()))]);
        Self { form, asked: None, found: None, refusal: None, offset: 0 }
    }

    /// Asks about the address as soon as one stands there.
    pub fn settle(&mut self) -> Option<Request> {
        let typed = Email::parse(self.form.value(0)).ok();
        if typed == self.asked {
            return None;
        }
        (self.asked, self.found, self.refusal, self.offset) = (typed.clone(), None, None, 0);
        typed.map(Request::WhatIf)
    }

    /// Takes an answer over, if it is about the address that stands there.
    pub fn take(&mut self, found: Found) {
        if self.asked.as_ref() == Some(&found.email) {
            self.found = Some(found);
        }
    }

    /// Why it cannot be answered.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.refusal = Some(refusal);
    }

    /// What an action does.
    pub fn act(&mut self, act: Act) -> Vec<Request> {
        match act {
            Act::Back => return vec![Request::Close],
            Act::Up => self.offset = self.offset.saturating_sub(1),
            Act::Down => self.offset = self.offset.saturating_add(1).min(1_000),
            Act::PageUp => self.offset = self.offset.saturating_sub(8),
            Act::PageDown => self.offset = self.offset.saturating_add(8).min(1_000),
            _ => {}
        }
        Vec::new()
    }

    /// A key for the field.
    pub fn key(&mut self, chord: Chord) {
        if self.form.handle(chord) == FormEvent::Edited {
            self.refusal = None;
        }
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        if let Some(refusal) = &self.refusal {
            return prose::refusal(refusal);
        }
        match (&self.asked, &self.found) {
            (None, _) => vec![Piece::Line(
                Role::Muted,
                "The answer stands here as soon as an address does. Nothing is changed.".into(),
            )],
            (Some(_), None) => vec![Piece::Line(Role::Muted, "Looking…".into())],
            (_, Some(found)) => {
                let mut pieces: Vec<Piece> =
                    found.known.iter().map(|line| Piece::Line(Role::Muted, line.clone())).collect();
                found.verdicts.iter().for_each(|verdict| pieces.extend(told(verdict, cx)));
                pieces
            }
        }
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let width = 84.min(screen.width.saturating_sub(2)).max(20);
        let inside = width.saturating_sub(4);
        let below = lines(&self.pieces(cx), inside.saturating_sub(1), cx.theme);
        let form = fields::height(&self.form, inside);
        // As high as the screen allows, so that it does not jump while one types.
        let area = panel(screen, width, screen.height.saturating_sub(6).min(24), "What if", cx.theme, buf);
        let (top, rest) = split(area, usize::from(form));
        let cursor = fields::draw(&self.form, top, cx.theme, buf);
        scrolled(&below, self.offset, rest, cx.theme, buf);
        cursor
    }
}

impl Default for WhatIf {
    fn default() -> Self {
        Self::new()
    }
}

/// One way in: what comes of it, and which rule decides.
fn told(verdict: &Verdict, cx: &Cx<'_>) -> Vec<Piece> {
    let mut pieces = vec![Piece::Gap, Piece::Heading(verdict.way.clone())];
    let glyphs = cx.theme.glyphs();
    let (role, sign) = match verdict.refused {
        Some(_) => (Role::Danger, glyphs.danger),
        None => (Role::Ok, glyphs.ok),
    };
    pieces.push(Piece::Line(role, format!("{sign} {}", verdict.sentence)));
    if let Some(rule) = verdict.rule {
        pieces.push(Piece::Line(Role::Accent, format!("Rule: {rule}")));
    }
    pieces.extend(verdict.follows.iter().map(|line| Piece::Line(Role::Text, line.clone())));
    if let Some((code, remedy)) = &verdict.refused {
        pieces.push(Piece::Line(Role::Text, remedy.clone()));
        pieces.push(Piece::Line(Role::Muted, format!("code: {code}")));
    }
    pieces
}
