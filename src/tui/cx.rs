//! What every screen is given to work with: a borrowed bundle, so that nothing of it is global.

use ratatui::layout::Size;

use crate::controller::port::{Channel, Services};
use crate::directory::Directory;
use crate::model::{DomainSid, OrgSid, Publishing, Timestamp, VerificationMethod, Who};

use super::company::Company;
use super::theme::Theme;

/// The surroundings of a session at one moment.
#[derive(Debug, Clone, Copy)]
pub struct Cx<'a> {
    /// The organization in memory, as of the last commit.
    pub directory: &'a Directory,
    /// The present instant.
    pub now: Timestamp,
    /// The look.
    pub theme: &'a Theme,
    /// The terminal's size, clamped.
    pub size: Size,
    /// For whom the session acts.
    pub who: Who,
    /// The organization whose Admin Center is open.
    pub org: Option<OrgSid>,
    /// Where the store lies, for the first screen.
    pub store: &'a str,
    /// Who else is there, and what they did lately.
    pub company: &'a Company,
    /// What leaves this process.
    pub posts: Posts,
    /// How proofs of domains are published here.
    pub publishing: &'a Publishing,
    /// The look for a proof that is under way in this session.
    pub checking: Option<Checking>,
}

/// A look for a proof that is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checking {
    /// Of which claim.
    pub domain: DomainSid,
    /// Where it is looked for.
    pub method: VerificationMethod,
    /// Since when.
    pub since: Timestamp,
}

/// Which messages leave the process; the others stay in the outbox, to be read by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Posts {
    /// Those to addresses.
    pub mail: bool,
    /// Those to phones.
    pub phone: bool,
}

impl Posts {
    /// What the controller's services carry.
    pub fn of(services: &Services) -> Self {
        Self { mail: services.carries(Channel::Mail), phone: services.carries(Channel::Phone) }
    }
}

impl Cx<'_> {
    /// Rows a list of a page has room for: the page without header, tabs, rules, list bar, column titles and footer.
    pub fn page(&self) -> usize {
        usize::from(self.size.height.saturating_sub(7)).max(1)
    }
}

/// "2 h ago", "now", or "in 3 d".
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    if at > now {
        return format!("in {}", at.since(now));
    }
    match now.since(at).0 {
        0..60_000 => "now".to_owned(),
        _ => format!("{} ago", now.since(at)),
    }
}
