//! Carrying messages: taken out as a letter, carried, and the outcome committed.

use std::collections::BTreeSet;
use std::ops::Deref;
use std::sync::Arc;

use crate::controller::command::{Command, Delivery};
use crate::controller::commit::{CommitError, Receipt};
use crate::controller::hub::Controller;
use crate::controller::plan::Consent;
use crate::controller::port::{Channel, Courier, Letter, Sent, StoreError};
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::controller::world::World;
use crate::model::{
    Actor, Code, DropReason, InvitationSid, Key, Message, MessageSid, MessageState, OrgSid, Record, Trouble,
    counted,
};
use crate::rules::delivery::is_due;

use super::claims::{Claim, Outbox};
use super::letter::render;
use super::reason::{is_outdated, organization};

/// How often an outcome is committed again because the record was changed meanwhile.
const PATIENCE: usize = 10;

/// Outdated messages that are dropped in one plan.
const AT_ONCE: usize = 500;

/// Characters of a code that are enough to keep a reply back that repeats them.
const TELLING: usize = 6;

/// What became of taking a message out.
#[derive(Debug)]
pub enum Taken {
    /// It is to be carried.
    Parcel(Box<Parcel>),
    /// What it was about is over: it is not delivered any more.
    Outdated,
    /// It stays where it is: not due, carried by somebody else at this moment, or nobody carries to such recipients.
    Rests,
}

/// A letter on its way. As long as it is there, nobody else carries the same.
#[derive(Debug)]
pub struct Parcel {
    letter: Letter,
    courier: Arc<dyn Courier>,
    code: Option<Code>,
    claim: Claim,
}

impl Parcel {
    /// Has it carried. Takes as long as the courier takes.
    pub fn send(&self) -> Sent {
        let sent = self.courier.send(&self.letter);
        let kept = |trouble: Trouble| match &self.code {
            Some(code) if repeats(trouble.as_str(), code) => {
                Trouble::new("The reply repeats the message and is not kept.")
            }
            _ => trouble,
        };
        match sent {
            Sent::Accepted => Sent::Accepted,
            Sent::Refused(trouble) => Sent::Refused(kept(trouble)),
            Sent::Later(trouble) => Sent::Later(kept(trouble)),
            Sent::Away(trouble) => Sent::Away(kept(trouble)),
        }
    }

    /// Which way it goes.
    pub const fn channel(&self) -> Channel {
        Channel::to(&self.letter.to)
    }

    /// Which message it is.
    pub const fn sid(&self) -> MessageSid {
        self.claim.sid()
    }
}

/// Whether somebody's words hold a good part of the code, whatever stands between its characters.
fn repeats(words: &str, code: &Code) -> bool {
    let plain = |text: &str| -> Vec<char> {
        text.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect()
    };
    let (words, code) = (plain(words), plain(&code.reveal()));
    code.windows(TELLING.min(code.len()).max(1)).any(|part| words.windows(part.len()).any(|at| at == part))
}

/// What became of a message that was carried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The next hop has it.
    Delivered,
    /// It was not taken and is tried again.
    Again(Trouble),
    /// It was refused for good.
    Refused(Trouble),
    /// It was tried for days, and is not tried again.
    GivenUp(Trouble),
    /// It was not taken, and taken out of the outbox while it was on its way.
    TakenOut,
}

/// Messages that were not taken and met the same fate.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotTaken {
    /// How many.
    pub count: usize,
    /// What a courier said last about one of them.
    pub trouble: Option<Trouble>,
}

impl NotTaken {
    fn met(&mut self, trouble: Trouble) {
        *self = Self { count: self.count + 1, trouble: Some(trouble) };
    }

    fn sentence(&self, what: &str, end: &str) -> Option<String> {
        let why = self.trouble.as_ref().map_or_else(String::new, |trouble| format!(" ({trouble})"));
        (self.count > 0).then(|| format!("{} {what}{why}{end}", messages(self.count)))
    }
}

