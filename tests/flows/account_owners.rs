//! Who owns an account: change of owner, release to somebody outside, and giving one's own roles up.

use orgadm::controller::{Command, RefusalCode};
use orgadm::directory::{AccountList, AccountQuery};
use orgadm::model::AccountRole::{Administrator, Developer, Support};
use orgadm::model::*;

use crate::support::{House, acknowledged, all_ticked, grant, roles};

fn change(account: AccountSid, user: UserSid) -> Command {
    Command::ChangeAccountOwner { account, user }
}

fn release(account: AccountSid, user: UserSid) -> Command {
    Command::ReleaseAccount { account, user }
}

/// An organization whose Owner is ada, with a Standard user grace who owns an account with a subaccount.
fn acme() -> (House, UserSid, OrgSid, UserSid, AccountSid, AccountSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.full_account(grace, "Hers");
    let sub = house.subaccount(grace, account, "Sub");
    (house, ada, org, grace, account, sub)
}

#[test]
fn the_old_owner_stays_as_administrator_and_subaccounts_go_along() {
    let (house, ada, org, grace, account, sub) = acme();
    let linus = house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    house.done(Who::User(grace), grant(account, linus, &[Developer]));
    house.done(Who::User(ada), change(account, linus));
    assert_eq!([account, sub].map(|sid| house.account(sid).owner), [linus; 2]);
    let given = Grant { account, roles: roles(&[Administrator]), by: ada, at: house.now() };
    assert_eq!(house.user(grace).grants, [given]);
    assert!(house.user(linus).grants.is_empty(), "an owner needs no roles");
    assert_eq!(house.directory().accounts_owned_by(linus).len(), 2);
    // And back: the Administrator of the account becomes its owner again.
    house.done(Who::User(ada), change(account, grace));
    assert!(house.user(grace).grants.is_empty());
    assert_eq!(house.user(linus).roles_on(account), roles(&[Administrator]));
}

#[test]
fn closed_subaccounts_go_along_too() {
    let (house, ada, _, grace, account, sub) = acme();
    house.close(grace, sub);
    house.done(Who::User(ada), change(account, ada));
    assert_eq!(house.account(sub).owner, ada);
}

#[test]
fn only_administrators_change_the_owner_of_a_managed_account() {
    let (house, ada, org, grace, account, _) = acme();
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let (bob, outside) = house.outsider("bob@side.example");
    assert_eq!(house.refused(Who::User(grace), change(account, ada)), RefusalCode::NotPermitted);
    assert_eq!(house.refused(Who::User(bob), change(account, ada)), RefusalCode::NotPermitted);
    for who in [ada, bob] {
        assert_eq!(house.refused(Who::User(who), change(outside, ada)), RefusalCode::AccountNotManaged);
    }
    house.done(Who::User(admin), change(account, admin));
}

#[test]
fn the_new_owner_is_a_managed_active_user_and_another_one() {
    let (house, ada, org, grace, account, sub) = acme();
    let (bob, _) = house.outsider("bob@side.example");
    let (eve, _) = house.owner("eve@other.example", "Other");
    for user in [bob, eve] {
        assert_eq!(house.refused(Who::User(ada), change(account, user)), RefusalCode::NotManagedActive);
    }
    let inactive = User {
        sid: UserSid::from_bytes([88; 16]),
        email: crate::support::email("gone@acme.example"),
        state: UserState::Inactive,
        membership: house.user(grace).membership,
        ..house.user(grace)
    };
    house.load(vec![inactive.clone().into()]);
    let refused = house.refused(Who::User(ada), change(account, inactive.sid));
    assert_eq!(refused, RefusalCode::NotManagedActive);
    assert_eq!(house.refused(Who::User(ada), change(account, grace)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(ada), change(sub, ada)), RefusalCode::MainAccountOnly);
    house.close(ada, account);
    assert_eq!(house.refused(Who::User(ada), change(account, ada)), RefusalCode::AccountNotOpen);
    assert!(house.user(ada).is_managed_by(org));
}

