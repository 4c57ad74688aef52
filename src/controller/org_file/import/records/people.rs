//! The people of a file, and who of them is the Owner.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::org_file::entries::{Belongs, Section, UserEntry};
use crate::model::{
    Account, AccountSid, Key, Membership, OrgRole, OrgSid, PersonName, SecurityRequest, TwoFactor, User,
    UserSid,
};

use super::sections::Sections;
use super::{Making, People};

impl Making {
    pub(super) fn users(&mut self, org: OrgSid, section: &Section<UserEntry>) -> People {
        let mut users = BTreeMap::new();
        for entry in &section.entries {
            let called = format!("users, {}", entry.email);
            let stranger = || PersonName::parse("The name", entry.email.as_str()).ok();
            let name = match (&entry.name, entry.standing) {
                (Some(name), _) => Some(name.clone()),
                (None, Belongs::Outside) => stranger(),
                (None, _) => None,
            };
            let Some(name) = name else {
                self.wrong(entry.line, &called, "A user that is imported needs a name.", "Add it.");
                continue;
            };
            let sid = entry.sid.unwrap_or_else(|| UserSid::from_bytes(self.draw()));
            self.places.insert(Key::User(sid), (entry.line, called));
            let membership = Membership { org, role: entry.role, since: self.now };
            let user = User {
                sid,
                email: entry.email.clone(),
                // Whoever operates the host vouches for what the file says.
                email_proven: Some(self.now),
                name,
                state: entry.state,
                membership: (entry.standing == Belongs::Managed).then_some(membership),
                grants: Vec::new(),
                two_factor: entry.two_factor.unwrap_or(TwoFactor::Unknown),
                created: self.now,
                last_seen: None,
                requests: entry
                    .requests
                    .iter()
                    .map(|(action, at)| SecurityRequest { action: *action, at: *at, by: sid })
                    .collect(),
                uids: Vec::new(),
            };
            users.insert(entry.email.clone(), (entry.standing, user));
        }
        users
    }

    pub(super) fn owner(&mut self, section: &Section<UserEntry>, users: &People) -> Option<UserSid> {
        let owners: Vec<&UserEntry> =
            section.entries.iter().filter(|entry| entry.role == OrgRole::Owner).collect();
        match owners.as_slice() {
            [one] => users.get(&one.email).map(|(_, user)| user.sid),
            [] => {
                let sentence = "No user has the role owner, and an organization has exactly one Owner.";
                self.wrong(section.line, "users", sentence, "Give the role to one of them.");
                None
            }
            [_, others @ ..] => {
                for entry in others {
                    let called = format!("users, {}", entry.email);
                    let sentence = "This would be a second Owner; an organization has one.";
                    self.wrong(entry.line, &called, sentence, "Give the role to one of them.");
                }
                None
            }
        }
    }

    /// Independent is who holds roles here, and what is entered from here; what says so without it would not come out again.
    pub(super) fn standings(&mut self, sections: &Sections<'_>, accounts: &[Account], users: &People) {
        let owners: BTreeSet<UserSid> =
            accounts.iter().filter(|it| it.org.is_none()).map(|it| it.owner).collect();
        for entry in &sections.users.entries {
            let called = format!("users, {}", entry.email);
            let Some((standing, user)) = users.get(&entry.email) else { continue };
            if *standing == Belongs::Independent && user.grants.is_empty() {
                let sentence = "An independent user holds roles on an account of the organization.";
                self.wrong(entry.line, &called, sentence, "Add their access, or take the user out.");
            }
            if *standing == Belongs::Outside && !owners.contains(&user.sid) {
                let sentence = "A user from outside owns an independent account.";
                self.wrong(entry.line, &called, sentence, "Add the account, or take the user out.");
            }
        }
        let entered: BTreeSet<AccountSid> = users
            .values()
            .filter(|(standing, _)| *standing == Belongs::Managed)
            .flat_map(|(_, user)| user.grants.iter().map(|grant| grant.account))
            .collect();
        for account in accounts.iter().filter(|it| it.org.is_none() && it.parent.is_none()) {
            if !entered.contains(&account.sid) {
                let (line, called) = self.places.get(&Key::Account(account.sid)).cloned().unwrap_or_default();
                let sentence = "An independent account is one on which a managed user holds roles.";
                self.wrong(line, &called, sentence, "Add that access, or take the account out.");
            }
        }
    }
}
