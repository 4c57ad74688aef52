//! A verb, in this process.

use std::io::{self, Write};
use std::time::Duration;

use orgadm::cli::{self, Arguments, Exit, Verb};
use orgadm::model::{Actor, Origin, Who};
use orgadm::outside::{self, SystemClock};
use orgadm::session;
use orgadm::store::{self};

use crate::doctor;
use crate::ground::Ground;
use crate::opening::{Open, open};
use crate::services::services;
use crate::stop::Failed;
use crate::streams::with_streams;

/// How long a verb waits for what it caused to be handed over; what takes longer goes again later.
const POSTING: Duration = Duration::from_secs(10);

/// A verb, in this process.
pub fn verb_here(arguments: &Arguments, verb: &Verb, ground: &Ground) -> Result<Exit, Failed> {
    let path = &ground.place.path;
    let (fresh, was_there) = (!store::exists(path), path.exists());
    let opened = match open(path, services(&ground.configuration)?) {
        Err(error) if doctor::looks(verb, &error) => {
            return Ok(doctor::look(arguments, verb, ground, &error));
        }
        other => other?,
    };
    let ended = run(arguments, verb, ground, &opened);
    // A store that was made for this verb and got nothing from it goes again.
    if fresh && opened.controller.store().info().is_ok_and(|info| info.is_empty()) {
        drop(opened);
        let _left_over = store::abandon(path, &SystemClock, was_there);
    }
    ended
}

fn run(arguments: &Arguments, verb: &Verb, ground: &Ground, opened: &Open) -> Result<Exit, Failed> {
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
