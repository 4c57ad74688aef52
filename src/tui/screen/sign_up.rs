//! Sign-up, step by step: who you are and your first account; the code sent to the address; a phone number; its digits.
//!
//! Each step is committed before the next is shown, so that leaving half-way loses nothing.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::{Command, Refusal, RefusalCode, Remedy, TypedCode};
use crate::model::{AccountSid, Email, Label, PersonName, Phone, SignUpSid};
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::code_pieces;
use crate::tui::dialog::purpose::RequestInvitation;
use crate::tui::effect::Secret;
use crate::tui::fields::{self, Field, Form};
use crate::tui::keymap::{Act, Layer};
use crate::tui::paint;
use crate::tui::panel::lines;
use crate::tui::place::Place;
use crate::tui::prose::{self, Piece};
use crate::tui::request::Request;
use crate::tui::theme::Role;

/// Where a sign-up stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    About,
    Code { sign_up: SignUpSid, email: Email },
    Phone { account: AccountSid },
    Digits { account: AccountSid, phone: Phone },
}

/// The screen.
#[derive(Debug, Clone)]
pub struct SignUp {
    step: Step,
    form: Form,
    code: Option<String>,
    refusal: Option<Refusal>,
    /// The name as it was typed on the first step.
    name: String,
    /// Nobody has signed up in this store yet.
    first: bool,
}

fn email(text: &str) -> Result<(), String> {
    Email::parse(text).map(|_| ()).map_err(|error| format!("{error}."))
}

fn name(text: &str) -> Result<(), String> {
    PersonName::parse("Your name", text).map(|_| ()).map_err(|error| format!("{error}."))
}

fn account(text: &str) -> Result<(), String> {
    Label::parse("The account name", text).map(|_| ()).map_err(|error| format!("{error}."))
}

fn phone(text: &str) -> Result<(), String> {
    Phone::parse(text).map(|_| ()).map_err(|error| format!("{error}."))
}

impl SignUp {
    /// The first step.
    pub fn new(address: Option<&Email>, cx: &Cx<'_>) -> Self {
        let fields = vec![
            Field::text("Your name", name),
            Field::text("E-mail address", email)
                .hint("It is how you sign in; a code proves that it is yours.")
                .filled(address.map_or("", Email::as_str)),
            Field::text("Your first account", account)
                .hint("A container for what you build: resources, settings, billing. It starts on trial.")
                .filled("My first account"),
        ];
        let first = !cx.directory.has_users();
        Self {
            step: Step::About,
            form: Form::new(fields),
            code: None,
            refusal: None,
            name: String::new(),
            first,
        }
    }

    /// Goes on to the code of a sign-up that has been begun.
    pub fn await_code(&mut self, sign_up: SignUpSid, email: Email) {
        self.go(Step::Code { sign_up, email }, vec![Field::code("Code")]);
    }

    /// Goes on to the phone number.
    pub fn ask_phone(&mut self, account: AccountSid) {
        let field = Field::text("Phone number", phone).hint("With the country code: +1 415 555 0100");
        self.go(Step::Phone { account }, vec![field]);
    }

    /// Goes on to the digits sent there.
    pub fn await_digits(&mut self, account: AccountSid, phone: Phone) {
        self.go(Step::Digits { account, phone }, vec![Field::code("Six digits")]);
    }

    fn go(&mut self, step: Step, fields: Vec<Field>) {
        let name = std::mem::take(&mut self.name);
        *self = Self { step, form: Form::new(fields), code: None, refusal: None, name, first: self.first };
    }

    /// The code that may be shown on this step.
    pub const fn secret(&self) -> Option<Secret> {
        match &self.step {
            Step::Code { sign_up, .. } => Some(Secret::SignUp(*sign_up)),
            Step::Digits { account, .. } => Some(Secret::Phone(*account)),
            Step::About | Step::Phone { .. } => None,
        }
    }

    /// Shows the code.
    pub fn show_code(&mut self, code: Option<String>) {
        self.code = code;
    }

    /// Says why not.
    pub fn refuse(&mut self, refusal: Refusal) {
        match (refusal.code, &self.step) {
            (RefusalCode::WrongCode | RefusalCode::CodeNeeded, _) => self.form.refuse(0, refusal.to_string()),
            (RefusalCode::EmailTaken, Step::About) => self.form.refuse(1, refusal.to_string()),
            _ => self.refusal = Some(refusal),
        }
    }

    /// The address that was refused and may ask to be invited.
    fn may_request(&self) -> Option<Email> {
        let refusal = self.refusal.as_ref()?;
        if refusal.leads_to != Some(Remedy::RequestInvitation) {
            return None;
        }
        match &self.step {
            Step::About => Email::parse(self.form.value(1)).ok(),
            Step::Code { email, .. } => Some(email.clone()),
            Step::Phone { .. } | Step::Digits { .. } => None,
        }
    }

