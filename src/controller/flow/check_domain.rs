//! What a look for the proof of a claim found becomes a change of the claim (`admin-center-domain` §2.5): proven, uncertain,
//! lost, or only looked at. Whoever looked asked the network before; nothing here does.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    CommandKind, Domain, DomainSid, DomainState, Key, Looked, Removal, Timestamp, VerificationMethod, Who,
};
use crate::rules::permissions::Action;
use crate::rules::{domain_checks, limits};

pub(super) fn plan(
    draft: &mut Draft<'_>,
    sid: DomainSid,
    method: VerificationMethod,
    last: Option<Timestamp>,
    found: Looked,
) -> Result<(), PlanError> {
    let domain = draft.world().domain(sid)?;
    if draft.actor().who != Who::System {
        guard::permitted(draft, domain.org, Action::ManageDomains)?;
    }
    let name = &domain.name;
    let by = match method {
        VerificationMethod::Https => " --method https",
        VerificationMethod::Dns | VerificationMethod::Manual => "",
    };
    draft.entitle(format!("Check {name}: {found}"), format!("orgadm domain check {name}{by}"));
    // A fact needs no reason.
    draft.concerns(domain.org);
    draft.about(Key::Domain(sid));
    if domain.checked.map(|checked| checked.at) != last {
        let sentence = format!("{name} was checked by somebody else meanwhile.");
        return Err(Refusal::new(
            RefusalCode::ChangedSince,
            sentence,
            "Look at what was found, or check it again.",
        )
        .about(Key::Domain(sid))
        .leading_to(Remedy::Domain(sid))
        .into());
    }
    if found == Looked::Proven {
        not_taken(draft, &domain)?;
    }
    let Some(after) = domain_checks::after(&domain, method, found, draft.now()) else {
        draft.follows(format!("{name} stays {}: it was proven by another method.", domain.state));
        return Ok(());
    };
    say(draft, &domain, &after);
    draft.put(after)
}

/// One organization an exact domain: the first whose proof is committed has it.
fn not_taken(draft: &Draft<'_>, domain: &Domain) -> Result<(), PlanError> {
    let others = draft.world().claims_of(&domain.name)?;
    if !others.iter().any(|claim| claim.sid != domain.sid && claim.state != DomainState::Unverified) {
        return Ok(());
    }
    let sentence = format!("{} is verified by another organization.", domain.name);
    Err(Refusal::new(RefusalCode::DomainTaken, sentence, "That claim has to be given up first.")
        .about(Key::Domain(domain.sid))
        .into())
}

fn say(draft: &mut Draft<'_>, before: &Domain, after: &Domain) {
    let name = &after.name;
    match (before.state, after.state) {
        (DomainState::Verified, DomainState::Verified) => {}
        (_, DomainState::Verified) => {
            draft.called(CommandKind::ProveDomain);
            draft.follows("The organization's sign-up policy binds its addresses.");
            if before.state == DomainState::Uncertain {
                draft.follows(format!("People can be added for {name} again."));
            }
            if before.lost.is_some_and(|loss| loss.people != Removal::Done) {
                draft.follows("Nobody is removed any more for having lost it.");
            }
        }
        (DomainState::Verified, DomainState::Uncertain) => {
            draft.called(CommandKind::DoubtDomain);
            draft.follows(format!("Nobody can be added for {name} until it is proven again."));
            let end = draft.now().plus(limits::UNCERTAIN);
            draft.follows(format!(
                "Unless it is proven until {end}, it is lost, and its users are to be removed."
            ));
        }
        (DomainState::Uncertain, DomainState::Unverified) => {
            draft.called(CommandKind::LoseDomain);
            draft.follows(
                "The sign-up policy no longer binds its addresses, and another organization can verify it.",
            );
            draft.follows("Its users are to be removed; more than a few wait for an Owner or Administrator.");
        }
        // Looked at, and where it was.
        _ => {}
    }
}
