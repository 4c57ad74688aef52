//! From an empty store to an Owner in the Admin Center, an invited person, and back.

use orgadm::model::*;

use crate::support::House;
use crate::support::drive::Drive;

#[test]
fn sign_up_phone_switcher_organization_admin_center() {
    let house = House::new();
    let mut ada = Drive::new(&house.controller, None, 80, 24);
    ada.see("Welcome to orgadm").see("/home/ada/store").see("step 1 of 4");
    ada.text("Ada Lovelace").keys("Tab").text("ada@acme").keys("Enter");
    ada.see("The part after the @ is not a domain name").see("ada@acme");
    ada.text(".example").keys("Enter");
    ada.see("step 2 of 4").see("no mail or phone courier is configured");
    ada.text("nonsense").keys("Enter");
    ada.see("The code is wrong").see("4 more tries").see("nonsense");
    ada.keys("Ctrl+T Enter");
    ada.see("step 3 of 4").text("0415").keys("Enter").see("starts with +");
    ada.keys("Ctrl+U").text("+1 415 555 0100").keys("Enter");
    ada.see("step 4 of 4").keys("Ctrl+T Enter");
    ada.see("Accounts and organizations").see("My first account").see("you become its Owner");
    ada.keys("Enter").see("Create Your Organization").text("Acme Corp").keys("Enter");
    ada.see("Create the organization Acme Corp").see("ada@acme.example becomes its Owner.");
    ada.see("1 account becomes managed: My first account.").keys("Enter");
    ada.see("Acme Corp is created; you are its Owner.").see("ada@acme.example · Owner").see("1 managed");
    ada.keys("q");
    assert!(ada.quit);

    // Started again, everything is there.
    let user = house.directory().user_with(&crate::support::email("ada@acme.example")).expect("there").sid;
    Drive::new(&house.controller, Some(user), 80, 24).see("Acme Corp").keys("3").see("Ada Lovelace");
}

#[test]
fn the_phone_can_wait() {
    let house = House::new();
    let mut ada = Drive::new(&house.controller, None, 80, 24);
    ada.text("Ada Lovelace")
        .keys("Tab")
        .text("ada@acme.example")
        .keys("Enter Ctrl+T Enter")
        .see("step 3 of 4");
    ada.keys("Ctrl+S").see("My accounts").see("none; v verifies one");
    ada.keys("o")
        .text("Acme")
        .keys("Enter")
        .see("needs an active account that you own")
        .see("phone-not-verified");
    ada.keys("Esc").see("Discard what was typed?").keys("Down Enter").gone("Create Your Organization");
    ada.keys("v").text("+14155550100").keys("Enter").see("Type the six digits").keys("Ctrl+T Enter");
    ada.see("verified").keys("o").text("Acme").keys("Enter Enter").see("1 managed");
}

#[test]
fn invite_sign_in_as_them_accept_promote_hand_over_and_find_it_in_the_audit() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme Corp");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("3 i").see("Invite a user").text("grace@acme.example").keys("Enter");
    it.see("Invite grace@acme.example as Standard")
        .see("orgadm user invite grace@acme.example --role standard");
    it.text("New colleague").keys("Enter").see("grace@acme.example is invited").see("Pending 1");

    // The same address again is refused under its field, with nothing lost.
    it.keys("i").text("grace@acme.example").keys("Enter").see("is open already").see("Invite a user");
    it.keys("Esc Down Enter");

    // Sign in as the address: it has no user, so it leads to its invitation.
    it.keys("Ctrl+O").see("Sign in as somebody else").text("somebody").keys("Enter").see("Who are you?");
    it.text("g")
        .gone("grace@acme.example")
        .text("race@acme.example")
        .see("invited to Acme Corp")
        .keys("Enter");
    it.see("not a user yet").see("Acme Corp").keys("a").see("Accept the invitation").see("The code is");
    it.text("Grace Hopper").keys("Ctrl+T Enter").see("grace@acme.example becomes Standard in Acme Corp.");
    it.keys("Enter").see("grace@acme.example · Standard").see("My accounts");

    // A Standard user has no Admin Center.
    it.keys("Ctrl+O").see("Standard users have no Admin Center.").keys("Esc");

    // Ada makes her Administrator.
    it.keys("Ctrl+O")
        .text("somebody")
        .keys("Enter")
        .text("ada")
        .keys("Enter")
        .see("ada@acme.example · Owner");
    it.keys("3 /").text("grace").see("1 of 2").keys("Enter r").see("Organization role").keys("Up Enter");
    it.see("Make grace@acme.example Administrator")
        .keys("Enter")
        .see("Done: Make grace@acme.example Administrator.");

    // Change Ownership stands on the Owner's profile.
    it.keys("Esc End Enter").see("Full control").see("o opens Change Ownership");
    it.keys("o").see("Change Organization Ownership").see("Choose a new owner").text("hop").keys("Enter");
    it.see("Make grace@acme.example Owner of Acme Corp").keys("Enter");
    it.see("confirmation-needed").text("Acme Corp").keys("Enter");
    it.see("ada@acme.example · Administrator");

    // All of it is in the audit, with before and after.
    it.keys("6").see("organization.owner-changed").see("user.role-changed").see("user-invitation.accepted");
    it.see("user-invitation.created").see("organization.created");
    it.keys("Enter").see("claimed (uid 1000 alice)").see("FIELD                   BEFORE");
    let sides = |label: &str, before: &str, after: &str| format!("{label:<24}{before:<37}{after}");
    it.see(&sides("Owner", "ada@acme.example", "grace@acme.example"));
    it.see(&sides("Role", "Owner", "Administrator")).see(&sides("Role", "Administrator", "Owner"));
    it.keys("Esc").see("WHAT").keys("G Up");
    assert!(
        it.selected().contains("organization.created") || it.selected().contains("session"),
        "{}",
        it.selected()
    );

    // And in her own history.
    it.keys("3 /")
        .text("grace")
        .keys("Enter Enter")
        .see("History")
        .keys("End")
        .see("user.role-changed")
        .see("Standard → Administrator");
}

#[test]
fn nobody_is_listed_before_two_letters_and_strangers_are_told() {
    let house = House::new();
    house.owner("ada@acme.example", "Acme Corp");
    let mut it = Drive::new(&house.controller, None, 80, 24);
    it.see("Who are you?")
        .gone("ada@acme.example")
        .text("a")
        .gone("ada@acme.example")
        .keys("Enter")
        .see("two letters");
    it.text("da")
        .see("ada@acme.example")
        .keys("Ctrl+U")
        .text("zz")
        .keys("Enter")
        .see("Nobody here is called zz");
    it.keys("Ctrl+U")
        .text("new@acme.example")
        .see("sign up with this address")
        .keys("Enter")
        .see("step 1 of 4");
    it.see("new@acme.example");
    assert_eq!(house.directory().organizations().count(), 1);
    let _ = Timestamp(0);
}

#[test]
fn whoever_comes_with_an_invited_address_sees_the_invitation() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    Drive::arriving(&house.controller, "new@acme.example")
        .see("not a user yet")
        .see("Acme Corp")
        .see("Look here.");
    Drive::arriving(&house.controller, "stranger@acme.example").see("Who are you?");
}
