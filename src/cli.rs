//! The command line: `orgadm NOUN VERB`, one file a noun. The same commands, plans and refusals as the screens.
//!
//! Writes only through the streams it is given, reads nothing but its arguments and standard input, opens no path: so a
//! verb can run for a client elsewhere. Output goes to the first stream, messages and questions to the second.

mod access;
mod account;
mod account_report;
mod account_rows;
mod account_step;
mod args;
mod audit;
mod audit_archive;
mod audit_chain;
mod audit_prune;
mod backup;
mod bulk;
mod cell;
mod compact;
mod context;
mod csv;
mod doctor;
mod domain;
mod domain_check;
mod error;
mod exit;
mod filtered;
mod given;
mod invitation;
mod io;
mod leaving;
mod manual;
mod offers;
mod org;
mod org_file;
mod outbox;
mod output;
mod past;
mod progress;
mod resolve;
mod run;
mod sent;
mod session;
mod sign_up;
mod support;
mod sweep;
mod table;
mod user;
mod what_if;
mod write;

pub use args::{
    Arguments, DemoArguments, DoctorArguments, Flags, RestoreArguments, Rows, ServeArguments, ShellWord, Verb,
};
pub use backup::restored;
pub use context::Context;
pub use doctor::{examined, repaired};
pub use error::{error_line, usage_rule};
pub use exit::{Exit, Failure, Others, RefusedLine, RefusedLines};
pub use io::{Io, Keep};
pub use manual::{Page, completions, pages};
pub use output::plan_json;
pub use progress::{Bar, bar};
pub use run::run;
pub use table::Fault;
