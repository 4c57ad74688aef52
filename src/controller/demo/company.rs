//! What a demo's company has besides people who come and go: a designated account with subaccounts, an account of a
//! partner that is asked to join, and requests to the systems that follow.

use crate::controller::command::Command;
use crate::controller::commit::CommitError;
use crate::controller::hub::Controller;
use crate::controller::plan::Consent;
use crate::model::{
    Account, AccountKind, AccountSid, AccountState, Actor, Evidence, Key, Label, Origin, Record,
    SecurityAction, TwoFactor, Usage, UserState, Who,
};

use super::crowd::Crowd;

/// Fills in the rest; each step through the ordinary pipeline.
pub(super) fn furnish(controller: &Controller, crowd: &Crowd) -> Result<(), CommitError> {
    let company = Company { controller, crowd };
    company.designate()?;
    company.ask_a_partner()?;
    company.request()
}

struct Company<'a> {
    controller: &'a Controller,
    crowd: &'a Crowd,
}

impl Company<'_> {
    /// A designated account with an older subaccount that did not follow and a newer one that did.
    fn designate(&self) -> Result<(), CommitError> {
        let (owner, org) = (Who::User(self.crowd.owner()), self.crowd.org());
        self.run(Who::Operator, Command::RecordBaa { org })?;
        let Some(account) = self.account()? else { return Ok(()) };
        for (name, designated_first) in [("North", false), ("South", true)] {
            let Ok(name) = Label::parse("", &format!("{} {name}", account.name)) else { continue };
            if designated_first {
                self.run(owner, Command::SetHipaa { account: account.sid, on: true })?;
            }
            self.run(owner, Command::CreateSubaccount { parent: account.sid, name })?;
        }
        Ok(())
    }

    /// A full account in use that the Owner owns: one on trial could not have two subaccounts.
    fn account(&self) -> Result<Option<Account>, CommitError> {
        for sid in self.controller.store().accounts_owned_by(self.crowd.owner())? {
            if let Some(Record::Account(account)) =
                self.controller.store().get(Key::Account(sid))?.map(|stored| stored.record)
                && account.state == AccountState::Active
                && account.kind == AccountKind::Full
            {
                return Ok(Some(account));
            }
        }
        Ok(None)
    }

    /// Somebody from outside makes an account, and is asked to join with it.
    fn ask_a_partner(&self) -> Result<(), CommitError> {
        let partner = self.crowd.user(self.crowd.members());
        let Ok(name) = Label::parse("", "Partner Portal") else { return Ok(()) };
        let command = Command::CreateAccount { name, usage: Usage::Twilio, owner: partner };
        let made = self.run(Who::User(partner), command)?;
        let made: Option<AccountSid> = made.into_iter().find_map(|key| match key {
            Key::Account(sid) => Some(sid),
            _ => None,
        });
        let Some(account) = made else { return Ok(()) };
        let command = Command::AddExistingAccount { org: self.crowd.org(), account, replace: false };
        self.run(Who::User(self.crowd.owner()), command).map(drop)
    }

    /// Of the first two who sign in with a password alone.
    fn request(&self) -> Result<(), CommitError> {
        let mut actions = [SecurityAction::RequireTwoFactor, SecurityAction::ResetPassword].into_iter();
        for n in 1..self.crowd.members() {
            let user = self.crowd.user(n);
            let stored = self.controller.store().get(Key::User(user))?;
            let weak = stored.is_some_and(|stored| match stored.record {
                Record::User(user) => {
                    user.state == UserState::Active
                        && user.membership.is_some()
                        && user.two_factor == TwoFactor::Off
                }
                _ => false,
            });
            if weak {
                let Some(action) = actions.next() else { break };
                let command = Command::RequestSecurity { org: self.crowd.org(), user, action };
                self.run(Who::User(self.crowd.owner()), command)?;
            }
        }
        Ok(())
    }

    /// Plans and commits, with every box ticked; the records it was about.
    fn run(&self, who: Who, command: Command) -> Result<Vec<Key>, CommitError> {
        let actor = Actor { who, evidence: Evidence::System, origin: Origin::Demo };
        let plan = self.controller.plan(&actor, &command)?;
        let acknowledged = plan.acknowledgements.iter().map(|needed| needed.code.to_owned()).collect();
        let consent = Consent { acknowledged, ..Consent::default() };
        Ok(self.controller.commit(plan, consent)?.plan.subjects)
    }
}
