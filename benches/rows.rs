//! What ten thousand rows of a file cost against a hundred thousand users, as a process: read, surveyed, committed in parts of
//! 500, and a result written for each. Beside the physical reference: as many parts written and made durable.
//!
//! Prints one table.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a bench that cannot go on stops, and prints its table"
)]

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output};
use std::time::{Duration, Instant};

const PROGRAM: &str = env!("CARGO_BIN_EXE_orgadm");
const OWNER: &str = "ada.lovelace@acme.example";
const USERS: usize = 100_000;
const ROWS: usize = 10_000;
/// Rows of one transaction.
const PART: usize = 500;
/// Bytes of a row in the store, roughly: a record and a message with their images in the audit.
const A_ROW: usize = 2_048;

fn main() {
    let home = tempfile::tempdir().expect("a directory");
    let (_, made) = run(home.path(), &["demo", "--users", &USERS.to_string(), "--no-open"]);
    assert!(made.status.success(), "{made:?}");
    let (_, listed) = run(home.path(), &["user", "list", "status:active", "role:standard"]);
    let listed = String::from_utf8(listed.stdout).expect("text");
    let users: Vec<&str> = listed.lines().filter_map(|line| line.split('\t').nth(1)).take(ROWS).collect();
    assert_eq!(users.len(), ROWS, "enough users");
    let (_, accounts) = run(home.path(), &["account", "list", "status:active"]);
    let accounts = String::from_utf8(accounts.stdout).expect("text");
    let account = accounts.lines().next().and_then(|line| line.split('\t').next_back()).expect("an account");
    println!("\n{ROWS} rows against {USERS} users");
    row("reference: as many parts, durable", reference(home.path()), 0.0);
    let of_users = |heading: &str, rest: &str| {
        let rows = users.iter().map(|user| format!("{user}{rest}\n")).collect::<String>();
        format!("{heading}\n{rows}")
    };
    let invited: String = (0..ROWS).map(|n| format!("new{n}@side.example,standard\n")).collect();
    measure(home.path(), &["user", "invite"], &format!("email,role\n{invited}"));
    measure(home.path(), &["user", "role"], &of_users("user,role", ",administrator"));
    measure(
        home.path(),
        &["access", "grant"],
        &of_users("user,account,roles", &format!(",{account},support")),
    );
    measure(home.path(), &["user", "deactivate"], &of_users("user", ""));
    measure(home.path(), &["user", "remove", "--successor", OWNER], &of_users("user", ""));
}

/// Runs the verb over the rows, and over its own results, of which nothing is left to do.
fn measure(home: &Path, verb: &[&str], rows: &str) {
    std::fs::write(home.join("rows.csv"), rows).expect("written");
    let agreed = "lose-membership,lose-account-roles,accounts-handed-over,invitations-blocked,no-way-back";
    let count = ROWS.to_string();
    let line = |from| {
        let rest = ["--from", from, "--keep-going", "--results", "done.csv", "--acknowledge", agreed];
        let before = processor_of_children();
        let (time, output) = run(home, &[verb, &rest, &["--confirm-count", &count]].concat());
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (time, processor_of_children() - before, said.lines().next().unwrap_or_default().to_owned())
    };
    let (time, processor, said) = line("rows.csv");
    row(&format!("{} ({said})", verb.join(" ")), time, processor);
    let (time, processor, said) = line("done.csv");
    row(&format!("  its results again ({said})"), time, processor);
}

/// Seconds that ended child processes have used: on a machine that others use, what a run costs by itself.
fn processor_of_children() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
    let ticks: u32 = fields.iter().skip(13).take(2).filter_map(|field| field.parse::<u32>().ok()).sum();
    f64::from(ticks) / 100.0
}

fn run(home: &Path, words: &[&str]) -> (Duration, Output) {
    let mut command = Command::new(PROGRAM);
    command.env_clear().env("LANG", "C.UTF-8").env("HOME", home).current_dir(home);
    command.args(["--store", "store", "--as", OWNER]).args(words);
    let begun = Instant::now();
    let output = command.output().expect("the program");
    (begun.elapsed(), output)
}

fn reference(home: &Path) -> Duration {
    let begun = Instant::now();
    let mut file = File::create(home.join("reference")).expect("created");
    for _ in 0..ROWS / PART {
        file.write_all(&vec![7; PART * A_ROW]).expect("written");
        file.sync_data().expect("synced");
    }
    begun.elapsed()
}

fn row(what: &str, time: Duration, processor: f64) {
    println!("  {what:<106} {:>6.2} s, of the processor {processor:>5.2} s", time.as_secs_f64());
}
