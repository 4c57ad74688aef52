//! Going back step by step, so that whoever waits sees how far it is and can stop.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use crate::controller::hub::Controller;
use crate::controller::port::{Clock, Store};
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::directory::Directory;
use crate::model::{AuditEntry, AuditHeader, ImageState, Key, OrgSid, Position, Stored, Timestamp};

use super::then::Then;
use super::view::Past;
use super::when::When;

/// Entries taken back in one step: some ten milliseconds.
const STEP: usize = 1_000;
/// Entries after which orders are made anew instead of kept.
const FEW: u64 = 500;

/// A way back that is not at its end. Shared by whoever shows it and whoever works on it.
#[derive(Debug)]
pub struct Rewind {
    org: OrgSid,
    when: When,
    state: Mutex<Option<State>>,
}

/// How far it came.
#[derive(Debug, Clone, PartialEq)]
pub enum Travel {
    /// It goes on.
    Further {
        /// The way.
        way: Arc<Rewind>,
        /// Entries taken back so far.
        taken_back: u64,
        /// The time of the last of them.
        time: Timestamp,
    },
    /// It is there.
    There(Arc<Past>),
}

/// One and the same way.
impl PartialEq for Rewind {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

#[derive(Debug)]
struct State {
    directory: Directory,
    /// Entries below this position are still to be looked at.
    below: Position,
    taken_back: u64,
    time: Timestamp,
    /// Records that were there then and are gone now.
    gone: BTreeMap<Key, Stored>,
    erased: BTreeSet<Key>,
}

impl Controller {
    /// Begins to go back: [`Rewind::go_on`] does the work.
    ///
    /// # Errors
    ///
    /// Refused if the moment lies ahead, or if the store has been closed.
    pub fn rewind(&self, org: OrgSid, when: When) -> Result<Arc<Rewind>, PlanError> {
        let (directory, head) = self.at_head()?;
        let ahead = match when {
            When::Position(position) if position > head => {
                Some(format!("The audit ends at position {head}."))
            }
            When::Instant(instant) if instant > self.now() => Some(format!("{instant} lies ahead.")),
            _ => None,
        };
        if let Some(sentence) = ahead {
            let remedy = "Choose an entry of the audit, or a time that has been.";
            return Err(Refusal::new(RefusalCode::PastUnknown, sentence, remedy).into());
        }
        let state = State {
            directory: Directory::clone(&directory),
            below: Position(head.0.saturating_add(1)),
            taken_back: 0,
            time: self.now(),
            gone: BTreeMap::new(),
            erased: BTreeSet::new(),
        };
        Ok(Arc::new(Rewind { org, when, state: Mutex::new(Some(state)) }))
    }
}

impl Rewind {
    /// Goes a step further back. Once it has arrived, or failed, there is nothing left to do with it.
    pub fn go_on(self: &Arc<Self>, controller: &Controller) -> Result<Travel, PlanError> {
        let taken = self.state.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut state) = taken else { return Err(too_early("It has been there already.").into()) };
        let headers = controller.store().entries(Some(state.below), STEP)?;
        let ends = headers.len() < STEP;
        for header in headers {
            let there = match self.when {
                When::Position(position) => header.position <= position,
                When::Instant(instant) => header.time <= instant,
            };
            if there {
                return self.arrive(controller, state, &header).map(Travel::There);
            }
            self.take_back(controller, &mut state, &header)?;
        }
        if ends {
            let why = controller
                .archived()?
                .map(|to| format!("Audit entries up to {to} were moved into an archive."));
            let why = why.as_deref().unwrap_or("The audit of this store begins later.");
            return Err(too_early(why).into());
        }
        let (taken_back, time) = (state.taken_back, state.time);
        *self.state.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
        Ok(Travel::Further { way: Arc::clone(self), taken_back, time })
    }

    fn take_back(
        &self,
        controller: &Controller,
        state: &mut State,
        header: &AuditHeader,
    ) -> Result<(), PlanError> {
        if header.changes > 0 {
            let entry = controller.store().entry(header.position)?;
            let Some(entry) = entry.filter(|entry| entry.changes.len() == header.changes as usize) else {
                let sentence =
                    format!("What position {} changed is not kept record by record.", header.position);
                return Err(too_early(&sentence).into());
            };
            state.undo(&entry);
        }
        state.below = header.position;
        state.time = header.time;
        state.taken_back += 1;
        if state.taken_back == FEW {
            state.directory.forget_orders();
        }
        Ok(())
    }

    fn arrive(
        &self,
        controller: &Controller,
        state: State,
        header: &AuditHeader,
    ) -> Result<Arc<Past>, PlanError> {
        state.directory.make_orders();
        if state.directory.organization(self.org).is_none_or(|row| row.owner.is_none()) {
            let sentence = format!("The organization did not exist at position {}.", header.position);
            return Err(too_early(&sentence).into());
        }
        let time = match self.when {
            When::Position(_) => header.time,
            When::Instant(instant) => instant,
        };
        let directory = Arc::new(state.directory);
        let store: Arc<dyn Store> = Arc::new(Then {
            store: controller.shared_store(),
            directory: Arc::clone(&directory),
            position: header.position,
            gone: state.gone,
        });
        let controller = controller.standing_still(store, Arc::new(Still(time)), directory);
        Ok(Arc::new(Past { controller, position: header.position, time, erased: state.erased.len() }))
    }
}

impl State {
    /// Takes the changes of an entry back.
    fn undo(&mut self, entry: &AuditEntry) {
        for change in entry.changes.iter().rev() {
            let key = change.key;
            match &change.before {
                ImageState::Kept(record) => {
                    self.directory.take_back(key, Some(record));
                    self.erased.remove(&key);
                    let deleted = matches!(change.after, ImageState::Absent | ImageState::Erased);
                    if deleted || self.gone.contains_key(&key) {
                        let stored = Stored { record: record.as_ref().clone(), last: change.previous };
                        self.gone.insert(key, stored);
                    }
                }
                ImageState::Absent => {
                    self.directory.take_back(key, None);
                    self.erased.remove(&key);
                    self.gone.remove(&key);
                }
                ImageState::Erased | ImageState::Foreign => {
                    self.erased.insert(key);
                    self.gone.remove(&key);
                }
            }
        }
    }
}

fn too_early(why: &str) -> Refusal {
    let sentence = format!("There is no view of that time. {why}");
    Refusal::new(RefusalCode::PastUnknown, sentence, "Choose a later entry of the audit, or a later time.")
}

/// A clock that shows the time of the view.
struct Still(Timestamp);

impl Clock for Still {
    fn now(&self) -> Timestamp {
        self.0
    }
}
