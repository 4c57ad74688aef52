//! The arguments of what belongs to whoever operates the host.

use clap::Subcommand;

/// `support …`
#[derive(Debug, Subcommand)]
pub enum SupportVerb {
    /// Show the codes that still count for an address or phone number
    #[command(after_help = examples!("orgadm support show-code grace@acme.example"))]
    ShowCode {
        /// The address or number
        recipient: String,
    },
    /// Vouch for a claimed domain
    #[command(after_help = examples!("orgadm support verify-domain acme.example"))]
    VerifyDomain {
        /// The domain
        domain: String,
    },
    /// Record a Business Associate Addendum
    #[command(after_help = examples!("orgadm support record-baa 'Acme Corp'"))]
    RecordBaa {
        /// The organization, by SID or exact name
        organization: String,
    },
    /// Set how many accounts or domains an organization may have
    #[command(group = clap::ArgGroup::new("limit").required(true))]
    #[command(after_help = examples!(
        "orgadm support set-limit 'Acme Corp' --accounts 50",
        "orgadm support set-limit 'Acme Corp' --accounts none",
    ))]
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
    #[command(after_help = examples!("orgadm support upgrade-account AC0123456789abcdef0123456789abcdef"))]
    UpgradeAccount {
        /// The account's SID
        account: String,
    },
    /// Confirm the deletion that the Owner requested
    #[command(after_help = examples!("orgadm support confirm-deletion 'Acme Corp' --confirm 'Acme Corp'"))]
    ConfirmDeletion {
        /// The organization, by SID or exact name
        organization: String,
    },
    /// Make a managed, active user the Owner
    #[command(after_help = examples!("orgadm support recover-owner 'Acme Corp' grace@acme.example"))]
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
