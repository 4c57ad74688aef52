//! Settings, domains and the sign-up policy through the whole program; the overview and what it leads to.

use orgadm::controller::Command;
use orgadm::controller::port::Heard;
use orgadm::model::*;

use crate::support::House;
use crate::support::drive::Drive;

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme Corp");
    (house, ada, org)
}

#[test]
fn every_setting_is_changed_from_its_place() {
    let (house, ada, org) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 100, 50);
    it.keys("5").see("Organization name").see("Keep out").see("orgadm support set-limit");
    it.keys("Enter").see("Rename the organization").keys("Ctrl+U").text("Acme Inc").keys("Enter Enter");
    it.see("Acme Inc ▾");
    it.keys("Down Enter").see("Domain Settings").see("No domain is verified yet").keys("Up Up Enter");
    it.see("Addresses of verified domains can sign up only if they were invited.").keys("Enter");
    it.keys("Down Enter").see("Who may be invited").keys("Down Enter").see("domain-not-verified");
    it.keys("Esc Down Enter").gone("domain-not-verified");
    it.keys("Down Enter").see("Reasons").keys("Down Enter Enter").see("required for every change");
    assert!(house.organization(org).reason_required);
    it.keys("Up Up Enter Down Enter Enter").see("The reason must not be empty.");
    it.text("Quarterly review").keys("Enter").see("Add automatically");
    assert_eq!(house.organization(org).policy, SignUpPolicy::AddAutomatically);
    it.keys("h").see("organization.sign-up-policy-set").see("Quarterly review");
}

#[test]
fn a_domain_is_claimed_bound_and_given_up() {
    let (house, ada, org) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 120, 36);
    it.keys("4").see("No domain is claimed").keys("n").text("gmail.com").keys("Enter").see("public mail");
    it.keys("Ctrl+U")
        .text("acme.example")
        .keys("Enter Enter")
        .see("unverified")
        .see("twilio-domain-verification=");
    let domain = house.directory().domains_of(org).next().expect("claimed").sid;
    house.done(Who::Operator, Command::VerifyDomain { domain });
    it.event(orgadm::tui::event::Event::Changed).see("verified").keys("d").see("Cannot").keys("space Enter");
    it.see("No domain is claimed");
    assert_eq!(house.directory().domains_of(org).count(), 0);
}

#[test]
fn a_claim_is_proven_with_the_keys_that_the_screen_shows() {
    let (house, ada, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 80, 24);
    it.keys("4 n")
        .text("Bücher.example")
        .keys("Enter")
        .see("Claim the domain xn--bcher-kva.example")
        .keys("Enter");
    it.see("_twilio.xn--bcher-kva.example").see("3600").see("Last check");
    // Each part is copied with one key, and all of it with another.
    it.keys("h t v l y");
    let value = it.copied[2].clone();
    assert_eq!(it.copied[..2], ["_twilio.xn--bcher-kva.example", "TXT"]);
    assert!(value.starts_with("twilio-domain-verification=") && value.len() == 27 + 32, "{value}");
    assert_eq!(it.copied[3], "3600");
    assert_eq!(it.copied[4], format!("_twilio.xn--bcher-kva.example. 3600 IN TXT \"{value}\""));
    it.keys("c").see("There is no name").see("up to 72 hours").see("now: nothing");
    let wrong = Heard::Answer(vec![b"v=\x1bspf1".to_vec()]);
    house.published.put("_twilio.xn--bcher-kva.example", wrong);
    it.keys("c").see("“v=\\u{1b}spf1”").see("in a TXT record of its own");
    // Not sure: a text for whoever keeps the records.
    it.keys("m").see("y copies this text").keys("y");
    assert!(it.copied[5].contains(&value) && it.copied[5].starts_with("Subject: "), "{}", it.copied[5]);
    // The file comes last.
    it.keys("m h v t").see("no type and no TTL");
    let url = "https://xn--bcher-kva.example/twilio-domain-verification.html";
    assert_eq!(it.copied[6..], [url.to_owned(), value.clone()]);
    house.published.put(url, Heard::Answer(vec![value.into_bytes()]));
    it.keys("c")
        .see("holds the proof")
        .see("verified")
        .see("by https")
        .keys("Esc")
        .see("verified")
        .see("https");
}

#[test]
fn a_lost_domain_waits_in_the_overview_for_the_removal_of_its_users() {
    let (house, ada, org) = acme();
    let sid = house.proven(ada, org, "lost.example");
    let heir = house.member(ada, org, "heir@acme.example", OrgRole::Standard);
    for n in 0..7 {
        house.member(ada, org, &format!("p{n}@lost.example"), OrgRole::Standard);
    }
    house.unpublish(sid);
    house.advance(Span::days(1));
    assert_eq!(house.check(ada, sid), Looked::Nothing);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 30);
    it.see("lost.example is uncertain: 30 days are left").keys("4").see("uncertain").see("30");
    house.advance(Span::days(30));
    assert_eq!(house.check(ada, sid), Looked::Nothing);
    it.keys("1").see("lost.example was lost").keys("Home Enter").see("Domains").keys("Enter");
    it.see("its users wait to be removed")
        .keys("r")
        .see("Who gets the accounts they own")
        .text("heir")
        .keys("Enter");
    it.see("7 managed users leave the organization").keys("Enter").see("acknowledge");
    it.keys("space Down space Down space Down space Down").see("Type the number 7");
    it.text("7").keys("Enter").see("its users were removed");
    assert_eq!(house.directory().user_counts(org, house.now()).managed, 2);
    assert!(house.user(heir).is_managed_by(org));
}

#[test]
fn sign_ups_meet_the_policy() {
    let (house, ada, org) = acme();
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let mut it = Drive::new(&house.controller, None, 80, 24);
    it.text("bob@acme.example").see("sign up with this address").keys("Enter");
    it.text("Bob Person").keys("Enter").see("sign-up-prevented").see("Acme Corp").see("step 1 of 4");
    // The policy changes while the form is open: nothing typed is lost, and now it goes through.
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    it.keys("x Backspace Enter").see("step 2 of 4").keys("Ctrl+T Enter").see("step 3 of 4").keys("Ctrl+S");
    it.see("bob@acme.example · Standard");
}

#[test]
fn the_overview_leads_to_what_waits() {
    let (house, ada, org) = acme();
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.invite(ada, org, "new@acme.example", OrgRole::Standard);
    let mut it = Drive::new(&house.controller, Some(ada), 100, 34);
    it.see("2 managed").see("1 pending").see("There is one administrator only").see("Latest changes");
    house.advance(Span::days(6));
    house.done(Who::User(ada), Command::SignIn);
    it.event(orgadm::tui::event::Event::Changed).see("1 invitation ends within 48 hours.");
    it.keys("Home Enter").see("Waiting in Acme Corp 1").see("new@acme.example").see("/ expires:<2d");
    it.keys("1 End Enter").see("organization.created");
}

#[test]
fn an_overview_of_an_owner_alone_is_calm() {
    let (house, ada, _) = acme();
    let mut it = Drive::new(&house.controller, Some(ada), 60, 16);
    it.see("1 managed").see("Nothing waits, and all is well.").keys("End Home Enter");
}
