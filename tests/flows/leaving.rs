//! Remove, delete, deactivate, activate: what each takes, what each leaves, and who may do it to whom.

use orgadm::controller::{Command, RefusalCode, Successors};
use orgadm::model::AccountRole::{Administrator, Developer, Support};
use orgadm::model::*;
use orgadm::rules::limits;

use crate::support::{House, grant, label, person, roles, to_account};

fn acme() -> (House, UserSid, OrgSid) {
    let house = House::new();
    let (ada, org) = house.owner("ada@owner.example", "Acme");
    (house, ada, org)
}

fn remove(org: OrgSid, user: UserSid, successors: Successors) -> Command {
    Command::RemoveUser { org, user, successors }
}

fn delete(org: OrgSid, user: UserSid, successors: Successors) -> Command {
    Command::DeleteUser { org, user, successors }
}

fn account(house: &House, owner: UserSid, name: &str) -> AccountSid {
    let command = Command::CreateAccount { name: label(name), usage: Usage::Twilio, owner };
    match house.done(Who::User(owner), command).plan.subjects[0] {
        Key::Account(sid) => sid,
        other => panic!("{other}"),
    }
}

/// A subaccount, put in as it is.
fn subaccount(house: &House, n: u8, parent: AccountSid) -> AccountSid {
    let sid = AccountSid::from_bytes([n; 16]);
    house.load(vec![Account { sid, parent: Some(parent), ..house.account(parent) }.into()]);
    sid
}

/// A main account that was closed, put in as it is.
fn closed(house: &House, n: u8, like: AccountSid) -> AccountSid {
    let sid = AccountSid::from_bytes([n; 16]);
    let (state, closed) = (AccountState::Closed, Some(house.now()));
    house.load(vec![Account { sid, state, closed, ..house.account(like) }.into()]);
    sid
}

#[test]
fn a_removed_user_keeps_the_login_and_loses_what_the_organization_gave() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Administrator);
    let (bob, _) = house.owner("bob@other.example", "Other");
    house.done(Who::User(ada), grant(house.account_of(ada), grace, &[Developer]));
    house.accept_as(grace, house.invite_to(bob, house.account_of(bob), "grace@side.example", &[Support]));
    let receipt = house.agreed(Who::User(ada), remove(org, grace, Successors::default()));
    let codes: Vec<&str> = receipt.plan.acknowledgements.iter().map(|needed| needed.code).collect();
    assert_eq!(codes, ["lose-membership", "lose-account-roles", "invitations-blocked", "no-way-back"]);
    let user = house.user(grace);
    assert_eq!((user.membership, user.state), (None, UserState::Active));
    assert_eq!(user.grants.iter().map(|g| g.account).collect::<Vec<_>>(), [house.account_of(bob)]);
    let said = &receipt.plan.consequences;
    assert!(said.iter().any(|line| line == "Roles on 1 account of others stay."), "{said:?}");
    house.invite(ada, org, "grace@side.example", OrgRole::Standard);
}

#[test]
fn accounts_stay_with_another_managed_active_user_and_subaccounts_follow() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let heir = house.member(ada, org, "heir@side.example", OrgRole::Standard);
    let main = account(&house, grace, "Main");
    let sub = subaccount(&house, 70, main);
    house.done(Who::User(ada), grant(main, heir, &[Developer]));
    house.agreed(Who::User(ada), remove(org, grace, Successors::one(heir)));
    for sid in [main, sub] {
        assert_eq!((house.account(sid).owner, house.account(sid).org), (heir, Some(org)));
    }
    assert!(house.user(heir).grants.is_empty(), "an owner needs no roles");
}

#[test]
fn the_same_person_takes_the_accounts_along_and_others_keep_their_roles_there() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let (main, second) = (account(&house, grace, "Main"), account(&house, grace, "Second"));
    let sub = subaccount(&house, 70, main);
    house.done(Who::User(grace), grant(main, ada, &[Developer]));
    let open = house.invite_to(grace, main, "x@side.example", &[Support]);
    let successors = Successors { all: Some(grace), each: vec![(second, ada)] };
    let receipt = house.agreed(Who::User(ada), remove(org, grace, successors));
    assert!(receipt.plan.acknowledgements.iter().any(|needed| needed.code == "accounts-leave"));
    assert!(receipt.plan.acknowledgements.iter().any(|needed| needed.code == "accounts-handed-over"));
    for sid in [main, sub] {
        assert_eq!((house.account(sid).owner, house.account(sid).org), (grace, None));
    }
    assert_eq!(house.account(second).owner, ada);
    assert_eq!(house.user(ada).roles_on(main), roles(&[Developer]), "independent from now on");
    assert_eq!(house.invitation(open).org, None);
    house.accept_as_visitor(open);
}

