//! The outbox in memory: what waits to be handed over, what could not be, and how the messages of invitations went.

use super::{Directory, InvitationRow, MessageRow};
use crate::model::{
    InvitationSid, InvitationState, MessageKind, MessageSid, MessageState, OrgSid, Timestamp,
};
use crate::rules::delivery::is_due;
use crate::rules::limits;

impl Directory {
    /// One message; `None` of those that are nobody's news any more.
    pub fn message(&self, sid: MessageSid) -> Option<&MessageRow> {
        self.outbox.rows.get(&sid)
    }

    /// Messages that are to be handed over at this instant, oldest first.
    pub fn messages_due(&self, now: Timestamp) -> Vec<MessageSid> {
        let due = self.outbox.rows.values().filter(|row| is_due(row.state, row.next_try, now));
        let mut due: Vec<(Timestamp, MessageSid)> = due.map(|row| (row.created, row.sid)).collect();
        due.sort_unstable();
        due.into_iter().map(|(_, sid)| sid).collect()
    }

    /// When the next of those that rest is to be handed over.
    pub fn next_message(&self, now: Timestamp) -> Option<Timestamp> {
        let rests = self.outbox.rows.values().filter(|row| row.state == MessageState::Waiting);
        rests.filter_map(|row| row.next_try).filter(|at| *at > now).min()
    }

    /// Messages that wait, due or not, in key order.
    pub fn messages_waiting(&self) -> Vec<MessageSid> {
        let waiting = self.outbox.rows.values().filter(|row| row.state == MessageState::Waiting);
        waiting.map(|row| row.sid).collect()
    }

    /// The last message that carries the code which counts of this invitation; a reminder only if it did not arrive.
    pub fn message_of(&self, invitation: &InvitationRow) -> Option<&MessageRow> {
        let sids = self.outbox.of_invitation.get(&invitation.sid)?;
        let rows = sids.iter().filter_map(|sid| self.outbox.rows.get(sid));
        let current = rows.filter(|row| row.kind.generation() == Some(invitation.generation));
        let weight = |row: &&MessageRow| {
            let is_reminder = matches!(row.kind, MessageKind::Reminder { .. });
            (row.has_failed() || row.is_tried_again(), !is_reminder, row.created)
        };
        current.max_by_key(weight)
    }

    /// Whether the code which counts of this invitation has not arrived for all that is known.
    pub fn is_undelivered(&self, invitation: &InvitationRow) -> bool {
        self.message_of(invitation).is_some_and(MessageRow::is_undelivered)
    }

    /// Invitations that end within 48 hours and nobody was reminded of since they were last sent.
    pub fn to_be_reminded(&self, now: Timestamp) -> Vec<InvitationSid> {
        let soon = self.waiting(now).filter(|row| {
            !row.kind.is_request() && row.expires.since(now) <= limits::ENDING_SOON && !self.was_reminded(row)
        });
        soon.map(|row| row.sid).collect()
    }

    fn was_reminded(&self, invitation: &InvitationRow) -> bool {
        let sids = self.outbox.of_invitation.get(&invitation.sid);
        sids.into_iter().flatten().filter_map(|sid| self.outbox.rows.get(sid)).any(|row| {
            matches!(row.kind, MessageKind::Reminder { generation, .. } if generation == invitation.generation)
        })
    }

    /// How many messages to people of the organization, or invited by it, wait; and how many should have arrived and did not.
    pub fn unsent(&self, org: OrgSid, now: Timestamp) -> (usize, usize) {
        let (mut waiting, mut failed) = (0, 0);
        for row in self.outbox.rows.values() {
            let ours = match row.kind {
                MessageKind::Invitation { invitation, generation }
                | MessageKind::Reminder { invitation, generation } => {
                    self.invitation(invitation).is_some_and(|it| {
                        it.org == Some(org)
                            && it.generation == generation
                            && it.state_at(now) == InvitationState::Pending
                    })
                }
                MessageKind::Security { user, .. } => {
                    self.user(user).is_some_and(|user| user.role_in(org).is_some())
                }
                MessageKind::SignUpCode { .. } | MessageKind::PhoneCode { .. } => false,
            };
            if ours {
                waiting += usize::from(row.state == MessageState::Waiting);
                failed += usize::from(row.has_failed());
            }
        }
        (waiting, failed)
    }
}
