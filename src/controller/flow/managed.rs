//! Whom administrators act on: a managed user of their organization, never the Owner, never themselves where that would
//! lock them out (`admin-center-domain` §4, 25016).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Key, Membership, OrgRole, OrgSid, User, UserSid};
use crate::rules::permissions::Action;

/// The user, if the organization manages them.
pub(super) fn managed(draft: &Draft<'_>, org: OrgSid, sid: UserSid) -> Result<(User, Membership), PlanError> {
    let user = draft.user(sid)?;
    match user.membership.filter(|membership| membership.org == org) {
        Some(membership) => Ok((user, membership)),
        None => {
            let sentence = format!("{} is not a managed user of this organization.", user.email);
            Err(Refusal::new(RefusalCode::NotManagedActive, sentence, "Invite the person first.")
                .about(Key::User(sid))
                .into())
        }
    }
}

/// The user, if the actor may take them out of the organization or out of use: not the Owner, not oneself. `done` says
/// what would happen: "removed".
pub(super) fn removable(
    draft: &mut Draft<'_>,
    org: OrgSid,
    sid: UserSid,
    done: &str,
) -> Result<(User, Membership), PlanError> {
    draft.world().organization(org)?;
    let actor = guard::permitted(draft, org, Action::RemoveUsers)?;
    draft.within(org)?;
    draft.about(Key::User(sid));
    let (user, membership) = managed(draft, org, sid)?;
    if membership.role == OrgRole::Owner {
        let sentence = format!("{} is the Owner and cannot be {done}.", user.email);
        return Err(Refusal::new(
            RefusalCode::OwnerProtected,
            sentence,
            "The Owner has to hand the organization over first (Change Ownership).",
        )
        .about(Key::User(sid))
        .leading_to(Remedy::User(sid))
        .into());
    }
    if actor.sid == sid {
        let sentence = format!("{} cannot be {done} by themselves.", user.email);
        return Err(Refusal::new(
            RefusalCode::NotOneself,
            sentence,
            "Ask the Owner or another Administrator.",
        )
        .about(Key::User(sid))
        .into());
    }
    draft.checked(format!("{} is neither the Owner nor you.", user.email));
    Ok((user, membership))
}