    /// The layers of its keys, innermost first.
    pub fn layers(&self) -> &'static [Layer] {
        if self.may_request().is_some() {
            return &[Layer::Refused, Layer::Form, Layer::Global];
        }
        match (&self.step, self.code.is_some()) {
            (Step::Code { .. } | Step::Digits { .. }, true) => {
                &[Layer::CodeForm, Layer::SignUp, Layer::Form, Layer::Global]
            }
            (Step::About, _) => &[Layer::Form, Layer::Global],
            _ => &[Layer::SignUp, Layer::Form, Layer::Global],
        }
    }

    /// Whether anything was typed that is not committed.
    pub fn is_dirty(&self) -> bool {
        self.form.is_dirty()
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, _: &Cx<'_>) -> Vec<Request> {
        match (act, &self.step) {
            (Act::NextField, _) => self.form.step(true),
            (Act::PreviousField, _) => self.form.step(false),
            (Act::UseCode, _) => {
                if let (Some(code), Some(at)) = (self.code.clone(), self.form.code_field()) {
                    self.form.fill(at, &code);
                }
            }
            (Act::NewCode, Step::Code { sign_up, .. }) => {
                return vec![Request::Plan(Command::ResendSignUp { sign_up: *sign_up })];
            }
            (Act::NewCode, Step::Digits { account, phone }) => {
                return vec![Request::Plan(Command::SetPhone { account: *account, phone: phone.clone() })];
            }
            (Act::Skip | Act::Back, Step::Phone { .. } | Step::Digits { .. }) => {
                return vec![Request::Go(Place::Mine)];
            }
            (Act::Back, _) => {
                return vec![if self.first { Request::Quit } else { Request::Go(Place::SignIn) }];
            }
            (Act::Open, _) => {
                if let Some(email) = self.may_request() {
                    return vec![Request::ask(RequestInvitation { email, name: self.name.clone() })];
                }
                return self.submit();
            }
            _ => {}
        }
        Vec::new()
    }

    fn submit(&mut self) -> Vec<Request> {
        self.refusal = None;
        if !self.form.check() {
            return Vec::new();
        }
        let command = match &self.step {
            Step::About => {
                let parsed = (
                    PersonName::parse("Your name", self.form.value(0)),
                    Email::parse(self.form.value(1)),
                    Label::parse("The account name", self.form.value(2)),
                );
                self.name = self.form.value(0).to_owned();
                match parsed {
                    (Ok(name), Ok(email), Ok(account)) => Command::SignUp { email, name, account },
                    _ => return Vec::new(),
                }
            }
            Step::Code { sign_up, .. } => {
                Command::ConfirmSignUp { sign_up: *sign_up, code: TypedCode::new(self.form.value(0)) }
            }
            Step::Phone { account } => match Phone::parse(self.form.value(0)) {
                Ok(phone) => Command::SetPhone { account: *account, phone },
                Err(_) => return Vec::new(),
            },
            Step::Digits { account, .. } => {
                Command::ConfirmPhone { account: *account, code: TypedCode::new(self.form.value(0)) }
            }
        };
        vec![Request::Plan(command)]
    }

    /// A key for the focused field.
    pub fn key(&mut self, chord: Chord) {
        self.form.handle(chord);
        self.refusal = None;
    }

    /// A pasted text.
    pub fn paste(&mut self, pasted: &str) {
        self.form.paste(pasted);
    }

    fn heading(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let (step, sentence) = match &self.step {
            Step::About if self.first => (
                1,
                format!(
                    "Welcome to orgadm. This store is new: {}. You become its first user; an organization comes next.",
                    cx.store
                ),
            ),
            Step::About => (1, "A user is the who, an account the what: you get one of each.".into()),
            Step::Code { email, .. } if cx.posts.mail => {
                (2, format!("A code goes to {email}. It counts for 24 hours."))
            }
            Step::Code { email, .. } => (2, format!("A code was written for {email}. It counts for 24 hours.")),
            Step::Phone { .. } => (
                3,
                "Creating an organization needs an account of yours with a verified phone number. Ctrl+S does it later."
                    .into(),
            ),
            Step::Digits { phone, .. } if cx.posts.phone => (4, format!("Six digits go to {phone}.")),
            Step::Digits { phone, .. } => (4, format!("Six digits were written for {phone}.")),
        };
        let mut pieces = vec![
            Piece::Heading(format!("Sign up {} step {step} of 4", cx.theme.glyphs().dot)),
            Piece::Line(Role::Muted, sentence),
            Piece::Gap,
        ];
        pieces.extend(code_pieces(self.code.as_deref(), self.secret(), cx.posts));
        pieces
    }

    /// Draws it; returns where the cursor belongs.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let width = 76.min(area.width.saturating_sub(4));
        let top = area.height / 10;
        let column =
            Rect { x: area.x + (area.width - width) / 2, width, y: area.y + top, height: area.height - top };
        let above = lines(&self.heading(cx), width, cx.theme);
        let mut below = self.refusal.as_ref().map(prose::refusal).unwrap_or_default();
        if self.may_request().is_some() {
            below.push(Piece::Gap);
            below.push(Piece::Line(Role::Accent, "Enter requests an invitation.".into()));
        }
        let below = lines(&below, width, cx.theme);
        let mut y = 0;
        for line in &above {
            paint::line(buf, paint::row(column, y), line, cx.theme);
            y = y.saturating_add(1);
        }
        let room = column.height.saturating_sub(y).saturating_sub(u16::try_from(below.len()).unwrap_or(0));
        let form = Rect { y: column.y + y.min(column.height), height: room, ..column };
        let cursor = fields::draw(&self.form, form, cx.theme, buf);
        y += fields::height(&self.form, width).min(room);
        for line in &below {
            paint::line(buf, paint::row(column, y), line, cx.theme);
            y = y.saturating_add(1);
        }
        cursor
    }
}
