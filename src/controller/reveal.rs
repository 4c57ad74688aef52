//! The few places where a code may be shown (`product`, "Codes"): the first screen, for the address being signed up or
//! in, while no courier is configured; and the operator's `show-code`.

use crate::model::{
    AccountSid, Code, CodeFor, Email, InvitationSid, InvitationState, Key, Kind, MessageKind, MessageState,
    Recipient, Record, SignUpSid, SignUpState, Timestamp,
};

use super::hub::Controller;
use super::refusal::{PlanError, RefusalCode};
use super::world::World;

/// A code that still counts, for the operator to pass on.
#[derive(Debug, Clone)]
pub struct Shown {
    /// To whom it was to go.
    pub to: Recipient,
    /// What it opens.
    pub what: String,
    /// When its message was caused.
    pub sent: Timestamp,
    /// The code.
    pub code: Code,
}

impl Controller {
    /// The code of an open sign-up.
    pub fn sign_up_code(&self, sid: SignUpSid) -> Result<Option<Code>, PlanError> {
        let sign_up = self.reading(|world| world.sign_up(sid))?;
        let open = sign_up.state_at(self.now()) == SignUpState::Open;
        Ok(open.then(|| self.codes().code(CodeFor::SignUp { sign_up: sid, generation: sign_up.generation })))
    }

    /// The code of an account's phone number that is not yet verified.
    pub fn phone_code(&self, sid: AccountSid) -> Result<Option<Code>, PlanError> {
        let account = self.reading(|world| world.account(sid))?;
        let waiting = account.phone.filter(|phone| phone.verified.is_none());
        Ok(waiting
            .map(|phone| self.codes().code(CodeFor::Phone { account: sid, generation: phone.generation })))
    }

    /// The code of a pending invitation.
    pub fn invitation_code(&self, sid: InvitationSid) -> Result<Option<Code>, PlanError> {
        let invitation = self.reading(|world| world.invitation(sid))?;
        // Requests are answered by the organization and carry no code.
        let pending =
            invitation.state_at(self.now()) == InvitationState::Pending && !invitation.kind.is_request();
        Ok(pending.then(|| self.codes().code(invitation.code_for())))
    }

    /// Every code that still counts for this recipient, newest first: an address or a phone number as it is stored.
    pub fn codes_for(&self, recipient: &str) -> Result<Vec<Shown>, PlanError> {
        let wanted = Email::parse(recipient).map_or_else(|_| recipient.to_owned(), |email| email.to_string());
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let page = self.store().scan(Kind::Message, after, 1_000)?;
            for stored in &page {
                let Record::Message(message) = &stored.record else { continue };
                if message.state != MessageState::Waiting || message.to.to_string() != wanted {
                    continue;
                }
                match self.live_code(message.kind) {
                    Ok(Some((what, code))) => {
                        found.push(Shown { to: message.to.clone(), what, sent: message.created, code });
                    }
                    Ok(None) => {}
                    // What it opened was erased or purged since.
                    Err(PlanError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => {}
                    Err(error) => return Err(error),
                }
            }
            match page.last() {
                Some(last) if page.len() == 1_000 => after = Some(last.record.key()),
                _ => break,
            }
        }
        found.sort_by_key(|shown| std::cmp::Reverse(shown.sent));
        Ok(found)
    }

    /// What a message opens and the code it carries, unless the code no longer counts.
    fn live_code(&self, kind: MessageKind) -> Result<Option<(String, Code)>, PlanError> {
        Ok(match kind {
            MessageKind::SignUpCode { sign_up, generation } => {
                let record = self.reading(|world| world.sign_up(sign_up))?;
                let code = self.sign_up_code(sign_up)?.filter(|_| record.generation == generation);
                code.map(|code| (format!("sign-up of {}", record.email), code))
            }
            MessageKind::PhoneCode { account, generation } => {
                // An account may have been purged since.
                let Some(Record::Account(record)) =
                    self.store().get(Key::Account(account))?.map(|it| it.record)
                else {
                    return Ok(None);
                };
                let current = record.phone.as_ref().is_some_and(|phone| phone.generation == generation);
                let code = self.phone_code(account)?.filter(|_| current);
                code.map(|code| (format!("phone number of {} ({account})", record.name), code))
            }
            MessageKind::Invitation { invitation, generation }
            | MessageKind::Reminder { invitation, generation } => {
                let record = self.reading(|world| world.invitation(invitation))?;
                let to = self.reading(|world| world.inviter(&record))?;
                let code = self.invitation_code(invitation)?.filter(|_| record.generation == generation);
                code.map(|code| (format!("invitation {invitation} to {to}"), code))
            }
            MessageKind::Security { .. } => None,
        })
    }

    pub(super) fn reading<T>(
        &self,
        read: impl FnOnce(&dyn World) -> Result<T, PlanError>,
    ) -> Result<T, PlanError> {
        let world = self.world();
        read(&world)
    }
}
