//! The guards of the handshake by their numbers in `peers` (c.5), and the owner rules of (c.6), where a case is not told
//! elsewhere: races, forwarded codes, other organizations, what an earlier command of the same plan did.

use orgadm::controller::port::Store;
use orgadm::controller::{Command, CommitError, Consent, Refusal, RefusalCode, Successors, TypedCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::domains_and_operator::organization_with;
use crate::support::{House, email, invite, label, load, person};

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    (house, ada, org)
}

fn accept(sid: InvitationSid, code: Option<TypedCode>) -> Command {
    Command::AcceptInvitation { invitation: sid, code, name: Some(person("Grace Hopper")) }
}

/// Commits both plans at once; who lost gets a clean error.
fn race(house: &House, first: (Who, Command), second: (Who, Command)) -> [Result<(), CommitError>; 2] {
    let plans = [first, second].map(|(who, command)| house.plan(who, &command));
    std::thread::scope(|scope| {
        plans
            .map(|plan| scope.spawn(|| house.controller.commit(plan, Consent::default()).map(|_| ())))
            .map(|thread| thread.join().expect("no panic"))
    })
}

fn clean(error: &CommitError) -> bool {
    matches!(
        error,
        CommitError::Conflict(_) | CommitError::Refused(Refusal { code: RefusalCode::InvitationEnded, .. })
    )
}

#[test]
fn g1_a_role_in_another_organization_counts_for_nothing_at_commit() {
    let (house, ada, org) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    house.advance(limits::COOL_DOWN);
    for command in [
        invite(org, "x@acme.example", OrgRole::Standard),
        Command::ResendInvitation { invitation: sid },
        Command::CancelInvitation { invitation: sid },
    ] {
        assert_eq!(house.refused(Who::User(bob), command), RefusalCode::NotPermitted);
    }
    house.done(Who::User(bob), invite(other, "x@other.example", OrgRole::Standard));
}

#[test]
fn g2_addresses_are_one_whatever_their_case_and_alphabet_and_a_tag_is_another() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "Grace@BÜCHER.example", OrgRole::Standard);
    let same = invite(org, "grace@xn--bcher-kva.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), same), RefusalCode::InvitationOpen);
    house.done(Who::User(ada), invite(org, "grace+two@bücher.example", OrgRole::Standard));
    assert!(Email::parse("not an address").is_err() && Email::parse("a@b@c.example").is_err());
}

#[test]
fn g3_a_frozen_organization_neither_sends_nor_takes() {
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    for (state, code_of) in [
        (OrgState::DeletionRequested, RefusalCode::DeletionRequested),
        // What a deleted one offered has ended with it.
        (OrgState::Deleted, RefusalCode::InvitationEnded),
    ] {
        let house = House::with(|store| {
            load(store, organization_with(org, ada, |_| {}));
        });
        let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
        let (code, invitation) = (house.invitation_code(sid), house.invitation(sid));
        // The same organization, frozen, with the same invitation.
        let frozen = House::with(|store| {
            let mut records = organization_with(org, ada, |it| it.state = OrgState::Active);
            for record in &mut records {
                if let Record::Organization(organization) = record {
                    organization.state = state;
                }
            }
            records.push(invitation.into());
            load(store, records);
        });
        assert_eq!(frozen.refused(Who::Visitor, accept(sid, Some(code))), code_of);
    }
}

