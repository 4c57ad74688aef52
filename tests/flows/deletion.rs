//! Deleting an organization: who asks, who confirms, what goes on meanwhile, and that everything which rested on it is
//! void the moment it is confirmed, swept or not.

use std::sync::Barrier;

use orgadm::controller::port::Store;
use orgadm::controller::{Command, RefusalCode, Swept};
use orgadm::directory::{AccountList, AccountQuery, UserList, UserQuery};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{
    House, START, acknowledged, confirmed, domain, grant, invite, label, sign_up, to_account,
};

const SYSTEM: Who = Who::System;

/// Requested by the Owner.
fn request(house: &House, owner: UserSid, org: OrgSid, name: &str) {
    house.run_with(Who::User(owner), Command::RequestDeletion { org }, confirmed(name)).expect("requested");
}

/// Requested and confirmed; nothing is swept.
fn delete(house: &House, owner: UserSid, org: OrgSid, name: &str) {
    request(house, owner, org, name);
    let receipt = house.run_with(Who::Operator, Command::ConfirmDeletion { org }, confirmed(name));
    let plan = receipt.expect("confirmed").plan;
    assert_eq!(plan.changes.len(), 1, "one record changes, however many belong to it");
}

fn sweep(house: &House) -> Swept {
    let actor = Actor { who: SYSTEM, evidence: Evidence::System, origin: Origin::Sweeper };
    house.controller.sweep(&actor).expect("swept")
}

#[test]
fn only_the_owner_requests_and_withdraws_and_types_the_name() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let (ask, withdraw) = (|| Command::RequestDeletion { org }, || Command::WithdrawDeletion { org });
    for who in [admin, standard, bob] {
        assert_eq!(house.refused(Who::User(who), ask()), RefusalCode::NotPermitted);
    }
    assert_eq!(house.refused(Who::Visitor, ask()), RefusalCode::SignInNeeded);
    assert_eq!(house.refused(Who::Operator, ask()), RefusalCode::SignInNeeded);
    assert_eq!(house.refused(Who::User(ada), withdraw()), RefusalCode::DeletionNotRequested);
    assert_eq!(house.refused(Who::User(ada), ask()), RefusalCode::ConfirmationNeeded);
    request(&house, ada, org, "Acme");
    let organization = house.organization(org);
    assert_eq!(organization.state, OrgState::DeletionRequested);
    assert_eq!(
        organization.deletion.map(|d| (d.by, d.requested, d.confirmed)),
        Some((ada, house.now(), None))
    );
    assert_eq!(house.refused(Who::User(ada), ask()), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(admin), withdraw()), RefusalCode::NotPermitted);
    house.done(Who::User(ada), withdraw());
    let organization = house.organization(org);
    assert_eq!((organization.state, organization.deletion), (OrgState::Active, None));
}

#[test]
fn while_it_is_requested_invitations_stand_still_and_all_else_goes_on() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let open = house.invite(ada, org, "new@side.example", OrgRole::Standard);
    let access = house.invite_to(ada, account, "guest@side.example", &[AccountRole::Support]);
    let code = Some(house.invitation_code(open));
    request(&house, ada, org, "Acme");
    house.advance(limits::COOL_DOWN);
    let name = Some(crate::support::person("New Person"));
    for (who, command) in [
        (Who::User(ada), invite(org, "other@side.example", OrgRole::Standard)),
        (Who::User(ada), to_account(account, "other@side.example", &[AccountRole::Support])),
        (Who::User(ada), Command::ResendInvitation { invitation: open }),
        (Who::User(ada), Command::ResendInvitation { invitation: access }),
        (Who::Visitor, Command::AcceptInvitation { invitation: open, code, name }),
    ] {
        assert_eq!(house.refused(who, command.clone()), RefusalCode::DeletionRequested, "{command:?}");
    }
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Developer]));
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    house.done(Who::User(grace), Command::ClaimDomain { org, name: domain("labs.example") });
    house.done(Who::User(ada), Command::RenameAccount { account, name: label("Renamed") });
    house.done(Who::User(ada), Command::CancelInvitation { invitation: access });
    let joined = house.sign_up("late@acme.example", "Late");
    assert_eq!(house.user(joined).role_in(org), Some(OrgRole::Standard), "the policy still adds");
    house.done(Who::User(ada), Command::WithdrawDeletion { org });
    house.accept_as_visitor(open);
}

