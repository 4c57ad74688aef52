//! Invite an address to roles on an account (`product` row 13a): any address, never membership.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    Account, AccountRoles, AccountSid, Email, Invitation, InvitationKind, Key, MessageKind, Recipient, User,
};
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::account_roles::{grantable, owns, say_what_they_permit, takes_roles};
use super::admission;
use super::invite_user::{may_send, open_invitation};

pub(super) fn plan(
    draft: &mut Draft<'_>,
    sid: AccountSid,
    email: &Email,
    roles: AccountRoles,
    replace: bool,
) -> Result<(), PlanError> {
    let account = draft.world().account(sid)?;
    let sender = guard::may_on_account(draft, &account, Action::GrantAccountRoles)?;
    draft.entitle(
        format!("Invite {email} to {} as {roles}", account.name),
        Line::of("access invite").word(email).word(sid).word(roles.words()).flag("--replace", replace),
    );
    if let Some(org) = account.org {
        draft.within(org)?;
        may_send(draft, &draft.world().organization(org)?)?;
    }
    grantable(roles).map_err(|refusal| refusal.about(Key::Account(sid)))?;
    takes_roles(&account)?;
    no_access_yet(draft, &account, email, roles)?;
    admitted(draft, email, &sender, &account)?;
    let kind = InvitationKind::AccountAccess { account: sid, roles };
    let previous = open_invitation(draft, account.org, &kind, email, replace)?;
    let now = draft.now();
    let invitation = draft.new_invitation();
    let expires = now.plus(limits::ACCESS_INVITATION);
    draft.about(Key::Invitation(invitation));
    draft.about(Key::Account(sid));
    let first =
        Invitation::sent(invitation, account.org, email.clone(), kind, Some(sender.sid), (now, expires));
    draft.put(Invitation { previous, ..first })?;
    draft.tell(Recipient::Email(email.clone()), MessageKind::Invitation { invitation, generation: 1 })?;
    draft.follows(format!("A message with a code goes to {email}; it can be answered until {expires}."));
    say_what_they_permit(draft, roles);
    draft.follows("Accepting gives these roles, never membership, and brings no account along.");
    Ok(())
}

fn no_access_yet(
    draft: &Draft<'_>,
    account: &Account,
    email: &Email,
    roles: AccountRoles,
) -> Result<(), PlanError> {
    let Some(sid) = draft.world().user_by_email(email)? else { return Ok(()) };
    let user = draft.user(sid)?;
    if account.owner == sid {
        return Err(owns(account, email).into());
    }
    let held = user.roles_on(account.sid);
    if held.is_empty() {
        return Ok(());
    }
    let sentence = format!("{email} already holds {held} on {}.", account.name);
    let line = Line::of("access grant").word(email).word(account.sid).word(roles.words());
    let remedy = format!("Change the roles instead: {line}");
    Err(Refusal::new(RefusalCode::HasAccess, sentence, remedy).about(Key::User(sid)).into())
}

/// An address without a user: the organization that verified its domain decides (`admin-center-domain` §5, rows 10, 11).
pub(super) fn admitted(
    draft: &mut Draft<'_>,
    email: &Email,
    sender: &User,
    account: &Account,
) -> Result<(), PlanError> {
    if draft.world().user_by_email(email)?.is_some() {
        return Ok(());
    }
    let admission = admission::of_access(draft, email, sender, account)?;
    if let Some(refusal) = admission::refusal(draft, &admission, email)? {
        return Err(refusal.into());
    }
    draft.follows("The address has no user yet; accepting creates one.");
    admission::say(draft, &admission, email)
}
