//! Creating and renaming accounts.

use orgadm::controller::{Command, Limit, RefusalCode};
use orgadm::model::*;

use crate::support::{House, grant, label};

fn create(owner: UserSid) -> Command {
    Command::CreateAccount { name: label("Second"), usage: Usage::Flex, owner }
}

fn account_of(receipt: &orgadm::controller::Receipt) -> AccountSid {
    match receipt.plan.subjects[0] {
        Key::Account(sid) => sid,
        other => panic!("{other}"),
    }
}

#[test]
fn a_new_account_is_on_trial_without_hipaa_in_its_owners_organization() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    for (by, owner) in [(ada, ada), (grace, grace), (ada, grace)] {
        let receipt = house.done(Who::User(by), create(owner));
        let account = house.account(account_of(&receipt));
        assert_eq!((account.owner, account.org, account.usage), (owner, Some(org), Usage::Flex));
        assert_eq!((account.kind, account.hipaa), (AccountKind::Trial, None));
        assert!(
            receipt.plan.consequences.iter().any(|line| line.starts_with("Billing stays with the account"))
        );
    }
}

#[test]
fn somebody_outside_gets_an_account_of_their_own_and_nobody_signed_in_none() {
    let house = House::new();
    let bob = house.sign_up("bob@side.example", "Bob");
    let receipt = house.done(Who::User(bob), create(bob));
    assert_eq!(house.account(account_of(&receipt)).org, None);
    assert_eq!(house.refused(Who::Visitor, create(bob)), RefusalCode::SignInNeeded);
}

#[test]
fn for_another_owner_only_administrators_and_only_their_own_people() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let outside = house.sign_up("out@side.example", "Out Sider");
    let refused = |by, owner| house.refused(Who::User(by), create(owner));
    assert_eq!(refused(standard, ada), RefusalCode::NotPermitted);
    assert_eq!(refused(outside, ada), RefusalCode::NotPermitted);
    assert_eq!(refused(bob, standard), RefusalCode::NotManagedActive, "an Owner, but elsewhere");
    assert_eq!(refused(ada, outside), RefusalCode::NotManagedActive);
    house.done(Who::User(admin), create(standard));
}

#[test]
fn the_limit_of_accounts_holds_and_closed_ones_do_not_count() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let limit = |most| Command::SetLimit { org, limit: Limit::Accounts(most) };
    house.done(Who::Operator, limit(Some(1)));
    assert_eq!(house.refused(Who::User(ada), create(ada)), RefusalCode::LimitReached);
    house.done(Who::Operator, limit(Some(2)));
    house.done(Who::User(ada), create(ada));
    assert_eq!(house.refused(Who::User(ada), create(ada)), RefusalCode::LimitReached);
    house.done(Who::Operator, limit(None));
    house.done(Who::User(ada), create(ada));
    let closed = Account {
        sid: AccountSid::from_bytes([77; 16]),
        state: AccountState::Closed,
        closed: Some(Timestamp(1)),
        ..house.account(house.account_of(ada))
    };
    house.load(vec![closed.into()]);
    assert_eq!(house.reopened().directory().expect("loaded").open_account_count(org), 3);
}

#[test]
fn renaming_is_for_whoever_may_edit_and_changes_something() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let rename = |name: &str| Command::RenameAccount { account, name: label(name) };
    assert_eq!(house.refused(Who::User(grace), rename("New")), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(ada), rename("Main")), RefusalCode::NoChange);
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Administrator]));
    house.done(Who::User(grace), rename("New"));
    assert_eq!(house.account(account).name.as_str(), "New");
    let closed = Account {
        sid: AccountSid::from_bytes([77; 16]),
        state: AccountState::Closed,
        ..house.account(account)
    };
    house.load(vec![closed.into()]);
    let command = Command::RenameAccount { account: AccountSid::from_bytes([77; 16]), name: label("X") };
    assert_eq!(house.refused(Who::User(ada), command), RefusalCode::AccountNotOpen);
}
