//! Several at work in one store: attached sessions, verbs through the host, `serve`, strangers, and what becomes of
//! everybody when somebody is stopped, killed or thrown out. Real processes, real sockets, real terminals.
//!
//! Everything waits for a condition, with a bound; nothing sleeps for luck.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![allow(clippy::print_stderr, reason = "a test that is skipped says so")]

mod support;
mod terminal;

#[path = "hosting/backups.rs"]
mod backups;
#[path = "hosting/client.rs"]
mod client;
#[path = "hosting/hostile.rs"]
mod hostile;
#[path = "hosting/limits.rs"]
mod limits;
#[path = "hosting/live.rs"]
mod live;
#[path = "hosting/people.rs"]
mod people;
#[path = "hosting/serving.rs"]
mod serving;
#[path = "hosting/strangers.rs"]
mod strangers;
#[path = "hosting/together.rs"]
mod together;
#[path = "hosting/verbs.rs"]
mod verbs;
