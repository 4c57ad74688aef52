//! The difference between a file and an organization, as steps: invite, create, change, remove, in an order in which each is
//! possible on what the ones before it left.
//!
//! Whoever is on their way needs no step. What no command does is a refused step that says why; nothing is passed over.

mod access;
mod accounts;
mod domains;
mod matched;
mod people;
mod settings;
mod steps;
mod subaccounts;
mod users;

use crate::controller::command::{Application, Asked, Command, FileStep};
use crate::controller::hub::Controller;
use crate::controller::refusal::PlanError;
use crate::model::{Actor, OrgSid};

use super::entries::OrgFile;
use super::seen::Seen;
use people::People;
use steps::Steps;

pub use steps::Waiting;

/// A file beside an organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which organization.
    pub org: OrgSid,
    /// What has to be done, in order.
    pub steps: Vec<FileStep>,
    /// What is on its way.
    pub waiting: Vec<Waiting>,
}

impl Difference {
    /// The steps as a command; `file` is what the file is called.
    pub fn application(&self, file: &str) -> Application {
        Application { org: self.org, file: file.to_owned(), steps: self.steps.clone() }
    }

    /// How many steps of each sort, by the word for it.
    pub fn counts(&self) -> [(&'static str, usize); 5] {
        let mut counts = [("invite", 0), ("create", 0), ("change", 0), ("remove", 0), ("refuse", 0)];
        for step in &self.steps {
            let sort = match &step.asked {
                Asked::Refused(_) => 4,
                Asked::Do(command) => match command.as_ref() {
                    Command::InviteUser { .. }
                    | Command::InviteToAccount { .. }
                    | Command::AddExistingAccount { .. } => 0,
                    Command::CreateAccount { .. }
                    | Command::CreateSubaccount { .. }
                    | Command::ClaimDomain { .. } => 1,
                    Command::RemoveUser { .. }
                    | Command::RevokeAccess { .. }
                    | Command::DeleteDomain { .. }
                    | Command::CloseAccount { .. } => 3,
                    _ => 2,
                },
            };
            counts[sort].1 += 1;
        }
        counts
    }
}

impl Controller {
    /// Compares a file with the organization as it is now; the steps are those of this actor, who gives an own role up
    /// last. Reads only.
    pub fn compare(&self, actor: &Actor, org: OrgSid, file: &OrgFile) -> Result<Difference, PlanError> {
        let seen = Seen::of(self, &*self.directory()?, org)?;
        let people = People::of(&seen, file);
        let mut steps = Steps::default();
        settings::compare(&seen, file, &mut steps);
        domains::compare(&seen, file, &mut steps);
        let matched = accounts::compare(self, &seen, file, &people, &mut steps)?;
        let offers = access::compare(&seen, file, &people, &matched, &mut steps);
        users::compare(self, actor, (&seen, file), (&people, &matched), offers, &mut steps)?;
        let (steps, waiting) = steps.in_order();
        Ok(Difference { org, steps, waiting })
    }
}
