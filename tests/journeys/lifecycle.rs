//! The life of accounts by keys: existing ones asked to join, suspended, closed, given to others, released; what the marked
//! rows of a list have in common; roles given up in the small place.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::rules::limits;
use orgadm::tui::event::Event;

use crate::support::House;
use crate::support::drive::Drive;

fn acme() -> (House, UserSid, OrgSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let main = house.account_of(ada);
    (house, ada, org, main)
}

fn account(house: &House, user: UserSid, name: &str) -> AccountSid {
    let command =
        Command::CreateAccount { name: crate::support::label(name), usage: Usage::Twilio, owner: user };
    let receipt = house.done(Who::User(user), command);
    match receipt.plan.subjects[0] {
        Key::Account(sid) => sid,
        other => panic!("{other}"),
    }
}

#[test]
fn an_existing_account_is_asked_to_join_by_its_sid() {
    let (house, ada, org, _) = acme();
    let lin = house.sign_up("lin@side.example", "Lin Us");
    let theirs = house.account_of(lin);
    let mut it = Drive::new(&house.controller, Some(ada), 120, 36);
    it.keys("2 a").see("Add an existing account").see("Its owner is asked");
    it.text("AC12").keys("Enter").see("An identifier here is AC followed by 32 hexadecimal digits.");
    it.keys("Ctrl+U").text(&theirs.to_string()).keys("Enter").see("lin@side.example").keys("Enter");
    it.see("Pending 1").keys("] ]").see("lin@side.example").see("in 15 d").see("every account they own");
    // Asked again it says why not, and leads to the invitation.
    it.keys("a")
        .text(&theirs.to_string())
        .keys("Enter")
        .see("is open already")
        .keys("Esc")
        .text("")
        .keys("Down Enter");
    it.keys("x").see("Possible again in 5 min.").keys("Esc");
    house.advance(limits::COOL_DOWN);
    it.keys("r Enter").see("Done:").keys("h").see("History of").keys("Esc");
    it.keys("c")
        .see("Cancel")
        .keys("Enter")
        .see("Pending 0")
        .see("No account has been asked to join; a asks one.");
    assert!(house.user(lin).membership.is_none());
    // The owner answers from the inbox.
    it.keys("a").text(&theirs.to_string()).keys("Enter Enter").see("Pending 1");
    house.advance(Span::days(14));
    house.done(Who::User(ada), Command::SignIn);
    it.event(Event::Changed).keys("1").see("1 account invitation ends within 48 hours.").keys("Home Enter");
    it.see("Pending 1").see("/ expires:<2d").see("lin@side.example");
    let mut theirs_too = Drive::new(&house.controller, Some(lin), 100, 34);
    theirs_too
        .see("Acme Corp")
        .keys("a")
        .see("becomes managed")
        .keys("Enter")
        .see("lin@side.example · Standard");
    assert_eq!(house.account(theirs).org, Some(org));
    it.event(Event::Changed).see("Managed 2").see("Pending 0");
}

#[test]
fn suspend_reactivate_and_close_from_the_list() {
    let (house, ada, _, main) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2 x").see("It is active already.").see("Nobody has a role on it: invite one first.").keys("Esc");
    it.keys("w").see("It is active already.");
    it.keys("p").see("Suspend").keys("Enter").see("suspended");
    assert_eq!(house.account(main).state, AccountState::Suspended);
    it.keys("1").see("1 account is suspended.").keys("2 p").see("It is suspended already.");
    it.keys("w Enter").see("active");
    assert_eq!(house.account(main).state, AccountState::Active);
    // Closing asks for its boxes.
    it.keys("c").see("Cannot be undone").keys("Enter").see("acknowledgement-needed");
    assert_eq!(house.account(main).state, AccountState::Active);
}

#[test]
fn marked_rows_are_one_plan_and_who_cannot_is_left_out() {
    let (house, ada, _, main) = acme();
    let (care, labs) = (account(&house, ada, "Care Line"), account(&house, ada, "Labs"));
    house.done(Who::User(ada), Command::SuspendAccount { account: care });
    let mut it = Drive::new(&house.controller, Some(ada), 120, 36);
    it.keys("2 * x").see("Actions on 3 marked accounts");
    it.see("2 of 3 marked; not Care Line (It is suspended already)").keys("Esc p");
    it.see("Left out: Care Line").keys("Enter").gone("marked");
    for sid in [main, care, labs] {
        assert_eq!(house.account(sid).state, AccountState::Suspended);
    }
}

