//! Others in the same store: what they change under somebody's eyes, who they are, and leaving them.

use orgadm::controller::{Command, Doing};
use orgadm::model::*;
use orgadm::tui::event::Event;

use crate::support::drive::Drive;
use crate::support::{House, label};

struct Acme {
    house: House,
    ada: UserSid,
    grace: UserSid,
    org: OrgSid,
}

fn acme() -> Acme {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    // What happened so far is no news any more.
    house.advance(Span::minutes(1));
    Acme { house, ada, grace, org }
}

impl Acme {
    fn drive(&self, user: UserSid) -> Drive {
        Drive::new(&self.house.controller, Some(user), 80, 24)
    }

    /// Grace at a terminal elsewhere.
    fn grace_comes(&self) {
        let evidence = Evidence::UidMapped {
            uid: 1001,
            os_user: "grace".into(),
            ssh: Some("192.0.2.7 50022 198.51.100.4 22".into()),
        };
        let caller = Actor { who: Who::User(self.grace), evidence, origin: Origin::Terminal };
        let doing = Doing::Screen("xterm-256color".into());
        let id = self.house.controller.enter(caller, doing, Box::new(|_| {}));
        self.house.controller.signed_in(id, Some(self.grace), None);
    }

    fn ada_is_here(&self) {
        let caller = self.house.actor(Who::User(self.ada));
        self.house.controller.enter(caller, Doing::Here, Box::new(|_| {}));
    }
}

#[test]
fn a_row_says_for_a_while_who_changed_it_and_the_cursor_stays() {
    let acme = acme();
    let mut it = acme.drive(acme.ada);
    it.keys("3 Home").see("grace@acme.example").gone("changed by");
    let before = it.selected();
    acme.house.done(
        Who::User(acme.grace),
        Command::RenameUser { user: acme.grace, name: "Amazing Grace".parse_name() },
    );
    it.event(Event::Changed).see("changed by grace@acme.example");
    // She moved up by her new name; the cursor is still on her.
    assert!(before.contains("New Person") && it.selected().contains("Amazing Grace"), "{}", it.selected());
    acme.house.advance(Span::seconds(11));
    it.event(Event::Deadline).gone("changed by");
    // One's own changes are no news.
    acme.house.done(
        Who::User(acme.ada),
        Command::RenameUser { user: acme.grace, name: "Grace Hopper".parse_name() },
    );
    it.event(Event::Changed).gone("changed by");
}

trait ParseName {
    fn parse_name(&self) -> PersonName;
}

impl ParseName for str {
    fn parse_name(&self) -> PersonName {
        crate::support::person(self)
    }
}

#[test]
fn a_form_shows_both_values_and_what_was_typed_stays() {
    let acme = acme();
    let account = acme.house.account_of(acme.ada);
    let mut it = acme.drive(acme.ada);
    it.keys("2 e").see("Main").keys("Ctrl+U").text("Mine");
    let rename = Command::RenameAccount { account, name: label("Hers") };
    acme.house.done(Who::User(acme.grace), rename);
    it.event(Event::Changed).see("it was “Main” and is “Hers” now").see("Mine");
    // A choice too; and what did not change says nothing.
    it.keys("Esc").see("Discard what was typed?").keys("Down Enter");
    it.keys("3 End r").gone("Changed meanwhile");
    acme.house.done(
        Who::User(acme.ada),
        Command::SetRole { org: acme.org, user: acme.grace, role: OrgRole::Standard },
    );
    it.event(Event::Changed);
    let screen = it.screen();
    assert!(!screen.contains("Changed meanwhile") || screen.contains("“Standard"), "{screen}");
}

#[test]
fn the_overview_says_who_is_connected_and_ends_a_session() {
    let acme = acme();
    acme.ada_is_here();
    let mut it = acme.drive(acme.ada);
    it.gone("Connected");
    acme.grace_comes();
    it.event(Event::Changed).see("Connected").see("192.0.2.7, grace (uid 1001)");
    it.keys("w").see("holds the store").see("grace@acme.example").see("at xterm-256co");
    it.keys("Enter").see("it ends when its user quits").keys("Esc Down Enter").see("End this session");
    it.keys("Down Enter").see("The session was told to end.");
    let mut other = acme.drive(acme.grace);
    other.keys("w Enter Down Enter").see("it ends when its user quits");
}

#[test]
fn whoever_holds_the_store_is_asked_before_the_others_are_left() {
    let acme = acme();
    acme.ada_is_here();
    let mut alone = acme.drive(acme.ada);
    alone.keys("q");
    assert!(alone.quit, "nobody to ask about");
    acme.grace_comes();
    let mut it = acme.drive(acme.ada);
    it.keys("q")
        .see("Others are at work in this store")
        .see("Wait until they leave")
        .see("grace@acme.example");
    assert!(!it.quit);
    it.keys("Esc").gone("Others are at work").keys("q Enter");
    assert!(it.quit);
}

#[test]
fn a_profile_names_the_os_users_of_a_person() {
    let acme = acme();
    let mut it = acme.drive(acme.ada);
    it.keys("3 Home Enter End").see("orgadm user link");
    acme.house.done(Who::Operator, Command::LinkUid { user: acme.grace, uid: 1001 });
    it.event(Event::Changed).see("uid 1001");
}
