//! Create an account, rename one.

use super::change_owner::people;
use super::{Asked, Purpose, SUGGESTED, sentence, wrong};
use crate::controller::{Command, name_of};
use crate::model::{AccountSid, Key, Label, OrgSid, Usage, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found, Option_};

const NAME: &str = "The account name";
const USAGES: [Usage; 2] = [Usage::Twilio, Usage::Flex];

pub(super) fn account_name(text: &str) -> Result<(), String> {
    Label::parse(NAME, text).map(|_| ()).map_err(sentence)
}

/// Creates an account: in an organization for somebody of it, else for oneself.
#[derive(Debug, Clone, Copy)]
pub struct CreateAccount {
    /// Whose people may own it; `None`: nobody but oneself.
    pub org: Option<OrgSid>,
    /// Oneself.
    pub user: UserSid,
}

impl Purpose for CreateAccount {
    fn title(&self) -> &'static str {
        "Create an account"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "It starts on trial, without HIPAA and without custom pricing; billing is its own, not the organization's."
            .into()
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let options = [
            Option_ { label: "Twilio".into(), detail: "The communications platform.".into() },
            Option_ { label: "Flex".into(), detail: "The contact centre.".into() },
        ];
        let mut fields =
            vec![Field::text("Account name", account_name), Field::choice("Usage", options.to_vec(), 0)];
        if self.org.is_some() {
            let me = cx.directory.user(self.user).map_or("", |row| row.email);
            fields.push(Field::search("Owner").hint("A managed, active user.").filled(me));
        }
        Form::new(fields)
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let Some(org) = self.org else { return Vec::new() };
        vec![(2, people(cx.directory.suggest_members(org, form.value(2), SUGGESTED), cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let name = Label::parse(NAME, form.value(0)).map_err(wrong(0))?;
        let owner = match self.org {
            None => self.user,
            Some(_) => {
                let found = form.found(2).and_then(|found| found.value.parse().ok());
                found.ok_or((2, "Nobody here has this name; choose a managed, active user.".to_owned()))?
            }
        };
        let usage = USAGES.get(form.chosen(1)).copied().unwrap_or(Usage::Twilio);
        Ok(Command::CreateAccount { name, usage, owner })
    }
}

/// Gives this account another name.
#[derive(Debug, Clone, Copy)]
pub struct RenameAccount(pub AccountSid);

impl Purpose for RenameAccount {
    fn title(&self) -> &'static str {
        "Rename the account"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        format!("Now {}.", name_of(Key::Account(self.0), cx.directory))
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let now = cx.directory.account(self.0).map_or("", |row| &row.name);
        Form::new(vec![Field::text("Account name", account_name).filled(now)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::RenameAccount {
            account: self.0,
            name: Label::parse(NAME, form.value(0)).map_err(wrong(0))?,
        })
    }
}
