//! Asking an existing account to join: who may be asked, who may answer, and everything that can come between.

use orgadm::controller::{Command, CommitError, Consent, Limit, RefusalCode, TypedCode};
use orgadm::directory::{Filter, InvitationSort, Scope};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, add_existing, grant, label};

fn accept(sid: InvitationSid) -> Command {
    Command::AcceptInvitation { invitation: sid, code: None, name: None }
}

fn coded(sid: InvitationSid, code: TypedCode) -> Command {
    Command::AcceptInvitation { invitation: sid, code: Some(code), name: None }
}

/// An organization, its Owner, and somebody outside with an account.
fn acme() -> (House, UserSid, OrgSid, UserSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (bob, account) = house.outsider("bob@side.example");
    (house, ada, org, bob, account)
}

/// The same, with bob as he was before he had proven his address: then every answer needs the code.
fn unproven() -> (House, UserSid, OrgSid, UserSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (eve, first) = house.outsider("eve@side.example");
    let bob = User {
        sid: UserSid::from_bytes([66; 16]),
        email: crate::support::email("bob@side.example"),
        email_proven: None,
        ..house.user(eve)
    };
    let account = Account { sid: AccountSid::from_bytes([67; 16]), owner: bob.sid, ..house.account(first) };
    let (user, sid) = (bob.sid, account.sid);
    house.load(vec![bob.into(), account.into()]);
    (house, ada, org, user, sid)
}

#[test]
fn the_owner_is_asked_and_the_account_is_pending() {
    let (house, ada, org, bob, account) = acme();
    let sent = house.messages().len();
    let sid = house.ask_to_join(ada, org, account);
    let invitation = house.invitation(sid);
    assert_eq!(invitation.email, house.user(bob).email);
    assert_eq!(invitation.expires, house.now().plus(Span::days(15)));
    assert_eq!((invitation.org, invitation.kind.joining()), (Some(org), Some(account)));
    assert_eq!(house.messages().len(), sent + 1);
    let directory = house.directory();
    let found = |text: &str| {
        let filter = Filter::parse(text, Scope::PendingAccounts).expect("a filter");
        directory.pending_accounts(org, house.now(), &filter, InvitationSort::Account, false)
    };
    for text in ["", "main", "bob", "owner:bob", "account:main", "by:ada", "domain:side", "expires:<16d"] {
        assert_eq!(found(text), [sid], "{text}");
    }
    for text in ["owner:ada", "account:other", "by:bob", "expires:<15d"] {
        assert_eq!(found(text), [], "{text}");
    }
    assert_eq!(directory.account_counts(org, house.now()).pending, 1);
    assert_eq!(directory.user_counts(org, house.now()).pending, 0, "an account, no user");
}

#[test]
fn accepting_makes_a_standard_user_and_brings_every_account_along() {
    let (house, ada, org, bob, account) = acme();
    let sub = house.subaccount(bob, account, "Sub");
    let second = house.new_account(bob, "Second");
    let (friend, _) = house.outsider("friend@side.example");
    house.accept_as(friend, house.invite_to(bob, second, "friend@side.example", &[AccountRole::Support]));
    let sid = house.ask_to_join(ada, org, account);
    let plan = house.controller.plan(&house.actor(Who::User(bob)), &accept(sid)).expect("allowed");
    for line in ["bob@side.example becomes Standard in Acme.", "3 accounts become managed:"] {
        assert!(plan.consequences.iter().any(|said| said.contains(line)), "{line}: {plan:?}");
    }
    house.done(Who::User(bob), accept(sid));
    assert_eq!(house.user(bob).role_in(org), Some(OrgRole::Standard));
    assert_eq!([account, sub, second].map(|sid| house.account(sid).org), [Some(org); 3]);
    assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
    let directory = house.directory();
    assert_eq!(directory.user_counts(org, house.now()).independent, 1, "friend keeps access");
    assert_eq!(directory.account_counts(org, house.now()).pending, 0);
}