/// What became of several messages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Posted {
    /// Handed over.
    pub delivered: usize,
    /// Not taken, and tried again later.
    pub again: NotTaken,
    /// Refused for good.
    pub refused: NotTaken,
    /// Tried for days, and not tried again.
    pub given_up: NotTaken,
    /// Not taken, and taken out of the outbox meanwhile.
    pub taken_out: usize,
    /// Outdated.
    pub outdated: usize,
    /// Left for later because nothing goes their way for now.
    pub untried: usize,
    /// The ways by which nothing is carried for now.
    pub away: BTreeSet<Channel>,
}

impl Posted {
    /// Counts one more.
    pub fn count(&mut self, handed: Handed) {
        match handed {
            Handed::Delivered => self.delivered += 1,
            Handed::Again(trouble) => self.again.met(trouble),
            Handed::Refused(trouble) => self.refused.met(trouble),
            Handed::GivenUp(trouble) => self.given_up.met(trouble),
            Handed::TakenOut => self.taken_out += 1,
        }
    }

    /// Whether nothing was carried, dropped or left.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// How many should have arrived and are not delivered any more.
    pub const fn failed(&self) -> usize {
        self.refused.count + self.given_up.count
    }

    /// Something that a courier said when it did not take one, of the worst there is.
    pub fn trouble(&self) -> Option<&Trouble> {
        [&self.refused, &self.given_up, &self.again].into_iter().find_map(|them| them.trouble.as_ref())
    }

    /// What there is to say about it, for whoever waited; what was outdated is no news to anybody.
    pub fn sentences(&self) -> Vec<String> {
        let some = |count: usize, what: &str| (count > 0).then(|| format!("{} {what}", messages(count)));
        [
            some(self.delivered, "handed over."),
            self.again.sentence("not taken", "; orgadm sweep, or orgadm serve, tries again."),
            self.refused.sentence("refused for good", "."),
            self.given_up.sentence("given up", "."),
            some(self.taken_out, "not taken, and taken out of the outbox meanwhile."),
            some(
                self.untried,
                "left untried, for nothing goes their way now; orgadm sweep, or orgadm serve, tries again.",
            ),
        ]
        .into_iter()
        .flatten()
        .collect()
    }
}

fn messages(count: usize) -> String {
    counted(count, "message", "messages")
}

impl Controller {
    /// Who carries what at the moment, and what was caused.
    pub fn outbox(&self) -> Arc<Outbox> {
        Arc::clone(self.shared_outbox())
    }

    /// Takes a message out to be carried.
    pub fn take_out(&self, sid: MessageSid) -> Result<Taken, CommitError> {
        let Some(message) = self.message(sid)? else { return Ok(Taken::Rests) };
        let courier = self.services().courier.clone();
        let courier = courier.filter(|courier| courier.carries(Channel::to(&message.to)));
        let (Some(courier), Some(claim)) = (courier, self.shared_outbox().claim(sid)) else {
            return Ok(Taken::Rests);
        };
        // Read again under the claim: whoever had it may have committed an outcome since.
        let message = self.message(sid)?.filter(|it| is_due(it.state, it.next_try, self.now()));
        let Some(message) = message else { return Ok(Taken::Rests) };
        if self.outdated(&message)? {
            self.settled(&Command::DropMessage { message: sid })?;
            return Ok(Taken::Outdated);
        }
        let store = self.store().info()?.id;
        let rendered =
            self.reading(|world: &dyn World| render(world, &message, &store, &self.services().letters));
        match rendered {
            Ok(it) => {
                let (letter, code) = (it.letter, it.code);
                Ok(Taken::Parcel(Box::new(Parcel { letter, courier, code, claim })))
            }
            // What it tells of was erased a moment ago.
            Err(PlanError::Refused(refusal)) if refusal.code == RefusalCode::NotFound => Ok(Taken::Rests),
            Err(error) => Err(error.into()),
        }
    }

