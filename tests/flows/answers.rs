//! Accepting and declining: every guard is checked again at the moment of the answer.

use orgadm::controller::{Command, CommitError, Consent, RefusalCode, TypedCode};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, confirmed, person, planned};

fn accept(sid: InvitationSid, code: Option<TypedCode>) -> Command {
    Command::AcceptInvitation { invitation: sid, code, name: Some(person("Grace Hopper")) }
}

#[test]
fn the_code_and_a_name_make_a_member() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Administrator);
    let code = house.invitation_code(sid);
    let nameless = Command::AcceptInvitation { invitation: sid, code: Some(code.clone()), name: None };
    assert_eq!(house.refused(Who::Visitor, nameless), RefusalCode::NameNeeded);
    assert_eq!(house.refused(Who::Visitor, accept(sid, None)), RefusalCode::CodeNeeded);
    assert_eq!(house.refused(Who::Visitor, accept(sid, Some(TypedCode::new("x")))), RefusalCode::WrongCode);
    let receipt = house.done(Who::Visitor, accept(sid, Some(code)));
    assert_eq!(receipt.plan.line, format!("orgadm invitation accept {sid} --name 'Grace Hopper'"));
    let grace = crate::support::user_of(&receipt);
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Administrator));
    assert_eq!(house.user(grace).email_proven, Some(house.now()));
    assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
}

#[test]
fn at_the_exact_instant_of_expiry_it_is_over() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = house.invitation_code(sid);
    house.advance(limits::USER_INVITATION);
    assert_eq!(house.refused(Who::Visitor, accept(sid, Some(code.clone()))), RefusalCode::InvitationEnded);
    house.set_clock(house.now().minus(Span(1)));
    house.done(Who::Visitor, accept(sid, Some(code)));
}

#[test]
fn a_code_of_another_organization_does_not_open_it() {
    let house = House::new();
    let (ada, acme) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let sid = house.invite(ada, acme, "grace@acme.example", OrgRole::Standard);
    let foreign = house.invite(bob, other, "grace@acme.example", OrgRole::Standard);
    let code = house.invitation_code(foreign);
    assert_eq!(house.refused(Who::Visitor, accept(sid, Some(code))), RefusalCode::WrongCode);
}

#[test]
fn nobody_answers_for_another() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.sign_up("grace@acme.example", "Grace");
    let mallory = house.sign_up("mallory@acme.example", "Mallory");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = || Some(house.invitation_code(sid));
    assert_eq!(
        house.refused(Who::User(ada), accept(sid, code())),
        RefusalCode::NotAddressee,
        "the originator"
    );
    assert_eq!(house.refused(Who::User(mallory), accept(sid, code())), RefusalCode::NotAddressee);
    assert_eq!(house.refused(Who::Operator, accept(sid, code())), RefusalCode::NotAddressee);
    assert_eq!(
        house.refused(Who::Visitor, accept(sid, code())),
        RefusalCode::SignInNeeded,
        "the address has a user"
    );
    house.done(Who::User(grace), accept(sid, None));
    assert_eq!(house.user(grace).role_in(org), Some(OrgRole::Standard), "a proven address needs no code");
}

#[test]
fn two_simultaneous_answers_and_one_wins() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let visitor = house.actor(Who::Visitor);
    let plan =
        || house.controller.plan(&visitor, &accept(sid, Some(house.invitation_code(sid)))).expect("allowed");
    let (first, second) = (plan(), plan());
    let results: Vec<Result<_, CommitError>> = std::thread::scope(|scope| {
        [first, second]
            .map(|plan| scope.spawn(|| house.controller.commit(plan, Consent::default())))
            .map(|thread| thread.join().expect("no panic"))
            .into_iter()
            .collect()
    });
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let lost = results.into_iter().find_map(Result::err).expect("one lost");
    assert!(matches!(lost, CommitError::Refused(_) | CommitError::Conflict(_)));
}

