//! Random transactions against both engines and a plain model of what a store is; every read must agree.

use std::collections::{BTreeMap, BTreeSet};

use orgadm::controller::port::{Committed, Maintenance, Store, Transaction};
use orgadm::model::*;
use proptest::prelude::*;

use super::fixtures::*;

/// What is done to one record.
#[derive(Debug, Clone, Copy)]
enum Deed {
    /// Created or changed, as it is there or not.
    Put,
    /// Deleted, if it is there.
    Delete,
    /// Changed with the revision of an entry that did not write it.
    Stale,
    /// Created, whether it is there or not.
    Create,
}

/// One change to make: which record, in which variant.
type Step = (usize, u8, u8, Deed);

fn step() -> impl Strategy<Value = Step> {
    let deed = prop_oneof![6 => Just(Deed::Put), 2 => Just(Deed::Delete), 1 => Just(Deed::Stale), 1 => Just(Deed::Create)];
    (0..Kind::ALL.len(), 1_u8..5, 0_u8..6, deed)
}

/// Addresses of which some begin like others.
fn address(variant: u8) -> Email {
    let texts = ["a@acme.example", "a@acme.example.org", "aa@acme.example", "b@acme.exam", "b@acme.example"];
    email(texts[usize::from(variant) % texts.len()])
}

fn record(kind: usize, n: u8, variant: u8) -> Record {
    let odd = variant % 2 == 1;
    match Kind::ALL[kind] {
        Kind::Organization => {
            Organization { demo: odd, domain_limit: variant.into(), ..organization(n) }.into()
        }
        Kind::OrganizationName => organization_name(n).into(),
        Kind::User => {
            User { email: address(variant), name: person(&format!("Name {variant}")), ..user(n) }.into()
        }
        Kind::Account => Account {
            owner: user_sid(variant % 3),
            hipaa: odd.then_some(Designation { since: BIRTH, by: user_sid(1) }),
            ..account(n)
        }
        .into(),
        Kind::Invitation => {
            let state = if odd { InvitationState::Pending } else { InvitationState::Canceled };
            Invitation { email: address(variant), state, ..invitation(n) }.into()
        }
        Kind::Domain => {
            let names = ["acme.example", "acme.example.org", "a.cme.example"];
            Domain { name: domain_name(names[usize::from(variant) % 3]), ..domain(n) }.into()
        }
        Kind::SignUp => {
            let state = if odd { SignUpState::Open } else { SignUpState::Superseded };
            SignUp { email: address(variant), state, ..sign_up(n) }.into()
        }
        Kind::Message => message(n).into(),
    }
}

/// What a store is, without indexes, bytes or hashes.
#[derive(Default)]
struct Model {
    records: BTreeMap<Key, Stored>,
    entries: Vec<(Committed, Vec<AuditChange>)>,
}

impl Model {
    fn change(&self, (kind, n, variant, deed): Step) -> Change {
        let after = record(kind, n, variant);
        let key = after.key();
        let stored = self.records.get(&key);
        let before = stored.map(|stored| stored.record.clone());
        let previous = stored.map_or(Position::NONE, |stored| stored.last);
        match deed {
            Deed::Put => Change { key, before, after: Some(after), previous },
            Deed::Delete => Change { key, before, after: None, previous },
            Deed::Stale => Change { key, before, after: Some(after), previous: Position(previous.0 + 1) },
            Deed::Create => creation(after),
        }
    }

    /// Whether this may be written, from the rules alone; writes it if so.
    fn apply(&mut self, transaction: &Transaction) -> bool {
        let keys: BTreeSet<Key> = transaction.changes.iter().map(|change| change.key).collect();
        let fresh = transaction.changes.iter().all(|change| {
            let stored = self.records.get(&change.key);
            stored.map(|stored| &stored.record) == change.before.as_ref()
                && stored.map_or(Position::NONE, |stored| stored.last) == change.previous
                && (change.before.is_some() || change.after.is_some())
        });
        if keys.len() != transaction.changes.len() || !fresh {
            return false;
        }
        let position = Position(self.entries.len() as u64 + 2);
        let mut records = self.records.clone();
        for change in &transaction.changes {
            match &change.after {
                Some(record) => records.insert(change.key, Stored { record: record.clone(), last: position }),
                None => records.remove(&change.key),
            };
        }
        let users = records.values().filter_map(|stored| match &stored.record {
            Record::User(user) => Some(user.email.clone()),
            _ => None,
        });
        let addresses: Vec<Email> = users.collect();
        if addresses.iter().collect::<BTreeSet<_>>().len() != addresses.len() {
            return false;
        }
        self.records = records;
        let last = self.entries.last().map_or(BIRTH, |(committed, _)| committed.time);
        let side = |record: &Option<Record>| {
            record.clone().map_or(ImageState::Absent, |record| ImageState::Kept(Box::new(record)))
        };
        let changes = transaction.changes.iter().map(|change| AuditChange {
            key: change.key,
            previous: change.previous,
            before: side(&change.before),
            after: side(&change.after),
        });
        self.entries
            .push((Committed { position, time: last.max(transaction.audit.time) }, changes.collect()));
        true
    }

