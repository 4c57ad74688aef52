//! The OS user who runs this process: the evidence behind a claimed identity.
//!
//! Asks the system and the environment; decides nothing about what that user may do.

use std::path::PathBuf;

use uzers::os::unix::UserExt;

use super::environment::{Lookup, set};
use crate::model::{Evidence, shown};

/// Most characters of an OS user's name that are kept; Linux allows 32 bytes.
const NAME_MOST: usize = 64;

/// Most characters of `SSH_CONNECTION` that are kept: two IPv6 addresses with their zones and two ports fit.
const SSH_MOST: usize = 160;

/// The real OS user (not the effective one, which a set-uid wrapper would change).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OsUser {
    /// The number.
    pub uid: u32,
    /// The name in the user database, with hidden characters escaped; "unknown" if the database has none.
    pub name: String,
    /// The home directory in the user database.
    pub home: Option<PathBuf>,
}

impl OsUser {
    /// Asks the system.
    pub fn current() -> Self {
        Self::of(rustix::process::getuid().as_raw())
    }

    /// Asks the system about the user with this number.
    pub fn of(uid: u32) -> Self {
        let entry = uzers::get_user_by_uid(uid);
        let name = entry.as_ref().map(|user| bounded(&user.name().to_string_lossy(), NAME_MOST));
        Self {
            uid,
            name: name.filter(|name| !name.is_empty()).unwrap_or_else(|| "unknown".into()),
            home: entry.map(|user| user.home_dir().to_path_buf()),
        }
    }

    /// What the audit records about somebody this OS user says they are.
    ///
    /// `SSH_CONNECTION` is text from outside like any other: cut at 160 characters, hidden characters escaped.
    pub fn evidence(&self, env: Lookup) -> Evidence {
        Evidence::Claimed {
            uid: self.uid,
            os_user: self.name.clone(),
            ssh: set(env, "SSH_CONNECTION").map(|value| bounded(&value, SSH_MOST)),
        }
    }
}

/// At most so many visible characters, an ellipsis in place of the rest.
fn bounded(text: &str, most: usize) -> String {
    let start: String = text.chars().take(most.saturating_add(1)).collect();
    let visible = shown(&start);
    if visible.chars().count() <= most {
        return visible;
    }
    visible.chars().take(most.saturating_sub(1)).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ssh(value: Option<&str>) -> Option<String> {
        let user = OsUser { uid: 1000, name: "ada".into(), home: None };
        let env = |name: &str| value.filter(|_| name == "SSH_CONNECTION").map(str::to_owned);
        match user.evidence(&env) {
            Evidence::Claimed { uid: 1000, os_user, ssh } if os_user == "ada" => ssh,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn the_current_user_is_the_one_who_owns_our_files() {
        use std::os::unix::fs::MetadataExt;
        let file = tempfile::NamedTempFile::new().expect("file");
        let user = OsUser::current();
        assert_eq!(user.uid, file.as_file().metadata().expect("metadata").uid());
        assert!(!user.name.is_empty());
    }

    #[test]
    fn ssh_connection_is_kept_as_it_is_when_ordinary() {
        assert_eq!(
            ssh(Some("192.0.2.7 50022 198.51.100.4 22")),
            Some("192.0.2.7 50022 198.51.100.4 22".into())
        );
        assert_eq!(ssh(None), None);
        assert_eq!(ssh(Some("")), None);
    }

    #[test]
    fn ssh_connection_cannot_act_on_a_terminal_or_grow() {
        assert_eq!(ssh(Some("a\u{1b}[2J\nb")), Some("a\\u{1b}[2J\\u{a}b".into()));
        for long in ["x".repeat(100_000), "\u{1b}".repeat(100_000)] {
            let kept = ssh(Some(&long)).expect("kept");
            assert_eq!(kept.chars().count(), SSH_MOST);
            assert!(kept.ends_with('…'), "{kept}");
        }
        assert_eq!(ssh(Some(&"x".repeat(SSH_MOST))), Some("x".repeat(SSH_MOST)));
    }
}
