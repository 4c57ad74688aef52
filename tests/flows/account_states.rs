//! Suspending, reactivating and closing accounts, with what follows along and what does not.

use orgadm::controller::{Command, CommitError, Consent, RefusalCode};
use orgadm::model::AccountState::{Active, Closed, Suspended};
use orgadm::model::*;

use crate::support::{House, all_ticked, grant, label};

fn suspend(account: AccountSid) -> Command {
    Command::SuspendAccount { account }
}

fn reactivate(account: AccountSid) -> Command {
    Command::ReactivateAccount { account }
}

fn close(account: AccountSid) -> Command {
    Command::CloseAccount { account }
}

/// An account with two subaccounts, and its owner, who is the Owner of the organization.
fn family() -> (House, UserSid, OrgSid, AccountSid, [AccountSid; 2]) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let parent = house.full_account(ada, "Care");
    let subs = ["Left", "Right"].map(|name| house.subaccount(ada, parent, name));
    (house, ada, org, parent, subs)
}

fn states(house: &House, sids: &[AccountSid]) -> Vec<AccountState> {
    sids.iter().map(|sid| house.account(*sid).state).collect()
}

#[test]
fn subaccounts_follow_and_exactly_those_come_back() {
    let (house, ada, _, parent, [left, right]) = family();
    house.done(Who::User(ada), suspend(left));
    assert!(!house.account(left).with_parent);
    let receipt = house.done(Who::User(ada), suspend(parent));
    assert_eq!(states(&house, &[parent, left, right]), [Suspended; 3]);
    assert_eq!([left, right].map(|sid| house.account(sid).with_parent), [false, true]);
    let said = &receipt.plan.consequences;
    for line in [
        "1 subaccount is suspended along with it: Right.",
        "1 subaccount is suspended already and stays so when it is reactivated: Left.",
    ] {
        assert!(said.iter().any(|it| it == line), "{line}: {said:?}");
    }
    let receipt = house.done(Who::User(ada), reactivate(parent));
    assert_eq!(states(&house, &[parent, left, right]), [Active, Suspended, Active]);
    assert!(!house.account(right).with_parent);
    let said = &receipt.plan.consequences;
    for line in [
        "1 subaccount that was suspended along with it is reactivated: Right.",
        "1 subaccount that was suspended apart from it stays suspended: Left.",
    ] {
        assert!(said.iter().any(|it| it == line), "{line}: {said:?}");
    }
    house.done(Who::User(ada), reactivate(left));
    assert_eq!(states(&house, &[left]), [Active]);
}

#[test]
fn beneath_a_suspended_account_nothing_is_changed_apart_from_it() {
    let (house, ada, _, parent, [left, right]) = family();
    house.close(ada, right);
    house.done(Who::User(ada), suspend(parent));
    for command in [suspend(left), reactivate(left), close(left)] {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::ParentSuspended);
    }
    assert_eq!(RefusalCode::ParentSuspended.number(), Some(21476));
    assert_eq!(house.refused(Who::User(ada), reactivate(right)), RefusalCode::AccountNotOpen);
}

#[test]
fn what_stands_there_already_and_what_is_closed_is_refused() {
    let (house, ada, _, parent, _) = family();
    assert_eq!(house.refused(Who::User(ada), reactivate(parent)), RefusalCode::NoChange);
    house.done(Who::User(ada), suspend(parent));
    assert_eq!(house.refused(Who::User(ada), suspend(parent)), RefusalCode::NoChange);
    house.close(ada, parent);
    for command in [suspend(parent), reactivate(parent)] {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::AccountNotOpen);
    }
    assert_eq!(house.refused(Who::User(ada), close(parent)), RefusalCode::NoChange);
}

#[test]
fn main_accounts_are_suspended_by_administrators_and_subaccounts_by_whoever_manages_the_parent() {
    let (house, ada, org, _, _) = family();
    let owner = house.member(ada, org, "owner@acme.example", OrgRole::Standard);
    let manager = house.member(ada, org, "manager@acme.example", OrgRole::Standard);
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let account = house.full_account(owner, "Hers");
    let sub = house.subaccount(owner, account, "Sub");
    house.done(Who::User(owner), grant(account, manager, &[AccountRole::Administrator]));
    for who in [owner, manager, bob] {
        assert_eq!(house.refused(Who::User(who), suspend(account)), RefusalCode::NotPermitted);
    }
    assert_eq!(house.refused(Who::User(bob), suspend(sub)), RefusalCode::NotPermitted);
    house.done(Who::User(manager), suspend(sub));
    house.done(Who::User(owner), reactivate(sub));
    house.done(Who::User(admin), suspend(account));
    assert_eq!(house.refused(Who::User(owner), reactivate(account)), RefusalCode::NotPermitted);
    house.done(Who::User(ada), reactivate(account));
}

