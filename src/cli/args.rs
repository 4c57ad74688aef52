//! The arguments, declared once; help texts come from here.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::model::{AccountRole, OrgRole, SecurityAction, SignUpPolicy};

mod account;

pub use account::{AccountStep, AccountVerb, SubaccountVerb, SwitchWord, WhichAccounts};

/// The Admin Center of an organization, in the terminal. Without a verb, its screens open.
#[derive(Debug, Parser)]
#[command(name = "orgadm", version, about, max_term_width = 100, disable_help_subcommand = true)]
pub struct Arguments {
    /// Flags every verb knows.
    #[command(flatten)]
    pub flags: Flags,
    /// What to do; the screens, if nothing.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags every verb knows.
#[derive(Debug, Clone, Default, Args)]
pub struct Flags {
    /// The directory of the store [default: ORGADM_STORE, the configuration, the user's data directory]
    #[arg(long, global = true, value_name = "DIR")]
    pub store: Option<PathBuf>,
    /// The socket of the process that holds the store [default: ORGADM_SOCKET, the configuration, the store's own]
    #[arg(long, global = true, value_name = "PATH")]
    pub socket: Option<PathBuf>,
    /// Act as this user [default: ORGADM_AS, the configuration, who was signed in last]
    #[arg(long = "as", global = true, value_name = "EMAIL")]
    pub as_user: Option<String>,
    /// The organization, by SID or exact name [default: that of the user]
    #[arg(long, global = true, value_name = "ORG")]
    pub org: Option<String>,
    /// Print JSON
    #[arg(long, global = true)]
    pub json: bool,
    /// Print what would change, change nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Ask no question; safeguards still need --acknowledge, --confirm and --confirm-count
    #[arg(long, short = 'y', global = true)]
    pub yes: bool,
    /// Acknowledge what the preview names, by code
    #[arg(long, global = true, value_name = "CODE", value_delimiter = ',')]
    pub acknowledge: Vec<String>,
    /// The name that a safeguard wants typed
    #[arg(long, global = true, value_name = "NAME")]
    pub confirm: Option<String>,
    /// The number that a safeguard wants typed
    #[arg(long, global = true, value_name = "N")]
    pub confirm_count: Option<usize>,
    /// Why, for the audit
    #[arg(long, global = true, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Show lists and records as they were: at a position of the audit, a time (2026-11-24T03:09:43Z), a day, or so long ago (2h, 3d)
    #[arg(long, global = true, value_name = "TIME|POSITION")]
    pub at: Option<String>,
    /// The colours of the screens: dark, light, high-contrast, mono, or a file
    #[arg(long, global = true, value_name = "THEME")]
    pub theme: Option<String>,
}

/// The nouns.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Fill a fresh store with a believable organization and open it
    Demo(DemoArguments),
    /// Sign up: a user and the first account
    Signup(SignUpArguments),
    /// The organization
    #[command(subcommand)]
    Org(OrgVerb),
    /// Accounts
    #[command(subcommand)]
    Account(AccountVerb),
    /// Account roles: who may do what on which account
    #[command(subcommand)]
    Access(AccessVerb),
    /// Users
    #[command(subcommand)]
    User(UserVerb),
    /// Internet domains
    #[command(subcommand)]
    Domain(DomainVerb),
    /// Invitations
    #[command(subcommand)]
    Invitation(InvitationVerb),
    /// Who changed what, when, and why
    #[command(subcommand)]
    Audit(AuditVerb),
    /// Do what is due: end what ran out of time, purge closed accounts, clear what deleted organizations left, erase, compact
    Sweep,
    /// Copy the store into fresh files and delete the older ones: nothing erased is left in its folder
    Compact,
    /// Who is connected
    #[command(subcommand)]
    Session(SessionVerb),
    /// Hold the store for everybody, without a screen
    Serve(ServeArguments),
    /// Open the screens in the process that holds the store
    Attach,
    /// What belongs to whoever operates this host
    #[command(subcommand)]
    Support(SupportVerb),
}

impl Verb {
    /// Whether it needs the store for itself, or is no verb of a store at all.
    pub const fn opens_its_own_store(&self) -> bool {
        matches!(self, Self::Demo(_) | Self::Serve(_) | Self::Attach)
    }

    /// Whether only the OS user who owns the store may run it.
    pub const fn belongs_to_the_operator(&self) -> bool {
        match self {
            Self::Support(_) | Self::Compact => true,
            Self::User(verb) => matches!(verb, UserVerb::Link { .. } | UserVerb::Unlink { .. }),
            // It reads every organization's part, and nothing is committed meanwhile.
            Self::Audit(verb) => matches!(verb, AuditVerb::Verify { .. }),
            _ => false,
        }
    }
}

/// `serve`
#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    /// The name of its socket in /run/orgadm
    #[arg(long, default_value = "orgadm", value_name = "NAME", value_parser = name_of_a_file)]
    pub name: String,
    /// The OS group that may connect [default: the configuration, the group of the process]
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// End a session in which nobody touched a key for so many minutes; 0 for never
    #[arg(long, default_value_t = 15, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=10_080))]
    pub idle: u32,
}

