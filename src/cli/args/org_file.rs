//! The arguments about the organization as a file.

use std::path::PathBuf;

use clap::Args;

/// `export`
#[derive(Debug, Clone, Args)]
pub struct ExportArguments {
    /// The file; - for standard output
    pub file: PathBuf,
    /// Begin with a line that says of which store, at which position of the audit, and when
    #[arg(long)]
    pub stamp: bool,
}

/// `plan`, `apply`
#[derive(Debug, Clone, Args)]
pub struct ApplyArguments {
    /// The file; - for standard input
    #[arg(long, short, value_name = "FILE")]
    pub file: PathBuf,
}

/// `import`
#[derive(Debug, Clone, Args)]
pub struct ImportArguments {
    /// The file, with every section; - for standard input
    pub file: PathBuf,
}
