//! Lists: filter, order, marks, copy, menus, help, pasting, leaving.

use orgadm::model::*;
use orgadm::tui::event::Event;

use crate::support::House;
use crate::support::drive::Drive;

fn crowd() -> (House, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    for name in ["bob", "carol", "dora", "emil"] {
        house.member(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    (house, ada)
}

#[test]
fn the_filter_narrows_and_the_cursor_stays_on_its_record() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("Down Down");
    let before = it.selected();
    it.keys("/").text("acme").see("/ acme");
    assert_eq!(it.selected(), before);
    it.text(" dora").see("1 of 5").see("dora@acme.example").gone("bob@acme.example");
    it.keys("Enter").keys("Esc").see("bob@acme.example");
    it.keys("/")
        .text("nobody at all")
        .see("Nobody matches the filter; Esc clears it.")
        .keys("Esc")
        .see("emil@acme.example");
}

#[test]
fn a_filter_of_ten_kilobytes_is_no_trouble() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("/").event(Event::Paste("x".repeat(10_000)));
    it.see("Nobody matches").keys("Esc");
}

#[test]
fn ordering_by_a_column_and_around() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("s")
        .see("Order by")
        .text("email")
        .keys("Enter")
        .see("EMAIL ▲")
        .keys("s")
        .text("email")
        .keys("Enter");
    it.see("EMAIL ▼").keys("Home");
    assert!(
        it.selected().contains("emil@acme.example") || it.screen().find("emil@") < it.screen().find("bob@")
    );
}

#[test]
fn marks_are_counted_and_copied() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("space space").see("2 marked").keys("y").see("Copied.");
    let copied = it.copied.last().expect("something").clone();
    assert_eq!(copied.lines().count(), 2);
    assert!(copied.lines().all(|line| line.parse::<UserSid>().is_ok()), "{copied}");
    it.keys("*").see("5 marked").keys("Esc").gone("marked");
}

#[test]
fn help_palette_and_actions_name_the_same_keys() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("3");
    it.keys("?")
        .see("Keys")
        .see("Invite a user by e-mail address.")
        .see("Set the organization role")
        .keys("Esc");
    it.keys(":").see("Palette").text("invite").keys("Enter").see("Invite a user").keys("Esc");
    it.keys(":").text("sixth tab").keys("Enter").see("WHAT");
}

#[test]
fn leaving_asks_only_when_something_was_typed() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.keys("i Esc").gone("Discard").keys("i").text("x").keys("Ctrl+C").see("Leave orgadm?").keys("Enter");
    assert!(!it.quit);
    it.see("Invite a user").keys("Ctrl+C Down Enter");
    assert!(it.quit);
}

#[test]
fn pasted_text_is_text() {
    let (house, ada) = crowd();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("3");
    it.event(Event::Paste("q\nq\n".into()));
    assert!(!it.quit, "a paste on a list runs no key");
    it.keys("i").event(Event::Paste("\u{1b}[31mbob\u{202e}@acme.example\nEnter".into()));
    it.keys("Enter").see("a text-direction control (U+202E)");
    assert!(!it.screen().contains('\u{202e}'), "hidden characters are shown, not drawn");
}

#[test]
fn a_name_of_64_wide_characters_fits_everywhere() {
    let house = House::new();
    let ada = house.sign_up("ada@acme.example", &"社".repeat(64));
    house.verify_phone(ada);
    house.create_org(ada, &"組".repeat(64));
    for (width, height) in [(80, 24), (120, 36), (60, 16)] {
        let mut it = Drive::new(&house.controller, Some(ada), width, height);
        it.keys("3");
        it.see("組組").see("社社").keys("Enter").see("Profile").keys("Esc i").see("Invite a user");
    }
}
