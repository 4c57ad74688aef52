//! Change what a user is called.

use super::{Asked, Purpose, sentence, wrong};
use crate::controller::{Command, name_of};
use crate::model::{Key, PersonName, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form};

/// Gives this user another name.
#[derive(Debug, Clone, Copy)]
pub struct RenameUser(pub UserSid);

const NAME: &str = "The name";

fn name(text: &str) -> Result<(), String> {
    PersonName::parse(NAME, text).map(|_| ()).map_err(sentence)
}

impl Purpose for RenameUser {
    fn title(&self) -> &'static str {
        "Rename the user"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        format!("For {}. The address stays the sign-in.", name_of(Key::User(self.0), cx.directory))
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let now = cx.directory.user(self.0).map_or("", |row| row.name);
        Form::new(vec![Field::text("Name", name).filled(now)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::RenameUser {
            user: self.0,
            name: PersonName::parse(NAME, form.value(0)).map_err(wrong(0))?,
        })
    }
}
