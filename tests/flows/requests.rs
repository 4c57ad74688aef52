//! Requests for an invitation: who may ask, how often, and what the answer does (`product` row 11a; `peers` G10).

use orgadm::controller::{Command, RefusalCode, Remedy};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, email, invite, person, sign_up};

fn prevented() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    (house, ada, org)
}

fn ask(address: &str) -> Command {
    Command::RequestInvitation { email: email(address), name: person("Grace Hopper") }
}

fn asked(house: &House, address: &str) -> InvitationSid {
    match house.done(Who::Visitor, ask(address)).plan.subjects[0] {
        Key::Invitation(sid) => sid,
        other => panic!("{other}"),
    }
}

fn answer(request: InvitationSid, role: Option<OrgRole>) -> Command {
    Command::AnswerRequest { request, role }
}

#[test]
fn the_refused_sign_up_names_the_way_and_the_request_waits_thirty_days() {
    let (house, _, org) = prevented();
    let refusal = house.refusal(Who::Visitor, &sign_up("grace@acme.example", "Grace"));
    assert_eq!(refusal.code, RefusalCode::SignUpPrevented);
    assert_eq!(refusal.leads_to, Some(Remedy::RequestInvitation));
    assert!(refusal.remedy.contains("orgadm invitation request grace@acme.example"), "{}", refusal.remedy);
    let sid = asked(&house, "grace@acme.example");
    let request = house.invitation(sid);
    assert_eq!((request.org, request.sender), (Some(org), None));
    assert_eq!(request.expires, house.now().plus(limits::JOIN_REQUEST));
    let directory = house.directory();
    assert_eq!(directory.requests_of(org, house.now()), [sid]);
    assert_eq!(directory.waiting_in(org, house.now()), [sid]);
    assert!(directory.inbox_of("grace@acme.example", house.now()).is_empty(), "the organization answers");
}

#[test]
fn accepting_invites_the_address_in_the_same_plan() {
    let (house, ada, org) = prevented();
    let sid = asked(&house, "grace@acme.example");
    let receipt = house.done(Who::User(ada), answer(sid, Some(OrgRole::Administrator)));
    assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
    let invitation = receipt.plan.subjects.iter().find_map(|key| match key {
        Key::Invitation(made) if *made != sid => Some(*made),
        _ => None,
    });
    let grace = house.accept_as_visitor(invitation.expect("an invitation was made"));
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Administrator));
    assert_eq!(house.refused(Who::User(ada), answer(sid, None)), RefusalCode::InvitationEnded);
}

#[test]
fn declining_ends_it_and_after_a_pause_one_may_ask_again() {
    let (house, ada, _) = prevented();
    let sid = asked(&house, "grace@acme.example");
    house.done(Who::User(ada), answer(sid, None));
    assert_eq!(house.invitation(sid).state, InvitationState::Declined);
    assert_eq!(house.refused(Who::Visitor, ask("grace@acme.example")), RefusalCode::TooSoon);
    house.advance(limits::COOL_DOWN);
    asked(&house, "grace@acme.example");
}

#[test]
fn inviting_by_hand_answers_the_request_too() {
    let (house, ada, org) = prevented();
    let sid = asked(&house, "grace@acme.example");
    house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
}

#[test]
fn g10_only_where_the_policy_refuses() {
    let (house, ada, org) = prevented();
    let refused = |address| house.refused(Who::Visitor, ask(address));
    assert_eq!(refused("x@free.example"), RefusalCode::RequestNotNeeded, "no claim binds it");
    assert_eq!(refused("ada@owner.example"), RefusalCode::EmailTaken);
    house.invite(ada, org, "invited@acme.example", OrgRole::Standard);
    assert_eq!(refused("invited@acme.example"), RefusalCode::RequestNotNeeded);
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::KeepOut });
    assert_eq!(refused("grace@acme.example"), RefusalCode::RequestNotNeeded);
}

#[test]
fn g10_one_open_request_an_address_and_an_expired_one_makes_room() {
    let (house, ..) = prevented();
    let first = asked(&house, "grace@acme.example");
    house.advance(limits::COOL_DOWN);
    assert_eq!(house.refused(Who::Visitor, ask("GRACE@acme.example")), RefusalCode::RequestOpen);
    house.set_clock(house.invitation(first).expires);
    asked(&house, "grace@acme.example");
    assert_eq!(house.invitation(first).state, InvitationState::Expired);
}

#[test]
fn g10_a_hundred_open_requests_an_organization_and_no_more() {
    let (house, ada, _) = prevented();
    let sids: Vec<InvitationSid> =
        (0..limits::OPEN_REQUESTS).map(|n| asked(&house, &format!("u{n}@acme.example"))).collect();
    assert_eq!(house.refused(Who::Visitor, ask("late@acme.example")), RefusalCode::LimitReached);
    house.done(Who::User(ada), answer(sids[7], None));
    asked(&house, "late@acme.example");
}

#[test]
fn only_the_organizations_administrators_answer_and_nobody_sends_or_cancels_it() {
    let (house, ada, org) = prevented();
    let standard = house.member(ada, org, "standard@owner.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let sid = asked(&house, "grace@acme.example");
    for by in [standard, bob] {
        assert_eq!(
            house.refused(Who::User(by), answer(sid, Some(OrgRole::Standard))),
            RefusalCode::NotPermitted
        );
    }
    assert_eq!(
        house.refused(Who::User(ada), answer(sid, Some(OrgRole::Owner))),
        RefusalCode::OwnerNotOffered
    );
    for command in
        [Command::ResendInvitation { invitation: sid }, Command::CancelInvitation { invitation: sid }]
    {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::Invalid);
    }
    let accept =
        Command::AcceptInvitation { invitation: sid, code: None, name: Some(person("Grace Hopper")) };
    assert_eq!(
        house.refused(Who::Visitor, accept),
        RefusalCode::NotAddressee,
        "G15: not by the one who asks"
    );
    let plain = house.invite(ada, org, "x@owner.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), answer(plain, None)), RefusalCode::Invalid);
}

#[test]
fn whoever_has_joined_meanwhile_asks_no_more() {
    let (house, ada, org) = prevented();
    let sid = asked(&house, "grace@acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    house.sign_up("grace@acme.example", "Grace Hopper");
    assert_eq!(house.invitation(sid).canceled, Some(CancelReason::Invalidated));
}

#[test]
fn requests_do_not_keep_an_administrator_from_inviting_others() {
    let (house, ada, org) = prevented();
    asked(&house, "grace@acme.example");
    house.done(Who::User(ada), invite(org, "x@owner.example", OrgRole::Standard));
}
