//! One line of what waits or is not well: how serious, what, and the list that shows it.

use crate::directory::{Totals, UserCounts, Waits};
use crate::model::{OrgSid, noun};
use crate::tui::request::Look;
use crate::tui::text;
use crate::tui::theme::Role;

/// A thing that waits or is not well, and where it is seen.
#[derive(Debug, Clone)]
pub(super) struct Waiting {
    pub(super) role: Role,
    pub(super) sentence: String,
    pub(super) look: Look,
}

/// What was counted when something last changed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Counted {
    pub(super) org: OrgSid,
    pub(super) users: UserCounts,
    pub(super) totals: Totals,
    pub(super) waits: Waits,
}

impl Waiting {
    pub(super) fn new(role: Role, sentence: impl Into<String>, look: Look) -> Self {
        Self { role, sentence: sentence.into(), look }
    }

    /// Nothing for none, else a sentence that begins with how many there are.
    pub(super) fn counted(role: Role, n: usize, one: &str, many: &str, look: Look) -> Option<Self> {
        let number = text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
        let sentence = format!("{number} {}", noun(&n, one, many));
        (n > 0).then(|| Self::new(role, sentence, look))
    }

    /// The worst first; what is equally bad stays in its order.
    pub(super) const fn weight(&self) -> u8 {
        match self.role {
            Role::Danger => 0,
            Role::Warn => 1,
            Role::Accent => 2,
            Role::Muted => 4,
            _ => 3,
        }
    }
}

impl Waiting {
    /// The list it leads to, and the filter that narrows it.
    pub(super) fn leads_to(&self) -> (&'static str, &str) {
        match &self.look {
            Look::Users(2, filter) => ("Pending users", filter),
            Look::Users(1, filter) => ("Independent users", filter),
            Look::Users(_, filter) => ("Users", filter),
            Look::Accounts(2, filter) => ("Pending accounts", filter),
            Look::Accounts(_, filter) => ("Accounts", filter),
            Look::Domains(filter) => ("Domains", filter),
            Look::Settings | Look::Deletion => ("Settings", ""),
            Look::Coverage => ("HIPAA coverage", ""),
            Look::Inbox(filter) => ("Inbox", filter),
        }
    }
}
