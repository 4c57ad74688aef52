//! A letter as Internet mail (RFC 5322): ASCII on the wire, long words of names encoded, one plain part.

use std::fmt;
use std::time::{Duration, UNIX_EPOCH};

use lettre::address::Envelope;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message};

use crate::controller::port::Letter;
use crate::model::Recipient;

/// Whom letters come from.
#[derive(Clone)]
pub struct From(Mailbox);

impl fmt::Debug for From {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.email.fmt(f)
    }
}

impl From {
    /// Parses an address, with a name before it or without.
    ///
    /// # Errors
    ///
    /// A text that is no address, as a sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parsed = text.parse().map(Self);
        parsed.map_err(|error| format!("mail.from: “{text}” is no sender: {error}."))
    }
}

/// Mail that can be handed over.
pub(super) struct Composed {
    pub(super) envelope: Envelope,
    pub(super) bytes: Vec<u8>,
}

/// Writes a letter down; what stands in the way, as a clause.
pub(super) fn compose(letter: &Letter, from: &From) -> Result<Composed, String> {
    let Recipient::Email(to) = &letter.to else { return Err("it goes to no address".into()) };
    let to: lettre::Address = to.as_str().parse().map_err(|error| format!("the address {to}: {error}"))?;
    let id = format!("<{}@{}>", letter.id, from.0.email.domain());
    let written = UNIX_EPOCH + Duration::from_millis(letter.created.0);
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    let mail = Message::builder()
        .from(from.0.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.clone())
        .date(written)
        .message_id(Some(id))
        // Nobody's holiday answer is wanted (RFC 3834).
        .raw_header(HeaderValue::new(name, "auto-generated".into()))
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
        .map_err(|error| error.to_string())?;
    Ok(Composed { envelope: mail.envelope().clone(), bytes: mail.formatted() })
}
