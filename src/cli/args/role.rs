//! Organization roles on the command line, for every noun that gives one.

use clap::ValueEnum;

use crate::model::OrgRole;

/// A role on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// The one Owner (given only by `org transfer`)
    Owner,
    /// Manages users, accounts, domains and settings
    #[value(alias = "admin")]
    Administrator,
    /// Standard User (Account Creation)
    Standard,
}

impl From<Role> for OrgRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Administrator => Self::Administrator,
            Role::Standard => Self::Standard,
        }
    }
}
