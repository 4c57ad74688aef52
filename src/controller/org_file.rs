//! The organization as a file: text that people review, and what becomes of it.
//!
//! `entries` is what a file says. It is read from TOML (`read`) and written as TOML (`write`), one entry a line, so that a
//! difference between two files is a line for each thing that differs. `seen` is what an organization is now; `export`
//! turns it into entries, `compare` finds the steps that make it what a file says, and `import` makes the records of an
//! empty store from it.

mod compare;
mod entries;
mod export;
mod import;
mod read;
mod seen;
mod write;

pub use compare::{Difference, Waiting};
pub use entries::{
    AccessEntry, AccountEntry, AccountRef, Belongs, DomainEntry, OrgFile, OrganizationEntry, PolicyEntry,
    Section, SubaccountEntry, UserEntry,
};
pub use import::Imported;
pub use read::MOST_BYTES;
