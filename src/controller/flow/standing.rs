//! Whether the one who sent an invitation could still send it: asked when it is answered, and when a sign-up counts on it
//! (`peers` G17).

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Invitation, InvitationKind, Key, OrgRole, Record, User, UserState};
use crate::rules::permissions::{Action, Permit, permit, permits_on};

/// The sender, and whether they still might send this invitation.
pub(super) fn sender(draft: &Draft<'_>, invitation: &Invitation) -> Result<(Option<User>, bool), PlanError> {
    let Some(Record::User(sender)) = draft.current(Key::User(invitation.sender))? else {
        return Ok((None, false));
    };
    let may = sender.state == UserState::Active
        && match &invitation.kind {
            InvitationKind::UserJoin { role, .. } => {
                let action = match role {
                    OrgRole::Administrator => Action::GrantAdministrator,
                    _ => Action::InviteUsers,
                };
                let held = invitation.org.and_then(|org| sender.role_in(org));
                held.is_some_and(|role| permit(action, role) == Permit::Yes)
            }
            InvitationKind::AccountAccess { account, .. } => match draft.current(Key::Account(*account))? {
                Some(Record::Account(account)) => permits_on(Action::GrantAccountRoles, &sender, &account),
                _ => false,
            },
        };
    Ok((Some(sender), may))
}
