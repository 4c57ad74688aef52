//! The other end of a host's connection: this terminal, or these streams, for what runs there.
//!
//! Draws nothing by itself and decides nothing. Whatever happens to the host, the terminal is restored and one sentence
//! says what became of it.

mod mouth;
mod screens;
mod streams;

use std::io;
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use super::wire::{self, Hello, ToClient, Why, WireError};

pub use screens::{Attaching, screens};
pub use streams::{Streams, verb};

/// How long a host may take to greet: it may be busy opening a large store.
const GREETING: Duration = Duration::from_secs(30);

/// Why nothing came of a connection, or why it broke.
#[derive(Debug, thiserror::Error)]
pub enum Detached {
    /// The host is another version.
    #[error("{0}")]
    Version(String),
    /// The host says why it does not want this.
    #[error("{}", why.rule)]
    Refused {
        /// The code to leave with.
        code: u8,
        /// Its reason.
        why: Why,
    },
    /// Nobody speaks orgadm there.
    #[error("What listens at the socket is no orgadm.")]
    Foreign,
    /// The host went away.
    #[error("The process that held the store is gone; everything it acknowledged is kept.")]
    Lost,
    /// This terminal failed.
    #[error("The terminal: {0}.")]
    Terminal(io::Error),
    /// What came back could not be written.
    #[error("The output could not be written: {0}.")]
    Output(io::Error),
}

impl Detached {
    /// The stable code.
    pub fn code(&self) -> &str {
        match self {
            Self::Version(_) => "host-version",
            Self::Refused { why, .. } => &why.code,
            Self::Foreign => "host-foreign",
            Self::Lost => "host-lost",
            Self::Terminal(_) => "terminal",
            Self::Output(_) => "stream",
        }
    }

    /// What to do about it; nothing where the sentence of the other side says it.
    pub fn remedy(&self) -> &str {
        match self {
            Self::Version(_) => "",
            Self::Refused { why, .. } => &why.remedy,
            Self::Foreign => "Name the socket of an orgadm, or leave the socket away.",
            Self::Lost => "Run orgadm again to go on.",
            Self::Terminal(_) => "Run it in another terminal.",
            Self::Output(_) => {
                "See to whatever takes the output, and look at the record before running it again."
            }
        }
    }
}

impl From<WireError> for Detached {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Malformed | WireError::TooLong { .. } => Self::Foreign,
            WireError::Closed | WireError::Io(_) => Self::Lost,
        }
    }
}

/// How it ended there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The code to leave with.
    pub code: u8,
    /// What there is to say.
    pub why: Option<Why>,
}

/// A host that has let us in.
#[derive(Debug)]
pub struct Attachment {
    stream: UnixStream,
    /// The identifier of its store.
    pub store: String,
    /// Where that lies, for messages.
    pub place: String,
}

/// Greets the host at the other end of the stream.
pub fn greet(mut stream: UnixStream) -> Result<Attachment, Detached> {
    let ours = Hello::ours();
    let until = Instant::now() + GREETING;
    stream.set_read_timeout(Some(GREETING)).map_err(|_| Detached::Lost)?;
    wire::write_bytes(&mut stream, &ours.bytes()).map_err(|_| Detached::Lost)?;
    let theirs = Hello::of_bytes(&wire::read_bytes(&mut stream, 64)?).ok_or(Detached::Foreign)?;
    if let Some(sentence) = ours.difference(&theirs) {
        return Err(Detached::Version(sentence));
    }
    let left = until.saturating_duration_since(Instant::now()).max(Duration::from_secs(1));
    stream.set_read_timeout(Some(left)).map_err(|_| Detached::Lost)?;
    match wire::read(&mut stream, wire::MOST)? {
        ToClient::Store { id, place } => {
            stream.set_read_timeout(None).map_err(|_| Detached::Lost)?;
            Ok(Attachment { stream, store: id, place })
        }
        ToClient::Ended { code, why } => {
            let silent = || Why::new("failed", "The process that holds the store ended it.", "");
            Err(Detached::Refused { code, why: why.unwrap_or_else(silent) })
        }
        _ => Err(Detached::Foreign),
    }
}
