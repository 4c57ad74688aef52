//! The access report: person × account × role, who granted it and when (`product` row 13).

use crate::directory::{Filter, UserList, UserSort};
use crate::model::{AccountRoles, AccountSid, Key, OrgSid, Record, Timestamp, UserSid};

use super::hub::Controller;
use super::port::StoreError;

/// What somebody may do on an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everything: they own it.
    Owner,
    /// What these roles permit.
    Granted {
        /// Which roles.
        roles: AccountRoles,
        /// Who granted them.
        by: UserSid,
        /// When.
        at: Timestamp,
    },
}

impl std::fmt::Display for Access {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Owner => f.pad("Owner"),
            Self::Granted { roles, .. } => roles.fmt(f),
        }
    }
}

/// One line of the report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessLine {
    /// Who.
    pub user: UserSid,
    /// On which account.
    pub account: AccountSid,
    /// As what.
    pub access: Access,
}

impl Controller {
    /// Who has access to what, by name: the organization's own accounts, and what its own people hold elsewhere.
    pub fn access_report(&self, org: OrgSid) -> Result<Vec<AccessLine>, StoreError> {
        let directory = self.directory();
        let mut lines = Vec::new();
        for list in [UserList::Managed, UserList::Independent] {
            for user in directory.users_of(org, list, &Filter::default(), UserSort::Name, false) {
                let ours = |account: AccountSid| {
                    list == UserList::Managed
                        || directory.account(account).is_some_and(|row| row.org == Some(org))
                };
                let owned = directory.accounts_owned_by(user).iter().copied().filter(|sid| ours(*sid));
                lines.extend(owned.map(|account| AccessLine { user, account, access: Access::Owner }));
                if directory.user(user).is_none_or(|row| row.grants.is_empty()) {
                    continue;
                }
                // The directory knows the roles; who granted them and when stands in the record.
                if let Some(Record::User(record)) = self.store().get(Key::User(user))?.map(|it| it.record) {
                    lines.extend(record.grants.iter().filter(|grant| ours(grant.account)).map(|grant| {
                        let access = Access::Granted { roles: grant.roles, by: grant.by, at: grant.at };
                        AccessLine { user, account: grant.account, access }
                    }));
                }
            }
        }
        Ok(lines)
    }

    /// Who has access to one account: its owner first, then by name.
    pub fn account_access(&self, account: AccountSid) -> Result<Vec<AccessLine>, StoreError> {
        let directory = self.directory();
        let mut lines: Vec<AccessLine> = directory
            .account(account)
            .map(|row| AccessLine { user: row.owner, account, access: Access::Owner })
            .into_iter()
            .collect();
        let mut holders = directory.holders_of(account);
        holders.sort_by_key(|user| directory.user(*user).map(|row| row.folded.clone()));
        for user in holders {
            if let Some(Record::User(record)) = self.store().get(Key::User(user))?.map(|it| it.record) {
                lines.extend(record.grants.iter().filter(|grant| grant.account == account).map(|grant| {
                    let access = Access::Granted { roles: grant.roles, by: grant.by, at: grant.at };
                    AccessLine { user, account, access }
                }));
            }
        }
        Ok(lines)
    }
}
