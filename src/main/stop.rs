//! Why the program goes no further: what it says and how it exits.

use std::io::{self, Write};

use orgadm::cli::{self, Exit};
use orgadm::controller::port::StoreError;

/// Why it goes no further: a stable code, the rule, what to do about it (nothing where the rule says it) and the exit.
pub struct Stop {
    pub code: &'static str,
    pub rule: String,
    pub remedy: String,
    pub exit: Exit,
}

pub type Outcome<T> = Result<T, Stop>;

impl Stop {
    pub fn new(code: &'static str, exit: Exit, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code, rule: rule.into(), remedy: remedy.into(), exit }
    }

    pub fn failed(rule: impl std::fmt::Display) -> Self {
        Self::new("failed", Exit::Failed, rule.to_string(), "")
    }

    pub fn tell(&self, as_json: bool) {
        let Self { code, rule, remedy, exit } = self;
        let _ = match (as_json, remedy.as_str()) {
            (true, remedy) => writeln!(io::stderr(), "{}", cli::error_line(code, rule, remedy, *exit)),
            (false, "") => writeln!(io::stderr(), "orgadm: {rule}"),
            (false, remedy) => writeln!(io::stderr(), "orgadm: {rule} {remedy}"),
        };
    }
}

pub fn usage(error: impl std::fmt::Display) -> Stop {
    Stop::new("usage", Exit::Usage, error.to_string(), "")
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        Self::new(error.code(), Exit::Unavailable, error.to_string(), error.remedy())
    }
}

/// Why nothing came of it here.
pub enum Failed {
    Store(StoreError),
    Stop(Stop),
}

impl From<StoreError> for Failed {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl From<Stop> for Failed {
    fn from(stop: Stop) -> Self {
        Self::Stop(stop)
    }
}
