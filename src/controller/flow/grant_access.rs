//! Give, change and take account roles (`product` row 13; `admin-center-domain` §2.6).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Account, AccountRoles, AccountSid, Grant, Key, OrgSid, Record, User, UserSid, UserState};
use crate::rules::permissions::Action;

use super::account_roles::{grantable, owns, say_what_they_permit, takes_roles, with_roles};

pub(super) fn grant(
    draft: &mut Draft<'_>,
    account: AccountSid,
    sid: UserSid,
    roles: AccountRoles,
) -> Result<(), PlanError> {
    let account = draft.world().account(account)?;
    let actor = guard::may_on_account(draft, &account, Action::GrantAccountRoles)?;
    let user = draft.user(sid)?;
    draft.entitle(
        format!("Give {} {roles} on {}", user.email, account.name),
        Line::of("access grant").user(&user).word(account.sid).word(roles.words()),
    );
    subjects(draft, &account, sid)?;
    grantable(roles).map_err(|refusal| refusal.about(Key::Account(account.sid)))?;
    takes_roles(&account)?;
    if account.owner == sid {
        return Err(owns(&account, &user.email).into());
    }
    if !belongs(draft, &user, &account)? {
        return Err(invitation_needed(&user, &account, roles).into());
    }
    if user.state != UserState::Active {
        let sentence = format!("{} has been deactivated.", user.email);
        return Err(Refusal::new(RefusalCode::UserInactive, sentence, "Activate the user first.")
            .about(Key::User(sid))
            .leading_to(Remedy::User(sid))
            .into());
    }
    let held = user.roles_on(account.sid);
    if held == roles {
        let sentence = format!("{} holds exactly these roles on {} already.", user.email, account.name);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::User(sid))
            .into());
    }
    if !held.is_empty() {
        draft.follows(format!("They take the place of {held}."));
    }
    say_what_they_permit(draft, roles);
    let grant = Grant { account: account.sid, roles, by: actor.sid, at: draft.now() };
    let user = with_roles(user, grant)?;
    draft.put(user)
}

pub(super) fn revoke(draft: &mut Draft<'_>, account: AccountSid, sid: UserSid) -> Result<(), PlanError> {
    let account = draft.world().account(account)?;
    guard::may_on_account(draft, &account, Action::GrantAccountRoles)?;
    let user = draft.user(sid)?;
    draft.entitle(
        format!("Take the roles of {} on {} away", user.email, account.name),
        Line::of("access revoke").user(&user).word(account.sid),
    );
    subjects(draft, &account, sid)?;
    if account.owner == sid {
        return Err(owns(&account, &user.email).into());
    }
    let held = user.roles_on(account.sid);
    if held.is_empty() {
        let sentence = format!("{} holds no role on {}.", user.email, account.name);
        return Err(Refusal::new(RefusalCode::NoAccess, sentence, "Nothing needs to be done.")
            .about(Key::User(sid))
            .into());
    }
    draft.follows(format!("{} can no longer enter the account; {held} is taken away.", user.email));
    let grants = user.grants.iter().copied().filter(|grant| grant.account != account.sid).collect();
    let user = User { grants, ..user };
    if let Some(org) = account.org.filter(|org| !user.is_managed_by(*org))
        && !holds_a_role_in(draft, &user, org)?
    {
        let name = draft.world().organization_name(org)?;
        draft.follows(format!(
            "It was the last role there: {} leaves the independent users of {name}.",
            user.email
        ));
    }
    draft.put(user)
}

fn subjects(draft: &mut Draft<'_>, account: &Account, user: UserSid) -> Result<(), PlanError> {
    if let Some(org) = account.org {
        draft.within(org)?;
    }
    draft.about(Key::User(user));
    draft.about(Key::Account(account.sid));
    Ok(())
}

/// Whether roles can be given without asking: to a managed user, and to somebody who holds roles here already.
fn belongs(draft: &Draft<'_>, user: &User, account: &Account) -> Result<bool, PlanError> {
    if !user.roles_on(account.sid).is_empty() {
        return Ok(true);
    }
    match account.org {
        Some(org) => Ok(user.is_managed_by(org) || holds_a_role_in(draft, user, org)?),
        None => Ok(false),
    }
}

fn holds_a_role_in(draft: &Draft<'_>, user: &User, org: OrgSid) -> Result<bool, PlanError> {
    for grant in &user.grants {
        if let Some(Record::Account(account)) = draft.current(Key::Account(grant.account))?
            && account.org == Some(org)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

fn invitation_needed(user: &User, account: &Account, roles: AccountRoles) -> Refusal {
    let sentence = format!("{} has no access here yet and has to agree to it.", user.email);
    let line = Line::of("access invite").word(&user.email).word(account.sid).word(roles.words());
    let remedy = format!("Invite the address to the account: {line}");
    Refusal::new(RefusalCode::InvitationNeeded, sentence, remedy).about(Key::User(user.sid))
}
