//! The embedded store behind the [`Store`](crate::controller::port::Store) port, and its twin in memory.
//!
//! Keeps records, indexes and the audit, and nothing but them: it knows no policy, no clock and no screen. What a value
//! looks like is `codec`, what it is filed under is `layout`; both are formats that outlive this program.
//!
//! ```text
//! answers      the ports, for any engine
//! reader writer entry erase creation check verify   what an engine's bytes mean
//! codec layout index chain               pure: values, keys, index rows, hashes
//! memory · sled_engine durable           the two engines
//! journal              what was written, before it is; what the engine lost comes back from it
//! open place lock manifest rehearsal …   from a path to a sled_store, or to a sentence why not
//! compact forget       a sled_store goes on with a copy that holds nothing but what is left; what goes once a backup is good
//! doctor               what is wrong with a store, open or not, and what to do about it
//! repair               a store that does not open is made again from its backups and its journal
//! abandon              a store that came to nothing goes again
//! kept snapshot backup   a store at one position while it goes on; a file made of it, and a store made of such a file
//! ```

mod abandon;
mod answers;
mod archive;
pub mod backup;
mod chain;
mod check;
pub mod codec;
mod compact;
mod creation;
mod diagnose;
mod doctor;
mod durable;
mod engine;
mod entry;
mod erase;
mod files;
mod forget;
mod frames;
mod index;
mod journal;
mod kept;
mod key_file;
pub mod layout;
mod lock;
mod manifest;
mod memory;
mod open;
mod place;
mod reader;
mod rehearsal;
mod repair;
mod shelf;
mod sled_engine;
mod sled_store;
mod snapshot;
mod totals;
mod verify;
mod worker;
mod writer;

pub use crate::controller::port::Checked;
pub use abandon::abandon;
pub use doctor::of_closed as examine_closed;
pub use memory::MemoryStore;
pub use open::{exists, open, socket_of};
pub use reader::SCHEMA;
pub use repair::repair;
pub use sled_store::SledStore;
