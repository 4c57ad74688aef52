//! What a list is asked for: which list, narrowed by a filter, in an order. Values, so that a session can have one
//! answered away from its loop.

use super::Filter;
use crate::model::{AccountSid, OrgSid, UserSid};

/// A list of users. Pending ones are invitations and have lists of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum UserList {
    /// Part of the organization.
    Managed,
    /// Not part of it, but with roles on one of its accounts.
    Independent,
}

/// A list of accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AccountList {
    /// Part of the organization.
    Managed,
    /// Not part of it, but a managed user has roles there.
    Independent,
    /// The subaccounts of one account, whoever manages it.
    Subaccounts(AccountSid),
    /// Every managed account and subaccount that is not closed: the HIPAA coverage report.
    Coverage,
}

/// A column to order users by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UserSort {
    /// By name.
    Name,
    /// By address.
    Email,
    /// By role, highest first.
    Role,
    /// By second factor.
    TwoFactor,
    /// By number of accounts they can enter.
    Accounts,
    /// By last session, latest first.
    LastSeen,
}

/// A column to order accounts by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccountSort {
    /// By name.
    Name,
    /// By the owner's name.
    Owner,
    /// By billing type.
    Type,
    /// By state.
    State,
    /// By number of people with roles, most first.
    Users,
    /// By creation, latest first.
    Created,
    /// By the account they belong to, each beneath its parent.
    Parent,
    /// By number of subaccounts that are not closed, most first.
    Subaccounts,
    /// By HIPAA designation: undesignated subaccounts of a designated account, undesignated accounts, the rest.
    Hipaa,
    /// By the time of the designation, latest first.
    Since,
    /// By the name of whoever designated it.
    By,
}

/// A column to order invitations by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum InvitationSort {
    /// By expiry, soonest first.
    Expires,
    /// By address.
    Email,
    /// By what is offered, highest first.
    Role,
    /// By last send, latest first.
    Sent,
    /// By the sender's name.
    Sender,
    /// By number of sends, most first.
    Sends,
    /// By the account that is asked to join.
    Account,
    /// By the first send, latest first.
    Age,
    /// By what has to be seen to: requests, then what is blocked.
    State,
    /// By kind, then by the role offered.
    What,
}

/// A column to order the access report by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessSort {
    /// By person.
    Person,
    /// By account.
    Account,
    /// By role, highest first.
    Role,
    /// By the time of granting, latest first.
    Granted,
    /// By address.
    Email,
    /// By the name of whoever granted it.
    By,
}

/// A column to order domains by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DomainSort {
    /// By name.
    Name,
    /// By state.
    State,
    /// By method of proof.
    Method,
    /// By what is left to prove an uncertain one, soonest first.
    DaysLeft,
    /// By the last look for the proof, the one that is longest ago first.
    Checked,
    /// By the time of the claim, latest first.
    Claimed,
}

/// Whose access a report shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AccessOf {
    /// Everybody's who has to do with the organization.
    Everybody,
    /// The people on one account.
    Account(AccountSid),
    /// One person's.
    User(UserSid),
}

/// A question for users.
#[derive(Debug, Clone, PartialEq)]
pub struct UserQuery {
    /// Seen from which organization.
    pub org: OrgSid,
    /// Which list.
    pub list: UserList,
    /// What passes.
    pub filter: Filter,
    /// By which column.
    pub sort: UserSort,
    /// Whether the order runs the other way.
    pub descending: bool,
}

impl UserQuery {
    /// The whole list by name.
    pub fn all(org: OrgSid, list: UserList) -> Self {
        Self { org, list, filter: Filter::default(), sort: UserSort::Name, descending: false }
    }
}

/// A question for accounts; subaccounts stand in the lists of their parents and in the coverage report.
#[derive(Debug, Clone, PartialEq)]
pub struct AccountQuery {
    /// Seen from which organization; the subaccounts of an account are the same from everywhere.
    pub org: Option<OrgSid>,
    /// Which list.
    pub list: AccountList,
    /// What passes.
    pub filter: Filter,
    /// By which column.
    pub sort: AccountSort,
    /// Whether the order runs the other way.
    pub descending: bool,
}

impl AccountQuery {
    /// The whole list by name.
    pub fn all(org: OrgSid, list: AccountList) -> Self {
        let org = Some(org);
        Self { org, list, filter: Filter::default(), sort: AccountSort::Name, descending: false }
    }

    /// The subaccounts of an account by name.
    pub fn subaccounts(parent: AccountSid) -> Self {
        let list = AccountList::Subaccounts(parent);
        Self { org: None, list, filter: Filter::default(), sort: AccountSort::Name, descending: false }
    }

    /// The HIPAA coverage report, gaps first.
    pub fn coverage(org: OrgSid) -> Self {
        Self { sort: AccountSort::Hipaa, ..Self::all(org, AccountList::Coverage) }
    }
}

/// A question for the access report.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessQuery {
    /// Seen from which organization; `None`: from accounts that belong to none.
    pub org: Option<OrgSid>,
    /// Whose access.
    pub of: AccessOf,
    /// What passes.
    pub filter: Filter,
    /// By which column.
    pub sort: AccessSort,
    /// Whether the order runs the other way.
    pub descending: bool,
}

impl AccessQuery {
    /// All of it, by person.
    pub fn all(org: Option<OrgSid>, of: AccessOf) -> Self {
        Self { org, of, filter: Filter::default(), sort: AccessSort::Person, descending: false }
    }
}
