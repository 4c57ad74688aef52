//! Two hundred sessions in one host, each a key a second: processor time, memory a session, key to bytes.
//!
//! The load generator speaks the host's own protocol over its socket; the host is a process of its own, so that what is
//! measured is the host alone. Bounded in time: some forty seconds.

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    reason = "a bench that cannot go on fails"
)]

use std::io::Read;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::time::{Duration, Instant};

use orgadm::session::wire::{
    self, Claimed, Colours, Hello, Look, MOST, ScreenWanted, Themed, ToClient, ToHost, Wanted,
};

const BINARY: &str = env!("CARGO_BIN_EXE_orgadm");
const SIZE: (u16, u16) = (120, 40);
const FOR: Duration = Duration::from_secs(20);
const OWNER: &str = "ada.lovelace@acme.example";

fn main() {
    // `cargo test --benches` asks for the list of tests and for single runs; a measurement is neither.
    if std::env::args().any(|argument| argument == "--list" || argument == "--test") {
        return;
    }
    let number = |name: &str, default: usize| {
        std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(default)
    };
    let sessions = number("ORGADM_BENCH_SESSIONS", 200);
    let users = number("ORGADM_BENCH_USERS", 10_000);
    let home = tempfile::tempdir().expect("a directory");
    let store = home.path().join("store");
    let made = Command::new(BINARY)
        .arg("--store")
        .arg(&store)
        .args(["demo", "--no-open", "--users", &users.to_string()])
        .stderr(Stdio::null())
        .status()
        .expect("it starts");
    assert!(made.success(), "the demo was not generated");
    let host = Host::start(home.path(), &store);
    let alone = host.resident();
    let everybody = Arc::new(Barrier::new(sessions + 1));
    let over = Arc::new(AtomicBool::new(false));
    let waits = Arc::new(Mutex::new(Vec::new()));
    let threads: Vec<_> = (0..sessions)
        .map(|n| {
            let (socket, everybody) = (host.socket.clone(), Arc::clone(&everybody));
            let (over, waits) = (Arc::clone(&over), Arc::clone(&waits));
            std::thread::Builder::new()
                .stack_size(256 * 1024)
                .spawn(move || {
                    let mut session = Session::attach(&socket);
                    everybody.wait();
                    // A key a second each, spread over the second.
                    let mut next =
                        Instant::now() + Duration::from_micros(1_000_000 * n as u64 / sessions as u64);
                    let mut mine = Vec::new();
                    let mut down = true;
                    while !over.load(Ordering::SeqCst) {
                        session.rest_until(next);
                        mine.push(session.key(if down { "j" } else { "k" }));
                        down = !down;
                        next += Duration::from_secs(1);
                    }
                    waits.lock().expect("whole").extend(mine);
                    session.stream
                })
                .expect("a thread")
        })
        .collect();
    everybody.wait();
    let (before, began) = (host.processor(), Instant::now());
    std::thread::sleep(FOR);
    let (spent, took) = (host.processor() - before, began.elapsed());
    let each = (host.resident() - alone) / sessions as u64;
    over.store(true, Ordering::SeqCst);
    // Kept open until all has been measured.
    let open: Vec<UnixStream> = threads.into_iter().map(|thread| thread.join().expect("ended")).collect();
    let mut waits = std::mem::take(&mut *waits.lock().expect("whole"));
    waits.sort_unstable();
    let at = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{sessions} sessions at {}x{}, {users} users, {} keys in {took:.1?}",
        SIZE.0,
        SIZE.1,
        waits.len()
    );
    println!("  processor, of one core   {:.1} %", 100.0 * spent.as_secs_f64() / took.as_secs_f64());
    println!("  key to bytes             p50 {:.2?}  p95 {:.2?}  p99 {:.2?}", at(50), at(95), at(99));
    println!("  memory of a session      {each} KiB (host alone {alone} KiB)");
    drop(open);
}

struct Host {
    child: Child,
    socket: PathBuf,
}

impl Host {
    fn start(home: &Path, store: &Path) -> Self {
        let socket = home.join("run/orgadm.sock");
        let child = Command::new(BINARY)
            .arg("--store")
            .arg(store)
            .arg("--socket")
            .arg(&socket)
            .args(["serve", "--idle", "0"])
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let until = Instant::now() + Duration::from_secs(60);
        while UnixStream::connect(&socket).is_err() {
            assert!(Instant::now() < until, "nobody listens");
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { child, socket }
    }

    fn about(&self, file: &str) -> String {
        std::fs::read_to_string(format!("/proc/{}/{file}", self.child.id())).expect("it runs")
    }

    /// Resident memory in KiB.
    fn resident(&self) -> u64 {
        let status = self.about("status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("known");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }

    /// Processor time spent so far.
    fn processor(&self) -> Duration {
        let stat = self.about("stat");
        let fields: Vec<&str> = stat.rsplit(") ").next().expect("fields").split(' ').collect();
        let ticks: u64 = fields[11..13].iter().map(|field| field.parse::<u64>().expect("a number")).sum();
        // A hundred a second on every Linux.
        Duration::from_millis(ticks * 10)
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

struct Session {
    stream: UnixStream,
}

impl Session {
    /// At the list of users.
    fn attach(socket: &Path) -> Self {
        let mut stream = UnixStream::connect(socket).expect("somebody listens");
        wire::write_bytes(&mut stream, &Hello::ours().bytes()).expect("sent");
        wire::read_bytes(&mut stream, 64).expect("an answer");
        let look = Look { theme: Themed::Named("dark".into()), depth: Colours::All, unicode: true };
        let claimed = Claimed { said: Some(OWNER.into()), usual: None, ssh: None };
        let terminal = "xterm-256color".into();
        let wanted = ScreenWanted { size: SIZE, terminal, look, keys: Vec::new(), claimed };
        wire::write(&mut stream, &Wanted::Screen(Box::new(wanted))).expect("sent");
        let mut session = Self { stream };
        session.quiet(Duration::from_millis(1_500));
        session.press("3");
        session.quiet(Duration::from_millis(500));
        session
    }

    fn press(&mut self, key: &str) {
        wire::write(&mut self.stream, &ToHost::Input(key.into())).expect("sent");
    }

    /// Reads until nothing has come for so long.
    fn quiet(&mut self, long: Duration) {
        self.stream.set_read_timeout(Some(long)).expect("set");
        let mut bytes = [0; 65_536];
        while matches!(self.stream.read(&mut bytes), Ok(n) if n > 0) {}
        self.stream.set_read_timeout(None).expect("set");
    }

    /// Waits, and reads what comes meanwhile: the changes of others.
    fn rest_until(&mut self, then: Instant) {
        loop {
            let left = then.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            self.stream.set_read_timeout(Some(left)).expect("set");
            let mut bytes = [0; 65_536];
            let _ = self.stream.read(&mut bytes);
        }
    }

    /// Presses a key; how long until the first bytes of its picture came.
    fn key(&mut self, key: &str) -> Duration {
        self.stream.set_read_timeout(Some(Duration::from_secs(5))).expect("set");
        let pressed = Instant::now();
        self.press(key);
        match wire::read::<ToClient>(&mut self.stream, MOST) {
            Ok(ToClient::Output(_)) => pressed.elapsed(),
            other => panic!("no picture came: {other:?}"),
        }
    }
}
