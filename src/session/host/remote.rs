//! The streams and files of a client, as a verb in the host uses them: each read asks for a piece, so that what the verb
//! does not want stays there.

use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, Read, Write};
use std::time::Duration;

use crate::cli::Keep;
use crate::session::wire::{ToClient, ToHost};

use super::inbox::Inbox;
use super::outlet::Outlet;

/// Most bytes of a file in one frame.
const PIECE: usize = 32 * 1024;

/// How long a look at what a client has said takes at most.
const LOOK: Duration = Duration::from_millis(1);

/// The other side.
#[derive(Debug)]
pub(super) struct Client<'a> {
    outlet: &'a Outlet,
    inbox: RefCell<Inbox>,
    left: Cell<bool>,
}

impl<'a> Client<'a> {
    pub(super) const fn new(outlet: &'a Outlet, inbox: Inbox) -> Self {
        Self { outlet, inbox: RefCell::new(inbox), left: Cell::new(false) }
    }

    /// Whether it wants to leave, or has gone: a look between two parts of something long.
    pub(super) fn left(&self) -> bool {
        if let Ok(mut inbox) = self.inbox.try_borrow_mut()
            && matches!(inbox.next(Some(LOOK)), Ok(Some(ToHost::Leaving)) | Err(_))
        {
            self.left.set(true);
        }
        self.left.get()
    }

    /// Asks for something and waits for it; `None` if the client goes instead.
    fn ask<T>(
        &self,
        question: &ToClient,
        mut answer: impl FnMut(ToHost) -> Option<T>,
    ) -> io::Result<Option<T>> {
        self.outlet.say(question)?;
        let mut inbox = self.inbox.try_borrow_mut().map_err(io::Error::other)?;
        loop {
            match inbox.next(None) {
                Ok(Some(ToHost::Leaving)) | Err(_) => return Ok(None),
                Ok(Some(message)) => {
                    if let Some(answer) = answer(message) {
                        return Ok(Some(answer));
                    }
                }
                Ok(None) => {}
            }
        }
    }
}

/// Standard output or standard error.
#[derive(Debug)]
pub(super) struct Said<'a> {
    client: &'a Client<'a>,
    error: bool,
}

impl<'a> Said<'a> {
    pub(super) const fn results(client: &'a Client<'a>) -> Self {
        Self { client, error: false }
    }

    pub(super) const fn messages(client: &'a Client<'a>) -> Self {
        Self { client, error: true }
    }
}

impl Write for Said<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.error {
            true => self.client.outlet.error(bytes)?,
            false => self.client.outlet.output(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Standard input.
#[derive(Debug)]
pub(super) struct Stdin<'a> {
    client: &'a Client<'a>,
    ended: bool,
}

impl<'a> Stdin<'a> {
    pub(super) const fn of(client: &'a Client<'a>) -> Self {
        Self { client, ended: false }
    }
}

impl Read for Stdin<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        let bytes = self.client.ask(&ToClient::MoreInput, |message| match message {
            ToHost::Stdin(bytes) => Some(bytes),
            _ => None,
        })?;
        // A client that sends more than is asked for at a time is none of ours.
        let n = taken(&bytes.unwrap_or_default(), buffer);
        self.ended = n == 0;
        Ok(n)
    }
}

/// The file to be read. A client that goes is an error here: half a file is not a file.
#[derive(Debug)]
pub(super) struct NamedRead<'a> {
    client: &'a Client<'a>,
    rest: Vec<u8>,
    ended: bool,
}

impl<'a> NamedRead<'a> {
    pub(super) const fn of(client: &'a Client<'a>) -> Self {
        Self { client, rest: Vec::new(), ended: false }
    }
}

impl Read for NamedRead<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.rest.is_empty() && !self.ended {
            let piece = self.client.ask(&ToClient::MoreFile, |message| match message {
                ToHost::File(piece) => Some(piece),
                _ => None,
            })?;
            self.rest = piece.ok_or_else(gone)?.map_err(io::Error::other)?;
            self.ended = self.rest.is_empty();
        }
        let n = taken(&self.rest, buffer);
        self.rest.drain(..n);
        Ok(n)
    }
}

/// The file to be written.
#[derive(Debug)]
pub(super) struct NamedWrite<'a> {
    client: &'a Client<'a>,
    pieces: BufWriter<Pieces<'a>>,
}

impl<'a> NamedWrite<'a> {
    pub(super) fn of(client: &'a Client<'a>) -> Self {
        Self { client, pieces: BufWriter::with_capacity(PIECE, Pieces(client)) }
    }
}

impl Write for NamedWrite<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pieces.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.pieces.flush()
    }
}

impl Keep for NamedWrite<'_> {
    fn keep(&mut self) -> io::Result<()> {
        self.pieces.flush()?;
        let kept = self.client.ask(&ToClient::KeepFile, |message| match message {
            ToHost::Kept(kept) => Some(kept),
            _ => None,
        })?;
        kept.ok_or_else(gone)?.map_err(io::Error::other)
    }
}

#[derive(Debug)]
struct Pieces<'a>(&'a Client<'a>);

impl Write for Pieces<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let piece = bytes.get(..PIECE).unwrap_or(bytes);
        self.0.outlet.say(&ToClient::IntoFile(piece.to_vec()))?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Copies as much as fits.
fn taken(bytes: &[u8], buffer: &mut [u8]) -> usize {
    let n = bytes.len().min(buffer.len());
    buffer[..n].copy_from_slice(&bytes[..n]);
    n
}

fn gone() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "whoever gave the line has gone")
}
