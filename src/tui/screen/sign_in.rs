//! The sign-in picker: filters as you type, lists nobody before two letters.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::inviter;
use crate::model::Email;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::fields::{self, Field, Form, Found};
use crate::tui::keymap::{Act, Layer};
use crate::tui::panel::lines;
use crate::tui::place::Place;
use crate::tui::prose::Piece;
use crate::tui::request::Request;
use crate::tui::theme::Role;
use crate::tui::{paint, text};

/// Most people suggested.
const MOST: usize = 20;

/// The screen.
#[derive(Debug, Clone)]
pub struct SignIn {
    form: Form,
}

impl Default for SignIn {
    fn default() -> Self {
        let field =
            Field::search("Who are you?").hint("Type your name or e-mail address; at least two letters.");
        Self { form: Form::new(vec![field]) }
    }
}

impl SignIn {
    /// The layers of its keys, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        &[Layer::SignIn, Layer::Global]
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Up => {
                self.form.handle(Chord::UP);
            }
            Act::Down => {
                self.form.handle(Chord::DOWN);
            }
            Act::SignUp => return vec![Request::Go(Place::SignUp(Email::parse(self.form.value(0)).ok()))],
            Act::Back if self.form.value(0).is_empty() => return vec![Request::Quit],
            Act::Back => {
                self.form.fill(0, "");
                self.suggest(cx);
            }
            Act::Open => return self.choose(cx),
            _ => {}
        }
        Vec::new()
    }

    fn choose(&mut self, _: &Cx<'_>) -> Vec<Request> {
        let Some(found) = self.form.found(0) else {
            let typed = self.form.value(0).trim();
            let sentence = match typed.chars().count() {
                0..2 => "Type at least two letters of your name or address.".to_owned(),
                _ => format!("Nobody here is called {}; Ctrl+N signs up.", text::clean(typed)),
            };
            self.form.refuse(0, sentence);
            return Vec::new();
        };
        match (found.value.parse(), Email::parse(&found.value)) {
            (Ok(user), _) => vec![Request::SignIn(user)],
            (_, Ok(email)) if found.detail.starts_with(INVITED) => vec![Request::Go(Place::Visitor(email))],
            (_, Ok(email)) => vec![Request::Go(Place::SignUp(Some(email)))],
            _ => Vec::new(),
        }
    }

    /// A key for the line.
    pub fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        self.form.handle(chord);
        self.suggest(cx);
    }

    /// A pasted text.
    pub fn paste(&mut self, pasted: &str, cx: &Cx<'_>) {
        self.form.paste(pasted);
        self.suggest(cx);
    }

    /// Users that fit; an address without a user leads to its invitations, or to a sign-up.
    fn suggest(&mut self, cx: &Cx<'_>) {
        let typed = self.form.value(0).to_owned();
        let mut found: Vec<Found> = cx
            .directory
            .suggest_sign_in(&typed, MOST)
            .into_iter()
            .filter_map(|sid| cx.directory.user(sid))
            .map(|row| Found {
                label: row.name.to_string(),
                detail: row.email.to_string(),
                value: row.sid.to_string(),
            })
            .collect();
        if let Ok(email) = Email::parse(&typed)
            && cx.directory.user_with(&email).is_none()
        {
            let value = email.to_string();
            match cx.directory.inbox_of(email.as_str(), cx.now).first() {
                Some(sid) => {
                    let row = cx.directory.invitation(*sid);
                    let name = row.map_or_else(String::new, |row| inviter(row, cx.directory));
                    found.insert(
                        0,
                        Found { label: value.clone(), detail: format!("{INVITED} {name}"), value },
                    );
                }
                None => found.push(Found {
                    label: value.clone(),
                    detail: "sign up with this address".into(),
                    value,
                }),
            }
        }
        self.form.suggest(0, found);
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let width = 72.min(area.width.saturating_sub(4));
        let column = Rect { x: area.x + (area.width - width) / 2, width, ..area };
        let top = area.height / 6;
        let column = Rect { y: column.y + top, height: column.height - top, ..column };
        let intro = vec![
            Piece::Heading("Sign in".into()),
            Piece::Line(
                Role::Muted,
                "Whoever may read this store is trusted to say who they are; every change records both."
                    .into(),
            ),
            Piece::Gap,
        ];
        let intro = lines(&intro, width, cx.theme);
        for (n, line) in intro.iter().enumerate() {
            paint::line(buf, paint::row(column, u16::try_from(n).unwrap_or(u16::MAX)), line, cx.theme);
        }
        let used = u16::try_from(intro.len()).unwrap_or(0).min(column.height);
        let form = Rect { y: column.y + used, height: column.height - used, ..column };
        fields::draw(&self.form, form, cx.theme, buf)
    }
}

const INVITED: &str = "invited to";
