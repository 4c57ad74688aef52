//! An organization brought into an empty store from a file: the operator's, and maintenance. Everything is made and checked
//! before anything is written; people, accounts and domains stand as the file says.

mod records;
mod whole;

use crate::controller::commit::CommitError;
use crate::controller::hub::Controller;
use crate::controller::port::AuditDraft;
use crate::controller::refusal::{Refusal, RefusalCode};
use crate::model::{Actor, CommandKind, Evidence, Key, Kind, OrgSid, Position, Record, Timestamp, Who};

use super::entries::OrgFile;
use records::Making;

/// What an import brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// The last of its audit entries, one for each batch; `None` if nothing was written.
    pub position: Option<Position>,
    /// When.
    pub time: Timestamp,
    /// The organization.
    pub org: OrgSid,
    /// People, whatever their standing.
    pub users: usize,
    /// Accounts, whatever their standing, without subaccounts.
    pub accounts: usize,
    /// Subaccounts.
    pub subaccounts: usize,
    /// Domains.
    pub domains: usize,
}

impl Controller {
    /// Brings a file of this name into the store; with `write` false only checks it. `progress` hears records written and
    /// records in all.
    ///
    /// # Errors
    ///
    /// A refusal that lists every entry that cannot stand, each with its line. Then nothing was written; a store that fails
    /// halfway holds a part that no organization belongs to, and is refused from then on.
    pub fn import(
        &self,
        actor: &Actor,
        (name, file): (&str, &OrgFile),
        write: bool,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Imported, CommitError> {
        operator(actor)?;
        self.empty()?;
        let (now, seed) = (self.now(), self.seed()?);
        let made = Making::new(now, seed).all(name, file)?;
        let count = |wanted: fn(&Record) -> bool| made.records.iter().filter(|record| wanted(record)).count();
        let mut imported = Imported {
            position: None,
            time: now,
            org: made.org,
            users: count(|it| matches!(it, Record::User(_))),
            accounts: count(|it| matches!(it, Record::Account(account) if account.parent.is_none())),
            subaccounts: count(|it| matches!(it, Record::Account(account) if account.parent.is_some())),
            domains: count(|it| matches!(it, Record::Domain(_))),
        };
        if write {
            let audit = AuditDraft {
                subjects: vec![Key::Organization(made.org)],
                organizations: vec![made.org],
                ..AuditDraft::maintenance(now, actor.clone(), CommandKind::Import, self.seed()?)
            };
            let Some(committed) = self.bring_in(made.records, audit, progress)? else {
                return Err(not_empty().into());
            };
            (imported.position, imported.time) = (Some(committed.position), committed.time);
        }
        Ok(imported)
    }

    /// Refuses a store that holds anything.
    fn empty(&self) -> Result<(), CommitError> {
        let info = self.store().info()?;
        if info.is_empty() {
            return Ok(());
        }
        let last = self.store().entries(None, 1)?;
        let imported = last.first().is_some_and(|header| header.command == CommandKind::Import);
        if imported && info.count(Kind::Organization) == 0 {
            let sentence = "An import into this store was interrupted.";
            let remedy = "Delete its directory and run the line again.";
            return Err(Refusal::new(RefusalCode::StoreNotEmpty, sentence, remedy).into());
        }
        Err(not_empty().into())
    }
}

fn not_empty() -> Refusal {
    let sentence = "The store is not empty; a file is imported into an empty one.";
    Refusal::new(RefusalCode::StoreNotEmpty, sentence, "Name another with --store DIR.")
}

fn operator(actor: &Actor) -> Result<(), Refusal> {
    match (actor.who, &actor.evidence) {
        (Who::Operator, Evidence::Claimed { .. } | Evidence::System) => Ok(()),
        _ => Err(Refusal::new(
            RefusalCode::OperatorOnly,
            "Filling a store belongs to whoever operates the host.",
            "Run the line as the OS user who owns the store.",
        )),
    }
}
