//! Approves that the users of a lost domain are removed, and names who gets the accounts they own.

use super::change_owner::people;
use super::{Asked, Purpose, SUGGESTED};
use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::model::{DomainSid, Key, OrgSid, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found};

/// Removes the users of a lost domain.
#[derive(Debug, Clone, Copy)]
pub struct RemoveLostUsers {
    /// Of this organization.
    pub org: OrgSid,
    /// The domain.
    pub domain: DomainSid,
}

impl Purpose for RemoveLostUsers {
    fn title(&self) -> &'static str {
        "Remove the users of a lost domain"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Domain(self.domain), cx.directory);
        format!(
            "{name} was uncertain for 30 days and is lost. Its managed users leave the organization; their logins survive, \
             and the accounts they own stay under somebody else. Prove the domain again instead, and nobody leaves."
        )
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let owner = cx.directory.organization(self.org).and_then(|row| row.owner);
        let owner = owner.map(|owner| name_of(Key::User(owner), cx.directory)).unwrap_or_default();
        let hint = format!("A managed, active user who stays; left empty, the Owner: {owner}.");
        Form::new(vec![Field::search("Who gets the accounts they own").hint(hint)])
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let typed = form.value(0);
        let mut found = match typed.trim().parse::<UserSid>() {
            Ok(sid) => vec![sid],
            Err(_) => cx.directory.suggest_members(self.org, typed, SUGGESTED),
        };
        // Whoever goes takes nothing over.
        let name = name_of(Key::Domain(self.domain), cx.directory);
        let owner = cx.directory.organization(self.org).and_then(|row| row.owner);
        found.retain(|sid| {
            let address = cx.directory.user(*sid).and_then(|row| row.email.rsplit_once('@'));
            Some(*sid) == owner || address.is_none_or(|(_, domain)| domain != name)
        });
        vec![(0, people(found, cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let successor = match form.value(0).trim() {
            "" => None,
            _ => {
                let found = form.found(0).and_then(|found| found.value.parse().ok());
                Some(
                    found
                        .ok_or((0, "Nobody here has this name; choose a managed, active user.".to_owned()))?,
                )
            }
        };
        Ok(Command::ApproveRemoval { domain: self.domain, successor })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        (refusal.code == RefusalCode::SuccessorUnfit).then_some(0)
    }
}