#[test]
fn g4_nobody_is_invited_twice_nor_a_member_again() {
    let (house, ada, org) = acme();
    house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let again = || invite(org, "grace@acme.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(ada), again()), RefusalCode::InvitationOpen);
    // Two administrators at once: both plans are fine, one commit wins.
    let other = invite(org, "linus@acme.example", OrgRole::Standard);
    let results = race(&house, (Who::User(ada), other.clone()), (Who::User(ada), other));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
}

#[test]
fn g5_one_organization_a_person_whichever_answer_comes_first() {
    let (house, ada, acme) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    let grace = house.sign_up("grace@acme.example", "Grace");
    let (ours, theirs) = (
        house.invite(ada, acme, "grace@acme.example", OrgRole::Standard),
        house.invite(bob, other, "grace@acme.example", OrgRole::Standard),
    );
    let answers = [ours, theirs].map(|sid| (Who::User(grace), accept(sid, None)));
    let [first, second] = answers;
    let results = race(&house, first, second);
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    assert!(results.iter().filter_map(|result| result.as_ref().err()).all(clean), "{results:?}");
    assert!(house.user(grace).membership.is_some());
}

#[test]
fn g6_nobody_grants_more_than_they_may_and_ownership_never() {
    let (house, ada, org) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    for role in [OrgRole::Administrator, OrgRole::Standard] {
        house.done(Who::User(admin), invite(org, &format!("{}@x.example", role.word()), role));
    }
    let owner = invite(org, "king@acme.example", OrgRole::Owner);
    assert_eq!(house.refused(Who::User(ada), owner), RefusalCode::OwnerNotOffered);
    // What was offered by an Administrator is not given once the sender is none.
    let sid = house.invite(admin, org, "late@acme.example", OrgRole::Administrator);
    house.done(Who::User(ada), Command::SetRole { org, user: admin, role: OrgRole::Standard });
    let code = Some(house.invitation_code(sid));
    assert_eq!(house.refused(Who::Visitor, accept(sid, code)), RefusalCode::InvitationBlocked);
}

#[test]
fn g7_five_minutes_between_two_sends_and_no_daily_cap() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let resend = Command::ResendInvitation { invitation: sid };
    house.advance(limits::COOL_DOWN);
    house.set_clock(house.now().minus(Span(1)));
    let refusal = house.refusal(Who::User(ada), &resend);
    assert_eq!((refusal.code, refusal.record), (RefusalCode::TooSoon, Some(Key::Invitation(sid))));
    assert_eq!(refusal.remedy, "Try again in 1 s.");
    let row = |house: &House| house.directory().invitation(sid).cloned().expect("there");
    assert!(row(&house).may_resend(house.now()).expect_err("too soon").to_string().contains("again at"));
    house.advance(Span(1));
    assert_eq!(row(&house).may_resend(house.now()), Ok(()));
    house.done(Who::User(ada), resend);
    for n in 0..60 {
        house.invite(ada, org, &format!("u{n}@acme.example"), OrgRole::Standard);
    }
}

#[test]
fn g8_the_limit_of_accounts_is_asked_again_at_every_commit() {
    let (house, ada, org) = acme();
    let limit = orgadm::controller::Limit::Accounts(Some(2));
    house.done(Who::Operator, Command::SetLimit { org, limit });
    let create = |name| Command::CreateAccount { name: label(name), usage: Usage::Twilio, owner: ada };
    let results = race(&house, (Who::User(ada), create("A")), (Who::User(ada), create("B")));
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "one was free: {results:?}");
    // Of many, every row counts what the rows before it made.
    let limit = orgadm::controller::Limit::Accounts(Some(3));
    house.done(Who::Operator, Command::SetLimit { org, limit });
    let refusal = house.refusal(Who::User(ada), &Command::Many(vec![create("C"), create("D")]));
    assert_eq!((refusal.code, refusal.rows[0].row), (RefusalCode::LimitReached, 2));
}

#[test]
fn g11_five_sends_are_the_most() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    for _ in 1..limits::SENDS {
        house.advance(limits::COOL_DOWN);
        house.done(Who::User(ada), Command::ResendInvitation { invitation: sid });
    }
    house.advance(limits::COOL_DOWN);
    let refusal = house.refusal(Who::User(ada), &Command::ResendInvitation { invitation: sid });
    assert_eq!(refusal.code, RefusalCode::TooOften);
    let row = house.directory().invitation(sid).cloned().expect("there");
    assert_eq!(row.may_resend(house.now()).expect_err("often").to_string(), "sent 5 times, the most");
}

#[test]
fn g12_a_code_opens_its_own_invitation_and_generation_only() {
    let (house, ada, org) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    let ours = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let theirs = house.invite(bob, other, "grace@acme.example", OrgRole::Standard);
    let access = house.invite_to(ada, house.account_of(ada), "grace@acme.example", &[AccountRole::Support]);
    let neighbour = house.invite(ada, org, "linus@acme.example", OrgRole::Standard);
    let sign_up = house.sign_up_begun("grace@acme.example", "Grace");
    let old = house.invitation_code(ours);
    house.advance(limits::COOL_DOWN);
    house.done(Who::User(ada), Command::ResendInvitation { invitation: ours });
    let wrong = [
        ("after a resend the old code is dead", old),
        ("of another organization", house.invitation_code(theirs)),
        ("of another kind", house.invitation_code(access)),
        ("of another address", house.invitation_code(neighbour)),
    ];
    for (what, code) in wrong {
        assert_eq!(house.refused(Who::Visitor, accept(ours, Some(code))), RefusalCode::WrongCode, "{what}");
    }
    let code = house.sign_up_code(sign_up);
    let decline = Command::DeclineInvitation { invitation: theirs, code: Some(code) };
    assert_eq!(house.refused(Who::Visitor, decline), RefusalCode::WrongCode, "of a sign-up");
    house.done(Who::Visitor, accept(ours, Some(house.invitation_code(ours))));
}

