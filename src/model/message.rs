//! The outbox: who is to be told what. Text and code are rendered at delivery; no code is ever stored.

use serde::{Deserialize, Serialize};

use super::email::Email;
use super::phone::Phone;
use super::sid::{AccountSid, InvitationSid, MessageSid, SignUpSid, UserSid};
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

impl std::fmt::Display for Recipient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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
}

/// Where a message stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MessageState {
    /// To be delivered, or read by hand with the operator's `show-code`.
    Waiting,
    /// Handed to its courier.
    Delivered,
    /// No longer worth delivering: what it is about has ended or was sent anew.
    Dropped,
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
}