#[test]
fn blocked_while_the_sender_may_not_invite_and_free_again_afterwards() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let sid = house.invite(admin, org, "grace@acme.example", OrgRole::Standard);
    let role = |role| Command::SetRole { org, user: admin, role };
    house.done(Who::User(ada), role(OrgRole::Standard));
    let code = || Some(house.invitation_code(sid));
    assert_eq!(house.refused(Who::Visitor, accept(sid, code())), RefusalCode::InvitationBlocked);
    assert_eq!(house.invitation(sid).state, InvitationState::Pending);
    house.done(Who::User(ada), role(OrgRole::Administrator));
    house.done(Who::Visitor, accept(sid, code()));
}

#[test]
fn joining_brings_accounts_along_and_ends_other_offers() {
    let house = House::new();
    let (ada, acme) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let grace = house.sign_up("grace@acme.example", "Grace");
    let account = house.account_of(grace);
    let sid = house.invite(ada, acme, "grace@acme.example", OrgRole::Standard);
    let foreign = house.invite(bob, other, "grace@acme.example", OrgRole::Standard);
    let plan = house.controller.plan(&house.actor(Who::User(grace)), &accept(sid, None)).expect("allowed");
    assert!(
        plan.consequences.iter().any(|line| line.contains("1 account becomes managed: Main")),
        "{plan:?}"
    );
    house.done(Who::User(grace), accept(sid, None));
    assert_eq!(house.account(account).org, Some(acme));
    assert_eq!(house.invitation(foreign).canceled, Some(CancelReason::Invalidated));
    assert_eq!(house.refused(Who::User(grace), accept(foreign, None)), RefusalCode::InvitationEnded);
}

#[test]
fn an_open_sign_up_of_the_address_ends_with_the_acceptance() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sign_up = house.sign_up_begun("grace@acme.example", "Grace");
    let code = house.sign_up_code(sign_up);
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let command = Command::ConfirmSignUp { sign_up, code };
    assert_eq!(house.refused(Who::Visitor, command), RefusalCode::SignUpEnded);
}

#[test]
fn a_member_of_another_organization_cannot_accept() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "bob@other.example", OrgRole::Standard);
    let bob = house.sign_up("bob@other.example", "Bob");
    let actor = house.actor(Who::User(bob));
    let plan = house.controller.plan(&actor, &accept(sid, None)).expect("allowed so far");
    house.verify_phone(bob);
    house.create_org(bob, "Other");
    let error = house.controller.commit(plan, Consent::default()).expect_err("overtaken");
    assert!(matches!(error, CommitError::Refused(_)), "{error:?}");
    assert_eq!(
        planned(house.controller.plan(&actor, &accept(sid, None)).expect_err("ended")),
        RefusalCode::InvitationEnded
    );
}

#[test]
fn declined_is_declined() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let code = Some(house.invitation_code(sid));
    house.done(Who::Visitor, Command::DeclineInvitation { invitation: sid, code: code.clone() });
    assert_eq!(house.invitation(sid).state, InvitationState::Declined);
    assert_eq!(house.refused(Who::Visitor, accept(sid, code)), RefusalCode::InvitationEnded);
    house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
}

#[test]
fn five_wrong_codes_send_a_new_one() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let sid = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    let (old, sent) = (house.invitation_code(sid), house.messages().len());
    for _ in 0..limits::TRIES {
        assert_eq!(
            house.refused(Who::Visitor, accept(sid, Some(TypedCode::new("no")))),
            RefusalCode::WrongCode
        );
    }
    assert_eq!(house.messages().len(), sent + 1);
    assert_eq!(house.refused(Who::Visitor, accept(sid, Some(old))), RefusalCode::WrongCode);
    house.accept_as_visitor(sid);
}

#[test]
fn the_owner_who_invited_may_have_become_administrator() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let sid = house.invite(ada, org, "new@acme.example", OrgRole::Administrator);
    let command = Command::ChangeOwner { org, user: grace };
    house.run_with(Who::User(ada), command, confirmed("Acme")).expect("allowed");
    house.accept_as_visitor(sid);
}
