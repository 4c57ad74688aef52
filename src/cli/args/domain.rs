//! The arguments about internet domains.

use clap::Subcommand;

/// `domain …`
#[derive(Debug, Subcommand)]
pub enum DomainVerb {
    /// Claim a domain
    #[command(after_help = examples!("orgadm domain claim acme.example"))]
    Claim {
        /// The domain
        domain: String,
    },
    /// List the claimed domains
    #[command(after_help = examples!("orgadm domain list --json"))]
    List,
    /// Give a claim up
    #[command(after_help = examples!("orgadm domain delete labs.example"))]
    Delete {
        /// The domain, or the SID of the claim
        domain: String,
    },
}
