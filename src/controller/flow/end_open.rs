//! Due work: invitations and sign-ups whose time has run out end.

use crate::controller::draft::Draft;
use crate::controller::refusal::PlanError;
use crate::model::{Invitation, InvitationState, Key, SignUp, SignUpState};
use crate::rules::limits;

pub(super) fn due(draft: &mut Draft<'_>) -> Result<usize, PlanError> {
    let now = draft.now();
    let mut ended = 0;
    for key in draft.world().due(now, limits::SWEEP)? {
        match key {
            Key::Invitation(sid) => {
                let invitation = draft.world().invitation(sid)?;
                if invitation.state == InvitationState::Pending && now >= invitation.expires {
                    draft.about(key);
                    let state = InvitationState::Expired;
                    draft.put(Invitation { state, ended: Some(now), ..invitation })?;
                    ended += 1;
                }
            }
            Key::SignUp(sid) => {
                let sign_up = draft.world().sign_up(sid)?;
                if sign_up.state == SignUpState::Open && now >= sign_up.expires {
                    draft.about(key);
                    draft.put(SignUp { state: SignUpState::Expired, ..sign_up })?;
                    ended += 1;
                }
            }
            _ => {}
        }
    }
    if ended > 0 {
        draft.entitle(format!("End {ended} that ran out of time"), "orgadm sweep");
    }
    Ok(ended)
}