fn name_of_a_file(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !text.is_empty() && text.len() <= 40 && !text.starts_with('.') && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("letters, digits, dots, dashes and underscores, at most 40".to_owned()),
    }
}

/// `session …`
#[derive(Debug, Subcommand)]
pub enum SessionVerb {
    /// List who is connected, from where, since when
    List,
    /// End somebody's session
    End {
        /// Its number, as `session list` shows it
        number: u64,
    },
}

/// `demo`
#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// How many users
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: u32,
    /// The same seed gives the same organization
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only fill the store, open no screen
    #[arg(long)]
    pub no_open: bool,
    /// Generate in this process and say how far it is; what `demo` starts
    #[arg(long, hide = true)]
    pub generate: bool,
}

/// `signup`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub struct SignUpArguments {
    /// The later steps
    #[command(subcommand)]
    pub verb: Option<SignUpVerb>,
    /// Your e-mail address
    #[arg(required = true)]
    pub email: Option<String>,
    /// Your name
    #[arg(long, required = true)]
    pub name: Option<String>,
    /// The name of your first account
    #[arg(long, default_value = "My first account")]
    pub account: String,
}

/// `signup …`
#[derive(Debug, Subcommand)]
pub enum SignUpVerb {
    /// Prove the address with the code from the message, read from standard input
    Confirm {
        /// The address
        email: String,
    },
    /// Send a new code
    Resend {
        /// The address
        email: String,
    },
}

/// `org …`
#[derive(Debug, Subcommand)]
pub enum OrgVerb {
    /// Create an organization and become its Owner
    Create {
        /// Its friendly name
        name: String,
    },
    /// Show the organization
    Show,
    /// Give the organization another name
    Rename {
        /// Its new friendly name
        name: String,
    },
    /// Show the settings
    Settings,
    /// Set what happens when an address of a verified domain signs up
    Policy {
        /// What happens
        #[arg(value_enum)]
        policy: PolicyWord,
    },
    /// Set who may be invited
    Invitable {
        /// Who
        #[arg(value_enum)]
        who: InvitableWord,
    },
    /// Set whether every change needs a reason
    Reason {
        /// Whether
        #[arg(value_enum)]
        whether: ReasonWord,
    },
    /// What signing up with an address, or inviting it, would do, and which rule decides; changes nothing
    WhatIf {
        /// The address
        email: String,
    },
    /// Make another managed user the Owner
    Transfer {
        /// The new owner, by e-mail or SID
        user: String,
    },
    /// Ask for the deletion of the organization; its host's operator confirms it
    RequestDeletion,
    /// Withdraw that
    WithdrawDeletion,
}

/// A sign-up policy on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PolicyWord {
    /// Refused unless invited
    Prevent,
    /// Added as Standard users
    AddAutomatically,
    /// Signed up, not added
    KeepOut,
}

impl From<PolicyWord> for SignUpPolicy {
    fn from(word: PolicyWord) -> Self {
        match word {
            PolicyWord::Prevent => Self::Prevent,
            PolicyWord::AddAutomatically => Self::AddAutomatically,
            PolicyWord::KeepOut => Self::KeepOut,
        }
    }
}

/// Who may be invited, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum InvitableWord {
    /// Any address
    Any,
    /// Only addresses in verified domains
    VerifiedOnly,
}

/// Whether a reason is needed, on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReasonWord {
    /// Every change needs one
    Required,
    /// Reasons may be given
    Optional,
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

