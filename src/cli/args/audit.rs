//! The arguments about the audit.

use clap::Subcommand;

/// `audit …`
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// List entries, newest first
    #[command(after_help = examples!(
        "orgadm audit list actor:grace 'time:<3d'",
        "orgadm audit list --record grace@acme.example --json",
    ))]
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
    #[command(after_help = examples!("orgadm audit show 42"))]
    Show {
        /// Its position
        position: u64,
    },
    /// Take the changes of an entry back; a preview comes first
    #[command(after_help = examples!("orgadm audit undo 42 --reason 'A mistake'"))]
    Undo {
        /// Its position
        position: u64,
    },
    /// Print position and hash of the last entry, to be noted somewhere else
    #[command(after_help = examples!("orgadm audit head"))]
    Head,
    /// Read the whole audit and say whether anything was changed, deleted or rewritten
    #[command(after_help = examples!("orgadm audit verify"))]
    Verify {
        /// A head noted earlier: nothing up to it may have changed
        #[arg(long, value_name = "HEAD")]
        against: Option<String>,
    },
}
