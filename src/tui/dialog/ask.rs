//! A form in a dialog: what is typed becomes a command, the command becomes a preview.

use std::sync::Arc;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::purpose::Purpose;
use crate::controller::{Command, Refusal};
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, Posts};
use crate::tui::effect::Secret;
use crate::tui::fields::{self, Form, FormEvent};
use crate::tui::keymap::Act;
use crate::tui::paint;
use crate::tui::panel::{lines, panel};
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;
use crate::tui::theme::Role;

/// A form with its purpose.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What it is for.
    pub purpose: Arc<dyn Purpose>,
    form: Form,
    code: Option<String>,
    refusal: Option<Refusal>,
}

impl Ask {
    /// An empty form.
    pub fn new(purpose: Arc<dyn Purpose>, cx: &Cx<'_>) -> Self {
        let mut ask = Self { form: purpose.form(cx), purpose, code: None, refusal: None };
        ask.suggest(cx);
        ask
    }

    /// Whether the form needs nothing typed and can become its command at once.
    pub fn is_empty(&self) -> bool {
        fields::height(&self.form, 80) == 0
    }

    /// The command that the fields become; `Err` names the field that is wrong.
    pub fn command(&self) -> Result<Command, (usize, String)> {
        self.purpose.command(&self.form)
    }

    /// Shows the code above the form.
    pub fn show_code(&mut self, code: Option<String>) {
        self.code = code;
    }

    /// Whether a code is shown that can be put into its field.
    pub const fn shows_code(&self) -> bool {
        self.code.is_some()
    }

    /// Says why not: under the field it is about, else below all fields.
    pub fn refuse(&mut self, refusal: Refusal) {
        match self.purpose.field_of(&self.form, &refusal) {
            Some(at) => {
                self.form.refuse(at, refusal.to_string());
                self.refusal = None;
            }
            None => self.refusal = Some(refusal),
        }
    }

    /// Somebody committed something: what the form begins with may be another now.
    pub fn changed(&mut self, cx: &Cx<'_>) {
        let now = self.purpose.form(cx);
        self.form.underneath(&now);
        self.suggest(cx);
    }

    /// Whether anything was typed.
    pub fn is_dirty(&self) -> bool {
        self.form.is_dirty()
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Back => vec![Request::Close],
            Act::NextField => {
                self.form.step(true);
                Vec::new()
            }
            Act::PreviousField => {
                self.form.step(false);
                Vec::new()
            }
            Act::UseCode => {
                if let (Some(code), Some(at)) = (self.code.clone(), self.form.code_field()) {
                    self.form.fill(at, &code);
                }
                Vec::new()
            }
            Act::Open => self.submit(cx),
            _ => Vec::new(),
        }
    }

    fn submit(&mut self, _: &Cx<'_>) -> Vec<Request> {
        self.refusal = None;
        if !self.form.check() {
            return Vec::new();
        }
        match self.command() {
            Ok(command) => vec![Request::Plan(command)],
            Err((at, sentence)) => {
                self.form.refuse(at, sentence);
                Vec::new()
            }
        }
    }

    /// A key for the focused field.
    pub fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        if self.form.handle(chord) == FormEvent::Edited {
            self.refusal = None;
            self.suggest(cx);
        }
    }

    /// A pasted text.
    pub fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        self.form.paste(text);
        self.suggest(cx);
    }

    fn suggest(&mut self, cx: &Cx<'_>) {
        self.purpose.adapt(&mut self.form);
        for (at, found) in self.purpose.suggestions(&self.form, cx) {
            self.form.suggest(at, found);
        }
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let width = self.purpose.width().min(screen.width);
        let inside = width.saturating_sub(4);
        let mut above = vec![Piece::Line(Role::Muted, self.purpose.intro(cx)), Piece::Gap];
        above.extend(code_pieces(self.code.as_deref(), self.purpose.secret(), cx.posts));
        let above = lines(&above, inside, cx.theme);
        let below = self.refusal.as_ref().map(prose::refusal).unwrap_or_default();
        let below = lines(&below, inside, cx.theme);
        let form = fields::height(&self.form, inside);
        let wanted = above.len() + below.len() + usize::from(form);
        let wanted = u16::try_from(wanted).unwrap_or(u16::MAX);
        let area = panel(screen, width, wanted, self.purpose.title(), cx.theme, buf);
        let (top, rest) = split(area, above.len().min(usize::from(area.height.saturating_sub(3))));
        draw_lines(&above, top, cx, buf);
        let low = u16::try_from(below.len()).unwrap_or(0).min(rest.height.saturating_sub(2));
        let middle = Rect { height: rest.height - low, ..rest };
        let cursor = fields::draw(&self.form, middle, cx.theme, buf);
        draw_lines(&below, Rect { y: rest.y + middle.height, height: low, ..rest }, cx, buf);
        cursor
    }
}

/// The code, and why it stands on the screen.
pub fn code_pieces(code: Option<&str>, wanted: Option<Secret>, posts: Posts) -> Vec<Piece> {
    let sent = match wanted {
        Some(Secret::Phone(_)) => posts.phone,
        Some(Secret::SignUp(_) | Secret::Invitation(_)) => posts.mail,
        None => false,
    };
    match code {
        Some(code) => vec![
            Piece::Line(
                Role::Text,
                match (posts.mail, posts.phone) {
                    (true, _) => "Nothing is sent to phones: no courier for them is configured. The code is",
                    (_, true) => "Nothing is sent to addresses: no courier for them is configured. The code is",
                    _ => "Nothing is sent yet: no mail or phone courier is configured. The code is",
                }
                .into(),
            ),
            Piece::Gap,
            Piece::Line(Role::Accent, format!("    {code}")),
            Piece::Gap,
        ],
        None if sent => vec![
            Piece::Line(
                Role::Text,
                "The code is on its way; that may take a moment. It is shown nowhere but in the message.".into(),
            ),
            Piece::Gap,
        ],
        None if wanted.is_some() => vec![
            Piece::Line(
                Role::Text,
                "The code is in the outbox; whoever operates this host reads it with orgadm support show-code.".into(),
            ),
            Piece::Gap,
        ],
        None => Vec::new(),
    }
}

pub(super) fn split(area: Rect, top: usize) -> (Rect, Rect) {
    let top = u16::try_from(top).unwrap_or(u16::MAX).min(area.height);
    (Rect { height: top, ..area }, Rect { y: area.y + top, height: area.height - top, ..area })
}

pub(super) fn draw_lines(lines: &[Line<'_>], area: Rect, cx: &Cx<'_>, buf: &mut Buffer) {
    for (n, line) in lines.iter().take(usize::from(area.height)).enumerate() {
        paint::line(buf, paint::row(area, u16::try_from(n).unwrap_or(u16::MAX)), line, cx.theme);
    }
}
