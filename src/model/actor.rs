//! Who acts, and how far that is proven.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::position::Position;
use super::sid::UserSid;

/// For whom a change is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Who {
    /// A signed-in user.
    User(UserSid),
    /// Somebody who has no user yet: signing up, or answering a first invitation.
    Visitor,
    /// The sweeper.
    System,
    /// Whoever operates the host, through `orgadm support`.
    Operator,
}

/// Why we believe it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Evidence {
    /// The person was named by an OS user who may read the store.
    Claimed {
        /// The OS user's number.
        uid: u32,
        /// The OS user's name.
        os_user: String,
        /// `SSH_CONNECTION`, when there is one.
        ssh: Option<String>,
    },
    /// The program itself.
    System,
    /// The operating system vouches for the number, and the store maps it to the person acted for.
    UidMapped {
        /// The OS user's number.
        uid: u32,
        /// The OS user's name.
        os_user: String,
        /// `SSH_CONNECTION`, as that user's process reported it.
        ssh: Option<String>,
    },
}

impl Evidence {
    /// The OS user behind it.
    pub const fn uid(&self) -> Option<u32> {
        match self {
            Self::Claimed { uid, .. } | Self::UidMapped { uid, .. } => Some(*uid),
            Self::System => None,
        }
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Claimed { uid, os_user, ssh: None } => write!(f, "claimed (uid {uid} {os_user})"),
            Self::Claimed { uid, os_user, ssh: Some(ssh) } => {
                write!(f, "claimed (uid {uid} {os_user}, SSH_CONNECTION {ssh})")
            }
            Self::System => f.write_str("system"),
            Self::UidMapped { uid, os_user, ssh: None } => write!(f, "uid-mapped (uid {uid} {os_user})"),
            Self::UidMapped { uid, os_user, ssh: Some(ssh) } => {
                write!(f, "uid-mapped (uid {uid} {os_user}, SSH_CONNECTION {ssh})")
            }
        }
    }
}

/// Through which door a command came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Origin {
    /// A screen.
    Terminal,
    /// A command-line verb.
    CommandLine,
    /// The sweeper.
    Sweeper,
    /// The generator of demo data.
    Demo,
    /// A screen, in the session that began with this audit entry.
    Session(Position),
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Terminal => "terminal",
            Self::CommandLine => "command line",
            Self::Sweeper => "sweeper",
            Self::Demo => "demo",
            Self::Session(began) => return f.pad(&format!("session {began}")),
        })
    }
}

/// Who acts, why we believe it, and through which door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// For whom.
    pub who: Who,
    /// Why we believe it.
    pub evidence: Evidence,
    /// Through which door.
    pub origin: Origin,
}

impl Actor {
    /// The program itself, doing what is due.
    pub const SWEEPER: Self = Self { who: Who::System, evidence: Evidence::System, origin: Origin::Sweeper };

    /// The signed-in user, if there is one.
    pub const fn user(&self) -> Option<UserSid> {
        match self.who {
            Who::User(sid) => Some(sid),
            _ => None,
        }
    }

    /// The same evidence and door, for this person.
    pub fn acting_as(&self, who: Who) -> Self {
        Self { who, ..self.clone() }
    }
}
