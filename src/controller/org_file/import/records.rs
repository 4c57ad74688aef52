//! The records that a file makes: identifiers kept where they are given, else drawn; times are those of the import.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::org_file::entries::{
    AccessEntry, AccountEntry, AccountRef, Belongs, DomainEntry, OrgFile, OrganizationEntry, Section,
    SubaccountEntry, UserEntry,
};
use crate::controller::org_file::read::{self, Notes};
use crate::controller::plan::Stamp;
use crate::controller::refusal::{Refusal, RefusalCode};
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Baa, Designation, Domain, DomainSid, DomainState, Email,
    Grant, Key, Label, Membership, OrgRole, OrgSid, OrgState, Organization, OrganizationName, PersonName,
    PhoneProof, Record, SecurityRequest, SignUpPolicy, Timestamp, TwoFactor, TwoFactorPolicy, Usage, User,
    UserSid, VerificationMethod, shown,
};
use crate::rules::limits;
use crate::rules::public_mail::is_public_mail_domain;

use super::whole::Whole;

/// What was made of a file.
pub(super) struct Made {
    pub(super) org: OrgSid,
    /// In the order they are written: the organization last, so that an import that was interrupted is recognised.
    pub(super) records: Vec<Record>,
}

/// A file on its way to records.
pub(super) struct Making {
    now: Timestamp,
    stamp: Stamp,
    drawn: u32,
    notes: Notes,
    /// Which entry a record comes from.
    places: BTreeMap<Key, (usize, String)>,
}

/// The sections of a file, all of them.
struct Sections<'f> {
    organization: &'f OrganizationEntry,
    domains: &'f Section<DomainEntry>,
    users: &'f Section<UserEntry>,
    accounts: &'f Section<AccountEntry>,
    access: &'f Section<AccessEntry>,
}

impl Making {
    pub(super) fn new(now: Timestamp, seed: [u8; 32]) -> Self {
        let stamp = Stamp { now, seed };
        Self { now, stamp, drawn: 0, notes: Notes::of(b""), places: BTreeMap::new() }
    }

    /// Everything, checked as a whole.
    pub(super) fn all(mut self, name: &str, file: &OrgFile) -> Result<Made, Refusal> {
        let sections = sections(name, file)?;
        let org = sections.organization.sid.unwrap_or_else(|| OrgSid::from_bytes(self.draw()));
        self.places.insert(Key::Organization(org), (sections.organization.line, "organization".into()));
        let mut users = self.users(org, sections.users);
        let Some(owner) = self.owner(sections.users, &users) else {
            return Err(read::refusal(name, self.notes));
        };
        let accounts = self.accounts(org, owner, sections.accounts, &users);
        self.access(owner, &sections, &accounts, &mut users);
        let domains = self.domains(org, sections.domains);
        let records = self.records(org, owner, file, &sections, users, accounts, domains);
        for violation in Whole::of(&records).violations().collect::<Vec<_>>() {
            let (line, entry) = self.places.get(&violation.key).cloned().unwrap_or_default();
            let remedy = format!("The rule is “{}”.", violation.rule);
            self.wrong(line, &entry, violation.sentence, &remedy);
        }
        if self.notes.is_clean() { Ok(Made { org, records }) } else { Err(read::refusal(name, self.notes)) }
    }

    fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        self.stamp.draw(self.drawn)
    }

    fn wrong(&mut self, line: usize, entry: &str, sentence: impl Into<String>, remedy: &str) {
        self.notes.wrong(line, format!("{entry}: {}", sentence.into()), remedy);
    }

    fn users(&mut self, org: OrgSid, section: &Section<UserEntry>) -> BTreeMap<Email, (Belongs, User)> {
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

    fn owner(
        &mut self,
        section: &Section<UserEntry>,
        users: &BTreeMap<Email, (Belongs, User)>,
    ) -> Option<UserSid> {
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

    /// The accounts of the file, each with its subaccounts behind it.
    fn accounts(
        &mut self,
        org: OrgSid,
        by: UserSid,
        section: &Section<AccountEntry>,
        users: &BTreeMap<Email, (Belongs, User)>,
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

    fn access(
        &mut self,
        by: UserSid,
        sections: &Sections<'_>,
        accounts: &[Account],
        users: &mut BTreeMap<Email, (Belongs, User)>,
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

    /// Independent is who holds roles here, and what is entered from here; what says so without it would not come out again.
    fn standings(
        &mut self,
        sections: &Sections<'_>,
        accounts: &[Account],
        users: &BTreeMap<Email, (Belongs, User)>,
    ) {
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

    fn domains(&mut self, org: OrgSid, section: &Section<DomainEntry>) -> Vec<Domain> {
        let mut domains = Vec::new();
        for entry in &section.entries {
            let called = format!("domains, {}", entry.name);
            if is_public_mail_domain(&entry.name) {
                let sentence = "This is a public mail domain; nobody can claim it.";
                self.wrong(entry.line, &called, sentence, "Take it out.");
            }
            if entry.name.as_str().starts_with("www.") {
                let sentence = "The domain itself is claimed, without “www.”.";
                self.wrong(entry.line, &called, sentence, "Take www. away.");
            }
            let sid = entry.sid.unwrap_or_else(|| DomainSid::from_bytes(self.draw()));
            let token = entry.token.unwrap_or_else(|| self.draw());
            self.places.insert(Key::Domain(sid), (entry.line, called));
            let state = entry.state.unwrap_or(DomainState::Unverified);
            domains.push(Domain {
                sid,
                org,
                name: entry.name.clone(),
                token,
                method: entry.method.unwrap_or(VerificationMethod::Dns),
                state,
                created: self.now,
                verified: (state != DomainState::Unverified).then_some(self.now),
                uncertain: (state == DomainState::Uncertain).then(|| entry.uncertain.unwrap_or(self.now)),
                checked: None,
                lost: None,
            });
        }
        domains
    }

    #[allow(clippy::too_many_arguments, reason = "the parts of one whole")]
    fn records(
        &mut self,
        org: OrgSid,
        owner: UserSid,
        file: &OrgFile,
        sections: &Sections<'_>,
        users: BTreeMap<Email, (Belongs, User)>,
        accounts: Vec<Account>,
        domains: Vec<Domain>,
    ) -> Vec<Record> {
        let entry = sections.organization;
        let policy = file.policy.as_ref();
        let organization = Organization {
            sid: org,
            owner,
            state: OrgState::Active,
            created: self.now,
            policy: policy.and_then(|it| it.sign_up).unwrap_or(SignUpPolicy::KeepOut),
            verified_domains_only: policy.and_then(|it| it.verified_domains_only).unwrap_or_default(),
            reason_required: policy.and_then(|it| it.reason_required).unwrap_or_default(),
            baa: entry.baa.map(|recorded| Baa { recorded }),
            account_limit: entry.account_limit,
            domain_limit: entry.domain_limit.unwrap_or(limits::DOMAINS),
            recovered: None,
            demo: false,
            deletion: None,
        };
        let open =
            |it: &&Account| it.org.is_some() && it.parent.is_none() && it.state != AccountState::Closed;
        let open = accounts.iter().filter(open).count();
        if let Some(most) = organization.account_limit.filter(|most| open > *most as usize) {
            let sentence = format!("The file has {open} accounts; {most} is the most.");
            self.wrong(entry.line, "organization", sentence, "Raise account-limit, or leave some out.");
        }
        if domains.len() > organization.domain_limit as usize {
            let sentence =
                format!("The file has {} domains; {} is the most.", domains.len(), organization.domain_limit);
            self.wrong(entry.line, "organization", sentence, "Raise domain-limit, or leave some out.");
        }
        let mut records: Vec<Record> = users.into_values().map(|(_, user)| Record::User(user)).collect();
        records.extend(accounts.into_iter().map(Record::Account));
        records.extend(domains.into_iter().map(Record::Domain));
        // A store takes keys in their order fastest.
        records.sort_by_key(Record::key);
        records.push(OrganizationName { org, name: entry.name.clone() }.into());
        records.push(organization.into());
        records
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

/// Every section, or a refusal that names those that are missing.
fn sections<'f>(name: &str, file: &'f OrgFile) -> Result<Sections<'f>, Refusal> {
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
