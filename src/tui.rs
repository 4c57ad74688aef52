//! Screens: events in, effects and frames out; this room never commits anything.
//!
//! From the ground up: keys, theme, text and strokes; the virtual list, forms and small widgets; dialogs; screens; the
//! app of a session. Nothing in this room may name a terminal's events, stdout, a clock, the environment or a store: what
//! a piece needs is handed to it, so several sessions can live in one process and every picture can be tested in memory.

mod answer;
pub mod app;
mod bar;
mod bulk;
pub mod chord;
mod company;
mod cx;
mod dialog;
pub mod effect;
pub mod event;
pub mod fields;
mod filter_line;
pub mod keymap;
pub mod list;
mod listing;
mod near;
pub mod opening;
pub mod paint;
mod panel;
mod place;
mod prose;
mod request;
pub mod rows;
mod screen;
mod sheet;
#[cfg(test)]
mod testkit;
pub mod text;
pub mod theme;
pub mod widget;
