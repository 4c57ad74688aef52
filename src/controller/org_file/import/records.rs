//! The records that a file makes: identifiers kept where they are given, else drawn; times are those of the import.

mod access;
mod accounts;
mod domains;
mod people;
mod sections;

use std::collections::BTreeMap;

use crate::controller::org_file::entries::{Belongs, OrgFile};
use crate::controller::org_file::read::{self, Notes};
use crate::controller::plan::Stamp;
use crate::controller::refusal::Refusal;
use crate::model::{
    Account, AccountState, Baa, Domain, Email, Key, OrgSid, OrgState, Organization, OrganizationName, Record,
    SignUpPolicy, Timestamp, User, UserSid,
};
use crate::rules::limits;

use super::whole::Whole;
use sections::{Sections, sections};

/// The people of a file by their addresses, with what the file says of where they belong.
type People = BTreeMap<Email, (Belongs, User)>;

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

    #[allow(clippy::too_many_arguments, reason = "the parts of one whole")]
    fn records(
        &mut self,
        org: OrgSid,
        owner: UserSid,
        file: &OrgFile,
        sections: &Sections<'_>,
        users: People,
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
