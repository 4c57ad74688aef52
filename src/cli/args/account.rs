//! The arguments about accounts and subaccounts.

use clap::{Subcommand, ValueEnum};

use crate::model::{TwoFactorPolicy, Usage};

use super::bulk::Rows;

/// What an account is for, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum UsageWord {
    /// The communications platform
    Twilio,
    /// The contact centre
    Flex,
}

impl From<UsageWord> for Usage {
    fn from(word: UsageWord) -> Self {
        match word {
            UsageWord::Twilio => Self::Twilio,
            UsageWord::Flex => Self::Flex,
        }
    }
}

/// A list of accounts on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum WhichAccounts {
    /// Part of the organization
    Managed,
    /// Not part of it, but people of ours have roles there
    Independent,
    /// Asked to join, not yet answered
    Pending,
}

/// `account …`
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Create an account: on trial, without HIPAA
    #[command(after_help = examples!(
        "orgadm account create 'Contact centre' --usage flex --owner grace@acme.example",
        "orgadm account create --from accounts.csv --usage flex",
    ))]
    Create {
        /// Its friendly name; columns of a file: name, usage, owner
        #[arg(required = true, conflicts_with = "from")]
        name: Option<String>,
        /// What it is for
        #[arg(long, value_enum, default_value_t = UsageWord::Twilio)]
        usage: UsageWord,
        /// Its owner, by e-mail or SID [default: you]
        #[arg(long)]
        owner: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// List accounts
    #[command(after_help = examples!(
        "orgadm account list status:suspended",
        "orgadm account list --list pending",
    ))]
    List {
        /// What must be so: words, and status, type, owner, users, subaccounts, hipaa, 2fa, created; see the README
        filter: Vec<String>,
        /// Which list
        #[arg(long, value_enum, default_value_t = WhichAccounts::Managed)]
        list: WhichAccounts,
        /// Only those you own or have roles on
        #[arg(long, conflicts_with = "list")]
        mine: bool,
    },
    /// Show one account
    #[command(after_help = examples!("orgadm account show Billing --at 2026-11-24"))]
    Show {
        /// The account, by SID or exact name
        account: String,
    },
    /// Give an account another name
    #[command(after_help = examples!(
        "orgadm account rename Billing 'Billing EU'",
        "orgadm account rename --from names.csv",
    ))]
    Rename {
        /// The account, by SID or exact name; columns of a file: account, name
        #[arg(required = true, conflicts_with = "from")]
        account: Option<String>,
        /// Its new friendly name
        #[arg(required = true, conflicts_with = "from")]
        name: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// List who has access to an account, and who is invited to it
    #[command(after_help = examples!("orgadm account users Billing"))]
    Users {
        /// The account, by SID or exact name
        account: String,
    },
    /// Verify the phone number of an account: first --phone, then --code
    #[command(after_help = examples!(
        "orgadm account verify-phone --phone +14155550100",
        "orgadm account verify-phone --code",
    ))]
    VerifyPhone {
        /// The account, by SID or exact name [default: the only one you own]
        account: Option<String>,
        /// The number; six digits are sent there
        #[arg(long, conflicts_with = "code", required_unless_present = "code")]
        phone: Option<String>,
        /// Read the six digits from standard input
        #[arg(long)]
        code: bool,
    },
    /// One step on one account
    #[command(flatten)]
    Step(AccountStep),
    /// List the subaccounts of an account
    #[command(after_help = examples!("orgadm account subaccounts Care hipaa:off"))]
    Subaccounts {
        /// The account, by SID or exact name
        account: String,
        /// What must be so: words, and status, hipaa, created; see the README
        filter: Vec<String>,
    },
    /// The HIPAA coverage report: every account and subaccount, designated or not, gaps first
    #[command(after_help = examples!(
        "orgadm account coverage gap:subaccount",
        "orgadm account coverage --csv",
    ))]
    Coverage {
        /// What must be so: words, and hipaa, gap, account, owner, by, since, status, created; see the README
        filter: Vec<String>,
        /// Print CSV
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
}

impl AccountVerb {
    /// The rows of a file, if the verb takes them.
    pub const fn rows(&self) -> Option<&Rows> {
        match self {
            Self::Create { rows, .. } | Self::Rename { rows, .. } => Some(rows),
            Self::Step(step) => Some(step.rows()),
            Self::List { .. }
            | Self::Show { .. }
            | Self::Users { .. }
            | Self::VerifyPhone { .. }
            | Self::Subaccounts { .. }
            | Self::Coverage { .. } => None,
        }
    }
}

impl AccountStep {
    /// The rows of a file.
    pub const fn rows(&self) -> &Rows {
        match self {
            Self::Add { rows, .. }
            | Self::Suspend { rows, .. }
            | Self::Reactivate { rows, .. }
            | Self::Close { rows, .. }
            | Self::Owner { rows, .. }
            | Self::Release { rows, .. }
            | Self::TwoFactor { rows, .. }
            | Self::Hipaa { rows, .. }
            | Self::Subaccount(SubaccountVerb::Create { rows, .. }) => rows,
        }
    }
}

