//! Invite a user.

use super::role::{role_at, role_field};
use super::{Asked, Purpose, sentence, wrong};
use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::model::{Email, Key, OrgSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form};

/// Invites an address into this organization.
#[derive(Debug, Clone, Copy)]
pub struct Invite(pub OrgSid);

/// The validator of an address field is the constructor of its type.
pub(super) fn email(text: &str) -> Result<(), String> {
    Email::parse(text).map(|_| ()).map_err(sentence)
}

impl Purpose for Invite {
    fn title(&self) -> &'static str {
        "Invite a user"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Organization(self.0), cx.directory);
        format!("The person joins {name} on accepting, with every account they own.")
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text("E-mail address", email), role_field(1)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::InviteUser {
            org: self.0,
            email: Email::parse(form.value(0)).map_err(wrong(0))?,
            role: role_at(form.chosen(1)),
            replace: false,
        })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        use RefusalCode::{
            AlreadyMember, DomainNotVerified, DomainTaken, DomainUncertain, InvitationOpen, MemberElsewhere,
        };
        let about_it = matches!(
            refusal.code,
            AlreadyMember
                | MemberElsewhere
                | InvitationOpen
                | DomainTaken
                | DomainUncertain
                | DomainNotVerified
        );
        about_it.then_some(0)
    }
}
