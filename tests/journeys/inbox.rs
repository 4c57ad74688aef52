//! The inbox of administrators: everything that waits, what is blocked and why, requests and their answers.

use std::sync::Arc;

use orgadm::controller::Command;
use orgadm::controller::port::{Channel, Courier, Letter, LetterTexts, Sent, Services};
use orgadm::model::*;
use orgadm::rules::limits;
use orgadm::tui::event::Event;

use crate::support::drive::Drive;
use crate::support::{House, person};

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    (house, ada, org)
}

/// Somebody whose address the organization keeps out asks to be invited.
fn request(house: &House, ada: UserSid, org: OrgSid, address: &str) {
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let command =
        Command::RequestInvitation { email: crate::support::email(address), name: person("Rita Person") };
    house.done(Who::Visitor, command);
}

#[test]
fn everything_that_waits_stands_there_soonest_to_end_first() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "acme.example");
    let account = house.account_of(ada);
    house.invite_to(ada, account, "dev@partner.example", &[AccountRole::Developer]);
    house.advance(Span::days(1));
    house.invite(ada, org, "new@acme.example", OrgRole::Administrator);
    request(&house, ada, org, "rita@acme.example");
    let mut it = Drive::new(&house.controller, Some(ada), 120, 30);
    it.see("1 person asks to be invited.").keys("7");
    it.see("Waiting in Acme Corp 3").see("requests 1").see("Inbox ①");
    let screen = it.screen();
    let place = |text: &str| screen.lines().position(|line| line.contains(text));
    let order = ["dev@partner.example", "new@acme.example", "rita@acme.example"].map(place);
    assert!(order.is_sorted() && order.iter().all(Option::is_some), "{screen}");
    it.see("Developer on Main").see("user: Administrator").see("asks to be invited").see("asks you");
}

#[test]
fn the_keys_are_those_of_the_row() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "acme.example");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.advance(limits::COOL_DOWN);
    request(&house, ada, org, "rita@acme.example");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("7 Home").see("resend").see("cancel");
    it.keys("r").see("Resend the invitation to new@acme.example").keys("Esc");
    it.keys("End")
        .see("a invite")
        .see("d decline")
        .keys("Enter")
        .see("Invite as requested")
        .see("Rita Person");
    it.keys("Enter Enter").see("Done:").gone("asks you").see("rita@acme.example");
    it.keys("3 ] ]").see("rita@acme.example");
}

#[test]
fn a_request_can_be_declined() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "acme.example");
    request(&house, ada, org, "rita@acme.example");
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("7 d").see("rita@acme.example").keys("Enter").see("Nothing waits");
}

#[test]
fn what_is_blocked_says_why_and_leads_from_the_overview() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.invite(grace, org, "new@elsewhere.example", OrgRole::Standard);
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Standard });
    let mut it = Drive::new(&house.controller, Some(ada), 120, 30);
    it.see("1 invitation is blocked").keys("Home Enter").see("status:blocked").see("blocked: sender");
    it.see("Blocked while this lasts")
        .see("grace@acme.example may no longer")
        .keys("x")
        .see("Cancel")
        .keys("Esc");
    it.keys("Esc").gone("status:blocked");
}

#[test]
fn marked_rows_are_sent_again_or_taken_back_in_one_plan() {
    let (house, ada, org) = acme();
    for name in ["one", "two", "three"] {
        house.invite(ada, org, &format!("{name}@acme.example"), OrgRole::Standard);
    }
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("7 * x")
        .see("Actions on 3 marked rows")
        .see("None of the 3")
        .see("Possible again in 5 min")
        .keys("Esc");
    house.advance(limits::COOL_DOWN);
    house.invite(ada, org, "four@acme.example", OrgRole::Standard);
    it.event(orgadm::tui::event::Event::Changed).keys("* x").see("3 of 4 marked; not four@acme.example");
    it.keys("Esc r").see("Send 3 invitations again").keys("Enter").see("Done: Send 3 invitations again.");
    it.keys("* c").see("Cancel 4 invitations").keys("Enter").see("Nothing waits");
}

#[test]
fn the_filter_knows_kinds_and_states() {
    let (house, ada, org) = acme();
    let account = house.account_of(ada);
    house.invite_to(ada, account, "dev@partner.example", &[AccountRole::Developer]);
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.keys("7 /")
        .text("type:access")
        .keys("Enter")
        .see("dev@partner.example")
        .gone("new@acme.example")
        .see("1 of 2");
    it.keys("/").keys("Esc").see("new@acme.example");
}