/// The verbs of `account …` that change accounts; several are one plan.
#[derive(Debug, Subcommand)]
pub enum AccountStep {
    /// Ask existing accounts, through their owners, to join the organization
    #[command(after_help = examples!(
        "orgadm account add AC0123456789abcdef0123456789abcdef",
        "orgadm account add --from joining.csv",
    ))]
    Add {
        /// The accounts' SIDs; column of a file: account
        #[arg(required = true, conflicts_with = "from", value_name = "SID")]
        accounts: Vec<String>,
        /// Replace an invitation that is open already
        #[arg(long)]
        replace: bool,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Suspend accounts; their active subaccounts follow
    #[command(after_help = examples!(
        "orgadm account suspend Billing Care --reason 'Not in use'",
        "orgadm account suspend --from idle.csv",
    ))]
    Suspend {
        /// The accounts, by SID or exact name; column of a file: account
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Reactivate accounts, and the subaccounts that were suspended along with them
    #[command(after_help = examples!(
        "orgadm account reactivate Billing Care",
        "orgadm account reactivate --from back.csv",
    ))]
    Reactivate {
        /// The accounts, by SID or exact name; column of a file: account
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Close accounts for good, with their subaccounts
    #[command(after_help = examples!(
        "orgadm account close Billing --dry-run",
        "orgadm account close --from done.csv --dry-run",
    ))]
    Close {
        /// The accounts, by SID or exact name; column of a file: account
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Give accounts to another managed user; the old owner stays their Administrator
    #[command(after_help = examples!(
        "orgadm account owner Billing Care grace@acme.example",
        "orgadm account owner --from owners.csv",
    ))]
    Owner {
        /// The accounts, by SID or exact name; columns of a file: account, user
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// The new owner, by e-mail or SID
        #[arg(required = true, conflicts_with = "from")]
        user: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Let accounts leave the organization with an outside owner who has a role on them
    #[command(after_help = examples!(
        "orgadm account release Billing partner@side.example --acknowledge leaves-organization",
        "orgadm account release --from released.csv --dry-run",
    ))]
    Release {
        /// The accounts, by SID or exact name; columns of a file: account, user
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// The new owner, by e-mail or SID
        #[arg(required = true, conflicts_with = "from")]
        user: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Set how often the users of accounts must show a second factor
    #[command(after_help = examples!(
        "orgadm account two-factor Billing Care every-login",
        "orgadm account two-factor --from policies.csv",
    ))]
    TwoFactor {
        /// The accounts, by SID or exact name; columns of a file: account, policy
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// How often
        #[arg(required = true, conflicts_with = "from", value_enum)]
        policy: Option<TwoFactorWord>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Designate accounts or subaccounts for HIPAA, or end that
    #[command(after_help = examples!(
        "orgadm account hipaa Care on",
        "orgadm account hipaa --from coverage.csv",
    ))]
    Hipaa {
        /// The accounts, by SID or exact name; columns of a file: account, hipaa
        #[arg(required = true, conflicts_with = "from", value_name = "ACCOUNT")]
        accounts: Vec<String>,
        /// Whether they are designated
        #[arg(required = true, conflicts_with = "from", value_enum)]
        switch: Option<SwitchWord>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
    /// Subaccounts
    #[command(subcommand)]
    #[command(after_help = examples!("orgadm account subaccount create Care Ward"))]
    Subaccount(SubaccountVerb),
}

/// `account subaccount …`
#[derive(Debug, Subcommand)]
pub enum SubaccountVerb {
    /// Create a subaccount; it is designated for HIPAA if its parent is
    #[command(after_help = examples!(
        "orgadm account subaccount create Care 'Ward 7'",
        "orgadm account subaccount create --from wards.csv",
    ))]
    Create {
        /// The parent, by SID or exact name; columns of a file: account, name
        #[arg(required = true, conflicts_with = "from")]
        account: Option<String>,
        /// Its friendly name
        #[arg(required = true, conflicts_with = "from")]
        name: Option<String>,
        /// The rows of a file
        #[command(flatten)]
        rows: Rows,
    },
}

/// How often a second factor is demanded, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TwoFactorWord {
    /// Never because of this account
    Disabled,
    /// Once every 30 days on each computer
    OncePerComputer,
    /// At every login
    EveryLogin,
}

impl From<TwoFactorWord> for TwoFactorPolicy {
    fn from(word: TwoFactorWord) -> Self {
        match word {
            TwoFactorWord::Disabled => Self::Disabled,
            TwoFactorWord::OncePerComputer => Self::OncePerComputer,
            TwoFactorWord::EveryLogin => Self::EveryLogin,
        }
    }
}

/// A switch on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SwitchWord {
    /// Designated
    On,
    /// Not designated
    Off,
}
