//! Let an account leave the organization with an outside owner (`product` row 7): somebody who belongs to no organization
//! and holds a role on it already. Its HIPAA designation stays; the old owner stays its Administrator.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Account, AccountSid, Key, OrgSid, User, UserSid, UserState};
use crate::rules::permissions::Action;

use super::account_guards::{begin, main_account, open};
use super::account_owner::hand_over;
use super::invite_user::elsewhere;

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, new: UserSid) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    let (actor, org) = guard::manages(draft, &account, Action::ChangeAccountOwner)?;
    let new = draft.user(new)?;
    draft.entitle(
        format!("Release {} to {}", account.name, new.email),
        Line::of("account release").word(sid).user(&new),
    );
    begin(draft, &account)?;
    main_account(&account, "it leaves with its parent")?;
    open(&account)?;
    may_take(&new, &account, org)?;
    draft.checked(format!("{} belongs to no organization and has access already.", new.email));
    let name = draft.world().organization_name(org)?;
    draft.must_acknowledge(
        "leaves-organization",
        format!("{name} no longer manages {}, its subaccounts, settings and users.", account.name),
    );
    if account.is_designated() {
        draft.follows("It stays designated for HIPAA, and nobody can switch that outside an organization.");
    }
    draft.follows("Everybody else who has access keeps it.");
    draft.cannot_be_undone("Only its new owner can bring it back, by accepting an invitation.");
    hand_over(draft, account, new, None, actor.sid)
}

/// An independent user: outside, active, with a role on the account. Whoever belongs to another organization would take
/// the account into it unasked.
fn may_take(user: &User, account: &Account, org: OrgSid) -> Result<(), Refusal> {
    let key = Key::User(user.sid);
    match user.membership {
        Some(membership) if membership.org == org => {
            let sentence = format!("{} is a managed user here; the account would not leave.", user.email);
            let remedy = format!(
                "Change its owner instead: {}",
                Line::of("account owner").word(account.sid).user(user)
            );
            return Err(Refusal::new(RefusalCode::AlreadyMember, sentence, remedy)
                .about(key)
                .leading_to(Remedy::User(user.sid)));
        }
        Some(_) => return Err(elsewhere(&user.email, key)),
        None => {}
    }
    if user.roles_on(account.sid).is_empty() {
        let sentence = format!("{} holds no role on {}.", user.email, account.name);
        let line = Line::of("access invite").word(&user.email).word(account.sid).word("administrator");
        let remedy = format!("Invite the person to the account first: {line}");
        return Err(Refusal::new(RefusalCode::NoAccess, sentence, remedy).about(key));
    }
    if user.state != UserState::Active {
        let sentence = format!("{} has been deactivated.", user.email);
        return Err(
            Refusal::new(RefusalCode::UserInactive, sentence, "Choose somebody who can sign in.").about(key)
        );
    }
    Ok(())
}
