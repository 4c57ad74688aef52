//! The directory against plain models of itself: whatever is done to it and whatever is asked, it answers what a
//! directory built anew answers, and what a filter written down word by word answers.

use proptest::prelude::*;

use super::*;
use crate::model::{
    Account, AccountKind, AccountRole, AccountRoles, AccountState, Designation, Email, Grant, Invitation,
    InvitationKind, InvitationState, Label, Membership, Organization, PersonName, Position, SignUpPolicy,
    TwoFactor, TwoFactorPolicy, Usage, UserState,
};
use crate::rules::hipaa::Gap;

const ORGS: [OrgSid; 2] = [OrgSid::from_bytes([1; 16]), OrgSid::from_bytes([2; 16])];
const NOW: Timestamp = Timestamp(400 * 86_400_000);

fn sid(kind: u8, n: u8) -> [u8; 16] {
    let mut bytes = [n.wrapping_mul(37); 16];
    bytes[0] = kind;
    bytes[15] = n;
    bytes
}

fn user_sid(n: u8) -> UserSid {
    UserSid::from_bytes(sid(0xA0, n))
}

fn account_sid(n: u8) -> AccountSid {
    AccountSid::from_bytes(sid(0xC0, n))
}

fn user() -> impl Strategy<Value = User> {
    let name = prop::sample::select(vec!["Ada", "ada b", "ÄRZTE", "太郎", "Zoë Q", "O’Neill", "us4", "Bo@x"]);
    let grants = prop::collection::btree_map(0u8..6, (1u8..4, 0u8..12), 0..4);
    let rest = (0usize..3, any::<bool>(), 0u8..4, 0u64..400, prop::option::of(0u64..400));
    (0u8..40, name, 0usize..3, grants, rest).prop_map(|(n, name, org, grants, rest)| {
        let (role, active, factor, created, seen) = rest;
        let org = ORGS.get(org).copied();
        let role = OrgRole::ALL[role];
        let domain = ["acme.example", "corp.example"][usize::from(n % 2)];
        User {
            sid: user_sid(n),
            email: Email::parse(&format!("u{n}@{domain}")).expect("valid"),
            email_proven: None,
            name: PersonName::parse("", name).expect("valid"),
            state: if active { UserState::Active } else { UserState::Inactive },
            membership: org.map(|org| Membership { org, role, since: Timestamp(0) }),
            grants: grants
                .into_iter()
                .map(|(account, (role, by))| Grant {
                    account: account_sid(account),
                    roles: AccountRoles::of(&[AccountRole::ALL[usize::from(role)]]),
                    by: user_sid(by),
                    at: Timestamp(u64::from(by) * 1000),
                })
                .collect(),
            two_factor: [TwoFactor::Unknown, TwoFactor::Off, TwoFactor::On, TwoFactor::Required]
                [usize::from(factor)],
            created: Timestamp(created * 86_400_000),
            last_seen: seen.map(|days| Timestamp(days * 86_400_000)),
            requests: Vec::new(),
            uids: Vec::new(),
        }
    })
}

fn account() -> impl Strategy<Value = Account> {
    let name = prop::sample::select(vec!["Care Line", "care eu", "Ärzte", "Billing"]);
    // Parents as they come, even such as cannot be: what is shown must be right whatever is stored.
    let rest = (prop::option::of(0u8..6), 0usize..4, prop::option::of((0u8..40, 0u64..400)), 0usize..3);
    (0u8..6, name, 0u8..40, 0usize..3, rest).prop_map(|(n, name, owner, org, rest)| {
        let (parent, state, hipaa, factor) = rest;
        let state = STATES[state];
        Account {
            sid: account_sid(n),
            name: Label::parse("", name).expect("valid"),
            state,
            kind: AccountKind::Trial,
            usage: Usage::Twilio,
            owner: user_sid(owner),
            org: ORGS.get(org).copied(),
            parent: parent.map(account_sid),
            hipaa: hipaa
                .map(|(by, days)| Designation { since: Timestamp(days * 86_400_000), by: user_sid(by) }),
            with_parent: false,
            two_factor: TwoFactorPolicy::ALL[factor],
            phone: None,
            created: Timestamp(u64::from(n)),
            closed: (state == AccountState::Closed).then_some(Timestamp(u64::from(owner))),
        }
    })
}

const STATES: [AccountState; 4] =
    [AccountState::Active, AccountState::Suspended, AccountState::PendingClosure, AccountState::Closed];

