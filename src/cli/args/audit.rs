//! The arguments about the audit.

use std::path::PathBuf;

use clap::Subcommand;

/// `audit …`
#[derive(Debug, Subcommand)]
pub enum AuditVerb {
    /// List entries, newest first
    #[command(after_help = examples!(
        "orgadm audit list actor:grace 'time:<3d'",
        "orgadm audit list --record grace@acme.example --json",
        "orgadm audit list --archive /mnt/safe/2025.orgadm-archive actor:grace",
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
        /// The entries in this archive instead; "-" reads standard input
        #[arg(long, value_name = "FILE", conflicts_with = "at")]
        archive: Option<PathBuf>,
    },
    /// Show one entry with every field before and after
    #[command(after_help = examples!(
        "orgadm audit show 42",
        "orgadm audit show 42 --archive /mnt/safe/2025.orgadm-archive",
    ))]
    Show {
        /// Its position
        position: u64,
        /// The archive that it was moved into; "-" reads standard input
        #[arg(long, value_name = "FILE", conflicts_with = "at")]
        archive: Option<PathBuf>,
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
    #[command(after_help = examples!("orgadm audit verify", "orgadm audit verify --archive /mnt/safe/2025.orgadm-archive"))]
    Verify {
        /// A head noted earlier: nothing up to it may have changed
        #[arg(long, value_name = "HEAD")]
        against: Option<String>,
        /// The archive that is kept outside the store's folder; of several, one after the other, the oldest first
        #[arg(long, value_name = "FILE")]
        archive: Option<PathBuf>,
    },
    /// Move older entries into an archive, which verify goes on reading
    #[command(after_help = examples!(
        "orgadm audit prune --before 2026-01-01 --dry-run",
        "orgadm audit prune --before 2y --into /mnt/safe/2025.orgadm-archive",
    ))]
    Prune {
        /// Entries from before this time (2026-11-24T03:09:43Z), day (2026-11-24), or so long ago (90d, 2y)
        #[arg(long, value_name = "DATE")]
        before: String,
        /// Keep the archive there [default: in the store's own folder]
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
}
