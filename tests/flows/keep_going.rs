//! Many rows committed part by part: what is asked once, and what ends it.

use std::cell::Cell;

use orgadm::controller::{Command, CommitError, Consent, Fate, Kept, Outcome, RefusalCode, Successors};
use orgadm::model::*;

use crate::bulk::{ADA, ORG, crowd, member, sid};
use crate::domains_and_operator::organization_with;
use crate::support::{House, everything_given, invite, label, load, roles};

fn keep_going(house: &House, commands: &[Command], goes_on: &mut dyn FnMut(usize) -> bool) -> Kept {
    let actor = house.actor(Who::User(ADA));
    let survey = house.controller.survey(&actor, commands).expect("readable");
    let consent = Consent { reason: None, ..everything_given(&survey.plan) };
    house.controller.keep_going(&actor, commands, survey, &consent, goes_on).expect("consented")
}

fn done(kept: &Kept) -> usize {
    kept.rows.iter().filter(|row| matches!(row, Outcome::Done(_))).count()
}

fn deactivate(n: u16) -> Command {
    Command::DeactivateUser { org: ORG, user: sid(n) }
}

#[test]
fn the_brake_counts_all_parts_and_a_consent_to_less_does_nothing() {
    let house = crowd(1_500);
    let rows: Vec<Command> = (0..1_200).map(deactivate).collect();
    let actor = house.actor(Who::User(ADA));
    let survey = || house.controller.survey(&actor, &rows).expect("readable");
    assert_eq!(survey().plan.brake.as_ref().map(|brake| brake.count), Some(1_200));
    assert_eq!((survey().records, survey().plan.changes.len()), (1_200, 0));
    let head = house.head();
    // Each part by itself would brake at 500 of 1,501.
    for count in [None, Some(500), Some(1_199)] {
        let consent = Consent { count, ..Consent::default() };
        let refused = house.controller.keep_going(&actor, &rows, survey(), &consent, &mut |_| true);
        assert_eq!(refused.expect_err("the number is wrong").code, RefusalCode::CountNeeded);
    }
    assert_eq!(house.head(), head);
    let mut behind = Vec::new();
    let kept = keep_going(&house, &rows, &mut |rows| {
        behind.push(rows);
        true
    });
    assert_eq!((done(&kept), behind), (1_200, vec![0, 500, 1_000, 1_200]));
    assert_eq!(house.head().0, head.0 + 3);
}

#[test]
fn rows_are_surveyed_each_on_what_those_before_it_leave() {
    let house = crowd(5);
    let off = |n| deactivate(n);
    let on = |n| Command::ActivateUser { org: ORG, user: sid(n) };
    let rows = [off(0), off(0), on(0), Command::ChangeOwner { org: ORG, user: sid(1) }, off(1)];
    let actor = house.actor(Who::User(ADA));
    let fates = house.controller.survey(&actor, &rows).expect("readable").rows;
    let words: Vec<&str> = fates
        .iter()
        .map(|fate| match fate {
            Fate::Ready => "ready",
            Fate::Already(_) => "already",
            Fate::Refused(refusal) => refusal.code.word(),
        })
        .collect();
    assert_eq!(words, ["ready", "already", "ready", "not-in-bulk", "ready"]);
}

#[test]
fn what_is_so_already_is_told_from_what_is_refused_and_rights_come_first() {
    let house = crowd(5);
    house.done(Who::User(ADA), invite(ORG, "a@side.example", OrgRole::Standard));
    let account = house.new_account(ADA, "Main");
    let create = |name: &str| Command::CreateAccount { name: label(name), usage: Usage::Twilio, owner: ADA };
    let grant = |of: &[AccountRole]| Command::GrantAccess { account, user: sid(0), roles: roles(of) };
    house.done(Who::User(ADA), grant(&[AccountRole::Support]));
    let rows = [
        invite(ORG, "a@side.example", OrgRole::Standard),
        invite(ORG, "a@side.example", OrgRole::Administrator),
        invite(ORG, "u1@acme.example", OrgRole::Standard),
        invite(ORG, "u1@acme.example", OrgRole::Administrator),
        create("Main"),
        create("Other"),
        create("Other"),
        grant(&[AccountRole::Support]),
        Command::RevokeAccess { account, user: sid(1) },
    ];
    let fates = |who| house.controller.survey(&house.actor(who), &rows).expect("readable").rows;
    let already: Vec<bool> =
        fates(Who::User(ADA)).iter().map(|fate| matches!(fate, Fate::Already(_))).collect();
    assert_eq!(already, [true, false, true, false, true, false, true, true, true]);
    // Whoever may not do it is not told what is so.
    assert!(fates(Who::User(sid(2))).iter().all(|fate| matches!(fate, Fate::Refused(_))));
}

