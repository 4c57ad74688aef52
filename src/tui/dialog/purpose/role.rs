//! Set an organization role.

use super::{Asked, Purpose};
use crate::controller::{Command, name_of};
use crate::model::{Key, OrgRole, OrgSid, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Option_};

/// Sets the role of this user in this organization.
#[derive(Debug, Clone, Copy)]
pub struct SetRole(pub OrgSid, pub UserSid);

/// Roles that are given; ownership moves by its own panel.
const GIVEN: [OrgRole; 2] = [OrgRole::Administrator, OrgRole::Standard];

pub(super) fn role_field(at: usize) -> Field {
    let options = GIVEN.map(|role| Option_ { label: role.title().into(), detail: role.permits().into() });
    Field::choice("Organization role", options.to_vec(), at)
}

pub(super) fn role_at(at: usize) -> OrgRole {
    GIVEN.get(at).copied().unwrap_or(OrgRole::Standard)
}

impl Purpose for SetRole {
    fn title(&self) -> &'static str {
        "Organization role"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        format!("For {}.", name_of(Key::User(self.1), cx.directory))
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let role = cx.directory.user(self.1).and_then(|row| row.role_in(self.0));
        let at = GIVEN.iter().position(|given| Some(*given) == role).unwrap_or(0);
        Form::new(vec![role_field(at)])
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::SetRole { org: self.0, user: self.1, role: role_at(form.chosen(0)) })
    }
}
