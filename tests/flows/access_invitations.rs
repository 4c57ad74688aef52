//! Invitations to roles on an account, and account roles offered along with membership.

use orgadm::controller::{Command, RefusalCode};
use orgadm::model::AccountRole::{Administrator, Developer, Support};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, email, grant, label, person, roles, to_account};

fn accept(sid: InvitationSid) -> Command {
    Command::AcceptInvitation { invitation: sid, code: None, name: None }
}

fn acme() -> (House, UserSid, OrgSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    let account = house.account_of(ada);
    (house, ada, org, account)
}

#[test]
fn a_new_address_becomes_an_independent_user_with_these_roles() {
    let (house, ada, org, account) = acme();
    let sid = house.invite_to(ada, account, "x@side.example", &[Developer, Support]);
    let invitation = house.invitation(sid);
    assert_eq!(
        (invitation.org, invitation.expires),
        (Some(org), house.now().plus(limits::ACCESS_INVITATION))
    );
    let user = house.accept_as_visitor(sid);
    assert_eq!(house.user(user).membership, None);
    let given = Grant { account, roles: roles(&[Developer, Support]), by: ada, at: house.now() };
    assert_eq!(house.user(user).grants, [given]);
    assert!(house.directory().accounts_owned_by(user).is_empty());
    assert_eq!(house.directory().user_counts(org, house.now()).independent, 1);
    assert_eq!(house.invitation(sid).state, InvitationState::Accepted);
}

#[test]
fn an_existing_user_gets_the_roles_brings_nothing_and_may_belong_elsewhere() {
    let (house, ada, _, account) = acme();
    let (bob, other) = house.owner("bob@other.example", "Other");
    let sid = house.invite_to(ada, account, "bob@other.example", &[Support]);
    house.accept_as(bob, sid);
    assert_eq!(house.user(bob).role_in(other), Some(OrgRole::Owner));
    assert_eq!(house.account(house.account_of(bob)).org, Some(other));
    assert_eq!(house.user(bob).roles_on(account), roles(&[Support]));
}

#[test]
fn a_grant_given_meanwhile_is_replaced() {
    let (house, ada, org, account) = acme();
    let sid = house.invite_to(ada, account, "grace@side.example", &[Support]);
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    assert_eq!(house.invitation(sid).state, InvitationState::Pending, "joining leaves it open");
    house.done(Who::User(ada), grant(account, grace, &[Developer]));
    house.accept_as(grace, sid);
    assert_eq!(house.user(grace).roles_on(account), roles(&[Support]));
}

#[test]
fn who_may_invite_resend_and_cancel_is_who_may_grant() {
    let (house, ada, org, account) = acme();
    let standard = house.member(ada, org, "standard@side.example", OrgRole::Standard);
    let admin = house.member(ada, org, "admin@side.example", OrgRole::Administrator);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let invite = || to_account(account, "x@side.example", &[Support]);
    for by in [standard, bob] {
        assert_eq!(house.refused(Who::User(by), invite()), RefusalCode::NotPermitted);
    }
    house.done(Who::User(ada), grant(account, standard, &[Administrator]));
    let sid = house.invite_to(standard, account, "x@side.example", &[Support]);
    house.advance(limits::COOL_DOWN);
    let resend = || Command::ResendInvitation { invitation: sid };
    let cancel = || Command::CancelInvitation { invitation: sid };
    assert_eq!(house.refused(Who::User(bob), resend()), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(bob), cancel()), RefusalCode::NotPermitted);
    house.done(Who::User(standard), resend());
    assert_eq!(house.refused(Who::User(standard), resend()), RefusalCode::TooSoon);
    house.done(Who::User(admin), cancel());
    assert_eq!(house.refused(Who::User(admin), cancel()), RefusalCode::InvitationEnded);
}

#[test]
fn one_is_open_an_account_and_address_and_replace_ends_it() {
    let (house, ada, org, account) = acme();
    let first = house.invite_to(ada, account, "x@side.example", &[Support]);
    let again = to_account(account, "X@side.example", &[Developer]);
    assert_eq!(house.refused(Who::User(ada), again), RefusalCode::InvitationOpen);
    house.invite(ada, org, "x@side.example", OrgRole::Standard);
    let second = Command::CreateAccount { name: label("Second"), usage: Usage::Twilio, owner: ada };
    let Key::Account(second) = house.done(Who::User(ada), second).plan.subjects[0] else {
        panic!("an account")
    };
    house.invite_to(ada, second, "x@side.example", &[Support]);
    let replace = Command::InviteToAccount {
        account,
        email: email("x@side.example"),
        roles: roles(&[Developer]),
        replace: true,
    };
    assert_eq!(house.refused(Who::User(ada), replace.clone()), RefusalCode::TooSoon);
    house.advance(limits::COOL_DOWN);
    house.done(Who::User(ada), replace);
    assert_eq!(house.invitation(first).canceled, Some(CancelReason::Superseded));
}

