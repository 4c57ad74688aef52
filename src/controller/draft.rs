//! A plan in the making: flows read the world through it and lay their changes down in order.
//!
//! What a flow has changed it reads back changed, so a record is changed once however many steps touch it.

use crate::model::{
    Account, AccountSid, Actor, Change, DomainSid, EntryKind, InvitationSid, Key, Message, MessageKind,
    MessageSid, MessageState, OrgSid, Position, Recipient, Record, SignUpSid, Timestamp, User, UserSid,
};

use super::command::Command;
use super::plan::{Acknowledgement, Confirmation, Plan, Stamp};
use super::refusal::{PlanError, Refusal};
use super::world::World;

/// Collects a plan.
pub(super) struct Draft<'w> {
    world: &'w dyn World,
    drawn: u32,
    plan: Plan,
}

impl<'w> Draft<'w> {
    pub(super) fn new(world: &'w dyn World, actor: &Actor, command: &Command, stamp: Stamp) -> Self {
        let plan = Plan {
            command: command.clone(),
            actor: actor.clone(),
            stamp,
            title: String::new(),
            changes: Vec::new(),
            subjects: Vec::new(),
            org: None,
            checks: Vec::new(),
            consequences: Vec::new(),
            irreversible: Vec::new(),
            acknowledgements: Vec::new(),
            confirmation: None,
            reason_required: false,
            line: String::new(),
            entry: EntryKind::Plan,
            answer: None,
        };
        Self { world, drawn: 0, plan }
    }

