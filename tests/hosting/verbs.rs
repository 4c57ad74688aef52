//! Verbs that read and write files, run in the host and here: the files stay with whoever gave the line.

use std::path::Path;

use serde_json::Value;

use crate::people::{ADA, Place};
use crate::serving::left;
use crate::terminal::{Terminal, verb};

/// Rows that take long enough to be ended in between.
const MANY: usize = 8_000;

fn addresses(n: usize) -> String {
    let rows: String = (0..n).map(|n| format!("n{n}@side.example\n")).collect();
    format!("email\n{rows}")
}

fn write(home: &Path, rows: &str) -> (String, String) {
    let path = |name: &str| home.join(name).display().to_string();
    std::fs::write(home.join("new.csv"), rows).expect("written");
    (path("new.csv"), path("done.csv"))
}

fn results(home: &Path, word: &str) -> usize {
    let results = std::fs::read_to_string(home.join("done.csv")).expect("written");
    results.matches(&format!("\"{word}\"")).count()
}

#[test]
fn rows_travel_to_the_host_and_results_come_back() {
    let place = Place::new();
    let home = place.home.path();
    let (new, done) = write(home, &addresses(600));
    let line = ["--as", ADA, "user", "invite", "--from", &new, "--keep-going", "--results", &done];
    let (code, out, err) = place.verb(&line, "");
    assert_eq!((code, out.as_str()), (0, ""), "{err}");
    assert_eq!(err, "600 rows are done, 0 were so already, 0 are refused.\n");
    assert_eq!((results(home, "done"), results(home, "skipped")), (600, 0));
    let (code, _, err) = place.verb(&["--as", ADA, "user", "invite", "--from", &done, "--keep-going"], "");
    assert_eq!((code, err.as_str()), (0, "0 rows are done, 600 were so already, 0 are refused.\n"));
    // Standard input, as a pipe gives it.
    let (code, out, err) =
        place.verb(&["--as", ADA, "user", "invite", "--from", "-"], "email\nx@side.example\n");
    assert_eq!((code, out.as_str()), (0, "Done: Invite x@side.example as Standard.\n"), "{err}");
    let nowhere = home.join("nowhere.csv").display().to_string();
    let (code, _, err) = place.verb(&["--as", ADA, "--json", "user", "invite", "--from", &nowhere], "");
    let error: Value = serde_json::from_str(&err).expect("JSON");
    assert_eq!((code, &error["error"]["code"]), (2, &"file-unreadable".into()), "{err}");
    assert!(err.contains("nowhere.csv"), "{err}");
}

/// Ctrl+C at a bar that has begun to fill.
fn stopped(home: &Path) {
    let (new, done) = write(home, &addresses(MANY));
    let line = ["--as", ADA, "--yes", "user", "invite", "--from", &new, "--keep-going", "--results", &done];
    let mut terminal = Terminal::start(home, &line, &[]);
    terminal.see("500 of 8,000 rows").press("\x03");
    assert_eq!(terminal.ended(), 1);
    assert!(terminal.screen().contains("Stopped: "), "{}", terminal.screen());
    let (kept, left) = (results(home, "done"), results(home, "not-done"));
    assert!(kept >= 500 && kept.is_multiple_of(500) && left > 0 && kept + left == MANY, "{kept} and {left}");
    let said = format!("{kept} rows are done, {left} were not tried.");
    assert!(
        terminal.screen().replace(['\n', ' '], "").contains(&said.replace(' ', "")),
        "{}",
        terminal.screen()
    );
    let listed = verb(home, &["--as", ADA, "user", "list", "--list", "pending"], "").1;
    assert_eq!(listed.lines().count(), kept, "what is said to be done is done, and no more");
}

#[test]
fn ctrl_c_ends_it_after_the_present_part_in_the_host() {
    stopped(Place::new().home.path());
}

#[test]
fn ctrl_c_ends_it_after_the_present_part_here() {
    stopped(left().home.path());
}

#[test]
fn a_client_that_is_killed_ends_it_after_the_present_part() {
    let mut place = Place::new();
    let (new, done) = write(place.home.path(), &addresses(MANY));
    let line = ["--as", ADA, "--yes", "user", "invite", "--from", &new, "--keep-going", "--results", &done];
    let mut terminal = Terminal::start(place.home.path(), &line, &[]);
    terminal.see("500 of 8,000 rows");
    terminal.signal("KILL");
    terminal.ended();
    let home = place.home.path().to_path_buf();
    // Whoever is listed besides Ada's own session is the verb that lists.
    place.ada.until("the end of the verb", |_| {
        verb(&home, &["--as", ADA, "session", "list"], "").1.lines().count() == 2
    });
    let pending = || verb(&home, &["--as", ADA, "user", "list", "--list", "pending"], "").1.lines().count();
    let kept = pending();
    assert!((500..MANY).contains(&kept) && kept.is_multiple_of(500), "{kept}");
    assert!(!home.join("done.csv").exists());
}

#[test]
fn an_error_is_the_same_object_with_a_host_and_without() {
    let mut place = Place::new();
    let home = place.home.path().to_path_buf();
    std::fs::write(home.join("bad.csv"), "user,rule\na,b\n").expect("written");
    std::fs::write(home.join("rows.csv"), "user,role\nada@acme.example,standard\nx@y.example,owner\n")
        .expect("written");
    let path = |name: &str| home.join(name).display().to_string();
    let (bad, rows) = (path("bad.csv"), path("rows.csv"));
    let lines: [&[&str]; 8] = [
        &["user", "invite", ADA],
        &["user", "role", ADA, ADA, "standard"],
        &["user", "role", "--from", &bad],
        &["user", "role", "--from", &rows],
        &["user", "list", "role:king"],
        &["support", "record-baa", "Nobody"],
        &["org", "request-deletion"],
        &["--yes", "org", "transfer", ADA],
    ];
    let errors = || -> Vec<(i32, String)> {
        let run = |line: &&[&str]| verb(&home, &[&["--as", ADA, "--json"], *line].concat(), "");
        lines.iter().map(run).map(|(code, _, err)| (code, err)).collect()
    };
    let hosted = errors();
    place.ada.press("q");
    assert_eq!(place.ada.ended(), 0);
    assert_eq!(hosted, errors());
    assert!(hosted.iter().all(|(code, err)| *code != 0 && err.starts_with("{\"error\":{")), "{hosted:?}");
}
