//! What a start costs, as a process in a real terminal: to the first frame, to the totals, to everything searchable; a
//! verb about one record and one about a list; memory. Beside the physical reference: reading the store's file.
//!
//! Prints one table a size. `ORGADM_BENCH_USERS=1000000` adds a million users.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and prints its table"
)]

mod program;

use std::io::Read;
use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use program::{PROGRAM, most, ms, row, verb};

const OWNER: &str = "ada.lovelace@acme.example";

fn main() {
    program::sizes().for_each(measure);
}

fn measure(users: u32) {
    let home = tempfile::tempdir().expect("a directory");
    let store = home.path().join("store");
    let begun = Instant::now();
    let made = verb(home.path(), &store, &["demo", "--users", &users.to_string(), "--no-open"]);
    println!("\n{users} users");
    row("generated in a child process", begun.elapsed(), made.1);
    let file = store.join("data/db");
    let begun = Instant::now();
    let bytes = std::fs::read(&file).expect("read").len();
    println!(
        "  {:<34} {:>9.1} ms   {} MB",
        "reference: the file read whole",
        ms(begun.elapsed()),
        bytes >> 20
    );
    let median = |words: &[&str]| {
        let mut runs: Vec<(Duration, u64)> = (0..5).map(|_| verb(home.path(), &store, words)).collect();
        runs.sort_unstable();
        runs[2]
    };
    let (time, memory) = median(&["--as", OWNER, "user", "show", OWNER]);
    row("verb about one record", time, memory);
    let (time, memory) = median(&["--as", OWNER, "user", "list", "role:admin", "2fa:off", "hopper"]);
    row("verb that filters all users", time, memory);
    session(home.path(), &store);
}

/// Starts the screens and waits for what they show.
fn session(home: &Path, store: &Path) {
    let size = PtySize { rows: 36, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pty = native_pty_system().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(PROGRAM);
    command.args(["--as", OWNER, "--store"]);
    command.arg(store);
    command.env("HOME", home);
    command.env("TERM", "xterm-256color");
    command.env("LANG", "C.UTF-8");
    let mut reader = pty.master.try_clone_reader().expect("a reader");
    let begun = Instant::now();
    let mut child = pty.slave.spawn_command(command).expect("started");
    let (send, bytes) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 65_536];
        while let Ok(n @ 1..) = reader.read(&mut buffer) {
            if send.send(buffer[..n].to_vec()).is_err() {
                return;
            }
        }
    });
    let mut parser = vt100::Parser::new(36, 120, 0);
    let mut until = |texts: &[&str]| {
        while !texts.iter().any(|text| parser.screen().contents().contains(text)) {
            parser.process(&bytes.recv_timeout(Duration::from_secs(60)).expect("it goes on"));
        }
        begun.elapsed()
    };
    let frame = until(&["Overview"]);
    let totals = until(&["managed users", "Latest changes"]);
    let loaded = until(&["Latest changes"]);
    let pid = child.process_id().unwrap_or(0);
    let memory = most(pid).unwrap_or(0);
    row("screens: first frame", frame, memory);
    row("screens: person and totals", totals, memory);
    row("screens: everything searchable", loaded, memory);
    child.kill().expect("ended");
    child.wait().expect("waited");
}
