//! The screens, in this process.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use orgadm::cli::{Arguments, Exit};
use orgadm::controller::{CommitError, Controller, demo};
use orgadm::model::{Actor, Email, Origin, UserSid, Who};
use orgadm::outside::socket;
use orgadm::outside::{self, Identity, IdentityFile};
use orgadm::session::wire::{Keys, Look};
use orgadm::session::{self, Ended, Host, Limits, Local, Opened, Opener, Over, Posting, Screen, Sweeper};
use orgadm::tui::app::Setup;

use crate::ground::{Ground, terminal_size};
use crate::look::keymap;
use crate::opening::{listen, open};
use crate::services::services;
use crate::stop::{Failed, Stop, usage};

/// What works beside the screens of the process that holds the store.
#[derive(Default)]
struct Beside {
    sweeper: Option<Sweeper>,
    host: Option<Host>,
    posting: Option<Posting>,
    /// What could not be done when it was tried last, a sentence of each kind of work.
    failed: Arc<Mutex<BTreeMap<String, String>>>,
}

/// The screens, in this process, which holds the store for everybody as long as it lives and does what is due.
pub fn screens_here(
    arguments: &Arguments,
    ground: &Ground,
    demo: bool,
    (look, keys): (&Look, &[Keys]),
    screen: &Screen,
) -> Result<Exit, Failed> {
    let file = ground.identities();
    let (path, file_there) = (ground.place.path.clone(), file.clone());
    let (as_user, configuration) = (arguments.flags.as_user.clone(), ground.configuration.clone());
    let services = services(&ground.configuration)?;
    let beside = Arc::new(Mutex::new(Beside::default()));
    let theirs = Arc::clone(&beside);
    // Run behind the first frame.
    let opener: Opener = Box::new(move || {
        let mut opened = open(&path, services)?;
        let recalled = file_there.as_ref().and_then(|file| file.load(&opened.id).identity);
        let identity = Identity::resolve(as_user.as_deref(), &outside::of_process, &configuration, recalled);
        // A mistyped address was refused before the store was touched.
        let identity = identity.ok().flatten();
        let controller = &opened.controller;
        let user = match demo {
            true => demo::owner_of(controller.store())?,
            false => identity.as_ref().and_then(|identity| known(controller, &identity.email)),
        };
        let address = identity.map(|identity| identity.email).filter(|_| user.is_none());
        let socket = socket::beside(&outside::of_process, &path, &opened.id);
        let mut beside = theirs.lock().unwrap_or_else(PoisonError::into_inner);
        // The screens have the terminal; what still fails is said when they are left.
        let failed = Arc::clone(&beside.failed);
        let told = move |what: &str, error: Option<&CommitError>| {
            let mut failed = failed.lock().unwrap_or_else(PoisonError::into_inner);
            match error {
                Some(error) => drop(failed.insert(what.to_owned(), error.to_string())),
                None => drop(failed.remove(what)),
            }
        };
        match Posting::begin(&opened.controller, told.clone()) {
            Ok(posting) => beside.posting = posting,
            Err(error) => opened.warnings.push(format!("Messages stay in the outbox: {error}.")),
        }
        match Sweeper::begin(&opened.controller, told) {
            Ok(sweeper) => beside.sweeper = Some(sweeper),
            Err(error) => opened.warnings.push(format!("What is due waits for orgadm sweep: {error}.")),
        }
        match listen(&opened, &socket, socket::Access::Own, Limits::default()) {
            Ok(host) => beside.host = Some(host),
            Err(error) => {
                opened.warnings.push(format!("Nobody else can come in: {}: {error}.", socket.display()))
            }
        }
        Ok(Opened { controller: opened.controller, user, address, warnings: opened.warnings })
    });
    let local = Local {
        opener,
        caller: Actor {
            who: Who::Visitor,
            evidence: ground.os_user.evidence(&outside::of_process),
            origin: Origin::Terminal,
        },
        setup: Setup {
            keymap: keymap(keys)?,
            theme: session::theme(look).map_err(usage)?,
            store: ground.place.path.display().to_string(),
            user: None,
            address: None,
            warnings: Vec::new(),
            holds: true,
            fixed: false,
        },
        size: terminal_size(),
        screen: screen.clone(),
        remember: &mut |id, email| remember(file.as_ref(), id, email),
    };
    let over = session::run(local).map_err(|ended| match ended {
        Ended::Store(error) => Failed::Store(error),
        terminal => Failed::Stop(Stop::failed(terminal)),
    });
    let beside = std::mem::take(&mut *beside.lock().unwrap_or_else(PoisonError::into_inner));
    if let (Ok(Over { waits: true, .. }), Some(host)) = (&over, &beside.host) {
        wait_for_others(host);
    }
    let Beside { sweeper, host, posting, failed } = beside;
    drop(sweeper);
    drop(host);
    drop(posting);
    for (what, error) in failed.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        let _ = writeln!(io::stderr(), "orgadm: {what}: {error}");
    }
    over.map(|_| Exit::Done)
}

/// The user has quit, and others go on: the process holds the store until the last of them leaves, or until it is told
/// to end.
pub fn wait_for_others(host: &Host) {
    let told = Arc::new(AtomicBool::new(false));
    let hears = Arc::clone(&told);
    if session::watch_signals(move |_| {
        hears.store(true, Ordering::SeqCst);
        true
    })
    .is_err()
    {
        return;
    }
    let _ = writeln!(
        io::stderr(),
        "orgadm: {} still at work here; waiting until they leave. Ctrl+C ends their sessions.",
        host.connections()
    );
    host.wait_until_alone(&|| told.load(Ordering::SeqCst));
}

pub fn known(controller: &Controller, email: &Email) -> Option<UserSid> {
    controller.store().user_by_email(email).ok().flatten()
}

pub fn remember(file: Option<&IdentityFile>, store: &str, email: Option<&Email>) {
    let Some(file) = file else { return };
    // Not being remembered costs a moment in the picker; it is no reason to disturb the session.
    let _ = match email {
        Some(email) => file.save(store, email).map(|()| true),
        None => file.forget(store),
    };
    #[cfg(debug_assertions)]
    if outside::of_process("ORGADM_PANIC_AT_SIGN_IN").is_some() {
        #[expect(clippy::panic, reason = "the test of the panic path needs a panic; not in release builds")]
        std::panic::panic_any("asked to panic, for the test that the terminal is restored");
    }
}
