//! Who carries messages out of this process.
//!
//! A courier is asked to carry one letter and says how that went; when it is asked again, and how often, is decided by
//! rules. It may take its time: it is never asked by a thread that somebody waits for.

use std::collections::BTreeMap;
use std::fmt;

use crate::model::{MessageSid, Recipient, Timestamp, Trouble};

/// A way to reach somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Channel {
    /// To an address.
    Mail,
    /// To a phone.
    Phone,
}

impl Channel {
    /// The way to this recipient.
    pub const fn to(recipient: &Recipient) -> Self {
        match recipient {
            Recipient::Email(_) => Self::Mail,
            Recipient::Phone(_) => Self::Phone,
        }
    }
}

/// A message as it is read by whoever gets it. `Debug` hides the text, which may hold a code.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// Which message it is.
    pub sid: MessageSid,
    /// To whom.
    pub to: Recipient,
    /// The same whenever this message is sent, and no other's: what stands before the `@` of a Message-ID.
    pub id: String,
    /// When the message was caused.
    pub created: Timestamp,
    /// One line.
    pub subject: String,
    /// Plain text, short lines, a line feed after each.
    pub body: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("sid", &self.sid).field("to", &self.to).finish_non_exhaustive()
    }
}

/// How carrying went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sent {
    /// The next hop has it.
    Accepted,
    /// It will never be taken: nobody lives at that address.
    Refused(Trouble),
    /// It was not taken for now.
    Later(Trouble),
    /// Nothing is carried for now, whatever the letter: a server that cannot be reached, a password that is wrong.
    Away(Trouble),
}

/// Carries letters.
pub trait Courier: fmt::Debug + Send + Sync {
    /// Whether letters of this channel go this way; others stay in the outbox.
    fn carries(&self, channel: Channel) -> bool;

    /// Carries one letter. Called for one letter at a time, and again for the same letter if how it went was not kept.
    fn send(&self, letter: &Letter) -> Sent;
}

/// Texts of letters that go before the built-in ones, by name (`assets/mail`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LetterTexts(pub BTreeMap<String, String>);
