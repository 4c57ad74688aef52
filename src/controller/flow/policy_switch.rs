//! Which addresses fare differently when the sign-up policy is switched (`product` row 19): those that wait in the verified
//! domains (open sign-ups, invitations, requests), decided under both policies.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Email, InvitationKind, InvitationState, Key, Organization, SignUpPolicy, SignUpState};
use crate::rules::sign_up_policy::Outcome;

use super::admission::{self, Admission};
use super::standing;

/// Addresses that are named; the rest is counted.
const NAMED: usize = 5;

/// What is to be said in the preview.
pub(super) fn consequences(
    draft: &Draft<'_>,
    organization: &Organization,
    policy: SignUpPolicy,
) -> Result<Vec<String>, PlanError> {
    let mut differing: Vec<String> = Vec::new();
    for key in draft.world().waiting_in_domains_of(organization.sid)? {
        if let Some(sentence) = one(draft, organization, policy, key)?
            && !differing.contains(&sentence)
        {
            differing.push(sentence);
        }
    }
    let count = match differing.len() {
        0 => return Ok(vec!["No open sign-up, invitation or request fares differently.".into()]),
        1 => "1 address that waits fares differently:".to_owned(),
        n => format!("{n} addresses that wait fare differently:"),
    };
    let more = differing.len().saturating_sub(NAMED);
    let mut said: Vec<String> = std::iter::once(count).chain(differing.into_iter().take(NAMED)).collect();
    if more > 0 {
        said.push(format!("and {more} more."));
    }
    Ok(said)
}

fn one(
    draft: &Draft<'_>,
    organization: &Organization,
    policy: SignUpPolicy,
    key: Key,
) -> Result<Option<String>, PlanError> {
    let now = draft.now();
    let (email, what, admissions) = match key {
        Key::SignUp(sid) => {
            let sign_up = draft.world().sign_up(sid)?;
            if sign_up.state_at(now) != SignUpState::Open {
                return Ok(None);
            }
            let both = by_sign_up(draft, organization, &sign_up.email, policy)?;
            (sign_up.email, "open sign-up", both)
        }
        Key::Invitation(sid) => {
            let invitation = draft.world().invitation(sid)?;
            if invitation.state_at(now) != InvitationState::Pending {
                return Ok(None);
            }
            match &invitation.kind {
                InvitationKind::AccountAccess { account, .. } => {
                    let account = draft.world().account(*account)?;
                    let (Some(sender), true) = standing::sender(draft, &invitation)? else { return Ok(None) };
                    let under = |policy| {
                        admission::of_access_under(draft, &invitation.email, &sender, &account, policy)
                    };
                    let both = (under(organization.policy)?, under(policy)?);
                    (invitation.email.clone(), "invited to an account", both)
                }
                InvitationKind::UserJoin { .. } => {
                    let both = by_sign_up(draft, organization, &invitation.email, policy)?;
                    (invitation.email.clone(), "invited", both)
                }
                InvitationKind::JoinRequest { .. } => {
                    let both = by_sign_up(draft, organization, &invitation.email, policy)?;
                    (invitation.email.clone(), "asks to be invited", both)
                }
                // Whoever owns an account has a user, whom the policy does not concern.
                InvitationKind::AccountJoin { .. } => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    let (before, after) = admissions;
    let bound = before.org == Some(organization.sid) && draft.world().user_by_email(&email)?.is_none();
    let (before, after) = (before.decision.outcome, after.decision.outcome);
    if !bound || before == after {
        return Ok(None);
    }
    Ok(Some(format!("{email} ({what}) {} instead of {}.", becomes(after), instead(before))))
}

fn by_sign_up(
    draft: &Draft<'_>,
    organization: &Organization,
    email: &Email,
    policy: SignUpPolicy,
) -> Result<(Admission, Admission), PlanError> {
    let under = |policy| admission::of_sign_up_under(draft, email, policy);
    Ok((under(organization.policy)?, under(policy)?))
}

fn becomes(outcome: Outcome) -> String {
    match outcome {
        Outcome::Outside => "stays outside".into(),
        Outcome::Join(role) => format!("joins as {role}"),
        Outcome::Refused(_) => "is refused".into(),
    }
}

fn instead(outcome: Outcome) -> String {
    match outcome {
        Outcome::Outside => "staying outside".into(),
        Outcome::Join(role) => format!("joining as {role}"),
        Outcome::Refused(_) => "being refused".into(),
    }
}
