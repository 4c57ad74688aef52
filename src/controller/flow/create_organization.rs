//! Create an organization (seed, "Create your Organization"; `product` row 3).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    AccountState, Key, Label, OrgRole, OrgState, Organization, OrganizationName, SignUpPolicy,
};
use crate::rules::limits;

use super::join;

pub(super) fn plan(draft: &mut Draft<'_>, name: &Label) -> Result<(), PlanError> {
    let user = guard::signed_in(draft)?;
    draft.entitle(format!("Create the organization {name}"), Line::of("org create").word(name));
    if let Some(membership) = user.membership {
        let other = draft.world().organization_name(membership.org)?;
        let sentence = format!("{} belongs to {other}; a user belongs to one organization.", user.email);
        let remedy = "Use another user, or leave that organization first.";
        return Err(Refusal::new(RefusalCode::MemberElsewhere, sentence, remedy)
            .about(Key::Organization(membership.org))
            .into());
    }
    let owned = draft.world().accounts_owned_by(user.sid)?;
    let mut proven = None;
    for sid in &owned {
        let account = draft.world().account(*sid)?;
        if account.has_verified_phone() && account.state == AccountState::Active {
            proven = Some(account.name);
            break;
        }
    }
    let Some(proven) = proven else {
        let sentence =
            "Creating an organization needs an active account that you own with a verified phone number.";
        return Err(Refusal::new(
            RefusalCode::PhoneNotVerified,
            sentence,
            "Verify the phone number of one first.",
        )
        .about(Key::User(user.sid))
        .leading_to(Remedy::VerifyPhone)
        .into());
    };
    draft.checked(format!("{} owns {proven}, whose phone number is verified.", user.email));

    let org = draft.new_org();
    draft.about(Key::Organization(org));
    draft.put(Organization {
        sid: org,
        owner: user.sid,
        state: OrgState::Active,
        created: draft.now(),
        policy: SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: false,
        baa: None,
        account_limit: None,
        domain_limit: limits::DOMAINS,
        recovered: None,
        deletion: None,
        demo: false,
    })?;
    draft.put(OrganizationName { org, name: name.clone() })?;
    draft.follows(format!("{} becomes its Owner.", user.email));
    let mut outsiders = Vec::new();
    for account in &owned {
        outsiders.extend(draft.world().holders_of(*account)?);
    }
    outsiders.sort_unstable();
    outsiders.dedup();
    outsiders.retain(|sid| *sid != user.sid);
    let email = user.email.clone();
    join::join(draft, user, org, OrgRole::Owner)?;
    if !outsiders.is_empty() {
        let people = if outsiders.len() == 1 {
            "1 person keeps".into()
        } else {
            format!("{} people keep", outsiders.len())
        };
        draft.follows(format!("{people} access to these accounts, shown as independent."));
    }
    join::end_other_offers(draft, &email, None)?;
    draft.follows("Billing stays with each account; nothing is merged.");
    draft.cannot_be_undone("An organization is deleted only by its host's operator, on the Owner's request.");
    Ok(())
}
