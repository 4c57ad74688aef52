//! HIPAA: one switch an account, a BAA behind it, and nothing that follows by itself but new subaccounts.

use orgadm::controller::{Command, RefusalCode};
use orgadm::directory::{AccountQuery, CoverageTotals};
use orgadm::model::*;

use crate::support::{House, account_in, grant, label};

fn switch(account: AccountSid, on: bool) -> Command {
    Command::SetHipaa { account, on }
}

/// An organization with a BAA on file, its Owner, and an account that may have subaccounts.
fn covered() -> (House, UserSid, OrgSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.done(Who::Operator, Command::RecordBaa { org });
    let account = house.full_account(ada, "Care");
    (house, ada, org, account)
}

#[test]
fn it_says_since_when_and_who_and_ends_without_a_trace_of_either() {
    let (house, ada, _, account) = covered();
    house.done(Who::User(ada), switch(account, true));
    let designation = Designation { since: house.now(), by: ada };
    assert_eq!(house.account(account).hipaa, Some(designation));
    assert_eq!(house.refused(Who::User(ada), switch(account, true)), RefusalCode::NoChange);
    house.done(Who::User(ada), switch(account, false));
    assert_eq!(house.account(account).hipaa, None);
    assert_eq!(house.refused(Who::User(ada), switch(account, false)), RefusalCode::NoChange);
}

#[test]
fn without_a_baa_it_is_refused_with_its_reason_in_both_directions() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let came_with_it = Account {
        sid: AccountSid::from_bytes([77; 16]),
        hipaa: Some(Designation { since: Timestamp(1), by: ada }),
        ..house.account(house.account_of(ada))
    };
    let frozen = came_with_it.sid;
    house.load(vec![came_with_it.into()]);
    assert_eq!(house.refused(Who::User(ada), switch(house.account_of(ada), true)), RefusalCode::NoBaa);
    assert_eq!(house.refused(Who::User(ada), switch(frozen, false)), RefusalCode::NoBaa);
    house.done(Who::Operator, Command::RecordBaa { org });
    house.done(Who::User(ada), switch(frozen, false));
    house.done(Who::User(ada), switch(house.account_of(ada), true));
}

#[test]
fn outside_an_organization_there_is_no_baa() {
    let house = House::new();
    let bob = house.sign_up("bob@side.example", "Bob");
    let account = house.account_of(bob);
    assert_eq!(house.refused(Who::User(bob), switch(account, true)), RefusalCode::AccountNotManaged);
}

#[test]
fn a_closed_account_has_no_switch() {
    let (house, ada, _, account) = covered();
    let closed = AccountSid::from_bytes([77; 16]);
    for (n, state) in [AccountState::Closed, AccountState::PendingClosure].into_iter().enumerate() {
        let sid = AccountSid::from_bytes([77 + u8::try_from(n).expect("small"); 16]);
        house.load(vec![Account { sid, state, closed: Some(house.now()), ..house.account(account) }.into()]);
        assert_eq!(house.refused(Who::User(ada), switch(sid, true)), RefusalCode::AccountNotOpen);
    }
    assert_eq!(house.account(closed).hipaa, None);
}

#[test]
fn a_suspended_account_has_one() {
    let (house, ada, _, account) = covered();
    let suspended = AccountSid::from_bytes([77; 16]);
    house.load(vec![
        Account { sid: suspended, state: AccountState::Suspended, ..house.account(account) }.into(),
    ]);
    house.done(Who::User(ada), switch(suspended, true));
    assert!(house.account(suspended).is_designated());
}

#[test]
fn existing_subaccounts_do_not_follow_in_either_direction() {
    let (house, ada, _, account) = covered();
    let (left, right) = (house.subaccount(ada, account, "Left"), house.subaccount(ada, account, "Right"));
    house.done(Who::User(ada), switch(right, true));
    let receipt = house.done(Who::User(ada), switch(account, true));
    assert_eq!(receipt.plan.changes.len(), 1, "the parent alone");
    let said = &receipt.plan.consequences;
    let wanted = "1 subaccount stays undesignated; designate each by itself: Left.";
    assert!(said.iter().any(|line| line == wanted), "{said:?}");
    assert_eq!([left, right].map(|sid| house.account(sid).is_designated()), [false, true]);
    let receipt = house.done(Who::User(ada), switch(account, false));
    let wanted = "1 subaccount stays designated; switch each by itself: Right.";
    assert!(receipt.plan.consequences.iter().any(|line| line == wanted), "{:?}", receipt.plan.consequences);
    assert_eq!([left, right].map(|sid| house.account(sid).is_designated()), [false, true]);
}

