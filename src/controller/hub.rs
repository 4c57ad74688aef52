//! The handle every session and verb holds: plan, commit, read, and be told of changes.

use std::sync::Arc;
use std::sync::mpsc::{Sender, channel, sync_channel};
use std::thread::JoinHandle;

use crate::directory::Directory;
use crate::model::{Actor, Kind, Timestamp};

use super::codes::CodeKey;
use super::command::Command;
use super::commit::{CommitError, Receipt};
use super::flow;
use super::plan::{Consent, Plan, Stamp};
use super::port::{Clock, Ids, Store, StoreError};
use super::refusal::PlanError;
use super::shared::Shared;
use super::world::Live;
use super::writer::{self, Job};

/// One open store with its single writer. Dropping it ends the writer after the last queued commit.
pub struct Controller {
    shared: Arc<Shared>,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
}

impl std::fmt::Debug for Controller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Controller").field("directory", &self.directory().version()).finish_non_exhaustive()
    }
}

impl Controller {
    /// Loads the directory from the store and starts the writer.
    pub fn open(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        codes: CodeKey,
    ) -> Result<Self, StoreError> {
        let directory = load(store.as_ref())?;
        let shared = Arc::new(Shared::new(store, clock, ids, codes, Arc::new(directory.clone())));
        let (jobs, queue) = channel();
        let theirs = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer::run(&theirs, &queue, directory))
            .map_err(|error| StoreError::Io { path: "the writer thread".into(), what: error.to_string() })?;
        Ok(Self { shared, jobs: Some(jobs), writer: Some(writer) })
    }

    /// Plans a command against the present world. Nothing is written.
    pub fn plan(&self, actor: &Actor, command: &Command) -> Result<Plan, PlanError> {
        let stamp = Stamp { now: self.now(), seed: self.shared.ids.seed()? };
        let directory = self.directory();
        let world = Live { store: self.store(), directory: &directory, codes: &self.shared.codes };
        flow::plan(&world, actor, command, stamp)
    }

    /// Commits a plan, if the writer's own plan of the same command changes the same. Waits until it is durable.
    pub fn commit(&self, plan: Plan, consent: Consent) -> Result<Receipt, CommitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job { plan: Box::new(plan), consent, reply };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        match sent.then(|| answer.recv()) {
            Some(Ok(answer)) => answer,
            _ => Err(CommitError::Store(StoreError::Stopped)),
        }
    }

    /// Plans and commits at once, for small harmless commands and for the command line after its questions.
    pub fn run(&self, actor: &Actor, command: &Command, consent: Consent) -> Result<Receipt, CommitError> {
        let plan = self.plan(actor, command)?;
        self.commit(plan, consent)
    }

    /// The directory as of the last commit. Cheap; may be kept.
    pub fn directory(&self) -> Arc<Directory> {
        self.shared.directory()
    }

    /// The store, for reading.
    pub fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    /// The present instant by the controller's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Calls this after every published commit, from the writer's thread: it must be quick and must not commit.
    pub fn watch(&self, watcher: impl Fn() + Send + 'static) {
        self.shared.watch(Box::new(watcher));
    }

    pub(super) fn codes(&self) -> &CodeKey {
        &self.shared.codes
    }
}

impl Drop for Controller {
    fn drop(&mut self) {
        self.jobs = None;
        if let Some(writer) = self.writer.take() {
            let _ = writer.join();
        }
    }
}

/// Rows read from the store at a time.
const PAGE: usize = 2_000;

fn load(store: &dyn Store) -> Result<Directory, StoreError> {
    let mut directory = Directory::default();
    let kinds = [
        Kind::Organization,
        Kind::OrganizationName,
        Kind::User,
        Kind::Account,
        Kind::Invitation,
        Kind::Domain,
        Kind::SignUp,
    ];
    for kind in kinds {
        let mut after = None;
        loop {
            let page = store.scan(kind, after, PAGE)?;
            page.iter().for_each(|stored| directory.put(&stored.record));
            match page.last() {
                Some(last) if page.len() == PAGE => after = Some(last.record.key()),
                _ => break,
            }
        }
    }
    Ok(directory)
}
