//! Ask the systems that follow orgadm for a second factor, another one, or a new password (`product` row 15).

use super::{Asked, Purpose};
use crate::controller::{Command, name_of};
use crate::model::{Key, OrgSid, SecurityAction, UserSid};
use crate::tui::bulk::together;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Option_};

/// Records a request for each of these users.
#[derive(Debug, Clone)]
pub struct Security {
    /// In which organization.
    pub org: OrgSid,
    /// For whom.
    pub users: Vec<UserSid>,
    /// Who is left out of what was marked, and why.
    pub left_out: Option<String>,
}

const fn title(action: SecurityAction) -> &'static str {
    match action {
        SecurityAction::RequireTwoFactor => "Require a second factor",
        SecurityAction::ResetTwoFactor => "Reset the second factor",
        SecurityAction::ResetPassword => "Reset the password",
    }
}

const fn meaning(action: SecurityAction) -> &'static str {
    match action {
        SecurityAction::RequireTwoFactor => "One has to be enrolled at the next sign-in.",
        SecurityAction::ResetTwoFactor => {
            "The present one counts no longer; a new one is due at the next sign-in."
        }
        SecurityAction::ResetPassword => {
            "Sessions end, and a link for a new password is sent; it counts for 24 hours."
        }
    }
}

impl Purpose for Security {
    fn title(&self) -> &'static str {
        "Security request"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let who = match self.users.as_slice() {
            [user] => name_of(Key::User(*user), cx.directory),
            users => format!("{} marked users", users.len()),
        };
        let left_out = self.left_out.as_ref().map(|who| format!(" Left out: {who}."));
        format!(
            "For {who}. orgadm checks neither password nor second factor: it records the request for the systems that \
             follow it.{}",
            left_out.unwrap_or_default()
        )
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let options = SecurityAction::ALL
            .map(|action| Option_ { label: title(action).into(), detail: meaning(action).into() });
        Form::new(vec![Field::choice("What is asked", options.to_vec(), 0)])
    }

    fn command(&self, form: &Form) -> Asked {
        let action = SecurityAction::ALL.get(form.chosen(0)).copied();
        let action = action.ok_or((0, "Choose what is asked.".to_owned()))?;
        let org = self.org;
        let commands = self.users.iter().map(|user| Command::RequestSecurity { org, user: *user, action });
        together(commands.collect()).ok_or((0, "Nobody is left to ask it for.".into()))
    }
}
