//! The arguments about account roles.

use clap::{Subcommand, ValueEnum};

use crate::model::AccountRole;

use super::bulk::Rows;

/// `access …`
#[derive(Debug, Subcommand)]
pub enum AccessVerb {
    /// Make somebody's roles on an account exactly these
    #[command(after_help = examples!(
        "orgadm access grant grace@acme.example Billing developer,support",
        "orgadm access grant --from access.csv",
    ))]
    Grant {
        /// The user, by e-mail or SID; columns of a file: user, account, roles (role,role)
        #[arg(required = true, conflicts_with = "from")]
        user: Option<String>,
        /// The account, by SID or exact name
        #[arg(required = true, conflicts_with = "from")]
        account: Option<String>,
        /// The roles
        #[arg(value_enum, value_delimiter = ',', required = true, conflicts_with = "from")]
        roles: Vec<AccountRoleWord>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Take every role on an account away from somebody
    #[command(after_help = examples!(
        "orgadm access revoke grace@acme.example Billing",
        "orgadm access revoke grace@acme.example linus@acme.example 'Main account'",
        "orgadm access revoke --from access.csv --keep-going",
    ))]
    Revoke {
        /// The users, by e-mail or SID; columns of a file: user, account
        #[arg(required = true, conflicts_with = "from", value_name = "USER")]
        users: Vec<String>,
        /// The account, by SID or exact name
        #[arg(required = true, conflicts_with = "from")]
        account: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Give your own roles on an account up
    #[command(after_help = examples!("orgadm access relinquish Billing"))]
    Relinquish {
        /// The account, by SID or exact name
        account: String,
    },
    /// Invite any address to roles on an account
    #[command(after_help = examples!(
        "orgadm access invite new@partner.example Billing billing-manager",
        "orgadm access invite --from partners.csv",
    ))]
    Invite {
        /// The address; columns of a file: email, account, roles (role,role)
        #[arg(required = true, conflicts_with = "from")]
        email: Option<String>,
        /// The account, by SID or exact name
        #[arg(required = true, conflicts_with = "from")]
        account: Option<String>,
        /// The roles
        #[arg(value_enum, value_delimiter = ',', required = true, conflicts_with = "from")]
        roles: Vec<AccountRoleWord>,
        /// Replace an invitation that is open already
        #[arg(long)]
        replace: bool,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// The access report: who has which roles where, granted by whom and when
    #[command(after_help = examples!(
        "orgadm access list role:administrator 'created:<7d'",
        "orgadm access list --account Billing --csv",
    ))]
    List {
        /// What must be so: words, and role, account, domain, by, created; see the README
        filter: Vec<String>,
        /// Only this user, by e-mail or SID
        #[arg(long)]
        user: Option<String>,
        /// Only this account, by SID or exact name
        #[arg(long)]
        account: Option<String>,
        /// Print CSV
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
}

impl AccessVerb {
    /// The rows of a file, if the verb takes them.
    pub const fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Grant { rows, .. } | Self::Revoke { rows, .. } | Self::Invite { rows, .. } => Some(rows),
            Self::Relinquish { .. } | Self::List { .. } => None,
        }
    }
}

/// An account role on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum AccountRoleWord {
    /// Users, billing, settings, credentials; excludes the others
    #[value(alias = "admin")]
    Administrator,
    /// Credentials, numbers, developer tools, logs, usage
    Developer,
    /// Billing, logs, usage
    BillingManager,
    /// Product logs and usage
    Support,
}

impl From<AccountRoleWord> for AccountRole {
    fn from(word: AccountRoleWord) -> Self {
        match word {
            AccountRoleWord::Administrator => Self::Administrator,
            AccountRoleWord::Developer => Self::Developer,
            AccountRoleWord::BillingManager => Self::BillingManager,
            AccountRoleWord::Support => Self::Support,
        }
    }
}
