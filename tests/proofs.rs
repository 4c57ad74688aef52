//! Proofs of domains against real servers on loopback: name servers that answer, fail, truncate and stay silent; sites with the
//! right file, the wrong one, none, an endless one, redirects, and certificates for others. And the program itself, whose
//! screen goes on while a name server never answers.
//!
//! Everything waits for an answer or for its bound; nothing sleeps for luck.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

mod terminal;

#[path = "proofs/names.rs"]
mod names;
#[path = "proofs/program.rs"]
mod program;
#[path = "proofs/records.rs"]
mod records;
#[path = "proofs/site.rs"]
mod site;
#[path = "proofs/sites.rs"]
mod sites;
