//! Each way out of use by its name, and the share from which the number has to be typed.

use super::*;
use crate::model::{
    AccountKind, Email, Label, Membership, OrgRole, PersonName, Position, Timestamp, TwoFactor,
    TwoFactorPolicy, Usage, UserSid,
};

const ORG: OrgSid = OrgSid::from_bytes([9; 16]);

fn user(n: u8) -> User {
    User {
        sid: UserSid::from_bytes([n; 16]),
        email: Email::parse(&format!("u{n}@acme.example")).expect("valid"),
        email_proven: None,
        name: PersonName::parse("", "Some Body").expect("valid"),
        state: UserState::Active,
        membership: Some(Membership { org: ORG, role: OrgRole::Standard, since: Timestamp(0) }),
        grants: Vec::new(),
        two_factor: TwoFactor::Unknown,
        created: Timestamp(0),
        last_seen: None,
        requests: Vec::new(),
        uids: Vec::new(),
    }
}

fn account(n: u8, parent: Option<u8>) -> Account {
    Account {
        sid: AccountSid::from_bytes([n; 16]),
        name: Label::parse("", "Main").expect("valid"),
        state: AccountState::Active,
        kind: AccountKind::Trial,
        usage: Usage::Twilio,
        owner: UserSid::from_bytes([1; 16]),
        org: Some(ORG),
        parent: parent.map(|n| AccountSid::from_bytes([n; 16])),
        hipaa: None,
        with_parent: false,
        two_factor: TwoFactorPolicy::Disabled,
        phone: None,
        created: Timestamp(0),
        closed: None,
    }
}

fn change(before: impl Into<Record>, after: Option<Record>) -> Change {
    let before = before.into();
    Change { key: before.key(), before: Some(before), after, previous: Position(1) }
}

fn counted(changes: &[Change]) -> (usize, usize, usize) {
    let stopped = stopped(changes).remove(&ORG).unwrap_or_default();
    (stopped.users, stopped.accounts, stopped.subaccounts)
}

#[test]
fn more_than_five_and_more_than_a_fifth() {
    assert!(!brakes(5, 5), "five are free whatever their share");
    assert!(brakes(6, 6) && brakes(6, 29));
    assert!(!brakes(6, 30), "exactly a fifth is not more than a fifth");
    assert!(!brakes(200, 1_000) && brakes(201, 1_000));
}

#[test]
fn users_removed_deleted_and_deactivated_count_and_others_do_not() {
    let outside = User { membership: None, ..user(1) };
    let inactive = User { state: UserState::Inactive, ..user(3) };
    let standard = user(5);
    let promoted = Membership { org: ORG, role: OrgRole::Administrator, since: Timestamp(0) };
    let changes = [
        change(user(1), Some(outside.clone().into())),
        change(user(2), None),
        change(user(3), Some(inactive.clone().into())),
        change(User { sid: UserSid::from_bytes([4; 16]), ..inactive.clone() }, None),
        change(standard.clone(), Some(User { membership: Some(promoted), ..standard }.into())),
        change(inactive.clone(), Some(User { state: UserState::Active, ..inactive }.into())),
        change(outside, None),
    ];
    assert_eq!(counted(&changes), (4, 0, 0));
}

#[test]
fn accounts_suspended_closed_and_leaving_count_once() {
    let suspended = Account { state: AccountState::Suspended, ..account(1, None) };
    let closed = Account { state: AccountState::Closed, ..account(3, None) };
    let changes = [
        change(account(1, None), Some(suspended.clone().into())),
        change(
            suspended.clone(),
            Some(Account { state: AccountState::PendingClosure, ..suspended.clone() }.into()),
        ),
        change(account(2, None), Some(Account { org: None, ..account(2, None) }.into())),
        change(account(3, None), Some(closed.clone().into())),
        change(suspended.clone(), Some(account(1, None).into())),
        change(closed.clone(), None),
        change(closed.clone(), Some(Account { org: None, ..closed }.into())),
        change(
            account(4, None),
            Some(Account { owner: UserSid::from_bytes([7; 16]), ..account(4, None) }.into()),
        ),
    ];
    assert_eq!(counted(&changes), (0, 4, 0));
}

#[test]
fn a_subaccount_goes_with_its_parent_or_counts_by_itself() {
    let halted = |n, parent| {
        let account = account(n, parent);
        change(account.clone(), Some(Account { state: AccountState::Suspended, ..account }.into()))
    };
    assert_eq!(counted(&[halted(1, None), halted(2, Some(1)), halted(3, Some(1))]), (0, 1, 0));
    assert_eq!(counted(&[halted(2, Some(1)), halted(3, Some(1))]), (0, 0, 2));
}