#[test]
fn the_designation_comes_along() {
    let (house, ada, org, bob, account) = acme();
    let designation = Some(Designation { since: Timestamp(1), by: bob });
    let designated =
        Account { sid: AccountSid::from_bytes([77; 16]), hipaa: designation, ..house.account(account) };
    let sid = designated.sid;
    house.load(vec![designated.into()]);
    house.accept_as(bob, house.ask_to_join(ada, org, account));
    assert_eq!(house.account(sid).hipaa, designation);
}

#[test]
fn whom_may_not_be_asked() {
    let (house, ada, org, bob, account) = acme();
    let refused = |account| house.refused(Who::User(ada), add_existing(org, account));
    assert_eq!(refused(house.account_of(ada)), RefusalCode::AlreadyManaged);
    assert_eq!(refused(house.subaccount(bob, account, "Sub")), RefusalCode::MainAccountOnly);
    let (eve, _) = house.owner("eve@other.example", "Other");
    assert_eq!(refused(house.account_of(eve)), RefusalCode::AccountElsewhere);
    assert_eq!(refused(AccountSid::from_bytes([5; 16])), RefusalCode::NotFound);
    // Never by the rules of the house, but if a store says so it is refused all the same.
    let stray = Account { sid: AccountSid::from_bytes([6; 16]), owner: eve, ..house.account(account) };
    let sid = stray.sid;
    house.load(vec![stray.into()]);
    assert_eq!(refused(sid), RefusalCode::MemberElsewhere);
    house.close(bob, account);
    assert_eq!(refused(account), RefusalCode::AccountNotOpen);
}

#[test]
fn who_may_ask_resend_and_cancel() {
    let (house, ada, org, bob, account) = acme();
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let (eve, _) = house.owner("eve@other.example", "Other");
    for who in [standard, bob, eve] {
        assert_eq!(house.refused(Who::User(who), add_existing(org, account)), RefusalCode::NotPermitted);
    }
    let sid = house.ask_to_join(admin, org, account);
    house.advance(limits::COOL_DOWN);
    for command in
        [Command::ResendInvitation { invitation: sid }, Command::CancelInvitation { invitation: sid }]
    {
        for who in [standard, bob, eve] {
            assert_eq!(house.refused(Who::User(who), command.clone()), RefusalCode::NotPermitted);
        }
        house.done(Who::User(ada), command);
    }
}

#[test]
fn one_is_open_an_account_and_organization_and_replace_ends_it() {
    let (house, ada, org, bob, account) = acme();
    let first = house.ask_to_join(ada, org, account);
    assert_eq!(house.refused(Who::User(ada), add_existing(org, account)), RefusalCode::InvitationOpen);
    let replace = Command::AddExistingAccount { org, account, replace: true };
    assert_eq!(house.refused(Who::User(ada), replace.clone()), RefusalCode::TooSoon);
    house.advance(limits::COOL_DOWN);
    let Key::Invitation(second) = house.done(Who::User(ada), replace).plan.subjects[0] else {
        panic!("an invitation")
    };
    assert_eq!(house.invitation(first).canceled, Some(CancelReason::Superseded));
    assert_eq!(house.invitation(second).previous, Some(first));
    // A second account of the same owner, another organization, and membership are other targets.
    house.ask_to_join(ada, org, house.new_account(bob, "Second"));
    house.invite(ada, org, "bob@side.example", OrgRole::Standard);
    let (eve, other) = house.owner("eve@other.example", "Other");
    house.ask_to_join(eve, other, account);
}

#[test]
fn who_may_be_invited_holds_for_owners_of_accounts() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetVerifiedDomainsOnly { org, on: true });
    let second = house.new_account(bob, "Second");
    assert_eq!(house.refused(Who::User(ada), add_existing(org, second)), RefusalCode::DomainNotVerified);
    house.advance(limits::COOL_DOWN);
    let resend = Command::ResendInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(ada), resend), RefusalCode::DomainNotVerified);
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::DomainNotVerified);
    assert_eq!(house.invitation(sid).state, InvitationState::Pending, "blocked while it lasts");
    house.done(Who::User(ada), Command::SetVerifiedDomainsOnly { org, on: false });
    let (eve, other) = house.owner("eve@other.example", "Other");
    let theirs = house.verified(eve, other, "side.example");
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::DomainTaken);
    assert_eq!(house.refused(Who::User(ada), add_existing(org, second)), RefusalCode::DomainTaken);
    let consent = crate::support::acknowledged("stop-policy");
    house.run_with(Who::User(eve), Command::DeleteDomain { domain: theirs }, consent).expect("allowed");
    house.done(Who::User(bob), accept(sid));
}

