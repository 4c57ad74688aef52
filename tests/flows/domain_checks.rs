//! Looks for the proof of a claim: what each finding makes of it, who may look, and that two at once are safe.

use std::time::{Duration, Instant};

use orgadm::controller::port::{Heard, Stop};
use orgadm::controller::{Command, CommitError, Rechecked, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;
use orgadm::session::Sweeper;

use crate::support::{House, add_existing, domain, email, invite, label, person, to_account};

const DNS: VerificationMethod = VerificationMethod::Dns;

fn system() -> Actor {
    Actor { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper }
}

fn recheck(house: &House) -> Rechecked {
    house.controller.recheck(&system(), Duration::from_secs(60), &Stop::default()).expect("looked")
}

fn claimed(house: &House, by: UserSid, org: OrgSid, name: &str) -> DomainSid {
    let receipt = house.done(Who::User(by), Command::ClaimDomain { org, name: domain(name) });
    let Key::Domain(sid) = receipt.plan.subjects[0] else { panic!("a domain") };
    sid
}

fn last_kind(house: &House) -> CommandKind {
    use orgadm::controller::port::Store;
    house.store.entries(None, 1).expect("readable")[0].command
}

#[test]
fn a_claim_is_looked_at_until_its_proof_is_there() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = claimed(&house, ada, org, "acme.example");
    assert_eq!(house.check(ada, sid), Looked::Nothing);
    assert_eq!(last_kind(&house), CommandKind::CheckDomain);
    let looked = house.claim(sid);
    assert_eq!(
        (looked.state, looked.checked.map(|c| c.found)),
        (DomainState::Unverified, Some(Looked::Nothing))
    );
    house.publish(sid);
    house.advance(Span::hours(1));
    assert_eq!(house.check(ada, sid), Looked::Proven);
    let proven = house.claim(sid);
    assert_eq!(
        (proven.state, proven.method, proven.verified),
        (DomainState::Verified, DNS, Some(house.now()))
    );
    assert_eq!(last_kind(&house), CommandKind::ProveDomain);
    // The policy binds from here on.
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    let grace = house.sign_up("grace@acme.example", "Grace");
    assert!(house.user(grace).is_managed_by(org));
}

#[test]
fn other_values_are_shown_escaped_and_bounded() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = claimed(&house, ada, org, "acme.example");
    let bell = b"\x1b[31mred\x07".to_vec();
    let texts = vec![bell, vec![b'x'; 1_000], b"  ".to_vec(), vec![0xff, 0xfe]];
    house.published.put("_twilio.acme.example", Heard::Answer(texts));
    let actor = house.actor(Who::User(ada));
    let check = house.controller.check_domain(&actor, sid, DNS, &Stop::default()).expect("allowed");
    let report = check.expect("not stopped").report;
    assert_eq!(report.found, Looked::Other);
    assert_eq!(report.instead[0], "\\u{1b}[31mred\\u{7}");
    assert_eq!(report.instead[1], format!("{}…", "x".repeat(120)));
    assert_eq!(report.instead.len(), 3);
    assert!(report.instead.iter().flat_map(|text| text.chars()).all(|c| hidden_character(c).is_none()));
}

#[test]
fn among_several_records_the_proof_is_found_in_any_spelling() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = claimed(&house, ada, org, "acme.example");
    let value = Publishing::default().value(&house.claim(sid).token).to_uppercase();
    let texts = vec![b"v=spf1 -all".to_vec(), format!("\"{value}\"").into_bytes()];
    house.published.put("_twilio.acme.example", Heard::Answer(texts));
    assert_eq!(house.check(ada, sid), Looked::Proven);
}

#[test]
fn a_file_proves_as_well_and_is_looked_for_from_then_on() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = claimed(&house, ada, org, "acme.example");
    let value = Publishing::default().value(&house.claim(sid).token);
    let url = Publishing::default().url("acme.example");
    house.published.put(&url, Heard::Answer(vec![format!("<html>{value}</html>").into_bytes()]));
    let actor = house.actor(Who::User(ada));
    let https = VerificationMethod::Https;
    house.controller.check_domain(&actor, sid, https, &Stop::default()).expect("allowed");
    assert_eq!((house.claim(sid).state, house.claim(sid).method), (DomainState::Verified, https));
    // A look at the records, where there are none, takes nothing away.
    assert_eq!(house.check(ada, sid), Looked::Nothing);
    assert_eq!(house.claim(sid).state, DomainState::Verified);
    house.published.put(&url, Heard::Unfit("It leads to another host.".into()));
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house).uncertain, 1);
}

#[test]
fn only_who_manages_domains_has_the_network_asked() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let sid = claimed(&house, ada, org, "acme.example");
    for (who, code) in [
        (Who::User(standard), RefusalCode::NotPermitted),
        (Who::User(bob), RefusalCode::NotPermitted),
        (Who::Visitor, RefusalCode::SignInNeeded),
        (Who::Operator, RefusalCode::SignInNeeded),
    ] {
        let refused = house.controller.check_domain(&house.actor(who), sid, DNS, &Stop::default());
        assert!(matches!(refused, Err(CommitError::Refused(refusal)) if refusal.code == code), "{who:?}");
    }
    assert_eq!(house.published.asked(), 0);
}