#[test]
fn the_owner_and_whoever_has_access_are_not_invited() {
    let (house, ada, org, account) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let refused = |address| house.refused(Who::User(ada), to_account(account, address, &[Support]));
    assert_eq!(refused("ada@owner.example"), RefusalCode::OwnsAccount);
    house.done(Who::User(ada), grant(account, grace, &[Developer]));
    assert_eq!(refused("grace@side.example"), RefusalCode::HasAccess);
}

#[test]
fn a_sender_who_may_no_longer_grant_blocks_it() {
    let (house, ada, org, account) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    house.done(Who::User(ada), grant(account, grace, &[Administrator]));
    let user = house.sign_up("x@side.example", "Some Body");
    let sid = house.invite_to(grace, account, "x@side.example", &[Support]);
    house.done(Who::User(ada), Command::RevokeAccess { account, user: grace });
    assert_eq!(house.refused(Who::User(user), accept(sid)), RefusalCode::InvitationBlocked);
    house.done(Who::User(ada), grant(account, grace, &[Administrator]));
    house.accept_as(user, sid);
}

/// An open invitation to this account, put in as it is.
fn open_to(
    house: &House,
    ada: UserSid,
    org: Option<OrgSid>,
    account: AccountSid,
    of: &[AccountRole],
) -> InvitationSid {
    let sid = InvitationSid::from_bytes([5; 16]);
    let kind = InvitationKind::AccountAccess { account, roles: roles(of) };
    house.load(vec![
        Invitation {
            sid,
            org,
            email: email("x@side.example"),
            kind,
            sender: Some(ada),
            created: house.now(),
            last_sent: house.now(),
            sends: 1,
            generation: 1,
            tries: 0,
            expires: house.now().plus(limits::ACCESS_INVITATION),
            state: InvitationState::Pending,
            canceled: None,
            ended: None,
            previous: None,
        }
        .into(),
    ]);
    sid
}

#[test]
fn a_closed_account_takes_nobody() {
    let (house, ada, org, account) = acme();
    let user = house.sign_up("x@side.example", "Some Body");
    let closed = AccountSid::from_bytes([70; 16]);
    house.load(vec![Account { sid: closed, state: AccountState::Closed, ..house.account(account) }.into()]);
    let sid = open_to(&house, ada, Some(org), closed, &[Support]);
    assert_eq!(house.refused(Who::User(user), accept(sid)), RefusalCode::AccountNotOpen);
    let invite = to_account(closed, "y@side.example", &[Support]);
    assert_eq!(house.refused(Who::User(ada), invite), RefusalCode::AccountNotOpen);
}

#[test]
fn roles_that_can_no_longer_be_granted_are_not_accepted() {
    let (house, ada, org, account) = acme();
    let user = house.sign_up("x@side.example", "Some Body");
    let sid = open_to(&house, ada, Some(org), account, &[Administrator, Support]);
    assert_eq!(house.refused(Who::User(user), accept(sid)), RefusalCode::RolesExclude);
}

#[test]
fn requested_deletion_blocks_sending_and_accepting() {
    use crate::domains_and_operator::organization_with;
    let (org, ada) = (OrgSid::from_bytes([9; 16]), UserSid::from_bytes([1; 16]));
    let house = House::with(|store| {
        let records = organization_with(org, ada, |it| it.state = OrgState::DeletionRequested);
        crate::support::load(store, records);
    });
    let user = house.sign_up("x@side.example", "Some Body");
    let create = Command::CreateAccount { name: label("Main"), usage: Usage::Twilio, owner: ada };
    let Key::Account(account) = house.done(Who::User(ada), create).plan.subjects[0] else {
        panic!("an account")
    };
    let sid = open_to(&house, ada, Some(org), account, &[Support]);
    assert_eq!(house.refused(Who::User(user), accept(sid)), RefusalCode::DeletionRequested);
    let invite = to_account(account, "y@side.example", &[Support]);
    assert_eq!(house.refused(Who::User(ada), invite), RefusalCode::DeletionRequested);
}

#[test]
fn row_10_prevent_lets_administrators_invite_and_nobody_else() {
    let (house, ada, org, account) = acme();
    house.verified(ada, org, "side.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let grace = house.member(ada, org, "grace@owner.example", OrgRole::Standard);
    house.done(Who::User(ada), grant(account, grace, &[Administrator]));
    let invite = to_account(account, "x@side.example", &[Support]);
    assert_eq!(house.refused(Who::User(grace), invite), RefusalCode::SignUpPrevented);
    let user = house.accept_as_visitor(house.invite_to(ada, account, "x@side.example", &[Support]));
    assert_eq!(house.user(user).membership, None);
}

#[test]
fn row_10_add_automatically_makes_the_new_user_a_member_with_the_roles() {
    let (house, ada, org, account) = acme();
    house.verified(ada, org, "side.example");
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically });
    let user = house.accept_as_visitor(house.invite_to(ada, account, "x@side.example", &[Support]));
    assert_eq!(house.user(user).role_in(org), Some(OrgRole::Standard));
    assert_eq!(house.user(user).roles_on(account), roles(&[Support]));
}

