//! A plan in the making: flows read the world through it and lay their changes down in order.
//!
//! What a flow has changed it reads back changed, by key and by every lookup, so a record is changed once however many
//! steps touch it, and several commands can be planned one after the other in one draft.

use crate::model::{
    Account, AccountSid, Actor, CommandKind, DomainSid, EntryKind, InvitationSid, Key, Message, MessageKind,
    MessageSid, OrgSid, Recipient, Record, SignUpSid, Timestamp, User, UserSid,
};

use super::command::Command;
use super::layered::Layered;
use super::plan::{Acknowledgement, Brake, Confirmation, Plan, Stamp};
use super::refusal::{PlanError, Refusal};
use super::world::World;

/// What a plan says beside its changes.
#[derive(Debug, Default)]
pub(super) struct Words {
    pub(super) title: String,
    pub(super) line: String,
    pub(super) subjects: Vec<Key>,
    pub(super) org: Option<OrgSid>,
    pub(super) checks: Vec<String>,
    pub(super) consequences: Vec<String>,
    pub(super) irreversible: Vec<String>,
    pub(super) acknowledgements: Vec<Acknowledgement>,
    pub(super) confirmation: Option<Confirmation>,
    pub(super) reason_required: bool,
}

/// Collects a plan.
pub(super) struct Draft<'w> {
    layered: Layered<'w>,
    /// Of many commands: the place at which each row begins.
    rows: Vec<usize>,
    /// What is to be erased, with the row that said so.
    erased: Vec<(usize, Key)>,
    drawn: u32,
    /// Whether the brake was counted already, over more than this plan.
    counted: bool,
    plan: Plan,
}

impl<'w> Draft<'w> {
    pub(super) fn new(world: &'w dyn World, actor: &Actor, command: &Command, stamp: Stamp) -> Self {
        let plan = Plan {
            kind: command.kind(),
            command: command.clone(),
            actor: actor.clone(),
            stamp,
            title: String::new(),
            changes: Vec::new(),
            erase: Vec::new(),
            subjects: Vec::new(),
            org: None,
            checks: Vec::new(),
            consequences: Vec::new(),
            irreversible: Vec::new(),
            acknowledgements: Vec::new(),
            confirmation: None,
            brake: None,
            reason_required: false,
            line: String::new(),
            entry: EntryKind::Plan,
            answer: None,
        };
        Self {
            layered: Layered::new(world),
            rows: Vec::new(),
            erased: Vec::new(),
            drawn: 0,
            counted: false,
            plan,
        }
    }

    /// The world as it will be after the changes laid down so far.
    pub(super) fn world(&self) -> &dyn World {
        &self.layered
    }

    /// The same, with the changes themselves.
    pub(super) const fn layered(&self) -> &Layered<'w> {
        &self.layered
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

