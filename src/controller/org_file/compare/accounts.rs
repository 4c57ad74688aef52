//! The accounts: which entry is which account, what it becomes, what is new. An account in use that the file leaves out is
//! refused by name: closing is for good, so a file says it and never implies it.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::command::Command;
use crate::controller::hub::Controller;
use crate::controller::org_file::entries::{AccountEntry, Belongs, OrgFile};
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::{PlanError, RefusalCode};
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Email, InvitationKind, Key, Label, Record,
    TwoFactorPolicy, Usage, User, UserSid,
};

use super::matched::{Matched, Target};
use super::people::People;
use super::steps::{Steps, Turn};
use super::subaccounts;

/// Accounts that no entry claims by its SID, by their names, each in the order of SIDs.
type Names<'a> = BTreeMap<&'a Label, Vec<&'a Account>>;

pub(super) fn compare(
    controller: &Controller,
    seen: &Seen,
    file: &OrgFile,
    people: &People<'_>,
    steps: &mut Steps,
) -> Result<Matched, PlanError> {
    let mut matched = Matched::default();
    for account in seen.accounts.values() {
        matched.identified(account.sid, target(account));
    }
    for sid in seen.foreign.keys() {
        matched.identified(*sid, Target::Foreign(*sid));
    }
    let Some(section) = &file.accounts else {
        for account in seen.accounts.values().filter(|account| account.is_in_use()) {
            matched.named(&account.name, Target::Ours(account.sid));
        }
        seen.foreign.values().for_each(|it| matched.named(&it.name, Target::Foreign(it.sid)));
        return Ok(matched);
    };
    let claimed: BTreeSet<AccountSid> = section.entries.iter().filter_map(|entry| entry.sid).collect();
    let mut names: Names<'_> = BTreeMap::new();
    for account in seen.accounts.values().filter(|account| !claimed.contains(&account.sid)) {
        names.entry(&account.name).or_default().push(account);
    }
    let mut found = BTreeSet::new();
    for entry in &section.entries {
        let mut one = One { seen, people, entry, matched: &mut matched, steps };
        if entry.standing != Belongs::Managed {
            // What stands there of accounts of others is read by an import only.
            one.matched.named(&entry.name, entry.sid.map_or(Target::Away, Target::Foreign));
            if let Some(sid) = entry.sid.filter(|sid| !seen.accounts.contains_key(sid)) {
                one.matched.identified(sid, Target::Foreign(sid));
            }
            continue;
        }
        let account = match entry.sid {
            Some(sid) => match seen.accounts.get(&sid) {
                Some(account) => Some(account),
                None => {
                    one.not_ours(controller, sid)?;
                    continue;
                }
            },
            None => match one.by_name(&names) {
                Ok(account) => account,
                Err(()) => continue,
            },
        };
        match account {
            Some(account) => {
                found.insert(account.sid);
                one.changed(account);
            }
            None => one.created(),
        }
    }
    for account in seen.accounts.values().filter(|it| it.is_in_use() && !found.contains(&it.sid)) {
        let Account { name, sid, .. } = account;
        let sentence = format!("{name} ({sid}) is managed and stands nowhere in the file.");
        let remedy = "Add its entry; with state = \"closed\" it is closed for good. What is to leave is released first.";
        steps.refuse(section.line, called(name), RefusalCode::Invalid, sentence, remedy);
    }
    for invitation in &seen.waiting {
        if let Some(sid) = invitation.kind.joining().filter(|sid| !claimed.contains(sid)) {
            steps.wait(None, invitation, format!("the account {sid}"));
        }
    }
    Ok(matched)
}

fn called(name: &Label) -> String {
    format!("accounts, {name}")
}

const fn target(account: &Account) -> Target {
    if account.is_in_use() { Target::Ours(account.sid) } else { Target::Closed(account.sid) }
}

/// One entry of the file.
struct One<'a, 'p> {
    seen: &'a Seen,
    people: &'a People<'p>,
    entry: &'a AccountEntry,
    matched: &'a mut Matched,
    steps: &'a mut Steps,
}

