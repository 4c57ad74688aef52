//! Request, withdraw and confirm the deletion of an organization (seed, "Deleting an Organization"; `product` row 21;
//! `admin-center-domain` §2.1). Confirming changes one record: from then on membership is void because that record says
//! so (`rules::void`), and the sweeper clears what still names it.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{Deletion, Key, OrgSid, OrgState, Organization};
use crate::rules::limits;
use crate::rules::permissions::Action;

pub(super) fn request(draft: &mut Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    let organization = draft.world().organization(org)?;
    let name = draft.world().organization_name(org)?;
    draft.entitle(format!("Request the deletion of {name}"), "orgadm org request-deletion");
    let owner = guard::permitted(draft, org, Action::RequestDeletion)?;
    draft.within(org)?;
    draft.about(Key::Organization(org));
    if let Some(deletion) = organization.deletion {
        let sentence = format!("The deletion of {name} was requested at {}.", deletion.requested);
        return Err(no_change(org, sentence, "Its operator confirms it, or you withdraw it."));
    }
    draft.follows(
        "No invitation can be sent or accepted until it is confirmed or withdrawn; all else goes on.",
    );
    draft.follows(format!(
        "Whoever operates the host confirms it with `orgadm support confirm-deletion {org}`; until then you can \
         withdraw it."
    ));
    released(draft, org)?;
    draft.must_type("the name of the organization", name);
    let deletion = Deletion { requested: draft.now(), by: owner.sid, confirmed: None };
    draft.put(Organization { state: OrgState::DeletionRequested, deletion: Some(deletion), ..organization })
}

pub(super) fn withdraw(draft: &mut Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    let organization = draft.world().organization(org)?;
    let name = draft.world().organization_name(org)?;
    draft.entitle(format!("Withdraw the deletion of {name}"), "orgadm org withdraw-deletion");
    guard::permitted(draft, org, Action::RequestDeletion)?;
    draft.within(org)?;
    draft.about(Key::Organization(org));
    if organization.state != OrgState::DeletionRequested {
        return Err(not_requested(org, &name, "Nothing needs to be withdrawn."));
    }
    draft.follows("Invitations can be sent and accepted again; those that expired meanwhile stay expired.");
    draft.put(Organization { state: OrgState::Active, deletion: None, ..organization })
}

pub(super) fn confirm(draft: &mut Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    guard::operator(draft)?;
    let organization = draft.world().organization_or_what_is_left(org)?;
    let name = draft.world().organization_name(org)?;
    draft
        .entitle(format!("Delete the organization {name}"), format!("orgadm support confirm-deletion {org}"));
    draft.about(Key::Organization(org));
    let deletion = match (organization.state, organization.deletion) {
        (OrgState::DeletionRequested, Some(deletion)) => deletion,
        (OrgState::Deleted, _) => {
            let sentence = format!("The organization {name} is deleted already.");
            return Err(no_change(org, sentence, "Nothing needs to be done."));
        }
        _ => return Err(not_requested(org, &name, "Its Owner has to request it first.")),
    };
    let by = draft.user(deletion.by).map(|user| user.email.to_string());
    let by = by.unwrap_or_else(|_| "an earlier Owner".into());
    draft.checked(format!("{by} requested it at {}.", deletion.requested));
    released(draft, org)?;
    let erased = draft.now().plus(limits::NAME_KEPT);
    draft.follows(format!("Its name is erased by the first sweep after {erased}, with every image of it."));
    draft.follows("Exports and copies of the store made elsewhere are out of reach.");
    draft.cannot_be_undone("A deleted organization does not come back.");
    draft.must_type("the name of the organization", name);
    let deletion = Some(Deletion { confirmed: Some(draft.now()), ..deletion });
    draft.put(Organization { state: OrgState::Deleted, deletion, ..organization })
}

/// What confirming does to people and accounts.
fn released(draft: &mut Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    let people = match draft.world().user_count(org)? {
        1 => "its one user".to_owned(),
        n => format!("its {n} users"),
    };
    draft.follows(format!(
        "Once it is confirmed, {people} and their accounts are free: they keep their logins, accounts and account roles, \
         and may create or join another organization at once."
    ));
    draft.follows("Deactivated users can sign in again then: nobody would be left to activate them.");
    match draft.world().domain_count(org)? {
        0 => {}
        1 => draft.follows("Its claim of a domain ends, and with it the sign-up policy."),
        n => draft.follows(format!("Its claims of {n} domains end, and with them the sign-up policy.")),
    }
    draft.follows("Its open invitations end.");
    Ok(())
}

fn not_requested(org: OrgSid, name: &str, remedy: &str) -> PlanError {
    let sentence = format!("The deletion of {name} was not requested.");
    Refusal::new(RefusalCode::DeletionNotRequested, sentence, remedy).about(Key::Organization(org)).into()
}

fn no_change(org: OrgSid, sentence: String, remedy: &str) -> PlanError {
    Refusal::new(RefusalCode::NoChange, sentence, remedy).about(Key::Organization(org)).into()
}
