//! The single writer: one thread that plans each command again under its own clock, applies it, makes a whole batch
//! durable with one flush, and only then answers.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender};

use crate::directory::Directory;
use crate::model::{Change, MessageSid, MessageState, Position, Record, Timestamp};

use super::commit::{CommitError, Conflict, Receipt};
use super::flow;
use super::loading;
use super::plan::{Consent, Plan, Stamp};
use super::port::{AuditDraft, Committed, StoreError, Transaction};
use super::recent::Recent;
use super::shared::Shared;
use super::world::{Lists, Live};

/// Most commands that share one flush: more would make the first of them wait.
const BATCH: usize = 256;

/// What the writer is asked to do.
pub(super) enum Job {
    /// Commit a plan.
    Commit { plan: Box<Plan>, consent: Consent, reply: SyncSender<Result<Receipt, CommitError>> },
    /// Write an entry that changes no record.
    Note { draft: Box<AuditDraft>, reply: SyncSender<Result<Committed, StoreError>> },
    /// Load the directory. The writer does it, so that no commit falls between what is read and what is applied.
    Load { reply: SyncSender<Result<(), StoreError>> },
    /// Create records without planning, so many at a time, in a store that holds none.
    BringIn { records: Vec<Record>, audit: Box<AuditDraft>, news: Sender<Loaded> },
    /// Say which directory belongs to which end of the audit.
    Head { reply: SyncSender<Result<(Arc<Directory>, Position), StoreError>> },
}

/// How far records are brought in.
pub(super) enum Loaded {
    /// So many are written.
    Written(usize),
    /// All are, and durable; none, because the store holds something; or the store said no.
    Ended(Result<Option<Committed>, StoreError>),
}

/// The writer's own directory, ahead of the published one within a batch; loaded when something first needs it.
struct Own<'a> {
    shared: &'a Shared,
    directory: RefCell<Option<Arc<Directory>>>,
}

impl Lists for Own<'_> {
    fn loaded(&self) -> Option<Arc<Directory>> {
        self.directory.borrow().clone()
    }

    fn needed(&self) -> Result<Arc<Directory>, StoreError> {
        if let Some(directory) = self.loaded() {
            return Ok(directory);
        }
        let mut shown = 0;
        let loaded = loading::everything(self.shared.store.as_ref(), &mut |progress| {
            // A hundred steps are enough for a bar.
            if progress.done == 0 || progress.done >= shown + progress.all / 100 {
                shown = progress.done;
                self.shared.set_progress(progress);
            }
        })?;
        let loaded = Arc::new(loaded);
        *self.directory.borrow_mut() = Some(Arc::clone(&loaded));
        Ok(loaded)
    }
}

impl Own<'_> {
    fn apply(&self, plan: &Plan) {
        if let Some(directory) = self.directory.borrow_mut().as_mut() {
            Arc::make_mut(directory).apply(&plan.changes);
        }
    }

    fn take_in(&self, records: &[Record]) {
        if let Some(directory) = self.directory.borrow_mut().as_mut() {
            let created = |record: &Record| Change {
                key: record.key(),
                before: None,
                after: Some(record.clone()),
                previous: Position::NONE,
            };
            let directory = Arc::make_mut(directory);
            directory.apply(&records.iter().map(created).collect::<Vec<_>>());
            directory.warm();
        }
    }

    fn publish(&self) {
        if let Some(directory) = self.loaded() {
            self.shared.publish(directory);
        }
    }
}

/// Runs until every sender is gone.
pub(super) fn run(shared: &Shared, jobs: &Receiver<Job>) {
    let own = Own { shared, directory: RefCell::default() };
    while let Ok(first) = jobs.recv() {
        let mut answers = Vec::new();
        let mut notes = Vec::new();
        let mut wrote = false;
        for job in std::iter::once(first).chain(jobs.try_iter().take(BATCH - 1)) {
            match job {
                Job::Commit { plan, consent, reply } => {
                    let answer = commit(shared, &own, &plan, &consent);
                    wrote |= matches!(&answer, Ok(done) if done.receipt.position.is_some());
                    answers.push((reply, answer));
                }
                Job::Note { draft, reply } => {
                    let transaction = Transaction { changes: Vec::new(), erase: Vec::new(), audit: *draft };
                    let noted = shared.store.apply(&transaction);
                    wrote |= noted.is_ok();
                    notes.push((reply, noted));
                }
                Job::Load { reply } => {
                    let loaded = match own.loaded() {
                        Some(_) => Ok(()),
                        None => own.needed().map(|_| own.publish()),
                    };
                    let _ = reply.send(loaded);
                }
                Job::BringIn { records, audit, news } => {
                    let ended = bring_in(shared, &own, records, &audit, &news);
                    let _ = news.send(Loaded::Ended(ended));
                }
                Job::Head { reply } => {
                    let head = own.needed().and_then(|lists| Ok((lists, shared.store.info()?.head)));
                    let _ = reply.send(head);
                }
            }
        }
        let durable = if wrote { shared.store.sync() } else { Ok(()) };
        if wrote && durable.is_ok() {
            let done = answers.iter().filter_map(|(_, answer): &(_, Result<Done, _>)| answer.as_ref().ok());
            shared.keep_recent(done.filter_map(|done| Recent::of(&done.receipt)).collect());
            let waits = answers.iter().filter_map(|(_, answer)| answer.as_ref().ok()).flat_map(messages);
            shared.outbox.caused(waits);
            own.publish();
        }
        for (reply, noted) in notes {
            let _ = reply.send(noted.and_then(|noted| durable.clone().map(|()| noted)));
        }
        for (reply, answer) in answers {
            // Whoever asked may have gone; the commit stands all the same.
            let _ = reply.send(answered(answer, &durable));
        }
    }
}

