//! Invite a user.

use super::access::accounts;
use super::account_roles::{boxes, ticked};
use super::role::{role_at, role_field};
use super::{Asked, Purpose, SUGGESTED, email, wrong};
use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::model::{AccountRoles, Email, Key, OfferedRoles, OrgSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found};

/// The field of the account whose roles go along.
const ACCOUNT: usize = 2;

/// Invites an address into this organization.
#[derive(Debug, Clone, Copy)]
pub struct Invite(pub OrgSid);

impl Purpose for Invite {
    fn title(&self) -> &'static str {
        "Invite a user"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Organization(self.0), cx.directory);
        format!("The person joins {name} on accepting, with every account they own.")
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let account =
            Field::search("Account roles along (optional)").hint("An account by name; empty for none.");
        let mut fields = vec![Field::text("E-mail address", email), role_field(1), account];
        fields.extend(boxes(AccountRoles::default()));
        Form::new(fields)
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let typed = form.value(ACCOUNT);
        let found = match typed.trim().is_empty() {
            true => Vec::new(),
            false => cx.directory.suggest_accounts(Some(self.0), typed, SUGGESTED),
        };
        vec![(ACCOUNT, accounts(found, cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let access = match form.value(ACCOUNT).trim().is_empty() {
            true => Vec::new(),
            false => {
                let found = form.found(ACCOUNT).and_then(|found| found.value.parse().ok());
                let account = found.ok_or((ACCOUNT, "No account has this name.".to_owned()))?;
                vec![OfferedRoles { account, roles: ticked(form, ACCOUNT + 1)? }]
            }
        };
        Ok(Command::InviteUser {
            access,
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
