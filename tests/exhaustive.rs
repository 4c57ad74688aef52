//! A bounded exhaustive search of the whole system at small size: one organization, in one search two, three users, three
//! accounts.
//!
//! From several worlds, every command with every useful argument is asked by everybody, in every state that can be reached
//! in so many steps; each plan and each state it leads to is looked at (`support/sound`, `support/lawful`). The clock goes
//! forward in steps of its own. Nothing is random: each run reaches the same states, and no fewer than written down here.
//!
//! `ORGADM_DEEP=1 cargo test --test exhaustive` goes a step deeper everywhere, which takes minutes.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[path = "exhaustive/canon.rs"]
mod canon;
#[path = "exhaustive/checks.rs"]
mod checks;
#[path = "exhaustive/moves.rs"]
mod moves;
#[path = "exhaustive/reached.rs"]
mod reached;
#[path = "exhaustive/search.rs"]
mod search;
#[path = "exhaustive/searches.rs"]
mod searches;
#[path = "exhaustive/seeds.rs"]
mod seeds;
#[path = "exhaustive/state.rs"]
mod state;
#[path = "exhaustive/twin.rs"]
mod twin;

use std::time::Instant;

use orgadm::controller::RefusalCode;
use orgadm::model::CommandKind;
use reached::Reached;
use searches::searches;

/// Rows of the lifecycle tables that no command takes: closing is one step here; of somebody who is deleted, few steps leave
/// more than what they accepted.
const NEVER_TAKEN: &[&str] = &[
    "account: PendingClosure Follow PendingClosure",
    "account: PendingClosure FinishClosing Closed",
    "sign-up: Open Erase -",
];

/// What a sweep a month later leaves in the audit: one step deeper it comes.
const DEEPER: CommandKind = CommandKind::Erase;

/// What maintenance and the host leave in the audit.
const NEVER_ASKED: &[CommandKind] = &[
    CommandKind::Demo,
    CommandKind::CreateStore,
    CommandKind::Compact,
    CommandKind::EndSession,
    CommandKind::Disconnect,
    CommandKind::Connect,
    CommandKind::Backup,
    CommandKind::Restore,
    CommandKind::PruneAudit,
    CommandKind::Apply,
    CommandKind::Import,
    CommandKind::Repair,
];

#[test]
fn every_state_is_sound_and_every_step_lawful() {
    let deeper = std::env::var_os("ORGADM_DEEP").map_or(0, |_| 1);
    let mut all = Reached::new("all");
    let mut shrunk = Vec::new();
    for expected in searches(deeper) {
        let begun = Instant::now();
        let reached = expected.search.run();
        println!("{reached}, {:.1?}", begun.elapsed());
        if reached.states < expected.states || reached.edges < expected.steps {
            shrunk.push(format!(
                "{}: not {} states and {} steps",
                reached.name, expected.states, expected.steps
            ));
        }
        all.add(&reached);
    }
    println!("{all}");
    println!("refused for: {:?}", all.codes);
    assert_eq!(shrunk, [""; 0], "a search reaches less than it did");
    assert_eq!(all.never_taken(), NEVER_TAKEN, "rows of the lifecycle tables that were not taken");
    assert!(!all.codes.contains(&RefusalCode::Invariant), "a flow left a guard to the invariants");
    assert_eq!(all.commands.contains(&DEEPER), deeper > 0, "{DEEPER}");
    let never = CommandKind::ALL.into_iter().filter(|kind| !all.commands.contains(kind) && *kind != DEEPER);
    assert_eq!(never.collect::<Vec<_>>(), NEVER_ASKED, "commands that never came through");
}

/// What the search says holds of the program only if its world answers as the store and the directory do.
#[test]
fn the_small_world_answers_as_the_real_one() {
    for expected in searches(0) {
        let states = expected.search.some_states(1);
        assert!(!states.is_empty());
        states.iter().for_each(twin::answers_alike);
    }
}
