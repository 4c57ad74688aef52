//! Whom this OS user was last signed in as, for each store: a small file in the state directory.
//!
//! It is a convenience, never evidence: what is remembered only fills in what the user could have typed. So damage
//! counts as nothing remembered, and two programs that save at the same moment may forget one of the two.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::files;
use crate::model::Email;

/// Most stores remembered; the one used longest ago is forgotten first.
pub const MOST_STORES: usize = 100;

/// Most bytes of the file: 100 entries of an id and an address of 160 characters take a third of it.
const MOST_BYTES: u64 = 64 * 1024;

const HEAD: &str =
    "# Written by orgadm: whom you were last signed in as, for each store, the latest first.\n";

/// The file.
#[derive(Debug, Clone)]
pub struct IdentityFile {
    path: PathBuf,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recalled {
    /// The address, if one is remembered for the store.
    pub identity: Option<Email>,
    /// A sentence for the user if the file is there but could not be used.
    pub warning: Option<String>,
}

/// Why something could not be remembered or forgotten.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// Not 32 hexadecimal digits.
    #[error("“{}” is not the id of a store.", crate::model::shown(.0))]
    StoreId(String),
    /// The file could not be written.
    #[error("{} could not be written: {why}.", path.display())]
    Write {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        why: io::Error,
    },
}

#[derive(Deserialize)]
struct Content {
    #[serde(default)]
    store: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    identity: String,
}

impl IdentityFile {
    /// The file in this state directory (see [`super::Paths::state`]); nothing is read or created yet.
    pub fn new(state: &Path) -> Self {
        Self { path: state.join("identity.toml") }
    }

    /// Whom this OS user was last signed in as at this store (32 hexadecimal digits, see `StoreInfo::id`).
    pub fn load(&self, store: &str) -> Recalled {
        match self.entries() {
            Ok(entries) => Recalled {
                identity: entries.into_iter().find(|(id, _)| id == store).map(|(_, email)| email),
                warning: None,
            },
            Err(why) => Recalled {
                identity: None,
                warning: Some(format!("{} is ignored, so nobody is remembered: {why}.", self.path.display())),
            },
        }
    }

    /// Remembers the address for this store; a damaged file is replaced.
    ///
    /// # Errors
    ///
    /// A store id of another form, or a file that cannot be written; then the old file stands.
    pub fn save(&self, store: &str, identity: &Email) -> Result<(), IdentityError> {
        if !is_id(store) {
            return Err(IdentityError::StoreId(store.chars().take(40).collect()));
        }
        let mut entries = vec![(store.to_owned(), identity.clone())];
        entries.extend(self.entries().unwrap_or_default().into_iter().filter(|(id, _)| id != store));
        entries.truncate(MOST_STORES);
        self.write(&entries)
    }

    /// Forgets the address for this store and says whether there was one. A damaged file is left as it is: it already
    /// counts as nothing.
    ///
    /// # Errors
    ///
    /// A file that cannot be written; then the old file stands.
    pub fn forget(&self, store: &str) -> Result<bool, IdentityError> {
        let mut entries = self.entries().unwrap_or_default();
        let before = entries.len();
        entries.retain(|(id, _)| id != store);
        if entries.len() == before {
            return Ok(false);
        }
        self.write(&entries).map(|()| true)
    }

    /// Every entry, the latest first; or, as a clause, why there are none to be had.
    fn entries(&self) -> Result<Vec<(String, Email)>, String> {
        let Some(text) = files::read(&self.path, MOST_BYTES).map_err(|error| error.to_string())? else {
            return Ok(Vec::new());
        };
        let content: Content = toml::from_str(&text).map_err(|_| "it is damaged".to_owned())?;
        let checked = |entry: Entry| {
            let email = Email::parse(&entry.identity).ok().filter(|_| is_id(&entry.id));
            email.map(|email| (entry.id, email)).ok_or_else(|| "it is damaged".to_owned())
        };
        content.store.into_iter().map(checked).collect()
    }

    fn write(&self, entries: &[(String, Email)]) -> Result<(), IdentityError> {
        let mut text = HEAD.to_owned();
        for (id, email) in entries {
            // Neither an id nor a canonical address can hold a quotation mark or a backslash.
            text.push_str(&format!("\n[[store]]\nid = \"{id}\"\nidentity = \"{email}\"\n"));
        }
        files::replace(&self.path, &text).map_err(|why| IdentityError::Write { path: self.path.clone(), why })
    }
}

