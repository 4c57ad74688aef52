//! HIPAA by keys: the section on the account's page, subaccounts one by one, the marked rows of a list, the coverage
//! report, and the same switch in the small place.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::tui::event::Event;

use crate::support::House;
use crate::support::drive::Drive;

fn acme() -> (House, UserSid, OrgSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let main = house.account_of(ada);
    (house, ada, org, main)
}

fn with_baa() -> (House, UserSid, OrgSid, AccountSid) {
    let (house, ada, org, main) = acme();
    house.done(Who::Operator, Command::RecordBaa { org });
    (house, ada, org, main)
}

fn account(house: &House, user: UserSid, name: &str) -> AccountSid {
    let command =
        Command::CreateAccount { name: crate::support::label(name), usage: Usage::Twilio, owner: user };
    created(&house.done(Who::User(user), command))
}

fn subaccount(house: &House, user: UserSid, parent: AccountSid, name: &str) -> AccountSid {
    let command = Command::CreateSubaccount { parent, name: crate::support::label(name) };
    created(&house.done(Who::User(user), command))
}

fn created(receipt: &orgadm::controller::Receipt) -> AccountSid {
    let new = receipt.plan.changes.iter().find(|change| change.before.is_none());
    match new.map(|change| change.key) {
        Some(Key::Account(sid)) => sid,
        other => panic!("{other:?}"),
    }
}

/// The rows of the report, from the top.
#[track_caller]
fn stand_in_order(it: &Drive, names: &[&str]) {
    let screen = it.screen();
    for (line, name) in screen.lines().skip(6).zip(names) {
        assert!(line.trim_start_matches(['▌', ' ']).starts_with(name), "{names:?}:\n{screen}");
    }
}

#[test]
fn nothing_happens_before_save() {
    let (house, ada, org, main) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    let on = |house: &House| house.account(main).is_designated();
    it.keys("2 Enter").see("HIPAA enablement").see("○ Enable HIPAA for this account");
    it.see("● Disable HIPAA for this account").see("No BAA is on file: see Settings.");
    it.keys("h").gone("Not saved").keys("Enter").gone("Enable HIPAA for Main");
    house.done(Who::Operator, Command::RecordBaa { org });
    it.event(Event::Changed).see("Nothing is changed before it");
    it.keys("Enter").see("Nothing to save");
    it.keys("h").see("● Enable HIPAA for this account").see("Not saved yet");
    assert!(!on(&house), "choosing is not saving");
    it.keys("Esc").see("● Disable HIPAA for this account").gone("Not saved yet").see("HIPAA enablement");
    it.keys("h Enter").see("Enable HIPAA for Main").see("orgadm account hipaa").keys("Esc");
    assert!(!on(&house), "a preview is not saving");
    it.keys("Enter Enter").gone("Not saved yet");
    it.see(&format!("Designated since {} (now) by ada@acme.example.", house.now()));
    it.see("it stays on trial until");
    let account = main;
    house.done(Who::Operator, Command::UpgradeAccount { account });
    it.event(Event::Changed).gone("on trial").see("no custom pricing is inherited.");
    assert!(on(&house));
    it.keys("h").see("● Disable HIPAA for this account").keys("Enter Enter").see("Not designated.");
    assert!(!on(&house));
    it.keys("Esc").see("Managed 1");
}

#[test]
fn existing_subaccounts_one_by_one_and_new_ones_by_themselves() {
    let (house, ada, _, main) = with_baa();
    house.done(Who::Operator, Command::UpgradeAccount { account: main });
    let before = subaccount(&house, ada, main, "Before");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("2 Enter h Enter Enter").see("(now) by ");
    it.see("The same steps must be repeated for all existing subaccounts.");
    it.keys("] ] ]").see("Subaccounts 1").see("Before").see("not, its account is");
    it.keys("n").see("automatically, because its account is").text("After").keys("Enter Enter");
    it.see("Subaccounts 2").see("● designated");
    let of = |name: &str| {
        let rows = house.directory().accounts_owned_by(ada);
        rows.into_iter().find(|sid| house.account(*sid).name.as_str() == name).expect("there")
    };
    assert!(house.account(of("After")).is_designated() && !house.account(before).is_designated());
    it.keys("End h").see("HIPAA enablement").see("Before is not designated.").keys("Up Enter Enter");
    assert!(house.account(before).is_designated());
    // The page of a subaccount has the same section, and no subaccounts.
    it.keys("Enter").see("Subaccount of").see("HIPAA enablement").gone("Subaccounts 2").keys("Esc");
    it.see("Subaccounts 2");
}

