//! Screens: events in, effects and frames out; this room never commits anything.
//!
//! Here stand the pieces below the screens: keys, theme, text, the virtual table, forms and small widgets. Nothing in this
//! room may name a terminal's events, stdout, a clock, the environment or a store: what a piece needs is handed to it, so
//! several sessions can live in one process and every picture can be tested in memory.

pub mod chord;
pub mod event;
mod near;
pub mod paint;
#[cfg(test)]
mod testkit;
pub mod text;
pub mod theme;
pub mod widget;