#[test]
fn who_cannot_ask_the_network_writes_down_no_look() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = claimed(&house, ada, org, "acme.example");
    let (alone, head) = (house.reopened(), house.head());
    let refused = alone.check_domain(&house.actor(Who::User(ada)), sid, DNS, &Stop::default());
    assert!(
        matches!(&refused, Err(CommitError::Refused(refusal)) if refusal.code == RefusalCode::NoNetwork),
        "{refused:?}"
    );
    assert_eq!(house.head(), head);
}

#[test]
fn the_first_proof_that_is_committed_has_the_domain() {
    let house = House::new();
    let (ada, acme) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let first = claimed(&house, ada, acme, "shared.example");
    let second = claimed(&house, bob, other, "shared.example");
    let look = |domain| Command::CheckDomain { domain, method: DNS, last: None, found: Looked::Proven };
    // Both were looked at and planned before either is committed.
    let theirs = house.plan(Who::User(bob), &look(second));
    house.done(Who::User(ada), look(first));
    let late = house.controller.commit(theirs, Default::default());
    assert!(matches!(late, Err(CommitError::Refused(refusal)) if refusal.code == RefusalCode::DomainTaken));
    assert_eq!(house.claim(second).state, DomainState::Unverified);
    // While it is uncertain it is still theirs; lost, it is free.
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house).uncertain, 1);
    assert_eq!(house.refused(Who::User(bob), look(second)), RefusalCode::DomainTaken);
    house.advance(limits::UNCERTAIN);
    assert_eq!(recheck(&house).lost, 1);
    house.publish(second);
    assert_eq!(house.check(bob, second), Looked::Proven);
}

#[test]
fn a_look_that_was_overtaken_is_void() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    let last = house.claim(sid).checked.map(|checked| checked.at);
    let stale = Command::CheckDomain { domain: sid, method: DNS, last, found: Looked::Nothing };
    house.advance(Span::minutes(1));
    assert_eq!(house.check(ada, sid), Looked::Proven);
    assert_eq!(house.refused(Who::System, stale), RefusalCode::ChangedSince);
    assert_eq!(house.claim(sid).state, DomainState::Verified);
}

#[test]
fn nobody_can_be_added_for_an_uncertain_domain_whatever_the_door() {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    let waiting = house.invite(ada, org, "waiting@acme.example", OrgRole::Standard);
    let (outsider, account) = house.outsider("out@side.example");
    let _ = (outsider, account);
    house.unpublish(sid);
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house).uncertain, 1);
    // Invited, alone or as one of many.
    let one = invite(org, "new@acme.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), one.clone()), RefusalCode::DomainUncertain);
    let many = Command::Many(vec![one, invite(org, "new@free.example", OrgRole::Standard)]);
    assert_eq!(house.refused(Who::User(ada), many), RefusalCode::DomainUncertain);
    // Accepted.
    let (code, name) = (Some(house.invitation_code(waiting)), Some(person("New Person")));
    let accept = Command::AcceptInvitation { invitation: waiting, code, name };
    assert_eq!(house.refused(Who::Visitor, accept.clone()), RefusalCode::DomainUncertain);
    // Signed up, though addresses are added automatically, and with an invitation open.
    let dora = house.sign_up("dora@acme.example", "Dora");
    assert_eq!(house.user(dora).membership, None);
    // Asked to join with an account.
    let join = add_existing(org, house.account_of(dora));
    assert_eq!(house.refused(Who::User(ada), join), RefusalCode::DomainUncertain);
    // By roles on an account: a user outside, as for everybody else.
    let to = house.account_of(ada);
    let roles = to_account(to, "eve@acme.example", &[AccountRole::Support]);
    let Key::Invitation(access) = house.done(Who::User(ada), roles).plan.subjects[0] else { panic!() };
    let eve = house.accept_as_visitor(access);
    assert_eq!(house.user(eve).membership, None);
    // Proven again, all of it goes on.
    house.publish(sid);
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house).again, 1);
    house.done(Who::Visitor, accept);
    assert!(
        house
            .user(house.directory().user_with(&email("waiting@acme.example")).expect("there").sid)
            .is_managed_by(org)
    );
}

#[test]
fn a_recheck_is_daily_and_twice_changes_nothing() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    house.verified(ada, org, "vouched.example");
    claimed(&house, ada, org, "unproven.example");
    assert_eq!(recheck(&house), Rechecked::default());
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house), Rechecked { checked: 1, ..Rechecked::default() });
    assert_eq!(house.claim(sid).verified, Some(house.now()));
    let head = house.head();
    assert_eq!(recheck(&house), Rechecked::default());
    assert_eq!(house.head(), head);
    // A clock that jumps back revives nothing: the last look lies in the future, so it is made again, once.
    house.set_clock(house.now().minus(Span::hours(5)));
    assert_eq!(recheck(&house).checked, 1);
    assert_eq!(recheck(&house), Rechecked::default());
}