#[test]
fn only_the_operator_confirms_once_it_was_requested() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let confirm = || Command::ConfirmDeletion { org };
    for who in [Who::User(ada), Who::Visitor, SYSTEM] {
        assert_eq!(house.refused(who, confirm()), RefusalCode::OperatorOnly);
    }
    assert_eq!(house.refused(Who::Operator, confirm()), RefusalCode::DeletionNotRequested);
    request(&house, ada, org, "Acme");
    assert_eq!(house.refused(Who::User(ada), confirm()), RefusalCode::OperatorOnly);
    assert_eq!(house.refused(Who::Operator, confirm()), RefusalCode::ConfirmationNeeded);
    house.run_with(Who::Operator, confirm(), confirmed("Acme")).expect("confirmed");
    assert_eq!(house.organization(org).deletion.and_then(|d| d.confirmed), Some(house.now()));
    assert_eq!(house.refused(Who::Operator, confirm()), RefusalCode::NoChange);
    let withdrawn = Command::WithdrawDeletion { org };
    assert_eq!(house.refused(Who::User(ada), withdrawn), RefusalCode::NotFound, "it does not come back");
}

#[test]
fn whatever_acts_on_a_deleted_organization_is_refused() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let claim = house.verified(ada, org, "acme.example");
    delete(&house, ada, org, "Acme");
    for (who, command) in [
        (Who::User(ada), Command::RenameOrganization { org, name: label("Back") }),
        (Who::User(ada), invite(org, "x@side.example", OrgRole::Standard)),
        (Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent }),
        (Who::User(ada), Command::ChangeOwner { org, user: grace }),
        (Who::User(ada), Command::RequestDeletion { org }),
        (Who::Operator, Command::RecordBaa { org }),
        (Who::Operator, Command::RecoverOwner { org, user: grace }),
        (Who::Operator, Command::SetLimit { org, limit: orgadm::controller::Limit::Domains(3) }),
        (Who::Operator, Command::VerifyDomain { domain: claim }),
    ] {
        assert_eq!(house.refused(who, command.clone()), RefusalCode::NotFound, "{command:?}");
    }
    let role = Command::SetRole { org, user: grace, role: OrgRole::Administrator };
    assert!(house.run(Who::User(ada), role).is_err());
    let claim = Command::ClaimDomain { org, name: domain("labs.example") };
    assert!(house.run(Who::User(ada), claim).is_err());
}

#[test]
fn its_people_are_free_at_once_and_the_stale_reference_is_replaced() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Administrator);
    let (bob, other) = house.owner("bob@other.example", "Other");
    let account = house.account_of(ada);
    house.done(Who::User(ada), grant(account, grace, &[AccountRole::Support]));
    delete(&house, ada, org, "Acme");
    assert_eq!(house.user(ada).role_in(org), Some(OrgRole::Owner), "nothing but one record was changed");

    house.done(Who::User(grace), Command::SignIn);
    assert_eq!(
        house.user(grace).membership,
        None,
        "whatever changes a record next writes it down as it counts"
    );
    let offer = house.invite(bob, other, "grace@acme.example", OrgRole::Standard);
    house.done(Who::User(grace), Command::AcceptInvitation { invitation: offer, code: None, name: None });
    assert_eq!(house.user(grace).role_in(other), Some(OrgRole::Standard));
    assert_eq!(house.user(grace).roles_on(account), AccountRoles::of(&[AccountRole::Support]), "roles stay");

    let mine = Command::CreateAccount { name: label("Mine"), usage: Usage::Twilio, owner: ada };
    house.done(Who::User(ada), mine);
    let second = house.create_org(ada, "Second");
    assert_eq!(house.user(ada).role_in(second), Some(OrgRole::Owner), "straight from the one into the other");
    for account in house.directory().accounts_owned_by(ada) {
        assert_eq!(house.account(account).org, Some(second), "and every account along");
    }
    let left = Swept { dropped_messages: 0, ..sweep(&house) };
    assert_eq!(left, Swept::default(), "nothing is left to release");
}

