//! The arguments of what is a process of its own, or may be: `demo`, `doctor`, `serve`, `completions`, `man`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

/// `demo`
#[derive(Debug, Clone, Args)]
pub struct DemoArguments {
    /// How many users
    #[arg(long, default_value_t = 500, value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub users: u32,
    /// The same seed gives the same organization
    #[arg(long, default_value_t = 1)]
    pub seed: u64,
    /// Only fill the store, open no screen
    #[arg(long)]
    pub no_open: bool,
    /// Generate in this process and say how far it is; what `demo` starts
    #[arg(long, hide = true)]
    pub generate: bool,
}

/// `doctor`
#[derive(Debug, Clone, Args)]
pub struct DoctorArguments {
    /// Make a damaged store whole from its newest good backup and its journal; what is damaged is kept aside
    #[arg(long)]
    pub repair: bool,
}

/// `serve`
#[derive(Debug, Clone, Args)]
pub struct ServeArguments {
    /// The name of its socket in /run/orgadm
    #[arg(long, default_value = "orgadm", value_name = "NAME", value_parser = name_of_a_file)]
    pub name: String,
    /// The OS group that may connect [default: the configuration, the group of the process]
    #[arg(long, value_name = "GROUP")]
    pub group: Option<String>,
    /// End a session in which nobody touched a key for so many minutes; 0 for never
    #[arg(long, default_value_t = 15, value_name = "MINUTES", value_parser = clap::value_parser!(u32).range(0..=10_080))]
    pub idle: u32,
}

fn name_of_a_file(text: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    match !text.is_empty() && text.len() <= 40 && !text.starts_with('.') && text.chars().all(plain) {
        true => Ok(text.to_owned()),
        false => Err("letters, digits, dots, dashes and underscores, at most 40".to_owned()),
    }
}

/// `completions`
#[derive(Debug, Clone, Args)]
pub struct CompletionsArguments {
    /// For which shell
    #[arg(value_enum)]
    pub shell: ShellWord,
}

/// A shell on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ShellWord {
    /// bash
    Bash,
    /// zsh
    Zsh,
    /// fish
    Fish,
}

/// `man`
#[derive(Debug, Clone, Args)]
pub struct ManArguments {
    /// Write a page for each noun and verb there, instead of printing the first one
    #[arg(value_name = "DIR")]
    pub directory: Option<PathBuf>,
}