#[test]
fn a_part_that_is_too_large_is_done_in_halves() {
    let owner = |n: u8| sid(u16::from(n - 100));
    let parent = |n: u8| AccountSid::from_bytes([n; 16]);
    // Each of an owner of its own, as such a file would have them.
    let account = |sid: AccountSid, of: u8, parent, name: &str| -> Record {
        Account {
            sid,
            name: label(name),
            state: AccountState::Active,
            kind: AccountKind::Full,
            usage: Usage::Twilio,
            owner: owner(of),
            org: Some(ORG),
            parent,
            hipaa: None,
            with_parent: false,
            two_factor: TwoFactorPolicy::Disabled,
            phone: None,
            created: Timestamp(0),
            closed: None,
        }
        .into()
    };
    let house = House::with(|store| {
        load(store, organization_with(ORG, ADA, |_| {}));
        for n in 100..106_u8 {
            load(store, vec![member(u16::from(n - 100)).into(), account(parent(n), n, None, "Parent")]);
            let sub = |m: u16| {
                let mut bytes = [n; 16];
                bytes[..2].copy_from_slice(&m.to_be_bytes());
                account(AccountSid::from_bytes(bytes), n, Some(parent(n)), "Sub")
            };
            load(store, (0..1_900).map(sub).collect());
        }
    });
    let rows: Vec<Command> = (100..106).map(|n| Command::SuspendAccount { account: parent(n) }).collect();
    let head = house.head();
    let kept = keep_going(&house, &rows, &mut |_| true);
    assert_eq!((done(&kept), house.head().0 - head.0), (6, 2), "11,406 records are two transactions");
}

#[test]
fn what_is_asked_for_anew_meanwhile_ends_it_and_the_rest_is_not_done() {
    let house = crowd(1_500);
    let rows: Vec<Command> = (0..1_200)
        .map(|n| Command::SetRole { org: ORG, user: sid(n), role: OrgRole::Administrator })
        .collect();
    let kept = keep_going(&house, &rows, &mut |behind| {
        if behind == 500 {
            house.done(Who::User(ADA), Command::SetReasonRequired { org: ORG, on: true });
        }
        true
    });
    assert_eq!(done(&kept), 500);
    assert!(kept.rows[500..].iter().all(|row| *row == Outcome::NotDone));
    let Some(CommitError::Refused(refusal)) = kept.ended else { panic!("it goes on") };
    assert_eq!(refusal.code, RefusalCode::ReasonNeeded);
}

#[test]
fn a_right_that_is_lost_meanwhile_refuses_the_rest_row_by_row() {
    let house = crowd(1_500);
    house.done(Who::User(ADA), Command::SetRole { org: ORG, user: sid(1_400), role: OrgRole::Administrator });
    let actor = house.actor(Who::User(sid(1_400)));
    let rows: Vec<Command> = (0..700)
        .map(|n| Command::RequestSecurity { org: ORG, user: sid(n), action: SecurityAction::ResetPassword })
        .collect();
    let survey = house.controller.survey(&actor, &rows).expect("readable");
    let taken = Cell::new(false);
    let mut goes_on = |behind| {
        if behind == 500 && !taken.replace(true) {
            house.done(
                Who::User(ADA),
                Command::SetRole { org: ORG, user: sid(1_400), role: OrgRole::Standard },
            );
        }
        true
    };
    let kept = house
        .controller
        .keep_going(&actor, &rows, survey, &Consent::default(), &mut goes_on)
        .expect("consented");
    assert_eq!((done(&kept), kept.ended.is_none()), (500, true));
    let refused =
        |row: &Outcome| matches!(row, Outcome::Refused(refusal) if refusal.code == RefusalCode::NotPermitted);
    assert!(kept.rows[500..].iter().all(refused), "{:?}", kept.rows[500]);
}

#[test]
fn accounts_pass_through_the_hands_of_rows() {
    let house = crowd(10);
    let account = Command::CreateAccount { name: label("Main"), usage: Usage::Twilio, owner: sid(0) };
    let Key::Account(account) = house.done(Who::User(ADA), account).plan.subjects[0] else {
        panic!("an account")
    };
    let remove = |user, heir| Command::RemoveUser { org: ORG, user, successors: Successors::one(heir) };
    let kept =
        keep_going(&house, &[remove(sid(0), sid(1)), remove(ADA, ADA), remove(sid(1), sid(2))], &mut |_| {
            true
        });
    assert_eq!(done(&kept), 2);
    assert_eq!((house.account(account).owner, house.user(ADA).role_in(ORG)), (sid(2), Some(OrgRole::Owner)));
}
