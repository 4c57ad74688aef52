//! Messages as rows, by themselves and by the invitation they are about.
//!
//! Those that were delivered and are about no invitation are nobody's news; what is outdated is kept for none.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{
    DropReason, InvitationSid, Message, MessageKind, MessageSid, MessageState, Recipient, Timestamp,
};

/// A message in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MessageRow {
    /// Identifier.
    pub sid: MessageSid,
    /// To whom.
    pub to: Box<str>,
    /// Whether it goes to a phone.
    pub to_phone: bool,
    /// About what.
    pub kind: MessageKind,
    /// When it was caused.
    pub created: Timestamp,
    /// Where it stands.
    pub state: MessageState,
    /// Why it is not delivered any more.
    pub dropped: Option<DropReason>,
    /// How often it was tried.
    pub attempts: u32,
    /// When it was tried last, or handed over.
    pub last_tried: Option<Timestamp>,
    /// When it is tried again.
    pub next_try: Option<Timestamp>,
    /// What the courier said when it did not take it.
    pub trouble: Option<Box<str>>,
}

impl MessageRow {
    fn new(message: &Message) -> Self {
        Self {
            sid: message.sid,
            to: message.to.to_string().into(),
            to_phone: matches!(message.to, Recipient::Phone(_)),
            kind: message.kind,
            created: message.created,
            state: message.state,
            dropped: message.dropped,
            attempts: message.attempts,
            last_tried: message.last_tried,
            next_try: message.next_try,
            trouble: message.trouble.as_ref().map(|trouble| trouble.as_str().into()),
        }
    }

    /// Whether it should have arrived, and did not.
    pub fn has_failed(&self) -> bool {
        self.state == MessageState::Dropped && self.dropped.is_some_and(DropReason::is_failure)
    }

    /// Whether it has not arrived for all that is known: refused, given up, taken out by hand, or not taken yet.
    pub fn is_undelivered(&self) -> bool {
        self.state == MessageState::Dropped || self.is_tried_again()
    }

    /// Whether it was tried, and is tried again.
    pub fn is_tried_again(&self) -> bool {
        self.state == MessageState::Waiting && self.trouble.is_some()
    }
}

/// The rows, by message and by the invitation they are about.
#[derive(Debug, Clone, Default)]
pub(super) struct Messages {
    pub(super) rows: Arc<BTreeMap<MessageSid, MessageRow>>,
    pub(super) of_invitation: Arc<BTreeMap<InvitationSid, Vec<MessageSid>>>,
}

impl Messages {
    pub(super) fn put(&mut self, message: &Message) {
        self.remove(message.sid);
        let about = message.kind.invitation();
        let news = match message.state {
            MessageState::Waiting => true,
            MessageState::Delivered => about.is_some(),
            MessageState::Dropped => message.dropped.is_some_and(|reason| reason != DropReason::Outdated),
        };
        if !news {
            return;
        }
        Arc::make_mut(&mut self.rows).insert(message.sid, MessageRow::new(message));
        if let Some(invitation) = about {
            Arc::make_mut(&mut self.of_invitation).entry(invitation).or_default().push(message.sid);
        }
    }

    pub(super) fn remove(&mut self, sid: MessageSid) {
        if !self.rows.contains_key(&sid) {
            return;
        }
        let row = Arc::make_mut(&mut self.rows).remove(&sid);
        if let Some(invitation) = row.and_then(|row| row.kind.invitation()) {
            let of_invitation = Arc::make_mut(&mut self.of_invitation);
            if let Some(sids) = of_invitation.get_mut(&invitation) {
                sids.retain(|other| *other != sid);
                if sids.is_empty() {
                    of_invitation.remove(&invitation);
                }
            }
        }
    }
}
