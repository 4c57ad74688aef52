//! The accounts of a file with their subaccounts.

use crate::controller::org_file::entries::{AccountEntry, Belongs, Section, SubaccountEntry};
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Designation, Key, OrgSid, PhoneProof, Timestamp,
    TwoFactorPolicy, Usage, UserSid,
};
use crate::rules::limits;

use super::{Making, People};

impl Making {
    /// The accounts of the file, each with its subaccounts behind it.
    pub(super) fn accounts(
        &mut self,
        org: OrgSid,
        by: UserSid,
        section: &Section<AccountEntry>,
        users: &People,
    ) -> Vec<Account> {
        let mut accounts = Vec::new();
        for entry in &section.entries {
            let called = format!("accounts, {}", entry.name);
            let managed = entry.standing == Belongs::Managed;
            let owner = entry.owner.as_ref().and_then(|email| users.get(email));
            let Some((_, owner)) = owner.filter(|(standing, _)| managed == (*standing == Belongs::Managed))
            else {
                let (sentence, remedy) = match (&entry.owner, managed) {
                    (None, _) => {
                        ("An account that is imported needs an owner.".to_owned(), "Add its address.")
                    }
                    (Some(email), true) => {
                        (format!("{email} is no managed user of the file."), "Name one of them.")
                    }
                    (Some(email), false) => (
                        format!(
                            "{email} is nobody from outside in the file, and owns an independent account."
                        ),
                        "Add the person with standing = \"outside\" or \"independent\".",
                    ),
                };
                self.wrong(entry.line, &called, sentence, remedy);
                continue;
            };
            let sid = entry.sid.unwrap_or_else(|| AccountSid::from_bytes(self.draw()));
            let account = Account {
                sid,
                name: entry.name.clone(),
                state: entry.state,
                kind: entry.kind.unwrap_or(AccountKind::Trial),
                usage: entry.usage.unwrap_or(Usage::Twilio),
                owner: owner.sid,
                org: managed.then_some(org),
                parent: None,
                hipaa: entry.hipaa.then_some(Designation { since: self.now, by }),
                with_parent: false,
                two_factor: entry.two_factor,
                phone: entry.phone.clone().map(|number| PhoneProof {
                    number,
                    generation: 1,
                    tries: 0,
                    sent: self.now,
                    verified: Some(self.now),
                }),
                created: self.now,
                closed: self.closed(entry.state, entry.closed),
            };
            self.places.insert(Key::Account(sid), (entry.line, called.clone()));
            let beneath = entry.subaccounts.iter().flatten();
            let open = beneath.clone().filter(|it| it.state != AccountState::Closed).count();
            let most = limits::subaccounts(account.kind);
            if open > most {
                let sentence = format!("{} would have {open} subaccounts; {most} is the most.", account.name);
                self.wrong(entry.line, &called, sentence, "Let its type be full, or leave some out.");
            }
            let beneath: Vec<Account> = beneath.map(|it| self.subaccount(it, &account, by)).collect();
            accounts.push(account);
            accounts.extend(beneath);
        }
        accounts
    }

    fn closed(&self, state: AccountState, at: Option<Timestamp>) -> Option<Timestamp> {
        (state == AccountState::Closed).then(|| at.unwrap_or(self.now))
    }

    fn subaccount(&mut self, entry: &SubaccountEntry, parent: &Account, by: UserSid) -> Account {
        let sid = entry.sid.unwrap_or_else(|| AccountSid::from_bytes(self.draw()));
        self.places.insert(Key::Account(sid), (entry.line, entry.called()));
        // What is active by itself under a suspended parent was suspended along with it.
        let along = parent.state == AccountState::Suspended && entry.state == AccountState::Active;
        Account {
            sid,
            name: entry.name.clone(),
            state: if along { AccountState::Suspended } else { entry.state },
            parent: Some(parent.sid),
            hipaa: entry.hipaa.then_some(Designation { since: self.now, by }),
            with_parent: along,
            two_factor: TwoFactorPolicy::Disabled,
            phone: None,
            closed: self.closed(entry.state, entry.closed),
            ..parent.clone()
        }
    }
}