#[test]
fn an_uncertain_domain_admits_no_account() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    let claim = Domain {
        sid: DomainSid::from_bytes([4; 16]),
        org,
        name: crate::support::domain("side.example"),
        token: [0; 16],
        method: VerificationMethod::Dns,
        state: DomainState::Uncertain,
        created: Timestamp(0),
        verified: None,
        uncertain: Some(house.now()),
        checked: None,
        lost: None,
    };
    house.load(vec![claim.into()]);
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::DomainUncertain);
    assert_eq!(
        house.refused(Who::User(ada), Command::AddExistingAccount { org, account, replace: true }),
        RefusalCode::DomainUncertain
    );
}

#[test]
fn requested_deletion_blocks_asking_and_accepting() {
    use crate::domains_and_operator::organization_with;
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    let house = House::with(|store| {
        let records = organization_with(org, ada, |it| it.state = OrgState::DeletionRequested);
        crate::support::load(store, records);
    });
    let (bob, account) = house.outsider("bob@side.example");
    assert_eq!(house.refused(Who::User(ada), add_existing(org, account)), RefusalCode::DeletionRequested);
    let template = Invitation {
        sid: InvitationSid::from_bytes([5; 16]),
        org: Some(org),
        email: house.user(bob).email,
        kind: InvitationKind::AccountJoin { account },
        sender: Some(ada),
        created: house.now(),
        last_sent: house.now(),
        sends: 1,
        generation: 1,
        tries: 0,
        expires: house.now().plus(limits::ACCOUNT_INVITATION),
        state: InvitationState::Pending,
        canceled: None,
        ended: None,
        previous: None,
    };
    let sid = template.sid;
    house.load(vec![template.into()]);
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::DeletionRequested);
}

#[test]
fn pending_accounts_count_against_the_limit_and_their_place_is_theirs() {
    let (house, ada, org, bob, account) = acme();
    let limit = |most| Command::SetLimit { org, limit: Limit::Accounts(Some(most)) };
    house.done(Who::Operator, limit(1));
    assert_eq!(house.refused(Who::User(ada), add_existing(org, account)), RefusalCode::LimitReached);
    house.done(Who::Operator, limit(2));
    let first = house.ask_to_join(ada, org, account);
    let (_, other) = house.outsider("other@side.example");
    assert_eq!(house.refused(Who::User(ada), add_existing(org, other)), RefusalCode::LimitReached);
    let create = Command::CreateAccount { name: label("New"), usage: Usage::Twilio, owner: ada };
    assert_eq!(house.refused(Who::User(ada), create.clone()), RefusalCode::LimitReached);
    // Replacing takes the place of the one it replaces.
    house.advance(limits::COOL_DOWN);
    let replace = Command::AddExistingAccount { org, account, replace: true };
    let Key::Invitation(second) = house.done(Who::User(ada), replace).plan.subjects[0] else {
        panic!("an invitation")
    };
    assert_eq!(house.invitation(first).canceled, Some(CancelReason::Superseded));
    let another = house.new_account(bob, "Another");
    assert_eq!(house.refused(Who::User(bob), accept(second)), RefusalCode::LimitReached, "two would come");
    house.close(bob, another);
    house.done(Who::User(bob), accept(second));
    assert_eq!(house.refused(Who::User(ada), create), RefusalCode::LimitReached);
}

