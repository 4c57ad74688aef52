//! Ask to be invited, and answer that (`product` row 11a).

use super::role::{role_at, role_field};
use super::{Asked, Purpose, sentence, wrong};
use crate::controller::Command;
use crate::model::{Email, InvitationKind, InvitationSid, OrgRole, PersonName, shown};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form};

/// Asks the organization that manages the address's domain for an invitation.
#[derive(Debug, Clone)]
pub struct RequestInvitation {
    /// The address.
    pub email: Email,
    /// The name as typed so far.
    pub name: String,
}

const NAME: &str = "Your name";

fn person(text: &str) -> Result<(), String> {
    PersonName::parse(NAME, text).map(|_| ()).map_err(sentence)
}

impl Purpose for RequestInvitation {
    fn title(&self) -> &'static str {
        "Request an invitation"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        format!(
            "The administrators of {} see the request in their Inbox; if they agree, a message goes to {}.",
            self.email.domain(),
            self.email
        )
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text(NAME, person).filled(&self.name)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::RequestInvitation {
            email: self.email.clone(),
            name: PersonName::parse(NAME, form.value(0)).map_err(wrong(0))?,
        })
    }
}

/// Invites whoever asked for it.
#[derive(Debug, Clone, Copy)]
pub struct InviteRequester(pub InvitationSid);

impl Purpose for InviteRequester {
    fn title(&self) -> &'static str {
        "Invite as requested"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let Some(row) = cx.directory.invitation(self.0) else { return String::new() };
        match &row.kind {
            InvitationKind::JoinRequest { name } => {
                format!(
                    "{} ({}) asks to be invited. The invitation goes out at once.",
                    shown(name.as_str()),
                    row.email
                )
            }
            _ => row.email.to_string(),
        }
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![role_field(1)])
    }

    fn command(&self, form: &Form) -> Asked {
        let role: OrgRole = role_at(form.chosen(0));
        Ok(Command::AnswerRequest { request: self.0, role: Some(role) })
    }
}
