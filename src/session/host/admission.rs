//! Who may come in: the OS user who owns the store, and OS users that the store maps to a user.
//!
//! The number is asked of the system (SO_PEERCRED), never of the client. Attempts of others are recorded, but no faster
//! than anybody can read them: a bucket for each number, and one for all.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::hosting::Hosting;
use crate::cli::Exit;
use crate::controller::RefusalCode;
use crate::model::{Actor, Evidence, Key, Origin, Record, UserSid, Who};
use crate::session::wire::Why;

/// Attempts of one OS user that are recorded at once, and how long one takes to count no more.
const OF_ONE: u32 = 5;
const AGAIN: Duration = Duration::from_secs(120);

/// Attempts of all that are recorded at once.
const OF_ALL: u32 = 30;

/// What the audit and the answer call an OS user who is nobody here.
const NOT_MAPPED: &str = "uid-not-mapped";

/// Most OS users remembered; the one that was quiet longest is forgotten.
const REMEMBERED: usize = 64;

/// Somebody who may come in.
#[derive(Debug, Clone)]
pub(super) struct Admitted {
    /// Their number.
    pub(super) uid: u32,
    /// What they are called.
    pub(super) name: String,
    /// The user they are, and that user's address; `None` for the OS user who owns the store, who may say who they are.
    pub(super) mapped: Option<(UserSid, String)>,
}

impl Admitted {
    /// The evidence and the door, with what the client reported of its connection.
    pub(super) fn caller(&self, ssh: Option<&str>, origin: Origin) -> Actor {
        let (uid, os_user) = (self.uid, self.name.clone());
        let ssh = ssh.map(crate::session::wire::bounded);
        match self.mapped {
            Some((user, _)) => {
                Actor { who: Who::User(user), evidence: Evidence::UidMapped { uid, os_user, ssh }, origin }
            }
            None => Actor { who: Who::Visitor, evidence: Evidence::Claimed { uid, os_user, ssh }, origin },
        }
    }

    /// Whether what the client says of itself agrees with who it is.
    pub(super) fn agrees(&self, said: Option<&str>) -> Result<(), Why> {
        match (&self.mapped, said) {
            (Some((_, email)), Some(said)) if !said.eq_ignore_ascii_case(email) => {
                let rule =
                    format!("Only the OS user who owns the store may say --as; uid {} is {email}.", self.uid);
                Err(Why::refused(RefusalCode::NotPermitted, rule, "Leave --as out."))
            }
            _ => Ok(()),
        }
    }
}

/// A bucket that fills with attempts and leaks with time.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    attempts: u32,
    since: Instant,
}

impl Bucket {
    fn new(now: Instant) -> Self {
        Self { attempts: 0, since: now }
    }

    /// Whether one more has room.
    fn takes(&mut self, most: u32, now: Instant) -> bool {
        let leaked = now.duration_since(self.since).as_secs() / AGAIN.as_secs().max(1);
        if leaked > 0 {
            self.attempts = self.attempts.saturating_sub(u32::try_from(leaked).unwrap_or(u32::MAX));
            self.since = now;
        }
        let takes = self.attempts < most;
        self.attempts += u32::from(takes);
        takes
    }
}

/// The door.
#[derive(Debug)]
pub(super) struct Admission {
    owner: u32,
    name: fn(u32) -> String,
    /// Connections of OS users who do not own the store, from being let in to their end.
    here: BTreeMap<u32, usize>,
    turned_away: BTreeMap<u32, Bucket>,
    all: Bucket,
}

impl Admission {
    pub(super) fn new(owner: u32, name: fn(u32) -> String) -> Self {
        Self {
            owner,
            name,
            here: BTreeMap::new(),
            turned_away: BTreeMap::new(),
            all: Bucket::new(Instant::now()),
        }
    }

