//! Resend and cancel (`peers` c.4 transitions 4 and 11).

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{
    CancelReason, Invitation, InvitationKind, InvitationSid, InvitationState, Key, MessageKind, OrgRole,
    Recipient,
};
use crate::rules::invitations::{ResendBlock, lifetime, may_resend};
use crate::rules::limits;
use crate::rules::permissions::Action;

use super::account_roles::takes_roles;
use super::add_account::{may_join, owner_answers};
use super::invite_to_account::admitted;
use super::invite_user::{address_admitted, may_send};
use super::sign_up::too_soon;
use super::standing;

pub(super) fn resend(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<(), PlanError> {
    let invitation = ours(draft, sid)?;
    draft.entitle(
        format!("Resend the invitation to {}", invitation.email),
        format!("orgadm invitation resend {sid}"),
    );
    let organization = match invitation.org {
        Some(org) => Some(draft.world().organization(org)?),
        None => None,
    };
    if let Some(organization) = &organization {
        if invitation.kind.role() == Some(OrgRole::Administrator) {
            guard::permitted(draft, organization.sid, Action::GrantAdministrator)?;
        }
        may_send(draft, organization)?;
    }
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
    match &invitation.kind {
        InvitationKind::UserJoin { .. } => {
            if let Some(organization) = &organization {
                address_admitted(draft, organization, &invitation.email)?;
            }
        }
        InvitationKind::AccountJoin { account } => {
            let account = draft.account(*account)?;
            let owner = draft.user(account.owner)?;
            owner_answers(
                &account,
                Some(&owner).filter(|it| it.email == invitation.email),
                &invitation.email,
            )?;
            if let Some(organization) = &organization {
                may_join(draft, organization, &account, &owner)?;
            }
        }
        InvitationKind::JoinRequest { .. } => {}
        InvitationKind::AccountAccess { account, .. } => {
            let account = draft.world().account(*account)?;
            takes_roles(&account)?;
            let sender = draft.user(standing::sent_by(&invitation)?)?;
            admitted(draft, &invitation.email, &sender, &account)?;
        }
    }
    let generation = invitation.generation + 1;
    let expires = now.plus(lifetime(&invitation.kind));
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

/// The invitation, if the actor may send it again or take it back.
pub(super) fn ours(draft: &mut Draft<'_>, sid: InvitationSid) -> Result<Invitation, PlanError> {
    let invitation = draft.world().invitation(sid)?;
    match (&invitation.kind, invitation.org) {
        (InvitationKind::JoinRequest { .. }, Some(org)) => {
            guard::permitted(draft, org, Action::InviteUsers)?;
            let sentence = format!("{} asks to be invited; that is answered, not sent.", invitation.email);
            let remedy =
                "Invite the address (orgadm invitation answer SID --role ROLE), or decline (--decline).";
            return Err(Refusal::new(RefusalCode::Invalid, sentence, remedy)
                .about(Key::Invitation(sid))
                .into());
        }
        (InvitationKind::AccountAccess { account, .. }, _) => {
            let account = draft.world().account(*account)?;
            guard::may_on_account(draft, &account, Action::GrantAccountRoles)?;
        }
        (InvitationKind::UserJoin { .. }, Some(org)) => {
            guard::permitted(draft, org, Action::InviteUsers)?;
        }
        (InvitationKind::AccountJoin { .. }, Some(org)) => {
            guard::permitted(draft, org, Action::AddExistingAccount)?;
        }
        (
            InvitationKind::UserJoin { .. }
            | InvitationKind::AccountJoin { .. }
            | InvitationKind::JoinRequest { .. },
            _,
        ) => {
            return Err(Refusal::not_found(Key::Invitation(sid)).into());
        }
    }
    if let Some(org) = invitation.org {
        draft.within(org)?;
    }
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
            "no longer stands: whoever it was about is gone or joined elsewhere, or what it offered is gone"
                .into()
        }
        (state, _) => format!("was {state}"),
    };
    let sentence = format!("The invitation to {} {how}.", invitation.email);
    Refusal::new(RefusalCode::InvitationEnded, sentence, "An administrator can send a new one.")
        .about(Key::Invitation(invitation.sid))
}