#[test]
fn a_deactivated_user_of_it_can_sign_in_again() {
    let sid = UserSid::from_bytes([7; 16]);
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let membership = Some(Membership { org, role: OrgRole::Standard, since: house.now() });
    let user = User {
        sid,
        email: crate::support::email("gone@acme.example"),
        state: UserState::Inactive,
        membership,
        grants: Vec::new(),
        ..house.user(ada)
    };
    house.load(vec![user.into()]);
    assert_eq!(house.refused(Who::User(sid), Command::SignIn), RefusalCode::UserInactive);
    delete(&house, ada, org, "Acme");
    house.done(Who::User(sid), Command::SignIn);
    assert_eq!((house.user(sid).state, house.user(sid).membership), (UserState::Active, None));
}

#[test]
fn its_domains_bind_nobody_and_can_be_proven_by_others() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    house.verified(ada, org, "acme.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let refused = sign_up("new@acme.example", "New");
    assert_eq!(house.refused(Who::Visitor, refused.clone()), RefusalCode::SignUpPrevented);
    let elsewhere = invite(other, "x@acme.example", OrgRole::Standard);
    assert_eq!(house.refused(Who::User(bob), elsewhere.clone()), RefusalCode::DomainTaken);
    delete(&house, ada, org, "Acme");
    house.done(Who::Visitor, refused);
    house.done(Who::User(bob), elsewhere);
    house.verified(bob, other, "acme.example");
    sweep(&house);
    assert_eq!(house.directory().domains_of(other).count(), 1, "the sweeper takes only what was void");
}

#[test]
fn its_invitations_have_ended_in_every_list_and_guard() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.account_of(ada);
    let open = house.invite(ada, org, "new@side.example", OrgRole::Standard);
    let access = house.invite_to(ada, account, "guest@side.example", &[AccountRole::Support]);
    let codes = [open, access].map(|sid| house.invitation_code(sid));
    delete(&house, ada, org, "Acme");
    for (sid, code) in [open, access].into_iter().zip(codes) {
        let name = Some(crate::support::person("New Person"));
        let accept = Command::AcceptInvitation { invitation: sid, code: Some(code.clone()), name };
        assert_eq!(house.refused(Who::Visitor, accept), RefusalCode::InvitationEnded);
        let decline = Command::DeclineInvitation { invitation: sid, code: Some(code) };
        assert_eq!(house.refused(Who::Visitor, decline), RefusalCode::InvitationEnded);
        assert!(house.controller.invitation_code(sid).expect("readable").is_none(), "no code counts");
    }
    let directory = house.directory();
    assert!(directory.inbox_of("new@side.example", house.now()).is_empty());
    assert!(directory.pending_on(account, house.now()).is_empty());
    // The account is its owner's alone now, who may invite to it anew.
    house.invite_to(ada, account, "guest@side.example", &[AccountRole::Developer]);
    sweep(&house);
    let ended = house.invitation(open);
    assert_eq!((ended.state, ended.canceled), (InvitationState::Canceled, Some(CancelReason::Invalidated)));
    assert_eq!(ended.ended, house.organization(org).deletion.and_then(|deletion| deletion.confirmed));
}

#[test]
fn the_directory_shows_nothing_of_it_before_and_after_the_sweep() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.verified(ada, org, "acme.example");
    house.invite(ada, org, "new@side.example", OrgRole::Standard);
    let (bob, other) = house.owner("bob@other.example", "Other");
    let account = house.account_of(bob);
    house.done(Who::User(bob), invite(other, "x@other.example", OrgRole::Standard));
    let access = house.invite_to(bob, account, "grace@acme.example", &[AccountRole::Support]);
    house.accept_as(grace, access);
    delete(&house, ada, org, "Acme");
    for swept in [false, true] {
        for directory in [house.directory(), house.reopened().directory().expect("loaded")] {
            let counts = directory.user_counts(org, house.now());
            assert_eq!((counts.managed, counts.independent, counts.pending), (0, 0, 0), "{swept}");
            assert!(directory.users_of(&UserQuery::all(org, UserList::Managed), house.now()).is_empty());
            assert!(
                directory
                    .accounts(&AccountQuery::all(org, AccountList::Managed), house.now(), &[])
                    .is_empty()
            );
            assert_eq!(directory.domains_of(org).count(), 0);
            assert_eq!(directory.totals(org), Default::default());
            for user in [ada, grace] {
                let row = directory.user(user).expect("there");
                assert_eq!((row.membership, row.state), (None, UserState::Active));
                assert_eq!(directory.reach_of(user).organization, None, "the switcher leads nowhere");
            }
            assert_eq!(directory.account(house.account_of(ada)).and_then(|row| row.org), None);
            assert!(directory.suggest_members(org, "a", 9).is_empty());
            let others = directory.users_of(&UserQuery::all(other, UserList::Independent), house.now());
            assert_eq!(others, [grace], "and what concerns others is untouched");
            assert_eq!(directory.user_counts(other, house.now()).pending, 1);
        }
        if !swept {
            let done = sweep(&house);
            assert_eq!((done.released_users, done.released_accounts), (2, 1));
            assert_eq!((done.ended_claims, done.canceled_invitations, done.others), (1, 1, 0));
        }
    }
    for kind in [Kind::User, Kind::Account, Kind::Domain] {
        assert_eq!(house.store.count_in(org, kind), Ok(0), "{kind:?}");
    }
}