#[test]
fn row_11_an_account_outside_is_refused_under_prevent_and_decided_at_the_answer() {
    let (house, ada, org, _) = acme();
    house.verified(ada, org, "side.example");
    let bob = house.sign_up("bob@else.example", "Bob");
    let account = house.account_of(bob);
    let sid = house.invite_to(bob, account, "x@side.example", &[Support]);
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::Prevent });
    let other = to_account(account, "y@side.example", &[Support]);
    assert_eq!(house.refused(Who::User(bob), other), RefusalCode::SignUpPrevented);
    let code = Some(house.invitation_code(sid));
    let answer = Command::AcceptInvitation { invitation: sid, code, name: Some(person("New Person")) };
    assert_eq!(house.refused(Who::Visitor, answer), RefusalCode::SignUpPrevented);
    house.done(Who::User(ada), Command::SetSignUpPolicy { org, policy: SignUpPolicy::KeepOut });
    let user = house.accept_as_visitor(sid);
    assert_eq!(house.user(user).membership, None);
}

#[test]
fn open_invitations_to_an_account_join_with_it_and_their_code_goes_on_counting() {
    let (house, ada, org, _) = acme();
    let bob = house.sign_up("bob@else.example", "Bob");
    let sid = house.invite_to(bob, house.account_of(bob), "x@side.example", &[Support]);
    assert_eq!(house.invitation(sid).org, None);
    let code = Some(house.invitation_code(sid));
    house.accept_as(bob, house.invite(ada, org, "bob@else.example", OrgRole::Standard));
    assert_eq!(house.invitation(sid).org, Some(org));
    let answer = Command::AcceptInvitation { invitation: sid, code, name: Some(person("New Person")) };
    house.done(Who::Visitor, answer);
}

fn with_access(org: OrgSid, address: &str, access: Vec<OfferedRoles>) -> Command {
    Command::InviteUser { org, email: email(address), role: OrgRole::Standard, access, replace: false }
}

#[test]
fn membership_with_account_roles_gives_both() {
    let (house, ada, org, account) = acme();
    let offered = OfferedRoles { account, roles: roles(&[Developer]) };
    let receipt = house.done(Who::User(ada), with_access(org, "x@side.example", vec![offered]));
    assert!(receipt.plan.line.contains(&format!("--access {account}=developer")), "{}", receipt.plan.line);
    let Key::Invitation(sid) = receipt.plan.subjects[0] else { panic!("an invitation") };
    let user = house.accept_as_visitor(sid);
    assert_eq!(house.user(user).role_in(org), Some(OrgRole::Standard));
    assert_eq!(house.user(user).roles_on(account), roles(&[Developer]));
}

#[test]
fn offered_roles_on_an_account_that_is_gone_are_skipped_and_said() {
    let (house, ada, org, account) = acme();
    let user = house.sign_up("x@side.example", "Some Body");
    let closed = AccountSid::from_bytes([70; 16]);
    house.load(vec![Account { sid: closed, state: AccountState::Closed, ..house.account(account) }.into()]);
    let template = house.invitation(house.invite(ada, org, "t@side.example", OrgRole::Standard));
    let of = |account| OfferedRoles { account, roles: roles(&[Support]) };
    let kind = InvitationKind::UserJoin { role: OrgRole::Standard, access: vec![of(closed), of(account)] };
    let sid = InvitationSid::from_bytes([6; 16]);
    house.load(vec![Invitation { sid, email: email("x@side.example"), kind, ..template }.into()]);
    let receipt = house.accept_as(user, sid);
    let said = &receipt.plan.consequences;
    assert!(said.iter().any(|line| line.contains(&format!("offered on {closed} are not given"))), "{said:?}");
    assert!(house.user(user).roles_on(closed).is_empty());
    assert_eq!(house.user(user).roles_on(account), roles(&[Support]));
}

#[test]
fn account_roles_are_offered_on_own_open_accounts_once_and_in_number() {
    let (house, ada, org, account) = acme();
    let (bob, _) = house.owner("bob@other.example", "Other");
    let closed = AccountSid::from_bytes([70; 16]);
    house.load(vec![Account { sid: closed, state: AccountState::Closed, ..house.account(account) }.into()]);
    let offer = |account, of: &[AccountRole]| OfferedRoles { account, roles: roles(of) };
    let refused = |access| house.refused(Who::User(ada), with_access(org, "x@side.example", access));
    assert_eq!(refused(vec![offer(house.account_of(bob), &[Support])]), RefusalCode::AccountNotManaged);
    assert_eq!(refused(vec![offer(account, &[Administrator, Support])]), RefusalCode::RolesExclude);
    assert_eq!(refused(vec![offer(closed, &[Support])]), RefusalCode::AccountNotOpen);
    assert_eq!(refused(vec![offer(account, &[Support]); 2]), RefusalCode::Invalid);
    assert_eq!(refused(vec![offer(account, &[Developer, Support]); 26]), RefusalCode::RoleCap);
}
