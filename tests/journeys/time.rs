//! Undo, the past, the audit's filter and what-if, through keys.

use orgadm::controller::Command;
use orgadm::model::*;
use orgadm::tui::event::Event;

use crate::support::drive::Drive;
use crate::support::{House, grant, label};

fn acme() -> (House, UserSid, OrgSid, UserSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    (house, ada, org, grace)
}

fn role(org: OrgSid, user: UserSid, role: OrgRole) -> Command {
    Command::SetRole { org, user, role }
}

#[test]
fn the_last_change_is_undone_with_one_key_from_anywhere() {
    let (house, ada, org, grace) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("3 u").see("You have changed nothing in this session yet.");
    it.keys("/")
        .text("grace")
        .keys("Enter r Up Enter Enter")
        .see("Done: Make grace@acme.example Administrator. u undoes it.");
    it.keys("4 u")
        .see("Undo: Make grace@acme.example Standard")
        .see("This takes back position")
        .keys("Enter");
    it.see("Done: Undo: Make grace@acme.example Standard. u undoes it.");
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Standard));
    it.keys("u Enter");
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Administrator));
}

#[test]
fn an_entry_is_undone_from_the_list_and_from_its_page() {
    let (house, ada, org, grace) = acme();
    house.done(Who::User(ada), role(org, grace, OrgRole::Administrator));
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    // The session began last and is no change to take back.
    it.keys("6 u").see("That a session began is not taken back.").gone("Undo:");
    it.keys("x").see("u  Undo                   That a session began is not taken back.").keys("Esc");
    it.keys("Down u").see("Undo: Set the sign-up policy to “keep out”").keys("Enter").see("Done: Undo");
    assert_eq!(house.organization(org).policy, SignUpPolicy::KeepOut);
    it.keys("/").text("kind:role-changed").keys("Enter Enter").see("FIELD").see("BEFORE").see("AFTER");
    it.keys("u").see("Undo: Make grace@acme.example Standard").keys("Enter");
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Standard));
    it.keys("u")
        .see("Refused")
        .see("changed-since")
        .see("Enter shows the later entry.")
        .keys("Enter")
        .see("change.undone");
}

#[test]
fn the_audit_is_filtered_as_one_types() {
    let (house, ada, org, grace) = acme();
    house.done(Who::User(ada), role(org, grace, OrgRole::Administrator));
    house.advance(Span::days(4));
    house.done(Who::User(grace), Command::RenameOrganization { org, name: label("Acme Inc") });
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("6 /")
        .text("actor:grace")
        .see("organization.renamed")
        .gone("user-invitation")
        .gone("role-changed");
    it.keys("Ctrl+U").text("kind:role").see("user.role-changed").gone("organization.renamed");
    it.keys("Ctrl+U").text("time:<1d").see("organization.renamed").gone("role-changed");
    it.keys("Ctrl+U").text("record:grace kind:nonsense").see("kind is a word of the audit").keys("Ctrl+U");
    it.text("kind:user.ro").keys("Tab Enter").see("/ kind:user.role-changed").see("user.role-changed");
    it.keys("Ctrl+U Esc").see("user-session.created").see("organization.renamed");
    it.keys("/").text("nobody-there").see("No entry matches the filter");
}

#[test]
fn a_rare_entry_is_looked_for_beyond_the_first_page() {
    let (house, ada, org, grace) = acme();
    house.done(Who::User(ada), role(org, grace, OrgRole::Administrator));
    for n in 0..600 {
        house.done(Who::User(ada), Command::RenameOrganization { org, name: label(&format!("Acme {n}")) });
    }
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("6").see("200 and more").keys("End End End End").see("user-invitation");
    it.keys("/").text("kind:role").see("user.role-changed").keys("Enter").see(" 1 ");
}

#[test]
fn the_organization_is_seen_as_it_was_and_nothing_can_be_changed_there() {
    let (house, ada, org, grace) = acme();
    let account = house.account_of(ada);
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Support]));
    let then = house.head();
    house.advance(Span::days(2));
    house.done(Who::User(ada), Command::RevokeAccess { account, user: grace });
    house.done(Who::User(ada), Command::RenameOrganization { org, name: label("Acme Inc") });
    house.member(ada, org, "late@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("3 /").text("late").keys("Enter").see("late@acme.example");
    it.keys("6 /").text("kind:granted").keys("Enter @").see("As of").see(&then.to_string()).keys("Enter");
    it.see("Acme Corp")
        .see("As of 2026-11-24T03:06:40Z")
        .see(&format!("position {then}"))
        .see("Esc or @ returns");
    it.see("2 managed")
        .keys("3")
        .gone("late@")
        .keys("/")
        .text("grace")
        .keys("Enter a")
        .see("Support")
        .keys("Esc Esc");
    // Nothing can be changed, whatever is pressed.
    let head = house.head();
    for keys in ["3 i", "3 r", "2 n", "2 e", "4 n", "5 Enter", "6 u", "6 Down Down u", "2 t n", "3 w", "u"] {
        it.keys(keys).see("Nothing can be changed here: this is how it was. @ returns to now.").gone("╭");
    }
    assert_eq!(house.head(), head);
    // Somebody else goes on meanwhile; the view stays what it is.
    house.done(Who::User(ada), Command::RenameOrganization { org, name: label("Acme Ltd") });
    it.event(Event::Changed)
        .see("Acme Corp ▾")
        .keys("3 h")
        .see("History of user")
        .gone("role-changed")
        .keys("Esc");
    it.keys("6").gone("organization.renamed").see("account-access.granted");
    // Back to where one was, which is up to date.
    it.keys("@")
        .see("Acme Ltd ▾")
        .gone("As of")
        .see("/ kind:granted")
        .keys("3")
        .see("/ late")
        .see("late@acme.example");
}