    /// The organization that is to see it in its audit, where the program acts by itself: nobody is there to give a reason.
    pub(super) fn concerns(&mut self, org: OrgSid) {
        self.plan.org = Some(org);
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

    /// The plan takes much out of use: the number has to be typed.
    pub(super) fn must_count(&mut self, brake: Brake) {
        self.plan.brake = Some(brake);
    }

    /// The brake is counted once over a whole of which this plan is only a part: it is not counted again.
    pub(super) fn counted(&mut self) {
        self.counted = true;
    }

    pub(super) const fn is_counted(&self) -> bool {
        self.counted
    }

    /// Another word for the audit than that of the command.
    pub(super) fn called(&mut self, kind: CommandKind) {
        self.plan.kind = kind;
    }

    pub(super) fn entry(&mut self, kind: EntryKind) {
        self.plan.entry = kind;
    }

    /// Commits with its trace, but the answer to the actor is this refusal.
    pub(super) fn answers(&mut self, refusal: Refusal) {
        self.plan.entry = EntryKind::Refusal;
        self.plan.answer = Some(refusal);
    }

    /// Says all this in place of what was said so far.
    pub(super) fn say_all(&mut self, words: Words) {
        let Words { title, line, subjects, org, checks, consequences, irreversible, .. } = words;
        let plan = &mut self.plan;
        (plan.title, plan.line, plan.subjects, plan.org) = (title, line, subjects, org);
        (plan.checks, plan.consequences, plan.irreversible) = (checks, consequences, irreversible);
        plan.acknowledgements = words.acknowledgements;
        plan.confirmation = words.confirmation;
        plan.reason_required = words.reason_required;
    }

    /// Lays something down and returns what was said meanwhile, apart from what was said before.
    pub(super) fn apart<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> (T, Words) {
        let before = self.take_words();
        let done = work(self);
        let said = self.take_words();
        self.say_all(before);
        (done, said)
    }

    fn take_words(&mut self) -> Words {
        use std::mem::take;
        let plan = &mut self.plan;
        Words {
            title: take(&mut plan.title),
            line: take(&mut plan.line),
            subjects: take(&mut plan.subjects),
            org: plan.org.take(),
            checks: take(&mut plan.checks),
            consequences: take(&mut plan.consequences),
            irreversible: take(&mut plan.irreversible),
            acknowledgements: take(&mut plan.acknowledgements),
            confirmation: plan.confirmation.take(),
            reason_required: take(&mut plan.reason_required),
        }
    }

    /// The next of many commands begins.
    pub(super) fn begin_row(&mut self) {
        self.rows.push(self.layered.mark());
    }

    /// Takes back what the present row has laid down.
    pub(super) fn take_row_back(&mut self) {
        if let Some(mark) = self.rows.last() {
            self.layered.take_back(*mark);
            let present = self.rows.len();
            self.erased.retain(|(row, _)| *row < present);
        }
    }

    /// Of many commands: the number, from 1, of the last row that touched the record.
    pub(super) fn row_of(&self, key: Key) -> Option<usize> {
        let step = self.layered.last_touched(key)?;
        Some(self.rows.partition_point(|mark| *mark <= step)).filter(|row| *row > 0)
    }

    /// The record as this draft leaves it, and as it counts: nothing of it rests on a deleted organization.
    pub(super) fn current(&self, key: Key) -> Result<Option<Record>, PlanError> {
        Ok(self.world().counted(key)?)
    }

    /// The record as this draft leaves it, word for word: what rests on a deleted organization included.
    pub(super) fn current_as_stored(&self, key: Key) -> Result<Option<Record>, PlanError> {
        Ok(self.layered.get(key)?.map(|stored| stored.record))
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
        let mut sids = self.world().accounts_owned_by(parent.owner)?;
        if let Some(Record::Account(current)) = self.current(Key::Account(parent.sid))?
            && current.owner != parent.owner
        {
            sids.extend(self.world().accounts_owned_by(current.owner)?);
        }
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
        Ok(self.layered.set(record.key(), Some(record))?)
    }

    /// Takes a record away.
    pub(super) fn remove(&mut self, key: Key) -> Result<(), PlanError> {
        if self.current_as_stored(key)?.is_none() {
            return Err(Refusal::not_found(key).into());
        }
        Ok(self.layered.set(key, None)?)
    }

    /// Has every image of a record erased, from its creation to this change: what the audit keeps of it is that it was
    /// changed, not what it said. For a person there is `flow::erasure`, which takes along what is addressed to them.
    pub(super) fn erase(&mut self, key: Key) {
        if !self.erased.iter().any(|(_, erased)| *erased == key) {
            self.erased.push((self.rows.len(), key));
        }
    }

    /// Queues a message in the same transaction.
    pub(super) fn tell(&mut self, to: Recipient, kind: MessageKind) -> Result<(), PlanError> {
        let sid = MessageSid::from_bytes(self.draw());
        let created = self.now();
        self.put(Message::new(sid, to, kind, created))
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

    /// Drops what changes nothing after all; to be called when everything is laid down.
    pub(super) fn settle(&mut self) {
        self.layered.settle();
    }

    /// How many records it changes so far.
    pub(super) fn size(&self) -> usize {
        self.layered.changes().len()
    }

    pub(super) fn finish(self) -> Plan {
        let erase = self.erased.into_iter().map(|(_, key)| key).collect();
        Plan { changes: self.layered.into_changes(), erase, ..self.plan }
    }
}
