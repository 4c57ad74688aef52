//! HIPAA designation (seed, "Enabling HIPAA and eligible Accounts"; `admin-center-domain` §6): whether an account's switch
//! may be moved, what a new account starts as, and what counts as a gap.
//!
//! The switch moves one account or subaccount and nothing beside it: whoever switches a parent has to switch its existing
//! subaccounts one by one.

use crate::model::AccountState;

/// Whether a Business Associate Addendum stands behind an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Agreement {
    /// No organization manages the account, and only organizations have one.
    NoOrganization,
    /// The organization has none on file.
    Missing,
    /// The organization has one on file.
    OnFile,
}

/// Why the switch cannot be moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Block {
    /// The account is closed or about to be.
    NotInUse,
    /// No organization manages the account.
    NoOrganization,
    /// The organization has no BAA on file.
    NoAgreement,
    /// It stands there already.
    AsItIs,
}

/// Whether the switch of an account may be moved to `on`. Without an agreement it is frozen where it stands: an account
/// that came with a designation keeps it.
pub const fn may_set(
    state: AccountState,
    agreement: Agreement,
    designated: bool,
    on: bool,
) -> Result<(), Block> {
    match (state, agreement) {
        (AccountState::PendingClosure | AccountState::Closed, _) => Err(Block::NotInUse),
        (_, Agreement::NoOrganization) => Err(Block::NoOrganization),
        (_, Agreement::Missing) => Err(Block::NoAgreement),
        (_, Agreement::OnFile) if designated == on => Err(Block::AsItIs),
        (_, Agreement::OnFile) => Ok(()),
    }
}

/// Whether a new account starts designated: a subaccount (`parent`: whether its parent is) as its parent, a main account
/// never, whatever its siblings are.
pub const fn starts_designated(parent: Option<bool>) -> bool {
    matches!(parent, Some(true))
}

/// What is missing in the coverage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Gap {
    /// An undesignated subaccount of a designated account: most likely forgotten.
    Subaccount,
    /// An undesignated main account.
    Account,
}

/// The gap an account leaves, if it leaves one (`admin-center-domain` §6.7). `parent`: whether its parent is designated.
pub const fn gap(state: AccountState, designated: bool, parent: Option<bool>) -> Option<Gap> {
    match (state, designated, parent) {
        (AccountState::PendingClosure | AccountState::Closed, ..) | (_, true, _) => None,
        (_, false, None) => Some(Gap::Account),
        (_, false, Some(true)) => Some(Gap::Subaccount),
        (_, false, Some(false)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use AccountState::{Active, Closed, PendingClosure, Suspended};

    const STATES: [AccountState; 4] = [Active, Suspended, PendingClosure, Closed];

    /// Every combination: state × agreement, and for each the four of (designated → wanted).
    #[test]
    fn the_switch_in_every_combination() {
        let table = "\
            state organization off→off off→on on→off on→on\n\
            Active NoOrganization NoOrganization NoOrganization NoOrganization NoOrganization\n\
            Active Missing NoAgreement NoAgreement NoAgreement NoAgreement\n\
            Active OnFile AsItIs ok ok AsItIs\n\
            Suspended NoOrganization NoOrganization NoOrganization NoOrganization NoOrganization\n\
            Suspended Missing NoAgreement NoAgreement NoAgreement NoAgreement\n\
            Suspended OnFile AsItIs ok ok AsItIs\n\
            PendingClosure NoOrganization NotInUse NotInUse NotInUse NotInUse\n\
            PendingClosure Missing NotInUse NotInUse NotInUse NotInUse\n\
            PendingClosure OnFile NotInUse NotInUse NotInUse NotInUse\n\
            Closed NoOrganization NotInUse NotInUse NotInUse NotInUse\n\
            Closed Missing NotInUse NotInUse NotInUse NotInUse\n\
            Closed OnFile NotInUse NotInUse NotInUse NotInUse";
        let mut lines = vec!["state organization off→off off→on on→off on→on".to_owned()];
        for state in STATES {
            for agreement in [Agreement::NoOrganization, Agreement::Missing, Agreement::OnFile] {
                let cells = [(false, false), (false, true), (true, false), (true, true)].map(|(is, on)| {
                    may_set(state, agreement, is, on)
                        .map_or_else(|block| format!("{block:?}"), |()| "ok".to_owned())
                });
                lines.push(format!("{state:?} {agreement:?} {}", cells.join(" ")));
            }
        }
        assert_eq!(lines.join("\n"), table);
    }

    /// Parent P, existing subaccount E, the next subaccount C, the next account N (`admin-center-domain` §6, truth table).
    #[test]
    fn what_follows_a_switch_and_what_does_not() {
        for (parent, existing) in [(false, false), (false, true), (true, false), (true, true)] {
            let next = starts_designated(Some(parent));
            assert_eq!(next, parent, "a new subaccount follows its parent, E = {existing}");
            let alone = may_set(Active, Agreement::OnFile, existing, !existing);
            assert_eq!(alone, Ok(()), "an existing one is switched by itself, P = {parent}");
        }
        assert!(!starts_designated(None), "a new account never is");
    }

    #[test]
    fn gaps_in_every_combination() {
        for state in STATES {
            let open = matches!(state, Active | Suspended);
            for parent in [None, Some(false), Some(true)] {
                assert_eq!(gap(state, true, parent), None);
                let wanted = match parent {
                    None => Some(Gap::Account),
                    Some(true) => Some(Gap::Subaccount),
                    Some(false) => None,
                };
                assert_eq!(gap(state, false, parent), wanted.filter(|_| open), "{state:?} {parent:?}");
            }
        }
    }
}