#[test]
fn marked_accounts_are_switched_in_one_plan() {
    let (house, ada, _, main) = with_baa();
    let (care, labs) = (account(&house, ada, "Care Line"), account(&house, ada, "Labs"));
    house.done(Who::User(ada), Command::SetHipaa { account: care, on: true });
    let head = house.head();
    let mut it = Drive::new(&house.controller, Some(ada), 120, 36);
    it.keys("2 * x").see("Actions on 3 marked accounts").see("all 3 marked").gone("Rename").keys("Esc");
    it.keys("h").see("3 accounts are marked: 1 designated, 2 not.");
    it.keys("Enter").see("orgadm").keys("Enter").gone("3 marked");
    for sid in [main, care, labs] {
        assert!(house.account(sid).is_designated());
    }
    assert_eq!(house.head().0, head.0 + 2, "a session and one plan");
}

#[test]
fn the_report_shows_gaps_first_and_leads_to_the_account() {
    let (house, ada, _, main) = with_baa();
    house.done(Who::Operator, Command::UpgradeAccount { account: main });
    let forgotten = subaccount(&house, ada, main, "Forgotten");
    let care = account(&house, ada, "Care Line");
    house.done(Who::User(ada), Command::SetHipaa { account: main, on: true });
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.see("1 subaccount of a HIPAA account is not designated.").keys("Home Enter").see("HIPAA coverage 3");
    it.see("1 of 3 designated").see("1 subaccount missed").see("1 account not designated");
    stand_in_order(&it, &["Forgotten", "Care Line", "Main"]);
    it.keys("s Up Enter");
    stand_in_order(&it, &["Care Line", "Main", "Forgotten"]);
    it.keys("s Down Enter").see("HIPAA ▲");
    it.keys("Ctrl+Y");
    assert_eq!(it.copied.last().map(String::as_str), Some("orgadm account coverage --csv"));
    it.keys("/").text("gap:sub").keys("Enter").see("1 of 3").gone("Care Line");
    it.keys("h Up Enter Enter").see("2 of 3 designated");
    assert!(house.account(forgotten).is_designated());
    it.keys("Esc").see("Care Line").keys("Home Enter").see("General").see("Care Line").keys("h Enter Enter");
    assert!(house.account(care).is_designated());
    it.keys("Esc").see("3 of 3 designated").keys("Esc").see("Waiting");
    // The other ways to it.
    it.keys("v").see("HIPAA coverage 3").keys("Esc 2 v").see("HIPAA coverage 3").keys("Esc 5");
    it.keys("Down Down Down Down").see("3 of 3 accounts").keys("Enter").see("HIPAA coverage 3");
}

#[test]
fn the_same_switch_in_the_small_place() {
    let (house, ada, org, _) = with_baa();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let sandbox = account(&house, grace, "Sandbox");
    house.done(Who::User(ada), crate::support::grant(house.account_of(ada), grace, &[AccountRole::Support]));
    let mut it = Drive::new(&house.controller, Some(grace), 100, 34);
    it.see("Sandbox")
        .see("○ off")
        .keys("Enter")
        .see("HIPAA enablement")
        .keys("h Enter Enter")
        .see("(now) by ");
    assert!(house.account(sandbox).is_designated());
    it.keys("Esc").see("● on").keys("h Down Enter Enter").see("○ off");
    // On an account they only have a role on it is read-only, with the reason.
    it.keys("End Enter").see("HIPAA enablement").see("Only its owner and its Administrators can.").keys("h");
    it.gone("Not saved yet");
}
