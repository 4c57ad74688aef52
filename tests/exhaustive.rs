//! A bounded exhaustive search of the whole system at small size: one organization, three users, three accounts.
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
#[path = "exhaustive/moves.rs"]
mod moves;
#[path = "exhaustive/reached.rs"]
mod reached;
#[path = "exhaustive/search.rs"]
mod search;
#[path = "exhaustive/seeds.rs"]
mod seeds;
#[path = "exhaustive/state.rs"]
mod state;
#[path = "exhaustive/twin.rs"]
mod twin;

use search::Search;

#[test]
fn measure() {
    let at = std::time::Instant::now();
    let depth = std::env::var("DEPTH").ok().and_then(|d| d.parse().ok()).unwrap_or(1);
    let only = std::env::var("ONLY").unwrap_or_default();
    for (name, seed) in [
        ("nobody", seeds::nobody()),
        ("fresh", seeds::fresh()),
        ("members", seeds::members()),
        ("domain", seeds::domain_verified()),
        ("covered", seeds::covered()),
        ("worn", seeds::worn()),
    ] {
        if !name.starts_with(&only) {
            continue;
        }
        twin::answers_alike(&seed);
        let reached = Search { name, seed, follows: |_| true, depth }.run();
        println!("{reached} {:?}", at.elapsed());
        println!("  {:?}\n  {:?}\n  {:?}", reached.never_taken(), reached.codes, reached.commands);
    }
}
