//! The doctor, where there is no store that opens: what is wrong with it, and making it whole again.

use orgadm::cli::{self, Arguments, Exit, Verb};
use orgadm::controller::port::{AuditDraft, Clock, Ids, Progress, StoreError};
use orgadm::model::{Actor, CommandKind, Origin, Who};
use orgadm::outside::{self, RandomIds, SystemClock};
use orgadm::store::{self};

use crate::ground::Ground;
use crate::stop::{Outcome, usage};
use crate::streams::with_streams;

/// Whether this verb looks at a store that does not open for this reason none the less.
pub const fn looks(verb: &Verb, error: &StoreError) -> bool {
    matches!(verb, Verb::Doctor(_))
        && !matches!(error, StoreError::Locked { .. } | StoreError::NotAStore { .. })
}

/// Says what is wrong with a store that does not open.
pub fn look(arguments: &Arguments, verb: &Verb, ground: &Ground, error: &StoreError) -> Exit {
    let path = &ground.place.path;
    let look = |progress: Progress<'_>| store::examine_closed(path, error, SystemClock.now(), progress);
    with_streams(verb, |io| cli::examined(look, arguments.flags.json, io))
}

/// Makes a damaged store whole again.
pub fn repair(arguments: &Arguments, verb: &Verb, ground: &Ground) -> Outcome<Exit> {
    if arguments.flags.dry_run {
        return Err(usage(
            "A repair cannot be tried out; orgadm doctor says what is wrong and changes nothing.",
        ));
    }
    let evidence = ground.os_user.evidence(&outside::of_process);
    let actor = Actor { who: Who::Operator, evidence, origin: Origin::CommandLine };
    let audit = AuditDraft::maintenance(SystemClock.now(), actor, CommandKind::Repair, RandomIds.seed()?);
    let path = &ground.place.path;
    let repair = |progress: Progress<'_>| store::repair(path, (&SystemClock, &RandomIds), &audit, progress);
    Ok(with_streams(verb, |io| cli::repaired(repair, arguments.flags.json, io)))
}