#[test]
fn a_place_is_free_again_when_the_invitation_ends() {
    let (house, ada, org, bob, account) = acme();
    house.done(Who::Operator, Command::SetLimit { org, limit: Limit::Accounts(Some(2)) });
    let (_, other) = house.outsider("other@side.example");
    let ends: [&dyn Fn(InvitationSid); 3] = [
        &|sid| {
            house.done(Who::User(ada), Command::CancelInvitation { invitation: sid });
        },
        &|sid| {
            house.done(Who::User(bob), Command::DeclineInvitation { invitation: sid, code: None });
        },
        &|_| house.advance(limits::ACCOUNT_INVITATION),
    ];
    for end in ends {
        let sid = house.ask_to_join(ada, org, account);
        assert_eq!(house.refused(Who::User(ada), add_existing(org, other)), RefusalCode::LimitReached);
        end(sid);
    }
    house.ask_to_join(ada, org, other);
}

#[test]
fn nobody_but_the_owner_answers() {
    let (house, ada, org, bob, account) = acme();
    let manager = house.sign_up("manager@side.example", "Manager");
    house.accept_as(
        manager,
        house.invite_to(bob, account, "manager@side.example", &[AccountRole::Administrator]),
    );
    let sid = house.ask_to_join(ada, org, account);
    let code = house.invitation_code(sid);
    for who in [ada, manager] {
        for command in [
            coded(sid, code.clone()),
            Command::DeclineInvitation { invitation: sid, code: Some(code.clone()) },
        ] {
            assert_eq!(house.refused(Who::User(who), command), RefusalCode::NotAddressee);
        }
    }
    assert_eq!(house.refused(Who::Operator, coded(sid, code.clone())), RefusalCode::NotAddressee);
    assert_eq!(house.refused(Who::Visitor, coded(sid, code)), RefusalCode::SignInNeeded);
}

#[test]
fn whoever_owned_it_earlier_does_not_answer() {
    let (house, ada, org, bob, account) = acme();
    let (eve, _) = house.outsider("eve@side.example");
    let sid = house.ask_to_join(ada, org, account);
    // Outside an organization ownership moves only past the rules; the record decides all the same.
    let template = Invitation {
        sid: InvitationSid::from_bytes([5; 16]),
        email: house.user(eve).email,
        ..house.invitation(sid)
    };
    let stale = template.sid;
    house.load(vec![template.into()]);
    assert_eq!(house.refused(Who::User(eve), accept(stale)), RefusalCode::NotAddressee);
    let decline = Command::DeclineInvitation { invitation: stale, code: None };
    assert_eq!(house.refused(Who::User(eve), decline), RefusalCode::NotAddressee);
    house.advance(limits::COOL_DOWN);
    let resend = Command::ResendInvitation { invitation: stale };
    assert_eq!(house.refused(Who::User(ada), resend), RefusalCode::NotAddressee);
    house.done(Who::User(bob), accept(sid));
}

#[test]
fn an_unproven_owner_needs_the_code_and_five_wrong_ones_send_another() {
    let (house, ada, org, bob, account) = unproven();
    let sid = house.ask_to_join(ada, org, account);
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::CodeNeeded);
    let (old, sent) = (house.invitation_code(sid), house.messages().len());
    for _ in 0..limits::TRIES {
        let wrong = coded(sid, TypedCode::new("no"));
        assert_eq!(house.refused(Who::User(bob), wrong), RefusalCode::WrongCode);
    }
    assert_eq!(house.messages().len(), sent + 1);
    assert_eq!(house.refused(Who::User(bob), coded(sid, old)), RefusalCode::WrongCode);
    house.done(Who::User(bob), coded(sid, house.invitation_code(sid)));
    assert_eq!(house.user(bob).email_proven, Some(house.now()));
}

#[test]
fn an_old_code_is_dead_after_a_resend() {
    let (house, ada, org, bob, account) = unproven();
    let sid = house.ask_to_join(ada, org, account);
    let old = house.invitation_code(sid);
    house.advance(limits::COOL_DOWN);
    house.done(Who::User(ada), Command::ResendInvitation { invitation: sid });
    let invitation = house.invitation(sid);
    assert_eq!((invitation.sends, invitation.generation), (2, 2));
    assert_eq!(invitation.expires, house.now().plus(limits::ACCOUNT_INVITATION), "the time begins anew");
    assert_eq!(house.refused(Who::User(bob), coded(sid, old)), RefusalCode::WrongCode);
    house.done(Who::User(bob), coded(sid, house.invitation_code(sid)));
}

