//! What it costs to keep a store safe, as processes of their own: a backup, what is restored from it, moving the audit
//! into an archive, reading all of it, compacting, a doctor; time and memory. Beside the physical reference: the bytes of the backup
//! written and made durable.
//!
//! Prints one table a size. `ORGADM_BENCH_USERS=1000000` adds a million users.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and prints its table"
)]

mod program;

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use program::{ms, row, verb};

fn main() {
    program::sizes().for_each(measure);
}

fn measure(users: u32) {
    let home = tempfile::tempdir().expect("a directory");
    let (store, again) = (home.path().join("store"), home.path().join("again"));
    let file = home.path().join("file").display().to_string();
    let run = |what: &str, store: &Path, words: &[&str]| {
        let (time, memory) = verb(home.path(), store, words);
        row(what, time, memory);
    };
    verb(home.path(), &store, &["demo", "--users", &users.to_string(), "--no-open"]);
    // The first opening after so much writing replays the engine's log.
    verb(home.path(), &store, &["audit", "head"]);
    println!(
        "\n{users} users, {} MB of data",
        fs::metadata(store.join("data/db")).expect("there").len() >> 20
    );
    run("nothing: a store opened and closed", &store, &["audit", "head"]);
    run("backup, read back", &store, &["backup", &file]);
    let bytes = fs::read(&file).expect("there");
    let begun = Instant::now();
    let mut out = File::create(home.path().join("reference")).expect("made");
    out.write_all(&bytes).and_then(|()| out.sync_all()).expect("durable");
    println!(
        "  {:<34} {:>9.1} ms   {:.1} MB",
        "reference: its bytes made durable",
        ms(begun.elapsed()),
        bytes.len() as f64 / (1 << 20) as f64
    );
    run("restore", &again, &["restore", &file]);
    run("audit verify", &store, &["audit", "verify"]);
    run("audit prune, all but the last", &store, &["audit", "prune", "--before", "0m"]);
    run("audit verify, with the archive", &store, &["audit", "verify"]);
    run("compact", &store, &["compact"]);
    run("doctor", &store, &["doctor"]);
}