#[test]
fn every_account_in_use_needs_a_successor_who_fits() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let heir = house.member(ada, org, "heir@side.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let main = account(&house, grace, "Main");
    let sub = subaccount(&house, 70, main);
    let foreign = house.account_of(bob);
    house.done(Who::User(ada), Command::DeactivateUser { org, user: heir });
    let each = |account, user| Successors { all: None, each: vec![(account, user)] };
    for command in [remove, delete] {
        let refused = |successors| house.refused(Who::User(ada), command(org, grace, successors));
        assert_eq!(refused(Successors::default()), RefusalCode::SuccessorNeeded);
        assert_eq!(refused(Successors::one(heir)), RefusalCode::SuccessorUnfit, "deactivated");
        assert_eq!(refused(Successors::one(bob)), RefusalCode::SuccessorUnfit, "of another organization");
        assert_eq!(refused(each(foreign, ada)), RefusalCode::Invalid, "not theirs");
        assert_eq!(refused(each(sub, ada)), RefusalCode::Invalid, "follows its parent");
    }
    let command = delete(org, grace, Successors::one(grace));
    assert_eq!(house.refused(Who::User(ada), command), RefusalCode::SuccessorUnfit, "deleted, not removed");
}

#[test]
fn a_closed_account_goes_to_the_owner_without_a_question() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let heir = house.member(ada, org, "heir@side.example", OrgRole::Standard);
    let main = account(&house, grace, "Main");
    let old = closed(&house, 70, main);
    house.agreed(Who::User(ada), remove(org, grace, Successors { all: None, each: vec![(main, heir)] }));
    assert_eq!((house.account(main).owner, house.account(old).owner), (heir, ada));
}

#[test]
fn a_deleted_user_is_gone_and_what_bears_the_sid_keeps_it() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Administrator);
    let heir = house.member(ada, org, "heir@side.example", OrgRole::Standard);
    let (bob, _) = house.owner("bob@other.example", "Other");
    let main = account(&house, grace, "Main");
    house.done(Who::User(grace), grant(main, heir, &[Support]));
    let by = house.invite(grace, org, "new@side.example", OrgRole::Standard);
    let to = house.invite_to(bob, house.account_of(bob), "grace@side.example", &[Support]);
    let receipt = house.agreed(Who::User(ada), delete(org, grace, Successors::one(ada)));
    assert_eq!(house.get(Key::User(grace)), None);
    assert_eq!(house.account(main).owner, ada);
    assert_eq!(house.user(heir).grants[0].by, grace, "who granted stays known by SID");
    assert_eq!(house.invitation(by).canceled, Some(CancelReason::Invalidated));
    if let Some(Record::Invitation(to)) = house.get(Key::Invitation(to)) {
        assert_eq!(to.canceled, Some(CancelReason::Invalidated));
    }
    let said = &receipt.plan.consequences;
    assert!(said.iter().any(|line| line == "2 open invitations to or by the user end."), "{said:?}");
    assert!(!receipt.plan.irreversible.is_empty());
    // The address begins anew, with nothing of the old.
    let again = house.sign_up("grace@side.example", "Grace Again");
    assert!(again != grace && house.user(again).grants.is_empty() && house.user(again).membership.is_none());
}

#[test]
fn the_owner_is_protected_and_nobody_does_it_to_themselves() {
    let (house, ada, org) = acme();
    let admin = house.member(ada, org, "admin@side.example", OrgRole::Administrator);
    let other = house.member(ada, org, "other@side.example", OrgRole::Administrator);
    let standard = house.member(ada, org, "standard@side.example", OrgRole::Standard);
    let outside = house.sign_up("out@side.example", "Out Sider");
    let (bob, _) = house.owner("bob@else.example", "Other");
    let all = |user| {
        [
            remove(org, user, Successors::one(admin)),
            delete(org, user, Successors::one(admin)),
            Command::DeactivateUser { org, user },
        ]
    };
    for by in [ada, admin] {
        for command in all(ada) {
            assert_eq!(house.refused(Who::User(by), command), RefusalCode::OwnerProtected);
        }
    }
    for command in all(admin) {
        assert_eq!(house.refused(Who::User(admin), command.clone()), RefusalCode::NotOneself);
        assert_eq!(house.refused(Who::User(standard), command.clone()), RefusalCode::NotPermitted);
        assert_eq!(house.refused(Who::User(bob), command.clone()), RefusalCode::NotPermitted);
        assert_eq!(house.refused(Who::Visitor, command.clone()), RefusalCode::SignInNeeded);
        assert_eq!(house.refused(Who::Operator, command), RefusalCode::SignInNeeded);
    }
    for command in all(outside) {
        assert_eq!(house.refused(Who::User(ada), command), RefusalCode::NotManagedActive);
    }
    house.agreed(Who::User(admin), remove(org, other, Successors::default()));
}