#[test]
fn a_code_of_another_organization_or_account_does_not_open_it() {
    let (house, ada, org, bob, account) = unproven();
    let (eve, other) = house.owner("eve@other.example", "Other");
    let sid = house.ask_to_join(ada, org, account);
    let foreign = house.ask_to_join(eve, other, account);
    let member = house.invite(ada, org, "bob@side.example", OrgRole::Administrator);
    for code in [foreign, member].map(|it| house.invitation_code(it)) {
        assert_eq!(house.refused(Who::User(bob), coded(sid, code)), RefusalCode::WrongCode);
    }
    house.done(Who::User(bob), coded(sid, house.invitation_code(sid)));
    for ended in [foreign, member] {
        assert_eq!(house.invitation(ended).canceled, Some(CancelReason::Invalidated));
    }
}

#[test]
fn at_the_exact_instant_of_expiry_it_is_over() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    house.set_clock(house.invitation(sid).expires);
    for command in [accept(sid), Command::DeclineInvitation { invitation: sid, code: None }] {
        assert_eq!(house.refused(Who::User(bob), command), RefusalCode::InvitationEnded);
    }
    assert_eq!(house.directory().account_counts(org, house.now()).pending, 0, "not shown as waiting either");
    house.set_clock(house.now().minus(Span(1)));
    house.done(Who::User(bob), accept(sid));
}

#[test]
fn an_expired_one_is_swept_and_the_account_can_be_asked_again() {
    let (house, ada, org, _, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    house.advance(limits::ACCOUNT_INVITATION);
    house.done(Who::System, Command::Expire);
    assert_eq!(house.invitation(sid).state, InvitationState::Expired);
    house.ask_to_join(ada, org, account);
}

#[test]
fn accepting_after_a_cancel_is_too_late() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    let plan = house.controller.plan(&house.actor(Who::User(bob)), &accept(sid)).expect("allowed so far");
    house.done(Who::User(ada), Command::CancelInvitation { invitation: sid });
    let error = house.controller.commit(plan, Consent::default()).expect_err("overtaken");
    assert!(
        matches!(&error, CommitError::Refused(it) if it.code == RefusalCode::InvitationEnded),
        "{error:?}"
    );
    assert_eq!(house.account(account).org, None);
    let cancel = Command::CancelInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(ada), cancel), RefusalCode::InvitationEnded);
}

#[test]
fn two_simultaneous_answers_and_one_wins() {
    let (house, ada, org, bob, account) = acme();
    let (eve, other) = house.owner("eve@other.example", "Other");
    let ours = house.ask_to_join(ada, org, account);
    let theirs = house.ask_to_join(eve, other, account);
    let actor = house.actor(Who::User(bob));
    let plans = [accept(ours), accept(theirs), Command::DeclineInvitation { invitation: ours, code: None }]
        .map(|command| house.controller.plan(&actor, &command).expect("allowed"));
    let results: Vec<Result<_, CommitError>> = std::thread::scope(|scope| {
        plans
            .map(|plan| scope.spawn(|| house.controller.commit(plan, Consent::default())))
            .map(|thread| thread.join().expect("no panic"))
            .into_iter()
            .collect()
    });
    // Whoever comes first decides. Declining leaves the other invitation open, but the plan that accepts it was to end
    // both, so it is a conflict, and previewed again.
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 1, "{results:?}");
    let state = |sid| house.invitation(sid).state;
    if state(ours) == InvitationState::Declined {
        assert!(matches!(results[1], Err(CommitError::Conflict(_))), "{results:?}");
        assert_eq!(state(theirs), InvitationState::Pending);
        house.done(Who::User(bob), accept(theirs));
    }
    let joined = [ours, theirs].iter().filter(|sid| state(**sid) == InvitationState::Accepted).count();
    assert_eq!(joined, 1, "{results:?}");
    let home = if state(ours) == InvitationState::Accepted { org } else { other };
    assert_eq!(
        (house.account(account).org, house.user(bob).membership.map(|m| m.org)),
        (Some(home), Some(home))
    );
}

