//! Keeping the store up: when a compaction and a backup are due, and that twice makes one.

use orgadm::controller::Upkeep;
use orgadm::controller::port::{Backup, Maintenance, Store, StoreError};
use orgadm::model::*;
use orgadm::store::backup;

use crate::support::House;

fn keep_up(house: &House) -> Upkeep {
    let actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    house.controller.keep_up(&actor, &mut |_, _| {}).expect("kept up")
}

fn positions(house: &House) -> Vec<Position> {
    house.controller.backups().expect("listed").iter().map(|backup| backup.stamp.position).collect()
}

fn invite(house: &House, ada: UserSid, org: OrgSid, n: u32) {
    house.invite(ada, org, &format!("new{n}@acme.example"), OrgRole::Standard);
}

#[test]
fn a_backup_is_made_once_a_day_and_seven_are_kept() {
    let house = House::new();
    assert_eq!(keep_up(&house), Upkeep::default(), "there is nothing to back up");
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let first = keep_up(&house).backup.expect("the first one");
    let entry = house.store.entry(first.stamp.position).expect("readable").expect("there").header;
    assert_eq!((entry.command, entry.kind), (CommandKind::Backup, EntryKind::Maintenance));
    assert_eq!(entry.actor.who, Who::System);
    assert_eq!(keep_up(&house), Upkeep::default(), "twice makes one");
    invite(&house, ada, org, 0);
    house.advance(Span::hours(23));
    assert_eq!(keep_up(&house), Upkeep::default(), "not a day yet");
    house.advance(Span::hours(1));
    assert!(keep_up(&house).backup.is_some());
    house.advance(Span::days(3));
    assert_eq!(keep_up(&house), Upkeep::default(), "nothing was written since");
    let mut made = positions(&house);
    for n in 1..=8 {
        invite(&house, ada, org, n);
        house.advance(Span::days(1));
        made.insert(0, keep_up(&house).backup.expect("another day").stamp.position);
    }
    made.truncate(7);
    assert_eq!(positions(&house), made);
    let newest = house.store.backup_of(made[0]).expect("kept");
    let stamp = backup::verify(newest.as_slice(), std::path::Path::new("it"), &mut |_| {}).expect("whole");
    assert_eq!(stamp.position, made[0]);
    house.set_clock(crate::support::START);
    assert_eq!(keep_up(&house), Upkeep::default(), "nor after a clock that jumped back");
}

#[test]
fn after_one_that_failed_the_next_is_an_hour_later() {
    let house = House::new();
    house.owner("ada@acme.example", "Acme");
    house.store.fail_next_sync(StoreError::Full { path: "memory".into() });
    let actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let failed: Result<Upkeep, StoreError> = house.controller.keep_up(&actor, &mut |_, _| {});
    assert_eq!(failed.map_err(|error| error.code()), Err("store-full"));
    assert_eq!(positions(&house), []);
    let due = |house: &House| house.controller.backup_is_due(house.now()).expect("readable");
    assert!(!due(&house), "it was tried just now");
    house.advance(Span::hours(1));
    assert!(due(&house));
}

#[test]
fn a_compaction_that_cannot_be_made_keeps_no_backup_from_being_made_and_rests_too() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let before = keep_up(&house).backup.expect("the first one").stamp.position;
    let successors = orgadm::controller::Successors::one(ada);
    house.agreed(Who::User(ada), orgadm::controller::Command::DeleteUser { org, user: grace, successors });
    house.advance(Span::days(1));
    house.store.fail_next_compaction(StoreError::Short { path: "memory".into(), needed: 2, free: 1 });
    let actor = Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };
    let failed = house.controller.keep_up(&actor, &mut |_, _| {});
    assert_eq!(failed.map_err(|error| error.code()), Err("store-short-of-space"));
    let made = positions(&house);
    assert!(made.len() == 2 && made[1] == before, "none goes while the data holds as much: {made:?}");
    assert_eq!(keep_up(&house), Upkeep::default(), "it was tried just now");
    house.advance(Span::hours(1));
    assert!(keep_up(&house).compacted.is_some());
    let left = positions(&house);
    assert!(left.len() == 2 && left[1] == made[0], "the one from before the erasure is gone: {left:?}");
    for position in left {
        let bytes = house.store.backup_of(position).expect("kept");
        assert_eq!(memchr::memmem::find(&bytes, b"grace@acme.example"), None, "{position}");
    }
}

#[test]
fn what_was_erased_goes_from_the_backups_with_the_compaction() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    keep_up(&house);
    invite(&house, ada, org, 1);
    house.advance(Span::days(1));
    let before = keep_up(&house).backup.expect("another day").stamp.position;
    assert_eq!(positions(&house).len(), 2);
    let holds = |position: Position| {
        let bytes = house.store.backup_of(position).expect("kept");
        memchr::memmem::find(&bytes, b"grace@acme.example").is_some()
    };
    assert!(holds(before));
    let delete = orgadm::controller::Command::DeleteUser {
        org,
        user: grace,
        successors: orgadm::controller::Successors::one(ada),
    };
    house.agreed(Who::User(ada), delete);
    let kept = keep_up(&house);
    assert!(
        kept.compacted.is_some() && kept.backup.is_none(),
        "its backup belongs to the compaction: {kept:?}"
    );
    let left = positions(&house);
    assert!(left.len() == 1 && left[0] > before && !holds(left[0]), "{left:?}");
    assert_eq!(keep_up(&house), Upkeep::default());
    let all: Vec<Backup> = house.store.backups().expect("listed");
    assert_eq!(all[0].stamp.counts, house.store.info().expect("readable").counts);
}
