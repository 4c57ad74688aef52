//! The test binary started again as a process of its own: to hold a store, to be another OS user, to have its panics
//! heard, to be killed.

#![allow(dead_code)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Names the role; without it the child test does nothing.
const ROLE: &str = "ORGADM_TEST_ROLE";

/// The path the role is about.
const PATH: &str = "ORGADM_TEST_PATH";

/// The role and path of this process, if it is a child.
pub fn role() -> Option<(String, PathBuf)> {
    Some((std::env::var(ROLE).ok()?, std::env::var_os(PATH)?.into()))
}

/// The arguments that run the test `child_process` of a test binary alone.
pub const ARGUMENTS: [&str; 4] = ["--exact", "child_process", "--nocapture", "--test-threads=1"];

/// This test binary in a role.
pub fn command(role: &str, path: &Path) -> Command {
    dressed(Command::new(std::env::current_exe().expect("known")), role, path)
}

/// A command with the arguments and the environment of a child.
pub fn dressed(mut command: Command, role: &str, path: &Path) -> Command {
    command.args(ARGUMENTS).env(ROLE, role).env(PATH, path).stdin(Stdio::piped()).stdout(Stdio::piped());
    command.stderr(Stdio::piped());
    command
}

/// What a child said.
#[derive(Debug)]
pub struct Said {
    /// The lines it told, without those of the test runner.
    pub lines: Vec<String>,
    /// What went to its standard error.
    pub errors: String,
}

/// Runs a child to its end.
pub fn run(mut command: Command) -> Said {
    let output = command.output().expect("ran");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = Said {
        lines: text.lines().filter_map(told).map(str::to_owned).collect(),
        errors: String::from_utf8_lossy(&output.stderr).into_owned(),
    };
    assert!(output.status.success(), "{text}\n{}", said.errors);
    said
}

/// Says a line to the parent.
pub fn tell(line: &str) {
    use std::io::Write;
    let mut out = std::io::stdout().lock();
    writeln!(out, "\ntold: {line}").and_then(|()| out.flush()).expect("heard");
}

/// The line that a child told.
pub fn told(line: &str) -> Option<&str> {
    line.strip_prefix("told: ")
}

/// A number that whoever runs the tests sets: a seed, or how many kills.
pub fn from_environment(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().expect("a number"))
}
