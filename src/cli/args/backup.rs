//! The arguments about backups.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// `backup`
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct BackupArguments {
    /// What there is of them
    #[command(subcommand)]
    pub verb: Option<BackupVerb>,
    /// Where it goes; - is standard output, and without one it is kept in the store's own folder
    #[arg(value_name = "FILE")]
    pub file: Option<PathBuf>,
}

/// `backup …`
#[derive(Debug, Subcommand)]
pub enum BackupVerb {
    /// List the backups in the store's own folder, the newest first
    #[command(after_help = examples!("orgadm backup list", "orgadm backup list --json"))]
    List,
}

/// `restore`
#[derive(Debug, Args)]
pub struct RestoreArguments {
    /// The backup; - is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
}
