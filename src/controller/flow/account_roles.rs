//! What every way of giving account roles has in common: which sets may be given, on which accounts, and up to how many
//! (`admin-center-domain` §2.6).

use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    Account, AccountRoles, AccountSid, AccountState, Grant, Key, OfferedRoles, OrgSid, Record, User, UserSid,
};
use crate::rules::limits;

/// Refuses an empty set, and Administrator beside another role.
pub(super) fn grantable(roles: AccountRoles) -> Result<(), Refusal> {
    if roles.is_grantable() {
        return Ok(());
    }
    let (sentence, remedy) = match roles.is_empty() {
        true => ("No account role was named.", "Name at least one."),
        false => {
            ("Administrator includes the other account roles and excludes them.", "Give Administrator alone.")
        }
    };
    Err(Refusal::new(RefusalCode::RolesExclude, sentence, remedy))
}

/// Whether an account is in use: roles on a closed one mean nothing.
pub(super) const fn in_use(account: &Account) -> bool {
    matches!(account.state, AccountState::Active | AccountState::Suspended)
}

/// Refuses an account on which no roles are given: a closed one, and a subaccount, whose users are those of its parent.
pub(super) fn takes_roles(account: &Account) -> Result<(), Refusal> {
    let key = Key::Account(account.sid);
    if let Some(parent) = account.parent {
        let sentence = format!("{} is a subaccount; roles are given on its parent.", account.name);
        let remedy = format!("Use the account {parent}.");
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).about(key));
    }
    if in_use(account) {
        return Ok(());
    }
    let sentence = format!("The account {} is {}; no roles can be given on it.", account.name, account.state);
    Err(Refusal::new(RefusalCode::AccountNotOpen, sentence, "Choose an account in use.").about(key))
}

/// The account's owner has every right on it.
pub(super) fn owns(account: &Account, email: &impl std::fmt::Display) -> Refusal {
    let sentence = format!("{email} owns the account {} and needs no roles on it.", account.name);
    Refusal::new(RefusalCode::OwnsAccount, sentence, "Ownership moves by a change of the account's owner.")
        .about(Key::Account(account.sid))
}

/// The user with exactly these roles on the account, if so many fit.
pub(super) fn with_roles(user: User, grant: Grant) -> Result<User, Refusal> {
    let mut grants: Vec<Grant> =
        user.grants.iter().copied().filter(|held| held.account != grant.account).collect();
    let held: usize = grants.iter().map(|held| held.roles.len()).sum();
    let total = held + grant.roles.len();
    if total > limits::ROLES_A_USER {
        let most = limits::ROLES_A_USER;
        let sentence = format!(
            "{} holds {held} account roles elsewhere and would hold {total}; {most} is the most.",
            user.email
        );
        return Err(Refusal::new(RefusalCode::RoleCap, sentence, "Take roles on other accounts away first.")
            .about(Key::User(user.sid)));
    }
    // In the place of the old entry, so that a change of roles is no change of order.
    let at = user.grants.iter().position(|held| held.account == grant.account).unwrap_or(grants.len());
    grants.insert(at, grant);
    Ok(User { grants, ..user })
}

/// Says what each role permits.
pub(super) fn say_what_they_permit(draft: &mut Draft<'_>, roles: AccountRoles) {
    for role in roles.iter() {
        draft.follows(role.permits());
    }
}

/// Gives what an accepted invitation to membership offered besides; what is no longer to be had is skipped and said.
pub(super) fn give_offered(
    draft: &mut Draft<'_>,
    mut user: User,
    org: OrgSid,
    offered: &[OfferedRoles],
    by: UserSid,
) -> Result<User, PlanError> {
    for offer in offered {
        let account = match draft.current(Key::Account(offer.account))? {
            Some(Record::Account(account)) if account.org == Some(org) && in_use(&account) => account,
            _ => {
                let sid: AccountSid = offer.account;
                draft.follows(format!(
                    "The roles offered on {sid} are not given: the account is closed or left the organization."
                ));
                continue;
            }
        };
        if account.owner == user.sid {
            continue;
        }
        let grant = Grant { account: offer.account, roles: offer.roles, by, at: draft.now() };
        user = with_roles(user, grant)?;
        draft.follows(format!("{} gets {} on {}.", user.email, offer.roles, account.name));
    }
    Ok(user)
}