#[test]
fn another_owner_the_old_one_stays_administrator() {
    let (house, ada, org, main) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2 o").see("ada@acme.example owns Main now, and stays its Administrator.");
    it.text("nobody").keys("Enter").see("Nobody here has this name").keys("Ctrl+U");
    it.text(&grace.to_string())
        .see("grace@acme.example")
        .keys("Enter")
        .see("grace@acme.example")
        .keys("Enter");
    assert_eq!(house.account(main).owner, grace);
    assert!(house.user(ada).roles_on(main).contains(AccountRole::Administrator));
    // On its page, too.
    it.keys("Enter o").text("ada").keys("Enter Enter");
    assert_eq!(house.account(main).owner, ada);
}

#[test]
fn released_to_somebody_from_outside_who_has_a_role() {
    let (house, ada, org, _) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let labs = account(&house, ada, "Labs");
    let lin = house.sign_up("lin@side.example", "Lin Us");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2 Home l").see("Nobody has a role on it: invite one first.");
    house.done(Who::User(ada), crate::support::grant(labs, grace, &[AccountRole::Developer]));
    let invitation = house.invite_to(ada, labs, "lin@side.example", &[AccountRole::Developer]);
    house.accept_as(lin, invitation);
    it.event(Event::Changed).keys("l").see("Release the account").see("lin@side.example").gone("grace@");
    it.text("lin").keys("Enter").see("Cannot be undone");
    it.keys("Esc Esc Down Enter").see("Managed 2");
    assert_eq!(house.account(labs).org, Some(org));
}

#[test]
fn the_second_factor_of_an_account() {
    let (house, ada, _, main) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("2 Enter").see("Second factor").see("disabled").keys("f").see("Once per computer");
    it.keys("Down Down")
        .see("Every time somebody enters the account.")
        .keys("Enter Enter")
        .see("at every login");
    assert_eq!(house.account(main).two_factor, TwoFactorPolicy::EveryLogin);
}

#[test]
fn the_small_place_creates_subaccounts_and_gives_roles_up() {
    let (house, ada, org, main) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    account(&house, grace, "Sandbox");
    house.done(Who::User(ada), crate::support::grant(main, grace, &[AccountRole::Support]));
    let mut it = Drive::new(&house.controller, Some(grace), 100, 34);
    it.keys("x").see("Only organization administrators can.").see("You own it").keys("Esc");
    it.keys("b").see("Subaccounts 0").keys("n").text("Sandbox EU").keys("Enter Enter").see("Subaccounts 1");
    it.keys("n").see("An account on trial has one subaccount at most.").keys("Esc").see("My accounts");
    it.gone("Sandbox EU").keys("r").see("You own it; an owner has no role to give up.");
    it.keys("End r").see("Main").keys("Enter").gone("Support");
    assert!(house.user(grace).roles_on(main).is_empty());
}

#[test]
fn an_account_that_left_suspended_is_reactivated_in_the_small_place() {
    let (house, ada, org, _) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let sandbox = account(&house, grace, "Sandbox");
    house.done(Who::User(ada), Command::SuspendAccount { account: sandbox });
    house.agreed(Who::User(ada), Command::RequestDeletion { org });
    house.agreed(Who::Operator, Command::ConfirmDeletion { org });
    let mut it = Drive::new(&house.controller, Some(grace), 100, 34);
    it.see("suspended").keys("x").text("react").see("with what was suspended along with it");
    it.keys("Enter Enter").see("Done: Reactivate Sandbox.").gone("suspended");
    assert_eq!(house.account(sandbox).state, AccountState::Active);
}

#[test]
fn the_deletion_is_asked_for_seen_everywhere_and_withdrawn() {
    let (house, ada, org, _) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.gone("deletion requested").keys("5 End").see("Deletion").see("Not requested.").keys("Enter");
    it.see("name of the organization")
        .keys("Enter")
        .see("confirmation-needed")
        .text("Acme Corp")
        .keys("Enter");
    assert_eq!(house.organization(org).state, OrgState::DeletionRequested);
    it.see("! deletion requested")
        .see("Requested now by ada@acme.example.")
        .see("orgadm support confirm-deletion");
    it.keys("1").see("Deletion requested now: no invitation").keys("Home Enter").see("Requested now");
    // An Administrator sees it and cannot withdraw it.
    let mut hers = Drive::new(&house.controller, Some(grace), 80, 24);
    hers.see("! deletion requested").keys("Enter").see("Only the Owner can withdraw the request.");
    hers.keys("Enter").see("Only the Owner can ask for the deletion, or withdraw that.");
    it.keys("Enter").see("Withdraw").keys("Enter").gone("! deletion requested").see("Not requested.");
    assert_eq!(house.organization(org).state, OrgState::Active);
}

#[test]
fn ownership_leads_to_the_owners_profile() {
    let (house, ada, _, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("5 Down Down Down Down Down")
        .see("ada@acme.example is the Owner.")
        .keys("Enter")
        .see("Organization role");
    it.keys("o").see("Change Organization Ownership");
}
