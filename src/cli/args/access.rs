//! The arguments about account roles.

use clap::{Subcommand, ValueEnum};

use crate::model::AccountRole;

/// `access …`
#[derive(Debug, Subcommand)]
pub enum AccessVerb {
    /// Make somebody's roles on an account exactly these
    #[command(after_help = examples!("orgadm access grant grace@acme.example Billing developer,support"))]
    Grant {
        /// The user, by e-mail or SID
        user: String,
        /// The account, by SID or exact name
        account: String,
        /// The roles
        #[arg(value_enum, value_delimiter = ',', required = true)]
        roles: Vec<AccountRoleWord>,
    },
    /// Take every role on an account away from somebody
    #[command(after_help = examples!(
        "orgadm access revoke grace@acme.example Billing",
        "orgadm access revoke grace@acme.example linus@acme.example 'Main account'",
    ))]
    Revoke {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
        /// The account, by SID or exact name
        account: String,
    },
    /// Give your own roles on an account up
    #[command(after_help = examples!("orgadm access relinquish Billing"))]
    Relinquish {
        /// The account, by SID or exact name
        account: String,
    },
    /// Invite any address to roles on an account
    #[command(after_help = examples!("orgadm access invite new@partner.example Billing billing-manager"))]
    Invite {
        /// The address
        email: String,
        /// The account, by SID or exact name
        account: String,
        /// The roles
        #[arg(value_enum, value_delimiter = ',', required = true)]
        roles: Vec<AccountRoleWord>,
        /// Replace an invitation that is open already
        #[arg(long)]
        replace: bool,
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