impl<'a> One<'a, '_> {
    fn refuse(&mut self, code: RefusalCode, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.steps.refuse(self.entry.line, called(&self.entry.name), code, sentence, remedy);
    }

    fn push(&mut self, turn: Turn, command: Command) {
        self.steps.push(turn, self.entry.line, called(&self.entry.name), command);
    }

    /// The account that an entry without a SID means: the only one called so that no other entry claims; of an entry that
    /// is to be closed one that is closed already, too.
    fn by_name(&mut self, names: &Names<'a>) -> Result<Option<&'a Account>, ()> {
        let all = names.get(&self.entry.name).map(Vec::as_slice).unwrap_or_default();
        let open: Vec<&Account> = all.iter().copied().filter(|account| account.is_in_use()).collect();
        match (open.as_slice(), self.entry.state) {
            ([one], _) => Ok(Some(one)),
            ([], AccountState::Closed) => Ok(all.first().copied()),
            ([], _) => Ok(None),
            _ => {
                let sentence = format!("Several accounts are called {}.", self.entry.name);
                self.refuse(RefusalCode::Invalid, sentence, "Give the SID of the one that is meant.");
                Err(())
            }
        }
    }

    /// An account by its SID that the organization does not manage.
    fn not_ours(&mut self, controller: &Controller, sid: AccountSid) -> Result<(), PlanError> {
        let name = &self.entry.name;
        self.matched.named(name, Target::Away);
        self.matched.identified(sid, Target::Away);
        let account = match controller.counted(Key::Account(sid))? {
            Some(Record::Account(account)) => account,
            // What is closed is gone thirty days later.
            _ if self.entry.state == AccountState::Closed => return Ok(()),
            _ => {
                let sentence = format!("There is no account {sid}.");
                let remedy = "Take the SID out to create an account of that name.";
                self.refuse(RefusalCode::NotFound, sentence, remedy);
                return Ok(());
            }
        };
        if account.parent.is_some() {
            let sentence = format!("{sid} is a subaccount.");
            self.refuse(
                RefusalCode::MainAccountOnly,
                sentence,
                "Let it stand among the subaccounts of its parent.",
            );
            return Ok(());
        }
        if let Some(Record::User(owner)) = controller.counted(Key::User(account.owner))? {
            if !self.people.has(&owner.email) {
                let sentence =
                    format!("{} owns it, would join with it, and is not among the users.", owner.email);
                self.refuse(RefusalCode::Invalid, sentence, "Add its owner to the users.");
                return Ok(());
            }
            self.matched.joining.insert(owner.email);
        }
        let asked = |it: &&crate::model::Invitation| matches!(it.kind, InvitationKind::AccountJoin { account } if account == sid);
        match self.seen.waiting.iter().find(asked) {
            Some(open) => self.steps.wait(self.entry.line, open, format!("the account {}", account.name)),
            None => {
                let org = self.seen.organization.sid;
                self.push(
                    Turn::AddExisting,
                    Command::AddExistingAccount { org, account: sid, replace: false },
                );
            }
        }
        Ok(())
    }

    fn changed(&mut self, account: &'a Account) {
        let (entry, sid) = (self.entry, account.sid);
        self.matched.named(&entry.name, target(account));
        if entry.name != account.name {
            self.push(Turn::EditAccount, Command::RenameAccount { account: sid, name: entry.name.clone() });
        }
        self.state(account);
        self.owner(account);
        self.facts(account);
        if entry.two_factor != account.two_factor {
            let command = Command::SetTwoFactorPolicy { account: sid, policy: entry.two_factor };
            self.push(Turn::EditAccount, command);
        }
        if entry.hipaa != account.is_designated() {
            self.push(Turn::Designate, Command::SetHipaa { account: sid, on: entry.hipaa });
        }
        subaccounts::compare(self.seen, entry, account, self.steps);
    }

    fn state(&mut self, account: &Account) {
        let (wanted, sid, name) = (self.entry.state, account.sid, &account.name);
        match (account.state, wanted) {
            (from, to) if from == to => {}
            (AccountState::Active, AccountState::Suspended) => {
                self.push(Turn::Suspend, Command::SuspendAccount { account: sid });
            }
            (AccountState::Suspended, AccountState::Active) => {
                self.push(Turn::Reactivate, Command::ReactivateAccount { account: sid });
            }
            (AccountState::Active | AccountState::Suspended, AccountState::Closed) => {
                self.matched.closing.insert(sid);
                self.push(Turn::Close, Command::CloseAccount { account: sid });
            }
            (from, to) => {
                let sentence = format!("{name} is {from}, and no account goes from {from} to {to}.");
                let remedy = "Let its state be what it is; a new account is created without a SID.";
                self.refuse(RefusalCode::AccountNotOpen, sentence, remedy);
            }
        }
        let same = |at: crate::model::Timestamp| account.closed.is_some_and(|it| it.0 / 1000 == at.0 / 1000);
        if self.entry.closed.is_some_and(|at| !same(at)) {
            let sentence = format!("When {name} was closed is not set by a file.");
            self.refuse(RefusalCode::Invalid, sentence, "Take closed out.");
        }
    }

    fn owner(&mut self, account: &Account) {
        let leaves = self.people.leaving.contains(&account.owner);
        let Some(email) = &self.entry.owner else { return };
        let present = self.seen.address(account.owner);
        if present == Some(email) {
            if leaves {
                let sentence = format!("{email} owns it and is not among the users.");
                let remedy =
                    "Name another owner, or leave the owner out: then the Owner of the organization gets it.";
                self.refuse(RefusalCode::SuccessorNeeded, sentence, remedy);
            }
            return;
        }
        let Some(new) = self.member(email) else { return };
        if leaves {
            self.matched.heirs.insert(account.sid, new);
        } else {
            self.matched.handed.insert(account.sid, (account.owner, new));
            self.push(Turn::HandOver, Command::ChangeAccountOwner { account: account.sid, user: new });
        }
    }

    /// The member with this address; refused if there is none, or the file does not keep them.
    fn member(&mut self, email: &Email) -> Option<UserSid> {
        let member: Option<&User> = self.seen.members.get(email);
        match member {
            Some(user) if self.people.has(email) => return Some(user.sid),
            Some(_) => {
                let sentence = format!("{email} is to own it and is not among the users.");
                self.refuse(RefusalCode::SuccessorUnfit, sentence, "Name a managed user of the file.");
            }
            None => {
                let sentence =
                    format!("{email} is not a managed, active user and cannot own an account here.");
                let remedy =
                    "Apply the file again when the person has joined, with another owner until then.";
                self.refuse(RefusalCode::NotManagedActive, sentence, remedy);
            }
        }
        None
    }

    /// What was decided elsewhere.
    fn facts(&mut self, account: &Account) {
        let (entry, name, sid) = (self.entry, &account.name, account.sid);
        if let Some(kind) = entry.kind.filter(|kind| *kind != account.kind) {
            let sentence = format!("{name} is {}, and a file does not make it {kind}.", account.kind);
            let remedy = match kind {
                AccountKind::Full => {
                    format!("Whoever operates this host can: orgadm support upgrade-account {sid}")
                }
                AccountKind::Trial => "Take the type out; there is no way back.".to_owned(),
            };
            self.refuse(RefusalCode::OperatorOnly, sentence, remedy);
        }
        if let Some(usage) = entry.usage.filter(|usage| *usage != account.usage) {
            let sentence =
                format!("{name} is for {}, and stays so; it does not become {usage}.", account.usage);
            self.refuse(RefusalCode::Invalid, sentence, "Take the usage out, or create another account.");
        }
        let number = account.phone.as_ref().filter(|phone| phone.verified.is_some()).map(|it| &it.number);
        if let Some(phone) = entry.phone.as_ref().filter(|phone| number != Some(phone)) {
            let sentence =
                format!("{phone} is not the proven number of {name}; a number is proven by its code.");
            let remedy = format!("Prove it with orgadm account verify-phone {sid}, or take it out.");
            self.refuse(RefusalCode::PhoneNotVerified, sentence, remedy);
        }
    }

    fn created(&mut self) {
        let entry = self.entry;
        let name = &entry.name;
        match entry.state {
            // What is closed and gone is as it should be.
            AccountState::Closed => return self.matched.named(name, Target::Away),
            AccountState::Active => {}
            state => {
                let sentence = format!("{name} is new, and a new account is not {state}.");
                self.refuse(
                    RefusalCode::Invalid,
                    sentence,
                    "Take the state out; suspend it when it is there.",
                );
            }
        }
        if entry.kind == Some(AccountKind::Full) {
            let sentence = format!("{name} is new and starts on trial.");
            let remedy = "Take the type out; whoever operates this host upgrades it afterwards.";
            self.refuse(RefusalCode::OperatorOnly, sentence, remedy);
        }
        if entry.hipaa {
            let sentence = format!("{name} is new and starts undesignated for HIPAA.");
            self.refuse(RefusalCode::Invalid, sentence, "Take hipaa out; designate it when it is there.");
        }
        if entry.phone.is_some() {
            let sentence = format!("{name} is new; its phone number is proven by a code.");
            self.refuse(RefusalCode::PhoneNotVerified, sentence, "Take the phone out.");
        }
        let owner = match &entry.owner {
            None => Some(self.people.heir),
            Some(email) => self.member(email),
        };
        // Refused already; what depends on it is not named again.
        let Some(owner) = owner else { return self.matched.named(name, Target::Away) };
        let usage = entry.usage.unwrap_or(Usage::Twilio);
        let command = Command::CreateAccount { name: name.clone(), usage, owner };
        let sid = self.steps.creates(Turn::Create, entry.line, called(name), command);
        self.matched.named(name, Target::Ours(sid));
        if entry.two_factor != TwoFactorPolicy::Disabled {
            let command = Command::SetTwoFactorPolicy { account: sid, policy: entry.two_factor };
            self.push(Turn::EditAccount, command);
        }
        subaccounts::beneath_new(entry, sid, self.steps);
    }
}
