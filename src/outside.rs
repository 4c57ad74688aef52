//! The world beyond the process: the user's files and directories, the OS user, the terminal.
//!
//! Adapters only. This room decides nothing about the organization; it may use the model and the controller's ports,
//! and it names no store engine and no screen. What it learns from the environment comes through a [`Lookup`], so that
//! two sessions, or two tests, can have two environments.

mod environment;
mod os_user;
mod paths;
pub mod process;

pub use environment::{Lookup, of_process};
pub use os_user::OsUser;
pub use paths::Paths;
