//! The arguments of signing up.

use clap::{Args, Subcommand};

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
    #[command(after_help = examples!("orgadm signup confirm ada@acme.example"))]
    Confirm {
        /// The address
        email: String,
    },
    /// Send a new code
    #[command(after_help = examples!("orgadm signup resend ada@acme.example"))]
    Resend {
        /// The address
        email: String,
    },
}
