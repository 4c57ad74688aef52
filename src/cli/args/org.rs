//! The arguments about the organization.

use clap::{Subcommand, ValueEnum};

use crate::model::SignUpPolicy;

/// `org …`
#[derive(Debug, Subcommand)]
pub enum OrgVerb {
    /// Create an organization and become its Owner
    #[command(after_help = examples!("orgadm org create 'Acme Corp'"))]
    Create {
        /// Its friendly name
        name: String,
    },
    /// Show the organization
    #[command(after_help = examples!("orgadm org show", "orgadm org show --at 3d"))]
    Show,
    /// Give the organization another name
    #[command(after_help = examples!("orgadm org rename 'Acme Inc' --dry-run"))]
    Rename {
        /// Its new friendly name
        name: String,
    },
    /// Show the settings
    #[command(after_help = examples!("orgadm org settings --json"))]
    Settings,
    /// Set what happens when an address of a verified domain signs up
    #[command(after_help = examples!("orgadm org policy add-automatically"))]
    Policy {
        /// What happens
        #[arg(value_enum)]
        policy: PolicyWord,
    },
    /// Set who may be invited
    #[command(after_help = examples!("orgadm org invitable verified-only"))]
    Invitable {
        /// Who
        #[arg(value_enum)]
        who: InvitableWord,
    },
    /// Set whether every change needs a reason
    #[command(after_help = examples!("orgadm org reason required"))]
    Reason {
        /// Whether
        #[arg(value_enum)]
        whether: ReasonWord,
    },
    /// What signing up with an address, or inviting it, would do, and which rule decides; changes nothing
    #[command(after_help = examples!("orgadm org what-if new@acme.example"))]
    WhatIf {
        /// The address
        email: String,
    },
    /// Make another managed user the Owner
    #[command(after_help = examples!("orgadm org transfer grace@acme.example --confirm 'Acme Corp'"))]
    Transfer {
        /// The new owner, by e-mail or SID
        user: String,
    },
    /// Ask for the deletion of the organization; its host's operator confirms it
    #[command(after_help = examples!("orgadm org request-deletion --confirm 'Acme Corp'"))]
    RequestDeletion,
    /// Withdraw that
    #[command(after_help = examples!("orgadm org withdraw-deletion"))]
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