fn invitation() -> impl Strategy<Value = Invitation> {
    (0u8..5, 0u8..6, 0usize..2, 0u8..40, any::<bool>()).prop_map(|(n, account, org, sender, open)| {
        let state = if open { InvitationState::Pending } else { InvitationState::Declined };
        Invitation {
            sid: InvitationSid::from_bytes(sid(0xF0, n)),
            org: Some(ORGS[org]),
            email: Email::parse(&format!("u{sender}@acme.example")).expect("valid"),
            kind: InvitationKind::AccountJoin { account: account_sid(account) },
            sender: Some(user_sid(sender)),
            created: Timestamp(u64::from(n)),
            last_sent: Timestamp(0),
            sends: 1,
            generation: 1,
            tries: 0,
            expires: Timestamp(NOW.0 - 1 + u64::from(sender % 3)),
            state,
            canceled: None,
            ended: None,
            previous: None,
        }
    })
}

fn organization(sid: OrgSid, deleted: bool) -> Organization {
    Organization {
        sid,
        owner: user_sid(0),
        state: if deleted { OrgState::Deleted } else { OrgState::Active },
        created: Timestamp(0),
        policy: SignUpPolicy::KeepOut,
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

/// What happens to the directory: a record is put, or one is removed.
fn change() -> impl Strategy<Value = (Key, Option<Record>)> {
    prop_oneof![
        6 => user().prop_map(|user| (Key::User(user.sid), Some(Record::User(user)))),
        2 => account().prop_map(|account| (Key::Account(account.sid), Some(Record::Account(account)))),
        1 => (0u8..40).prop_map(|n| (Key::User(user_sid(n)), None)),
        1 => (0u8..6).prop_map(|n| (Key::Account(account_sid(n)), None)),
        1 => invitation().prop_map(|it| (Key::Invitation(it.sid), Some(Record::Invitation(it)))),
        1 => (0usize..2, any::<bool>()).prop_map(|(n, deleted)| {
            let org = organization(ORGS[n], deleted);
            (Key::Organization(org.sid), Some(Record::Organization(org)))
        }),
    ]
}

const ACCOUNT_SORTS: [(&str, AccountSort); 10] = [
    ("name", AccountSort::Name),
    ("owner", AccountSort::Owner),
    ("type", AccountSort::Type),
    ("state", AccountSort::State),
    ("users", AccountSort::Users),
    ("created", AccountSort::Created),
    ("subaccounts", AccountSort::Subaccounts),
    ("hipaa", AccountSort::Hipaa),
    ("since", AccountSort::Since),
    ("by", AccountSort::By),
];

fn term() -> impl Strategy<Value = String> {
    let plain = prop::sample::select(vec![
        "ada",
        "a",
        "u1",
        "acme",
        "@corp",
        "ärz",
        "太",
        "zz",
        "us",
        "usa0",
        "usA001",
        "\"zoë q\"",
        "role:owner",
        "role:st",
        "status:inactive",
        "2fa:required",
        "domain:corp",
        "account:care",
        "account:>1",
        "account:<1",
        "account:acc0",
        "created:<100d",
        "created:>300d",
        "seen:never",
        "seen:<30d",
        "seen:1970-02-03",
    ]);
    (any::<bool>(), plain).prop_map(|(not, term)| format!("{}{term}", if not { "-" } else { "" }))
}

fn built(records: &BTreeMap<Key, Record>) -> Directory {
    let mut directory = Directory::default();
    records.values().for_each(|record| directory.put(record));
    directory
}

/// The language, word by word, on the records themselves.
fn passes(text: &str, user: &User, org: OrgSid, records: &BTreeMap<Key, Record>) -> bool {
    let accounts = || {
        let owned = records.values().filter_map(|record| match record {
            Record::Account(account) if account.owner == user.sid => Some(account.sid),
            _ => None,
        });
        let mut all: Vec<AccountSid> = user.grants.iter().map(|grant| grant.account).chain(owned).collect();
        all.sort_unstable();
        all.dedup();
        all
    };
    let called = |sid: &AccountSid, text: &str| match records.get(&Key::Account(*sid)) {
        Some(Record::Account(account)) => {
            account.name.as_str().to_lowercase().contains(text) || sid_begins(&sid.to_string(), text)
        }
        _ => false,
    };
    let days = |at: Timestamp| (NOW.0 - at.0) / 86_400_000;
    let one = |term: &str| match term.split_once(':') {
        None => {
            let word = term.trim_matches('"').to_lowercase();
            user.name.as_str().to_lowercase().contains(&word)
                || user.email.as_str().contains(&word)
                || sid_begins(&user.sid.to_string(), &word)
        }
        Some(("role", "owner")) => user.role_in(org) == Some(OrgRole::Owner),
        Some(("role", _)) => user.role_in(org) == Some(OrgRole::Standard),
        Some(("status", _)) => user.state == UserState::Inactive,
        Some(("2fa", _)) => user.two_factor == TwoFactor::Required,
        Some(("domain", text)) => user.email.domain().contains(text),
        Some(("account", ">1")) => accounts().len() > 1,
        Some(("account", "<1")) => accounts().is_empty(),
        Some(("account", text)) => accounts().iter().any(|sid| called(sid, text)),
        Some(("created", "<100d")) => days(user.created) < 100,
        Some(("created", _)) => days(user.created) > 300,
        Some(("seen", "never")) => user.last_seen.is_none(),
        Some(("seen", "<30d")) => user.last_seen.is_some_and(|at| days(at) < 30),
        Some(_) => user.last_seen.is_some_and(|at| at.0 / 86_400_000 == 33),
    };
    let mut rest = text;
    while !rest.is_empty() {
        let end = match rest.trim_start_matches('-').starts_with('"') {
            true => rest.rfind('"').map_or(rest.len(), |_| {
                let open = rest.find('"').unwrap_or(0);
                rest[open + 1..].find('"').map_or(rest.len(), |close| open + close + 2)
            }),
            false => rest.find(' ').unwrap_or(rest.len()),
        };
        let (term, after) = rest.split_at(end);
        let (not, plain) = term.strip_prefix('-').map_or((false, term), |plain| (true, plain));
        if one(plain) == not {
            return false;
        }
        rest = after.trim_start();
    }
    true
}

/// Two capital letters and at least two digits of the SID.
fn sid_begins(sid: &str, word: &str) -> bool {
    word.len() >= 4 && sid.to_lowercase().starts_with(word)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn after_any_changes_it_equals_one_built_anew(changes in prop::collection::vec(change(), 1..120), warm in 0usize..120) {
        let mut directory = Directory::default();
        let mut records = BTreeMap::new();
        for (n, (key, record)) in changes.into_iter().enumerate() {
            if n == warm {
                directory.warm();
            }
            // A clone that a screen keeps must not see what comes later.
            let kept = directory.clone();
            let before = kept.users_of(&UserQuery::all(ORGS[0], UserList::Managed), NOW);
            directory.apply(&[Change { key, before: None, after: record.clone(), previous: Position::NONE }]);
            prop_assert_eq!(kept.users_of(&UserQuery::all(ORGS[0], UserList::Managed), NOW), before);
            match record {
                Some(record) => records.insert(key, record),
                None => records.remove(&key),
            };
        }
        let anew = built(&records);
        prop_assert_eq!(directory.user_count(), anew.user_count());
        for org in ORGS {
            prop_assert_eq!(directory.user_counts(org, NOW), anew.user_counts(org, NOW));
            prop_assert_eq!(directory.account_counts(org, NOW), anew.account_counts(org, NOW));
            prop_assert_eq!(directory.coverage_totals(org), anew.coverage_totals(org));
            for sort in [InvitationSort::Expires, InvitationSort::Account, InvitationSort::Sender] {
                let pending = |directory: &Directory| {
                    directory.pending_accounts(org, NOW, &Filter::default(), sort, false)
                };
                prop_assert_eq!(pending(&directory), pending(&anew));
            }
            for (_, sort) in ACCOUNT_SORTS {
                let query = AccountQuery { sort, ..AccountQuery::coverage(org) };
                prop_assert_eq!(directory.accounts(&query, NOW, &[]), anew.accounts(&query, NOW, &[]));
            }
            if directory.is_deleted(org) {
                prop_assert_eq!(directory.user_counts(org, NOW).managed, 0);
                prop_assert_eq!(directory.account_counts(org, NOW).managed, 0);
            }
            for list in [UserList::Managed, UserList::Independent] {
                for sort in [UserSort::Name, UserSort::Email, UserSort::Role, UserSort::Accounts, UserSort::LastSeen] {
                    for descending in [false, true] {
                        let query = UserQuery { sort, descending, ..UserQuery::all(org, list) };
                        prop_assert_eq!(directory.users_of(&query, NOW), anew.users_of(&query, NOW));
                    }
                }
            }
            for list in [AccountList::Managed, AccountList::Independent] {
                let query = AccountQuery::all(org, list);
                prop_assert_eq!(directory.accounts(&query, NOW, &[]), anew.accounts(&query, NOW, &[]));
            }
            let lines = |directory: &Directory| -> Vec<(UserSid, AccountSid)> {
                let all = AccessQuery::all(Some(org), AccessOf::Everybody);
                directory.access(&all, NOW, &[]).into_iter().filter_map(|at| directory.access_of(at)).collect()
            };
            prop_assert_eq!(lines(&directory), lines(&anew));
        }
        for n in 0..40 {
            prop_assert_eq!(directory.user(user_sid(n)), anew.user(user_sid(n)));
            prop_assert_eq!(directory.account_count(user_sid(n)), anew.account_count(user_sid(n)));
        }
        for n in 0..6 {
            let sid = account_sid(n);
            prop_assert_eq!(directory.account(sid), anew.account(sid));
            let subaccounts = |directory: &Directory| {
                directory.accounts(&AccountQuery::subaccounts(sid), NOW, &[])
            };
            prop_assert_eq!(subaccounts(&directory), subaccounts(&anew));
            prop_assert_eq!(directory.subaccount_counts(sid), anew.subaccount_counts(sid));
            prop_assert_eq!(directory.holder_count(sid), anew.holder_count(sid));
            let sorted = |mut people: Vec<UserSid>| { people.sort_unstable(); people };
            prop_assert_eq!(sorted(directory.holders_of(sid)), sorted(anew.holders_of(sid)));
            prop_assert_eq!(directory.holders_of(sid).len(), directory.holder_count(sid));
        }
    }

    #[test]
    fn a_filter_finds_what_its_words_say(
        people in prop::collection::vec(user(), 1..60),
        accounts in prop::collection::vec(account(), 0..8),
        terms in prop::collection::vec(term(), 0..4),
    ) {
        let mut records = BTreeMap::new();
        for record in accounts.into_iter().map(Record::Account).chain(people.into_iter().map(Record::User)) {
            records.insert(record.key(), record);
        }
        let directory = built(&records);
        let text = terms.join(" ");
        let filter = Filter::parse(&text, Scope::Users).expect("a filter");
        for (org, list) in ORGS.into_iter().flat_map(|org| [(org, UserList::Managed), (org, UserList::Independent)]) {
            let query = UserQuery { filter: filter.clone(), ..UserQuery::all(org, list) };
            let mut found = directory.users_of(&query, NOW);
            let listed = directory.users_of(&UserQuery::all(org, list), NOW);
            let wanted: Vec<UserSid> = listed.into_iter().filter(|sid| match records.get(&Key::User(*sid)) {
                Some(Record::User(user)) => passes(&text, user, org, &records),
                _ => false,
            }).collect();
            prop_assert_eq!(&found, &wanted, "{}", text);
            // The first rows, found along the order, are the first of all.
            let first = directory.first_users(&query, NOW, &[], 5);
            let first: Vec<UserSid> = first.into_iter().filter_map(|at| Some(directory.user_at(at)?.sid)).collect();
            found.truncate(5);
            prop_assert_eq!(first, found);
        }
    }

    #[test]
    fn subaccounts_and_coverage_are_what_the_records_say(
        accounts in prop::collection::vec(account(), 0..12),
        (word, sort) in prop::sample::select(ACCOUNT_SORTS.to_vec()),
        descending in any::<bool>(),
    ) {
        let mut records = BTreeMap::new();
        accounts.into_iter().map(Record::Account).for_each(|it| { records.insert(it.key(), it); });
        let directory = built(&records);
        let stored = |sid: AccountSid| match records.get(&Key::Account(sid)) {
            Some(Record::Account(account)) => Some(account),
            _ => None,
        };
        let all: Vec<&Account> = (0..6).filter_map(|n| stored(account_sid(n))).collect();
        let designated = |it: &Account| it.hipaa.is_some();
        let open = |it: &Account| it.state != AccountState::Closed;
        // Written down once more, from the words of the domain reference.
        let gap = |it: &Account| match it.parent {
            _ if designated(it) || matches!(it.state, AccountState::Closed | AccountState::PendingClosure) => None,
            None => Some(Gap::Account),
            Some(parent) => stored(parent).filter(|it| designated(it)).map(|_| Gap::Subaccount),
        };
        for parent in 0..6 {
            let parent = account_sid(parent);
            let mine: Vec<&&Account> = all.iter().filter(|it| it.parent == Some(parent)).collect();
            let mut wanted: Vec<AccountSid> = mine.iter().map(|it| it.sid).collect();
            let mut found = directory.accounts(&AccountQuery::subaccounts(parent), NOW, &[]);
            wanted.sort_unstable();
            found.sort_unstable();
            prop_assert_eq!(found, wanted);
            let counts = directory.subaccount_counts(parent);
            prop_assert_eq!(counts.open, mine.iter().filter(|it| open(it)).count());
            prop_assert_eq!(counts.closed, mine.iter().filter(|it| !open(it)).count());
            prop_assert_eq!(counts.designated, mine.iter().filter(|it| open(it) && designated(it)).count());
        }
        for org in ORGS {
            let mut wanted: Vec<&&Account> = all.iter().filter(|it| it.org == Some(org) && open(it)).collect();
            let totals = directory.coverage_totals(org);
            prop_assert_eq!(totals.accounts + totals.subaccounts, wanted.len());
            let count = |of: Option<Gap>| wanted.iter().filter(|it| gap(it) == of).count();
            prop_assert_eq!(totals.subaccount_gaps, count(Some(Gap::Subaccount)));
            prop_assert_eq!(totals.account_gaps, count(Some(Gap::Account)));
            let query = AccountQuery { sort, descending, ..AccountQuery::coverage(org) };
            let found = directory.accounts(&query, NOW, &[]);
            for pair in found.windows(2) {
                let rank = |sid: &AccountSid| stored(*sid).and_then(gap).map_or(2, |gap| gap as u8);
                if sort == AccountSort::Hipaa && !descending {
                    prop_assert!(rank(&pair[0]) <= rank(&pair[1]), "gaps first");
                }
            }
            let sorted = |mut sids: Vec<AccountSid>| { sids.sort_unstable(); sids };
            prop_assert_eq!(sorted(found), sorted(wanted.iter().map(|it| it.sid).collect()), "{}", word);
            for (text, passes) in [
                ("hipaa:on", &(|it: &Account| designated(it)) as &dyn Fn(&Account) -> bool),
                ("hipaa:off", &|it| !designated(it)),
                ("gap:subaccount", &|it| gap(it) == Some(Gap::Subaccount)),
                ("gap:account", &|it| gap(it) == Some(Gap::Account)),
                ("-gap:none", &|it| gap(it).is_some()),
                ("status:suspended", &|it| it.state == AccountState::Suspended),
                ("since:never", &|it| !designated(it)),
                ("since:<100d", &|it| it.hipaa.is_some_and(|d| NOW.0 - d.since.0 < 100 * 86_400_000)),
            ] {
                let filter = Filter::parse(text, Scope::Coverage).expect("a filter");
                let query = AccountQuery { filter, ..AccountQuery::coverage(org) };
                let wanted = wanted.iter().filter(|it| passes(it)).map(|it| it.sid).collect();
                prop_assert_eq!(sorted(directory.accounts(&query, NOW, &[])), sorted(wanted), "{}", text);
            }
            wanted.retain(|it| it.two_factor == TwoFactorPolicy::EveryLogin && it.parent.is_none());
            let filter = Filter::parse("2fa:every -status:closed", Scope::Accounts).expect("a filter");
            let query = AccountQuery { filter, ..AccountQuery::all(org, AccountList::Managed) };
            let wanted = wanted.iter().map(|it| it.sid).collect();
            prop_assert_eq!(sorted(directory.accounts(&query, NOW, &[])), sorted(wanted));
        }
    }

    #[test]
    fn a_list_on_a_screen_keeps_its_order(
        people in prop::collection::vec(user(), 1..40),
        later in prop::collection::vec(user(), 1..10),
    ) {
        let mut directory = Directory::default();
        people.into_iter().for_each(|user| directory.put(&Record::User(user)));
        let query = UserQuery { sort: UserSort::LastSeen, ..UserQuery::all(ORGS[0], UserList::Managed) };
        let shown = directory.users(&query, NOW, &[]);
        later.into_iter().for_each(|user| directory.put(&Record::User(user)));
        let now = directory.users(&query, NOW, &shown);
        // Whoever stays, stays in order; and nobody is missing or listed twice.
        let stayed: Vec<UserAt> = now.iter().copied().filter(|at| shown.contains(at)).collect();
        let wanted: Vec<UserAt> = shown.iter().copied().filter(|at| now.contains(at)).collect();
        prop_assert_eq!(stayed, wanted);
        let mut all = now.clone();
        all.sort_unstable();
        let mut anew = directory.users(&query, NOW, &[]);
        anew.sort_unstable();
        prop_assert_eq!(all, anew);
    }
}
