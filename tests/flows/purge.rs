//! Thirty days after closing, the sweeper takes the account away, and every role on it, in batches.

use orgadm::controller::{Command, Consent, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, grant, roles};

fn sweep(house: &House) -> usize {
    house.done(Who::System, Command::Expire).plan.changes.len()
}

#[test]
fn exactly_thirty_days_later_and_not_before() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let (account, kept) = (house.full_account(ada, "Care"), house.account_of(ada));
    let sub = house.subaccount(ada, account, "Sub");
    for sid in [account, kept] {
        house.done(Who::User(ada), grant(sid, grace, &[AccountRole::Developer]));
    }
    house.close(ada, account);
    house.advance(Span(CLOSED_KEPT.0 - 1));
    assert_eq!(sweep(&house), 0);
    house.advance(Span(1));
    assert_eq!(sweep(&house), 3, "the account, its subaccount, and grace");
    for sid in [account, sub] {
        assert_eq!(house.get(Key::Account(sid)), None);
        assert_eq!(house.directory().account(sid), None);
    }
    assert_eq!(house.user(grace).roles_on(kept), roles(&[AccountRole::Developer]));
    assert!(house.user(grace).roles_on(account).is_empty());
    assert_eq!(sweep(&house), 0, "running it twice changes nothing");
}

#[test]
fn a_subaccount_goes_by_itself_and_its_parent_stays() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let account = house.full_account(ada, "Care");
    let (early, late) = (house.subaccount(ada, account, "Early"), house.subaccount(ada, account, "Late"));
    house.close(ada, early);
    house.advance(Span::days(10));
    house.close(ada, account);
    house.advance(Span::days(20));
    assert_eq!(sweep(&house), 1);
    assert_eq!(house.get(Key::Account(early)), None);
    assert!(house.get(Key::Account(late)).is_some() && house.get(Key::Account(account)).is_some());
    house.advance(Span::days(10));
    assert_eq!(sweep(&house), 2);
}

#[test]
fn many_holders_take_several_plans_and_the_account_goes_last() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.new_account(ada, "Crowded");
    let person = house.user(house.member(ada, org, "grace@acme.example", OrgRole::Standard));
    let holders: usize = limits::SWEEP + 500;
    let crowd: Vec<Record> = (0..holders)
        .map(|n| {
            let mut bytes = [7; 16];
            bytes[..8].copy_from_slice(&n.to_be_bytes());
            let held = Grant { account, roles: roles(&[AccountRole::Support]), by: ada, at: Timestamp(0) };
            let email = crate::support::email(&format!("p{n}@acme.example"));
            Record::User(User {
                sid: UserSid::from_bytes(bytes),
                email,
                grants: vec![held],
                ..person.clone()
            })
        })
        .collect();
    for part in crowd.chunks(1_000) {
        house.load(part.to_vec());
    }
    house.close(ada, account);
    house.advance(CLOSED_KEPT);
    let controller = house.reopened();
    let system = house.actor(Who::System);
    let mut sizes = Vec::new();
    loop {
        let receipt = controller.run(&system, &Command::Expire, Consent::default()).expect("allowed");
        if receipt.position.is_none() {
            break;
        }
        sizes.push(receipt.plan.changes.len());
    }
    assert_eq!(sizes, [limits::SWEEP, holders - limits::SWEEP + 1]);
    assert_eq!(house.get(Key::Account(account)), None);
    let directory = controller.directory().expect("loaded");
    assert_eq!(directory.holder_count(account), 0);
}

#[test]
fn nothing_that_named_it_stumbles_over_its_absence() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.new_account(ada, "Care");
    house.done(Who::User(ada), Command::SetPhone { account, phone: crate::support::phone("+14155550111") });
    let access = house.invite_to(ada, account, "x@side.example", &[AccountRole::Support]);
    let offered = OfferedRoles { account, roles: roles(&[AccountRole::Support]) };
    let invite = Command::InviteUser {
        org,
        email: crate::support::email("new@acme.example"),
        role: OrgRole::Standard,
        access: vec![offered],
        replace: false,
    };
    house.close(ada, account);
    house.advance(CLOSED_KEPT);
    sweep(&house);
    let user = house.sign_up("x@side.example", "Some Body");
    let answer = Command::DeclineInvitation { invitation: access, code: None };
    let refused = house.refused(Who::User(user), answer);
    assert_eq!(refused, RefusalCode::InvitationEnded);
    assert!(house.controller.codes_for("+14155550111").expect("readable").is_empty());
    assert!(house.controller.codes_for("x@side.example").expect("readable").is_empty());
    assert_eq!(house.refused(Who::User(ada), invite), RefusalCode::NotFound);
}
