//! Inviting, resending, canceling: each guard by its name.

use orgadm::controller::{Command, RefusalCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::domains_and_operator::{claim, organization_with};
use crate::support::{House, invite, load};

const ORG: OrgSid = OrgSid::from_bytes([9; 16]);
const ADA: UserSid = UserSid::from_bytes([1; 16]);

fn house_with(change: fn(&mut Organization), claims: Vec<Domain>) -> House {
    House::with(|store| {
        let mut records = organization_with(ORG, ADA, change);
        records.extend(claims.into_iter().map(Record::Domain));
        load(store, records);
    })
}

#[test]
fn an_invitation_waits_seven_days_with_one_message() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let before = house.messages().len();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Administrator);
    let invitation = house.invitation(sid);
    assert_eq!(invitation.expires, house.now().plus(Span::days(7)));
    assert_eq!(
        (invitation.sends, invitation.state, invitation.sender),
        (1, InvitationState::Pending, Some(ada))
    );
    assert_eq!(house.messages().len(), before + 1);
    assert!(
        house.controller.store().user_by_email(&invitation.email).expect("readable").is_none(),
        "no user yet"
    );
}

#[test]
fn only_owner_and_administrators_invite() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let (stranger, _) = house.owner("bob@other.example", "Other");
    let command = || invite(org, "new@acme.example", OrgRole::Administrator);
    assert_eq!(house.refused(Who::User(standard), command()), RefusalCode::NotPermitted);
    assert_eq!(
        house.refused(Who::User(stranger), command()),
        RefusalCode::NotPermitted,
        "an Owner, but elsewhere"
    );
    assert_eq!(house.refused(Who::Visitor, command()), RefusalCode::SignInNeeded);
    assert_eq!(house.refused(Who::Operator, command()), RefusalCode::SignInNeeded);
    house.done(Who::User(admin), command());
}

#[test]
fn never_as_owner_never_a_member_never_of_another_organization() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.owner("bob@other.example", "Other");
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let refused = |address, role| house.refused(Who::User(ada), invite(org, address, role));
    assert_eq!(refused("new@acme.example", OrgRole::Owner), RefusalCode::OwnerNotOffered);
    assert_eq!(refused("grace@acme.example", OrgRole::Administrator), RefusalCode::AlreadyMember);
    assert_eq!(refused("ada@acme.example", OrgRole::Standard), RefusalCode::AlreadyMember);
    assert_eq!(refused("bob@other.example", OrgRole::Standard), RefusalCode::MemberElsewhere);
}

#[test]
fn a_second_one_is_refused_or_replaces_the_first() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let first = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let again = invite(org, "GRACE@acme.example", OrgRole::Administrator);
    assert_eq!(house.refused(Who::User(ada), again), RefusalCode::InvitationOpen);
    let replace = Command::InviteUser {
        org,
        email: crate::support::email("grace@acme.example"),
        role: OrgRole::Administrator,
        access: Vec::new(),
        replace: true,
    };
    assert_eq!(house.refused(Who::User(ada), replace.clone()), RefusalCode::TooSoon);
    house.advance(limits::COOL_DOWN);
    let old = house.invitation_code(first);
    let receipt = house.done(Who::User(ada), replace);
    let Key::Invitation(second) = receipt.plan.subjects[0] else { panic!("an invitation") };
    assert_eq!(house.invitation(first).canceled, Some(CancelReason::Superseded));
    assert_eq!(house.invitation(second).previous, Some(first));
    let command = Command::DeclineInvitation { invitation: second, code: Some(old) };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::WrongCode, "the old code");
}

#[test]
fn an_expired_one_makes_room_for_a_new_one() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let first = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    house.advance(limits::USER_INVITATION);
    house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    assert_eq!(house.invitation(first).state, InvitationState::Expired);
}

#[test]
fn domains_decide_who_may_be_invited() {
    let other = OrgSid::from_bytes([8; 16]);
    let house = house_with(
        |_| {},
        vec![
            claim(1, other, "taken.example", DomainState::Verified),
            claim(2, other, "wobbly.example", DomainState::Uncertain),
            claim(3, other, "claimed.example", DomainState::Unverified),
            claim(4, ORG, "acme.example", DomainState::Uncertain),
        ],
    );
    let refused = |address| house.refused(Who::User(ADA), invite(ORG, address, OrgRole::Standard));
    assert_eq!(refused("x@taken.example"), RefusalCode::DomainTaken);
    assert_eq!(refused("x@wobbly.example"), RefusalCode::DomainTaken);
    assert_eq!(refused("x@acme.example"), RefusalCode::DomainUncertain);
    for free in ["x@claimed.example", "x@sub.taken.example", "x@gmail.com"] {
        house.done(Who::User(ADA), invite(ORG, free, OrgRole::Standard));
    }
}

#[test]
fn the_switch_admits_verified_domains_only() {
    let claims = vec![
        claim(1, ORG, "acme.example", DomainState::Verified),
        claim(2, ORG, "labs.example", DomainState::Unverified),
    ];
    let house = house_with(|org| org.verified_domains_only = true, claims);
    let refused = |address| house.refused(Who::User(ADA), invite(ORG, address, OrgRole::Standard));
    assert_eq!(refused("x@labs.example"), RefusalCode::DomainNotVerified);
    assert_eq!(refused("x@sub.acme.example"), RefusalCode::DomainNotVerified);
    house.done(Who::User(ADA), invite(ORG, "x@acme.example", OrgRole::Standard));
}

#[test]
fn nothing_is_sent_while_deletion_is_requested() {
    let house = house_with(|org| org.state = OrgState::DeletionRequested, Vec::new());
    let command = invite(ORG, "x@acme.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ADA), command), RefusalCode::DeletionRequested);
}

#[test]
fn resending_waits_counts_and_kills_the_old_code() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let resend = || Command::ResendInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(ada), resend()), RefusalCode::TooSoon);
    let old = house.invitation_code(sid);
    for n in 2..=limits::SENDS {
        house.advance(limits::COOL_DOWN);
        house.done(Who::User(ada), resend());
        let invitation = house.invitation(sid);
        assert_eq!((invitation.sends, invitation.generation), (n, n));
        assert_eq!(invitation.expires, house.now().plus(limits::USER_INVITATION), "the clock restarts");
    }
    house.advance(limits::COOL_DOWN);
    assert_eq!(house.refused(Who::User(ada), resend()), RefusalCode::TooOften);
    let command = Command::DeclineInvitation { invitation: sid, code: Some(old) };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::WrongCode);
}

#[test]
fn a_canceled_one_can_neither_be_sent_nor_answered() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = Some(house.invitation_code(sid));
    let cancel = || Command::CancelInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(standard), cancel()), RefusalCode::NotPermitted);
    house.done(Who::User(ada), cancel());
    house.advance(limits::COOL_DOWN);
    let name = Some(crate::support::person("Grace"));
    assert_eq!(house.refused(Who::User(ada), cancel()), RefusalCode::InvitationEnded);
    let resend = Command::ResendInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(ada), resend), RefusalCode::InvitationEnded);
    let accept = Command::AcceptInvitation { invitation: sid, code, name };
    assert_eq!(house.refused(Who::Visitor, accept), RefusalCode::InvitationEnded);
}