#[test]
fn a_suspended_account_can_have_another_owner() {
    let (house, ada, _, _, account, sub) = acme();
    house.done(Who::User(ada), Command::SuspendAccount { account });
    house.done(Who::User(ada), change(account, ada));
    assert_eq!([account, sub].map(|sid| house.account(sid).state), [AccountState::Suspended; 2]);
}

#[test]
fn the_cap_on_roles_holds_for_the_old_owner() {
    let (house, ada, org, ..) = acme();
    let crowded = User {
        sid: UserSid::from_bytes([88; 16]),
        email: crate::support::email("crowded@acme.example"),
        grants: (0..50)
            .map(|n| Grant {
                account: AccountSid::from_bytes([100 + n; 16]),
                roles: roles(&[Support]),
                by: ada,
                at: Timestamp(0),
            })
            .collect(),
        membership: Some(Membership { org, role: OrgRole::Standard, since: Timestamp(0) }),
        ..house.user(ada)
    };
    let theirs = AccountSid::from_bytes([90; 16]);
    let account = Account { sid: theirs, owner: crowded.sid, ..house.account(house.account_of(ada)) };
    house.load(vec![crowded.into(), account.into()]);
    assert_eq!(house.refused(Who::User(ada), change(theirs, ada)), RefusalCode::RoleCap);
}

#[test]
fn an_open_invitation_of_the_new_owner_to_the_account_ends() {
    let (house, ada, org, grace, account, _) = acme();
    let linus = house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    let sid = house.invite_to(grace, account, "linus@acme.example", &[Support]);
    let other = house.invite_to(ada, account, "x@side.example", &[Support]);
    house.done(Who::User(ada), change(account, linus));
    assert_eq!(house.invitation(sid).canceled, Some(CancelReason::Invalidated));
    assert_eq!(house.invitation(other).state, InvitationState::Pending);
    house.accept_as_visitor(other);
}

/// The same with bob, who belongs to no organization and holds a role on the account.
fn with_bob() -> (House, UserSid, OrgSid, UserSid, AccountSid, AccountSid, UserSid) {
    let (house, ada, org, grace, account, sub) = acme();
    let (bob, _) = house.outsider("bob@side.example");
    house.accept_as(bob, house.invite_to(grace, account, "bob@side.example", &[Developer]));
    (house, ada, org, grace, account, sub, bob)
}

#[test]
fn a_released_account_leaves_with_its_subaccounts_and_designation() {
    let (house, ada, org, grace, account, sub, bob) = with_bob();
    house.done(Who::Operator, Command::RecordBaa { org });
    house.done(Who::User(ada), Command::SetHipaa { account, on: true });
    let designation = house.account(account).hipaa;
    let open = house.invite_to(ada, account, "x@side.example", &[Support]);
    let consent = acknowledged("leaves-organization");
    house.run_with(Who::User(ada), release(account, bob), consent).expect("allowed");
    for sid in [account, sub] {
        assert_eq!((house.account(sid).org, house.account(sid).owner), (None, bob));
    }
    assert_eq!(house.account(account).hipaa, designation);
    assert_eq!(house.user(grace).roles_on(account), roles(&[Administrator]));
    assert!(house.user(grace).is_managed_by(org) && house.user(bob).membership.is_none());
    assert!(house.user(bob).grants.is_empty());
    assert_eq!(house.invitation(open).org, None);
    let directory = house.directory();
    let independent = AccountQuery::all(org, AccountList::Independent);
    assert_eq!(directory.accounts(&independent, house.now(), &[]), [account], "grace still has a role there");
    assert_eq!(directory.user_counts(org, house.now()).independent, 0);
    // Nobody of the organization can act on it any more, and nobody at all on its designation.
    let suspend = Command::SuspendAccount { account };
    assert_eq!(house.refused(Who::User(ada), suspend), RefusalCode::AccountNotManaged);
    let switch = Command::SetHipaa { account, on: false };
    assert_eq!(house.refused(Who::User(bob), switch), RefusalCode::AccountNotManaged);
}

