//! Joins one terminal to one App: runs its effects, feeds it events, sends its frames.
//!
//! The loop knows a queue and a way to send bytes only; the local terminal is one adapter, a connection of the host
//! another. `attach` is the other end of such a connection. Nothing is global but what the terminal itself is: its raw mode
//! and its signals.

pub mod attach;
mod capabilities;
mod checks;
mod clipboard;
pub mod decoder;
mod effects;
mod frame;
mod guard;
mod happening;
mod host;
mod input;
mod local;
mod look;
mod looping;
mod opening;
mod painter;
mod posting;
mod queue;
mod signals;
mod sweeping;
pub mod wire;

pub use capabilities::{Capabilities, capabilities};
pub use effects::perform;
pub use guard::Screen;
pub use happening::Opened;
pub use host::{Host, Hosting, Limits};
pub use local::{Local, run};
pub use look::theme;
pub use looping::{Ended, Over};
pub use opening::Opener;
pub use posting::{Caused, Posting, post_caused};
pub use signals::{Interrupts, watch as watch_signals};
pub use sweeping::Sweeper;
