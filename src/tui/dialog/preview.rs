//! The preview of a plan: what changes, what follows, what cannot be undone; boxes to tick, a name or
//! a number to type, a reason.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::{Conflict, Consent, Plan, Refusal};
use crate::model::Reason;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::fields::{self, Field, Form};
use crate::tui::keymap::Act;
use crate::tui::panel::{lines, panel, scrolled};
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;

use super::ask::{draw_lines, split};

/// A plan before it is committed.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The plan.
    pub plan: Plan,
    /// The preview that fell away and why, when this one takes its place.
    conflict: Option<Conflict>,
    form: Form,
    refusal: Option<Refusal>,
    busy: bool,
    offset: usize,
}

fn reason(text: &str) -> Result<(), String> {
    if text.trim().is_empty() {
        return Ok(());
    }
    Reason::parse("The reason", text).map(|_| ()).map_err(|error| format!("{error}."))
}

fn needed_reason(text: &str) -> Result<(), String> {
    Reason::parse("The reason", text).map(|_| ()).map_err(|error| format!("{error}."))
}

impl Preview {
    /// Shows a plan, in place of one that fell away if there was one.
    pub fn new(plan: Plan, conflict: Option<Conflict>) -> Self {
        let mut fields: Vec<Field> =
            plan.acknowledgements.iter().map(|needed| Field::tick(needed.sentence.clone())).collect();
        if let Some(needed) = &plan.confirmation {
            fields.push(Field::text(format!("Type {}: {}", needed.what, needed.text), |_| Ok(())));
        }
        if let Some(brake) = &plan.brake {
            let label = format!("Type the number {} to go on", brake.count);
            fields.push(Field::text(label, |_| Ok(())).hint(brake.sentence.clone()));
        }
        fields.push(match plan.reason_required {
            true => Field::text("Reason", needed_reason),
            false => Field::text("Reason (optional)", reason),
        });
        Self { plan, conflict, form: Form::new(fields), refusal: None, busy: false, offset: 0 }
    }

    /// It was not committed; it can be tried again.
    pub fn rest(&mut self) {
        self.busy = false;
    }

    /// Says why it was not committed.
    pub fn refuse(&mut self, refusal: Refusal) {
        self.busy = false;
        self.refusal = Some(refusal);
    }

    /// Whether anything was typed.
    pub fn is_dirty(&self) -> bool {
        self.form.is_dirty()
    }

    /// What was ticked and typed.
    pub fn consent(&self) -> Consent {
        let boxes = self.plan.acknowledgements.len();
        let typed = usize::from(self.plan.confirmation.is_some());
        let counted = usize::from(self.plan.brake.is_some());
        let acknowledged = self
            .plan
            .acknowledgements
            .iter()
            .enumerate()
            .filter(|(at, _)| self.form.ticked(*at))
            .map(|(_, needed)| needed.code.to_owned())
            .collect();
        Consent {
            acknowledged,
            confirmed: (typed > 0).then(|| self.form.value(boxes).to_owned()),
            count: (counted > 0).then(|| self.form.value(boxes + typed).trim().parse().ok()).flatten(),
            reason: Reason::parse("The reason", self.form.value(boxes + typed + counted)).ok(),
        }
    }

    /// What an action does.
    pub fn act(&mut self, act: Act) -> Vec<Request> {
        match act {
            Act::Back => return vec![Request::Close],
            Act::NextField => self.form.step(true),
            Act::PreviousField => self.form.step(false),
            Act::PageDown => self.offset = self.offset.saturating_add(8).min(10_000),
            Act::PageUp => self.offset = self.offset.saturating_sub(8),
            Act::CopyLine => return vec![Request::Copy(self.plan.line_with_safeguards())],
            Act::Open if !self.busy => {
                self.refusal = None;
                if !self.form.check() {
                    return Vec::new();
                }
                match self.plan.check_consent(&self.consent()) {
                    Ok(()) => {
                        self.busy = true;
                        return vec![Request::Commit];
                    }
                    Err(refusal) => self.refusal = Some(refusal),
                }
            }
            _ => {}
        }
        Vec::new()
    }

    /// A key for the focused field.
    pub fn key(&mut self, chord: Chord) {
        self.refusal = None;
        self.form.handle(chord);
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str) {
        self.form.paste(text);
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let mut pieces = Vec::new();
        if let Some(conflict) = &self.conflict {
            pieces.extend(prose::conflict(conflict, cx.directory));
        }
        pieces.extend(prose::plan(&self.plan, cx.directory));
        pieces
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let width = 96.min(screen.width.saturating_sub(2)).max(20);
        let inside = width.saturating_sub(4);
        let body = lines(&self.pieces(cx), inside.saturating_sub(1), cx.theme);
        let below = self.refusal.as_ref().map(prose::refusal).unwrap_or_default();
        let below = lines(&below, inside, cx.theme);
        let form = fields::height(&self.form, inside);
        let wanted = u16::try_from(body.len() + 1 + below.len()).unwrap_or(u16::MAX).saturating_add(form);
        // The header and footer of the page stay visible.
        let room = Rect { y: screen.y + 1, height: screen.height.saturating_sub(3), ..screen };
        let area =
            panel(screen, width, wanted.min(room.height.saturating_sub(2)), &self.plan.title, cx.theme, buf);
        let fixed = usize::from(form).min(usize::from(area.height / 2)) + below.len();
        let (top, rest) = split(area, usize::from(area.height).saturating_sub(fixed));
        let top = Rect { height: top.height.saturating_sub(1), ..top };
        scrolled(&body, self.offset, top, cx.theme, buf);
        let (fields_area, low) = split(rest, usize::from(rest.height).saturating_sub(below.len()));
        let cursor = fields::draw(&self.form, fields_area, cx.theme, buf);
        draw_lines(&below, low, cx, buf);
        cursor
    }
}