    /// Commits how carrying went.
    pub fn handed_over(&self, parcel: Parcel, sent: Sent) -> Result<Handed, CommitError> {
        let message = parcel.sid();
        let (delivery, trouble) = match sent {
            Sent::Accepted => (Delivery::Accepted, None),
            Sent::Refused(trouble) => (Delivery::Refused(trouble.clone()), Some(trouble)),
            Sent::Later(trouble) | Sent::Away(trouble) => (Delivery::Later(trouble.clone()), Some(trouble)),
        };
        let receipt = self.settled(&Command::DeliverMessage { message, delivery })?;
        drop(parcel);
        let after = receipt.into_iter().flat_map(|receipt| receipt.plan.changes).find_map(|change| {
            if let Some(Record::Message(it)) = change.after { Some((it.state, it.dropped)) } else { None }
        });
        Ok(match (trouble, after) {
            (None, _) => Handed::Delivered,
            (Some(trouble), Some((MessageState::Waiting, _))) => Handed::Again(trouble),
            (Some(trouble), Some((_, Some(DropReason::GivenUp)))) => Handed::GivenUp(trouble),
            (Some(trouble), Some(_)) => Handed::Refused(trouble),
            // Nothing was left to be noted.
            (Some(_), None) => Handed::TakenOut,
        })
    }

    /// Carries these messages, one after the other, until `ended` says so; see [`carry`].
    pub fn post(
        &self,
        sids: impl IntoIterator<Item = MessageSid>,
        ended: &dyn Fn() -> bool,
    ) -> Result<Posted, CommitError> {
        carry(|| Some(self), sids, ended)
    }

    /// Messages that are to be handed over now, oldest first.
    pub fn messages_due(&self) -> Result<Vec<MessageSid>, CommitError> {
        Ok(self.few()?.messages_due(self.now()))
    }

    /// Messages that wait although what they are about is over.
    pub fn messages_outdated(&self) -> Result<Vec<MessageSid>, CommitError> {
        let mut over = Vec::new();
        for sid in self.few()?.messages_waiting() {
            let message = self.message(sid)?;
            if message.is_some_and(|message| self.outdated(&message).unwrap_or_default()) {
                over.push(sid);
            }
        }
        Ok(over)
    }

    /// Drops what is outdated; how many messages that were.
    pub(in crate::controller) fn drop_outdated(&self) -> Result<usize, CommitError> {
        let over = self.messages_outdated()?;
        let over: Vec<_> = over.into_iter().map(|message| Command::DropMessage { message }).collect();
        let mut dropped = 0;
        for some in over.chunks(AT_ONCE) {
            if self.settled(&Command::Many(some.to_vec()))?.is_some() {
                dropped += some.len();
                continue;
            }
            // One of them was carried or taken out a moment ago.
            for one in some {
                dropped += usize::from(self.settled(one)?.is_some());
            }
        }
        Ok(dropped)
    }

    /// Reminds of what is about to run out, where mail leaves the process; how many reminders that were.
    pub(in crate::controller) fn remind(&self) -> Result<usize, CommitError> {
        if !self.services().carries(Channel::Mail) {
            return Ok(0);
        }
        let mut reminded = 0;
        let candidates: Vec<InvitationSid> = self.few()?.to_be_reminded(self.now());
        for invitation in candidates {
            reminded += usize::from(self.settled(&Command::RemindInvitation { invitation })?.is_some());
        }
        Ok(reminded)
    }

    /// The message as whoever gets it would read it; for the operator.
    pub fn letter(&self, sid: MessageSid) -> Result<Letter, PlanError> {
        let Some(message) = self.message(sid)? else {
            return Err(Refusal::not_found(Key::Message(sid)).into());
        };
        let store = self.store().info()?.id;
        self.reading(|world| Ok(render(world, &message, &store, &self.services().letters)?.letter))
    }

    /// Whether what the message is about is over.
    pub fn outdated(&self, message: &Message) -> Result<bool, StoreError> {
        is_outdated(&self.world(), message, self.now())
    }

    /// The organization whose administrators see the message, if one does.
    pub fn organization_told(&self, message: &Message) -> Result<Option<OrgSid>, StoreError> {
        organization(&self.world(), message)
    }

    fn message(&self, sid: MessageSid) -> Result<Option<Message>, StoreError> {
        Ok(match self.store().get(Key::Message(sid))?.map(|stored| stored.record) {
            Some(Record::Message(message)) => Some(message),
            _ => None,
        })
    }

