//! A verb run for a client: its words, its streams and its exit code travel; what it does, it does here.

use std::io::{self, BufReader, BufWriter, Read, Write};
use std::sync::Arc;

use clap::Parser;

use crate::cli::{self, Arguments, Context, Exit, Io};
use crate::controller::{Controller, Doing, SessionId};
use crate::model::{Ending, Origin};
use crate::session::wire::{ToClient, ToHost, VerbWanted, bounded};

use super::admission::Admitted;
use super::hosting::Hosting;
use super::inbox::Inbox;
use super::outlet::Outlet;

/// Most of a verb's words that lists of who is connected show.
const SHOWN: usize = 2;

/// Runs it. The code and the sentence for the client; `None` if nobody is there any more.
pub(super) fn run(
    hosting: &Hosting,
    outlet: &Outlet,
    inbox: Inbox,
    wanted: VerbWanted,
    admitted: &Admitted,
) -> Option<(u8, Option<String>)> {
    if let Err(sentence) = admitted.agrees(wanted.claimed.said.as_deref()) {
        return Some((Exit::Refused.code(), Some(sentence)));
    }
    let words = std::iter::once("orgadm".to_owned()).chain(wanted.words.iter().cloned());
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return Some((Exit::Usage.code(), Some(error.to_string()))),
    };
    let Some(verb) = &arguments.verb else {
        return Some((Exit::Usage.code(), Some("There is no verb.".into())));
    };
    if verb.opens_its_own_store() {
        let sentence = format!("The store {} is in use; this needs it for itself.", hosting.place);
        return Some((Exit::Unavailable.code(), Some(sentence)));
    }
    if admitted.mapped.is_some() && verb.belongs_to_the_operator() {
        let sentence = "This belongs to whoever operates the host: run it as the OS user who owns the store.";
        return Some((Exit::Refused.code(), Some(sentence.into())));
    }
    let identity = match &admitted.mapped {
        Some((_, email)) => Some(email.clone()),
        None => wanted.claimed.said.clone().or_else(|| wanted.claimed.usual.clone()),
    };
    let caller = admitted.caller(wanted.claimed.ssh.as_deref(), Origin::CommandLine);
    let doing: Vec<String> = wanted
        .words
        .iter()
        .filter(|word| !word.starts_with('-'))
        .take(SHOWN)
        .map(|word| bounded(word))
        .collect();
    let cutter = outlet.cutter().ok()?;
    let id = hosting.controller.enter(
        caller.clone(),
        Doing::Verb(doing.join(" ")),
        // What it has begun to commit stands; it only hears and says nothing any more.
        Box::new(move |_| {
            let _ = cutter.shutdown(std::net::Shutdown::Both);
        }),
    );
    let _left = Left { controller: &hosting.controller, id };
    let mut out = BufWriter::with_capacity(16 * 1024, Said { outlet, error: false });
    let mut err = Said { outlet, error: true };
    let mut input = BufReader::new(Asked { outlet, inbox, ended: false });
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        out_is_terminal: wanted.stdout_is_terminal,
        interactive: wanted.stdin_is_terminal && wanted.stderr_is_terminal,
    };
    let context = Context {
        controller: &hosting.controller,
        rights: &hosting.controller,
        caller,
        identity,
        flags: &arguments.flags,
    };
    let exit = cli::run(&context, verb, &mut io);
    let _ = out.flush();
    Some((exit.code(), None))
}

struct Left<'a> {
    controller: &'a Arc<Controller>,
    id: SessionId,
}

impl Drop for Left<'_> {
    fn drop(&mut self) {
        self.controller.left(self.id, Ending::Quit);
    }
}

/// Standard output or standard error of the client.
struct Said<'a> {
    outlet: &'a Outlet,
    error: bool,
}

impl Write for Said<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self.error {
            true => self.outlet.error(bytes)?,
            false => self.outlet.output(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Standard input of the client: asked for when it is read, so that what the verb does not want stays there.
struct Asked<'a> {
    outlet: &'a Outlet,
    inbox: Inbox,
    ended: bool,
}

impl Read for Asked<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ended {
            return Ok(0);
        }
        self.outlet.say(&ToClient::MoreInput)?;
        loop {
            match self.inbox.next(None) {
                Ok(Some(ToHost::Stdin(bytes))) => {
                    // A client that sends more than is asked for at a time is none of ours.
                    let n = bytes.len().min(buffer.len());
                    buffer[..n].copy_from_slice(&bytes[..n]);
                    self.ended = n == 0;
                    return Ok(n);
                }
                Ok(Some(ToHost::Leaving)) | Err(_) => {
                    self.ended = true;
                    return Ok(0);
                }
                Ok(_) => {}
            }
        }
    }
}
