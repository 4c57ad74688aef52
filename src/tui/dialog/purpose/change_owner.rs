//! The panel "Change Organization Ownership" (seed).

use super::{Asked, Purpose, SUGGESTED};
use crate::controller::Command;
use crate::model::{OrgSid, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found};

/// Hands this organization over.
#[derive(Debug, Clone, Copy)]
pub struct ChangeOwner(pub OrgSid);

/// People as suggestions of a type-ahead field: address, name, SID.
pub(super) fn people(sids: Vec<UserSid>, cx: &Cx<'_>) -> Vec<Found> {
    let rows = sids.into_iter().filter_map(|sid| cx.directory.user(sid));
    rows.map(|row| Found { label: row.email.into(), detail: row.name.into(), value: row.sid.to_string() })
        .collect()
}

impl Purpose for ChangeOwner {
    fn title(&self) -> &'static str {
        "Change Organization Ownership"
    }

    fn intro(&self, _: &Cx<'_>) -> String {
        "There is one Owner. The new one must be a managed, active user; you become Administrator.".into()
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::search("Choose a new owner").hint("Type a name or an e-mail address.")])
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let owner = cx.directory.organization(self.0).and_then(|row| row.owner);
        let mut found = cx.directory.suggest_members(self.0, form.value(0), SUGGESTED);
        found.retain(|sid| Some(*sid) != owner);
        vec![(0, people(found, cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let found = form.found(0).and_then(|found| found.value.parse().ok());
        let user =
            found.ok_or((0, "Nobody here has this name; choose a managed, active user.".to_owned()))?;
        Ok(Command::ChangeOwner { org: self.0, user })
    }
}