#[test]
fn whoever_administers_nothing_sees_only_their_own() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let bob = house.member(ada, org, "bob@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(bob), 100, 30);
    it.keys("2").see("No invitation waits for you.").gone("new@acme.example");
}

#[test]
fn what_is_addressed_to_an_administrator_stands_on_top() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let (bea, _) = house.owner("bea@partner.example", "Partner Inc");
    let account = house.account_of(bea);
    house.invite_to(bea, account, "ada@acme.example", &[AccountRole::Support]);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.see("1 invitation waits for your answer.").keys("7 Home").see("For you 1").see("for you");
    assert!(it.selected().contains("Support"), "{}", it.selected());
    it.keys("a").see("Accept the invitation").keys("Enter").see("Done: Accept");
}

#[test]
fn a_sign_up_that_is_prevented_asks_for_an_invitation() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let mut it = Drive::new(&house.controller, None, 100, 30);
    it.keys("Ctrl+N").text("Rita Person").keys("Tab").text("rita@acme.example").keys("Enter");
    if it.screen().contains("step 2") {
        it.keys("Ctrl+T Enter");
    }
    it.see("admits only people it has invited").see("Enter requests an invitation.");
    it.keys("Enter").see("Request an invitation").see("Rita Person").keys("Enter Enter");
    it.see("The request is recorded.").see("see it in").keys("Esc").see("Who are you?");
    let mut admin = Drive::new(&house.controller, Some(ada), 100, 30);
    admin.keys("7").see("rita@acme.example").see("asks you");
}

/// Knows nobody; to phones it carries nothing.
#[derive(Debug)]
struct KnowsNobody;

impl Courier for KnowsNobody {
    fn carries(&self, channel: Channel) -> bool {
        channel == Channel::Mail
    }

    fn send(&self, _: &Letter) -> Sent {
        Sent::Refused(Trouble::new("550 nobody of this name"))
    }
}

#[test]
fn what_did_not_arrive_says_why_and_is_tried_again() {
    let services = Services {
        courier: Some(Arc::new(KnowsNobody)),
        letters: LetterTexts::default(),
        ..Services::default()
    };
    let house = House::reaching(services);
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    house.invite(ada, org, "other@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 120, 30);
    it.keys("7").see("message is on its way").gone("not delivered");
    house.controller.post(house.controller.messages_due().expect("readable"), &|| false).expect("noted");
    it.event(Event::Changed)
        .see("not delivered")
        .see("message refused for good now")
        .see("last error: 550 nobody");
    it.keys("1").see("2 messages could not be delivered.").keys("Home Enter").see("status:undelivered");
    it.keys("x").see("Try the message again").keys("Esc");
    it.keys("t").see("Try the message to new@acme.example again").keys("Enter").see("Done:");
    it.see("not sent yet").see("message tried once, again at once").see("not delivered");
    // Taken out by hand it waits for nobody, and is still among those that did not arrive.
    let waits =
        house.messages().into_iter().find(|it| it.state == MessageState::Waiting && it.trouble.is_some());
    house.done(Who::User(ada), Command::DropMessage { message: waits.expect("one").sid });
    it.event(Event::Changed).gone("not sent yet").see("not sent").see("message taken out of the outbox");
    it.see("status:undelivered").keys("x").see("Not sent");
}

#[test]
fn where_nothing_leaves_the_overview_says_so() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 120, 30);
    it.see("1 message stays here, for no courier is configured.").keys("7");
    it.see("message stays here: no courier");
}

#[test]
fn a_code_that_is_carried_is_shown_on_no_screen() {
    let services = Services {
        courier: Some(Arc::new(KnowsNobody)),
        letters: LetterTexts::default(),
        ..Services::default()
    };
    let house = House::reaching(services);
    let mut it = Drive::new(&house.controller, None, 80, 24);
    it.see("Welcome to orgadm").text("Ada").keys("Tab").text("ada@acme.example").keys("Enter");
    it.see("A code goes to ada@acme.example").see("The code is on its way").gone("Nothing is sent yet");
    let sign_up =
        house.controller.store().open_for(&crate::support::email("ada@acme.example")).expect("readable");
    let Some(Key::SignUp(sign_up)) = sign_up.first().copied() else { panic!("begun") };
    let code = house.controller.sign_up_code(sign_up).expect("readable").expect("open").reveal();
    it.gone(&code);
    it.text(&code).keys("Enter").see("step 3 of 4").text("+14155550100").keys("Enter");
    it.see("Six digits were written").see("Nothing is sent to phones");
}
