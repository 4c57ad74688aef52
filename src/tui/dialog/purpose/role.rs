//! Set an organization role, of one user or of many.

use super::{Asked, Purpose};
use crate::controller::{Command, name_of};
use crate::model::{Key, OrgRole, OrgSid, UserSid};
use crate::tui::bulk::together;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Option_};

/// Sets the role of these users in this organization.
#[derive(Debug, Clone)]
pub struct SetRole {
    org: OrgSid,
    /// Whose, and which they have.
    users: Vec<(UserSid, OrgRole)>,
    left_out: Option<String>,
}

/// Roles that are given; ownership moves by its own panel.
const GIVEN: [OrgRole; 2] = [OrgRole::Administrator, OrgRole::Standard];

pub(super) fn role_field(at: usize) -> Field {
    let options = GIVEN.map(|role| Option_ { label: role.title().into(), detail: role.permits().into() });
    Field::choice("Organization role", options.to_vec(), at)
}

pub(super) fn role_at(at: usize) -> OrgRole {
    GIVEN.get(at).copied().unwrap_or(OrgRole::Standard)
}

impl SetRole {
    /// For these managed users; `left_out` says who was marked and cannot.
    pub fn new(org: OrgSid, users: &[UserSid], left_out: Option<String>, cx: &Cx<'_>) -> Self {
        let roles = users.iter().filter_map(|sid| Some((*sid, cx.directory.user(*sid)?.role_in(org)?)));
        Self { org, users: roles.collect(), left_out }
    }
}

impl Purpose for SetRole {
    fn title(&self) -> &'static str {
        "Organization role"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let who = match self.users.as_slice() {
            [(user, _)] => return format!("For {}.", name_of(Key::User(*user), cx.directory)),
            users => users.len(),
        };
        let left_out = self.left_out.as_ref().map(|who| format!(" Left out: {who}."));
        format!("For {who} marked users; whoever has the role keeps it.{}", left_out.unwrap_or_default())
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let role = self.users.first().map(|(_, role)| *role);
        let at = GIVEN.iter().position(|given| Some(*given) == role).unwrap_or(0);
        Form::new(vec![role_field(at)])
    }

    fn command(&self, form: &Form) -> Asked {
        let (org, role) = (self.org, role_at(form.chosen(0)));
        let single = self.users.len() == 1;
        let differ = self.users.iter().filter(|(_, held)| single || *held != role);
        let commands = differ.map(|(user, _)| Command::SetRole { org, user: *user, role });
        together(commands.collect()).ok_or((0, "All of them have this role already.".into()))
    }
}
