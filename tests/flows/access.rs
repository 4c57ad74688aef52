//! Giving, changing and taking account roles: who may, to whom, which, how many.

use orgadm::controller::{Command, RefusalCode};
use orgadm::directory::{AccessOf, AccessQuery};
use orgadm::model::AccountRole::{Administrator, BillingManager, Developer, Support};
use orgadm::model::*;

use crate::support::{House, grant, label, roles};

fn revoke(account: AccountSid, user: UserSid) -> Command {
    Command::RevokeAccess { account, user }
}

/// Somebody outside who holds a role on the account.
fn independent(
    house: &House,
    by: UserSid,
    account: AccountSid,
    address: &str,
    of: &[AccountRole],
) -> UserSid {
    let user = house.sign_up(address, "Inde Pendent");
    let sid = house.invite_to(by, account, address, of);
    house.accept_as(user, sid);
    user
}

#[test]
fn the_roles_become_exactly_these_and_nothing_else_of_the_record_changes() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let before = house.user(grace);
    let receipt = house.done(Who::User(ada), grant(account, grace, &[Developer, Support]));
    let permits = |role: AccountRole| receipt.plan.consequences.iter().any(|line| line == role.permits());
    assert!(permits(Developer) && permits(Support), "{:?}", receipt.plan.consequences);
    assert_eq!(receipt.plan.subjects, [Key::User(grace), Key::Account(account)]);
    let given = Grant { account, roles: roles(&[Developer, Support]), by: ada, at: house.now() };
    assert_eq!(house.user(grace), User { grants: vec![given], ..before.clone() });
    house.done(Who::User(ada), grant(account, grace, &[BillingManager]));
    assert_eq!(house.user(grace).roles_on(account), roles(&[BillingManager]));
    assert_eq!(
        house.refused(Who::User(ada), grant(account, grace, &[BillingManager])),
        RefusalCode::NoChange
    );
    house.done(Who::User(ada), revoke(account, grace));
    assert_eq!(house.user(grace), before);
    assert_eq!(house.refused(Who::User(ada), revoke(account, grace)), RefusalCode::NoAccess);
}

#[test]
fn administrators_of_the_organization_and_managers_of_the_account_may() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let admin = house.member(ada, org, "admin@acme.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@acme.example", OrgRole::Standard);
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let account = house.account_of(ada);
    let command = || grant(account, grace, &[Developer]);
    for by in [standard, bob, grace] {
        assert_eq!(house.refused(Who::User(by), command()), RefusalCode::NotPermitted);
        assert_eq!(house.refused(Who::User(by), revoke(account, grace)), RefusalCode::NotPermitted);
    }
    assert_eq!(house.refused(Who::Visitor, command()), RefusalCode::SignInNeeded);
    house.done(Who::User(admin), command());
    house.done(Who::User(admin), revoke(account, grace));
    house.done(Who::User(ada), grant(account, standard, &[Developer]));
    assert_eq!(house.refused(Who::User(standard), command()), RefusalCode::NotPermitted, "only a Developer");
    house.done(Who::User(ada), grant(account, standard, &[Administrator]));
    house.done(Who::User(standard), command());
    let theirs = independent(&house, ada, account, "ind@side.example", &[Administrator]);
    house.done(Who::User(theirs), revoke(account, grace));
    house.done(Who::User(theirs), command());
}

#[test]
fn strangers_are_invited_and_independent_users_are_granted() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.account_of(ada);
    let second = Command::CreateAccount { name: label("Second"), usage: Usage::Twilio, owner: ada };
    let second = house.done(Who::User(ada), second).plan.subjects[0];
    let Key::Account(second) = second else { panic!("an account") };
    let stranger = house.sign_up("out@side.example", "Out Sider");
    assert_eq!(
        house.refused(Who::User(ada), grant(account, stranger, &[Support])),
        RefusalCode::InvitationNeeded
    );
    let user = independent(&house, ada, account, "ind@side.example", &[Developer]);
    house.done(Who::User(ada), grant(second, user, &[Support]));
    let first = house.done(Who::User(ada), revoke(account, user));
    assert!(!first.plan.consequences.iter().any(|line| line.contains("leaves the independent users")));
    let last = house.done(Who::User(ada), revoke(second, user));
    assert!(last.plan.consequences.iter().any(|line| line.contains("leaves the independent users of Acme")));
    assert_eq!(house.directory().user_counts(org, house.now()).independent, 0);
    assert_eq!(
        house.refused(Who::User(ada), grant(account, user, &[Support])),
        RefusalCode::InvitationNeeded
    );
}

#[test]
fn on_an_account_without_an_organization_only_holders_are_changed_directly() {
    let house = House::new();
    let bob = house.sign_up("bob@side.example", "Bob");
    let eve = house.sign_up("eve@side.example", "Eve");
    let account = house.account_of(bob);
    assert_eq!(house.refused(Who::User(bob), grant(account, eve, &[Support])), RefusalCode::InvitationNeeded);
    let sid = house.invite_to(bob, account, "eve@side.example", &[Support]);
    house.accept_as(eve, sid);
    house.done(Who::User(bob), grant(account, eve, &[Developer]));
    house.done(Who::User(bob), revoke(account, eve));
}

#[test]
fn the_owner_of_the_account_is_neither_granted_nor_revoked() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let account = house.account_of(ada);
    assert_eq!(house.refused(Who::User(ada), grant(account, ada, &[Support])), RefusalCode::OwnsAccount);
    assert_eq!(house.refused(Who::User(ada), revoke(account, ada)), RefusalCode::OwnsAccount);
}