#[test]
fn g13_a_plan_made_in_time_is_too_late_at_the_instant_of_expiry() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = Some(house.invitation_code(sid));
    house.set_clock(house.invitation(sid).expires.minus(Span(1)));
    let plan = house.plan(Who::Visitor, &accept(sid, code.clone()));
    house.advance(Span(1));
    let error = house.controller.commit(plan, Consent::default()).expect_err("too late");
    assert!(clean(&error), "{error:?}");
    assert_eq!(house.refused(Who::Visitor, accept(sid, code)), RefusalCode::InvitationEnded);
    assert_eq!(house.directory().inbox_of("grace@acme.example", house.now()), []);
}

#[test]
fn g14_a_forwarded_invitation_opens_nothing_for_another_address() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let mallory = house.sign_up("mallory@acme.example", "Mallory");
    let code = house.invitation_code(sid);
    // The right code in the wrong hands.
    let answer = accept(sid, Some(code.clone()));
    assert_eq!(house.refused(Who::User(mallory), answer), RefusalCode::NotAddressee);
    // Whoever accepts as a visitor becomes the address invited, never another.
    let receipt = house.done(Who::Visitor, accept(sid, Some(code)));
    let user = crate::support::user_of(&receipt);
    assert_eq!(house.user(user).email, email("grace@acme.example"));
}

#[test]
fn g15_the_sender_cannot_answer_for_the_one_invited() {
    let (house, ada, org) = acme();
    let grace = house.sign_up("grace@acme.example", "Grace");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    for who in [Who::User(ada), Who::Operator, Who::System] {
        assert_eq!(house.refused(who, accept(sid, None)), RefusalCode::NotAddressee);
        let decline = Command::DeclineInvitation { invitation: sid, code: None };
        assert_eq!(house.refused(who, decline), RefusalCode::NotAddressee);
    }
    // Nor can the one invited cancel in the name of the organization.
    let cancel = Command::CancelInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(grace), cancel), RefusalCode::NotPermitted);
}

#[test]
fn g16_accept_against_cancel_and_accept_against_decline_one_wins() {
    for contender in 0..2 {
        let (house, ada, org) = acme();
        let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
        let code = || Some(house.invitation_code(sid));
        let other = match contender {
            0 => (Who::User(ada), Command::CancelInvitation { invitation: sid }),
            _ => (Who::Visitor, Command::DeclineInvitation { invitation: sid, code: code() }),
        };
        let results = race(&house, (Who::Visitor, accept(sid, code())), other);
        assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
        assert!(results.iter().filter_map(|result| result.as_ref().err()).all(clean), "{results:?}");
        let joined = house.directory().user_with(&email("grace@acme.example")).is_some();
        assert_eq!(joined, house.invitation(sid).state == InvitationState::Accepted);
    }
}

#[test]
fn g16_a_used_code_is_used_up() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = Some(house.invitation_code(sid));
    house.done(Who::Visitor, accept(sid, code.clone()));
    let grace = house.directory().user_with(&email("grace@acme.example")).expect("there").sid;
    assert_eq!(house.refused(Who::User(grace), accept(sid, code.clone())), RefusalCode::InvitationEnded);
    let remove = Command::RemoveUser { org, user: grace, successors: Successors::default() };
    house.agreed(Who::User(ada), remove);
    assert_eq!(
        house.refused(Who::User(grace), accept(sid, code)),
        RefusalCode::InvitationEnded,
        "removed, and the old code does not bring them back"
    );
}

