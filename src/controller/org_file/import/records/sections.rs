//! The sections of a file, of which an import needs every one.

use crate::controller::org_file::entries::{
    AccessEntry, AccountEntry, DomainEntry, OrgFile, OrganizationEntry, Section, UserEntry,
};
use crate::controller::refusal::{Refusal, RefusalCode};
use crate::model::shown;

/// The sections of a file, all of them.
pub(super) struct Sections<'f> {
    pub(super) organization: &'f OrganizationEntry,
    pub(super) domains: &'f Section<DomainEntry>,
    pub(super) users: &'f Section<UserEntry>,
    pub(super) accounts: &'f Section<AccountEntry>,
    pub(super) access: &'f Section<AccessEntry>,
}

/// Every section, or a refusal that names those that are missing.
pub(super) fn sections<'f>(name: &str, file: &'f OrgFile) -> Result<Sections<'f>, Refusal> {
    let missing: Vec<&str> = [
        ("organization", file.organization.is_none()),
        ("policy", file.policy.is_none()),
        ("domains", file.domains.is_none()),
        ("users", file.users.is_none()),
        ("accounts", file.accounts.is_none()),
        ("access", file.access.is_none()),
    ]
    .into_iter()
    .filter_map(|(section, missing)| missing.then_some(section))
    .collect();
    match (&file.organization, &file.domains, &file.users, &file.accounts, &file.access) {
        (Some(organization), Some(domains), Some(users), Some(accounts), Some(access))
            if file.policy.is_some() =>
        {
            Ok(Sections { organization, domains, users, accounts, access })
        }
        _ => {
            let sentence =
                format!("{} lacks {}; an import needs every section.", shown(name), missing.join(", "));
            let remedy = "Add them; an empty list says that there is nothing.";
            Err(Refusal::new(RefusalCode::Invalid, sentence, remedy))
        }
    }
}
