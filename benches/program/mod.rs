//! The program as a process of its own: how long a verb takes and what memory it uses, at each size.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_orgadm");

/// Ten and a hundred thousand users, and as many as `ORGADM_BENCH_USERS` says.
pub fn sizes() -> impl Iterator<Item = u32> {
    let more = std::env::var("ORGADM_BENCH_USERS").ok().and_then(|text| text.parse().ok());
    [10_000, 100_000].into_iter().chain(more)
}

/// Runs a verb to its end: how long it took, and the most memory it used as last seen, in MB.
pub fn verb(home: &Path, store: &Path, words: &[&str]) -> (Duration, u64) {
    let begun = Instant::now();
    let mut child = Command::new(PROGRAM)
        .arg("--store")
        .arg(store)
        .args(words)
        .env("HOME", home)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("started");
    let mut memory = 0;
    loop {
        if let Some(ended) = child.try_wait().expect("waited") {
            assert!(ended.success(), "{words:?}");
            return (begun.elapsed(), memory);
        }
        memory = most(child.id()).unwrap_or(memory).max(memory);
        std::thread::sleep(Duration::from_micros(500));
    }
}

/// The most memory a process has used, in MB.
pub fn most(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM"))?;
    line.split_whitespace().nth(1)?.parse::<u64>().ok().map(|kb| kb >> 10)
}

/// Prints a row of a table.
pub fn row(what: &str, time: Duration, memory: u64) {
    println!("  {what:<34} {:>9.1} ms   at most {memory} MB", ms(time));
}

/// As milliseconds.
pub fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
