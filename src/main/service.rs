//! The host without a screen.

use std::io::{self, Write};
use std::sync::mpsc::channel;
use std::time::Duration;

use orgadm::cli::{Arguments, Exit, ServeArguments};
use orgadm::controller::CommitError;
use orgadm::outside::socket::{self, SOCKET_VARIABLE};
use orgadm::outside::{self, notify};
use orgadm::session::{self, Limits, Posting};

use crate::ground::{Ground, may_create};
use crate::opening::{listen, open};
use crate::services::services;
use crate::stop::{Outcome, Stop, usage};

/// Holds the store for everybody, without a screen, until it is told to end.
pub fn serve(arguments: &Arguments, serving: &ServeArguments, ground: &Ground) -> Outcome<Exit> {
    let env: outside::Lookup = &outside::of_process;
    may_create(arguments, &ground.place)?;
    let (end, ended) = channel();
    session::watch_signals(move |_| end.send(()).is_ok())
        .map_err(|error| Stop::failed(format!("Signals: {error}.")))?;
    let group = serving.group.as_ref().or(ground.configuration.group.as_ref());
    let gid = group
        .map(|name| socket::group(name).ok_or_else(|| usage(format!("There is no OS group {name}."))))
        .transpose()?;
    let named = arguments.flags.socket.clone();
    let named = named.or_else(|| env(SOCKET_VARIABLE).filter(|value| !value.is_empty()).map(Into::into));
    let named = named.or_else(|| ground.configuration.socket.as_ref().map(|socket| socket.value.clone()));
    let path = named.unwrap_or_else(|| socket::of_service(&serving.name));
    // The lock file tells it to clients that work elsewhere.
    let path = std::path::absolute(&path).unwrap_or(path);
    let opened = open(&ground.place.path, services(&ground.configuration)?)?;
    let mut err = io::stderr();
    for warning in &opened.warnings {
        let _ = writeln!(err, "orgadm: {warning}");
    }
    // Nobody waits for the lists when they come.
    opened.controller.directory()?;
    let idle = (serving.idle > 0).then(|| Duration::from_secs(u64::from(serving.idle) * 60));
    let limits = Limits { idle, ..Limits::default() };
    let host = listen(&opened, &path, socket::Access::Group(gid), limits)
        .map_err(|error| Stop::failed(format!("{}: {error}.", path.display())))?;
    let _ = writeln!(err, "orgadm: {} is open at {}.", ground.place.path.display(), path.display());
    let posting = Posting::begin(&opened.controller, said)
        .map_err(|error| Stop::failed(format!("Messages cannot be carried: {error}.")))?;
    let _ = notify::ready(env);
    let sweeper = session::Sweeper::begin(&opened.controller, said)
        .map_err(|error| Stop::failed(format!("Sweeping: {error}.")))?;
    // Told to end, or nobody is left to tell it.
    let _ = ended.recv();
    let _ = notify::stopping(env);
    drop(sweeper);
    drop(host);
    drop(posting);
    Ok(Exit::Done)
}

/// Says what could not be done, each time.
fn said(what: &str, error: Option<&CommitError>) {
    if let Some(error) = error {
        let _ = writeln!(io::stderr(), "orgadm: {what}: {error}");
    }
}
