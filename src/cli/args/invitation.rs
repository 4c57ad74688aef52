//! The arguments about invitations.

use clap::Subcommand;

use super::role::Role;

/// `invitation …`
#[derive(Debug, Subcommand)]
pub enum InvitationVerb {
    /// List invitations that wait for an answer
    #[command(after_help = examples!(
        "orgadm invitation list",
        "orgadm invitation list --mine --as new@acme.example",
    ))]
    List {
        /// Only those addressed to you
        #[arg(long)]
        mine: bool,
    },
    /// Accept one addressed to you; a code is read from standard input if the address is not yet proven
    #[command(after_help = examples!(
        "orgadm invitation accept NF0123456789abcdef0123456789abcdef --name 'New Person'",
    ))]
    Accept {
        /// The invitation
        invitation: String,
        /// Your name, if you are no user yet
        #[arg(long)]
        name: Option<String>,
    },
    /// Decline one addressed to you
    #[command(after_help = examples!("orgadm invitation decline NF0123456789abcdef0123456789abcdef"))]
    Decline {
        /// The invitation
        invitation: String,
    },
    /// Take invitations back
    #[command(after_help = examples!("orgadm invitation cancel NF0123456789abcdef0123456789abcdef"))]
    Cancel {
        /// The invitations
        #[arg(required = true, value_name = "SID")]
        invitations: Vec<String>,
    },
    /// Send invitations again, each with a new code
    #[command(after_help = examples!("orgadm invitation resend NF0123456789abcdef0123456789abcdef"))]
    Resend {
        /// The invitations
        #[arg(required = true, value_name = "SID")]
        invitations: Vec<String>,
    },
    /// Ask the organization that keeps an address from signing up for an invitation
    #[command(after_help = examples!("orgadm invitation request new@acme.example --name 'New Person'"))]
    Request {
        /// Your address
        email: String,
        /// Your name
        #[arg(long)]
        name: String,
    },
    /// Answer requests for an invitation
    #[command(group = clap::ArgGroup::new("answer").required(true))]
    #[command(after_help = examples!(
        "orgadm invitation answer NF0123456789abcdef0123456789abcdef --role standard",
        "orgadm invitation answer NF0123456789abcdef0123456789abcdef --decline",
    ))]
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