    /// Keys of the records that this is true of, in order.
    fn keys(&self, wanted: impl Fn(&Record) -> bool) -> Vec<Key> {
        self.records.iter().filter(|(_, stored)| wanted(&stored.record)).map(|(key, _)| *key).collect()
    }

    /// Compares every answer of a store with what follows from the records alone.
    fn compare(&self, store: &dyn Maintenance) {
        let info = store.info().expect("read");
        assert_eq!(info.head, Position(self.entries.len() as u64 + 1));
        for kind in Kind::ALL {
            let wanted: Vec<Stored> =
                self.records.iter().filter(|(key, _)| key.kind() == kind).map(|(_, s)| s.clone()).collect();
            assert_eq!(info.count(kind), wanted.len() as u64);
            assert_eq!(store.scan(kind, None, 100).expect("read"), wanted);
        }
        for kind in 0..Kind::ALL.len() {
            for n in 1..5 {
                let key = record(kind, n, 0).key();
                assert_eq!(store.get(key).expect("read"), self.records.get(&key).cloned());
            }
        }
        for variant in 0..5 {
            let at = address(variant);
            let user = self.keys(|record| matches!(record, Record::User(user) if user.email == at));
            let found = store.user_by_email(&at).expect("read");
            assert_eq!(found.map(Key::User), user.first().copied());
            let open = self.keys(|record| match record {
                Record::Invitation(i) => i.email == at && i.state == InvitationState::Pending,
                Record::SignUp(s) => s.email == at && s.state == SignUpState::Open,
                _ => false,
            });
            assert_eq!(store.open_for(&at).expect("read"), open);
            let name = match record(5, 1, variant) {
                Record::Domain(domain) => domain.name,
                other => panic!("{other:?}"),
            };
            let named = self.keys(|record| matches!(record, Record::Domain(domain) if domain.name == name));
            let found = store.domains_named(&name).expect("read");
            assert_eq!(found.into_iter().map(Key::Domain).collect::<Vec<_>>(), named);
            let owner = user_sid(variant);
            let owned =
                self.keys(|record| matches!(record, Record::Account(account) if account.owner == owner));
            let found = store.accounts_owned_by(owner).expect("read");
            assert_eq!(found.into_iter().map(Key::Account).collect::<Vec<_>>(), owned);
        }
        for (committed, changes) in &self.entries {
            let entry = store.entry(committed.position).expect("read").expect("there");
            assert_eq!((entry.header.time, &entry.changes), (committed.time, changes));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn both_engines_answer_like_the_model(
        plan in prop::collection::vec((prop::collection::vec(step(), 0..6), 0_u64..5), 1..30)
    ) {
        let dir = tempfile::tempdir().expect("dir");
        let (memory, disk) = (super::in_memory(), super::on_disk(&dir));
        let mut model = Model::default();
        for (steps, minutes) in plan {
            let changes = steps.into_iter().map(|step| model.change(step)).collect();
            let mut transaction = transaction(changes);
            transaction.audit.time = BIRTH.plus(Span::minutes(minutes));
            let (one, other) = (memory.apply(&transaction), disk.apply(&transaction));
            prop_assert_eq!(&one, &other);
            prop_assert_eq!(one.is_ok(), model.apply(&transaction), "{:?}", one);
            if let Ok(committed) = one {
                prop_assert_eq!(Some(committed), model.entries.last().map(|(committed, _)| *committed));
            }
        }
        model.compare(&memory);
        model.compare(&disk);
        let hash = |store: &dyn Maintenance| store.info().expect("read").head_hash;
        prop_assert_eq!(hash(&memory), hash(&disk), "the same bytes in every header");
        let replayed = memory.replayed().expect("its journal follows");
        prop_assert!(replayed.holds_the_same(&memory), "the journal alone is the whole store");
        prop_assert!(memory.check().expect("checked").is_sound());
        prop_assert!(disk.check().expect("checked").is_sound());
        // What was synced is there when the store is opened again.
        disk.sync().expect("durable");
        drop(disk);
        model.compare(&super::on_disk(&dir));
    }
}
