//! Lists as seen from one organization, and that applying changes keeps them right.

use super::*;
use crate::model::{
    Account, AccountKind, AccountRole, AccountRoles, AccountState, Email, Grant, Label, Membership, OrgRole,
    PersonName, Position, TwoFactor, TwoFactorPolicy, Usage, User, UserState,
};

pub(super) const ORG: OrgSid = OrgSid::from_bytes([1; 16]);
pub(super) const OTHER: OrgSid = OrgSid::from_bytes([2; 16]);

pub(super) fn user(n: u8, name: &str, org: Option<OrgSid>, on: &[AccountSid]) -> User {
    User {
        sid: UserSid::from_bytes([n; 16]),
        email: Email::parse(&format!("u{n}@acme.example")).expect("valid"),
        email_proven: None,
        name: PersonName::parse("", name).expect("valid"),
        state: UserState::Active,
        membership: org.map(|org| Membership { org, role: OrgRole::Standard, since: Timestamp(0) }),
        grants: on
            .iter()
            .map(|account| Grant {
                account: *account,
                roles: AccountRoles::of(&[AccountRole::Support]),
                by: UserSid::from_bytes([0; 16]),
                at: Timestamp(0),
            })
            .collect(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

pub(super) fn account(n: u8, owner: UserSid, org: Option<OrgSid>) -> Account {
    Account {
        sid: AccountSid::from_bytes([n; 16]),
        name: Label::parse("", "Main").expect("valid"),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Twilio,
        owner,
        org,
        parent: None,
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: Timestamp(0),
        closed: None,
    }
}

pub(super) fn put(directory: &mut Directory, record: impl Into<Record>) {
    let record = record.into();
    directory.apply(&[Change {
        key: record.key(),
        before: None,
        after: Some(record),
        previous: Position::NONE,
    }]);
}

fn names(directory: &Directory, list: UserList) -> Vec<String> {
    directory
        .users_of(&UserQuery::all(ORG, list), Timestamp(0))
        .into_iter()
        .filter_map(|sid| directory.user(sid).map(|row| row.name.to_string()))
        .collect()
}

#[test]
fn independent_is_derived_from_roles_on_our_accounts() {
    let mut directory = Directory::default();
    let (ours, theirs) = (AccountSid::from_bytes([10; 16]), AccountSid::from_bytes([11; 16]));
    put(&mut directory, user(1, "ada", Some(ORG), &[]));
    put(&mut directory, user(2, "Grace", Some(OTHER), &[ours]));
    put(&mut directory, user(3, "Linus", None, &[theirs]));
    put(&mut directory, user(4, "Barbara", None, &[ours, theirs]));
    put(&mut directory, account(10, UserSid::from_bytes([1; 16]), Some(ORG)));
    put(&mut directory, account(11, UserSid::from_bytes([2; 16]), Some(OTHER)));
    assert_eq!(names(&directory, UserList::Managed), ["ada"]);
    assert_eq!(names(&directory, UserList::Independent), ["Barbara", "Grace"]);
    assert_eq!(
        directory.user_counts(ORG, Timestamp(0)),
        UserCounts { managed: 1, independent: 2, pending: 0 }
    );

    put(&mut directory, user(4, "Barbara", None, &[theirs]));
    assert_eq!(names(&directory, UserList::Independent), ["Grace"]);
}

#[test]
fn ownership_moves_with_the_account() {
    let mut directory = Directory::default();
    let (ada, grace) = (UserSid::from_bytes([1; 16]), UserSid::from_bytes([2; 16]));
    put(&mut directory, account(10, ada, None));
    put(&mut directory, account(10, grace, None));
    assert!(directory.accounts_owned_by(ada).is_empty());
    assert_eq!(directory.accounts_owned_by(grace).len(), 1);
}

#[test]
fn the_sign_in_picker_lists_nobody_before_two_letters() {
    let mut directory = Directory::default();
    put(&mut directory, user(1, "Ada Lovelace", None, &[]));
    assert!(directory.suggest_sign_in("a", 9).is_empty());
    assert!(directory.suggest_sign_in(" a ", 9).is_empty());
    assert_eq!(directory.suggest_sign_in("ad", 9).len(), 1);
}

fn organization(state: OrgState) -> crate::model::Organization {
    crate::model::Organization {
        sid: ORG,
        owner: UserSid::from_bytes([1; 16]),
        state,
        created: Timestamp(0),
        policy: crate::model::SignUpPolicy::KeepOut,
        verified_domains_only: false,
        reason_required: false,
        baa: None,
        account_limit: None,
        domain_limit: 9,
        recovered: None,
        demo: false,
        deletion: None,
    }
}

/// A view of an earlier state takes a deletion back: what was void then counts again.
#[test]
fn a_deletion_is_seen_at_once_and_taken_back_in_an_earlier_state() {
    let mut directory = Directory::default();
    let (ada, grace) = (UserSid::from_bytes([1; 16]), UserSid::from_bytes([2; 16]));
    put(&mut directory, user(1, "ada", Some(ORG), &[]));
    put(&mut directory, User { state: UserState::Inactive, ..user(2, "Grace", Some(ORG), &[]) });
    put(&mut directory, account(10, ada, Some(ORG)));
    let seen = |directory: &Directory| {
        let row = |sid| directory.user(sid).map(|row| (row.membership.is_some(), row.state));
        let account = directory.account(AccountSid::from_bytes([10; 16])).and_then(|row| row.org);
        (row(ada), row(grace), account, names(directory, UserList::Managed).len())
    };
    let inactive = UserState::Inactive;
    let living = (Some((true, UserState::Active)), Some((true, inactive)), Some(ORG), 2);
    let free = (Some((false, UserState::Active)), Some((false, UserState::Active)), None, 0);
    assert_eq!((seen(&directory), directory.void(9)), (living, vec![]));
    put(&mut directory, organization(OrgState::DeletionRequested));
    assert_eq!(seen(&directory), living);
    put(&mut directory, organization(OrgState::Deleted));
    assert_eq!(seen(&directory), free);
    let keys = vec![Key::User(ada), Key::User(grace), Key::Account(AccountSid::from_bytes([10; 16]))];
    assert_eq!(directory.void(9), keys);
    assert_eq!(directory.void(2), keys[..2]);
    put(&mut directory, organization(OrgState::DeletionRequested));
    assert_eq!((seen(&directory), directory.void(9)), (living, vec![]));
}
