//! The arguments about the outbox.

use clap::Subcommand;

/// `outbox …`
#[derive(Debug, Subcommand)]
pub enum OutboxVerb {
    /// List messages that wait to be handed over, or could not be
    #[command(after_help = examples!("orgadm outbox list", "orgadm outbox list --all --operator --json"))]
    List {
        /// Those that were delivered or dropped too
        #[arg(long)]
        all: bool,
        /// As whoever operates this host: those of every organization, and codes of sign-ups and phones
        #[arg(long)]
        operator: bool,
    },
    /// Show a message as whoever gets it reads it, its code included; for whoever operates this host
    #[command(after_help = examples!("orgadm outbox show OB0123456789abcdef0123456789abcdef"))]
    Show {
        /// The message
        message: String,
    },
    /// Hand messages over again at once
    #[command(after_help = examples!("orgadm outbox retry OB0123456789abcdef0123456789abcdef"))]
    Retry {
        /// The messages
        #[arg(required = true, value_name = "SID")]
        messages: Vec<String>,
        /// As whoever operates this host
        #[arg(long)]
        operator: bool,
    },
    /// Take messages out of the outbox, undelivered
    #[command(after_help = examples!("orgadm outbox drop OB0123456789abcdef0123456789abcdef"))]
    Drop {
        /// The messages
        #[arg(required = true, value_name = "SID")]
        messages: Vec<String>,
        /// As whoever operates this host
        #[arg(long)]
        operator: bool,
    },
}

impl OutboxVerb {
    /// Whether it asks as whoever operates the host.
    pub const fn is_the_operators(&self) -> bool {
        match self {
            Self::Show { .. } => true,
            Self::List { operator, .. } | Self::Retry { operator, .. } | Self::Drop { operator, .. } => {
                *operator
            }
        }
    }
}
