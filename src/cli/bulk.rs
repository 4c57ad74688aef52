//! The rows of a file, each a command: all of them as one plan, or part by part with `--keep-going`.
//!
//! A row that cannot be understood is refused like one that may not be done; every refused row is named with its line.

mod access;
mod account;
mod cells;
mod keep;
mod reading;
mod refused;
mod results;
mod run;
mod together;
mod user;

pub(super) use access::run as access;
pub(super) use account::run as accounts;
pub(super) use user::run as users;