/// `access …`
#[derive(Debug, Subcommand)]
pub enum AccessVerb {
    /// Make somebody's roles on an account exactly these
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
    Revoke {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
        /// The account, by SID or exact name
        account: String,
    },
    /// Give your own roles on an account up
    Relinquish {
        /// The account, by SID or exact name
        account: String,
    },
    /// Invite any address to roles on an account
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
    List {
        /// What must be so: words, and role, status, 2fa, domain, account, created, seen; see the README
        filter: Vec<String>,
        /// Which list
        #[arg(long, value_enum, default_value_t = WhichUsers::Managed)]
        list: WhichUsers,
    },
    /// Show one user with their history
    Show {
        /// The user, by e-mail or SID
        user: String,
    },
    /// Invite addresses to become managed users
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
    Link {
        /// The user, by e-mail or SID
        user: String,
        /// The number of the OS user, as id -u prints it
        #[arg(long)]
        uid: u32,
    },
    /// Take that back
    Unlink {
        /// The user, by e-mail or SID
        user: String,
        /// The number of the OS user
        #[arg(long)]
        uid: u32,
    },
    /// Set the organization role of managed users
    Role {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
        /// The role
        #[arg(value_enum)]
        role: Role,
    },
    /// Change what a user is called
    Rename {
        /// The user, by e-mail or SID
        user: String,
        /// The new name
        name: String,
    },
    /// Remove users from the organization; their logins survive
    Remove(Leaving),
    /// Delete users for good
    Delete(Leaving),
    /// Deactivate users: they stay listed and cannot sign in
    Deactivate {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Let deactivated users sign in again
    Activate {
        /// The users, by e-mail or SID
        #[arg(required = true, value_name = "USER")]
        users: Vec<String>,
    },
    /// Ask the systems that follow orgadm for a change of password or second factor; orgadm checks neither itself
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

/// `domain …`
#[derive(Debug, Subcommand)]
pub enum DomainVerb {
    /// Claim a domain
    Claim {
        /// The domain
        domain: String,
    },
    /// List the claimed domains
    List,
    /// Give a claim up
    Delete {
        /// The domain, or the SID of the claim
        domain: String,
    },
}

/// `invitation …`
#[derive(Debug, Subcommand)]
pub enum InvitationVerb {
    /// List invitations that wait for an answer
    List {
        /// Only those addressed to you
        #[arg(long)]
        mine: bool,
    },
    /// Accept one addressed to you; a code is read from standard input if the address is not yet proven
    Accept {
        /// The invitation
        invitation: String,
        /// Your name, if you are no user yet
        #[arg(long)]
        name: Option<String>,
    },
    /// Decline one addressed to you
    Decline {
        /// The invitation
        invitation: String,
    },
    /// Take invitations back
    Cancel {
        /// The invitations
        #[arg(required = true, value_name = "SID")]
        invitations: Vec<String>,
    },
    /// Send invitations again, each with a new code
    Resend {
        /// The invitations
        #[arg(required = true, value_name = "SID")]
        invitations: Vec<String>,
    },
    /// Ask the organization that keeps an address from signing up for an invitation
    Request {
        /// Your address
        email: String,
        /// Your name
        #[arg(long)]
        name: String,
    },
    /// Answer requests for an invitation
    #[command(group = clap::ArgGroup::new("answer").required(true))]
    Answer {
        /// The requests
        #[arg(required = true, value_name = "SID")]
        requests: Vec<String>,
        /// Invite the address with this role
        #[arg(long, value_enum, group = "answer")]
        role: Option<Role>,
        /// Decline
        #[arg(long, group = "answer")]
        decline: bool,
    },
}

/// `audit …`
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// List entries, newest first
    List {
        /// What must be so: words, and actor, kind, record, time; see the README
        filter: Vec<String>,
        /// At most so many
        #[arg(long, default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=10_000))]
        limit: u32,
        /// Only below this position
        #[arg(long, value_name = "POSITION")]
        below: Option<u64>,
        /// Only the history of this record: a SID or a user's e-mail
        #[arg(long)]
        record: Option<String>,
    },
    /// Show one entry with every field before and after
    Show {
        /// Its position
        position: u64,
    },
    /// Take the changes of an entry back; a preview comes first
    Undo {
        /// Its position
        position: u64,
    },
    /// Print position and hash of the last entry, to be noted somewhere else
    Head,
    /// Read the whole audit and say whether anything was changed, deleted or rewritten
    Verify {
        /// A head noted earlier: nothing up to it may have changed
        #[arg(long, value_name = "HEAD")]
        against: Option<String>,
    },
}

/// `support …`
#[derive(Debug, Subcommand)]
pub enum SupportVerb {
    /// Show the codes that still count for an address or phone number
    ShowCode {
        /// The address or number
        recipient: String,
    },
    /// Vouch for a claimed domain
    VerifyDomain {
        /// The domain
        domain: String,
    },
    /// Record a Business Associate Addendum
    RecordBaa {
        /// The organization, by SID or exact name
        organization: String,
    },
    /// Set how many accounts or domains an organization may have
    #[command(group = clap::ArgGroup::new("limit").required(true))]
    SetLimit {
        /// The organization, by SID or exact name
        organization: String,
        /// Most accounts: a number, or none for no limit
        #[arg(long, value_name = "N|none", group = "limit", value_parser = number_or_none)]
        accounts: Option<MostAccounts>,
        /// Most domains
        #[arg(long, value_name = "N", group = "limit")]
        domains: Option<u32>,
    },
    /// Upgrade an account from Trial to Full
    UpgradeAccount {
        /// The account's SID
        account: String,
    },
    /// Confirm the deletion that the Owner requested
    ConfirmDeletion {
        /// The organization, by SID or exact name
        organization: String,
    },
    /// Make a managed, active user the Owner
    RecoverOwner {
        /// The organization, by SID or exact name
        organization: String,
        /// The user, by e-mail or SID
        user: String,
    },
}

/// A number of accounts, or no limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MostAccounts(pub Option<u32>);

fn number_or_none(text: &str) -> Result<MostAccounts, String> {
    match text {
        "none" => Ok(MostAccounts(None)),
        text => text.parse().map(|n| MostAccounts(Some(n))).map_err(|_| "a number, or none".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_declaration_is_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn signup_takes_an_address_or_a_step() {
        for line in [
            "orgadm signup ada@acme.example --name Ada",
            "orgadm signup confirm ada@acme.example",
            "orgadm signup resend ada@acme.example --json",
        ] {
            assert!(Arguments::try_parse_from(line.split(' ')).is_ok(), "{line}");
        }
        for line in ["orgadm signup", "orgadm signup ada@acme.example", "orgadm account verify-phone"] {
            assert!(Arguments::try_parse_from(line.split(' ')).is_err(), "{line}");
        }
    }
}
