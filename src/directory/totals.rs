//! What an organization has how many of, for the overview: one pass over the columns.

use super::sid_index::CHUNK;
use super::{AccountList, Directory};
use crate::model::{AccountKind, AccountState, DomainState, OrgSid, TwoFactor, UserState};

/// How many of what there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Totals {
    /// Managed users by role: Owner, Administrator, Standard.
    pub roles: [usize; 3],
    /// Managed users by state: active, inactive.
    pub states: [usize; 2],
    /// Managed users by second factor: unknown, off, on, required.
    pub factors: [usize; 4],
    /// Managed users who may sign in and never did.
    pub never_seen: usize,
    /// Inactive managed users who own accounts.
    pub inactive_owners: usize,
    /// Active Administrators, the Owner among them.
    pub active_administrators: usize,
    /// Managed accounts by state: active, suspended, closing, closed.
    pub accounts: [usize; 4],
    /// Managed accounts by billing type: Trial, Full.
    pub kinds: [usize; 2],
    /// Domains by state: unverified, verified, uncertain.
    pub domains: [usize; 3],
}

impl Directory {
    /// What the organization has how many of; some milliseconds at a million users.
    pub fn totals(&self, org: OrgSid) -> Totals {
        let mut totals = Totals::default();
        let column = self.users.org_column(org);
        for (at, chunk) in self.users.chunks.iter().enumerate() {
            for (n, (of, bits)) in chunk.orgs.iter().zip(&chunk.bits).enumerate() {
                let Some(bits) = bits.filter(|_| *of != 0 && Some(*of) == column) else { continue };
                let Some(role) = bits.role else { continue };
                totals.roles[role as usize] += 1;
                totals.states[usize::from(bits.state == UserState::Inactive)] += 1;
                totals.factors[match bits.two_factor {
                    TwoFactor::Unknown => 0,
                    TwoFactor::Off => 1,
                    TwoFactor::On => 2,
                    TwoFactor::Required => 3,
                }] += 1;
                let administers = role != crate::model::OrgRole::Standard && bits.state == UserState::Active;
                totals.active_administrators += usize::from(administers);
                match bits.state {
                    UserState::Active => totals.never_seen += usize::from(chunk.never_seen(n)),
                    UserState::Inactive => {
                        let slot = u32::try_from(at * CHUNK + n).unwrap_or(u32::MAX);
                        totals.inactive_owners += usize::from(self.owners.of(slot).next().is_some());
                    }
                }
            }
        }
        for row in self.listed(Some(org), AccountList::Managed) {
            totals.accounts[match row.state {
                AccountState::Active => 0,
                AccountState::Suspended => 1,
                AccountState::PendingClosure => 2,
                AccountState::Closed => 3,
            }] += 1;
            totals.kinds[usize::from(row.kind == AccountKind::Full)] += 1;
        }
        for row in self.domains_of(org) {
            totals.domains[match row.state {
                DomainState::Unverified => 0,
                DomainState::Verified => 1,
                DomainState::Uncertain => 2,
            }] += 1;
        }
        totals
    }
}
