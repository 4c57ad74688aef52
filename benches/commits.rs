//! What a durable commit costs, one at a time and from eight threads at once, beside the physical reference: overwriting
//! 4 KiB and fdatasync in the same directory.

#![allow(clippy::expect_used, missing_debug_implementations, reason = "a bench that cannot go on stops")]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use divan::Bencher;
use orgadm::controller::demo::{self, Demo};
use orgadm::controller::port::{Clock, Maintenance};
use orgadm::controller::{CodeKey, Command, Consent, Controller};
use orgadm::model::{AccountSid, Actor, Evidence, Key, Kind, Label, OrgRole, Origin, Record, UserSid, Who};
use orgadm::outside::{RandomIds, SystemClock};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// A store on disk with a small demo, and its accounts.
struct Bench {
    controller: Controller,
    owner: UserSid,
    accounts: Vec<AccountSid>,
    directory: TempDir,
}

fn bench() -> &'static Bench {
    static BENCH: OnceLock<Bench> = OnceLock::new();
    BENCH.get_or_init(|| {
        let directory = TempDir::new().expect("a directory");
        let path = directory.path().join("store");
        let now = SystemClock.now();
        drop(orgadm::store::open(&path, &demo::Beginning { now }, &RandomIds).expect("created"));
        let opened = Arc::new(orgadm::store::open(&path, &SystemClock, &RandomIds).expect("opened"));
        let codes = CodeKey::new(*opened.code_key());
        let store: Arc<dyn Maintenance> = opened;
        let demo = Demo { users: 10_000, seed: 1, now };
        let owner = demo::fill(&store, codes.clone(), demo, &mut |_, _| Ok(())).expect("filled");
        let accounts = store.scan(Kind::Account, None, 10_000).expect("read");
        let accounts = accounts.into_iter().filter_map(|stored| match stored.record {
            Record::Account(account) if account.org.is_some() && account.is_in_use() => Some(account.sid),
            _ => None,
        });
        let accounts = accounts.collect();
        let controller = Controller::open(store, Arc::new(SystemClock), Arc::new(RandomIds), codes);
        let controller = controller.expect("a writer");
        controller.directory().expect("loaded");
        Bench { controller, owner, accounts, directory }
    })
}

static TURN: AtomicUsize = AtomicUsize::new(0);

/// One change of one account, planned, planned again by the writer, applied, flushed, synced, published.
fn rename() {
    let bench = bench();
    let n = TURN.fetch_add(1, Ordering::Relaxed);
    let account = bench.accounts[n % bench.accounts.len()];
    let actor = Actor { who: Who::User(bench.owner), evidence: Evidence::System, origin: Origin::Terminal };
    let name = Label::parse("The name", &format!("Renamed {n}")).expect("a name");
    let command = Command::RenameAccount { account, name };
    let plan = bench.controller.plan(&actor, &command).expect("planned");
    bench.controller.commit(plan, Consent::default()).expect("committed");
}

#[divan::bench(threads = [1, 8], sample_count = 200)]
fn durable_commit(bencher: Bencher<'_, '_>) {
    bench();
    bencher.bench(rename);
}

/// The reference: 4 KiB overwritten in a file of one's own, then fdatasync.
#[divan::bench(threads = [1, 8], sample_count = 200)]
fn reference_fdatasync(bencher: Bencher<'_, '_>) {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    thread_local! {
        static FILE: File = {
            let n = FILES.fetch_add(1, Ordering::Relaxed);
            let file = File::create(bench().directory.path().join(format!("reference-{n}"))).expect("created");
            file.write_all_at(&[1; 4096], 0).expect("written");
            file.sync_all().expect("synced");
            file
        };
    }
    bencher.bench(|| {
        FILE.with(|file| {
            file.write_all_at(&[2; 4096], 0).expect("written");
            file.sync_data().expect("synced");
        });
    });
}

/// Planning alone, as a preview does.
#[divan::bench]
fn preview_of_a_role(bencher: Bencher<'_, '_>) {
    let bench = bench();
    let org = bench.controller.directory().expect("loaded").organizations().next().expect("one").sid;
    let users = bench.controller.store().scan(Kind::User, Some(Key::User(bench.owner)), 1).expect("read");
    let Some(Record::User(user)) = users.into_iter().next().map(|stored| stored.record) else { return };
    let actor = Actor { who: Who::User(bench.owner), evidence: Evidence::System, origin: Origin::Terminal };
    let role = match user.role_in(org) {
        Some(OrgRole::Administrator) => OrgRole::Standard,
        _ => OrgRole::Administrator,
    };
    let command = Command::SetRole { org, user: user.sid, role };
    bencher.bench_local(|| bench.controller.plan(&actor, &command).expect("planned").changes.len());
}