#[test]
fn g17_whoever_can_no_longer_grant_it_blocks_it_while_that_lasts() {
    let (house, ada, org) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let sid = house.invite(admin, org, "grace@acme.example", OrgRole::Standard);
    let code = || Some(house.invitation_code(sid));
    house.done(Who::User(ada), Command::DeactivateUser { org, user: admin });
    assert_eq!(house.refused(Who::Visitor, accept(sid, code())), RefusalCode::InvitationBlocked);
    house.done(Who::User(ada), Command::ActivateUser { org, user: admin });
    house.done(Who::Visitor, accept(sid, code()));
}

#[test]
fn g20_no_list_no_plan_and_no_audit_entry_ever_holds_a_code() {
    let (house, ada, org) = acme();
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = house.controller.invitation_code(sid).expect("readable").expect("pending").reveal();
    let bare = code.replace('-', "");
    let receipt = house.done(Who::User(ada), Command::CancelInvitation { invitation: sid });
    let entry = house.store.entry(house.head()).expect("readable");
    let row = house.directory().invitation(sid).cloned();
    let seen =
        format!("{:?} {:?} {:?} {:?} {:?}", house.invitation(sid), receipt, entry, row, house.messages());
    assert!(!seen.contains(&code) && !seen.contains(&bare), "a code got out");
}

/// Every path on which the Owner might be lost (`peers` c.6).
#[test]
fn c6_no_path_leaves_the_organization_without_its_owner() {
    let (house, ada, org) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let (bob, other) = house.owner("bob@other.example", "Other");
    let to = |user| Successors::one(user);
    let paths = [
        ("demote", Command::SetRole { org, user: ada, role: OrgRole::Administrator }),
        ("demote to the least", Command::SetRole { org, user: ada, role: OrgRole::Standard }),
        ("remove", Command::RemoveUser { org, user: ada, successors: to(admin) }),
        ("delete", Command::DeleteUser { org, user: ada, successors: to(admin) }),
        ("deactivate", Command::DeactivateUser { org, user: ada }),
        (
            "lose the second factor",
            Command::RequestSecurity { org, user: ada, action: SecurityAction::ResetTwoFactor },
        ),
        ("rename", Command::RenameUser { user: ada, name: person("Somebody Else") }),
        ("hand over", Command::ChangeOwner { org, user: admin }),
    ];
    for (path, command) in paths {
        let refusal = house.refusal(Who::User(admin), &command);
        assert!(
            matches!(refusal.code, RefusalCode::OwnerProtected | RefusalCode::NotPermitted),
            "{path}: {refusal:?}"
        );
        let many = house.refusal(Who::User(admin), &Command::Many(vec![command.clone(), command]));
        assert_ne!(many.code, RefusalCode::Invariant, "{path}: the flow explains itself");
    }
    // Not by the Owner of another organization, nor through it.
    let command = Command::RemoveUser { org: other, user: ada, successors: to(bob) };
    assert_eq!(house.refused(Who::User(bob), command), RefusalCode::NotManagedActive);
    // Not by the Owner's own hand.
    for command in [
        Command::RemoveUser { org, user: ada, successors: to(admin) },
        Command::DeleteUser { org, user: ada, successors: to(admin) },
        Command::DeactivateUser { org, user: ada },
        Command::SetRole { org, user: ada, role: OrgRole::Standard },
    ] {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::OwnerProtected);
    }
    assert_eq!(house.organization(org).owner, ada);
}

#[test]
fn c6_ownership_goes_only_to_somebody_who_is_there_and_active() {
    let (house, ada, org) = acme();
    let idle = house.member(ada, org, "idle@acme.example", OrgRole::Administrator);
    let outside = house.sign_up("out@side.example", "Out Sider");
    house.done(Who::User(ada), Command::DeactivateUser { org, user: idle });
    for user in [idle, outside] {
        let transfer = Command::ChangeOwner { org, user };
        assert_eq!(house.refused(Who::User(ada), transfer), RefusalCode::NotManagedActive);
        let recover = Command::RecoverOwner { org, user };
        assert_eq!(house.refused(Who::Operator, recover), RefusalCode::NotManagedActive);
    }
    // Planned while active, deactivated before the commit.
    house.done(Who::User(ada), Command::ActivateUser { org, user: idle });
    let plan = house.plan(Who::User(ada), &Command::ChangeOwner { org, user: idle });
    house.done(Who::User(ada), Command::DeactivateUser { org, user: idle });
    let consent = crate::support::everything_given(&plan);
    assert!(house.controller.commit(plan, consent).is_err());
    assert_eq!(house.organization(org).owner, ada);
}