#[test]
fn new_subaccounts_follow_and_new_accounts_never_do() {
    let (house, ada, org, account) = covered();
    let before = house.subaccount(ada, account, "Before");
    house.done(Who::User(ada), switch(account, true));
    house.advance(Span::hours(1));
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let after = house.subaccount(grace, account, "After");
    let designation = Some(Designation { since: house.now(), by: grace });
    assert_eq!(house.account(after).hipaa, designation, "by whoever created it");
    assert_eq!(house.account(before).hipaa, None);
    assert_eq!(house.account(house.new_account(ada, "New")).hipaa, None);
    house.done(Who::User(ada), switch(account, false));
    assert_eq!(house.account(house.subaccount(ada, account, "Later")).hipaa, None);
    assert!(house.account(after).is_designated());
}

#[test]
fn a_subaccount_is_designated_by_itself_beneath_an_undesignated_parent() {
    let (house, ada, _, account) = covered();
    let sub = house.subaccount(ada, account, "Alone");
    house.done(Who::User(ada), switch(sub, true));
    assert!(house.account(sub).is_designated() && !house.account(account).is_designated());
}

#[test]
fn whoever_owns_or_administers_the_account_switches_and_nobody_else() {
    let (house, ada, org, _) = covered();
    let owner = house.member(ada, org, "owner@acme.example", OrgRole::Standard);
    let manager = house.member(ada, org, "manager@acme.example", OrgRole::Standard);
    let developer = house.member(ada, org, "developer@acme.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let account = house.full_account(owner, "Hers");
    let sub = house.subaccount(owner, account, "Beneath");
    house.done(Who::User(owner), grant(account, manager, &[AccountRole::Administrator]));
    house.done(Who::User(owner), grant(account, developer, &[AccountRole::Developer]));
    for who in [developer, bob] {
        for sid in [account, sub] {
            assert_eq!(house.refused(Who::User(who), switch(sid, true)), RefusalCode::NotPermitted);
        }
    }
    assert_eq!(house.refused(Who::Visitor, switch(account, true)), RefusalCode::SignInNeeded);
    house.done(Who::User(owner), switch(account, true));
    house.done(Who::User(manager), switch(sub, true));
    house.done(Who::User(ada), switch(account, false));
}

#[test]
fn the_coverage_report_shows_gaps_first_with_since_and_by() {
    let (house, ada, org, account) = covered();
    let forgotten = house.subaccount(ada, account, "Forgotten");
    house.done(Who::User(ada), switch(account, true));
    let after = house.subaccount(ada, account, "After");
    let lone = house.full_account(ada, "Lone");
    let beneath = house.subaccount(ada, lone, "Beneath");
    let directory = house.directory();
    let rows = directory.accounts(&AccountQuery::coverage(org), house.now(), &[]);
    // The forgotten subaccount, the undesignated accounts by name, the rest with families together.
    assert_eq!(rows, [forgotten, lone, house.account_of(ada), beneath, account, after]);
    let totals = CoverageTotals {
        accounts: 3,
        accounts_designated: 1,
        subaccounts: 3,
        subaccounts_designated: 1,
        subaccount_gaps: 1,
        account_gaps: 2,
    };
    assert_eq!(directory.coverage_totals(org), totals);
    assert_eq!(totals.gaps(), 3);
    let row = directory.account(after).expect("a row");
    assert_eq!(row.hipaa, Some(Designation { since: house.now(), by: ada }));
}

#[test]
fn a_new_account_of_a_designated_owner_is_a_gap_until_it_is_switched() {
    let (house, ada, org, account) = covered();
    house.done(Who::User(ada), switch(account, true));
    let before = house.directory().coverage_totals(org).account_gaps;
    let command = Command::CreateAccount { name: label("New"), usage: Usage::Flex, owner: ada };
    let new = account_in(&house.done(Who::User(ada), command));
    assert_eq!(house.directory().coverage_totals(org).account_gaps, before + 1);
    house.done(Who::User(ada), switch(new, true));
    assert_eq!(house.directory().coverage_totals(org).account_gaps, before);
}
