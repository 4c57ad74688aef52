//! Claim an internet domain (`product` row 17; `admin-center-domain` §2.5): the record and its token; proof comes later.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{Domain, DomainName, DomainState, Key, OrgSid, VerificationMethod};
use crate::rules::permissions::Action;
use crate::rules::public_mail::is_public_mail_domain;

pub(super) fn plan(draft: &mut Draft<'_>, org: OrgSid, name: &DomainName) -> Result<(), PlanError> {
    let organization = draft.world().organization(org)?;
    guard::permitted(draft, org, Action::ManageDomains)?;
    draft.entitle(format!("Claim the domain {name}"), format!("orgadm domain claim {name}"));
    draft.within(org)?;
    if name.as_str().starts_with("www.") {
        let sentence = format!("{name} starts with “www.”; the domain itself is claimed.");
        let remedy = format!("Claim {} instead.", &name.as_str()[4..]);
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).into());
    }
    if is_public_mail_domain(name) {
        let sentence = format!("{name} is a public mail domain; nobody can claim it.");
        return Err(
            Refusal::new(RefusalCode::PublicMailDomain, sentence, "Claim a domain of your own.").into()
        );
    }
    for claim in draft.world().claims_of(name)? {
        if claim.org == org {
            let sentence = format!("{name} is claimed already and {}.", claim.state);
            return Err(Refusal::new(
                RefusalCode::DomainClaimed,
                sentence,
                "Look at it in the list of domains.",
            )
            .about(Key::Domain(claim.sid))
            .leading_to(Remedy::Domain(claim.sid))
            .into());
        }
        if claim.state != DomainState::Unverified {
            let sentence = format!("{name} is verified by another organization.");
            return Err(Refusal::new(
                RefusalCode::DomainTaken,
                sentence,
                "A subdomain of it can be claimed.",
            )
            .into());
        }
    }
    let claimed = draft.world().domain_count(org)?;
    if claimed >= organization.domain_limit as usize {
        let sentence = format!("{claimed} domains are claimed; {} is the most.", organization.domain_limit);
        return Err(Refusal::new(
            RefusalCode::LimitReached,
            sentence,
            "Delete one that is no longer needed.",
        )
        .into());
    }
    let sid = draft.new_domain();
    let token = draft.draw();
    let domain = Domain {
        sid,
        org,
        name: name.clone(),
        token,
        method: VerificationMethod::Dns,
        state: DomainState::Unverified,
        created: draft.now(),
        verified: None,
        uncertain: None,
        checked: None,
        lost: None,
    };
    draft.about(Key::Domain(sid));
    draft.follows("To prove it, publish the record that its page on Domains shows.");
    draft.follows("Until it is proven the claim has no force.");
    draft.put(domain)
}
