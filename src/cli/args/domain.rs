//! The arguments about internet domains.

use clap::{Subcommand, ValueEnum};

use crate::model::VerificationMethod;

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
    /// Show a claim, and what to publish to prove it
    #[command(after_help = examples!("orgadm domain show acme.example"))]
    Show {
        /// The domain, or the SID of the claim
        domain: String,
    },
    /// Look for the proof of a claim now; exits with 0 if it is there, 1 if not, 5 if nobody answered
    #[command(after_help = examples!(
        "orgadm domain check acme.example",
        "orgadm domain check acme.example --method https --json",
    ))]
    Check {
        /// The domain, or the SID of the claim
        domain: String,
        /// Where to look [default: where it was looked for last, else dns]
        #[arg(long, value_enum, value_name = "METHOD")]
        method: Option<MethodWord>,
    },
    /// Print a text that asks the people who keep the domain's records to publish the proof
    #[command(after_help = examples!("orgadm domain email-text acme.example"))]
    EmailText {
        /// The domain, or the SID of the claim
        domain: String,
    },
    /// Approve that the users of a lost domain are removed
    #[command(after_help = examples!("orgadm domain remove-users lost.example --successor ada@acme.example"))]
    RemoveUsers {
        /// The domain, or the SID of the claim
        domain: String,
        /// Who gets the accounts they own [default: the Owner]
        #[arg(long, value_name = "USER")]
        successor: Option<String>,
    },
    /// Give a claim up
    #[command(after_help = examples!("orgadm domain delete labs.example"))]
    Delete {
        /// The domain, or the SID of the claim
        domain: String,
    },
}

/// Where a proof is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum MethodWord {
    /// A TXT record
    Dns,
    /// A file on the domain's site
    Https,
}

impl From<MethodWord> for VerificationMethod {
    fn from(word: MethodWord) -> Self {
        match word {
            MethodWord::Dns => Self::Dns,
            MethodWord::Https => Self::Https,
        }
    }
}
