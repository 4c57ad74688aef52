//! Invitations, roles and rights in the Admin Center, and two sessions on one store.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::rules::limits;
use orgadm::tui::event::Event;

use crate::support::House;
use crate::support::drive::Drive;

fn acme() -> (House, UserSid, OrgSid, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    (house, ada, org, grace)
}

#[test]
fn resend_and_cancel_from_the_pending_list() {
    let (house, ada, org, _) = acme();
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("3");
    it.keys("] ]").see("new@acme.example").see("in 7 d");
    it.keys("x").see("Possible again in 5 min.").keys("Esc");
    it.keys("r").see("Refused").see("less than 5 minutes ago").see("too-soon").keys("Esc").gone("Refused");
    house.advance(limits::COOL_DOWN);
    it.keys("r")
        .see("Resend the invitation to new@acme.example")
        .see("no longer counts")
        .keys("Enter")
        .see("Done: Resend");
    it.keys("c").see("Cancel the invitation").keys("Esc").see("new@acme.example");
    it.keys("c Enter").see("Done: Cancel").see("Pending 0").see("Nobody is invited");
}

#[test]
fn the_invited_can_decline() {
    let (house, ada, org, _) = acme();
    let bob = house.sign_up("bob@acme.example", "Bob Person");
    house.invite(ada, org, "bob@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(bob), 80, 24);
    it.see("Acme Corp").see("in 7 d").keys("d").see("Decline the invitation to Acme Corp").keys("Enter");
    it.see("No invitation waits for you.");
}

#[test]
fn a_member_brings_their_accounts_and_sees_it_first() {
    let (house, ada, org, _) = acme();
    let bob = house.sign_up("bob@acme.example", "Bob Person");
    house.invite(ada, org, "bob@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(bob), 100, 30);
    it.keys("a").see("1 account becomes managed: Main.").see("Cannot be undone").keys("Enter");
    it.see("bob@acme.example · Standard").see("Done: Accept the invitation to Acme Corp.");
}

#[test]
fn what_is_not_possible_stands_dimmed_with_its_reason() {
    let (house, ada, _, grace) = acme();
    let mut it = Drive::new(&house.controller, Some(grace), 100, 30);
    it.keys("3");
    it.keys("/")
        .text("ada@")
        .keys("Enter x")
        .see("Only a change of ownership moves this role.")
        .keys("Down Enter");
    it.see("Actions");
    it.keys("Esc Enter o").see("Only the Owner can change the ownership.");
    let _ = ada;
}

#[test]
fn stepping_down_needs_its_box_ticked() {
    let (house, _, _, grace) = acme();
    let mut it = Drive::new(&house.controller, Some(grace), 100, 30);
    it.keys("3");
    it.keys("/").text("grace").keys("Enter r Down Enter").see("You leave the Admin Center");
    it.keys("Enter").see("acknowledgement-needed").keys("space Enter");
    it.see("Done: Make grace@acme.example Standard.").see("My accounts");
}

#[test]
fn a_right_lost_meanwhile_closes_the_admin_center() {
    let (house, ada, org, grace) = acme();
    let mut it = Drive::new(&house.controller, Some(grace), 80, 24);
    it.keys("3");
    it.see("Acme Corp").keys("i").see("Invite a user");
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Standard });
    it.event(Event::Changed)
        .see("You are no longer an administrator")
        .gone("Invite a user")
        .see("My accounts");
}

#[test]
fn a_change_in_one_session_is_on_the_other_without_moving_its_cursor() {
    let (house, ada, _, grace) = acme();
    let mut one = Drive::new(&house.controller, Some(ada), 100, 30);
    one.keys("3");
    let mut two = Drive::new(&house.controller, Some(grace), 100, 30);
    two.keys("3");
    two.keys("Down");
    let before = two.selected();
    one.keys("i").text("aaron@acme.example").keys("Enter Enter");
    two.event(Event::Changed).see("Pending 1");
    assert_eq!(two.selected(), before);
}

#[test]
fn a_preview_that_is_overtaken_comes_back_with_both() {
    let (house, ada, org, _) = acme();
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 50);
    it.keys("3");
    it.keys("/").text("bob").keys("Enter r Up Enter").see("Make bob@acme.example Administrator");
    house.done(Who::User(bob), Command::SignIn);
    it.keys("Enter")
        .see("Something changed since the preview")
        .see("As it was previewed")
        .see("As it would be now");
    it.keys("Enter").see("Done: Make bob@acme.example Administrator.");
}

#[test]
fn a_store_that_cannot_write_is_said_in_a_sentence() {
    use orgadm::controller::port::StoreError;
    let (house, ada, _, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("3");
    it.keys("i").text("new@acme.example").keys("Enter");
    house.store.fail_next_apply(StoreError::Full { path: "/store".into() });
    it.keys("Enter").see("No space is left for /store.").see("Free some space").keys("Esc");
}

#[test]
fn when_the_organization_is_deleted_its_people_stand_in_their_own_place() {
    let (house, ada, org, grace) = acme();
    let mut owner = Drive::new(&house.controller, Some(ada), 100, 30);
    let mut admin = Drive::new(&house.controller, Some(grace), 100, 30);
    owner.see("ada@acme.example · Owner");
    admin.keys("3").see("Managed 2");
    let confirmed = || crate::support::confirmed("Acme Corp");
    house.run_with(Who::User(ada), Command::RequestDeletion { org }, confirmed()).expect("requested");
    house.run_with(Who::Operator, Command::ConfirmDeletion { org }, confirmed()).expect("confirmed");
    for it in [&mut owner, &mut admin] {
        it.event(Event::Changed).gone("Managed").gone("Acme Corp ▾");
        it.keys("Ctrl+O").gone("Acme Corp");
    }
    let mut later = Drive::new(&house.controller, Some(ada), 100, 30);
    later.gone("Acme Corp").keys("Ctrl+O").gone("Acme Corp").see("Create Organization");
}
