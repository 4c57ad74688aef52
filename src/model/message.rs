//! The outbox: who is to be told what, and how handing it over went. Text and code are rendered at delivery; no code is
//! ever stored.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::phone::Phone;
use super::sid::{AccountSid, InvitationSid, MessageSid, SignUpSid, UserSid};
use super::text::shown;
use super::time::Timestamp;
use super::user::SecurityAction;

/// Where a message goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Recipient {
    /// An address.
    Email(Email),
    /// A phone.
    Phone(Phone),
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Email(email) => email.fmt(f),
            Self::Phone(phone) => phone.fmt(f),
        }
    }
}

/// What a message is about. The generation says which code it carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageKind {
    /// The code that proves an address at sign-up.
    SignUpCode {
        /// Which sign-up.
        sign_up: SignUpSid,
        /// Which code.
        generation: u32,
    },
    /// The six digits that prove a phone number.
    PhoneCode {
        /// Which account.
        account: AccountSid,
        /// Which code.
        generation: u32,
    },
    /// An invitation and its code.
    Invitation {
        /// Which invitation.
        invitation: InvitationSid,
        /// Which code.
        generation: u32,
    },
    /// A security request for the systems that follow orgadm; it carries no code.
    Security {
        /// Whom it concerns.
        user: UserSid,
        /// What is asked.
        action: SecurityAction,
    },
    /// That an invitation is about to run out, with its code once more.
    Reminder {
        /// Which invitation.
        invitation: InvitationSid,
        /// Which code.
        generation: u32,
    },
}

impl MessageKind {
    /// The invitation it is about, if it is about one.
    pub const fn invitation(&self) -> Option<InvitationSid> {
        match self {
            Self::Invitation { invitation, .. } | Self::Reminder { invitation, .. } => Some(*invitation),
            Self::SignUpCode { .. } | Self::PhoneCode { .. } | Self::Security { .. } => None,
        }
    }

    /// Which code it carries, if it carries one.
    pub const fn generation(&self) -> Option<u32> {
        match self {
            Self::SignUpCode { generation, .. }
            | Self::PhoneCode { generation, .. }
            | Self::Invitation { generation, .. }
            | Self::Reminder { generation, .. } => Some(*generation),
            Self::Security { .. } => None,
        }
    }

    /// The word for lists.
    pub const fn word(&self) -> &'static str {
        match self {
            Self::SignUpCode { .. } => "sign-up",
            Self::PhoneCode { .. } => "phone",
            Self::Invitation { .. } => "invitation",
            Self::Security { .. } => "security",
            Self::Reminder { .. } => "reminder",
        }
    }
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MessageState {
    /// To be delivered, or read by hand with the operator's `outbox show`.
    Waiting,
    /// Handed to its courier.
    Delivered,
    /// Not to be delivered any more; see [`DropReason`].
    Dropped,
}

impl fmt::Display for MessageState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Waiting => "waiting",
            Self::Delivered => "delivered",
            Self::Dropped => "dropped",
        })
    }
}

/// Why a message is not delivered any more. Order of variants is part of the stored format: append only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DropReason {
    /// What it is about has ended, was sent anew, or lies too long ago.
    Outdated,
    /// The courier refused it for good.
    Refused,
    /// It was tried for days.
    GivenUp,
    /// Somebody took it out of the outbox.
    ByHand,
}

impl DropReason {
    /// Every reason.
    pub const ALL: [Self; 4] = [Self::Outdated, Self::Refused, Self::GivenUp, Self::ByHand];

    /// Whether somebody has to be told: it should have arrived, and did not.
    pub const fn is_failure(self) -> bool {
        matches!(self, Self::Refused | Self::GivenUp)
    }
}

impl fmt::Display for DropReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Outdated => "outdated",
            Self::Refused => "refused",
            Self::GivenUp => "given up",
            Self::ByHand => "taken out by hand",
        })
    }
}

/// What a courier said about an attempt: one line, bounded, with nothing hidden in it, for it comes from elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble(String);

impl Trouble {
    /// Most characters that are kept.
    pub const MOST: usize = 200;

    /// Takes what was said: white space becomes single spaces, hidden characters become visible, the rest is cut off.
    pub fn new(said: &str) -> Self {
        // Cut first: a reply may be of any length.
        let start: String = said.chars().take(4 * Self::MOST).collect();
        let line = shown(&start.split_whitespace().collect::<Vec<_>>().join(" "));
        Self(match line.char_indices().nth(Self::MOST) {
            Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
            None => line,
        })
    }

    /// The line.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One message, committed in the same transaction as the change that caused it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    pub sid: MessageSid,
    /// To whom.
    pub to: Recipient,
    /// About what.
    pub kind: MessageKind,
    /// When it was caused.
    pub created: Timestamp,
    /// Where it stands.
    pub state: MessageState,
    /// Why it is not delivered any more.
    pub dropped: Option<DropReason>,
    /// How often handing it over was tried.
    pub attempts: u32,
    /// When that was tried first.
    pub first_tried: Option<Timestamp>,
    /// When it was tried last; of a delivered message, when it was handed over.
    pub last_tried: Option<Timestamp>,
    /// The first instant at which it is tried again.
    pub next_try: Option<Timestamp>,
    /// What the courier said when it did not take it.
    pub trouble: Option<Trouble>,
}

impl Message {
    /// A message that was not tried yet.
    pub const fn new(sid: MessageSid, to: Recipient, kind: MessageKind, created: Timestamp) -> Self {
        Self {
            sid,
            to,
            kind,
            created,
            state: MessageState::Waiting,
            dropped: None,
            attempts: 0,
            first_tried: None,
            last_tried: None,
            next_try: None,
            trouble: None,
        }
    }

    /// Whether it should have arrived, and did not.
    pub fn has_failed(&self) -> bool {
        self.state == MessageState::Dropped && self.dropped.is_some_and(DropReason::is_failure)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_courier_says_becomes_one_visible_bounded_line() {
        assert_eq!(Trouble::new("550 no\r\n such\tuser ").as_str(), "550 no such user");
        assert_eq!(Trouble::new("a\u{1b}[2J\u{202e}b").as_str(), "a\\u{1b}[2J\\u{202e}b");
        let long = Trouble::new(&"é".repeat(10_000));
        assert_eq!(long.as_str().chars().count(), Trouble::MOST + 1);
        assert!(long.as_str().ends_with('…'));
    }
}
