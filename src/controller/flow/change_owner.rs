//! Change the organization's owner (seed, "Changing the Organization's Owner"; `product` row 16).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Key, Membership, OrgRole, OrgSid, Organization, User, UserSid, UserState};
use crate::rules::permissions::Action;

pub(super) fn plan(draft: &mut Draft<'_>, org: OrgSid, sid: UserSid) -> Result<(), PlanError> {
    let organization = draft.world().organization(org)?;
    let owner = guard::permitted(draft, org, Action::ChangeOwner)?;
    let user = draft.user(sid)?;
    let name = draft.world().organization_name(org)?;
    draft.entitle(format!("Make {} Owner of {name}", user.email), Line::of("org transfer").user(&user));
    draft.within(org)?;
    draft.about(Key::Organization(org));
    hand_over(draft, organization, &user)?;
    draft.follows(format!("{} becomes Administrator.", owner.email));
    draft.cannot_be_undone(format!("Only {} can hand the organization back.", user.email));
    draft.must_type("the name of the organization", name);
    Ok(())
}

/// Makes the user Owner and the present Owner Administrator, in one transaction.
pub(super) fn hand_over(
    draft: &mut Draft<'_>,
    organization: Organization,
    user: &User,
) -> Result<(), PlanError> {
    let org = organization.sid;
    if organization.owner == user.sid {
        let sentence = format!("{} is the Owner already.", user.email);
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Choose somebody else.")
            .about(Key::User(user.sid))
            .into());
    }
    let Some(membership) = user.membership.filter(|m| m.org == org && user.state == UserState::Active) else {
        let sentence = format!("{} is not a managed, active user of this organization.", user.email);
        return Err(Refusal::new(
            RefusalCode::NotManagedActive,
            sentence,
            "Invite or activate the person first.",
        )
        .about(Key::User(user.sid))
        .leading_to(Remedy::User(user.sid))
        .into());
    };
    draft.checked(format!("{} is a managed, active user.", user.email));
    draft.follows(format!("{} becomes Owner, the only one.", user.email));
    let old = draft.user(organization.owner)?;
    draft.about(Key::User(user.sid));
    draft.about(Key::User(old.sid));
    if let Some(held) = old.membership.filter(|held| held.org == org) {
        draft.put(User { membership: Some(Membership { role: OrgRole::Administrator, ..held }), ..old })?;
    }
    draft
        .put(User { membership: Some(Membership { role: OrgRole::Owner, ..membership }), ..user.clone() })?;
    draft.put(Organization { owner: user.sid, ..organization })
}
