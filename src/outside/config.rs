//! The configuration: the user's file over the host's file over the defaults.
//!
//! Only keys that say how *this user* runs orgadm stand here; what binds an organization is data in its store. Files
//! are read whole and checked whole: an unknown key or a wrong value is an error with its line, never a shrug.

mod domains;
mod error;
mod layer;
mod mail;
mod source;
mod value;
mod wording;

use std::path::Path;

use layer::Layer;

use super::files;
use super::paths::Paths;
use crate::model::Email;

pub use domains::Domains;
pub use error::{ConfigError, Problem};
pub use mail::{CourierChoice, MailSettings, PasswordFrom, Security, SmtpSettings};
pub use value::{Binding, Chord, Located, Scope, ThemeChoice};

/// Most bytes of one configuration file.
pub const MOST_BYTES: u64 = 256 * 1024;

/// What the files say together. `Default` is what holds when there are none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Configuration {
    /// `store`: where the store lies.
    pub store: Option<Located<std::path::PathBuf>>,
    /// `socket`: where the process that holds the store lets others in.
    pub socket: Option<Located<std::path::PathBuf>>,
    /// `group`: the OS group that may connect to `orgadm serve`.
    pub group: Option<String>,
    /// `as`: whom to sign in as.
    pub identity: Option<Located<Email>>,
    /// `theme`.
    pub theme: ThemeChoice,
    /// `ascii`: borders and marks in ASCII even where the locale is UTF-8.
    pub ascii: bool,
    /// `[domains]`: how the proofs of domains are published and looked for.
    pub domains: Domains,
    /// `[keys]`, one entry an action, as text: which actions and chords exist is known to the screens.
    pub keys: Vec<Binding>,
    /// `[mail]`: who carries messages. The user's file says all of it, or the host's does.
    pub mail: MailSettings,
}

impl Configuration {
    /// Reads both files; a missing one says nothing.
    ///
    /// # Errors
    ///
    /// A file that is there and cannot be read (no permission, not a regular file, over [`MOST_BYTES`], not UTF-8), or
    /// one that says something wrong.
    pub fn load(paths: &Paths) -> Result<Self, ConfigError> {
        let home = paths.home.as_deref();
        let user = match &paths.user_config {
            Some(file) => read(file, Scope::User, home)?,
            None => Layer::default(),
        };
        Ok(Self::of(user, read(&paths.system_config, Scope::System, home)?))
    }

    fn of(user: Layer, system: Layer) -> Self {
        let mut keys = user.keys;
        for binding in system.keys {
            if !keys.iter().any(|known| known.action == binding.action) {
                keys.push(binding);
            }
        }
        Self {
            store: user.store.or(system.store),
            socket: user.socket.or(system.socket),
            group: user.group.or(system.group),
            identity: user.identity.or(system.identity),
            theme: user.theme.or(system.theme).unwrap_or_default(),
            ascii: user.ascii.or(system.ascii).unwrap_or_default(),
            domains: user.domains.over(system.domains),
            keys,
            mail: user.mail.or(system.mail).unwrap_or_default(),
        }
    }
}

fn read(file: &Path, scope: Scope, home: Option<&Path>) -> Result<Layer, ConfigError> {
    match files::read(file, MOST_BYTES) {
        Ok(None) => Ok(Layer::default()),
        Ok(Some(text)) => Layer::parse(&text, file, scope, home)
            .map_err(|problems| ConfigError::Wrong { file: file.to_path_buf(), problems }),
        Err(error) => Err(ConfigError::Unreadable { file: file.to_path_buf(), why: error.to_string() }),
    }
}

#[cfg(test)]
mod tests;
