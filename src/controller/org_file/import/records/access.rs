//! Who has which roles on which account of a file.

use std::collections::BTreeMap;

use crate::controller::org_file::entries::{AccountRef, Belongs};
use crate::model::{Account, AccountSid, Grant, Label, User, UserSid};

use super::sections::Sections;
use super::{Making, People};

impl Making {
    pub(super) fn access(
        &mut self,
        by: UserSid,
        sections: &Sections<'_>,
        accounts: &[Account],
        users: &mut People,
    ) {
        let mut names: BTreeMap<&Label, Vec<&Account>> = BTreeMap::new();
        for account in accounts.iter().filter(|account| account.parent.is_none()) {
            names.entry(&account.name).or_default().push(account);
        }
        let sids: BTreeMap<AccountSid, &Account> = accounts.iter().map(|it| (it.sid, it)).collect();
        for entry in &sections.access.entries {
            let called = format!("access, {} on {}", entry.user, entry.account);
            let found: Vec<&Account> = match &entry.account {
                AccountRef::Sid(sid) => sids.get(sid).copied().into_iter().collect(),
                AccountRef::Name(name) => names.get(name).cloned().unwrap_or_default(),
            };
            let account = match found.as_slice() {
                [one] => *one,
                [] => {
                    self.wrong(entry.line, &called, "There is no such account in the file.", "Correct it.");
                    continue;
                }
                _ => {
                    let sentence = "Several accounts of the file are called so.";
                    self.wrong(entry.line, &called, sentence, "Give the SID.");
                    continue;
                }
            };
            let Some((standing, user)) = users.get_mut(&entry.user) else {
                let sentence = "There is no such user in the file.";
                self.wrong(entry.line, &called, sentence, "Add the user, independent or managed.");
                continue;
            };
            if let Err((sentence, remedy)) = may_hold(*standing, user, account) {
                self.wrong(entry.line, &called, sentence, remedy);
                continue;
            }
            user.grants.push(Grant { account: account.sid, roles: entry.roles, by, at: self.now });
        }
        self.standings(sections, accounts, users);
    }
}

/// Whether these roles can be held; else why not, and what to do.
fn may_hold(standing: Belongs, user: &User, account: &Account) -> Result<(), (&'static str, &'static str)> {
    let ours = account.org.is_some();
    if user.grants.iter().any(|grant| grant.account == account.sid) {
        return Err(("The roles on the account stand there twice.", "Keep one of the entries."));
    }
    match (standing, ours) {
        (Belongs::Managed, _) | (Belongs::Independent, true) => {}
        (Belongs::Outside, true) => {
            return Err((
                "Whoever holds roles here is an independent user.",
                "Let the standing of the user be independent.",
            ));
        }
        (_, false) => {
            return Err((
                "Of people from outside only roles on accounts of the organization are known here.",
                "Take the entry out.",
            ));
        }
    }
    if account.owner == user.sid {
        return Err(("The owner of an account needs no roles on it.", "Take the entry out."));
    }
    if account.parent.is_some() {
        return Err(("Roles are given on the parent of a subaccount.", "Name the parent."));
    }
    if !account.is_in_use() {
        return Err(("No roles are held on an account that is closed.", "Take the entry out."));
    }
    Ok(())
}
