//! How it went to hand a message over: delivered, tried again after a pause, or given up. Whether it was handed over is known
//! before this is committed; what is not committed is handed over again.

use crate::controller::command::Delivery;
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::outbox::organization;
use crate::controller::refusal::{PlanError, Refusal};
use crate::model::{CommandKind, DropReason, Key, Message, MessageSid, MessageState, Record, Trouble};
use crate::rules::delivery::{gives_up, pause};

pub(super) fn plan(draft: &mut Draft<'_>, sid: MessageSid, delivery: &Delivery) -> Result<(), PlanError> {
    guard::system(draft)?;
    let message = message(draft, sid)?;
    draft.entitle(format!("Deliver a message to {}", message.to), "orgadm sweep");
    draft.about(Key::Message(sid));
    if message.state != MessageState::Waiting {
        // Taken out by somebody while it was on its way: what they saw stays.
        return Ok(());
    }
    let now = draft.now();
    let tried = Message {
        attempts: message.attempts.saturating_add(1),
        first_tried: message.first_tried.or(Some(now)),
        last_tried: Some(now),
        next_try: None,
        ..message.clone()
    };
    match delivery {
        Delivery::Accepted => {
            draft.follows("Its courier has it.");
            draft.put(Message { state: MessageState::Delivered, trouble: None, ..tried })
        }
        Delivery::Refused(trouble) => fail(draft, tried, DropReason::Refused, trouble),
        Delivery::Later(trouble) if gives_up(&message, now) => {
            fail(draft, tried, DropReason::GivenUp, trouble)
        }
        Delivery::Later(trouble) => {
            let pause = pause(tried.attempts, draft.draw()[0]);
            draft.follows(format!("It is tried again in {pause}."));
            draft.put(Message { next_try: Some(now.plus(pause)), trouble: Some(trouble.clone()), ..tried })
        }
    }
}

/// Nobody tries any more: the administrators of the organization it is about are told.
fn fail(
    draft: &mut Draft<'_>,
    tried: Message,
    reason: DropReason,
    trouble: &Trouble,
) -> Result<(), PlanError> {
    draft.called(CommandKind::DropMessage);
    draft.entitle(format!("Give a message to {} up: {reason}", tried.to), "orgadm sweep");
    draft.follows("It is not tried any more; the Inbox says so.");
    if let Some(org) = organization(draft.world(), &tried)? {
        draft.concerns(org);
    }
    let (state, dropped, trouble) = (MessageState::Dropped, Some(reason), Some(trouble.clone()));
    draft.put(Message { state, dropped, trouble, ..tried })
}

/// The message as this draft leaves it.
pub(super) fn message(draft: &Draft<'_>, sid: MessageSid) -> Result<Message, PlanError> {
    match draft.current(Key::Message(sid))? {
        Some(Record::Message(message)) => Ok(message),
        _ => Err(Refusal::not_found(Key::Message(sid)).into()),
    }
}
