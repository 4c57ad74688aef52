//! Import into an empty store: people, accounts and domains stand as the file says, and come out as they went in.

use std::sync::Arc;

use orgadm::controller::org_file::OrgFile;
use orgadm::controller::port::{Maintenance, Store};
use orgadm::controller::{CodeKey, CommitError, Controller, RefusalCode, demo};
use orgadm::model::*;
use orgadm::store::MemoryStore;

use crate::org_file::{exported, read};
use crate::org_file_random::{Op, grown};
use crate::support::sound::{self, Whole};
use crate::support::{House, START, TestClock, TestIds};

fn import(house: &House, text: &str) -> Result<OrgSid, CommitError> {
    let operator = house.actor(Who::Operator);
    let file = read(text);
    house.controller.import(&operator, ("org.toml", &file), true, &mut |_, _| {}).map(|done| done.org)
}

fn records(house: &House) -> Vec<Record> {
    let of = |kind| house.store.scan(kind, None, 10_000).expect("readable");
    Kind::ALL.into_iter().flat_map(of).map(|stored| stored.record).collect()
}

/// Imports the text into a fresh house and exports it from there.
#[track_caller]
pub fn comes_out_as_it_went_in(text: &str) -> House {
    let house = House::new();
    let org = import(&house, text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let again = exported(&house, org);
    assert!(again == text, "went in:\n{text}\ncame out:\n{again}");
    assert_eq!(sound::findings(&Whole::of(&records(&house))), [""; 0]);
    let checked = house.store.check().expect("readable");
    assert_eq!(checked.findings, [""; 0]);
    house
}

#[test]
fn a_demo_comes_out_as_it_went_in() {
    let store: Arc<dyn Maintenance> = Arc::new(MemoryStore::new(START, [1; 32]).expect("in memory"));
    let codes = CodeKey::new([7; 32]);
    let wanted = demo::Demo { users: 300, seed: 4, now: START };
    let owner = demo::fill(&store, codes.clone(), wanted, &mut |_, _| Ok(())).expect("filled");
    let clock = Arc::new(TestClock::at(START));
    let controller = Controller::open(store, clock, Arc::new(TestIds::default()), codes).expect("opened");
    let Some(Record::User(owner)) = controller.counted(Key::User(owner)).expect("readable") else {
        panic!("a user")
    };
    let org = owner.membership.expect("a member").org;
    let text = controller.org_file(org).expect("readable").0.text();
    let house = comes_out_as_it_went_in(&text);
    // People are who they were: with the same identifier, role and proven address.
    let again = house.user(owner.sid);
    assert_eq!((again.role_in(org), &again.email), (Some(OrgRole::Owner), &owner.email));
    assert!(again.email_proven.is_some());
    assert!(house.directory().user_counts(org, house.now()).managed > 200, "the lists know of it");
    let entry = house.store.entry(house.head()).expect("readable").expect("there");
    assert_eq!((entry.header.command, entry.header.kind), (CommandKind::Import, EntryKind::Maintenance));
}

#[test]
fn every_standing_and_state_is_as_the_file_says() {
    let text = "\
organization = { name = \"Acme\", baa = 2026-01-02T03:04:05Z, account-limit = 9 }
policy = { sign-up = \"prevent\", invitable = \"verified-only\", reason = \"required\" }
domains = [
  { name = \"acme.example\", state = \"verified\" },
  { name = \"lost.example\", state = \"uncertain\", uncertain = 2026-11-20T00:00:00Z, method = \"https\" },
]
users = [
  { email = \"ada@acme.example\", name = \"Ada\", role = \"owner\", requests = { reset-password = 2026-11-01T00:00:00Z } },
  { email = \"bob@side.example\", name = \"Bob\", standing = \"independent\" },
  { email = \"eve@side.example\", standing = \"outside\" },
  { email = \"grace@acme.example\", name = \"Grace\", state = \"inactive\", two-factor = \"on\" },
]
accounts = [
  { name = \"Care\", owner = \"grace@acme.example\", state = \"suspended\", type = \"full\", hipaa = true, subaccounts = [
    { name = \"Along\", hipaa = true },
    { name = \"Apart\", state = \"suspended\" },
  ] },
  { name = \"Main\", owner = \"ada@acme.example\", phone = \"+14155550100\", two-factor = \"every-login\" },
  { name = \"Old\", owner = \"ada@acme.example\", state = \"closed\", closed = 2026-11-20T00:00:00Z },
  { name = \"Theirs\", standing = \"independent\", owner = \"eve@side.example\" },
]
access = [
  { user = \"ada@acme.example\", account = \"Theirs\", roles = [\"developer\", \"support\"] },
  { user = \"bob@side.example\", account = \"Care\", roles = [\"administrator\"] },
]
";
    let house = House::new();
    let org = import(&house, text).expect("allowed");
    let once = exported(&house, org);
    comes_out_as_it_went_in(&once);
    let directory = house.directory();
    let counts = directory.user_counts(org, house.now());
    assert_eq!((counts.managed, counts.independent, counts.pending), (2, 1, 0));
    let named = |name: &str| {
        let mut all = records(&house).into_iter().filter_map(|record| match record {
            Record::Account(account) if account.name.as_str() == name => Some(account),
            _ => None,
        });
        all.next().expect("there")
    };
    assert_eq!((named("Along").state, named("Along").with_parent), (AccountState::Suspended, true));
    assert_eq!((named("Apart").state, named("Apart").with_parent), (AccountState::Suspended, false));
    assert_eq!(named("Old").closed, Timestamp::parse("2026-11-20"));
    assert!(named("Main").has_verified_phone() && named("Theirs").org.is_none());
    assert!(house.organization(org).baa.is_some() && house.organization(org).reason_required);
}

#[test]
fn an_organization_without_secrets_is_imported_by_the_operator_into_an_empty_store_only() {
    let full = House::new();
    let (ada, org) = full.owner("ada@acme.example", "Acme");
    let text = exported(&full, org);
    let code = |house: &House, who| {
        let head = house.head();
        let file = read(&text);
        let done = house.controller.import(&house.actor(who), ("x", &file), true, &mut |_, _| {});
        assert_eq!(house.head(), head);
        match done {
            Err(CommitError::Refused(refusal)) => refusal.code,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(code(&full, Who::Operator), RefusalCode::StoreNotEmpty);
    assert_eq!(code(&House::new(), Who::User(ada)), RefusalCode::OperatorOnly);
    let dry = House::new();
    let file = read(&text);
    let done = dry.controller.import(&dry.actor(Who::Operator), ("x", &file), false, &mut |_, _| {});
    assert_eq!(done.expect("sound").position, None);
    assert!(dry.store.info().expect("info").is_empty());
}

#[test]
fn a_file_that_cannot_stand_is_refused_by_name_and_nothing_is_written() {
    let whole = |users: &str, accounts: &str, access: &str| {
        format!(
            "organization = {{ name = \"Acme\" }}\npolicy = {{ }}\ndomains = []\nusers = [\n\
             {{ email = \"ada@acme.example\", name = \"Ada\", role = \"owner\" }},\n{users}]\n\
             accounts = [\n{accounts}]\naccess = [\n{access}]\n"
        )
    };
    let main = "{ name = \"Main\", owner = \"ada@acme.example\" },\n";
    let bob = "{ email = \"bob@side.example\", name = \"Bob\", standing = \"independent\" },\n";
    for (text, what) in [
        ("organization = { name = \"Acme\" }".to_owned(), "lacks policy, domains, users, accounts, access"),
        (whole("{ email = \"b@acme.example\", name = \"Bo\", role = \"owner\" },\n", main, ""), "second Owner"),
        (whole("{ email = \"b@acme.example\" },\n", main, ""), "needs a name"),
        (whole("", "{ name = \"Main\", owner = \"x@acme.example\" },\n", ""), "no managed user of the file"),
        (whole(bob, main, ""), "holds roles on an account"),
        (
            whole("", "{ name = \"Main\", owner = \"ada@acme.example\", hipaa = true },\n", ""),
            "needs a BAA on file",
        ),
        (
            whole(
                "",
                "{ name = \"Main\", owner = \"ada@acme.example\", state = \"closed\", subaccounts = [{ name = \"S\" }] },\n",
                "",
            ),
            "is closed",
        ),
        (
            whole("", main, "{ user = \"ada@acme.example\", account = \"Main\", roles = [\"support\"] },\n"),
            "owner of an account needs no roles",
        ),
        (
            whole("", main, "{ user = \"x@acme.example\", account = \"Main\", roles = [\"support\"] },\n"),
            "no such user",
        ),
        (
            whole("{ email = \"ada2@acme.example\", name = \"Ad\", state = \"inactive\", role = \"standard\" },\n", main, "")
                .replace("name = \"Ada\", role = \"owner\"", "name = \"Ada\", state = \"inactive\", role = \"owner\""),
            "deactivated",
        ),
    ] {
        let house = House::new();
        let refused = match import(&house, &text) {
            Err(CommitError::Refused(refusal)) => refusal,
            other => panic!("{other:?}: {text}"),
        };
        assert!(refused.sentence.contains(what), "{what}: {refused}\n{text}");
        assert!(house.store.info().expect("info").is_empty());
    }
}

#[test]
fn of_very_many_faults_the_first_are_listed_and_the_rest_counted() {
    let mut text = "organization = { name = \"Acme\" }\npolicy = { }\ndomains = []\naccess = []\naccounts = []\nusers = [\n".to_owned();
    text.push_str("{ email = \"ada@acme.example\", name = \"Ada\", role = \"owner\" },\n");
    let one = |n| format!("{{ email = \"u{n}@acme.example\", name = \"User\", standing = \"outside\" }},\n");
    text.extend((0..30_000).map(one));
    text.push(']');
    let refused = match import(&House::new(), &text) {
        Err(CommitError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    };
    assert_eq!(refused.rows.len(), 100);
    assert!(refused.sentence.contains("29999 more lines are wrong"), "{refused}");
}

/// Found by the property: whose only account is closed came out as independent, without a role to be so by.
#[test]
fn somebody_whose_only_account_is_closed_is_in_no_export() {
    let house = House::new();
    let (ada, org) = house.owner("ada@acme.example", "Acme");
    let side = house.new_account(ada, "Side");
    let open = house.invite_to(ada, side, "partner@side.example", &[AccountRole::Support]);
    house.accept_as_visitor(open);
    assert!(exported(&house, org).contains("partner@side.example"));
    house.close(ada, side);
    let text = exported(&house, org);
    assert!(!text.contains("partner@side.example"), "{text}");
    comes_out_as_it_went_in(&text);
}

#[test]
fn more_than_one_batch_is_written_and_told() {
    let mut text = "organization = { name = \"Acme\" }\npolicy = { }\ndomains = []\naccess = []\naccounts = []\nusers = [\n".to_owned();
    text.push_str("{ email = \"ada@acme.example\", name = \"Ada\", role = \"owner\" },\n");
    (0..4_500)
        .for_each(|n| text.push_str(&format!("{{ email = \"u{n}@acme.example\", name = \"User\" }},\n")));
    text.push(']');
    let house = House::new();
    let file = OrgFile::read("x", text.as_bytes()).expect("sound");
    let mut told = Vec::new();
    let operator = house.actor(Who::Operator);
    house
        .controller
        .import(&operator, ("x", &file), true, &mut |done, all| told.push((done, all)))
        .expect("allowed");
    assert_eq!(told, [(2_000, 4_503), (4_000, 4_503), (4_503, 4_503)]);
    assert_eq!(house.store.info().expect("info").count(Kind::User), 4_501);
}

proptest::proptest! {
    #![proptest_config(crate::org_file_random::cases(32))]

    #[test]
    fn whatever_an_organization_went_through_it_comes_out_as_it_went_in(
        ops in proptest::collection::vec(proptest::prelude::any::<Op>(), 0..80)
    ) {
        let (house, _, org) = grown(&ops);
        comes_out_as_it_went_in(&exported(&house, org));
    }
}
