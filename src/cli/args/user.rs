//! The arguments about users.

use clap::{Args, Subcommand, ValueEnum};

use crate::model::SecurityAction;

use super::role::Role;

/// A list of users on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhichUsers {
    /// Part of the organization
    Managed,
    /// Not part of it, but with roles on its accounts
    Independent,
    /// Invited, not yet answered
    Pending,
}

/// `user …`
#[derive(Debug, Subcommand)]
pub enum UserVerb {
    /// List users
    #[command(after_help = examples!(
        "orgadm user list role:admin 2fa:off",
        "orgadm user list --list pending --json",
    ))]
    List {
        /// What must be so: words, and role, status, 2fa, domain, account, created, seen; see the README
        filter: Vec<String>,
        /// Which list
        #[arg(long, value_enum, default_value_t = WhichUsers::Managed)]
        list: WhichUsers,
    },
    /// Show one user with their history
    #[command(after_help = examples!("orgadm user show grace@acme.example"))]
    Show {
        /// The user, by e-mail or SID
        user: String,
    },
    /// Invite addresses to become managed users
    #[command(after_help = examples!(
        "orgadm user invite new@acme.example --role administrator",
        "orgadm user invite a@acme.example b@acme.example --access Billing=developer,support",
    ))]
    Invite {
        /// The addresses
        #[arg(required = true, value_name = "EMAIL")]
        emails: Vec<String>,
        /// The role to give
        #[arg(long, value_enum, default_value_t = Role::Standard)]
        role: Role,
        /// Account roles to give along: ACCOUNT=role[,role]; repeatable
        #[arg(long, value_name = "ACCOUNT=ROLES")]
        access: Vec<String>,
        /// Replace an invitation that is open already
        #[arg(long)]
        replace: bool,
    },
    /// Map an OS user of this host to a user: whoever works as that OS user acts as this user
    #[command(after_help = examples!("orgadm user link grace@acme.example --uid 1001"))]
    Link {
        /// The user, by e-mail or SID
        user: String,
        /// The number of the OS user, as id -u prints it
        #[arg(long)]
        uid: u32,
    },
    /// Take that back
    #[command(after_help = examples!("orgadm user unlink grace@acme.example --uid 1001"))]
    Unlink {
        /// The user, by e-mail or SID
        user: String,
        /// The number of the OS user
        #[arg(long)]
        uid: u32,
    },
    /// Set the organization role of managed users
    #[command(after_help = examples!("orgadm user role grace@acme.example linus@acme.example administrator"))]
    Role {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
        /// The role
        #[arg(value_enum)]
        role: Role,
    },
    /// Change what a user is called
    #[command(after_help = examples!("orgadm user rename grace@acme.example 'Grace Hopper'"))]
    Rename {
        /// The user, by e-mail or SID
        user: String,
        /// The new name
        name: String,
    },
    /// Remove users from the organization; their logins survive
    #[command(after_help = examples!("orgadm user remove linus@acme.example --successor grace@acme.example"))]
    Remove(Leaving),
    /// Delete users for good
    #[command(after_help = examples!("orgadm user delete linus@acme.example --dry-run"))]
    Delete(Leaving),
    /// Deactivate users: they stay listed and cannot sign in
    #[command(after_help = examples!("orgadm user deactivate linus@acme.example --reason 'On leave'"))]
    Deactivate {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Let deactivated users sign in again
    #[command(after_help = examples!("orgadm user activate linus@acme.example"))]
    Activate {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Ask the systems that follow orgadm for a change of password or second factor; orgadm checks neither itself
    #[command(after_help = examples!("orgadm user security grace@acme.example require-2fa"))]
    Security {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
        /// What is asked
        #[arg(value_enum)]
        action: SecurityWord,
    },
}

/// `user remove` and `user delete`
#[derive(Debug, Args)]
pub struct Leaving {
    /// The users, by e-mail or SID
    #[arg(required = true, value_name = "USER")]
    pub users: Vec<String>,
    /// Who gets the accounts they own; `remove` may name the same user, who then takes them along
    #[arg(long, value_name = "USER")]
    pub successor: Option<String>,
    /// Who gets a single account, by SID: ACCOUNT=USER; repeatable
    #[arg(long, value_name = "ACCOUNT=USER")]
    pub account_successor: Vec<String>,
}

/// A security request on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SecurityWord {
    /// Demand a second factor at the next sign-in
    #[value(name = "require-2fa")]
    RequireTwoFactor,
    /// Clear the present second factor
    #[value(name = "reset-2fa")]
    ResetTwoFactor,
    /// Send a link for a new password
    ResetPassword,
}

impl From<SecurityWord> for SecurityAction {
    fn from(word: SecurityWord) -> Self {
        match word {
            SecurityWord::RequireTwoFactor => Self::RequireTwoFactor,
            SecurityWord::ResetTwoFactor => Self::ResetTwoFactor,
            SecurityWord::ResetPassword => Self::ResetPassword,
        }
    }
}
