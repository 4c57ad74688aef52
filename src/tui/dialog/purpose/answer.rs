//! Answer an invitation.

use super::{Asked, Purpose, sentence, wrong};
use crate::controller::{Command, Refusal, RefusalCode, TypedCode, inviter};
use crate::model::{InvitationSid, PersonName};
use crate::tui::cx::Cx;
use crate::tui::effect::Secret;
use crate::tui::fields::{Field, Form};

/// What an answer to an invitation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// The address has no user yet.
    pub name: bool,
    /// The address was never proven.
    pub code: bool,
}

/// Accepts this invitation.
#[derive(Debug, Clone, Copy)]
pub struct Accept(pub InvitationSid, pub Needs);

/// Declines this invitation.
#[derive(Debug, Clone, Copy)]
pub struct Decline(pub InvitationSid, pub Needs);

const NAME: &str = "Your name";

fn person(text: &str) -> Result<(), String> {
    PersonName::parse(NAME, text).map(|_| ()).map_err(sentence)
}

fn code_field() -> Field {
    Field::code("Code of the invitation")
}

fn typed(form: &Form) -> Option<TypedCode> {
    form.code_field().map(|at| TypedCode::new(form.value(at)))
}

fn intro(sid: InvitationSid, cx: &Cx<'_>) -> String {
    cx.directory.invitation(sid).map_or_else(String::new, |row| {
        format!("{} invites {} as {}.", inviter(row, cx.directory), row.email, row.offer())
    })
}

fn about_code(form: &Form, refusal: &Refusal) -> Option<usize> {
    let about_code = matches!(refusal.code, RefusalCode::WrongCode | RefusalCode::CodeNeeded);
    form.code_field().filter(|_| about_code)
}

impl Purpose for Accept {
    fn title(&self) -> &'static str {
        "Accept the invitation"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        intro(self.0, cx)
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let name = self.1.name.then(|| Field::text(NAME, person));
        Form::new(name.into_iter().chain(self.1.code.then(code_field)).collect())
    }

    fn secret(&self) -> Option<Secret> {
        self.1.code.then_some(Secret::Invitation(self.0))
    }

    fn command(&self, form: &Form) -> Asked {
        let name = match self.1.name {
            true => Some(PersonName::parse(NAME, form.value(0)).map_err(wrong(0))?),
            false => None,
        };
        Ok(Command::AcceptInvitation { invitation: self.0, code: typed(form), name })
    }

    fn field_of(&self, form: &Form, refusal: &Refusal) -> Option<usize> {
        about_code(form, refusal)
    }
}

impl Purpose for Decline {
    fn title(&self) -> &'static str {
        "Decline the invitation"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        intro(self.0, cx)
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(self.1.code.then(code_field).into_iter().collect())
    }

    fn secret(&self) -> Option<Secret> {
        self.1.code.then_some(Secret::Invitation(self.0))
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::DeclineInvitation { invitation: self.0, code: typed(form) })
    }

    fn field_of(&self, form: &Form, refusal: &Refusal) -> Option<usize> {
        about_code(form, refusal)
    }
}
