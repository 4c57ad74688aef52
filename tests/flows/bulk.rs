//! Many commands as one plan, and the brakes that count the whole.

use orgadm::controller::port::Store;
use orgadm::controller::{Command, CommitError, Consent, RefusalCode, Successors};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::domains_and_operator::organization_with;
use crate::support::{House, email, everything_given, invite, label, load, person};

pub const ORG: OrgSid = OrgSid::from_bytes([9; 16]);
pub const ADA: UserSid = UserSid::from_bytes([1; 16]);

pub fn sid(n: u16) -> UserSid {
    let mut bytes = [200; 16];
    bytes[..2].copy_from_slice(&n.to_be_bytes());
    UserSid::from_bytes(bytes)
}

pub fn member(n: u16) -> User {
    User {
        sid: sid(n),
        email: email(&format!("u{n}@acme.example")),
        email_proven: None,
        name: person("Some Body"),
        state: UserState::Active,
        membership: Some(Membership { org: ORG, role: OrgRole::Standard, since: Timestamp(0) }),
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

/// An organization of Ada's with so many further members.
pub fn crowd(members: u16) -> House {
    House::with(|store| {
        load(store, organization_with(ORG, ADA, |_| {}));
        let members: Vec<Record> = (0..members).map(|n| member(n).into()).collect();
        members.chunks(2_000).for_each(|chunk| load(store, chunk.to_vec()));
    })
}

fn remove(user: UserSid) -> Command {
    Command::RemoveUser { org: ORG, user, successors: Successors::default() }
}

#[test]
fn a_thousand_rows_of_which_row_500_would_remove_the_owner_change_nothing_and_name_it() {
    let house = crowd(1_200);
    let rows: Vec<Command> = (0..1_000).map(|n| remove(if n == 499 { ADA } else { sid(n) })).collect();
    let head = house.head();
    let refusal = house.refusal(Who::User(ADA), &Command::Many(rows.clone()));
    assert_eq!(refusal.code, RefusalCode::OwnerProtected);
    assert_eq!(
        (refusal.rows.len(), refusal.rows[0].row, refusal.rows[0].record),
        (1, 500, Some(Key::User(ADA)))
    );
    assert!(refusal.sentence.starts_with("Row 500 of 1000: ") && refusal.sentence.contains("is the Owner"));
    assert!(matches!(house.run(Who::User(ADA), Command::Many(rows)), Err(CommitError::Refused(_))));
    assert_eq!(house.head(), head);
    assert!(house.user(sid(0)).membership.is_some());
}

#[test]
fn a_thousand_rows_are_one_plan_with_one_entry() {
    let house = crowd(1_200);
    let rows = (0..1_000).map(|n| Command::DeactivateUser { org: ORG, user: sid(n) }).collect();
    let command = Command::Many(rows);
    let plan = house.plan(Who::User(ADA), &command);
    assert_eq!((plan.title.as_str(), plan.changes.len()), ("Deactivate 1000 users", 1_000));
    assert!(plan.consequences.len() < 5, "{:?}", plan.consequences);
    assert!(plan.consequences[0].starts_with("1000 × The user cannot sign in"), "{:?}", plan.consequences);
    assert_eq!(plan.brake.as_ref().map(|brake| brake.count), Some(1_000));
    let head = house.head();
    house.agreed(Who::User(ADA), command);
    assert_eq!(house.head().0, head.0 + 1);
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!((entry.header.command, entry.changes.len()), (CommandKind::Many, 1_000));
    assert_eq!(house.user(sid(999)).state, UserState::Inactive);
}

#[test]
fn every_refused_row_is_named_with_its_own_reason() {
    let house = crowd(10);
    let nobody = UserSid::from_bytes([77; 16]);
    let rows = vec![remove(sid(0)), remove(ADA), remove(nobody), remove(sid(0)), remove(sid(1))];
    let refusal = house.refusal(Who::User(ADA), &Command::Many(rows));
    let named: Vec<(usize, RefusalCode)> = refusal.rows.iter().map(|row| (row.row, row.code)).collect();
    assert_eq!(
        named,
        [(2, RefusalCode::OwnerProtected), (3, RefusalCode::NotFound), (4, RefusalCode::NotManagedActive)],
        "the fourth finds what the first did"
    );
    assert!(refusal.sentence.contains("2 more rows are refused."), "{}", refusal.sentence);
    assert!(refusal.rows.iter().all(|row| row.sentence.ends_with('.') && row.remedy.ends_with(['.', ')'])));
}

#[test]
fn a_refused_row_leaves_nothing_behind_for_the_rows_after_it() {
    // The open invitation has expired: inviting anew first ends it, then is refused for the second, which offers twice.
    let house = crowd(3);
    let (a, b) = (email("a@side.example"), email("b@side.example"));
    let command = |email: &Email, role| Command::InviteUser {
        org: ORG,
        email: email.clone(),
        role,
        access: Vec::new(),
        replace: false,
    };
    let rows = vec![
        command(&a, OrgRole::Standard),
        command(&a, OrgRole::Administrator),
        command(&b, OrgRole::Owner),
    ];
    let refusal = house.refusal(Who::User(ADA), &Command::Many(rows));
    let named: Vec<(usize, RefusalCode)> = refusal.rows.iter().map(|row| (row.row, row.code)).collect();
    assert_eq!(named, [(2, RefusalCode::InvitationOpen), (3, RefusalCode::OwnerNotOffered)]);
}

#[test]
fn later_rows_stand_on_earlier_ones() {
    let house = crowd(4);
    let account = Command::CreateAccount { name: label("Main"), usage: Usage::Twilio, owner: sid(0) };
    let Key::Account(account) = house.done(Who::User(ADA), account).plan.subjects[0] else {
        panic!("an account")
    };
    let remove = |user, heir| Command::RemoveUser { org: ORG, user, successors: Successors::one(heir) };
    // The first gives the account to the second, who is removed in turn and passes it on.
    let rows = vec![remove(sid(0), sid(1)), remove(sid(1), sid(2))];
    let receipt = house.agreed(Who::User(ADA), Command::Many(rows));
    assert_eq!(house.account(account).owner, sid(2));
    let changes: Vec<Key> = receipt.plan.changes.iter().map(|change| change.key).collect();
    assert_eq!(changes.iter().filter(|key| **key == Key::Account(account)).count(), 1, "once a record");
    // The other way round the heir is no longer there.
    let rows = vec![remove(sid(3), ADA), remove(sid(2), sid(3))];
    let refusal = house.refusal(Who::User(ADA), &Command::Many(rows));
    assert_eq!((refusal.rows[0].row, refusal.code), (2, RefusalCode::SuccessorUnfit));
}

#[test]
fn what_is_undone_within_the_plan_is_no_change() {
    let house = crowd(3);
    let (on, off) = (
        Command::ActivateUser { org: ORG, user: sid(0) },
        Command::DeactivateUser { org: ORG, user: sid(0) },
    );
    let plan = house.plan(Who::User(ADA), &Command::Many(vec![off, on]));
    assert!(plan.changes.is_empty(), "{:?}", plan.changes);
}

#[test]
fn boxes_stand_once_a_code() {
    let house = crowd(40);
    let plan = house.plan(Who::User(ADA), &Command::Many((0..4).map(|n| remove(sid(n))).collect()));
    let codes: Vec<&str> = plan.acknowledgements.iter().map(|needed| needed.code).collect();
    assert_eq!(codes, ["lose-membership", "invitations-blocked", "no-way-back"]);
    assert!(plan.acknowledgements[0].sentence.ends_with("(4 rows)"), "{:?}", plan.acknowledgements);
    assert_eq!(
        plan.check_consent(&Consent::default()).expect_err("boxes").code,
        RefusalCode::AcknowledgementNeeded
    );
    assert_eq!(plan.check_consent(&everything_given(&plan)), Ok(()));
}

#[test]
fn some_commands_are_not_one_of_many_and_many_is_not_nested() {
    let house = crowd(3);
    let transfer = Command::ChangeOwner { org: ORG, user: sid(0) };
    let nested = Command::Many(vec![remove(sid(0))]);
    let baa = Command::RecordBaa { org: ORG };
    for command in [transfer, nested, baa, Command::Expire, Command::SignIn] {
        let alone = house.refusal(Who::User(ADA), &Command::Many(vec![command.clone()]));
        assert_eq!(alone.code, RefusalCode::NotInBulk);
        let refusal = house.refusal(Who::User(ADA), &Command::Many(vec![remove(sid(0)), command]));
        assert_eq!((refusal.code, refusal.rows[0].row), (RefusalCode::NotInBulk, 2));
    }
    assert_eq!(house.refused(Who::User(ADA), Command::Many(Vec::new())), RefusalCode::NoChange);
}

#[test]
fn one_row_is_that_command() {
    let house = crowd(40);
    let alone = house.plan(Who::User(ADA), &remove(sid(0)));
    let many = house.plan(Who::User(ADA), &Command::Many(vec![remove(sid(0))]));
    assert_eq!((many.title, many.line, many.consequences), (alone.title, alone.line, alone.consequences));
}

#[test]
fn ten_thousand_records_are_the_most() {
    let house = crowd(5_001);
    // Each request is a user and a message.
    let ask = |n| Command::RequestSecurity { org: ORG, user: sid(n), action: SecurityAction::ResetPassword };
    let refusal = house.refusal(Who::User(ADA), &Command::Many((0..5_001).map(ask).collect()));
    assert_eq!(refusal.code, RefusalCode::TooManyChanges);
    let plan = house.plan(Who::User(ADA), &Command::Many((0..5_000).map(ask).collect()));
    assert_eq!(plan.changes.len(), 10_000);
    assert_eq!(plan.brake, None, "nobody is taken out of use");
}

#[test]
fn invitations_are_sent_again_and_canceled_together() {
    let house = crowd(3);
    let sids: Vec<InvitationSid> =
        (0..12).map(|n| house.invite(ADA, ORG, &format!("i{n}@side.example"), OrgRole::Standard)).collect();
    house.advance(limits::COOL_DOWN);
    let resend = sids.iter().map(|sid| Command::ResendInvitation { invitation: *sid }).collect();
    let receipt = house.done(Who::User(ADA), Command::Many(resend));
    assert_eq!(receipt.plan.title, "Send 12 invitations again");
    assert!(sids.iter().all(|sid| house.invitation(*sid).generation == 2));
    let cancel = sids.iter().map(|sid| Command::CancelInvitation { invitation: *sid }).collect();
    let receipt = house.done(Who::User(ADA), Command::Many(cancel));
    assert_eq!(receipt.plan.title, "Cancel 12 invitations");
    let list: Vec<String> = sids.iter().map(ToString::to_string).collect();
    assert_eq!(receipt.plan.line, format!("orgadm invitation cancel {}", list.join(" ")));
    assert_eq!(receipt.plan.consequences, ["12 × Its code no longer counts."]);
}

#[test]
fn more_than_a_fifth_and_more_than_five_users_want_the_number_typed() {
    let house = crowd(39);
    let many = |n| Command::Many((0..n).map(|n| remove(sid(n))).collect());
    assert_eq!(house.plan(Who::User(ADA), &many(8)).brake, None, "8 of 40 are exactly a fifth");
    let plan = house.plan(Who::User(ADA), &many(9));
    let brake = plan.brake.clone().expect("a brake");
    assert_eq!(brake.count, 9);
    assert!(brake.sentence.contains("9 of 40 managed users"), "{}", brake.sentence);
    assert!(plan.line_with_safeguards().ends_with(" --confirm-count 9"));
    let consent = Consent { count: Some(8), ..everything_given(&plan) };
    let refused = house.controller.commit(plan.clone(), consent).expect_err("the wrong number");
    assert!(matches!(refused, CommitError::Refused(refusal) if refusal.code == RefusalCode::CountNeeded));
    house.controller.commit(plan.clone(), everything_given(&plan)).expect("allowed");
}

#[test]
fn five_of_six_are_free() {
    let house = crowd(5);
    let many = Command::Many((0..5).map(|n| remove(sid(n))).collect());
    assert_eq!(house.plan(Who::User(ADA), &many).brake, None);
}

#[test]
fn accounts_that_one_person_takes_along_are_counted_too() {
    let house = crowd(40);
    for n in 0..6 {
        let command =
            Command::CreateAccount { name: label(&format!("A{n}")), usage: Usage::Twilio, owner: sid(0) };
        house.done(Who::User(ADA), command);
    }
    let along = Command::RemoveUser { org: ORG, user: sid(0), successors: Successors::one(sid(0)) };
    let brake = house.plan(Who::User(ADA), &along).brake.expect("a brake");
    assert!(brake.sentence.contains("6 of 6 accounts") && brake.count == 6, "{brake:?}");
    let stay = Command::RemoveUser { org: ORG, user: sid(0), successors: Successors::one(sid(1)) };
    assert_eq!(house.plan(Who::User(ADA), &stay).brake, None, "they stay in use");
}

#[test]
fn the_brake_is_put_on_without_loading_anybody() {
    let house = crowd(39);
    let verb = house.reopened();
    let actor = house.actor(Who::User(ADA));
    let plan = |commands: Vec<Command>| verb.plan(&actor, &Command::Many(commands)).expect("allowed");
    assert!(plan((0..9).map(|n| remove(sid(n))).collect()).brake.is_some());
    verb.plan(&actor, &remove(sid(0))).expect("allowed");
    verb.plan(&actor, &Command::DeleteUser { org: ORG, user: sid(0), successors: Successors::default() })
        .expect("allowed");
    verb.plan(&actor, &Command::DeactivateUser { org: ORG, user: sid(0) }).expect("allowed");
    verb.plan(&actor, &invite(ORG, "x@side.example", OrgRole::Standard)).expect("allowed");
    assert!(verb.loaded().is_none(), "a verb about single records loaded a million users");
}
