//! What was asked for, in the process that holds the store.

use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::net::UnixStream;

use orgadm::cli::{Arguments, Exit, Verb};
use orgadm::outside::socket::SOCKET_VARIABLE;
use orgadm::outside::{self, Identity, IdentitySource, StoreSource, process};
use orgadm::session::Screen;
use orgadm::session::attach::{self, Attaching, Attachment, Detached, Streams};
use orgadm::session::wire::{Claimed, Keys, Look, ScreenWanted, VerbWanted};
use orgadm::store::{self};

use crate::ground::{Ground, terminal_size};
use crate::named::Named;
use crate::screens::remember;
use crate::stop::{Outcome, Stop, usage};

/// A connection to the process that holds the store, if there is one.
///
/// A socket that was named for this run has to answer; one from the configuration, or that a holder left behind, need not.
pub fn host(arguments: &Arguments, ground: &Ground) -> Outcome<Option<UnixStream>> {
    let named = arguments.flags.socket.clone();
    let named =
        named.or_else(|| outside::of_process(SOCKET_VARIABLE).filter(|v| !v.is_empty()).map(Into::into));
    if let Some(path) = named {
        return UnixStream::connect(&path).map(Some).map_err(|error| {
            let rule = format!("Nobody lets anybody in at {}: {error}.", path.display());
            Stop::new("socket", Exit::Unavailable, rule, "Start orgadm serve, or leave the socket away.")
        });
    }
    let held = store::socket_of(&ground.place.path).and_then(|path| UnixStream::connect(path).ok());
    let theirs = matches!(ground.place.source, StoreSource::Flag | StoreSource::Environment);
    let configured = ground.configuration.socket.as_ref().filter(|_| !theirs);
    Ok(held.or_else(|| configured.and_then(|socket| UnixStream::connect(&socket.value).ok())))
}

pub fn detached(error: Detached) -> Stop {
    let exit = match error {
        Detached::Refused { code, why } => return Stop::of(Exit::of(code).unwrap_or(Exit::Failed), why),
        Detached::Terminal(_) | Detached::Output(_) => Exit::Failed,
        Detached::Version(_) | Detached::Foreign | Detached::Lost => Exit::Unavailable,
    };
    Stop::new(error.code(), exit, error.to_string(), error.remedy())
}

/// What was asked for, in the process that holds the store.
pub fn attached(
    arguments: &Arguments,
    ground: &Ground,
    attachment: Attachment,
    (look, keys): (Look, Vec<Keys>),
    screen: &Screen,
) -> Outcome<Exit> {
    let identity = ground.identity(arguments, Some(&attachment.store))?;
    let said = identity
        .as_ref()
        .filter(|identity| matches!(identity.source, IdentitySource::Flag | IdentitySource::Environment));
    let usual = identity.as_ref().filter(|_| said.is_none());
    let email = |identity: Option<&Identity>| identity.map(|identity| identity.email.to_string());
    let ssh = outside::of_process("SSH_CONNECTION").filter(|ssh| !ssh.is_empty());
    let claimed = Claimed { said: email(said), usual: email(usual), ssh };
    let left = match &arguments.verb {
        None | Some(Verb::Attach) => {
            let file = ground.identities();
            let terminal = outside::of_process("TERM").unwrap_or_default();
            attach::screens(
                attachment,
                Attaching {
                    wanted: ScreenWanted { size: terminal_size(), terminal, look, keys, claimed },
                    screen,
                    size: terminal_size,
                    remember: &mut |id, email| remember(file.as_ref(), id, email),
                },
            )
        }
        Some(verb) => {
            let words: Result<Vec<String>, OsString> =
                std::env::args_os().skip(1).map(OsString::into_string).collect();
            let words = words.map_err(|word| usage(format!("{} is not UTF-8 text.", word.display())))?;
            let streams = process::Streams::of_process();
            let wanted = VerbWanted {
                words,
                stdin_is_terminal: streams.stdin,
                stdout_is_terminal: streams.stdout,
                stderr_is_terminal: streams.stderr,
                claimed,
            };
            let (mut out, mut err, mut input) = (io::stdout(), io::stderr(), io::stdin());
            let mut named = Named::of(verb);
            let (file, into) = named.both();
            let in_parts = verb.rows().is_some_and(|rows| rows.keep_going);
            let streams = Streams { out: &mut out, err: &mut err, input: &mut input, file, into, in_parts };
            attach::verb(attachment, wanted, streams)
        }
    };
    let left = left.map_err(detached)?;
    let exit = Exit::of(left.code).unwrap_or(Exit::Failed);
    match left.why {
        // Told, and left in order.
        Some(why) if exit == Exit::Done => {
            let _ = writeln!(io::stderr(), "orgadm: {why}");
            Ok(exit)
        }
        Some(why) => Err(Stop::of(exit, why)),
        None => Ok(exit),
    }
}
