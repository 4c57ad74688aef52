//! A verb, in this process.

use std::io::{self, BufReader, Write};
use std::time::Duration;

use orgadm::cli::{self, Arguments, Exit, Io, Verb};
use orgadm::model::{Actor, Origin, Who};
use orgadm::outside::{self, process};
use orgadm::session;

use crate::ground::Ground;
use crate::named::Named;
use crate::opening::open;
use crate::services::services;
use crate::stop::Failed;

/// How long a verb waits for what it caused to be handed over; what takes longer goes again later.
const POSTING: Duration = Duration::from_secs(10);

/// A verb, in this process.
pub fn verb_here(arguments: &Arguments, verb: &Verb, ground: &Ground) -> Result<Exit, Failed> {
    let opened = open(&ground.place.path, services(&ground.configuration)?)?;
    let identity = ground.identity(arguments, Some(&opened.id))?;
    let mut err = io::stderr();
    for warning in &opened.warnings {
        let _ = writeln!(err, "orgadm: {warning}");
    }
    let evidence = ground.os_user.evidence(&outside::of_process);
    let caller = Actor { who: Who::Visitor, evidence, origin: Origin::CommandLine };
    let streams = process::Streams::of_process();
    let identity = identity.map(|identity| identity.email.to_string());
    let context = cli::Context {
        controller: &opened.controller,
        rights: &opened.controller,
        caller,
        identity,
        flags: &arguments.flags,
    };
    let mut out = io::BufWriter::new(io::stdout().lock());
    let mut input = BufReader::new(io::stdin().lock());
    let mut named = Named::of(verb);
    let (file, into) = named.both();
    let interrupts = session::Interrupts::default();
    let stopped = || interrupts.came();
    let mut io = Io {
        out: &mut out,
        err: &mut err,
        input: &mut input,
        file,
        into,
        stopped: &stopped,
        out_is_terminal: streams.stdout,
        interactive: streams.stdin && streams.stderr,
    };
    let exit = cli::run(&context, verb, &mut io);
    let said = match session::post_caused(&opened.controller, POSTING) {
        Ok(caused) => caused.sentences(),
        Err(error) => vec![error.to_string()],
    };
    // What is said here is for people; what became of a message stands in the outbox.
    for sentence in said.iter().filter(|_| !arguments.flags.json) {
        let _ = writeln!(io::stderr(), "orgadm: {sentence}");
    }
    Ok(exit)
}
