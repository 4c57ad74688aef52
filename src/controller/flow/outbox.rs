//! What people do with the outbox: take a message out of it, or have it tried again. Of an invitation whoever may send it
//! again may do so, of a security request whoever may make it; the rest is the operator's.

use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::outbox::{is_outdated, organization};
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::{DropReason, Key, Message, MessageKind, MessageSid, MessageState, Who};
use crate::rules::permissions::Action;

use super::deliver::message;
use super::manage_invitation::ours;

pub(super) fn take_out(draft: &mut Draft<'_>, sid: MessageSid) -> Result<(), PlanError> {
    let message = message(draft, sid)?;
    draft.entitle(
        format!("Take the message to {} out of the outbox", message.to),
        format!("orgadm outbox drop {sid}"),
    );
    draft.about(Key::Message(sid));
    let outdated = is_outdated(draft.world(), &message, draft.now())?;
    if draft.actor().who == Who::System {
        if !outdated {
            let sentence = format!("The message to {} is not over.", message.to);
            return Err(nothing(sentence, "Nothing needs to be done.", sid));
        }
    } else {
        permitted(draft, &message)?;
    }
    if message.state != MessageState::Waiting {
        let sentence = format!("The message to {} is {} already.", message.to, standing(&message));
        return Err(nothing(sentence, "Nothing needs to be done.", sid));
    }
    let reason = if outdated { DropReason::Outdated } else { DropReason::ByHand };
    draft.follows(match reason {
        DropReason::Outdated => "What it was about is over; nobody misses it.",
        _ => "It is not delivered. Its code, if it carries one, counts as before.",
    });
    let (state, dropped) = (MessageState::Dropped, Some(reason));
    draft.put(Message { state, dropped, next_try: None, ..message })
}

pub(super) fn retry(draft: &mut Draft<'_>, sid: MessageSid) -> Result<(), PlanError> {
    let message = message(draft, sid)?;
    draft.entitle(format!("Try the message to {} again", message.to), format!("orgadm outbox retry {sid}"));
    draft.about(Key::Message(sid));
    permitted(draft, &message)?;
    if message.state == MessageState::Delivered {
        let sentence = format!("The message to {} was handed over.", message.to);
        return Err(nothing(sentence, "Send what it is about again instead; that makes a new code.", sid));
    }
    if is_outdated(draft.world(), &message, draft.now())? {
        let sentence = format!("What the message to {} is about is over, or was sent anew.", message.to);
        return Err(nothing(sentence, "Look at the newest message.", sid));
    }
    if message.state == MessageState::Waiting && message.next_try.is_none() {
        let sentence = format!("The message to {} is to be delivered now already.", message.to);
        return Err(nothing(sentence, "Nothing needs to be done.", sid));
    }
    draft.follows("It goes out as soon as somebody carries it, with the code it had.");
    let (state, dropped, next_try) = (MessageState::Waiting, None, None);
    // The days that it is tried for begin anew.
    draft.put(Message { state, dropped, next_try, first_tried: None, ..message })
}

fn standing(message: &Message) -> String {
    match message.dropped {
        Some(reason) => format!("{}: {reason}", message.state),
        None => message.state.to_string(),
    }
}

fn nothing(sentence: String, remedy: &str, sid: MessageSid) -> PlanError {
    Refusal::new(RefusalCode::NoChange, sentence, remedy).about(Key::Message(sid)).into()
}

/// Whether the actor may do something about this message.
fn permitted(draft: &mut Draft<'_>, message: &Message) -> Result<(), PlanError> {
    if draft.actor().who == Who::Operator {
        return guard::operator(draft);
    }
    match message.kind {
        MessageKind::Invitation { invitation, .. } | MessageKind::Reminder { invitation, .. } => {
            ours(draft, invitation).map(|_| ())
        }
        MessageKind::Security { .. } => {
            let Some(org) = organization(draft.world(), message)? else {
                return Err(Refusal::not_found(Key::Message(message.sid)).into());
            };
            guard::permitted(draft, org, Action::ResetSecurity)?;
            draft.within(org)
        }
        MessageKind::SignUpCode { .. } | MessageKind::PhoneCode { .. } => guard::operator(draft),
    }
}
