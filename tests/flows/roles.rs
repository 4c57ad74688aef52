//! Organization roles: every actor's role × target's role × new role.

use orgadm::controller::{Command, CommitError, Consent, RefusalCode};
use orgadm::model::*;

use crate::support::House;

#[derive(Clone, Copy, Debug)]
enum Actor {
    Owner,
    Administrator,
    Standard,
    Outsider,
}

/// The answer by actor, target and new role: `ok`, or the code of the refusal.
const TABLE: &[(Actor, OrgRole, OrgRole, &str)] = &[
    (Actor::Owner, OrgRole::Administrator, OrgRole::Standard, "ok"),
    (Actor::Owner, OrgRole::Standard, OrgRole::Administrator, "ok"),
    (Actor::Owner, OrgRole::Administrator, OrgRole::Administrator, "no-change"),
    (Actor::Owner, OrgRole::Standard, OrgRole::Owner, "owner-not-offered"),
    (Actor::Owner, OrgRole::Owner, OrgRole::Standard, "owner-protected"),
    (Actor::Owner, OrgRole::Owner, OrgRole::Administrator, "owner-protected"),
    (Actor::Owner, OrgRole::Owner, OrgRole::Owner, "owner-protected"),
    (Actor::Administrator, OrgRole::Administrator, OrgRole::Standard, "ok"),
    (Actor::Administrator, OrgRole::Standard, OrgRole::Administrator, "ok"),
    (Actor::Administrator, OrgRole::Standard, OrgRole::Owner, "owner-not-offered"),
    (Actor::Administrator, OrgRole::Owner, OrgRole::Standard, "owner-protected"),
    (Actor::Administrator, OrgRole::Owner, OrgRole::Administrator, "owner-protected"),
    (Actor::Standard, OrgRole::Administrator, OrgRole::Standard, "not-permitted"),
    (Actor::Standard, OrgRole::Standard, OrgRole::Administrator, "not-permitted"),
    (Actor::Standard, OrgRole::Owner, OrgRole::Standard, "not-permitted"),
    (Actor::Outsider, OrgRole::Standard, OrgRole::Administrator, "not-permitted"),
    (Actor::Outsider, OrgRole::Owner, OrgRole::Standard, "not-permitted"),
];

#[test]
fn every_combination() {
    for (actor, target, role, expected) in TABLE {
        let house = House::new();
        let (owner, org) = house.owner("owner@acme.example", "Acme");
        let member = |address, role| house.member(owner, org, address, role);
        let who = match actor {
            Actor::Owner => owner,
            Actor::Administrator => member("actor@acme.example", OrgRole::Administrator),
            Actor::Standard => member("actor@acme.example", OrgRole::Standard),
            Actor::Outsider => house.sign_up("actor@acme.example", "Actor"),
        };
        let user = match target {
            OrgRole::Owner => owner,
            role => member("target@acme.example", *role),
        };
        let answer = match house.run(Who::User(who), Command::SetRole { org, user, role: *role }) {
            Ok(_) => "ok",
            Err(CommitError::Refused(refusal)) => refusal.code.word(),
            Err(error) => panic!("{error}"),
        };
        assert_eq!(&answer, expected, "{actor:?} makes {target:?} {role:?}");
        if answer == "ok" {
            assert_eq!(house.user(user).role_in(org), Some(*role));
        }
    }
}

#[test]
fn an_administrator_who_steps_down_acknowledges_it() {
    let house = House::new();
    let (owner, org) = house.owner("owner@acme.example", "Acme");
    let admin = house.member(owner, org, "admin@acme.example", OrgRole::Administrator);
    let command = Command::SetRole { org, user: admin, role: OrgRole::Standard };
    assert_eq!(house.refused(Who::User(admin), command.clone()), RefusalCode::AcknowledgementNeeded);
    let consent = Consent { acknowledged: vec!["lose-admin-center".into()], ..Consent::default() };
    house.run_with(Who::User(admin), command, consent).expect("acknowledged");
    assert_eq!(house.user(admin).role_in(org), Some(OrgRole::Standard));
}

#[test]
fn somebody_who_is_no_member_has_no_role() {
    let house = House::new();
    let (owner, org) = house.owner("owner@acme.example", "Acme");
    let user = house.sign_up("out@side.example", "Out Sider");
    let command = Command::SetRole { org, user, role: OrgRole::Administrator };
    assert_eq!(house.refused(Who::User(owner), command), RefusalCode::NotManagedActive);
    let nobody = Command::SetRole { org, user: UserSid::from_bytes([0; 16]), role: OrgRole::Standard };
    assert_eq!(house.refused(Who::User(owner), nobody), RefusalCode::NotFound);
}
