//! Verify the phone number of an account: the number, then its six digits.

use super::{Asked, Purpose, sentence, wrong};
use crate::controller::{Command, Refusal, RefusalCode, TypedCode, name_of};
use crate::model::{AccountSid, Key, Phone};
use crate::tui::cx::Cx;
use crate::tui::effect::Secret;
use crate::tui::fields::{Field, Form};

/// Gives this account a phone number.
#[derive(Debug, Clone, Copy)]
pub struct PhoneNumber(pub AccountSid);

/// Takes the digits that were sent to it.
#[derive(Debug, Clone, Copy)]
pub struct PhoneCode(pub AccountSid);

fn phone(text: &str) -> Result<(), String> {
    Phone::parse(text).map(|_| ()).map_err(sentence)
}

impl Purpose for PhoneNumber {
    fn title(&self) -> &'static str {
        "Verify a phone number"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Account(self.0), cx.directory);
        format!("Six digits are sent to the number of {name}. Creating an organization needs a verified one.")
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text("Phone number", phone).hint("With the country code: +1 415 555 0100")])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::SetPhone { account: self.0, phone: Phone::parse(form.value(0)).map_err(wrong(0))? })
    }
}

impl Purpose for PhoneCode {
    fn title(&self) -> &'static str {
        "Type the six digits"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let number = cx.directory.account(self.0).and_then(|row| row.phone.as_deref()).unwrap_or("the phone");
        format!("They are for {number}.")
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::code("Six digits")])
    }

    fn secret(&self) -> Option<Secret> {
        Some(Secret::Phone(self.0))
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::ConfirmPhone { account: self.0, code: TypedCode::new(form.value(0)) })
    }

    fn field_of(&self, form: &Form, refusal: &Refusal) -> Option<usize> {
        let about_code = matches!(refusal.code, RefusalCode::WrongCode | RefusalCode::CodeNeeded);
        form.code_field().filter(|_| about_code)
    }
}
