//! Resend and cancel (`peers` c.4 transitions 4 and 11).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    CancelReason, Invitation, InvitationKind, InvitationSid, InvitationState, Key, MessageKind, OrgRole,
    Recipient,
};
use crate::rules::invitations::{ResendBlock, may_resend};
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::invite_user::{address_admitted, may_send};
use super::sign_up::too_soon;

pub(super) fn resend(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<(), PlanError> {
    let invitation = ours(draft, sid)?;
    draft.entitle(
        format!("Resend the invitation to {}", invitation.email),
        format!("orgadm invitation resend {sid}"),
    );
    let organization = draft.world().organization(invitation.org)?;
    let InvitationKind::UserJoin { role } = invitation.kind;
    if role == OrgRole::Administrator {
        guard::permitted(draft, invitation.org, Action::GrantAdministrator)?;
    }
    may_send(draft, &organization)?;
    let now = draft.now();
    may_resend(&invitation, now).map_err(|block| {
        let refusal = match block {
            ResendBlock::TooSoon { at } => too_soon("The invitation", at.since(now).0),
            ResendBlock::TooOften => Refusal::new(
                RefusalCode::TooOften,
                format!("The invitation was sent {} times; {} is the most.", invitation.sends, limits::SENDS),
                "Cancel it and invite the address anew.",
            ),
            ResendBlock::Ended(state) => ended(&invitation, state),
        };
        refusal.about(Key::Invitation(sid))
    })?;
    address_admitted(draft, &organization, &invitation.email)?;
    let generation = invitation.generation + 1;
    let expires = now.plus(limits::USER_INVITATION);
    draft.follows("The code sent before no longer counts.");
    draft.follows(format!("It can be answered until {expires}."));
    draft.tell(
        Recipient::Email(invitation.email.clone()),
        MessageKind::Invitation { invitation: sid, generation },
    )?;
    let sends = invitation.sends + 1;
    draft.put(Invitation { generation, sends, tries: 0, last_sent: now, expires, ..invitation })
}

pub(super) fn cancel(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<(), PlanError> {
    let invitation = ours(draft, sid)?;
    draft.entitle(
        format!("Cancel the invitation to {}", invitation.email),
        format!("orgadm invitation cancel {sid}"),
    );
    pending(draft, &invitation)?;
    draft.follows("Its code no longer counts.");
    let ended = Some(draft.now());
    let canceled = Some(CancelReason::ByOriginator);
    draft.put(Invitation { state: InvitationState::Canceled, canceled, ended, ..invitation })
}

fn ours(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<Invitation, PlanError> {
    let invitation = draft.world().invitation(sid)?;
    guard::permitted(draft, invitation.org, Action::InviteUsers)?;
    draft.within(invitation.org)?;
    draft.about(Key::Invitation(sid));
    Ok(invitation)
}

/// Refuses an invitation that is no longer waiting for an answer.
pub(super) fn pending(draft: &Draft<'_>, invitation: &Invitation) -> Result<(), Refusal> {
    match invitation.state_at(draft.now()) {
        InvitationState::Pending => Ok(()),
        state => Err(ended(invitation, state)),
    }
}

fn ended(invitation: &Invitation, state: InvitationState) -> Refusal {
    let how = match (state, invitation.canceled) {
        (InvitationState::Expired, _) => format!("expired at {}", invitation.expires),
        (InvitationState::Canceled, Some(CancelReason::Superseded)) => "was replaced by a newer one".into(),
        (InvitationState::Canceled, Some(CancelReason::Invalidated)) => {
            "ended because its subject joined elsewhere".into()
        }
        (state, _) => format!("was {state}"),
    };
    let sentence = format!("The invitation to {} {how}.", invitation.email);
    Refusal::new(RefusalCode::InvitationEnded, sentence, "An administrator can send a new one.")
        .about(Key::Invitation(invitation.sid))
}