#[test]
fn a_deactivated_user_cannot_act_and_comes_back_with_everything() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Administrator);
    house.done(Who::User(ada), grant(house.account_of(ada), grace, &[Developer]));
    let before = house.user(grace);
    let deactivate = Command::DeactivateUser { org, user: grace };
    house.done(Who::User(ada), deactivate.clone());
    assert_eq!(house.refused(Who::User(ada), deactivate), RefusalCode::NoChange);
    assert_eq!(house.refused(Who::User(grace), Command::SignIn), RefusalCode::UserInactive);
    let role = Command::SetRole { org, user: grace, role: OrgRole::Standard };
    house.done(Who::User(ada), role.clone());
    house.done(Who::User(ada), Command::SetRole { org, user: grace, role: OrgRole::Administrator });
    let activate = Command::ActivateUser { org, user: grace };
    house.done(Who::User(ada), activate.clone());
    assert_eq!(house.user(grace), before);
    assert_eq!(house.refused(Who::User(ada), activate), RefusalCode::NoChange);
}

#[test]
fn deactivating_the_owner_of_an_account_leaves_it_theirs_and_says_so() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let main = account(&house, grace, "Main");
    let receipt = house.done(Who::User(ada), Command::DeactivateUser { org, user: grace });
    assert_eq!((house.account(main).owner, house.account(main).state), (grace, AccountState::Active));
    let said = &receipt.plan.consequences;
    assert!(said.iter().any(|line| line.starts_with("1 account owned by the user goes on")), "{said:?}");
}

#[test]
fn removing_a_deactivated_user_frees_the_login() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    house.done(Who::User(ada), Command::DeactivateUser { org, user: grace });
    house.agreed(Who::User(ada), remove(org, grace, Successors::default()));
    assert_eq!(house.user(grace).state, UserState::Active);
    house.done(Who::User(grace), Command::SignIn);
}

#[test]
fn what_a_removed_sender_sent_is_blocked_and_free_when_they_belong_again() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Administrator);
    let sid = house.invite(grace, org, "new@side.example", OrgRole::Standard);
    house.agreed(Who::User(ada), remove(org, grace, Successors::default()));
    let code = Some(house.invitation_code(sid));
    let accept = Command::AcceptInvitation { invitation: sid, code, name: Some(person("New Person")) };
    assert_eq!(house.refused(Who::Visitor, accept.clone()), RefusalCode::InvitationBlocked);
    assert_eq!(house.invitation(sid).state, InvitationState::Pending);
    house.accept_as(grace, house.invite(ada, org, "grace@side.example", OrgRole::Administrator));
    house.done(Who::Visitor, accept);
}

#[test]
fn a_removed_administrator_of_an_account_no_longer_invites_to_it() {
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    let main = house.account_of(ada);
    house.done(Who::User(ada), grant(main, grace, &[Administrator]));
    house.agreed(Who::User(ada), remove(org, grace, Successors::default()));
    let invite = to_account(main, "x@side.example", &[Support]);
    assert_eq!(house.refused(Who::User(grace), invite), RefusalCode::NotPermitted);
}

#[test]
fn a_role_given_twenty_times_over_cannot_keep_anybody() {
    // Fifty roles are the most; all of them go in one change of one record.
    let (house, ada, org) = acme();
    let grace = house.member(ada, org, "grace@side.example", OrgRole::Standard);
    for n in 0..limits::ROLES_A_USER / 2 {
        let sid = account(&house, ada, &format!("A{n}"));
        house.done(Who::User(ada), grant(sid, grace, &[Developer, Support]));
    }
    let receipt = house.agreed(Who::User(ada), remove(org, grace, Successors::default()));
    assert_eq!(receipt.plan.changes.len(), 1);
    assert!(house.user(grace).grants.is_empty());
}
