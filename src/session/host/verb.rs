//! A verb run for a client: its words, its streams and its exit code travel; what it does, it does here.

use std::io::{BufReader, BufWriter, Read, Write};
use std::path::Path;
use std::sync::Arc;

use clap::Parser;

use crate::cli::{self, Arguments, Context, Exit, Io, Keep};
use crate::controller::{Controller, Doing, Refusal, SessionId};
use crate::model::{Ending, Origin};
use crate::session::wire::{VerbWanted, Why, bounded};

use super::admission::Admitted;
use super::hosting::Hosting;
use super::inbox::Inbox;
use super::outlet::Outlet;
use super::remote::{Client, NamedRead, NamedWrite, Said, Stdin};

/// Most of a verb's words that lists of who is connected show.
const SHOWN: usize = 2;

/// Runs it. The code and the reason for the client; `None` if nobody is there any more.
pub(super) fn run(
    hosting: &Hosting,
    outlet: &Outlet,
    inbox: Inbox,
    wanted: VerbWanted,
    admitted: &Admitted,
) -> Option<(u8, Option<Why>)> {
    let sorry = |exit: Exit, why: Why| Some((exit.code(), Some(why)));
    if let Err(why) = admitted.agrees(wanted.claimed.said.as_deref()) {
        return sorry(Exit::Refused, why);
    }
    let words = std::iter::once("orgadm".to_owned()).chain(wanted.words.iter().cloned());
    let arguments = match Arguments::try_parse_from(words) {
        Ok(arguments) => arguments,
        Err(error) => return sorry(Exit::Usage, Why::new("usage", cli::usage_rule(&error), "")),
    };
    let Some(verb) = &arguments.verb else {
        return sorry(Exit::Usage, Why::new("usage", "There is no verb.", ""));
    };
    if verb.opens_its_own_store() {
        let rule = format!("The store {} is in use, and this needs it for itself.", hosting.place);
        return sorry(
            Exit::Unavailable,
            Why::new("store-in-use", rule, "Run it when nobody holds the store."),
        );
    }
    if admitted.mapped.is_some() && verb.belongs_to_the_operator() {
        return sorry(Exit::Refused, Refusal::operator_only().into());
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
    let client = Client::new(outlet, inbox);
    let mut out = BufWriter::with_capacity(16 * 1024, Said::results(&client));
    let mut err = Said::messages(&client);
    let mut input = BufReader::new(Stdin::of(&client));
    let mut file = named(verb.file_read()).then(|| NamedRead::of(&client));
    let mut into = named(verb.file_written()).then(|| NamedWrite::of(&client));
    let stopped = || client.left();
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        file: file.as_mut().map(|file| -> &mut dyn Read { file }),
        into: into.as_mut().map(|file| -> &mut dyn Keep { file }),
        stopped: &stopped,
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

/// Whether the line names a file, and not a stream.
fn named(path: Option<&Path>) -> bool {
    path.is_some_and(|path| path.as_os_str() != "-")
}
