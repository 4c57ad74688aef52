//! Sign-up and phone.

use orgadm::controller::port::Store;
use orgadm::controller::{Command, RefusalCode, TypedCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, phone, sign_up};

fn wrong() -> TypedCode {
    TypedCode::new("0000 0000")
}

#[test]
fn the_right_code_makes_a_user_and_a_trial_account() {
    let house = House::new();
    let ada = house.sign_up("Ada@Acme.example", "Ada Lovelace");
    let user = house.user(ada);
    assert_eq!(
        (user.email.as_str(), user.membership, user.state),
        ("ada@acme.example", None, UserState::Active)
    );
    assert_eq!(user.email_proven, Some(house.now()));
    let account = house.account(house.account_of(ada));
    assert_eq!((account.owner, account.kind, account.hipaa), (ada, AccountKind::Trial, None));
}

#[test]
fn a_wrong_code_is_counted_and_the_fifth_kills_the_code() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    let old = house.sign_up_code(sid);
    let messages = house.messages().len();
    for n in 1..=u64::from(limits::TRIES) {
        let head = house.head();
        let command = Command::ConfirmSignUp { sign_up: sid, code: wrong() };
        assert_eq!(house.refused(Who::Visitor, command), RefusalCode::WrongCode, "try {n}");
        let entry = house.store.entry(house.head()).expect("readable").expect("there");
        assert_eq!((house.head().0, entry.header.kind), (head.0 + 1, EntryKind::Refusal));
        assert_eq!(entry.header.refusal.as_deref(), Some("wrong-code"));
    }
    assert_eq!(house.messages().len(), messages + 1, "a new code was sent");
    let command = Command::ConfirmSignUp { sign_up: sid, code: old };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::WrongCode, "the old code is dead");
    let code = house.sign_up_code(sid);
    house.done(Who::Visitor, Command::ConfirmSignUp { sign_up: sid, code });
}

#[test]
fn no_code_is_not_counted() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    let command = Command::ConfirmSignUp { sign_up: sid, code: TypedCode::new("  ") };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::CodeNeeded);
}

#[test]
fn begun_again_within_the_cool_down_the_code_goes_on_counting() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    let code = house.sign_up_code(sid);
    assert_eq!(house.sign_up_begun("ada@acme.example", "Ada King"), sid);
    assert_eq!(house.messages().len(), 1);
    house.done(Who::Visitor, Command::ConfirmSignUp { sign_up: sid, code });
    let directory = house.directory();
    let row = directory.user_with(&crate::support::email("ada@acme.example")).expect("signed up");
    assert_eq!(row.name, "Ada King");
}

#[test]
fn begun_again_after_the_cool_down_a_new_code_is_sent() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    let old = house.sign_up_code(sid);
    house.advance(limits::COOL_DOWN);
    house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    assert_eq!(house.messages().len(), 2);
    let command = Command::ConfirmSignUp { sign_up: sid, code: old };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::WrongCode);
}

#[test]
fn resend_waits_for_the_cool_down_and_stops_after_five() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    assert_eq!(house.refused(Who::Visitor, Command::ResendSignUp { sign_up: sid }), RefusalCode::TooSoon);
    for _ in 1..limits::SENDS {
        house.advance(limits::COOL_DOWN);
        house.done(Who::Visitor, Command::ResendSignUp { sign_up: sid });
    }
    house.advance(limits::COOL_DOWN);
    assert_eq!(house.refused(Who::Visitor, Command::ResendSignUp { sign_up: sid }), RefusalCode::TooOften);
}

#[test]
fn a_day_later_it_is_over_at_the_exact_instant() {
    let house = House::new();
    let sid = house.sign_up_begun("ada@acme.example", "Ada Lovelace");
    let code = house.sign_up_code(sid);
    house.advance(limits::SIGN_UP);
    let command = Command::ConfirmSignUp { sign_up: sid, code: code.clone() };
    assert_eq!(house.refused(Who::Visitor, command.clone()), RefusalCode::SignUpEnded);
    house.set_clock(house.now().minus(Span(1)));
    house.done(Who::Visitor, command.clone());
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::SignUpEnded, "used once");
}

#[test]
fn an_address_with_a_user_cannot_sign_up() {
    let house = House::new();
    house.sign_up("ada@acme.example", "Ada Lovelace");
    assert_eq!(
        house.refused(Who::Visitor, sign_up("ADA@acme.example", "Ada Again")),
        RefusalCode::EmailTaken
    );
}

#[test]
fn a_phone_is_proven_by_six_digits_of_its_account_only() {
    let house = House::new();
    let (ada, bob) = (house.sign_up("ada@acme.example", "Ada"), house.sign_up("bob@acme.example", "Bob"));
    let (hers, his) = (house.account_of(ada), house.account_of(bob));
    let set = |account| Command::SetPhone { account, phone: phone("+1 415 555 0100") };
    house.done(Who::User(ada), set(hers));
    house.done(Who::User(bob), set(his));
    let code = house.phone_code(his);
    let other = Command::ConfirmPhone { account: hers, code };
    assert_eq!(house.refused(Who::User(ada), other), RefusalCode::WrongCode, "a code of another account");
    assert_eq!(house.refused(Who::User(ada), set(hers)), RefusalCode::TooSoon);
    let code = house.phone_code(hers);
    assert_eq!(
        house.refused(Who::User(bob), Command::ConfirmPhone { account: hers, code: code.clone() }),
        RefusalCode::NotPermitted
    );
    house.done(Who::User(ada), Command::ConfirmPhone { account: hers, code });
    assert!(house.account(hers).has_verified_phone());
    assert_eq!(house.refused(Who::User(ada), set(hers)), RefusalCode::NoChange);
    assert_eq!(
        house.refused(Who::User(ada), Command::ConfirmPhone { account: hers, code: wrong() }),
        RefusalCode::NoChange
    );
}

#[test]
fn five_wrong_digits_send_new_ones() {
    let house = House::new();
    let ada = house.sign_up("ada@acme.example", "Ada");
    let account = house.account_of(ada);
    house.done(Who::User(ada), Command::SetPhone { account, phone: phone("+14155550100") });
    let old = house.phone_code(account);
    for _ in 0..limits::TRIES {
        let command = Command::ConfirmPhone { account, code: wrong() };
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::WrongCode);
    }
    let to_phone = house.messages().into_iter().filter(|m| matches!(m.to, Recipient::Phone(_))).count();
    assert_eq!(to_phone, 2);
    assert_eq!(
        house.refused(Who::User(ada), Command::ConfirmPhone { account, code: old }),
        RefusalCode::WrongCode
    );
}

#[test]
fn another_number_takes_the_proof_away() {
    let house = House::new();
    let ada = house.sign_up("ada@acme.example", "Ada");
    house.verify_phone(ada);
    let account = house.account_of(ada);
    let receipt = house.done(Who::User(ada), Command::SetPhone { account, phone: phone("+14155550199") });
    assert!(receipt.plan.consequences.iter().any(|line| line.contains("no longer verified")));
    assert!(!house.account(account).has_verified_phone());
}