    pub(super) fn world(&self) -> &'w dyn World {
        self.world
    }

    pub(super) const fn now(&self) -> Timestamp {
        self.plan.stamp.now
    }

    pub(super) const fn actor(&self) -> &Actor {
        &self.plan.actor
    }

    /// The heading and the command line of the plan.
    pub(super) fn entitle(&mut self, title: impl Into<String>, line: impl Into<String>) {
        self.plan.title = title.into();
        self.plan.line = line.into();
    }

    /// The organization it works in: its setting decides whether a reason is needed.
    pub(super) fn within(&mut self, org: OrgSid) -> Result<(), PlanError> {
        self.plan.org = Some(org);
        if let Some(Record::Organization(org)) = self.current(Key::Organization(org))? {
            self.plan.reason_required = org.reason_required;
        }
        Ok(())
    }

    pub(super) fn about(&mut self, key: Key) {
        if !self.plan.subjects.contains(&key) {
            self.plan.subjects.push(key);
        }
    }

    pub(super) fn checked(&mut self, guard: impl Into<String>) {
        self.plan.checks.push(guard.into());
    }

    pub(super) fn follows(&mut self, consequence: impl Into<String>) {
        self.plan.consequences.push(consequence.into());
    }

    pub(super) fn cannot_be_undone(&mut self, sentence: impl Into<String>) {
        self.plan.irreversible.push(sentence.into());
    }

    pub(super) fn must_acknowledge(&mut self, code: &'static str, sentence: impl Into<String>) {
        self.plan.acknowledgements.push(Acknowledgement { code, sentence: sentence.into() });
    }

    pub(super) fn must_type(&mut self, what: &'static str, text: String) {
        self.plan.confirmation = Some(Confirmation { what, text });
    }

    pub(super) fn entry(&mut self, kind: EntryKind) {
        self.plan.entry = kind;
    }

    /// Commits with its trace, but the answer to the actor is this refusal.
    pub(super) fn answers(&mut self, refusal: Refusal) {
        self.plan.entry = EntryKind::Refusal;
        self.plan.answer = Some(refusal);
    }

    /// The record as this draft leaves it.
    pub(super) fn current(&self, key: Key) -> Result<Option<Record>, PlanError> {
        match self.plan.changes.iter().find(|change| change.key == key) {
            Some(change) => Ok(change.after.clone()),
            None => Ok(self.world.get(key)?.map(|stored| stored.record)),
        }
    }

    /// The user as this draft leaves them.
    pub(super) fn user(&self, sid: UserSid) -> Result<User, PlanError> {
        match self.current(Key::User(sid))? {
            Some(Record::User(user)) => Ok(user),
            _ => Err(Refusal::not_found(Key::User(sid)).into()),
        }
    }

    /// The account as this draft leaves it.
    pub(super) fn account(&self, sid: AccountSid) -> Result<Account, PlanError> {
        match self.current(Key::Account(sid))? {
            Some(Record::Account(account)) => Ok(account),
            _ => Err(Refusal::not_found(Key::Account(sid)).into()),
        }
    }

    /// The subaccounts of an account as this draft leaves them, closed ones too, in key order. They belong to the owner
    /// of their parent, so the index of owners finds them.
    pub(super) fn subaccounts(&self, parent: &Account) -> Result<Vec<Account>, PlanError> {
        let mut sids = self.world.accounts_owned_by(parent.owner)?;
        if let Some(Record::Account(stored)) = self.world.get(Key::Account(parent.sid))?.map(|it| it.record)
            && stored.owner != parent.owner
        {
            sids.extend(self.world.accounts_owned_by(stored.owner)?);
        }
        sids.extend(self.plan.changes.iter().filter_map(|change| match change.key {
            Key::Account(sid) => Some(sid),
            _ => None,
        }));
        sids.sort_unstable();
        sids.dedup();
        let mut found = Vec::new();
        for sid in sids {
            if let Some(Record::Account(account)) = self.current(Key::Account(sid))?
                && account.parent == Some(parent.sid)
            {
                found.push(account);
            }
        }
        Ok(found)
    }

    /// Lays down the record as it shall be: a creation or a change, merged with an earlier one of this draft.
    pub(super) fn put(&mut self, record: impl Into<Record>) -> Result<(), PlanError> {
        let record = record.into();
        let key = record.key();
        if let Some(change) = self.plan.changes.iter_mut().find(|change| change.key == key) {
            change.after = Some(record);
            return Ok(());
        }
        let (before, previous) = match self.world.get(key)? {
            Some(stored) => (Some(stored.record), stored.last),
            None => (None, Position::NONE),
        };
        if before.as_ref() != Some(&record) {
            self.plan.changes.push(Change { key, before, after: Some(record), previous });
        }
        Ok(())
    }

    /// Takes a record away.
    pub(super) fn remove(&mut self, key: Key) -> Result<(), PlanError> {
        let Some(stored) = self.world.get(key)? else { return Err(Refusal::not_found(key).into()) };
        self.plan.changes.push(Change {
            key,
            before: Some(stored.record),
            after: None,
            previous: stored.last,
        });
        Ok(())
    }

    /// Queues a message in the same transaction.
    pub(super) fn tell(&mut self, to: Recipient, kind: MessageKind) -> Result<(), PlanError> {
        let sid = MessageSid::from_bytes(self.draw());
        let created = self.now();
        self.put(Message { sid, to, kind, created, state: MessageState::Waiting })
    }

    /// 16 fresh bytes, the same when the plan is made again under its stamp.
    pub(super) fn draw(&mut self) -> [u8; 16] {
        self.drawn += 1;
        self.plan.stamp.draw(self.drawn)
    }

    pub(super) fn new_user(&mut self) -> UserSid {
        UserSid::from_bytes(self.draw())
    }

    pub(super) fn new_account(&mut self) -> AccountSid {
        AccountSid::from_bytes(self.draw())
    }

    pub(super) fn new_org(&mut self) -> OrgSid {
        OrgSid::from_bytes(self.draw())
    }

    pub(super) fn new_invitation(&mut self) -> InvitationSid {
        InvitationSid::from_bytes(self.draw())
    }

    pub(super) fn new_domain(&mut self) -> DomainSid {
        DomainSid::from_bytes(self.draw())
    }

    pub(super) fn new_sign_up(&mut self) -> SignUpSid {
        SignUpSid::from_bytes(self.draw())
    }

    /// How many records it changes so far.
    pub(super) const fn size(&self) -> usize {
        self.plan.changes.len()
    }

    pub(super) fn finish(self) -> Plan {
        self.plan
    }
}
