//! Subaccounts: created under an active main account within its limit, with its owner, people and billing.

use orgadm::controller::{Command, RefusalCode};
use orgadm::directory::{AccountQuery, SubaccountCounts};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, grant, label};

fn create(parent: AccountSid) -> Command {
    Command::CreateSubaccount { parent, name: label("Sub") }
}

#[test]
fn it_has_the_owner_organization_and_billing_of_its_parent() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let parent = house.full_account(ada, "Main line");
    let sub = house.account(house.subaccount(ada, parent, "Sub"));
    assert_eq!((sub.parent, sub.owner, sub.org), (Some(parent), ada, Some(org)));
    assert_eq!((sub.kind, sub.state, sub.hipaa), (AccountKind::Full, AccountState::Active, None));
    let directory = house.directory();
    assert_eq!(directory.accounts(&AccountQuery::subaccounts(parent), house.now(), &[]), [sub.sid]);
    let counts = SubaccountCounts { open: 1, closed: 0, designated: 0 };
    assert_eq!(directory.subaccount_counts(parent), counts);
    assert_eq!(directory.account_counts(org, house.now()).managed, 2, "subaccounts stand with their parent");
}

#[test]
fn one_on_trial_a_thousand_on_a_full_account() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let trial = house.account_of(ada);
    house.done(Who::User(ada), create(trial));
    assert_eq!(house.refused(Who::User(ada), create(trial)), RefusalCode::SubaccountLimit);
    assert_eq!(RefusalCode::SubaccountLimit.number(), Some(21480));
    house.done(Who::Operator, Command::UpgradeAccount { account: trial });
    let sub = house.subaccount(ada, trial, "Second");
    assert_eq!(house.account(sub).kind, AccountKind::Full);
    let kinds: Vec<AccountKind> = house
        .directory()
        .accounts(&AccountQuery::subaccounts(trial), house.now(), &[])
        .into_iter()
        .map(|sid| house.account(sid).kind)
        .collect();
    assert_eq!(kinds, [AccountKind::Full; 2], "the first was upgraded along with its parent");
    let more = (0..limits::SUBACCOUNTS - 2).map(|n| {
        let mut bytes = [9; 16];
        bytes[..8].copy_from_slice(&n.to_be_bytes());
        Account { sid: AccountSid::from_bytes(bytes), ..house.account(sub) }.into()
    });
    house.load(more.collect());
    assert_eq!(house.refused(Who::User(ada), create(trial)), RefusalCode::SubaccountLimit);
}

#[test]
fn beneath_a_subaccount_a_suspended_or_a_closed_account_there_are_none() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let parent = house.account_of(ada);
    let sub = house.subaccount(ada, parent, "Sub");
    assert_eq!(house.refused(Who::User(ada), create(sub)), RefusalCode::MainAccountOnly);
    let other = |n: u8, state| {
        let sid = AccountSid::from_bytes([n; 16]);
        let closed = (state == AccountState::Closed).then_some(house.now());
        house.load(vec![Account { sid, state, closed, ..house.account(parent) }.into()]);
        sid
    };
    let suspended = other(71, AccountState::Suspended);
    assert_eq!(house.refused(Who::User(ada), create(suspended)), RefusalCode::ParentSuspended);
    let closed = other(72, AccountState::Closed);
    assert_eq!(house.refused(Who::User(ada), create(closed)), RefusalCode::AccountNotOpen);
}

#[test]
fn whoever_owns_or_administers_the_account_creates_them() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.full_account(ada, "Main line");
    let outside = house.sign_up("bob@side.example", "Bob");
    assert_eq!(house.refused(Who::User(grace), create(account)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(outside), create(account)), RefusalCode::NotPermitted);
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Administrator]));
    let sub = house.subaccount(grace, account, "Sub");
    assert_eq!(house.account(sub).owner, ada, "the owner of the parent, not whoever created it");
    let rename = Command::RenameAccount { account: sub, name: label("Renamed") };
    house.done(Who::User(grace), rename);
    // Outside an organization an owner has subaccounts too.
    let theirs = house.subaccount(outside, house.account_of(outside), "Sub");
    assert_eq!(house.account(theirs).org, None);
}

#[test]
fn they_join_the_organization_with_their_parent() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let bob = house.sign_up("bob@side.example", "Bob");
    let sub = house.subaccount(bob, house.account_of(bob), "Sub");
    house.accept_as(bob, house.invite(ada, org, "bob@side.example", OrgRole::Standard));
    assert_eq!(house.account(sub).org, Some(org));
}
