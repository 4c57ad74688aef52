//! Ask to be invited, and answer that (`product` row 11a; `peers` c.4 transition 3, G10).
//!
//! Whoever the policy *prevent* refuses may ask the organization that verified the domain; its administrators answer. To
//! accept is to invite the address, in the same plan.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Email, Invitation, InvitationKind, InvitationSid, InvitationState, Key, OrgRole, OrgSid, PersonName,
};
use crate::rules::invitations::cooled_down;
use crate::rules::limits;
use crate::rules::permissions::Action;
use crate::rules::sign_up_policy::Outcome;

use super::admission;
use super::invite_user::{self, may_send};
use super::manage_invitation::pending;
use super::sign_up::{address_is_free, too_soon};

pub(super) fn request(draft: &mut Draft<'_>, email: &Email, name: &PersonName) -> Result<(), PlanError> {
    draft.entitle(
        format!("Request an invitation for {email}"),
        Line::of("invitation request").word(email).option("--name", name),
    );
    address_is_free(draft, email)?;
    let org = refused_by(draft, email)?;
    may_send(draft, &draft.world().organization(org)?)?;
    no_open_request(draft, org, email)?;
    room_for_another(draft, org)?;
    let now = draft.now();
    let sid = draft.new_invitation();
    let expires = now.plus(limits::JOIN_REQUEST);
    draft.about(Key::Invitation(sid));
    draft.put(Invitation::sent(
        sid,
        Some(org),
        email.clone(),
        InvitationKind::JoinRequest { name: name.clone() },
        None,
        (now, expires),
    ))?;
    let organization = draft.world().organization_name(org)?;
    draft.follows(format!("The administrators of {organization} find it in their Inbox until {expires}."));
    draft.follows("If they agree, an invitation with a code goes to the address.");
    Ok(())
}

/// The organization whose policy refuses the address; nobody else is asked.
fn refused_by(draft: &Draft<'_>, email: &Email) -> Result<OrgSid, PlanError> {
    let admission = admission::of_sign_up(draft, email)?;
    if let (Outcome::Refused(_), Some(org)) = (admission.decision.outcome, admission.org) {
        return Ok(org);
    }
    let (sentence, remedy) = match admission.invitation {
        Some(_) => (format!("{email} has been invited already."), "Accept the invitation.".to_owned()),
        None => (
            format!("Nothing keeps {email} from signing up."),
            format!("Sign up instead: {}", Line::of("signup").word(email).option("--name", "NAME")),
        ),
    };
    Err(Refusal::new(RefusalCode::RequestNotNeeded, sentence, remedy).into())
}

/// One request an address at a time, and a pause after the last one.
fn no_open_request(draft: &mut Draft<'_>, org: OrgSid, email: &Email) -> Result<(), PlanError> {
    let now = draft.now();
    for sid in draft.world().requests_from(email)? {
        let earlier = draft.world().invitation(sid)?;
        if earlier.org != Some(org) {
            continue;
        }
        if let Err(at) = cooled_down(earlier.last_sent, now) {
            return Err(too_soon("A request", at.since(now).0).about(Key::Invitation(sid)).into());
        }
        if earlier.state != InvitationState::Pending {
            continue;
        }
        if earlier.state_at(now) == InvitationState::Expired {
            draft.put(Invitation { state: InvitationState::Expired, ended: Some(now), ..earlier })?;
            continue;
        }
        let sentence = format!("A request for {email} waits for an answer until {}.", earlier.expires);
        let name = draft.world().organization_name(org)?;
        let remedy = format!("Wait for it, or write to an administrator of {name}.");
        return Err(Refusal::new(RefusalCode::RequestOpen, sentence, remedy)
            .about(Key::Invitation(sid))
            .into());
    }
    Ok(())
}

fn room_for_another(draft: &Draft<'_>, org: OrgSid) -> Result<(), PlanError> {
    let mut open = 0;
    for sid in draft.world().open_requests(org)? {
        open += usize::from(draft.world().invitation(sid)?.state_at(draft.now()) == InvitationState::Pending);
    }
    if open < limits::OPEN_REQUESTS {
        return Ok(());
    }
    let name = draft.world().organization_name(org)?;
    let sentence = format!("{open} requests wait for an answer of {name}; no more are taken meanwhile.");
    let remedy = format!("Write to an administrator of {name}, or use another address.");
    Err(Refusal::new(RefusalCode::LimitReached, sentence, remedy).about(Key::Organization(org)).into())
}

pub(super) fn answer(
    draft: &mut Draft<'_>,
    sid: InvitationSid,
    role: Option<OrgRole>,
) -> Result<(), PlanError> {
    let request = draft.world().invitation(sid)?;
    let (true, Some(org)) = (request.kind.is_request(), request.org) else {
        let sentence = format!("{sid} is an invitation; nobody asks for one with it.");
        let remedy = "Resend or cancel it; the person invited answers it.";
        return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy).about(Key::Invitation(sid)).into());
    };
    guard::permitted(draft, org, Action::InviteUsers)?;
    draft.within(org)?;
    draft.about(Key::Invitation(sid));
    let email = request.email.clone();
    match role {
        Some(role) => {
            let line = format!("orgadm invitation answer {sid} --role {}", role.word());
            draft.entitle(format!("Invite {email} as {role}, as requested"), line);
            pending(draft, &request)?;
            // Inviting answers the request: see `invite_user`.
            let (invited, words) =
                draft.apart(|draft| invite_user::plan(draft, org, &email, role, &[], false));
            invited.map_err(|error| about_the_request(error, sid))?;
            words.subjects.into_iter().for_each(|key| draft.about(key));
            words.checks.into_iter().for_each(|check| draft.checked(check));
            words.consequences.into_iter().for_each(|consequence| draft.follows(consequence));
            Ok(())
        }
        None => {
            let line = format!("orgadm invitation answer {sid} --decline");
            draft.entitle(format!("Decline the request of {email}"), line);
            pending(draft, &request)?;
            draft.follows("The person is not told by orgadm and may ask again later.");
            let ended = Some(draft.now());
            draft.put(Invitation { state: InvitationState::Declined, ended, ..request })
        }
    }
}

/// An invitation that is open already answers the request as well: say so.
fn about_the_request(error: PlanError, sid: InvitationSid) -> PlanError {
    match error {
        PlanError::Refused(refusal) if refusal.code == RefusalCode::InvitationOpen => {
            let remedy = "Decline the request; the invitation stands.";
            let leads_to = Some(Remedy::Invitation(sid));
            PlanError::Refused(Refusal { remedy: remedy.to_owned(), leads_to, ..refusal })
        }
        error => error,
    }
}
