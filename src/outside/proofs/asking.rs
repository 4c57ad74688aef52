//! How the network is asked, and the words for what others say.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use crate::model::shown;

/// Most characters of a foreign text inside a sentence.
const QUOTED: usize = 120;

/// How the network is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asking {
    /// The name servers; none: those of this system.
    pub servers: Vec<SocketAddr>,
    /// How long a question may take.
    pub timeout: Duration,
    /// A file of certificates to trust in place of what this system trusts.
    pub authorities: Option<PathBuf>,
    /// Whether a site may lie at an address that is not a public one.
    pub private_addresses: bool,
    /// The port of HTTPS.
    pub port: u16,
}

impl Default for Asking {
    fn default() -> Self {
        let timeout = Duration::from_secs(10);
        Self { servers: Vec::new(), timeout, authorities: None, private_addresses: false, port: 443 }
    }
}

pub(super) fn in_vain(within: Duration) -> String {
    format!("Nobody answered within {} s.", within.as_secs_f32().ceil())
}

/// A foreign text inside a sentence: bounded, on one line, hidden characters visible.
pub(super) fn quoted(text: &str) -> String {
    let start: String = text.chars().take(QUOTED).collect();
    let more = if text.chars().nth(QUOTED).is_some() { "…" } else { "" };
    shown(&start) + more
}