#[test]
fn nobody_suspends_an_account_outside_and_none_but_its_organization_an_independent_one() {
    let (house, ada, _, _, _) = family();
    let (bob, account) = house.outsider("bob@side.example");
    for who in [ada, bob] {
        assert_eq!(house.refused(Who::User(who), suspend(account)), RefusalCode::AccountNotManaged);
    }
    let (eve, _) = house.owner("eve@other.example", "Other");
    let theirs = house.account_of(eve);
    house.accept_as(ada, house.invite_to(eve, theirs, "ada@acme.example", &[AccountRole::Administrator]));
    for command in [suspend(theirs), close(theirs)] {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::NotPermitted, "independent of us");
    }
}

#[test]
fn closing_wants_a_box_for_each_consequence_and_nothing_for_what_is_not_there() {
    let (house, ada, _, parent, [left, _]) = family();
    let plan = house.controller.plan(&house.actor(Who::User(ada)), &close(parent)).expect("allowed");
    let codes: Vec<&str> = plan.acknowledgements.iter().map(|it| it.code).collect();
    assert_eq!(codes, ["irreversible", "subaccounts-close", "users-lose-access", "data-purged"]);
    assert!(!plan.irreversible.is_empty());
    for missing in 0..codes.len() {
        let acknowledged =
            codes.iter().enumerate().filter(|(at, _)| *at != missing).map(|(_, code)| (*code).to_owned());
        let consent = Consent { acknowledged: acknowledged.collect(), ..Consent::default() };
        match house.run_with(Who::User(ada), close(parent), consent) {
            Err(CommitError::Refused(refusal)) => {
                assert_eq!(refusal.code, RefusalCode::AcknowledgementNeeded);
                assert!(refusal.remedy.contains(codes[missing]), "{refusal}");
            }
            other => panic!("{other:?}"),
        }
    }
    let refusal = plan.check_consent(&Consent::default()).expect_err("four boxes");
    assert!(
        refusal.sentence.starts_with("This needs 4 acknowledgements, the first of them: Nobody"),
        "{refusal}"
    );
    assert_eq!(refusal.remedy, format!("Tick each, or add --acknowledge {}.", codes.join(",")));
    let plan = house.controller.plan(&house.actor(Who::User(ada)), &close(left)).expect("allowed");
    assert!(plan.acknowledgements.iter().all(|it| it.code != "subaccounts-close"));
}

#[test]
fn closing_takes_every_subaccount_along_and_is_final() {
    let (house, ada, _, parent, [left, right]) = family();
    house.done(Who::User(ada), suspend(parent));
    house.close(ada, parent);
    assert_eq!(states(&house, &[parent, left, right]), [Closed; 3]);
    for sid in [parent, left, right] {
        let account = house.account(sid);
        assert_eq!((account.closed, account.with_parent), (Some(house.now()), false));
        assert_eq!(account.purged_at(), Some(house.now().plus(Span::days(30))));
    }
    let rename = Command::RenameAccount { account: parent, name: label("New") };
    assert_eq!(house.refused(Who::User(ada), rename), RefusalCode::AccountNotOpen);
    let create = Command::CreateSubaccount { parent, name: label("New") };
    assert_eq!(house.refused(Who::User(ada), create), RefusalCode::AccountNotOpen);
    let give = grant(parent, ada, &[AccountRole::Support]);
    assert_eq!(house.refused(Who::User(ada), give), RefusalCode::AccountNotOpen);
}

#[test]
fn a_closed_subaccount_makes_room_for_another() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let trial = house.account_of(ada);
    let first = house.subaccount(ada, trial, "First");
    house.close(ada, first);
    house.subaccount(ada, trial, "Second");
    let counts = house.directory().subaccount_counts(trial);
    assert_eq!((counts.open, counts.closed), (1, 1));
}

