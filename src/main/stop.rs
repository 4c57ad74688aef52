//! Why the program goes no further: what it says and how it exits.

use std::io::{self, Write};

use orgadm::cli::{self, Exit};
use orgadm::controller::port::StoreError;
use orgadm::session::wire::Why;

/// Why it goes no further: a stable code, the rule, what to do about it (nothing where the rule says it) and the exit.
pub struct Stop {
    pub code: String,
    /// The vendor's number of the same error, if there is one.
    pub number: Option<u32>,
    pub rule: String,
    pub remedy: String,
    pub exit: Exit,
}

pub type Outcome<T> = Result<T, Stop>;

impl Stop {
    pub fn new(code: &str, exit: Exit, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code: code.to_owned(), number: None, rule: rule.into(), remedy: remedy.into(), exit }
    }

    /// As the process that holds the store says it.
    pub fn of(exit: Exit, why: Why) -> Self {
        let Why { code, number, rule, remedy } = why;
        Self { code, number, rule, remedy, exit }
    }

    pub fn failed(rule: impl std::fmt::Display) -> Self {
        Self::new("failed", Exit::Failed, rule.to_string(), "")
    }

    pub fn tell(&self, as_json: bool) {
        let Self { code, number, rule, remedy, exit } = self;
        let _ = match (as_json, remedy.as_str()) {
            (true, remedy) => {
                writeln!(io::stderr(), "{}", cli::error_line(code, *number, rule, remedy, *exit))
            }
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
