//! Who is connected: the sessions and verbs that work on this store now, and how each is told to end.
//!
//! Kept in memory, for it says nothing once the process is gone. What has to be remembered of a session stands in the
//! audit: see `connect`.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::model::{Actor, Ending, OrgSid, Position, Timestamp, UserSid};

/// Names a session within this process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionId(pub u64);

/// What somebody is connected for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Doing {
    /// At the screens, on the terminal of the process that holds the store.
    Here,
    /// At the screens, on a terminal of this kind.
    Screen(String),
    /// Running this verb.
    Verb(String),
}

/// Somebody who is connected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Present {
    /// The session.
    pub id: SessionId,
    /// The evidence and the door.
    pub caller: Actor,
    /// Who is signed in.
    pub user: Option<UserSid>,
    /// The organization they belonged to when they signed in.
    pub org: Option<OrgSid>,
    /// The audit entry with which that session began.
    pub began: Option<Position>,
    /// Since when.
    pub since: Timestamp,
    /// What for.
    pub doing: Doing,
}

/// Tells a session to end.
pub type End = Box<dyn Fn(Ending) + Send>;

#[derive(Default)]
struct Inner {
    last: u64,
    present: BTreeMap<SessionId, (Present, End)>,
    /// The same as a list: screens ask for it with every frame.
    list: Arc<Vec<Present>>,
}

impl Inner {
    fn listed(&mut self) {
        self.list = Arc::new(self.present.values().map(|(present, _)| present.clone()).collect());
    }
}

/// Everybody who is connected.
#[derive(Default)]
pub struct Sessions(Mutex<Inner>);

impl std::fmt::Debug for Sessions {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.present().iter()).finish()
    }
}

impl Sessions {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Lets somebody in; `end` must be quick.
    pub(super) fn add(&self, caller: Actor, since: Timestamp, doing: Doing, end: End) -> SessionId {
        let mut inner = self.lock();
        inner.last += 1;
        let id = SessionId(inner.last);
        let present = Present { id, caller, user: None, org: None, began: None, since, doing };
        inner.present.insert(id, (present, end));
        inner.listed();
        id
    }

    /// Somebody signed in, or out again.
    pub(super) fn signed_in(
        &self,
        id: SessionId,
        user: Option<UserSid>,
        org: Option<OrgSid>,
        began: Option<Position>,
    ) {
        let mut inner = self.lock();
        if let Some((present, _)) = inner.present.get_mut(&id) {
            (present.user, present.org, present.began) = (user, org, began);
            inner.listed();
        }
    }

    /// Somebody left.
    pub(super) fn remove(&self, id: SessionId) -> Option<Present> {
        let mut inner = self.lock();
        let (present, _) = inner.present.remove(&id)?;
        inner.listed();
        Some(present)
    }

    /// Everybody, in the order they came.
    pub fn present(&self) -> Arc<Vec<Present>> {
        Arc::clone(&self.lock().list)
    }

    /// One of them.
    pub fn get(&self, id: SessionId) -> Option<Present> {
        self.lock().present.get(&id).map(|(present, _)| present.clone())
    }

    /// How many are connected from elsewhere.
    pub fn elsewhere(&self) -> usize {
        self.lock().present.values().filter(|(present, _)| present.doing != Doing::Here).count()
    }

    /// Tells one to end.
    pub(super) fn end(&self, id: SessionId, why: Ending) {
        if let Some((_, end)) = self.lock().present.get(&id) {
            end(why);
        }
    }

    /// Tells everybody elsewhere to end.
    pub fn end_elsewhere(&self, why: Ending) {
        for (present, end) in self.lock().present.values() {
            if present.doing != Doing::Here {
                end(why);
            }
        }
    }
}
