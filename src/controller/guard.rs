//! Guards several flows share: who the actor is, and what their role permits.

use crate::model::{Account, Actor, Evidence, Key, OrgRole, OrgSid, Record, User, UserState, Who};
use crate::rules::permissions::{Action, Permit, permit, permits_on};

use super::draft::Draft;
use super::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use super::world::World;

/// Whoever comes with the number of an OS user acts for the user it is mapped to, now, and for nobody else.
pub(super) fn vouched(world: &dyn World, actor: &Actor) -> Result<(), PlanError> {
    let Evidence::UidMapped { uid, .. } = &actor.evidence else { return Ok(()) };
    let mapped = match actor.who {
        Who::User(sid) => match world.get(Key::User(sid))?.map(|stored| stored.record) {
            Some(Record::User(user)) => user.uids.contains(uid),
            _ => false,
        },
        Who::Visitor | Who::System | Who::Operator => false,
    };
    if mapped {
        return Ok(());
    }
    let sentence = format!("The OS user with uid {uid} is not mapped to the person acted for.");
    let remedy = format!("Whoever operates the host maps one: orgadm user link EMAIL --uid {uid}");
    Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).into())
}

/// The signed-in, active user behind the actor.
pub(super) fn signed_in(draft: &Draft<'_>) -> Result<User, PlanError> {
    let Some(sid) = draft.actor().user() else {
        return Err(Refusal::new(
            RefusalCode::SignInNeeded,
            "Nobody is signed in.",
            "Sign in, or add --as EMAIL.",
        )
        .leading_to(Remedy::SignIn)
        .into());
    };
    let user = draft.user(sid)?;
    if user.state != UserState::Active {
        return Err(Refusal::new(
            RefusalCode::UserInactive,
            format!("{} has been deactivated.", user.email),
            "An administrator of the organization can activate the user again.",
        )
        .about(Key::User(sid))
        .into());
    }
    Ok(user)
}

/// The signed-in user, if their role in this organization permits the action without condition.
pub(super) fn permitted(draft: &Draft<'_>, org: OrgSid, action: Action) -> Result<User, PlanError> {
    let user = signed_in(draft)?;
    match user.role_in(org).map(|role| permit(action, role)) {
        Some(Permit::Yes) => Ok(user),
        _ => Err(not_permitted(draft, &user, org, action)?.into()),
    }
}

fn not_permitted(draft: &Draft<'_>, user: &User, org: OrgSid, action: Action) -> Result<Refusal, PlanError> {
    let name = draft.world().organization_name(org)?;
    let needed = match permit(action, OrgRole::Administrator) {
        Permit::Yes => "its Owner or an Administrator",
        _ => "its Owner",
    };
    let role = match user.role_in(org) {
        Some(role) => format!("{} is {role} in {name}", user.email),
        None => format!("{} does not belong to {name}", user.email),
    };
    let remedy = format!("Ask {needed}, or sign in as one.");
    Ok(Refusal::new(RefusalCode::NotPermitted, format!("{role} and may not do this."), remedy)
        .about(Key::Organization(org)))
}

/// The signed-in user, if they may edit this account: its owner, its Administrator, or whoever manages its organization.
pub(super) fn may_edit_account(draft: &Draft<'_>, account: &Account) -> Result<User, PlanError> {
    may_on_account(draft, account, Action::EditAccount)
}

/// The signed-in user, if they may do this to this account.
pub(super) fn may_on_account(
    draft: &Draft<'_>,
    account: &Account,
    action: Action,
) -> Result<User, PlanError> {
    let user = signed_in(draft)?;
    if permits_on(action, &user, account) {
        return Ok(user);
    }
    let sentence = format!("{} neither owns nor administers the account {}.", user.email, account.name);
    let remedy = "Ask the owner of the account, or an administrator of its organization.";
    Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).about(Key::Account(account.sid)).into())
}

/// The signed-in user and the organization, if their role there permits this to accounts it manages: what an account's
/// own people may not do.
pub(super) fn manages(
    draft: &Draft<'_>,
    account: &Account,
    action: Action,
) -> Result<(User, OrgSid), PlanError> {
    let user = signed_in(draft)?;
    let Some(org) = account.org else {
        let sentence = format!("The account {} belongs to no organization.", account.name);
        let remedy = "Only the administrators of an organization do this, to accounts that it manages.";
        return Err(Refusal::new(RefusalCode::AccountNotManaged, sentence, remedy)
            .about(Key::Account(account.sid))
            .into());
    };
    if user.role_in(org).is_some_and(|role| permit(action, role) == Permit::Yes) {
        return Ok((user, org));
    }
    // The organization is not named: whoever is asking may have nothing to do with it.
    let sentence =
        format!("{} does not administer the organization that manages {}.", user.email, account.name);
    let remedy = "Ask its Owner or an Administrator, or sign in as one.";
    Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).about(Key::Account(account.sid)).into())
}

/// Only what the program does by itself comes through here.
pub(super) fn system(draft: &Draft<'_>) -> Result<(), PlanError> {
    if draft.actor().who == Who::System {
        return Ok(());
    }
    let sentence = "The program does this by itself.";
    Err(Refusal::new(RefusalCode::NotPermitted, sentence, "Run: orgadm sweep.").into())
}

/// Only the operator's verbs come through here.
pub(super) fn operator(draft: &Draft<'_>) -> Result<(), PlanError> {
    match (draft.actor().who, &draft.actor().evidence) {
        (Who::Operator, Evidence::Claimed { .. } | Evidence::System) => Ok(()),
        _ => Err(Refusal::operator_only().into()),
    }
}
