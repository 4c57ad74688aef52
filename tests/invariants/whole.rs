//! What is looked at when a walk is over: the store by its own check, every record's history, the lists.

use std::collections::BTreeSet;

use orgadm::controller::port::Store;
use orgadm::directory::{AccountList, AccountQuery, Directory, Filter, InvitationSort, UserList, UserQuery};
use orgadm::model::*;

use crate::records;
use crate::support::House;
use crate::support::sound::Whole;

/// The store finds nothing wrong with itself: records, indexes, counts, the chain of the audit, every image.
pub fn store_is_sound(house: &House) {
    let checked = house.store.check().expect("readable");
    assert!(checked.is_sound(), "{:?}", checked.findings);
    assert_eq!(checked.entries, house.head().0);
}

/// The doctor finds nothing wrong either: neither in the rows nor in what they mean.
pub fn doctor_finds_nothing(house: &House) {
    for found in house.controller.examine(&mut |_, _, _| {}).expect("readable") {
        assert!(found.examined && found.is_good(), "{found:?}");
    }
}

/// From each record back to its creation: each entry changed it from what the one before had left.
pub fn histories_are_whole(house: &House) {
    for kind in Kind::ALL {
        for stored in house.store.scan(kind, None, 10_000).expect("readable") {
            let key = stored.record.key();
            let (mut position, mut after) = (stored.last, Some(stored.record));
            while position != Position::NONE {
                let entry = house.store.entry(position).expect("readable").expect("an entry");
                let changes: Vec<&AuditChange> = entry.changes.iter().filter(|it| it.key == key).collect();
                let [change] = changes[..] else {
                    panic!("{} changes of {key} at {position}", changes.len())
                };
                assert_eq!(change.after.record(), after.as_ref(), "{key} after {position}");
                assert!(change.previous < position, "the history of {key} goes forward");
                after = change.before.record().cloned();
                assert_eq!(after.is_none(), change.previous == Position::NONE, "{key} before {position}");
                position = change.previous;
            }
        }
    }
}

/// The lists kept current by changes equal those built from the store, and what the records themselves say.
pub fn directory_equals_store(house: &House) {
    let (now, built) = (house.directory(), house.reopened().directory().expect("loaded"));
    let all: Vec<Record> = Kind::ALL.into_iter().flat_map(|kind| records(house, kind)).collect();
    let whole = Whole::of(&all);
    let at = house.now();
    let orgs: Vec<OrgSid> = built.organizations().map(|row| row.sid).collect();
    assert_eq!(now.organizations().count(), orgs.len());
    for org in orgs {
        assert_eq!(now.organization(org), built.organization(org));
        assert_eq!(now.user_counts(org, at), built.user_counts(org, at));
        for list in [UserList::Managed, UserList::Independent] {
            let users = |directory: &Directory| directory.users_of(&UserQuery::all(org, list), at);
            assert_eq!(users(&now), users(&built));
            for sid in users(&now) {
                assert_eq!(now.user(sid), built.user(sid));
                assert_eq!(now.account_count(sid), built.account_count(sid));
            }
        }
        assert_eq!(now.account_counts(org, at), built.account_counts(org, at));
        assert_eq!(now.coverage_totals(org), built.coverage_totals(org));
        for list in [AccountList::Managed, AccountList::Independent, AccountList::Coverage] {
            let accounts = |directory: &Directory| directory.accounts(&AccountQuery::all(org, list), at, &[]);
            assert_eq!(accounts(&now), accounts(&built));
        }
        let pending = |directory: &Directory| {
            directory.pending_of(org, at, &Filter::default(), InvitationSort::Email, false)
        };
        assert_eq!(pending(&now), pending(&built));
        let joining = |directory: &Directory| {
            directory.pending_accounts(org, at, &Filter::default(), InvitationSort::Account, false)
        };
        assert_eq!(joining(&now), joining(&built));
        independence_is_derived(&now, &whole, org, at);
    }
    for account in &whole.accounts {
        assert_eq!(now.account(account.sid), built.account(account.sid));
        assert_eq!(now.subaccount_counts(account.sid), built.subaccount_counts(account.sid));
        subaccounts_are_derived(&now, &whole, account.sid, at);
        let holders = |directory: &Directory| BTreeSet::from_iter(directory.holders_of(account.sid));
        assert_eq!(holders(&now), holders(&built));
        let open = |directory: &Directory| BTreeSet::from_iter(directory.invitations_to(account.sid));
        assert_eq!(open(&now), open(&built));
    }
    assert_eq!(now.due(Timestamp(u64::MAX), 10_000), built.due(Timestamp(u64::MAX), 10_000));
}

fn subaccounts_are_derived(directory: &Directory, whole: &Whole<'_>, parent: AccountSid, at: Timestamp) {
    let listed = directory.accounts(&AccountQuery::subaccounts(parent), at, &[]);
    let stored = whole.accounts.iter().filter(|account| account.parent == Some(parent));
    assert_eq!(BTreeSet::from_iter(listed), stored.map(|account| account.sid).collect());
}

fn independence_is_derived(directory: &Directory, whole: &Whole<'_>, org: OrgSid, at: Timestamp) {
    if whole.live(Some(org)).is_none() {
        return;
    }
    let mut users = directory.users_of(&UserQuery::all(org, UserList::Independent), at);
    users.sort_unstable();
    assert_eq!(users, whole.independent_users(org).into_iter().collect::<Vec<_>>());
    let mut accounts = directory.accounts(&AccountQuery::all(org, AccountList::Independent), at, &[]);
    accounts.sort_unstable();
    assert_eq!(accounts, whole.independent_accounts(org).into_iter().collect::<Vec<_>>());
}