#[test]
fn many_are_released_in_batches_the_closed_among_them() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (owner, account) = (house.user(ada), house.account(house.account_of(ada)));
    let sid = |n: u16| {
        let mut bytes = [9; 16];
        bytes[..2].copy_from_slice(&n.to_be_bytes());
        bytes
    };
    let member = |n: u16| User {
        sid: UserSid::from_bytes(sid(n)),
        email: crate::support::email(&format!("m{n}@acme.example")),
        membership: owner.membership.map(|held| Membership { role: OrgRole::Standard, ..held }),
        ..owner.clone()
    };
    let owned = |n: u16, state| Account {
        sid: AccountSid::from_bytes(sid(n)),
        owner: UserSid::from_bytes(sid(n)),
        state,
        phone: None,
        ..account.clone()
    };
    let users: Vec<Record> = (0..1_500).map(|n| member(n).into()).collect();
    let accounts: Vec<Record> = (0..1_500).map(|n| owned(n, AccountState::Active).into()).collect();
    house.load(users);
    house.load(accounts);
    let closed = Account { closed: Some(house.now()), ..owned(2_000, AccountState::Closed) };
    house.load(vec![Account { owner: UserSid::from_bytes(sid(3)), ..closed }.into()]);
    delete(&house, ada, org, "Acme");
    let controller = house.reopened();
    let actor = Actor { who: SYSTEM, evidence: Evidence::System, origin: Origin::Sweeper };
    // Messages that are over are dropped in a plan of their own, after all else.
    let others = house.messages().into_iter().filter(|it| it.state == MessageState::Waiting);
    for message in others.map(|it| it.sid) {
        house.done(Who::Operator, Command::DropMessage { message });
    }
    let before = house.head().0;
    let done = controller.sweep(&actor).expect("swept");
    assert_eq!((done.released_users, done.released_accounts), (1_501, 1_502));
    let entries = house.head().0 - before;
    for position in before + 1..=before + entries {
        let header = house.store.entry(Position(position)).expect("readable").expect("there").header;
        assert!(header.changes as usize <= limits::SWEEP + 1, "{}", header.changes);
        assert_eq!(header.command, CommandKind::Release);
    }
    assert_eq!(entries, 2, "3,003 records in batches of 2,000");
    for kind in [Kind::User, Kind::Account] {
        assert_eq!(house.store.count_in(org, kind), Ok(0));
    }
    assert!(controller.sweep(&actor).expect("swept").is_nothing());
}