#[test]
fn who_closes_is_the_owner_of_the_account_or_an_administrator() {
    let (house, ada, org, _, _) = family();
    let owner = house.member(ada, org, "owner@acme.example", OrgRole::Standard);
    let manager = house.member(ada, org, "manager@acme.example", OrgRole::Standard);
    let account = house.full_account(owner, "Hers");
    let sub = house.subaccount(owner, account, "Sub");
    house.done(Who::User(owner), grant(account, manager, &[AccountRole::Administrator]));
    assert_eq!(house.refused(Who::User(manager), close(account)), RefusalCode::NotPermitted);
    house.close(manager, sub);
    house.close(owner, account);
    let (bob, outside) = house.outsider("bob@side.example");
    assert_eq!(house.refused(Who::User(ada), close(outside)), RefusalCode::NotPermitted);
    house.close(bob, outside);
}

#[test]
fn open_invitations_to_a_closed_account_end_for_good() {
    let (house, ada, org, parent, _) = family();
    let access = house.invite_to(ada, parent, "x@side.example", &[AccountRole::Support]);
    house.close(ada, parent);
    let ended = house.invitation(access);
    assert_eq!((ended.state, ended.canceled), (InvitationState::Canceled, Some(CancelReason::Invalidated)));
    let (bob, outside) = house.outsider("bob@side.example");
    let join = house.ask_to_join(ada, org, outside);
    house.close(bob, outside);
    assert_eq!(house.invitation(join).canceled, Some(CancelReason::Invalidated));
    let accept = Command::AcceptInvitation { invitation: join, code: None, name: None };
    assert_eq!(house.refused(Who::User(bob), accept), RefusalCode::InvitationEnded);
    assert_eq!(house.directory().account_counts(org, house.now()).pending, 0);
}

#[test]
fn an_account_that_came_with_its_closure_pending_can_be_closed() {
    let (house, ada, _, parent, _) = family();
    let sid = AccountSid::from_bytes([77; 16]);
    let pending = Account { sid, state: AccountState::PendingClosure, ..house.account(parent) };
    house.load(vec![pending.into()]);
    assert_eq!(house.refused(Who::User(ada), suspend(sid)), RefusalCode::AccountNotOpen);
    house.close(ada, sid);
    assert_eq!(house.account(sid).state, Closed);
}

#[test]
fn what_left_suspended_is_reactivated_by_its_owner() {
    let (house, ada, _, _, _) = family();
    let org = house.user(ada).membership.expect("a member").org;
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let account = house.new_account(bob, "Bobs");
    house.done(Who::User(ada), suspend(account));
    assert_eq!(
        house.refused(Who::User(bob), reactivate(account)),
        RefusalCode::NotPermitted,
        "still managed"
    );
    house.agreed(Who::User(ada), Command::RequestDeletion { org });
    house.agreed(Who::Operator, Command::ConfirmDeletion { org });
    assert_eq!(
        house.refused(Who::User(ada), reactivate(account)),
        RefusalCode::NotPermitted,
        "not its owner"
    );
    house.done(Who::User(bob), reactivate(account));
    assert_eq!(house.account(account).state, Active);
    assert_eq!(house.refused(Who::User(bob), suspend(account)), RefusalCode::AccountNotManaged);
}

#[test]
fn an_owner_of_a_closed_account_can_still_join() {
    let (house, ada, org, _, _) = family();
    let (bob, outside) = house.outsider("bob@side.example");
    let sub = house.subaccount(bob, outside, "Sub");
    house.close(bob, outside);
    house.accept_as(bob, house.invite(ada, org, "bob@side.example", OrgRole::Standard));
    assert_eq!([outside, sub].map(|sid| house.account(sid).org), [Some(org); 2]);
    assert_eq!(states(&house, &[outside, sub]), [Closed; 2]);
}

#[test]
fn requested_deletion_stops_none_of_it() {
    use crate::domains_and_operator::organization_with;
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    let house = House::with(|store| {
        let records = organization_with(org, ada, |it| it.state = OrgState::DeletionRequested);
        crate::support::load(store, records);
    });
    let account = house.new_account(ada, "Main");
    house.done(Who::User(ada), suspend(account));
    house.done(Who::User(ada), reactivate(account));
    house.run_with(Who::User(ada), close(account), all_ticked()).expect("everything else goes on");
}
