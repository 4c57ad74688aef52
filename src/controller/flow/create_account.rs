//! Create an account (`product` row 5; `admin-center-domain` §2.3): on trial, without HIPAA, billing by itself.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Account, AccountKind, AccountState, Key, Label, OrgRole, TwoFactorPolicy, Usage, User, UserSid, UserState,
};
use crate::rules::permissions::{Action, Permit, permit};

use super::account_limit;

pub(super) fn plan(
    draft: &mut Draft<'_>,
    name: &Label,
    usage: Usage,
    owner: UserSid,
) -> Result<(), PlanError> {
    let actor = guard::signed_in(draft)?;
    let owner = match owner == actor.sid {
        true => actor,
        false => somebody_else(draft, &actor, owner)?,
    };
    let own = draft.actor().user() == Some(owner.sid);
    let mut line = Line::of("account create").word(name);
    if usage == Usage::Flex {
        line = line.option("--usage", "flex");
    }
    if !own {
        line = line.option("--owner", &owner.email);
    }
    draft.entitle(format!("Create the account {name}"), line);
    let org = owner.membership.map(|membership| membership.org);
    if let Some(org) = org {
        draft.within(org)?;
        account_limit::room_for(draft, org, 1, None)?;
    }
    let sid = draft.new_account();
    draft.about(Key::Account(sid));
    draft.about(Key::User(owner.sid));
    draft.follows(format!("{} owns it.", owner.email));
    match org {
        Some(org) => {
            let org = draft.world().organization_name(org)?;
            draft.follows(format!("{org} manages it."));
        }
        None => draft.follows("It belongs to no organization."),
    }
    draft.follows(
        "Billing stays with the account: it starts on trial and inherits no pricing, terms or settings.",
    );
    draft.follows("HIPAA is off; it is designated for each account by itself.");
    draft.put(Account {
        sid,
        name: name.clone(),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage,
        owner: owner.sid,
        org,
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: draft.now(),
        closed: None,
    })
}

/// For another owner: an Owner or Administrator, and a managed, active user of the same organization (25103).
fn somebody_else(draft: &Draft<'_>, actor: &User, sid: UserSid) -> Result<User, PlanError> {
    let may = actor.membership.filter(|membership| {
        membership.role != OrgRole::Standard && permit(Action::CreateAccount, membership.role) == Permit::Yes
    });
    let Some(membership) = may else {
        let sentence = format!("{} may create only accounts that they own themselves.", actor.email);
        let remedy = "Leave the owner out, or ask an administrator of the organization.";
        return Err(Refusal::new(RefusalCode::NotPermitted, sentence, remedy).about(Key::User(sid)).into());
    };
    let owner = draft.user(sid)?;
    if owner.is_managed_by(membership.org) && owner.state == UserState::Active {
        return Ok(owner);
    }
    let sentence = format!("{} is not a managed, active user and cannot own an account here.", owner.email);
    Err(Refusal::new(RefusalCode::NotManagedActive, sentence, "Invite or activate the person first.")
        .about(Key::User(sid))
        .leading_to(Remedy::User(sid))
        .into())
}
