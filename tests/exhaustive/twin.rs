//! Whether the small world answers as the real one does: the same records in a store with its directory, asked the same.

use std::sync::Arc;

use orgadm::controller::port::StoreError;
use orgadm::controller::{Command, Lists, Live, PlanError, Stamp, World, plan_command};
use orgadm::directory::Directory;
use orgadm::model::*;
use orgadm::store::MemoryStore;

use super::moves::{Move, PEOPLE, moves};
use super::search::{actor, code_key, planned};
use super::state::{Small, State};
use crate::support::{START, domain, email, load};

struct Loaded(Arc<Directory>);

impl Lists for Loaded {
    fn loaded(&self) -> Option<Arc<Directory>> {
        Some(Arc::clone(&self.0))
    }

    fn needed(&self) -> Result<Arc<Directory>, StoreError> {
        Ok(Arc::clone(&self.0))
    }
}

/// Asks both worlds everything there is to ask, and for every plan.
pub fn answers_alike(state: &State) {
    let store = MemoryStore::new(START, [1; 32]).expect("in memory");
    load(&store, state.records().cloned().collect());
    let mut directory = Directory::default();
    state.records().for_each(|record| directory.put(record));
    directory.warm();
    let (lists, codes) = (Loaded(Arc::new(directory)), code_key());
    let real = Live::new(&store, &lists, &codes);
    let small = Small { state, codes: &codes };
    lookups(state, &small, &real);
    for by in moves(state, &codes, |_| true) {
        // The audit of the real store is another one.
        let Move::Ask(who, command) = by else { continue };
        if matches!(command, Command::Undo { .. }) {
            continue;
        }
        let ours = planned(state, &codes, who, &command);
        let mut seed = [0x5a; 32];
        seed[..8].copy_from_slice(&state.head.0.to_be_bytes());
        let theirs = match plan_command(&real, &actor(who), &command, Stamp { now: state.now, seed }) {
            Ok(plan) => Ok(plan),
            Err(PlanError::Refused(refusal)) => Err(refusal),
            Err(PlanError::Store(error)) => panic!("{error}"),
        };
        match (ours, theirs) {
            (Ok(ours), Ok(theirs)) => assert!(ours.same_changes(&theirs), "{command:?}"),
            (ours, theirs) => assert_eq!(ours, theirs, "{command:?}"),
        }
    }
}

fn lookups(state: &State, small: &dyn World, real: &dyn World) {
    macro_rules! alike {
        ($of:expr) => {{
            let of: &dyn Fn(&dyn World) -> _ = &$of;
            assert_eq!(of(small), of(real));
        }};
    }
    let sorted = |mut keys: Vec<Key>| {
        keys.sort_unstable();
        keys
    };
    for record in state.records() {
        let key = record.key();
        alike!(|world| world.get(key).expect("readable").map(|stored| stored.record));
    }
    for address in PEOPLE.map(email) {
        alike!(|world| world.user_by_email(&address));
        let requests = |world: &dyn World| world.requests_from(&address).expect("readable");
        alike!(|world| sorted(requests(world).into_iter().map(Key::Invitation).collect()));
        alike!(|world| sorted(world.open_for(&address).expect("readable")));
        alike!(|world| sorted(world.addressed_to(&address).expect("readable")));
    }
    for user in state.users().map(|user| user.sid) {
        alike!(|world| world.accounts_owned_by(user));
        let sent = |world: &dyn World| world.invitations_by(user).expect("readable");
        alike!(|world| sorted(sent(world).into_iter().map(Key::Invitation).collect()));
    }
    for account in state.accounts().map(|account| account.sid) {
        alike!(|world| sorted(
            world.holders_of(account).expect("readable").into_iter().map(Key::User).collect()
        ));
        let invitations = |world: &dyn World| world.invitations_to(account).expect("readable");
        alike!(|world| sorted(invitations(world).into_iter().map(Key::Invitation).collect()));
    }
    for org in state.organizations().map(|org| org.sid) {
        alike!(|world| world.domain_count(org));
        alike!(|world| world.waiting_in_domains_of(org));
        alike!(|world| world.verified_domain_count(org));
        alike!(|world| world.account_count(org));
        alike!(|world| world.accounts_in_use(org));
        alike!(|world| world.user_count(org));
        alike!(|world| world.managed_under(org, &domain("acme.example")));
        let asked = |world: &dyn World| world.pending_accounts(org).expect("readable");
        alike!(|world| sorted(asked(world).into_iter().map(Key::Invitation).collect()));
        let requests = |world: &dyn World| world.open_requests(org).expect("readable");
        alike!(|world| sorted(requests(world).into_iter().map(Key::Invitation).collect()));
    }
    alike!(|world| sorted(world.void(1_000).expect("readable")));
    alike!(|world| world.domains_named(&domain("acme.example")));
    alike!(|world| world.losses(100));
    for now in [state.now, state.now.plus(Span::days(8)), Timestamp(u64::MAX)] {
        alike!(|world| world.due(now, 100));
        alike!(|world| world.names_due(now, 100));
        alike!(|world| world.closed_until(now, 100));
    }
}
