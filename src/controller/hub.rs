//! The handle every session and verb holds: plan, commit, read, and be told of changes.

use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use crate::directory::Directory;
use crate::model::{Actor, InvitationSid, Key, Position, Record, Timestamp};

use super::codes::CodeKey;
use super::command::Command;
use super::commit::{CommitError, Receipt};
use super::flow;
use super::loading::{self, Progress};
use super::names::StoredNames;
use super::outbox::Outbox;
use super::plan::{Consent, Plan, Stamp};
use super::port::{AuditDraft, Clock, Committed, Ids, Maintenance, Services, Store, StoreError};
use super::recent::Recent;
use super::refusal::PlanError;
use super::sessions::Sessions;
use super::shared::Shared;
use super::world::{Lists, Live, World};
use super::writer::{self, Job, Loaded};

/// One open store with its single writer. Dropping it ends the writer after the last queued commit.
pub struct Controller {
    shared: Arc<Shared>,
    jobs: Option<Sender<Job>>,
    writer: Option<JoinHandle<()>>,
    services: Services,
}

impl std::fmt::Debug for Controller {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Controller").field("loaded", &self.loaded().is_some()).finish_non_exhaustive()
    }
}

impl Controller {
    /// Starts the writer. Nothing is read yet: the directory is loaded when something first needs it.
    pub fn open(
        store: Arc<dyn Maintenance>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        codes: CodeKey,
    ) -> Result<Self, StoreError> {
        let reader = Arc::clone(&store) as Arc<dyn Store>;
        let shared = Arc::new(Shared::new(reader, Some(store), clock, ids, codes));
        let (jobs, queue) = channel();
        let theirs = Arc::clone(&shared);
        let writer = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || writer::run(&theirs, &queue))
            .map_err(|error| StoreError::Io { path: "the writer thread".into(), what: error.to_string() })?;
        Ok(Self { shared, jobs: Some(jobs), writer: Some(writer), services: Services::default() })
    }

    /// The same with these services beyond the process; without, none is reached.
    #[must_use]
    pub fn reaching(mut self, services: Services) -> Self {
        self.services = services;
        self
    }

    /// The services beyond the process.
    pub const fn services(&self) -> &Services {
        &self.services
    }

    /// Asks for the directory to be loaded, without waiting for it: watchers are told as it comes, and when it is there.
    /// The receiver hears how it ended.
    pub fn begin_loading(&self) -> Receiver<Result<(), StoreError>> {
        let (reply, answer) = sync_channel(1);
        if let Some(jobs) = &self.jobs {
            let _ = jobs.send(Job::Load { reply });
        }
        answer
    }

    /// The directory and the last audit entry at one and the same moment between two commits; loads the directory if it
    /// was not. What stands still has one moment only.
    pub(super) fn at_head(&self) -> Result<(Arc<Directory>, Position), StoreError> {
        let (reply, answer) = sync_channel(1);
        let Some(jobs) = &self.jobs else {
            return Ok((self.directory()?, self.store().info()?.head));
        };
        let _ = jobs.send(Job::Head { reply });
        answer.recv().unwrap_or(Err(StoreError::Stopped))
    }

    /// The store, to be read elsewhere too.
    pub(super) fn shared_store(&self) -> Arc<dyn Store> {
        Arc::clone(&self.shared.store)
    }

    /// A controller over another store and directory, with a clock that stands; it has no writer and commits nothing.
    pub(super) fn standing_still(
        &self,
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        directory: Arc<Directory>,
    ) -> Self {
        let shared = Shared::new(store, None, clock, Arc::clone(&self.shared.ids), self.shared.codes.clone());
        shared.publish(directory);
        Self { shared: Arc::new(shared), jobs: None, writer: None, services: Services::default() }
    }

    /// How far loading has come.
    pub fn progress(&self) -> Progress {
        self.shared.progress()
    }

    /// Plans a command against the present world. Nothing is written.
    pub fn plan(&self, actor: &Actor, command: &Command) -> Result<Plan, PlanError> {
        let stamp = Stamp { now: self.now(), seed: self.shared.ids.seed()? };
        flow::plan(&self.world(), actor, command, stamp)
    }

    pub(super) fn world(&self) -> Live<'_> {
        Live::new(self.store(), self, &self.shared.codes)
    }

    /// Commits a plan, if the writer's own plan of the same command changes the same. Waits until it is durable.
    pub fn commit(&self, plan: Plan, consent: Consent) -> Result<Receipt, CommitError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Commit { plan: Box::new(plan), consent, reply };
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

    /// The directory as of the last commit, loaded now if it was not: at a million users some seconds. Afterwards
    /// cheap; may be kept.
    pub fn directory(&self) -> Result<Arc<Directory>, StoreError> {
        match self.shared.directory() {
            Some(directory) => Ok(directory),
            None => {
                self.begin_loading().recv().map_err(|_| StoreError::Stopped)??;
                self.shared.directory().ok_or(StoreError::Stopped)
            }
        }
    }

    /// The directory as of the last commit, if it is loaded.
    pub fn loaded(&self) -> Option<Arc<Directory>> {
        self.shared.directory()
    }

    /// The directory if it is loaded; else one without users and accounts, read now: enough for lists of what there is
    /// little of.
    pub fn few(&self) -> Result<Arc<Directory>, StoreError> {
        match self.loaded() {
            Some(directory) => Ok(directory),
            None => Ok(Arc::new(loading::few(self.store())?)),
        }
    }

    /// The same, with the people who sent these invitations and the accounts these are about: enough to say why one is
    /// blocked (`Directory::blocked`), whatever the size of the store.
    pub fn around(&self, invitations: &[InvitationSid]) -> Result<Arc<Directory>, StoreError> {
        let mut around = self.few()?;
        if self.loaded().is_some() {
            return Ok(around);
        }
        let rows = invitations.iter().filter_map(|sid| around.invitation(*sid));
        let mut keys: Vec<Key> = rows
            .flat_map(|row| {
                let account = row.kind.account().or(row.kind.joining());
                row.sender.map(Key::User).into_iter().chain(account.map(Key::Account))
            })
            .collect();
        keys.sort_unstable();
        keys.dedup();
        let directory = Arc::make_mut(&mut around);
        for key in keys {
            if let Some(stored) = self.store().get(key)? {
                directory.put(&stored.record);
            }
        }
        Ok(around)
    }

    /// What records are called, without loading anything.
    pub fn names(&self) -> StoredNames<'_> {
        StoredNames(self.store())
    }

    /// The store, for reading.
    pub fn store(&self) -> &dyn Store {
        self.shared.store.as_ref()
    }

    /// The same store for work on itself; there is none where what was is only looked at.
    pub(super) fn maintenance(&self) -> Result<&dyn Maintenance, StoreError> {
        self.shared.maintenance.as_deref().ok_or(StoreError::Stopped)
    }

    /// Waits until nobody else keeps the store up.
    pub(super) fn upkeep(&self) -> MutexGuard<'_, ()> {
        self.shared.upkeep.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// When a compaction that was due last failed, since this controller was opened.
    pub(super) fn uncompacted(&self) -> MutexGuard<'_, Option<Timestamp>> {
        self.shared.uncompacted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One record as it counts: nothing of it rests on a deleted organization.
    pub fn counted(&self, key: Key) -> Result<Option<Record>, StoreError> {
        let world = self.world();
        (&world as &dyn World).counted(key)
    }

    /// The present instant by the controller's clock.
    pub fn now(&self) -> Timestamp {
        self.shared.clock.now()
    }

    /// Calls this after every published commit and on every step of loading, from the writer's thread: it must be quick and must not commit.
    /// It is called until it answers `false`.
    pub fn watch(&self, watcher: impl Fn() -> bool + Send + 'static) {
        self.shared.watch(Box::new(watcher));
    }

    /// What was committed lately and by whom, newest last.
    pub fn recent(&self) -> Arc<Vec<Recent>> {
        self.shared.recent()
    }

    /// Who is connected.
    pub fn sessions(&self) -> &Sessions {
        &self.shared.sessions
    }

    /// Tells whoever watches that there is news beside the records.
    pub(super) fn tell(&self) {
        self.shared.tell();
    }

    /// Writes an audit entry that changes no record. Waits until it is durable.
    pub(super) fn note(&self, draft: AuditDraft) -> Result<Committed, StoreError> {
        let (reply, answer) = sync_channel(1);
        let job = Job::Note { draft: Box::new(draft), reply };
        let sent = self.jobs.as_ref().is_some_and(|jobs| jobs.send(job).is_ok());
        match sent.then(|| answer.recv()) {
            Some(Ok(answer)) => answer,
            _ => Err(StoreError::Stopped),
        }
    }

    pub(super) fn shared_outbox(&self) -> &Arc<Outbox> {
        &self.shared.outbox
    }

    /// Creates records without planning, as maintenance does, if the store holds none; `progress` hears records written and records in all.
    pub(super) fn bring_in(
        &self,
        records: Vec<Record>,
        audit: AuditDraft,
        progress: &mut dyn FnMut(usize, usize),
    ) -> Result<Option<Committed>, StoreError> {
        let all = records.len();
        let (news, hears) = channel();
        let jobs = self.jobs.as_ref().ok_or(StoreError::Stopped)?;
        let _ = jobs.send(Job::BringIn { records, audit: Box::new(audit), news });
        for loaded in hears {
            match loaded {
                Loaded::Written(written) => progress(written, all),
                Loaded::Ended(ended) => return ended,
            }
        }
        Err(StoreError::Stopped)
    }

    /// A fresh seed.
    pub(super) fn seed(&self) -> Result<[u8; 32], StoreError> {
        self.shared.ids.seed()
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

impl Lists for Controller {
    fn loaded(&self) -> Option<Arc<Directory>> {
        self.shared.directory()
    }

    fn needed(&self) -> Result<Arc<Directory>, StoreError> {
        self.directory()
    }
}
