//! The organization as it was: after any commands by anybody, every position that was seen is seen again.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod support;

use orgadm::controller::port::{Store, StoreError};
use orgadm::controller::{
    Command, CommitError, Consent, Controller, Past, PlanError, RefusalCode, Successors, When,
};
use orgadm::directory::{
    AccessOf, AccessQuery, AccountList, AccountQuery, Directory, DomainSort, Filter, InvitationSort,
    UserList, UserQuery,
};
use orgadm::model::*;
use proptest::prelude::*;

use support::{House, domain, email, everything_given, grant, invite, label, person, planned};

/// Everything the lists of an organization say at this instant.
fn lists(directory: &Directory, org: OrgSid, now: Timestamp) -> String {
    let mut said = format!("{:?}\n{:?}\n", directory.organization(org), directory.totals(org));
    said += &format!("{:?} {:?}\n", directory.user_counts(org, now), directory.account_counts(org, now));
    for list in [UserList::Managed, UserList::Independent] {
        for sid in directory.users_of(&UserQuery::all(org, list), now) {
            let row = directory.user(sid).expect("listed");
            let grants: Vec<_> = row.grants().collect();
            said += &format!(
                "{} {} {:?} {:?} {:?} {:?} {grants:?}\n",
                row.name, row.email, row.membership, row.state, row.two_factor, row.last_seen
            );
        }
    }
    for list in [AccountList::Managed, AccountList::Independent] {
        for sid in directory.accounts(&AccountQuery::all(org, list), now, &[]) {
            said += &format!("{:?} {}\n", directory.account(sid), directory.holder_count(sid));
        }
    }
    let nothing = Filter::default();
    for sid in directory.pending_of(org, now, &nothing, InvitationSort::Expires, false) {
        said += &format!("{:?}\n", directory.invitation(sid));
    }
    for sid in directory.domains(org, &nothing, now, DomainSort::Name, false) {
        said += &format!("{:?}\n", directory.domain(sid));
    }
    for at in directory.access(&AccessQuery::all(Some(org), AccessOf::Everybody), now, &[]) {
        said += &format!("{:?}\n", directory.access_of(at));
    }
    said
}

/// Every record of a store, with its revision.
fn records(store: &dyn Store) -> Vec<Stored> {
    Kind::ALL
        .into_iter()
        .flat_map(|kind| {
            store.scan(kind, None, 7).and_then(|first| rest(store, kind, first)).expect("readable")
        })
        .collect()
}

/// The pages after the first, so that paging is tried too.
fn rest(store: &dyn Store, kind: Kind, mut all: Vec<Stored>) -> Result<Vec<Stored>, StoreError> {
    while let Some(last) = all.last().map(|stored| stored.record.key()) {
        let page = store.scan(kind, Some(last), 7)?;
        if page.is_empty() {
            break;
        }
        all.extend(page);
    }
    Ok(all)
}

