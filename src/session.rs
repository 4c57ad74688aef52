//! Joins one terminal to one App: runs its effects, feeds it events, sends its frames.
//!
//! The loop knows channels only; the local terminal is one adapter, sockets come later. Nothing is global but what the
//! terminal itself is: its raw mode and its signals.

mod backend;
mod capabilities;
mod clipboard;
mod effects;
mod frame;
mod guard;
mod happening;
mod input;
mod local;
mod looping;
mod opening;
mod signals;

pub use capabilities::{Capabilities, capabilities};
pub use effects::perform;
pub use guard::Screen;
pub use happening::Opened;
pub use local::{Local, run};
pub use looping::Ended;
pub use opening::Opener;
