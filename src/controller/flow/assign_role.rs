//! Set an organization role on a user's profile (seed, "Organization Roles"; `product` row 12).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Key, Membership, OrgRole, OrgSid, User, UserSid};
use crate::rules::permissions::Action;

use super::managed::managed;

pub(super) fn plan(draft: &mut Draft<'_>, org: OrgSid, sid: UserSid, role: OrgRole) -> Result<(), PlanError> {
    draft.world().organization(org)?;
    let actor = guard::permitted(draft, org, Action::OpenAdminCenter)?;
    let (user, membership) = managed(draft, org, sid)?;
    draft.entitle(format!("Make {} {role}", user.email), Line::of("user role").user(&user).word(role.word()));
    draft.within(org)?;
    draft.about(Key::User(sid));
    if membership.role == OrgRole::Owner {
        let sentence =
            format!("{} is the Owner, whose role moves only by a change of ownership.", user.email);
        return Err(Refusal::new(
            RefusalCode::OwnerProtected,
            sentence,
            "The Owner can use Change Ownership.",
        )
        .about(Key::User(sid))
        .leading_to(Remedy::User(sid))
        .into());
    }
    if role == OrgRole::Owner {
        let sentence = "The role Owner is given by a change of ownership only; there is one Owner.";
        return Err(Refusal::new(
            RefusalCode::OwnerNotOffered,
            sentence,
            "The Owner can use Change Ownership.",
        )
        .about(Key::User(sid))
        .into());
    }
    if membership.role == role {
        let sentence = format!("{} is {role} already.", user.email);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::User(sid))
            .into());
    }
    let action = match role {
        OrgRole::Administrator => Action::GrantAdministrator,
        _ => Action::DemoteAdministrator,
    };
    guard::permitted(draft, org, action)?;
    draft.follows(role.permits());
    if actor.sid == sid {
        draft.must_acknowledge(
            "lose-admin-center",
            "You leave the Admin Center and cannot give yourself the role back.",
        );
    }
    draft.put(User { membership: Some(Membership { role, ..membership }), ..user })
}
