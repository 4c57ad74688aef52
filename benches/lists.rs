//! What a frame and a keystroke cost, at ten thousand, a hundred thousand and, when asked for, a million users; each
//! beside its physical reference: painting the same cells, and sweeping the same bytes with memmem.

#![allow(clippy::expect_used, missing_debug_implementations, reason = "a bench that cannot go on stops")]

use std::collections::HashMap;
use std::sync::{Arc, Mutex, OnceLock};

use divan::{Bencher, black_box};
use memchr::memmem::Finder;
use orgadm::controller::demo::{self, Demo};
use orgadm::directory::{Directory, Filter, Scope, UserList, UserQuery, UserSort};
use orgadm::model::{OrgSid, Record, Timestamp, UserSid};
use orgadm::tui::app::{App, Moment, Setup};
use orgadm::tui::effect::{Effect, Outcome};
use orgadm::tui::event::Event;
use orgadm::tui::keymap::Keymap;
use orgadm::tui::theme::Theme;
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

const NOW: Timestamp = Timestamp(1_795_489_783_000);

fn main() {
    divan::main();
}

/// Ten and a hundred thousand; `ORGADM_BENCH_USERS=1000000` adds a million.
fn sizes() -> Vec<u32> {
    let more = std::env::var("ORGADM_BENCH_USERS").ok().and_then(|text| text.parse().ok());
    [10_000, 100_000].into_iter().chain(more).collect()
}

/// A directory of so many demo users.
struct World {
    directory: Arc<Directory>,
    org: OrgSid,
    owner: UserSid,
    /// The search text of every user, as the directory keeps it.
    text: Vec<u8>,
}

fn world(users: u32) -> &'static World {
    static WORLDS: OnceLock<Mutex<HashMap<u32, &'static World>>> = OnceLock::new();
    let mut worlds = WORLDS.get_or_init(Mutex::default).lock().expect("not poisoned");
    worlds.entry(users).or_insert_with(|| {
        let mut directory = Directory::default();
        let (mut org, mut text) = (None, Vec::new());
        // Accounts come after users in a demo; a loaded directory has them first, which makes no difference to these.
        demo::each_record(Demo { users, seed: 1, now: NOW }, &mut |record| {
            if let Record::Organization(found) = &record {
                org = Some((found.sid, found.owner));
            }
            if let Record::User(user) = &record {
                text.extend_from_slice(user.name.as_str().to_lowercase().as_bytes());
                text.push(0x1F);
                text.extend_from_slice(user.email.as_str().as_bytes());
                text.push(b'\n');
            }
            directory.put(&record);
        });
        directory.warm();
        let (org, owner) = org.expect("an organization");
        Box::leak(Box::new(World { directory: Arc::new(directory), org, owner, text }))
    })
}

/// A session on the list of managed users.
fn session(world: &World, width: u16, height: u16) -> (App, Moment) {
    let theme = Theme::named("dark").expect("built in");
    let setup = Setup {
        keymap: Keymap::default(),
        theme,
        store: String::new(),
        user: Some(world.owner),
        address: None,
        warnings: Vec::new(),
        holds: true,
        fixed: false,
    };
    let moment = Moment {
        directory: Arc::clone(&world.directory),
        now: NOW,
        company: Default::default(),
        posts: Default::default(),
        publishing: Default::default(),
    };
    let mut app = App::new(setup, Size { width, height });
    let mut effects = app.start(&moment);
    effects.extend(app.update(Event::Key("3".parse().expect("a key")), &moment));
    for effect in effects {
        if let Effect::Rows(ticket, wanted) = effect {
            let found = wanted.look_up(&moment.directory, moment.now);
            app.update(Event::Done(ticket, Outcome::Rows(found)), &moment);
        }
    }
    (app, moment)
}

fn frame(bencher: Bencher<'_, '_>, users: u32, width: u16, height: u16) {
    let (mut app, moment) = session(world(users), width, height);
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    let down = "Down".parse().expect("a key");
    bencher.bench_local(|| {
        app.update(Event::Key(down), &moment);
        buffer.reset();
        black_box(app.draw(area, &mut buffer, &moment));
    });
}

#[divan::bench(args = sizes())]
fn key_and_frame_80x24(bencher: Bencher<'_, '_>, users: u32) {
    frame(bencher, users, 80, 24);
}

#[divan::bench(args = sizes())]
fn key_and_frame_200x60(bencher: Bencher<'_, '_>, users: u32) {
    frame(bencher, users, 200, 60);
}

/// The reference of a frame: every cell written once.
#[divan::bench(args = [(80, 24), (200, 60)])]
fn reference_every_cell_once(bencher: Bencher<'_, '_>, (width, height): (u16, u16)) {
    let area = Rect { x: 0, y: 0, width, height };
    let mut buffer = Buffer::empty(area);
    bencher.bench_local(|| {
        buffer.reset();
        for cell in &mut buffer.content {
            cell.set_symbol(black_box("x"));
        }
    });
}

const QUERIES: [&str; 5] = ["zoe.kim", "hopper", "an", "nobody-has-this", "role:admin 2fa:off hopper"];

fn asked() -> Vec<(u32, &'static str)> {
    sizes().into_iter().flat_map(|users| QUERIES.map(|query| (users, query))).collect()
}

fn query(world: &World, text: &str) -> UserQuery {
    let filter = Filter::parse(text, Scope::Users).expect("a filter");
    UserQuery { filter, ..UserQuery::all(world.org, UserList::Managed) }
}

/// A keystroke in the filter line until its first rows are there.
#[divan::bench(args = asked())]
fn keystroke_first_rows(bencher: Bencher<'_, '_>, (users, text): (u32, &str)) {
    let world = world(users);
    bencher.bench_local(|| world.directory.first_users(&query(world, text), NOW, &[], 120).len());
}

/// The whole answer: every row that passes, in order, and so the exact count.
#[divan::bench(args = asked())]
fn keystroke_all_rows(bencher: Bencher<'_, '_>, (users, text): (u32, &str)) {
    let world = world(users);
    bencher.bench_local(|| world.directory.users(&query(world, text), NOW, &[]).len());
}

/// The reference of a keystroke: memmem over the same bytes, its hits counted.
#[divan::bench(args = asked())]
fn reference_memmem_sweep(bencher: Bencher<'_, '_>, (users, text): (u32, &str)) {
    let world = world(users);
    let word = text.rsplit(' ').next().unwrap_or(text);
    let finder = Finder::new(word);
    bencher.bench_local(|| finder.find_iter(&world.text).count());
}

/// Ordering the whole list anew by another column.
#[divan::bench(args = sizes())]
fn order_by_last_session(bencher: Bencher<'_, '_>, users: u32) {
    let world = world(users);
    let query = UserQuery { sort: UserSort::LastSeen, ..UserQuery::all(world.org, UserList::Managed) };
    bencher.bench_local(|| world.directory.users(&query, NOW, &[]).len());
}

/// The list after somebody else's commit: the same question, the order kept.
#[divan::bench(args = sizes())]
fn refresh_keeping_the_order(bencher: Bencher<'_, '_>, users: u32) {
    let world = world(users);
    let query = UserQuery::all(world.org, UserList::Managed);
    let shown = world.directory.users(&query, NOW, &[]);
    bencher.bench_local(|| world.directory.users(&query, NOW, &shown).len());
}
