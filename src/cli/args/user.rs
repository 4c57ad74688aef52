//! The arguments about users.

use clap::{Args, Subcommand, ValueEnum};

use crate::model::SecurityAction;

use super::bulk::Rows;
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
        "orgadm user invite --from new.csv --keep-going --results done.csv",
    ))]
    Invite {
        /// The addresses; columns of a file: email, role, access (ACCOUNT=role,role; ACCOUNT=role)
        #[arg(required = true, conflicts_with = "from", value_name = "EMAIL")]
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
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
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
    #[command(after_help = examples!(
        "orgadm user role grace@acme.example linus@acme.example administrator",
        "orgadm user role --from roles.csv --dry-run",
    ))]
    Role {
        /// The users, by e-mail or SID; columns of a file: user, role
        #[arg(required = true, conflicts_with = "from", value_name = "USER")]
        users: Vec<String>,
        /// The role
        #[arg(required = true, conflicts_with = "from", value_enum)]
        role: Option<Role>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Change what a user is called
    #[command(after_help = examples!(
        "orgadm user rename grace@acme.example 'Grace Hopper'",
        "orgadm user rename --from names.csv",
    ))]
    Rename {
        /// The user, by e-mail or SID; columns of a file: user, name
        #[arg(required = true, conflicts_with = "from")]
        user: Option<String>,
        /// The new name
        #[arg(required = true, conflicts_with = "from")]
        name: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Remove users from the organization; their logins survive
    #[command(after_help = examples!(
        "orgadm user remove linus@acme.example --successor grace@acme.example",
        "orgadm user remove --from left.csv --successor grace@acme.example",
    ))]
    Remove(Leaving),
    /// Delete users for good
    #[command(after_help = examples!(
        "orgadm user delete linus@acme.example --dry-run",
        "orgadm user delete --from left.csv --dry-run",
    ))]
    Delete(Leaving),
    /// Deactivate users: they stay listed and cannot sign in
    #[command(after_help = examples!(
        "orgadm user deactivate linus@acme.example --reason 'On leave'",
        "orgadm user deactivate --from leave.csv --keep-going",
    ))]
    Deactivate {
        /// The users, by e-mail or SID; column of a file: user
        #[arg(required = true, conflicts_with = "from", value_name = "USER")]
        users: Vec<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Let deactivated users sign in again
    #[command(after_help = examples!(
        "orgadm user activate linus@acme.example",
        "orgadm user activate --from back.csv",
    ))]
    Activate {
        /// The users, by e-mail or SID; column of a file: user
        #[arg(required = true, conflicts_with = "from", value_name = "USER")]
        users: Vec<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Ask the systems that follow orgadm for a change of password or second factor; orgadm checks neither itself
    #[command(after_help = examples!(
        "orgadm user security grace@acme.example require-2fa",
        "orgadm user security --from requests.csv",
    ))]
    Security {
        /// The users, by e-mail or SID; columns of a file: user, action
        #[arg(required = true, conflicts_with = "from", value_name = "USER")]
        users: Vec<String>,
        /// What is asked
        #[arg(required = true, conflicts_with = "from", value_enum)]
        action: Option<SecurityWord>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
}

impl UserVerb {
    /// The rows of a file, if the verb takes them.
    pub const fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Invite { rows, .. }
            | Self::Role { rows, .. }
            | Self::Rename { rows, .. }
            | Self::Deactivate { rows, .. }
            | Self::Activate { rows, .. }
            | Self::Security { rows, .. } => Some(rows),
            Self::Remove(leaving) | Self::Delete(leaving) => Some(&leaving.rows),
            Self::List { .. } | Self::Show { .. } | Self::Link { .. } | Self::Unlink { .. } => None,
        }
    }
}

/// `user remove` and `user delete`
#[derive(Debug, Args)]
pub struct Leaving {
    /// The users, by e-mail or SID; columns of a file: user, successor, account_successor (ACCOUNT=USER; ACCOUNT=USER)
    #[arg(required = true, conflicts_with = "from", value_name = "USER")]
    pub users: Vec<String>,
    /// Who gets the accounts they own; `remove` may name the same user, who then takes them along
    #[arg(long, value_name = "USER")]
    pub successor: Option<String>,
    /// Who gets a single account, by SID: ACCOUNT=USER; repeatable
    #[arg(long, value_name = "ACCOUNT=USER")]
    pub account_successor: Vec<String>,
    /// The rows of a file
    #[command(flatten)]
    pub rows: Rows,
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
