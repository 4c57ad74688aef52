//! The arguments about accounts and subaccounts.

use clap::{Subcommand, ValueEnum};

use crate::model::{TwoFactorPolicy, Usage};

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
    Create {
        /// Its friendly name
        name: String,
        /// What it is for
        #[arg(long, value_enum, default_value_t = UsageWord::Twilio)]
        usage: UsageWord,
        /// Its owner, by e-mail or SID [default: you]
        #[arg(long)]
        owner: Option<String>,
    },
    /// List accounts
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
    Show {
        /// The account, by SID or exact name
        account: String,
    },
    /// Give an account another name
    Rename {
        /// The account, by SID or exact name
        account: String,
        /// Its new friendly name
        name: String,
    },
    /// List who has access to an account, and who is invited to it
    Users {
        /// The account, by SID or exact name
        account: String,
    },
    /// Verify the phone number of an account: first --phone, then --code
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
    Subaccounts {
        /// The account, by SID or exact name
        account: String,
        /// What must be so: words, and status, hipaa, created; see the README
        filter: Vec<String>,
    },
    /// The HIPAA coverage report: every account and subaccount, designated or not, gaps first
    Coverage {
        /// What must be so: words, and hipaa, gap, account, owner, by, since, status, created; see the README
        filter: Vec<String>,
        /// Print CSV
        #[arg(long, conflicts_with = "json")]
        csv: bool,
    },
}

/// The verbs of `account …` that change one account.
#[derive(Debug, Subcommand)]
pub enum AccountStep {
    /// Ask an existing account, through its owner, to join the organization
    Add {
        /// The account's SID
        account: String,
        /// Replace an invitation that is open already
        #[arg(long)]
        replace: bool,
    },
    /// Suspend an account; its active subaccounts follow
    Suspend {
        /// The account, by SID or exact name
        account: String,
    },
    /// Reactivate an account, and the subaccounts that were suspended along with it
    Reactivate {
        /// The account, by SID or exact name
        account: String,
    },
    /// Close an account for good, with its subaccounts
    Close {
        /// The account, by SID or exact name
        account: String,
    },
    /// Give an account to another managed user; the old owner stays its Administrator
    Owner {
        /// The account, by SID or exact name
        account: String,
        /// The new owner, by e-mail or SID
        user: String,
    },
    /// Let an account leave the organization with an outside owner who has a role on it
    Release {
        /// The account, by SID or exact name
        account: String,
        /// The new owner, by e-mail or SID
        user: String,
    },
    /// Set how often the users of an account must show a second factor
    TwoFactor {
        /// The account, by SID or exact name
        account: String,
        /// How often
        #[arg(value_enum)]
        policy: TwoFactorWord,
    },
    /// Designate an account or subaccount for HIPAA, or end that
    Hipaa {
        /// The account, by SID or exact name
        account: String,
        /// Whether it is designated
        #[arg(value_enum)]
        switch: SwitchWord,
    },
    /// Subaccounts
    #[command(subcommand)]
    Subaccount(SubaccountVerb),
}

/// `account subaccount …`
#[derive(Debug, Subcommand)]
pub enum SubaccountVerb {
    /// Create a subaccount; it is designated for HIPAA if its parent is
    Create {
        /// The parent, by SID or exact name
        account: String,
        /// Its friendly name
        name: String,
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