/// Batch by batch; what has been written is in the lists when the last is durable.
fn bring_in(
    shared: &Shared,
    own: &Own<'_>,
    records: Vec<Record>,
    audit: &AuditDraft,
    news: &Sender<Loaded>,
) -> Result<Option<Committed>, StoreError> {
    if !shared.store.info()?.is_empty() {
        return Ok(None);
    }
    let store = shared.maintenance.as_deref().ok_or(StoreError::Stopped)?;
    let mut written = 0;
    let mut last = None;
    for batch in records.chunks(Transaction::MOST_LOADED) {
        let audit = AuditDraft { salt_seed: shared.ids.seed()?, ..audit.clone() };
        last = Some(store.load(batch.to_vec(), &audit)?);
        written += batch.len();
        let _ = news.send(Loaded::Written(written));
    }
    shared.store.sync()?;
    own.take_in(&records);
    own.publish();
    Ok(last)
}

/// A plan that was applied, not yet durable.
struct Done {
    receipt: Receipt,
}

/// The messages of a plan that wait to be carried.
fn messages(done: &Done) -> impl Iterator<Item = MessageSid> {
    let waits = |record: &Record| match record {
        Record::Message(message) if message.state == MessageState::Waiting && message.next_try.is_none() => {
            Some(message.sid)
        }
        _ => None,
    };
    done.receipt.plan.changes.iter().filter_map(|change| change.after.as_ref()).filter_map(waits)
}

fn answered(
    answer: Result<Done, CommitError>,
    durable: &Result<(), StoreError>,
) -> Result<Receipt, CommitError> {
    let done = answer?;
    if let (Some(_), Err(error)) = (done.receipt.position, durable) {
        return Err(CommitError::Store(error.clone()));
    }
    match done.receipt.plan.answer.clone() {
        Some(refusal) => Err(CommitError::Refused(refusal)),
        None => Ok(done.receipt),
    }
}

fn commit(shared: &Shared, own: &Own<'_>, previewed: &Plan, consent: &Consent) -> Result<Done, CommitError> {
    let now = shared.clock.now();
    let stamp = Stamp { now, seed: previewed.stamp.seed };
    let world = Live::new(shared.store.as_ref(), own, &shared.codes);
    let plan = flow::plan(&world, &previewed.actor, &previewed.command, stamp)?;
    if !plan.same_changes(previewed) {
        let conflict = Conflict { planned: previewed.changes.clone(), found: plan.changes };
        return Err(CommitError::Conflict(Box::new(conflict)));
    }
    plan.check_consent(consent)?;
    if plan.changes.is_empty() {
        return Ok(Done { receipt: Receipt { position: None, time: now, plan } });
    }
    let audit = draft(&plan, consent, now, shared.ids.seed()?);
    let transaction = Transaction { changes: plan.changes.clone(), erase: plan.erase.clone(), audit };
    let committed = shared.store.apply(&transaction)?;
    own.apply(&plan);
    Ok(Done { receipt: Receipt { position: Some(committed.position), time: committed.time, plan } })
}

fn draft(plan: &Plan, consent: &Consent, time: Timestamp, salt_seed: [u8; 32]) -> AuditDraft {
    AuditDraft {
        time,
        actor: plan.actor.clone(),
        kind: plan.entry,
        command: plan.kind,
        subjects: plan.subjects.clone(),
        organizations: plan.org.into_iter().collect(),
        refusal: plan.answer.as_ref().map(|refusal| refusal.code.word().to_owned()),
        reason: consent.reason.clone(),
        salt_seed,
    }
}
