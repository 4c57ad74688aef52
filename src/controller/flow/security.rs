//! Security requests (`product` row 15): recorded, put into the outbox for the systems that follow orgadm, and checked by
//! none of them here.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, Remedy};
use crate::model::{
    Key, MessageKind, OrgRole, OrgSid, Recipient, SecurityAction, SecurityRequest, TwoFactor, User, UserSid,
};
use crate::rules::invitations::cooled_down;
use crate::rules::permissions::Action;

use super::managed::managed;
use super::sign_up::too_soon;

pub(super) fn plan(
    draft: &mut Draft<'_>,
    org: OrgSid,
    sid: UserSid,
    action: SecurityAction,
) -> Result<(), PlanError> {
    draft.world().organization(org)?;
    let actor = guard::permitted(draft, org, Action::ResetSecurity)?;
    let (user, membership) = managed(draft, org, sid)?;
    draft.entitle(
        format!("Ask for {}: {action}", user.email),
        Line::of("user security").user(&user).word(action.word()),
    );
    draft.within(org)?;
    draft.about(Key::User(sid));
    if membership.role == OrgRole::Owner && actor.sid != sid {
        let sentence = format!("{} is the Owner, for whom nobody else asks this.", user.email);
        return Err(Refusal::new(RefusalCode::OwnerProtected, sentence, "The Owner can ask for themselves.")
            .about(Key::User(sid))
            .leading_to(Remedy::User(sid))
            .into());
    }
    needed(&user, action)?;
    let now = draft.now();
    if let Some(last) = user.requests.iter().find(|request| request.action == action)
        && let Err(at) = cooled_down(last.at, now)
    {
        return Err(too_soon("The same request", at.since(now).0).about(Key::User(sid)).into());
    }
    draft.follows(match action {
        SecurityAction::RequireTwoFactor => "A second factor is demanded at the next sign-in.",
        SecurityAction::ResetTwoFactor => {
            "The present second factor is to be cleared; a new one is demanded at the next sign-in."
        }
        SecurityAction::ResetPassword => "Sessions are to end and a link for a new password is to be sent.",
    });
    draft.follows(
        "The request is recorded and waits in the outbox for the systems that follow; orgadm itself checks neither \
         password nor second factor.",
    );
    draft.tell(Recipient::Email(user.email.clone()), MessageKind::Security { user: sid, action })?;
    let two_factor = match action {
        SecurityAction::RequireTwoFactor | SecurityAction::ResetTwoFactor => TwoFactor::Required,
        SecurityAction::ResetPassword => user.two_factor,
    };
    let mut requests = user.requests.clone();
    requests.retain(|request| request.action != action);
    requests.push(SecurityRequest { action, at: now, by: actor.sid });
    draft.put(User { two_factor, requests, ..user })
}

/// Refuses to demand what is there, and to clear what is not.
fn needed(user: &User, action: SecurityAction) -> Result<(), Refusal> {
    let sentence = match (action, user.two_factor) {
        (SecurityAction::RequireTwoFactor, TwoFactor::On) => {
            format!("{} has a second factor already.", user.email)
        }
        (SecurityAction::ResetTwoFactor, TwoFactor::Off) => {
            format!("{} has no second factor to reset.", user.email)
        }
        _ => return Ok(()),
    };
    Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.").about(Key::User(user.sid)))
}
