//! Organization roles (seed) and account roles (`admin-center-domain` §1.9): two different things.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a managed user may do in the organization itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum OrgRole {
    /// Full control, alone in deleting the organization and handing it over. Exactly one at any time.
    Owner,
    /// Manages users, accounts, domains and settings.
    Administrator,
    /// "Standard User (Account Creation)": manages nothing, may create accounts they own.
    Standard,
}

impl OrgRole {
    /// Every role, highest first.
    pub const ALL: [Self; 3] = [Self::Owner, Self::Administrator, Self::Standard];

    /// The full name, as the seed writes it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Owner => "Owner",
            Self::Administrator => "Administrator",
            Self::Standard => "Standard User (Account Creation)",
        }
    }

    /// The word for lists and the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Administrator => "administrator",
            Self::Standard => "standard",
        }
    }

    /// What the role permits, in one sentence.
    pub const fn permits(self) -> &'static str {
        match self {
            Self::Owner => "Full control; alone can delete the organization and change its owner.",
            Self::Administrator => "Manages users, accounts, domains and settings; cannot act on the Owner.",
            Self::Standard => "Manages nothing; may create accounts and use those they were given.",
        }
    }
}

impl fmt::Display for OrgRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Owner => "Owner",
            Self::Administrator => "Administrator",
            Self::Standard => "Standard",
        })
    }
}

/// What a user may do inside one account. Owner is not among them: it moves only with the account's ownership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum AccountRole {
    /// Users, billing, settings, credentials; not closing. Excludes the other three.
    Administrator,
    /// Credentials, numbers, developer tools, logs, usage.
    Developer,
    /// Billing history and settings, logs, usage.
    BillingManager,
    /// Product logs and usage only.
    Support,
}

impl AccountRole {
    /// Every account role.
    pub const ALL: [Self; 4] = [Self::Administrator, Self::Developer, Self::BillingManager, Self::Support];

    /// The word for the command line.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Developer => "developer",
            Self::BillingManager => "billing-manager",
            Self::Support => "support",
        }
    }

    /// What the role permits, in one sentence (`admin-center-domain` §1.9).
    pub const fn permits(self) -> &'static str {
        match self {
            Self::Administrator => {
                "Administrator: users, billing, settings and credentials of the account; cannot close it."
            }
            Self::Developer => {
                "Developer: credentials, numbers, developer tools, logs and usage; no billing."
            }
            Self::BillingManager => "Billing Manager: billing history and settings, logs and usage.",
            Self::Support => "Support: product logs and usage only.",
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Self::Administrator => 1,
            Self::Developer => 2,
            Self::BillingManager => 4,
            Self::Support => 8,
        }
    }
}

impl fmt::Display for AccountRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Administrator => "Administrator",
            Self::Developer => "Developer",
            Self::BillingManager => "Billing Manager",
            Self::Support => "Support",
        })
    }
}

/// A set of account roles, one bit each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct AccountRoles(u8);

impl AccountRoles {
    /// The set of these roles.
    pub fn of(roles: &[AccountRole]) -> Self {
        Self(roles.iter().fold(0, |bits, role| bits | role.bit()))
    }

    /// Whether the role is in the set.
    pub const fn contains(self, role: AccountRole) -> bool {
        self.0 & role.bit() != 0
    }

    /// Whether no role is in the set.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many roles are in the set: each is one assignment against the cap of 50 a user.
    pub const fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// Whether the set may be granted: not empty, and Administrator alone or not at all (`admin-center-domain` §2.6).
    pub fn is_grantable(self) -> bool {
        !self.is_empty() && (!self.contains(AccountRole::Administrator) || self.len() == 1)
    }

    /// The words of the roles, divided by commas, as the command line takes them.
    pub fn words(self) -> String {
        self.iter().map(AccountRole::word).collect::<Vec<_>>().join(",")
    }

    /// The roles in the set, in their order.
    pub fn iter(self) -> impl Iterator<Item = AccountRole> {
        AccountRole::ALL.into_iter().filter(move |role| self.contains(*role))
    }
}

impl fmt::Display for AccountRoles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<String> = self.iter().map(|role| role.to_string()).collect();
        f.pad(&names.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn administrator_excludes_the_other_three() {
        assert!(AccountRoles::of(&[AccountRole::Administrator]).is_grantable());
        assert!(AccountRoles::of(&[AccountRole::Developer, AccountRole::Support]).is_grantable());
        assert!(!AccountRoles::of(&[AccountRole::Administrator, AccountRole::Support]).is_grantable());
        assert!(!AccountRoles::default().is_grantable());
    }
}