#[test]
fn administrator_excludes_the_others_and_one_role_is_named() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    for wrong in [&[Administrator, Support][..], &[]] {
        assert_eq!(house.refused(Who::User(ada), grant(account, grace, wrong)), RefusalCode::RolesExclude);
        let invite = crate::support::to_account(account, "x@side.example", wrong);
        assert_eq!(house.refused(Who::User(ada), invite), RefusalCode::RolesExclude);
    }
    assert_eq!(RefusalCode::RolesExclude.number(), Some(25202));
}

/// A member with this many grants of three roles, and an account of the Owner.
fn crowded(house: &House, ada: UserSid, org: OrgSid, accounts: u8, state: UserState) -> UserSid {
    let sid = UserSid::from_bytes([99; 16]);
    let member = User {
        sid,
        email: crate::support::email("many@acme.example"),
        state,
        membership: Some(Membership { org, role: OrgRole::Standard, since: Timestamp(0) }),
        grants: (0..accounts)
            .map(|n| Grant {
                account: AccountSid::from_bytes([100 + n; 16]),
                roles: roles(&[Developer, BillingManager, Support]),
                by: ada,
                at: Timestamp(0),
            })
            .collect(),
        ..house.user(ada)
    };
    house.load(vec![member.into()]);
    sid
}

#[test]
fn fifty_roles_are_the_most_over_all_accounts() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let account = house.account_of(ada);
    let user = crowded(&house, ada, org, 16, UserState::Active);
    let refused = house.refused(Who::User(ada), grant(account, user, &[Developer, BillingManager, Support]));
    assert_eq!(refused, RefusalCode::RoleCap, "51");
    house.done(Who::User(ada), grant(account, user, &[Developer, Support]));
    house.done(Who::User(ada), grant(account, user, &[Developer, BillingManager]));
}

#[test]
fn deactivated_users_are_not_granted() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let user = crowded(&house, ada, org, 0, UserState::Inactive);
    let command = grant(house.account_of(ada), user, &[Support]);
    assert_eq!(house.refused(Who::User(ada), command), RefusalCode::UserInactive);
}

#[test]
fn closed_accounts_and_subaccounts_take_no_roles_suspended_ones_do() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let main = house.account(house.account_of(ada));
    let sid = |n| AccountSid::from_bytes([n; 16]);
    house.load(vec![
        Account { sid: sid(70), state: AccountState::Closed, ..main.clone() }.into(),
        Account { sid: sid(71), state: AccountState::PendingClosure, ..main.clone() }.into(),
        Account { sid: sid(72), state: AccountState::Suspended, ..main.clone() }.into(),
        Account { sid: sid(73), parent: Some(main.sid), ..main }.into(),
    ]);
    let refused = |n| house.refused(Who::User(ada), grant(sid(n), grace, &[Support]));
    assert_eq!(refused(70), RefusalCode::AccountNotOpen);
    assert_eq!(refused(71), RefusalCode::AccountNotOpen);
    assert_eq!(refused(73), RefusalCode::Invalid);
    house.done(Who::User(ada), grant(sid(72), grace, &[Support]));
}

#[test]
fn the_report_says_who_granted_what_and_when() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let account = house.account_of(ada);
    let user = independent(&house, ada, account, "ind@side.example", &[Developer]);
    house.done(Who::User(ada), grant(account, grace, &[Support]));
    let directory = house.directory();
    let lines = directory.access(&AccessQuery::all(Some(org), AccessOf::Everybody), house.now(), &[]);
    let rows = lines.into_iter().filter_map(|at| directory.access_row(at));
    let found: Vec<_> = rows.map(|row| (row.user.sid, row.account.sid, row.roles, row.by, row.at)).collect();
    let now = Timestamp(house.now().0 / 1000 * 1000);
    assert!(found.contains(&(ada, account, None, None, None)), "{found:?}");
    assert!(found.contains(&(grace, account, Some(roles(&[Support])), Some(ada), Some(now))), "{found:?}");
    assert!(found.contains(&(user, account, Some(roles(&[Developer])), Some(ada), Some(now))), "{found:?}");
    assert_eq!(found.len(), 3, "the account of the independent user is theirs: {found:?}");
}

#[test]
fn a_preview_shows_the_roles_that_change_and_not_those_on_other_accounts() {
    let house = House::new();
    let (ada, _) = house.owner("ada@acme.example", "Acme");
    let (bob, _) = house.owner("bob@other.example", "Other");
    let account = house.account_of(ada);
    let user = independent(&house, bob, house.account_of(bob), "ind@side.example", &[Developer]);
    let sid = house.invite_to(ada, account, "ind@side.example", &[Support]);
    house.accept_as(user, sid);
    let command = grant(account, user, &[BillingManager]);
    let plan = house.controller.plan(&house.actor(Who::User(ada)), &command).expect("allowed");
    let change = &plan.changes[0];
    let directory = house.directory();
    let fields = orgadm::controller::differences(change.before.as_ref(), change.after.as_ref(), &directory);
    let shown: Vec<_> =
        fields.iter().map(|field| (field.before.as_deref(), field.after.as_deref())).collect();
    assert_eq!(shown, [(Some("Main: Support"), Some("Main: Billing Manager"))]);
}