    /// Whether this OS user may come in; else how to leave, and why.
    pub(super) fn ask(&mut self, uid: u32, hosting: &Hosting) -> Result<Admitted, (Exit, Why)> {
        let name = (self.name)(uid);
        if uid == self.owner {
            return Ok(Admitted { uid, name, mapped: None });
        }
        let controller = &hosting.controller;
        let user = controller.user_of_uid(uid).map_err(|error| {
            (Exit::Unavailable, Why::new(error.code(), error.to_string(), error.remedy()))
        })?;
        let Some(user) = user else {
            if self.is_recorded(uid, Instant::now()) {
                let evidence = Evidence::Claimed { uid, os_user: name.clone(), ssh: None };
                // What cannot be recorded is refused all the same.
                let _ = controller.turned_away(evidence, NOT_MAPPED);
            }
            let rule = format!("{name} (uid {uid}) is nobody in this store.");
            let remedy = format!("Whoever operates the host maps them: orgadm user link EMAIL --uid {uid}");
            return Err((Exit::Refused, Why::new(NOT_MAPPED, rule, remedy)));
        };
        let here = self.here.entry(uid).or_default();
        if *here >= hosting.limits.of_one {
            let rule = format!("{name} (uid {uid}) is connected {here} times already.");
            return Err((Exit::Refused, Why::new("host-full", rule, "End one of the sessions first.")));
        }
        *here += 1;
        let email = match controller.store().get(Key::User(user)) {
            Ok(Some(stored)) => match stored.record {
                Record::User(user) => user.email.to_string(),
                _ => String::new(),
            },
            _ => String::new(),
        };
        Ok(Admitted { uid, name, mapped: Some((user, email)) })
    }

    /// Somebody who was let in is gone.
    pub(super) fn left(&mut self, admitted: &Admitted) {
        let Some(here) = admitted.mapped.as_ref().and_then(|_| self.here.get_mut(&admitted.uid)) else {
            return;
        };
        *here = here.saturating_sub(1);
        if *here == 0 {
            self.here.remove(&admitted.uid);
        }
    }

    fn is_recorded(&mut self, uid: u32, now: Instant) -> bool {
        if !self.turned_away.contains_key(&uid) && self.turned_away.len() >= REMEMBERED {
            let quiet = self.turned_away.iter().min_by_key(|(_, bucket)| bucket.since).map(|(uid, _)| *uid);
            quiet.map(|uid| self.turned_away.remove(&uid));
        }
        let own = self.turned_away.entry(uid).or_insert_with(|| Bucket::new(now)).takes(OF_ONE, now);
        own && self.all.takes(OF_ALL, now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attempts_are_recorded_no_faster_than_they_can_be_read() {
        let mut admission = Admission::new(0, |uid| uid.to_string());
        let now = Instant::now();
        let recorded = (0..100).filter(|_| admission.is_recorded(1000, now)).count();
        assert_eq!(recorded, OF_ONE as usize);
        assert!(admission.is_recorded(1001, now), "another one has a bucket of their own");
        assert!(admission.is_recorded(1000, now + AGAIN), "after a while one more is");
        let many = (2_000..4_000).filter(|uid| admission.is_recorded(*uid, now)).count();
        assert!(many <= OF_ALL as usize, "{many}");
        assert!(admission.turned_away.len() <= REMEMBERED);
    }

    #[test]
    fn only_the_owner_says_who_they_are() {
        let user = UserSid::from_bytes([1; 16]);
        let mapped = Admitted { uid: 1000, name: "g".into(), mapped: Some((user, "g@x.example".into())) };
        assert!(mapped.agrees(None).is_ok() && mapped.agrees(Some("G@x.example")).is_ok());
        assert!(
            mapped
                .agrees(Some("ada@x.example"))
                .expect_err("refused")
                .rule
                .contains("uid 1000 is g@x.example")
        );
        assert_eq!(mapped.caller(None, Origin::Terminal).who, Who::User(user));
        let owner = Admitted { mapped: None, ..mapped };
        assert!(owner.agrees(Some("ada@x.example")).is_ok());
    }
}
