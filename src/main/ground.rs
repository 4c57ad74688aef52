//! What is known before the store is opened: places, configuration, who asks, and whether there is a terminal.

use std::io::{self, IsTerminal};

use orgadm::cli::{Arguments, Exit, Verb};
use orgadm::outside::{
    self, Configuration, Identity, IdentityFile, OsUser, Paths, StorePlace, StoreSource, process,
};
use orgadm::store::{self};

use crate::stop::{Outcome, Stop, usage};

/// Everything known before the store is opened.
pub struct Ground {
    pub paths: Paths,
    pub configuration: Configuration,
    pub place: StorePlace,
    pub os_user: OsUser,
}

impl Ground {
    pub fn identities(&self) -> Option<IdentityFile> {
        self.paths.state.as_deref().map(IdentityFile::new)
    }

    /// Whom the screens or a verb are for, in the store with this identifier.
    pub fn identity(&self, arguments: &Arguments, store: Option<&str>) -> Outcome<Option<Identity>> {
        let recalled = self.identities().zip(store).and_then(|(file, id)| file.load(id).identity);
        let flag = arguments.flags.as_user.as_deref();
        Identity::resolve(flag, &outside::of_process, &self.configuration, recalled).map_err(usage)
    }
}

/// A store is made where nobody named one, or by the verbs that begin one; a mistyped name makes nothing.
pub fn may_create(arguments: &Arguments, place: &StorePlace) -> Outcome<()> {
    let begins = match arguments.verb {
        Some(Verb::Demo(_) | Verb::Signup(_) | Verb::Import(_)) => true,
        Some(_) => false,
        None => place.source == StoreSource::DataDirectory,
    };
    if begins || store::exists(&place.path) {
        return Ok(());
    }
    let path = place.path.display();
    let begin = match place.source {
        StoreSource::DataDirectory => "Run orgadm without a verb to begin one.".to_owned(),
        _ => format!(
            "{} names it; orgadm signup, orgadm demo or orgadm import begins a store there.",
            place.source
        ),
    };
    // A path that cannot hold a store at all is said by opening it.
    if place.path.exists() && !place.path.is_dir() {
        return Ok(());
    }
    Err(Stop::new("store-missing", Exit::Unavailable, format!("There is no store at {path}."), begin))
}

pub fn terminal() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal()
}

pub fn terminal_size() -> (u16, u16) {
    process::terminal_size().map_or((80, 24), |size| (size.columns, size.rows))
}
