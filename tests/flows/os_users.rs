//! OS users of the host: mapped by its operator, one person each; whoever comes with a number acts as nobody else.

use orgadm::controller::{Command, CommitError, Consent, PlanError, RefusalCode};
use orgadm::model::*;

use crate::support::*;

const UID: u32 = 1001;

fn link(user: UserSid, uid: u32) -> Command {
    Command::LinkUid { user, uid }
}

fn unlink(user: UserSid, uid: u32) -> Command {
    Command::UnlinkUid { user, uid }
}

/// Somebody the operating system vouches for.
fn mapped(who: Who, uid: u32) -> Actor {
    let evidence = Evidence::UidMapped { uid, os_user: "grace".into(), ssh: None };
    Actor { who, evidence, origin: Origin::CommandLine }
}

fn run(house: &House, actor: &Actor, command: Command) -> Result<(), RefusalCode> {
    match house.controller.run(actor, &command, Consent::default()) {
        Ok(_) => Ok(()),
        Err(CommitError::Refused(refusal)) => Err(refusal.code),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn the_operator_maps_and_unmaps_and_nobody_else_does() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    for who in [Who::User(ada), Who::User(grace), Who::Visitor, Who::System] {
        assert_eq!(house.refused(who, link(grace, UID)), RefusalCode::OperatorOnly);
        assert_eq!(house.refused(who, unlink(grace, UID)), RefusalCode::OperatorOnly);
    }
    assert_eq!(house.refused(Who::Operator, unlink(grace, UID)), RefusalCode::NoChange);
    house.done(Who::Operator, link(grace, UID));
    assert_eq!(house.controller.user_of_uid(UID), Ok(Some(grace)));
    assert_eq!(house.directory().uids_of(grace), [UID]);
    assert_eq!(house.refused(Who::Operator, link(grace, UID)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::Operator, link(ada, UID)), RefusalCode::Invalid, "one person each");
    house.done(Who::Operator, unlink(grace, UID));
    assert_eq!(house.controller.user_of_uid(UID), Ok(None));
    house.done(Who::Operator, link(ada, UID));
    assert_eq!(house.reopened().user_of_uid(UID), Ok(Some(ada)), "it is in the store");
}

#[test]
fn a_person_has_a_few_os_users_at_most() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme Corp");
    for n in 0..8 {
        house.done(Who::Operator, link(ada, 2_000 - n));
    }
    assert_eq!(house.user(ada).uids, [1993, 1994, 1995, 1996, 1997, 1998, 1999, 2000]);
    assert_eq!(house.refused(Who::Operator, link(ada, 3_000)), RefusalCode::Invalid);
}

#[test]
fn a_number_acts_as_its_person_only() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.done(Who::Operator, link(grace, UID));
    let rename = || Command::RenameOrganization { org, name: label("Acme") };
    for who in [Who::User(ada), Who::Visitor, Who::System, Who::Operator] {
        assert_eq!(run(&house, &mapped(who, UID), rename()), Err(RefusalCode::NotPermitted), "{who:?}");
    }
    assert_eq!(run(&house, &mapped(Who::User(grace), UID + 1), rename()), Err(RefusalCode::NotPermitted));
    let other = run(&house, &mapped(Who::Operator, UID), link(grace, 5));
    assert_eq!(other, Err(RefusalCode::NotPermitted), "evidence of a number makes no operator");
    assert_eq!(run(&house, &mapped(Who::User(grace), UID), rename()), Ok(()));
}

#[test]
fn a_mapping_that_is_gone_since_the_preview_stops_the_commit() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.done(Who::Operator, link(grace, UID));
    let actor = mapped(Who::User(grace), UID);
    let command = Command::RenameOrganization { org, name: label("Acme") };
    let plan = house.controller.plan(&actor, &command).expect("permitted");
    house.done(Who::Operator, unlink(grace, UID));
    match house.controller.commit(plan, Consent::default()) {
        Err(CommitError::Refused(refusal)) => assert_eq!(refusal.code, RefusalCode::NotPermitted),
        other => panic!("{other:?}"),
    }
    match house.controller.plan(&actor, &command) {
        Err(PlanError::Refused(refusal)) => assert!(refusal.remedy.contains("--uid 1001"), "{refusal}"),
        other => panic!("{other:?}"),
    }
}