/// Who asks for what: people and records chosen by number among those there are.
fn asked(house: &House, orgs: &[OrgSid], what: u8, a: u8, b: u8) -> Option<(Who, Command)> {
    let pick = |from: &[UserSid], n: u8| from.get(usize::from(n) % from.len().max(1)).copied();
    let org = orgs[usize::from(a) % orgs.len()];
    let directory = house.directory();
    let now = house.now();
    let managed = directory.users_of(&UserQuery::all(org, UserList::Managed), now);
    let mut bosses = managed.clone();
    bosses.retain(|sid| {
        directory.user(*sid).and_then(|row| row.role_in(org)).is_some_and(|role| role != OrgRole::Standard)
    });
    let boss = pick(&bosses, b)?;
    let user = pick(&managed, a / 2)?;
    let accounts = directory.accounts(&AccountQuery::all(org, AccountList::Managed), now, &[]);
    let account = accounts.get(usize::from(b) % accounts.len().max(1)).copied()?;
    let pending = directory.pending_of(org, now, &Filter::default(), InvitationSort::Expires, false);
    let invitation = pending.get(usize::from(b) % pending.len().max(1)).copied();
    let address = format!("p{}@{}.example", a % 12, ["acme", "side"][usize::from(b % 2)]);
    let flag = b.is_multiple_of(2);
    let role = if flag { OrgRole::Administrator } else { OrgRole::Standard };
    let who = Who::User(boss);
    Some(match what {
        0..=2 => (who, invite(org, &address, role)),
        3..=5 => {
            let sid = invitation?;
            let code = Some(house.invitation_code(sid));
            let addressee = house.invitation(sid).email;
            let person_there = house.store.user_by_email(&addressee).expect("readable");
            let who = person_there.map_or(Who::Visitor, Who::User);
            let name = person_there.is_none().then(|| person("New Person"));
            (who, Command::AcceptInvitation { invitation: sid, code, name })
        }
        6 => (who, Command::CancelInvitation { invitation: invitation? }),
        7 => (who, Command::SetRole { org, user, role }),
        8 => (who, Command::RenameOrganization { org, name: label(&format!("Org {a}")) }),
        9 => (who, Command::RenameAccount { account, name: label(&format!("Account {a}")) }),
        10 | 11 => (who, grant(account, user, &[AccountRole::ALL[usize::from(b % 4)]])),
        12 => (who, Command::RevokeAccess { account, user }),
        13 => (who, Command::CreateAccount { name: label("More"), usage: Usage::Flex, owner: user }),
        14 => (who, Command::ClaimDomain { org, name: domain(&format!("d{}.example", a % 4)) }),
        15 => {
            let claim = directory.domains_of(org).next()?.sid;
            (Who::Operator, Command::VerifyDomain { domain: claim })
        }
        16 => (who, Command::DeleteDomain { domain: directory.domains_of(org).next()?.sid }),
        17 => (who, Command::ChangeOwner { org, user }),
        18 => (who, Command::SetSignUpPolicy { org, policy: SignUpPolicy::AddAutomatically }),
        19 => (
            Who::Visitor,
            Command::SignUp { email: email(&address), name: person("Somebody"), account: label("Own") },
        ),
        20 => (Who::System, Command::Expire),
        21 => {
            (who, Command::Undo { org, position: Position(house.head().0.saturating_sub(u64::from(b % 4))) })
        }
        22 => (who, Command::SuspendAccount { account }),
        23 => (who, Command::ReactivateAccount { account }),
        24 => (who, Command::DeactivateUser { org, user }),
        25 => (who, Command::RemoveUser { org, user, successors: Successors::one(boss) }),
        // Nobody is deleted: what is erased is not seen again, see below.
        _ => (Who::User(user), Command::SignIn),
    })
}