#[test]
fn a_lost_domain_does_not_come_back_with_the_clock() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    house.unpublish(sid);
    let start = house.now();
    house.advance(limits::LOOK_AGAIN);
    recheck(&house);
    house.advance(limits::UNCERTAIN);
    assert_eq!(recheck(&house).lost, 1);
    house.set_clock(start);
    assert_eq!(recheck(&house), Rechecked::default());
    assert_eq!(house.claim(sid).state, DomainState::Unverified);
    assert!(house.claim(sid).lost.is_some());
}

#[test]
fn two_rechecks_at_once_write_each_look_once() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sids: Vec<DomainSid> = (0..20).map(|n| house.proven(ada, org, &format!("d{n}.example"))).collect();
    house.unpublish(sids[0]);
    house.advance(limits::LOOK_AGAIN);
    let head = house.head().0;
    std::thread::scope(|scope| {
        let both = [scope.spawn(|| recheck(&house)), scope.spawn(|| recheck(&house))];
        let done: Vec<Rechecked> = both.into_iter().map(|thread| thread.join().expect("no panic")).collect();
        assert_eq!(done.iter().map(|done| done.checked).sum::<usize>(), 20);
        assert_eq!(done.iter().map(|done| done.uncertain).sum::<usize>(), 1);
    });
    assert_eq!(house.head().0, head + 20);
}

#[test]
fn silence_is_bounded_asked_about_hourly_and_counts_after_three_days() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    house.published.put("_twilio.acme.example", Heard::Stopped);
    house.advance(limits::LOOK_AGAIN);
    let begun = Instant::now();
    house.published.be_patient_for(Duration::from_millis(50));
    assert_eq!((recheck(&house).silent, house.claim(sid).state), (1, DomainState::Verified));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    house.published.put("_twilio.acme.example", Heard::Silence("Nobody answered.".into()));
    let silent_since = house.now();
    while house.now() < silent_since.plus(limits::SILENCE).minus(limits::ASK_AGAIN) {
        house.advance(limits::ASK_AGAIN);
        assert_eq!(recheck(&house).silent, 1);
        assert_eq!(house.claim(sid).state, DomainState::Verified);
    }
    house.advance(limits::ASK_AGAIN);
    assert_eq!(recheck(&house).uncertain, 1);
}

#[test]
fn a_round_that_ends_in_the_middle_of_a_look_costs_no_domain() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sids: Vec<DomainSid> = (0..10).map(|n| house.proven(ada, org, &format!("d{n}.example"))).collect();
    sids.iter().for_each(|sid| house.unpublish(*sid));
    house.advance(limits::LOOK_AGAIN);
    assert_eq!(recheck(&house).uncertain, 10);
    sids.iter().for_each(|sid| house.publish(*sid));
    house.advance(limits::UNCERTAIN);
    // Eight at a time, and the round is over long before any of them is answered.
    house.published.take(Duration::from_secs(2));
    let (before, round) = (house.published.asked(), Duration::from_secs(1));
    let looked = house.controller.recheck(&system(), round, &Stop::default()).expect("looked");
    assert_eq!(looked, Rechecked { checked: 8, again: 8, left: 2, ..Rechecked::default() });
    let withins = house.published.withins().split_off(before);
    assert!(
        withins.len() == 8 && withins.iter().all(|within| *within == Duration::from_secs(60)),
        "{withins:?}"
    );
    house.published.take(Duration::ZERO);
    assert_eq!(recheck(&house).again, 2);
}

#[test]
fn a_name_server_that_never_answers_holds_up_no_commit_no_due_work_and_not_the_end() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.proven(ada, org, "acme.example");
    let proven = house.claim(sid);
    let due = house.invite(ada, org, "late@free.example", OrgRole::Standard);
    house.published.put("_twilio.acme.example", Heard::Stopped);
    house.advance(limits::USER_INVITATION);
    let (asked, begun) = (house.published.asked(), Instant::now());
    let bound = |what: &str| assert!(begun.elapsed() < Duration::from_secs(20), "{what}");
    let told = |what: &str, error: Option<&CommitError>| assert_eq!(error, None, "{what}");
    let sweeper = Sweeper::begin(&house.controller, told).expect("begun");
    while house.published.asked() == asked {
        bound("the network is asked");
        std::thread::yield_now();
    }
    while house.invitation(due).state != InvitationState::Expired {
        bound("what is due is done");
        std::thread::yield_now();
    }
    house.done(Who::User(ada), Command::RenameOrganization { org, name: label("Acme Inc") });
    drop(sweeper);
    bound("it ends");
    assert_eq!(house.claim(sid), proven, "nothing was decided");
}

#[test]
fn a_recheck_that_is_stopped_ends_at_once_and_decides_nothing() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.proven(ada, org, "acme.example");
    house.published.put("_twilio.acme.example", Heard::Stopped);
    house.advance(limits::LOOK_AGAIN);
    let (stop, head) = (Stop::default(), house.head());
    std::thread::scope(|scope| {
        let long = scope.spawn(|| house.controller.recheck(&system(), Duration::from_secs(600), &stop));
        stop.tell();
        assert_eq!(long.join().expect("no panic").expect("ended").checked, 0);
    });
    assert_eq!(house.head(), head);
}