#[test]
fn releasing_wants_its_box_and_an_administrator() {
    let (house, ada, _, grace, account, sub, bob) = with_bob();
    let without = house.refused(Who::User(ada), release(account, bob));
    assert_eq!(without, RefusalCode::AcknowledgementNeeded);
    for who in [grace, bob] {
        assert_eq!(house.refused(Who::User(who), release(account, bob)), RefusalCode::NotPermitted);
    }
    assert_eq!(house.refused(Who::User(ada), release(sub, bob)), RefusalCode::MainAccountOnly);
    house.close(ada, account);
    assert_eq!(house.refused(Who::User(ada), release(account, bob)), RefusalCode::AccountNotOpen);
}

#[test]
fn only_somebody_outside_with_a_role_can_take_it() {
    let (house, ada, _, grace, account, _, _) = with_bob();
    let (stranger, theirs) = house.outsider("stranger@side.example");
    let (eve, _) = house.owner("eve@other.example", "Other");
    house.accept_as(eve, house.invite_to(ada, account, "eve@other.example", &[Support]));
    for (user, code) in [
        (grace, RefusalCode::AlreadyMember),
        (ada, RefusalCode::AlreadyMember),
        (stranger, RefusalCode::NoAccess),
        (eve, RefusalCode::MemberElsewhere),
    ] {
        assert_eq!(house.refused(Who::User(ada), release(account, user)), code);
    }
    assert_eq!(house.refused(Who::User(ada), release(theirs, stranger)), RefusalCode::AccountNotManaged);
}

#[test]
fn a_released_account_can_be_asked_back() {
    let (house, ada, org, _, account, sub, bob) = with_bob();
    house.run_with(Who::User(ada), release(account, bob), all_ticked()).expect("allowed");
    house.accept_as(bob, house.ask_to_join(ada, org, account));
    assert_eq!([account, sub].map(|sid| house.account(sid).org), [Some(org); 2]);
}

#[test]
fn whoever_holds_roles_can_give_them_up_and_owners_cannot() {
    let (house, ada, org, grace, account, sub, bob) = with_bob();
    let relinquish = |account| Command::RelinquishAccess { account };
    assert_eq!(house.refused(Who::User(grace), relinquish(account)), RefusalCode::OwnsAccount);
    assert_eq!(house.refused(Who::User(ada), relinquish(account)), RefusalCode::NoAccess);
    assert_eq!(house.refused(Who::User(bob), relinquish(sub)), RefusalCode::NoAccess);
    assert_eq!(house.refused(Who::Visitor, relinquish(account)), RefusalCode::SignInNeeded);
    house.done(Who::User(bob), relinquish(account));
    assert!(house.user(bob).grants.is_empty());
    assert_eq!(house.directory().user_counts(org, house.now()).independent, 0);
}

#[test]
fn roles_on_a_closed_account_can_be_given_up() {
    let (house, ada, _, _, account, _, bob) = with_bob();
    house.close(ada, account);
    house.done(Who::User(bob), Command::RelinquishAccess { account });
    assert!(house.user(bob).grants.is_empty());
}

#[test]
fn the_second_factor_of_an_account_is_a_setting_of_its_managers() {
    let (house, ada, _, grace, account, sub, bob) = with_bob();
    let set = |account, policy| Command::SetTwoFactorPolicy { account, policy };
    let every = TwoFactorPolicy::EveryLogin;
    assert_eq!(house.refused(Who::User(bob), set(account, every)), RefusalCode::NotPermitted);
    house.done(Who::User(grace), set(account, every));
    assert_eq!(house.account(account).two_factor, every);
    assert_eq!(house.refused(Who::User(ada), set(account, every)), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(ada), set(sub, every)), RefusalCode::MainAccountOnly);
    house.done(Who::User(ada), set(account, TwoFactorPolicy::OncePerComputer));
    house.close(ada, account);
    assert_eq!(house.refused(Who::User(ada), set(account, every)), RefusalCode::AccountNotOpen);
}