/// Commits with whatever the plan wants ticked and typed.
fn run(house: &House, who: Who, command: &Command) -> Option<Position> {
    let plan = house.controller.plan(&house.actor(who), command).ok()?;
    let consent = everything_given(&plan);
    match house.controller.commit(plan, consent) {
        Ok(receipt) => receipt.position,
        Err(CommitError::Refused(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

fn as_of(controller: &Controller, org: OrgSid, when: When) -> std::sync::Arc<Past> {
    controller.as_of(org, when, &mut |_| {}).expect("it was")
}

/// What was seen at a position.
struct Seen {
    position: Position,
    time: Timestamp,
    lists: Vec<(OrgSid, String)>,
    records: Vec<Stored>,
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn every_position_is_seen_again(
        steps in prop::collection::vec((0u8..27, any::<u8>(), any::<u8>(), 0u64..40), 1..60),
    ) {
        let house = House::new();
        let (_, acme) = house.owner("ada@acme.example", "Acme");
        let (_, side) = house.owner("bob@side.example", "Side");
        let orgs = [acme, side];
        let mut seen = Vec::new();
        for (what, a, b, hours) in steps {
            let Some((who, command)) = asked(&house, &orgs, what, a, b) else { continue };
            let Some(position) = run(&house, who, &command) else { continue };
            let directory = house.directory();
            let time = house.now();
            seen.push(Seen {
                position,
                time,
                lists: orgs.iter().map(|org| (*org, lists(&directory, *org, time))).collect(),
                records: records(house.store.as_ref()),
            });
            house.advance(Span::hours(hours));
        }
        for (n, seen_then) in seen.iter().enumerate() {
            for (org, said) in &seen_then.lists {
                let past = as_of(&house.controller, *org, When::Position(seen_then.position));
                prop_assert_eq!((past.position, past.time, past.erased), (seen_then.position, seen_then.time, 0));
                let directory = past.controller.directory().expect("there");
                prop_assert_eq!(&lists(&directory, *org, past.time), said);
                prop_assert_eq!(&records(past.controller.store()), &seen_then.records);
            }
            // An instant shows the last entry of that time.
            let last = seen.iter().skip(n).take_while(|other| other.time == seen_then.time).last().expect("itself");
            let past = as_of(&house.controller, acme, When::Instant(seen_then.time));
            prop_assert_eq!(past.position, last.position);
        }
    }
}

/// Whoever was deleted since is missed in every view, and the view says how much is.
#[test]
fn what_was_erased_is_seen_in_no_earlier_view() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let grace = house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    house.member(ada, org, "linus@acme.example", OrgRole::Standard);
    house.done(Who::User(ada), grant(house.account_of(ada), grace, &[AccountRole::Support]));
    let then = house.head();
    let names = |directory: &Directory| -> Vec<String> {
        let all = directory.users_of(&UserQuery::all(org, UserList::Managed), house.now());
        all.into_iter().filter_map(|sid| directory.user(sid).map(|row| row.email.to_owned())).collect()
    };
    assert_eq!(names(&house.directory()).len(), 3);
    let delete = Command::DeleteUser { org, user: grace, successors: Successors::default() };
    run(&house, Who::User(ada), &delete).expect("deleted");
    let past = as_of(&house.controller, org, When::Position(then));
    // Her user, the invitation she accepted, its message.
    assert_eq!(past.erased, 3);
    let directory = past.controller.directory().expect("there");
    assert_eq!(names(&directory), ["linus@acme.example", "ada@acme.example"]);
    assert_eq!(directory.user(grace), None);
    assert_eq!(past.controller.store().get(Key::User(grace)), Ok(None));
}

#[test]
fn what_lies_ahead_or_before_has_no_view() {
    let house = House::new();
    let begin = house.head();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let unknown = |when: When| {
        let error = house.controller.as_of(org, when, &mut |_| {}).expect_err("no view");
        if let PlanError::Refused(refusal) = &error {
            assert!(refusal.sentence.ends_with('.') && refusal.remedy.ends_with('.'), "{refusal}");
        }
        assert_eq!(planned(error), RefusalCode::PastUnknown, "{when:?}");
    };
    unknown(When::Position(Position(house.head().0 + 1)));
    unknown(When::Instant(house.now().plus(Span::hours(1))));
    unknown(When::Instant(house.now().minus(Span::days(1))));
    unknown(When::Position(Position::NONE));
    // The audit is there, the organization is not.
    unknown(When::Position(begin));
    let now = as_of(&house.controller, org, When::Position(house.head()));
    assert_eq!(now.controller.directory().expect("there").user_counts(org, now.time).managed, 1);
    let _ = ada;
}

#[test]
fn a_view_of_the_past_commits_nothing_and_stays_what_it_is() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let past = as_of(&house.controller, org, When::Position(house.head()));
    house.member(ada, org, "grace@acme.example", OrgRole::Standard);
    let directory = past.controller.directory().expect("there");
    assert_eq!(directory.user_counts(org, past.time).managed, 1);
    assert_eq!(house.directory().user_counts(org, house.now()).managed, 2);
    let head = house.head();
    let error = past.controller.run(
        &house.actor(Who::User(ada)),
        &invite(org, "x@acme.example", OrgRole::Standard),
        Consent::default(),
    );
    assert_eq!(error, Err(CommitError::Store(StoreError::Stopped)));
    assert_eq!(house.head(), head);
    let page = past.controller.audit_page(org, None, 100).expect("readable");
    assert!(page.headers.iter().all(|header| header.position <= past.position));
}

#[test]
fn progress_is_told_on_a_long_way() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let begin = house.head();
    for n in 0..1_200 {
        house.done(Who::User(ada), Command::RenameOrganization { org, name: label(&format!("Acme {n}")) });
    }
    let mut told = Vec::new();
    let past =
        house.controller.as_of(org, When::Position(begin), &mut |done| told.push(done)).expect("it was");
    assert_eq!(told, [1_000]);
    let directory = past.controller.directory().expect("there");
    assert_eq!(directory.organization(org).map(|row| row.name.to_string()), Some("Acme".into()));
}
