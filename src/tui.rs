//! Screens: events in, effects and frames out; this room never commits anything.
//!
//! Below stand the pieces: keys, theme, text, the virtual list, forms. Nothing in this room may name a terminal's events,
//! stdout, a clock, the environment or a store: what a piece needs is handed to it, so several sessions can live in one
//! process and every picture can be tested in memory.

pub mod chord;
pub mod effect;
pub mod event;
pub mod fields;
pub mod keymap;
pub mod list;
mod near;
pub mod paint;
pub mod prose;
#[cfg(test)]
mod testkit;
pub mod text;
pub mod theme;
