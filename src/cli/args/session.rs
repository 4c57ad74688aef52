//! The arguments about who is connected.

use clap::Subcommand;

/// `session …`
#[derive(Debug, Subcommand)]
pub enum SessionVerb {
    /// List who is connected, from where, since when
    #[command(after_help = examples!("orgadm session list"))]
    List,
    /// End somebody's session
    #[command(after_help = examples!("orgadm session end 3"))]
    End {
        /// Its number, as `session list` shows it
        number: u64,
    },
}
