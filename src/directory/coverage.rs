//! HIPAA coverage (`admin-center-domain` §6.7): every managed account and subaccount that is not closed, and what is
//! missing. The rows are [`super::AccountList::Coverage`]; whoever is responsible for completeness reads them gaps first.

use super::{AccountList, AccountRow, Directory};
use crate::model::{AccountSid, OrgSid};
use crate::rules::hipaa::{self, Gap};

/// How far the designation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoverageTotals {
    /// Main accounts.
    pub accounts: usize,
    /// Of those, designated.
    pub accounts_designated: usize,
    /// Subaccounts.
    pub subaccounts: usize,
    /// Of those, designated.
    pub subaccounts_designated: usize,
    /// Undesignated subaccounts of designated accounts.
    pub subaccount_gaps: usize,
    /// Undesignated main accounts.
    pub account_gaps: usize,
}

impl CoverageTotals {
    /// How many gaps there are of both sorts.
    pub const fn gaps(&self) -> usize {
        self.subaccount_gaps + self.account_gaps
    }
}

impl Directory {
    /// What is missing at this account, if anything.
    pub fn gap(&self, account: AccountSid) -> Option<Gap> {
        self.account(account).and_then(|row| self.gap_of(row))
    }

    pub(super) fn gap_of(&self, row: &AccountRow) -> Option<Gap> {
        let parent = row.parent.map(|parent| self.account(parent).is_some_and(|row| row.hipaa.is_some()));
        hipaa::gap(row.state, row.hipaa.is_some(), parent)
    }

    /// Where the row stands in the report: gaps first, subaccounts of designated accounts before all.
    pub(super) fn coverage_rank(&self, row: &AccountRow) -> u8 {
        match self.gap_of(row) {
            Some(Gap::Subaccount) => 0,
            Some(Gap::Account) => 1,
            None if row.hipaa.is_none() => 2,
            None => 3,
        }
    }

    /// The figures of the report.
    pub fn coverage_totals(&self, org: OrgSid) -> CoverageTotals {
        let mut totals = CoverageTotals::default();
        for row in self.listed(Some(org), AccountList::Coverage) {
            let designated = usize::from(row.hipaa.is_some());
            match row.parent {
                None => {
                    totals.accounts += 1;
                    totals.accounts_designated += designated;
                }
                Some(_) => {
                    totals.subaccounts += 1;
                    totals.subaccounts_designated += designated;
                }
            }
            match self.gap_of(row) {
                Some(Gap::Subaccount) => totals.subaccount_gaps += 1,
                Some(Gap::Account) => totals.account_gaps += 1,
                None => {}
            }
        }
        totals
    }
}
