//! The single writer: one thread that plans each command again under its own clock, applies it, makes a whole batch
//! durable with one flush, and only then answers.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender};

use crate::directory::Directory;
use crate::model::Timestamp;

use super::commit::{CommitError, Conflict, Receipt};
use super::flow;
use super::plan::{Consent, Plan, Stamp};
use super::port::{AuditDraft, StoreError, Transaction};
use super::shared::Shared;
use super::world::Live;

/// Most commands that share one flush: more would make the first of them wait.
const BATCH: usize = 256;

/// A plan to commit, and where the answer goes.
pub(super) struct Job {
    pub(super) plan: Box<Plan>,
    pub(super) consent: Consent,
    pub(super) reply: SyncSender<Result<Receipt, CommitError>>,
}

/// Runs until every sender is gone.
pub(super) fn run(shared: &Shared, jobs: &Receiver<Job>, mut directory: Directory) {
    while let Ok(first) = jobs.recv() {
        let mut answers = Vec::new();
        let mut wrote = false;
        for job in std::iter::once(first).chain(jobs.try_iter().take(BATCH - 1)) {
            let answer = commit(shared, &mut directory, &job);
            wrote |= matches!(&answer, Ok(done) if done.receipt.position.is_some());
            answers.push((job.reply, answer));
        }
        let durable = if wrote { shared.store.sync() } else { Ok(()) };
        if wrote && durable.is_ok() {
            shared.publish(Arc::new(directory.clone()));
        }
        for (reply, answer) in answers {
            // Whoever asked may have gone; the commit stands all the same.
            let _ = reply.send(answered(answer, &durable));
        }
    }
}

/// A plan that was applied, not yet durable.
struct Done {
    receipt: Receipt,
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

fn commit(shared: &Shared, directory: &mut Directory, job: &Job) -> Result<Done, CommitError> {
    let previewed = &job.plan;
    let now = shared.clock.now();
    let stamp = Stamp { now, seed: previewed.stamp.seed };
    let world = Live { store: shared.store.as_ref(), directory, codes: &shared.codes };
    let plan = flow::plan(&world, &previewed.actor, &previewed.command, stamp)?;
    if !plan.same_changes(previewed) {
        let conflict = Conflict { planned: previewed.changes.clone(), found: plan.changes };
        return Err(CommitError::Conflict(Box::new(conflict)));
    }
    plan.check_consent(&job.consent)?;
    if plan.changes.is_empty() {
        return Ok(Done { receipt: Receipt { position: None, time: now, plan } });
    }
    let audit = draft(&plan, &job.consent, now, shared.ids.seed()?);
    let transaction = Transaction { changes: plan.changes.clone(), audit };
    let committed = shared.store.apply(&transaction)?;
    directory.apply(&plan.changes);
    Ok(Done { receipt: Receipt { position: Some(committed.position), time: committed.time, plan } })
}

fn draft(plan: &Plan, consent: &Consent, time: Timestamp, salt_seed: [u8; 32]) -> AuditDraft {
    AuditDraft {
        time,
        actor: plan.actor.clone(),
        kind: plan.entry,
        command: plan.command.kind(),
        subjects: plan.subjects.clone(),
        organizations: plan.org.into_iter().collect(),
        refusal: plan.answer.as_ref().map(|refusal| refusal.code.word().to_owned()),
        reason: consent.reason.clone(),
        salt_seed,
    }
}
