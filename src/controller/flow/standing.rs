//! Whether the one who sent an invitation could still send it: asked when it is answered, and when a sign-up counts on it
//! (`peers` G17).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal};
use crate::model::{Invitation, InvitationKind, Key, OrgRole, Record, User, UserSid, UserState};
use crate::rules::permissions::{Action, Permit, permit, permits_on};

/// Who sent it; everything but a request has a sender.
pub(super) fn sent_by(invitation: &Invitation) -> Result<UserSid, PlanError> {
    invitation.sender.ok_or_else(|| Refusal::not_found(Key::Invitation(invitation.sid)).into())
}

/// The sender, and whether they still might send this invitation.
pub(super) fn sender(draft: &Draft<'_>, invitation: &Invitation) -> Result<(Option<User>, bool), PlanError> {
    let Some(sender) = invitation.sender else { return Ok((None, false)) };
    let Some(Record::User(sender)) = draft.current(Key::User(sender))? else { return Ok((None, false)) };
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
            InvitationKind::AccountJoin { .. } => {
                let held = invitation.org.and_then(|org| sender.role_in(org));
                held.is_some_and(|role| permit(Action::AddExistingAccount, role) == Permit::Yes)
            }
            InvitationKind::JoinRequest { .. } => false,
            InvitationKind::AccountAccess { account, .. } => match draft.current(Key::Account(*account))? {
                Some(Record::Account(account)) => permits_on(Action::GrantAccountRoles, &sender, &account),
                _ => false,
            },
        };
    Ok((Some(sender), may))
}