#[test]
fn the_name_is_erased_after_thirty_days_with_every_image_of_it() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let named = house.head();
    house.done(Who::User(ada), Command::RenameOrganization { org, name: label("Acme Corp") });
    let renamed = house.head();
    delete(&house, ada, org, "Acme Corp");
    sweep(&house);
    let confirmed_at = house.now();
    house.set_clock(confirmed_at.plus(limits::NAME_KEPT).minus(Span(1)));
    assert_eq!(sweep(&house).erased_names, 0);
    assert!(house.get(Key::OrganizationName(org)).is_some());
    house.advance(Span(1));
    assert_eq!(sweep(&house).erased_names, 1);
    let erased = house.head();
    assert_eq!(house.get(Key::OrganizationName(org)), None);
    assert_eq!(house.directory().organization(org).map(|row| row.name.is_empty()), Some(true));
    for position in [named, renamed, erased] {
        let entry = house.store.entry(position).expect("readable").expect("there");
        let of_name = entry.changes.iter().find(|change| change.key == Key::OrganizationName(org));
        let sides = of_name.map(|change| [&change.before, &change.after]).expect("its change");
        assert!(sides.iter().all(|side| side.record().is_none()), "{position}: {sides:?}");
        assert!(sides.contains(&&ImageState::Erased), "{position}");
    }
    let header = house.store.entry(erased).expect("readable").expect("there").header;
    assert_eq!(header.command, CommandKind::Erase);
    assert_eq!(house.store.verify(None).expect("read").findings, Vec::<String>::new(), "the chain is whole");
    house.set_clock(confirmed_at);
    assert!(sweep(&house).is_nothing(), "a clock that jumps back revives nothing");
    assert_eq!(house.get(Key::OrganizationName(org)), None);
    assert_eq!(house.user(ada).membership, None);
}

#[test]
fn two_sweeps_at_once_share_the_work() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    for n in 0..20 {
        house.member(ada, org, &format!("m{n}@acme.example"), OrgRole::Standard);
    }
    let open = house.invite(ada, org, "new@side.example", OrgRole::Standard);
    delete(&house, ada, org, "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let waits = house.invite(bob, other, "late@side.example", OrgRole::Standard);
    house.advance(limits::NAME_KEPT);
    let together = Barrier::new(2);
    let done: Vec<Swept> = std::thread::scope(|scope| {
        let each = || {
            together.wait();
            sweep(&house)
        };
        let (one, two) = (scope.spawn(each), scope.spawn(each));
        [one, two].into_iter().map(|thread| thread.join().expect("ended")).collect()
    });
    let sum = |of: fn(&Swept) -> usize| done.iter().map(of).sum::<usize>();
    assert_eq!((sum(|s| s.released_users), sum(|s| s.released_accounts)), (21, 1));
    assert_eq!((sum(|s| s.erased_names), sum(|s| s.canceled_invitations)), (1, 1));
    assert_eq!(sum(|s| s.expired_invitations), 1);
    assert_eq!(house.invitation(open).state, InvitationState::Canceled);
    assert_eq!(house.invitation(waits).state, InvitationState::Expired);
    assert!(sweep(&house).is_nothing());
}

#[test]
fn compaction_follows_an_erasure_at_most_daily() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let (bob, other) = house.owner("bob@other.example", "Other");
    let due = || house.controller.compaction_is_due(house.now()).expect("readable");
    assert!(!due(), "nothing was erased");
    delete(&house, ada, org, "Acme");
    house.advance(Span::hours(1));
    delete(&house, bob, other, "Other");
    house.set_clock(house.now().plus(limits::NAME_KEPT).minus(Span::minutes(30)));
    assert_eq!(sweep(&house).erased_names, 1);
    assert!(due());
    let actor = house.actor(Who::Operator);
    let mut last = (0, 0);
    let done = house.controller.compact(&actor, &mut |done, all| last = (done, all)).expect("compacted");
    assert!(last.0 == last.1 && last.1 > 0, "{last:?}");
    let entry = house.store.entry(done.position).expect("readable").expect("there").header;
    assert_eq!((entry.command, entry.kind), (CommandKind::Compact, EntryKind::Maintenance));
    assert!(!due(), "no bytes are left");
    house.advance(Span::hours(1));
    assert_eq!(sweep(&house).erased_names, 1);
    assert!(!due(), "the last one was an hour ago");
    house.advance(Span::hours(23));
    assert!(due());
    house.set_clock(START);
    assert!(!due(), "nor after a clock that jumped back");
}

#[test]
fn the_acknowledgement_of_a_verified_claim_is_not_asked_of_the_sweeper() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    house.done(Who::User(ada), Command::SetReasonRequired { org, on: true });
    let claim = house.run_with(
        Who::User(ada),
        Command::ClaimDomain { org, name: domain("acme.example") },
        orgadm::controller::Consent { reason: Reason::parse("The reason", "ours").ok(), ..acknowledged("") },
    );
    claim.expect("with a reason");
    let consent = |reason: &str| orgadm::controller::Consent {
        reason: Reason::parse("The reason", reason).ok(),
        ..confirmed("Acme")
    };
    let ask = Command::RequestDeletion { org };
    assert_eq!(
        house.run_with(Who::User(ada), ask.clone(), confirmed("Acme")).map(drop).map_err(|e| e.to_string()),
        Err("This organization wants a reason for every change. Type one, or add --reason \"…\".".into())
    );
    house.run_with(Who::User(ada), ask, consent("we close")).expect("with a reason");
    house.run_with(Who::Operator, Command::ConfirmDeletion { org }, consent("asked for")).expect("confirmed");
    assert_eq!(sweep(&house).ended_claims, 1, "a rule of the organization does not hold the sweeper");
}

