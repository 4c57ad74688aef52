//! Random commands by random people under a jumping clock: whatever is asked, the world stays sound.
//!
//! After each step: what must hold of the whole store (`support/sound`) and of the step (`support/lawful`), one audit
//! entry a plan, preview equals commit or a refusal. At the end: the store finds nothing wrong with itself, every record's
//! history is whole, the lists equal those built from the store. More cases with `PROPTEST_CASES`.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

#[path = "invariants/steps.rs"]
mod steps;
#[path = "invariants/whole.rs"]
mod whole;

use std::collections::BTreeSet;

use orgadm::controller::port::Store;
use orgadm::controller::{CommitError, PlanError};
use orgadm::model::*;
use proptest::prelude::*;

use steps::{Step, asked, kinds, step};
use support::sound::{self, Whole};
use support::{House, everything_given, lawful};

fn records(house: &House, kind: Kind) -> Vec<Record> {
    house.store.scan(kind, None, 10_000).expect("readable").into_iter().map(|stored| stored.record).collect()
}

fn everything(house: &House) -> Vec<Record> {
    Kind::ALL.into_iter().flat_map(|kind| records(house, kind)).collect()
}

/// The clock goes on a little, now and then far, now and then back; then somebody asks for something.
fn take(house: &House, step: Step) {
    match (step.actor, step.flag) {
        (250.., true) => house.advance(Span::days(31)),
        (240..250, true) => house.advance(Span::minutes(10 * u64::from(step.other))),
        (240..250, false) => house.set_clock(house.now().minus(Span::minutes(u64::from(step.other)))),
        _ => house.advance(Span::minutes(u64::from(step.actor % 8))),
    }
    let Some((who, command)) = asked(house, step) else { return };
    let head = house.head();
    let actor = house.actor(who);
    let plan = house.controller.plan(&actor, &command);
    assert_eq!(house.head(), head, "a plan wrote something");
    let plan = match plan {
        Ok(plan) => plan,
        Err(PlanError::Refused(refusal)) => {
            assert_eq!(lawful::badly_worded(&refusal), None, "{command:?}");
            return;
        }
        Err(PlanError::Store(error)) => panic!("{error}"),
    };
    let before = everything(house);
    assert_eq!(lawful::findings(&Whole::of(&before), &plan), [""; 0], "{who:?} {command:?}");
    let wrote = u64::from(!plan.changes.is_empty());
    match house.controller.commit(plan.clone(), everything_given(&plan)) {
        Ok(receipt) => assert!(receipt.plan.same_changes(&plan)),
        Err(CommitError::Refused(_)) => {
            assert!(plan.answer.is_some(), "refused what was planned a moment before")
        }
        Err(error) => panic!("{error}"),
    }
    assert_eq!(house.head().0, head.0 + wrote, "one entry a plan");
    let after = everything(house);
    assert_eq!(sound::findings(&Whole::of(&after)), [""; 0], "{who:?} {command:?}");
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(
        std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(192)
    ) })]

    #[test]
    fn the_world_stays_sound(steps in prop::collection::vec(step(), 1..120)) {
        let house = House::new();
        for step in steps {
            take(&house, step);
        }
        whole::store_is_sound(&house);
        whole::doctor_finds_nothing(&house);
        whole::histories_are_whole(&house);
        whole::directory_equals_store(&house);
    }
}

/// What maintenance and the host leave in the audit.
const NEVER: &[CommandKind] = &[
    CommandKind::Demo,
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

/// The generator reaches what it is for: without this, the property above could hold for nothing.
#[test]
fn the_walks_get_somewhere() {
    let mut seen = BTreeSet::new();
    for seed in 1..=24 {
        seen.extend(commands_of(&walk(seed, 800)));
    }
    let never: Vec<CommandKind> = CommandKind::ALL.into_iter().filter(|kind| !seen.contains(kind)).collect();
    assert_eq!(never, NEVER, "no walk ever did this");
}

/// A long walk, the same for the same seed.
fn walk(seed: u64, steps: usize) -> House {
    let house = House::new();
    let mut random = fastrand::Rng::with_seed(seed);
    let mut next = || random.u8(..);
    for _ in 0..steps {
        let step =
            Step { what: next() % kinds(), actor: next(), other: next(), flag: next().is_multiple_of(2) };
        take(&house, step);
    }
    whole::store_is_sound(&house);
    whole::doctor_finds_nothing(&house);
    whole::histories_are_whole(&house);
    whole::directory_equals_store(&house);
    house
}

/// Every command that left an entry.
fn commands_of(house: &House) -> BTreeSet<CommandKind> {
    let entries = house.store.entries(None, 10_000).expect("readable");
    assert_eq!(entries.len() as u64, house.head().0, "one page");
    entries.iter().map(|header| header.command).collect()
}
