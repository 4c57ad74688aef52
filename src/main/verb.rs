//! A verb, in this process.

use std::io::{self, Write};
use std::time::Duration;

use orgadm::cli::{self, Arguments, Exit, Verb};
use orgadm::model::{Actor, Origin, Who};
use orgadm::outside;
use orgadm::session;

use crate::doctor;
use crate::ground::Ground;
use crate::opening::open;
use crate::services::services;
use crate::stop::Failed;
use crate::streams::with_streams;

/// How long a verb waits for what it caused to be handed over; what takes longer goes again later.
const POSTING: Duration = Duration::from_secs(10);

/// A verb, in this process.
pub fn verb_here(arguments: &Arguments, verb: &Verb, ground: &Ground) -> Result<Exit, Failed> {
    let opened = match open(&ground.place.path, services(&ground.configuration)?) {
        Err(error) if doctor::looks(verb, &error) => {
            return Ok(doctor::look(arguments, verb, ground, &error));
        }
        other => other?,
    };
    let identity = ground.identity(arguments, Some(&opened.id))?;
    let mut err = io::stderr();
    for warning in &opened.warnings {
        let _ = writeln!(err, "orgadm: {warning}");
    }
    let evidence = ground.os_user.evidence(&outside::of_process);
    let caller = Actor { who: Who::Visitor, evidence, origin: Origin::CommandLine };
    let identity = identity.map(|identity| identity.email.to_string());
    let context = cli::Context {
        controller: &opened.controller,
        rights: &opened.controller,
        caller,
        identity,
        flags: &arguments.flags,
    };
    let exit = with_streams(verb, |io| cli::run(&context, verb, io));
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
