//! The world beyond the process: the user's files and directories, the OS user, the terminal.
//!
//! Adapters only. This room decides nothing about the organization; it may use the model and the controller's ports,
//! and it names no store engine and no screen. What it learns from the environment comes through a [`Lookup`], so that
//! two sessions, or two tests, can have two environments.

mod clock;
pub mod config;
mod environment;
mod files;
pub mod generator;
pub mod identity;
mod ids;
pub mod mail;
mod named;
pub mod notify;
mod os_user;
mod paths;
pub mod process;
pub mod proofs;
pub mod settings;
pub mod socket;

pub use clock::SystemClock;
pub use config::{ConfigError, Configuration, ThemeChoice};
pub use environment::{Lookup, Variable, of_process};
pub use identity::{IdentityError, IdentityFile, Recalled};
pub use ids::RandomIds;
pub use named::{NamedInput, NamedOutput};
pub use os_user::OsUser;
pub use paths::Paths;
pub use settings::{Identity, IdentitySource, SettingsError, StorePlace, StoreSource};