/// Everything asked for.
fn given(house: &House, who: Who, command: Command) -> orgadm::controller::Receipt {
    let plan = house.plan(who, &command);
    house.run_with(who, command, crate::support::everything_given(&plan)).expect("allowed")
}

#[test]
fn a_deleted_user_takes_along_everything_addressed_to_them() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.sign_up("grace@acme.example", "Grace");
    let first = house.invite(ada, org, "grace@acme.example", OrgRole::Standard);
    house.done(Who::User(grace), Command::DeclineInvitation { invitation: first, code: None });
    let second = house.invite(ada, org, "grace@acme.example", OrgRole::Administrator);
    house.accept_as(grace, second);
    let account = house.account_of(ada);
    let sent = house.invite(grace, org, "friend@side.example", OrgRole::Standard);
    let waits = house.invite_to(ada, account, "grace@acme.example", &[AccountRole::Support]);
    let keys = house.store.addressed_to(&crate::support::email("grace@acme.example")).expect("readable");
    // A sign-up with its message, three invitations with theirs.
    assert_eq!(keys.len(), 2 + 3 * 2, "{keys:?}");
    let before = house.head();
    let successors = orgadm::controller::Successors::one(ada);
    let receipt = given(&house, Who::User(ada), Command::DeleteUser { org, user: grace, successors });
    for key in keys.iter().chain([&Key::User(grace)]) {
        assert_eq!(house.get(*key), None, "{key}");
        assert!(receipt.plan.erase.contains(key), "{key}");
    }
    let says = |text: &str| receipt.plan.consequences.iter().any(|line| line.contains(text));
    assert!(says("Invitations, sign-ups and messages addressed to the person are erased along."));
    assert!(says("The reason given now is kept"));
    for position in 1..=house.head().0 {
        let entry = house.store.entry(Position(position)).expect("readable").expect("there");
        for change in entry.changes.iter().filter(|change| receipt.plan.erase.contains(&change.key)) {
            let sides = [change.before.record(), change.after.record()];
            assert_eq!(sides, [None, None], "{} in {position}", change.key);
        }
    }
    assert_eq!(house.invitation(sent).state, InvitationState::Canceled, "what they sent stays, ended");
    assert!(house.get(Key::Invitation(waits)).is_none());
    assert_eq!(house.store.verify(None).expect("read").findings, Vec::<String>::new());
    assert!(house.store.info().expect("read").erased.is_some());
    // Nothing tells the new person from anybody else.
    let again = house.sign_up("grace@acme.example", "Grace");
    assert!(again != grace && house.user(again).membership.is_none());
    assert!(house.head() > before);
    let receipt = receipt.position.expect("an entry");
    let seen = house.controller.audit_entry(org, receipt).expect("readable").expect("ours");
    let of_user = seen.changes.iter().find(|change| change.key == Key::User(grace)).expect("named");
    assert_eq!(of_user.before, ImageState::Erased, "shown as erased, not as somebody else's");
}

#[test]
fn a_row_that_is_taken_back_erases_nothing() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let delete = |user| Command::DeleteUser { org, user, successors: Default::default() };
    let refused = Command::Many(vec![delete(grace), delete(ada)]);
    assert_eq!(house.refused(Who::User(ada), refused), RefusalCode::OwnerProtected);
    assert!(house.get(Key::User(grace)).is_some());
    assert_eq!(house.store.info().expect("read").erased, None);
    let heir = house.member(ada, org, "heir@acme.example", OrgRole::Standard);
    let receipt = given(&house, Who::User(ada), Command::Many(vec![delete(grace), delete(heir)]));
    let users = receipt.plan.erase.iter().filter(|key| matches!(key, Key::User(_))).count();
    assert_eq!(users, 2);
}
