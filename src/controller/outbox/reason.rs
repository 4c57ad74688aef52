//! Why a message is sent, and whether that still holds: asked before it is carried, by the sweeper, and by whoever wants it
//! tried again.

use crate::controller::port::StoreError;
use crate::controller::world::World;
use crate::model::{
    AccountState, InvitationState, Key, Message, MessageKind, OrgSid, Record, SignUpState, Timestamp,
};
use crate::rules::limits;

/// Whether nobody is served by this message any more: what it is about has ended, was sent anew, or lies too long ago.
pub(in crate::controller) fn is_outdated(
    world: &dyn World,
    message: &Message,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let old = now >= message.created.plus(limits::MESSAGE);
    let about = match message.kind {
        MessageKind::SignUpCode { sign_up, .. } => Key::SignUp(sign_up),
        MessageKind::PhoneCode { account, .. } => Key::Account(account),
        MessageKind::Invitation { invitation, .. } | MessageKind::Reminder { invitation, .. } => {
            Key::Invitation(invitation)
        }
        MessageKind::Security { user, .. } => Key::User(user),
    };
    let Some(about) = world.counted(about)? else { return Ok(true) };
    let holds = match (message.kind, &about) {
        (MessageKind::SignUpCode { generation, .. }, Record::SignUp(sign_up)) => {
            sign_up.generation == generation && sign_up.state_at(now) == SignUpState::Open
        }
        (MessageKind::PhoneCode { generation, .. }, Record::Account(account)) => {
            let waits = account
                .phone
                .as_ref()
                .is_some_and(|phone| phone.generation == generation && phone.verified.is_none());
            waits && !old && matches!(account.state, AccountState::Active | AccountState::Suspended)
        }
        (
            MessageKind::Invitation { generation, .. } | MessageKind::Reminder { generation, .. },
            Record::Invitation(invitation),
        ) => invitation.generation == generation && invitation.state_at(now) == InvitationState::Pending,
        (MessageKind::Security { action, .. }, Record::User(user)) => {
            // The same asked again later has a message of its own.
            let last = user.requests.iter().find(|request| request.action == action);
            !old && last.is_none_or(|request| request.at <= message.created)
        }
        _ => false,
    };
    Ok(!holds)
}

/// The organization whose administrators are told of the message, if one is.
pub(in crate::controller) fn organization(
    world: &dyn World,
    message: &Message,
) -> Result<Option<OrgSid>, StoreError> {
    let about = match message.kind {
        MessageKind::SignUpCode { .. } => return Ok(None),
        MessageKind::PhoneCode { account, .. } => Key::Account(account),
        MessageKind::Invitation { invitation, .. } | MessageKind::Reminder { invitation, .. } => {
            Key::Invitation(invitation)
        }
        MessageKind::Security { user, .. } => Key::User(user),
    };
    Ok(match world.counted(about)? {
        Some(Record::Account(account)) => account.org,
        Some(Record::Invitation(invitation)) => invitation.org,
        Some(Record::User(user)) => user.membership.map(|membership| membership.org),
        _ => None,
    })
}
