//! orgadm: the Admin Center of an organization, in the terminal.
//!
//! The rooms, from the ground up; each may use only what stands below it (`tests/architecture.rs` holds this):
//!
//! | room | what it is for | may use |
//! |---|---|---|
//! | [`model`] | what things are: identifiers, names, records, changes, audit entries | nothing |
//! | [`rules`] | what may happen: lifecycle tables, permissions, limits, invariants | model |
//! | [`directory`] | the organization in memory: lists, counts, orderings, filters | rules, model |
//! | [`controller`] | who may do what, in which order: command, plan, refusal, the single writer, the ports | directory, rules, model |
//! | [`store`] | the embedded store behind the Store port, and its twin in memory | controller's ports, model |
//! | [`outside`] | the world beyond the process: clock, randomness, files of the user | controller's ports, model |
//! | [`tui`] | screens: events in, effects and frames out; never commits | controller, directory, rules, model |
//! | [`cli`] | one file a verb; the same commands as the screens | controller, directory, rules, model |
//! | [`session`] | joins one terminal to one App | tui, cli, controller |
//!
//! Everything that changes the organization is a plan: command, plan or refusal, commit, receipt, redraw.

pub mod controller;
pub mod model;
pub mod outside;
pub mod store;