/// Whether this is the id of a store: 32 hexadecimal digits in lower case.
fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const ONE: &str = "00112233445566778899aabbccddeeff";
    const TWO: &str = "ffeeddccbbaa99887766554433221100";

    fn email(text: &str) -> Email {
        Email::parse(text).expect("valid")
    }

    fn state() -> (tempfile::TempDir, IdentityFile) {
        let dir = tempfile::tempdir().expect("dir");
        let file = IdentityFile::new(&dir.path().join("state/orgadm"));
        (dir, file)
    }

    fn recalled(identity: &str) -> Recalled {
        Recalled { identity: Some(email(identity)), warning: None }
    }

    #[test]
    fn each_store_has_its_own_identity_and_can_be_forgotten() {
        let (_dir, file) = state();
        assert_eq!(file.load(ONE), Recalled { identity: None, warning: None });
        file.save(ONE, &email("ada@acme.example")).expect("save");
        file.save(TWO, &email("o'hara+x{}`$@acme.example")).expect("save");
        file.save(ONE, &email("grace@acme.example")).expect("save");
        assert_eq!(file.load(ONE), recalled("grace@acme.example"));
        assert_eq!(file.load(TWO), recalled("o'hara+x{}`$@acme.example"));
        assert!(file.forget(ONE).expect("forget"));
        assert!(!file.forget(ONE).expect("forget"));
        assert_eq!(file.load(ONE), Recalled { identity: None, warning: None });
        assert_eq!(file.load(TWO), recalled("o'hara+x{}`$@acme.example"));
    }

    #[test]
    fn the_file_is_for_this_user_alone() {
        let (_dir, file) = state();
        file.save(ONE, &email("ada@acme.example")).expect("save");
        let mode = std::fs::metadata(&file.path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
    }

    #[test]
    fn damage_is_nothing_remembered_with_a_warning_and_saving_heals_it() {
        let (_dir, file) = state();
        file.save(ONE, &email("ada@acme.example")).expect("save");
        let path = file.path.display();
        let not_an_address = format!("[[store]]\nid = \"{ONE}\"\nidentity = \"\\u001b[2J\"\n");
        for (damage, why) in [
            (&b"[[store"[..], "it is damaged"),
            (b"store = 3", "it is damaged"),
            (b"[[store]]\nid = \"x\"\nidentity = \"ada@acme.example\"\n", "it is damaged"),
            (b"\xff\xfe", "it is not UTF-8 text"),
            (not_an_address.as_bytes(), "it is damaged"),
            (&vec![b'#'; 70_000], "it has more than 65536 bytes"),
        ] {
            std::fs::write(&file.path, damage).expect("write");
            let warning = Some(format!("{path} is ignored, so nobody is remembered: {why}."));
            assert_eq!(file.load(ONE), Recalled { identity: None, warning });
            assert!(!file.forget(ONE).expect("forget"));
            file.save(ONE, &email("ada@acme.example")).expect("save");
            assert_eq!(file.load(ONE), recalled("ada@acme.example"));
        }
    }

    #[test]
    fn the_store_used_longest_ago_is_forgotten_first() {
        let (_dir, file) = state();
        let longest = email(&format!("{}@{}.example", "a".repeat(64), "b".repeat(63)));
        let id = |n: usize| format!("{n:032x}");
        for n in 0..=MOST_STORES {
            file.save(&id(n), &longest).expect("save");
        }
        assert_eq!(file.load(&id(0)).identity, None);
        assert_eq!(file.load(&id(1)).identity, Some(longest.clone()));
        assert_eq!(file.load(&id(MOST_STORES)), Recalled { identity: Some(longest), warning: None });
    }

    #[test]
    fn only_the_id_of_a_store_is_a_key() {
        let (_dir, file) = state();
        for wrong in ["", "short", &"g".repeat(32), &format!("{}\"\n", &ONE[..30])] {
            assert!(matches!(file.save(wrong, &email("ada@acme.example")), Err(IdentityError::StoreId(_))));
        }
        assert!(!file.path.exists());
    }

    #[test]
    fn what_cannot_be_written_is_an_error_that_names_the_file() {
        let (dir, file) = state();
        std::fs::write(dir.path().join("state"), "in the way").expect("write");
        let error = file.save(ONE, &email("ada@acme.example")).expect_err("no directory").to_string();
        assert!(error.starts_with(&format!("{} could not be written: ", file.path.display())), "{error}");
    }
}
