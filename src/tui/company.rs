//! Company: who else is connected, and what they changed lately. Handed to every screen, like the directory.

use std::sync::Arc;

use crate::controller::{Doing, Present, Recent, name_of};
use crate::directory::Directory;
use crate::model::{Evidence, Key, Span, Timestamp, Who};

/// How long a row says who changed it.
pub const TOLD: Span = Span::seconds(10);

/// Who else is there.
#[derive(Debug, Clone, Default)]
pub struct Company {
    /// Everybody who is connected, in the order they came.
    pub present: Arc<Vec<Present>>,
    /// What was committed lately, newest last.
    pub recent: Arc<Vec<Recent>>,
}

impl Company {
    /// Those who are not on the terminal of the process that holds the store: who, and what for, from where, since when.
    pub fn elsewhere(&self, directory: &Directory, now: Timestamp) -> Vec<(String, String)> {
        let others = self.present.iter().filter(|present| present.doing != Doing::Here);
        others.map(|present| (person(present, directory), about(present, now))).collect()
    }

    /// Rows that somebody else changed in the last seconds, and who it was, newest last.
    pub fn told<Id>(
        &self,
        who: Who,
        now: Timestamp,
        directory: &Directory,
        row: impl Fn(Key) -> Option<Id>,
    ) -> Vec<(Id, String)> {
        let lately = |recent: &&Recent| recent.who != who && now.since(recent.at) < TOLD;
        let mut told = Vec::new();
        for recent in self.recent.iter().filter(lately) {
            let by = actor(recent.who, directory);
            told.extend(recent.keys.iter().filter_map(|key| row(*key)).map(|id| (id, by.clone())));
        }
        told
    }
}

/// Who acted, in a few words.
pub fn actor(who: Who, directory: &Directory) -> String {
    match who {
        Who::User(sid) => name_of(Key::User(sid), directory),
        Who::Visitor => "a visitor".into(),
        Who::System => "the sweeper".into(),
        Who::Operator => "the operator".into(),
    }
}

/// Who is connected.
pub fn person(present: &Present, directory: &Directory) -> String {
    match present.user.or(present.caller.user()) {
        Some(user) => name_of(Key::User(user), directory),
        None => os_user(present),
    }
}

fn os_user(present: &Present) -> String {
    match &present.caller.evidence {
        Evidence::Claimed { uid, os_user, .. } | Evidence::UidMapped { uid, os_user, .. } => {
            format!("{os_user} (uid {uid})")
        }
        Evidence::System => "system".into(),
    }
}

/// What they do.
pub fn doing(present: &Present) -> String {
    match &present.doing {
        Doing::Here => "holds the store".into(),
        Doing::Screen(terminal) => format!("at {terminal}"),
        Doing::Verb(verb) => format!("orgadm {verb}"),
    }
}

/// From where.
pub fn from(present: &Present) -> String {
    let ssh = match &present.caller.evidence {
        Evidence::Claimed { ssh, .. } | Evidence::UidMapped { ssh, .. } => ssh.as_deref(),
        Evidence::System => None,
    };
    let address = ssh.and_then(|ssh| ssh.split(' ').next()).filter(|address| !address.is_empty());
    match address {
        Some(address) => format!("{address}, {}", os_user(present)),
        None => os_user(present),
    }
}

fn about(present: &Present, now: Timestamp) -> String {
    format!("{}; {}; for {}", doing(present), from(present), now.since(present.since))
}