#[test]
fn esc_takes_back_what_was_typed_first_and_returns_then() {
    let (house, ada, _, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("@").text("1m").keys("Enter").see("past-unknown");
    it.keys("Ctrl+U").text("yesterday").keys("Enter").see("is no position and no time").keys("Ctrl+U");
    it.text(&house.head().to_string()).keys("Enter").see("read only").see("position");
    it.keys("3 / a d a Enter").see("/ ada").keys("Esc").gone("/ ada").see("read only");
    it.keys("Enter").see("Organization role").keys("Esc").see("read only").keys("Esc").gone("read only");
}

#[test]
fn times_and_ages_lead_there_too_and_what_lies_ahead_does_not() {
    let (house, ada, org, _) = acme();
    house.advance(Span::days(3));
    house.done(Who::User(ada), Command::RenameOrganization { org, name: label("Acme Inc") });
    house.advance(Span::hours(1));
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    for when in ["2d", "2026-11-25", "2026-11-25T10:00:00+02:00"] {
        it.keys("@").text(when).keys("Enter").see("Acme Corp ▾").keys("@").see("Acme Inc ▾");
    }
    it.keys("@")
        .text("2030-01-01")
        .keys("Enter")
        .see("lies ahead")
        .see("past-unknown")
        .keys("Esc")
        .gone("As of");
}

#[test]
fn a_long_way_back_shows_how_far_it_is_and_arrives() {
    let (house, ada, org, _) = acme();
    let then = house.head();
    for n in 0..2_300 {
        house.done(Who::User(ada), Command::RenameOrganization { org, name: label(&format!("Acme {n}")) });
    }
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("@").text(&then.to_string());
    // One step at a time, as a session works.
    let shown = it.steps_of("Enter");
    assert!(
        shown.iter().any(|screen| screen.contains("1,000 entries are taken back, down to")),
        "{shown:#?}"
    );
    it.see("Acme Corp ▾").see("read only");
}

#[test]
fn what_if_answers_while_one_types_and_changes_nothing() {
    let (house, ada, org, _) = acme();
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("3 w").see("What if").see("as soon as an address does");
    let head = house.head();
    it.text("bob@acme.example")
        .see("✗ Acme Corp manages acme.example and admits only people it has invited.")
        .see("Rule: Nobody invited the address");
    it.see("✓ It may be invited.")
        .keys("Enter")
        .see("What if")
        .keys("Ctrl+U")
        .text("grace@acme.example")
        .see("already a managed user here")
        .see("already-member");
    it.keys("Esc").gone("What if");
    it.keys("5 w").text("x@gmail.com").see("It may be invited.");
    assert_eq!(house.head(), head);
}

#[test]
fn switching_the_policy_shows_who_fares_differently_before_it_is_saved() {
    let (house, ada, org, _) = acme();
    house.verified(ada, org, "acme.example");
    house.sign_up_begun("bob@acme.example", "Bob Person");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    it.keys("5 Down Enter Up Up Enter").see("1 address that waits fares differently:");
    it.see("bob@acme.example (open sign-up) is refused instead of staying outside.");
}

#[test]
fn the_history_of_every_record_is_one_key_away() {
    let (house, ada, org, grace) = acme();
    house.done(Who::User(ada), role(org, grace, OrgRole::Administrator));
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), grant(house.account_of(ada), grace, &[AccountRole::Support]));
    let mut it = Drive::new(&house.controller, Some(ada), 100, 40);
    let mut history = |keys: &str, says: &str| {
        it.keys(keys).see("History of").see(says).keys("Esc 1");
    };
    history("3 h", "user grace@acme.example");
    history("3 Down Enter h", "user ada@acme.example");
    history("3 ] ] h", "invitation new@acme.example");
    history("2 H", "account Main");
    history("2 Enter H", "account Main");
    history("2 t h", "user");
    history("4 h", "domain acme.example");
    history("5 h", "organization Acme Corp");
    history("6 / k i n d : r o l e Enter h", "user grace@acme.example");
}
