//! Give an account to another owner (`product` row 7; `admin-center-domain` §2.3): both are managed users, the new one
//! active; subaccounts go along and the old owner stays Administrator of the account.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, AccountRole, AccountRoles, AccountSid, Grant, Key, OrgSid, User, UserSid, UserState,
};
use crate::rules::permissions::Action;

use super::account_guards::{begin, main_account, number, open};
use super::account_offers;
use super::account_roles::with_roles;

pub(super) fn plan(draft: &mut Draft<'_>, sid: AccountSid, new: UserSid) -> Result<(), PlanError> {
    let account = draft.account(sid)?;
    let (actor, org) = guard::manages(draft, &account, Action::ChangeAccountOwner)?;
    let new = draft.user(new)?;
    draft.entitle(
        format!("Make {} the owner of {}", new.email, account.name),
        Line::of("account owner").word(sid).user(&new),
    );
    begin(draft, &account)?;
    main_account(&account, "it belongs to the owner of its parent")?;
    open(&account)?;
    if account.owner == new.sid {
        let sentence = format!("{} owns {} already.", new.email, account.name);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Choose somebody else.")
            .about(Key::User(new.sid))
            .into());
    }
    if !new.is_managed_by(org) || new.state != UserState::Active {
        let sentence = format!("{} is not a managed, active user and cannot own an account here.", new.email);
        return Err(Refusal::new(
            RefusalCode::NotManagedActive,
            sentence,
            "Invite or activate the person first.",
        )
        .about(Key::User(new.sid))
        .leading_to(Remedy::User(new.sid))
        .into());
    }
    draft.checked(format!("{} is a managed, active user.", new.email));
    hand_over(draft, account, new, Some(org), actor.sid)
}

/// Gives the account with its subaccounts to its new owner, in the organization they belong to; the old owner stays its
/// Administrator.
pub(super) fn hand_over(
    draft: &mut Draft<'_>,
    account: Account,
    new: User,
    org: Option<OrgSid>,
    by: UserSid,
) -> Result<(), PlanError> {
    let (sid, new_owner) = (account.sid, new.sid);
    let old = draft.user(account.owner)?;
    draft.about(Key::User(new_owner));
    draft.about(Key::User(old.sid));
    let subaccounts = draft.subaccounts(&account)?;
    let along = match subaccounts.len() {
        0 => String::new(),
        n => format!(" with {}", number(n)),
    };
    draft.follows(format!("{} owns {}{along}.", new.email, account.name));
    draft.follows(format!("{} stays, as Administrator of the account.", old.email));
    account_offers::follow_owner(draft, sid, org, &new.email)?;
    let held = new.roles_on(sid);
    if !held.is_empty() {
        draft.follows(format!("{} needs no roles on it any more; {held} ends.", new.email));
        let grants = new.grants.iter().copied().filter(|grant| grant.account != sid).collect();
        draft.put(User { grants, ..new })?;
    }
    let roles = AccountRoles::of(&[AccountRole::Administrator]);
    let old = with_roles(old, Grant { account: sid, roles, by, at: draft.now() })?;
    draft.put(old)?;
    for subaccount in subaccounts {
        draft.put(Account { owner: new_owner, org, ..subaccount })?;
    }
    draft.put(Account { owner: new_owner, org, ..account })
}