    /// Runs a command of the program itself, again where somebody else was quicker; `None` where nothing was to be done.
    fn settled(&self, command: &Command) -> Result<Option<Receipt>, CommitError> {
        let mut outrun = 0;
        loop {
            match self.run(&Actor::SWEEPER, command, Consent::default()) {
                Ok(receipt) => return Ok(receipt.position.is_some().then_some(receipt)),
                Err(CommitError::Refused(_)) => return Ok(None),
                Err(CommitError::Conflict(_)) if outrun < PATIENCE => outrun += 1,
                Err(error) => return Err(error),
            }
        }
    }
}

/// Carries these messages, one after the other, until `ended` says so or there is no controller any more. It is held only to
/// take out and to note, never while a courier is at work.
///
/// What goes a way by which nothing is carried for now is left for later, and so is a message that cannot be taken out: the
/// others go. A store that did not note what was carried ends it, for whatever went then would go again and again.
///
/// # Errors
///
/// The first that was met, once the others were carried.
pub fn carry<C: Deref<Target = Controller>>(
    controller: impl Fn() -> Option<C>,
    sids: impl IntoIterator<Item = MessageSid>,
    ended: &dyn Fn() -> bool,
) -> Result<Posted, CommitError> {
    let (mut posted, mut failed) = (Posted::default(), None);
    for sid in sids {
        let Some(taken) = controller().filter(|_| !ended()).map(|controller| controller.take_out(sid)) else {
            break;
        };
        match taken {
            Ok(Taken::Parcel(parcel)) if posted.away.contains(&parcel.channel()) => posted.untried += 1,
            Ok(Taken::Parcel(parcel)) => {
                let sent = parcel.send();
                if matches!(sent, Sent::Away(_)) {
                    posted.away.insert(parcel.channel());
                }
                let Some(controller) = controller() else { break };
                match controller.handed_over(*parcel, sent) {
                    Ok(handed) => posted.count(handed),
                    Err(error @ CommitError::Store(_)) => return Err(failed.unwrap_or(error)),
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            Ok(Taken::Outdated) => posted.outdated += 1,
            Ok(Taken::Rests) => {}
            // Nothing that is carried from here on could be noted.
            Err(error @ CommitError::Store(StoreError::Stopped)) => return Err(failed.unwrap_or(error)),
            Err(error) => failed = failed.or(Some(error)),
        }
    }
    failed.map_or(Ok(posted), Err)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fate_is_told_with_its_own_trouble() {
        let mut posted = Posted { delivered: 1, untried: 2, ..Posted::default() };
        posted.count(Handed::Again(Trouble::new("busy")));
        posted.count(Handed::Refused(Trouble::new("nobody")));
        posted.count(Handed::GivenUp(Trouble::new("still busy")));
        posted.count(Handed::TakenOut);
        let tries = "orgadm sweep, or orgadm serve, tries again.";
        let said = [
            "1 message handed over.".to_owned(),
            format!("1 message not taken (busy); {tries}"),
            "1 message refused for good (nobody).".to_owned(),
            "1 message given up (still busy).".to_owned(),
            "1 message not taken, and taken out of the outbox meanwhile.".to_owned(),
            format!("2 messages left untried, for nothing goes their way now; {tries}"),
        ];
        assert_eq!(posted.sentences(), said);
        assert_eq!((posted.failed(), posted.trouble()), (2, Some(&Trouble::new("nobody"))));
    }

    #[test]
    fn a_reply_that_repeats_the_code_is_not_kept_however_it_is_written() {
        let code = Code::new("ABCDEFGHIJKLMNOPQRSTUVWXYZ".into());
        for words in
            ["550 ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ?", "your code abcdefghijkl", "UVWX YZ", "x GH.IJ.KL x"]
        {
            assert!(repeats(words, &code), "{words}");
        }
        assert!(!repeats("550 5.1.1 no such user here", &code));
        let digits = Code::new("123456".into());
        assert!(repeats("sms 123 456 failed", &digits) && !repeats("error 12345", &digits));
    }
}
