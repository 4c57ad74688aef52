//! Accounts and access through the whole program: create, rename, grant, change, revoke, invite, report, the small place.

use orgadm::model::*;

use crate::support::House;
use crate::support::drive::Drive;

fn acme() -> (House, UserSid, OrgSid, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    (house, ada, org, grace)
}

#[test]
fn create_with_a_review_and_rename() {
    let (house, ada, _, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2").see("Managed 1").keys("n").see("Create an account").see("without custom pricing");
    it.keys("Enter").see("The account name").text("Care Line").keys("Tab Down Tab");
    // The owner is oneself unless somebody else is chosen.
    it.keys("Ctrl+U").text("grace").keys("Enter");
    it.see("Care Line").see("Flex").see("Trial").keys("Enter").see("Managed 2");
    let account = house.account_of(
        house.directory().user_with(&crate::support::email("grace@acme.example")).expect("there").sid,
    );
    let record = house.account(account);
    assert_eq!((record.name.as_str(), record.kind, record.hipaa), ("Care Line", AccountKind::Trial, None));
    it.keys("/").text("owner:grace").keys("Enter").see("Care Line").see("1 of 2");
    it.keys("e").see("Now Care Line.").keys("Ctrl+U").text("Care Desk").keys("Enter Enter").see("Care Desk");
    it.keys("Enter").see("General").see("Trial").see("independent of the organization");
    it.keys("] ] ] ]").see("account.created").see("Care Line → Care Desk");
    it.keys("Esc").see("Managed 2");
}

#[test]
fn grant_change_and_revoke_on_the_accounts_page() {
    let (house, ada, _, grace) = acme();
    let account = house.account_of(ada);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2 Enter ]").see("Owner").see("Users 1");
    it.keys("n").see("Grant account access").see("Support: product logs");
    it.text("grace").keys("Enter").see("Tick at least one role");
    it.keys("space Tab space Enter").see("Administrator includes the other roles");
    it.keys("space Enter").see("Give grace@acme.example Developer on Main").see("orgadm access grant");
    it.keys("Enter").see("Users 2").see("Developer").see("now");
    let held = || house.user(grace).roles_on(account);
    assert_eq!(held(), AccountRoles::of(&[AccountRole::Developer]));
    it.keys("Home r").see("Change account roles").keys("Tab Tab space Enter Enter");
    assert_eq!(held(), AccountRoles::of(&[AccountRole::Developer, AccountRole::BillingManager]));
    it.see("Developer, Bill").keys("d").see("Take").keys("Enter").see("Users 1");
    assert!(held().is_empty());
    // The owner's line cannot be changed.
    it.keys("End r").see("The owner of an account needs no role on it.");
}

#[test]
fn the_report_filters_and_leads_to_the_person() {
    let (house, ada, _, grace) = acme();
    let account = house.account_of(ada);
    house.done(Who::User(ada), crate::support::grant(account, grace, &[AccountRole::Support]));
    let mut it = Drive::new(&house.controller, Some(ada), 120, 34);
    it.keys("3 t").see("Access report 2").see("Owner").see("Support").see("ada@acme.example");
    it.keys("/")
        .text("role:support")
        .keys("Enter")
        .see("Access report 1")
        .keys("Enter")
        .see("Account access");
    it.see("Main: Support")
        .keys("a")
        .see("Access of grace@acme.example")
        .keys("Esc Esc")
        .see("Access report");
}

#[test]
fn an_invitation_to_an_account_gives_roles_and_no_membership() {
    let (house, ada, org, _) = acme();
    let account = house.account_of(ada);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("2 i").see("Invite to an account").text("lin@side.example").keys("Tab Tab space Enter");
    it.see("lin@side.example").keys("Enter").keys("Enter ] ]").see("Pending users 1").see("Developer");
    // The invited: no user yet, signs in as the address.
    it.keys("Ctrl+O")
        .text("somebody")
        .keys("Enter")
        .text("lin@side.example")
        .see("invited to Main")
        .keys("Enter");
    it.see("Developer").keys("a").text("Lin Us").keys("Ctrl+T Enter Enter");
    it.see("no organization").see("My accounts").see("Main").see("Developer");
    let lin = house.directory().user_with(&crate::support::email("lin@side.example")).expect("created").sid;
    assert!(house.user(lin).membership.is_none());
    assert_eq!(house.user(lin).roles_on(account), AccountRoles::of(&[AccountRole::Developer]));
    // Independent in the organization's lists.
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.keys("3 ]").see("Independent 1").see("lin@side.example");
    assert!(house.directory().user(lin).is_some_and(|row| house.directory().is_independent(org, &row)));
}

#[test]
fn standard_users_have_their_own_place() {
    let (house, ada, _, grace) = acme();
    let mut it = Drive::new(&house.controller, Some(grace), 100, 34);
    it.see("My accounts").keys("n").text("Sandbox").keys("Enter").see("Sandbox").keys("Enter");
    it.see("Sandbox").see("Owner");
    it.keys("End e").keys("Ctrl+U").text("Sandbox 2").keys("Enter Enter").see("Sandbox 2");
    it.keys("Enter")
        .see("Pending users")
        .gone("History")
        .keys("] i")
        .see("Invite to an account")
        .keys("Esc Esc");
    assert_eq!(
        house.user(grace).role_in(house.user(ada).membership.expect("member").org),
        Some(OrgRole::Standard)
    );
    // What they only have a role on is not theirs to change.
    house.done(Who::User(ada), crate::support::grant(house.account_of(ada), grace, &[AccountRole::Support]));
    it.event(orgadm::tui::event::Event::Changed)
        .keys("End e")
        .see("Only its owner and its Administrators can.");
    it.keys("Enter").see("General").gone("Pending users");
}
