//! Give the claim of a domain up (`admin-center-domain` §2.5): the record goes, the people stay.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::PlanError;
use crate::model::{DomainSid, DomainState, Key, Removal};
use crate::rules::permissions::Action;

pub(super) fn plan(draft: &mut Draft<'_>, sid: DomainSid) -> Result<(), PlanError> {
    let domain = draft.world().domain(sid)?;
    guard::permitted(draft, domain.org, Action::ManageDomains)?;
    draft.entitle(
        format!("Delete the domain {}", domain.name),
        format!("orgadm domain delete {}", domain.name),
    );
    draft.within(domain.org)?;
    draft.about(Key::Domain(sid));
    let name = &domain.name;
    if domain.state != DomainState::Unverified {
        draft.must_acknowledge(
            "stop-policy",
            format!("The sign-up policy no longer binds addresses of {name}, and another organization can verify it."),
        );
        if draft.world().organization(domain.org)?.verified_domains_only {
            draft.follows(format!(
                "Only addresses in verified domains may be invited: open invitations to {name} stay open but cannot be accepted."
            ));
        }
    }
    if domain.lost.is_some_and(|loss| loss.people != Removal::Done) {
        draft.must_acknowledge(
            "users-stay",
            format!("The users of {name}, who were to be removed for having lost it, stay."),
        );
    }
    draft.follows(format!("Existing users with addresses of {name} stay what they are."));
    draft.cannot_be_undone(
        "The claim is deleted with its token; claiming it again gives a new one to publish.",
    );
    draft.remove(Key::Domain(sid))
}