#[test]
fn it_is_single_use() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    house.done(Who::User(bob), accept(sid));
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::InvitationEnded);
}

#[test]
fn joining_by_another_door_ends_it() {
    let (house, ada, org, bob, account) = acme();
    let (eve, other) = house.owner("eve@other.example", "Other");
    let ours = house.ask_to_join(ada, org, account);
    let theirs = house.ask_to_join(eve, other, account);
    house.accept_as(bob, house.invite(ada, org, "bob@side.example", OrgRole::Administrator));
    for sid in [ours, theirs] {
        assert_eq!(house.invitation(sid).canceled, Some(CancelReason::Invalidated));
        assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::InvitationEnded);
    }
    assert_eq!(house.user(bob).role_in(org), Some(OrgRole::Administrator));
}

#[test]
fn founding_an_organization_ends_it() {
    let (house, ada, org, bob, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    house.verify_phone(bob);
    house.create_org(bob, "Own");
    assert_eq!(house.invitation(sid).canceled, Some(CancelReason::Invalidated));
    let refused = house.refused(Who::User(ada), add_existing(org, account));
    assert_eq!(refused, RefusalCode::AccountElsewhere);
}

#[test]
fn blocked_while_the_sender_may_not_ask_and_free_again_afterwards() {
    let (house, ada, org, bob, account) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let sid = house.ask_to_join(admin, org, account);
    let role = |role| Command::SetRole { org, user: admin, role };
    house.done(Who::User(ada), role(OrgRole::Standard));
    assert_eq!(house.refused(Who::User(bob), accept(sid)), RefusalCode::InvitationBlocked);
    assert_eq!(house.invitation(sid).state, InvitationState::Pending);
    house.done(Who::User(ada), role(OrgRole::Administrator));
    house.done(Who::User(bob), accept(sid));
}

#[test]
fn a_suspended_account_joins_suspended() {
    let (house, ada, org, bob, account) = acme();
    let suspended = Account {
        sid: AccountSid::from_bytes([77; 16]),
        state: AccountState::Suspended,
        ..house.account(account)
    };
    let sid = suspended.sid;
    house.load(vec![suspended.into()]);
    house.accept_as(bob, house.ask_to_join(ada, org, sid));
    assert_eq!((house.account(sid).org, house.account(sid).state), (Some(org), AccountState::Suspended));
}

#[test]
fn declining_leaves_everything_as_it_was() {
    let (house, ada, org, bob, account) = acme();
    let (user, record) = (house.user(bob), house.account(account));
    let sid = house.ask_to_join(ada, org, account);
    house.done(Who::User(bob), Command::DeclineInvitation { invitation: sid, code: None });
    assert_eq!(house.invitation(sid).state, InvitationState::Declined);
    assert_eq!((house.user(bob), house.account(account)), (user, record));
    house.ask_to_join(ada, org, account);
}

#[test]
fn resending_keeps_to_its_limits() {
    let (house, ada, org, _, account) = acme();
    let sid = house.ask_to_join(ada, org, account);
    let resend = || Command::ResendInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(ada), resend()), RefusalCode::TooSoon);
    for _ in 1..limits::SENDS {
        house.advance(limits::COOL_DOWN);
        house.done(Who::User(ada), resend());
    }
    house.advance(limits::COOL_DOWN);
    assert_eq!(house.refused(Who::User(ada), resend()), RefusalCode::TooOften);
}

#[test]
fn roles_on_the_account_do_not_help_or_hinder() {
    let (house, ada, org, bob, account) = acme();
    house.accept_as(ada, house.invite_to(bob, account, "ada@acme.example", &[AccountRole::Developer]));
    assert_eq!(house.directory().account_counts(org, house.now()).independent, 1);
    house.accept_as(bob, house.ask_to_join(ada, org, account));
    assert_eq!(house.directory().account_counts(org, house.now()).independent, 0);
    house.done(Who::User(ada), grant(account, ada, &[AccountRole::Administrator]));
}
