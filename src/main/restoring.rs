//! A store made from a backup: there is none yet that could run a verb.

use std::io::{self, BufReader, IsTerminal, Read, Write};
use std::path::Path;

use orgadm::cli::{self, Arguments, Exit, RestoreArguments, Verb};
use orgadm::controller::port::{AuditDraft, Clock, Ids, StoreError};
use orgadm::model::{Actor, CommandKind, Origin, Who};
use orgadm::outside::{self, RandomIds, SystemClock};
use orgadm::store::backup;

use crate::ground::Ground;
use crate::named::Named;
use crate::stop::{Outcome, Stop};

/// What is read at a time.
const BUFFER: usize = 256 * 1024;

/// Makes a store from a backup; with `--dry-run` reads the backup to its end and makes nothing.
pub fn restore(
    arguments: &Arguments,
    (verb, wanted): (&Verb, &RestoreArguments),
    ground: &Ground,
) -> Outcome<Exit> {
    let into = ground.place.path.as_path();
    let is_stream = wanted.file.as_os_str() == "-";
    let name = if is_stream { Path::new("on standard input") } else { wanted.file.as_path() };
    let mut named = Named::of(verb);
    let stdin = io::stdin();
    let mut stream = stdin.lock();
    let from: &mut dyn Read = match named.both().0 {
        Some(file) => file,
        None => &mut stream,
    };
    let from = BufReader::with_capacity(BUFFER, from);
    let mut err = io::stderr();
    let shows = err.is_terminal();
    let mut bar = cli::Bar::new(&mut err, shows, "rows");
    let mut progress = |done: u64| bar.count(done);
    let done = if arguments.flags.dry_run {
        backup::vacant(into)
            .and_then(|()| backup::verify(from, name, &mut progress))
            .map(|stamp| (stamp, None))
    } else {
        let evidence = ground.os_user.evidence(&outside::of_process);
        let actor = Actor { who: Who::Operator, evidence, origin: Origin::CommandLine };
        let audit =
            AuditDraft::maintenance(SystemClock.now(), actor, CommandKind::Restore, RandomIds.seed()?);
        backup::restore(into, from, name, (&SystemClock, &RandomIds), &audit, &mut progress)
            .map(|done| (done.stamp, Some(done.position)))
    };
    drop(bar);
    let (stamp, position) = done.map_err(stopped)?;
    let text = cli::restored(&stamp, position, into, arguments.flags.json).map_err(Stop::failed)?;
    let mut out = io::stdout();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Stop::failed(format!("{error}."))),
        _ => Ok(Exit::Done),
    }
}

/// What is wrong with the file is no lack of a store.
fn stopped(error: StoreError) -> Stop {
    let exit = match &error {
        StoreError::Backup { .. } => Exit::Failed,
        StoreError::NotEmpty { .. } => Exit::Refused,
        _ => Exit::Unavailable,
    };
    Stop::new(error.code(), exit, error.to_string(), error.remedy())
}
