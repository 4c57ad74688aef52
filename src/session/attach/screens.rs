//! This terminal for a session in the host: keys there, frames here, restored at the end whatever it is.

use std::io::{self, Read, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;

use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGTERM, SIGWINCH};
use signal_hook::iterator::Signals;

use crate::model::Email;
use crate::session::guard::Screen;
use crate::session::wire::{self, ScreenWanted, ToClient, ToHost, Wanted};

use super::mouth::Mouth;
use super::{Attachment, Detached, Left};

/// What a session elsewhere needs of here.
pub struct Attaching<'a> {
    /// What is wanted.
    pub wanted: ScreenWanted,
    /// Knows that the terminal has to be restored.
    pub screen: &'a Screen,
    /// How large the terminal is now.
    pub size: fn() -> (u16, u16),
    /// Remembers who is signed in, by the store's identifier.
    pub remember: &'a mut dyn FnMut(&str, Option<&Email>),
}

impl std::fmt::Debug for Attaching<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Attaching").field("wanted", &self.wanted).finish_non_exhaustive()
    }
}

/// Runs a session in the host on this terminal until it ends.
pub fn screens(attachment: Attachment, attaching: Attaching<'_>) -> Result<Left, Detached> {
    let Attachment { mut stream, store, .. } = attachment;
    let clone = |stream: &UnixStream| stream.try_clone().map_err(|_| Detached::Lost);
    let mouth = Mouth::new(clone(&stream)?);
    wire::write(&mut stream, &Wanted::Screen(Box::new(attaching.wanted))).map_err(|_| Detached::Lost)?;
    let signals = Signals::new([SIGWINCH, SIGCONT, SIGTERM, SIGHUP, SIGINT]).map_err(Detached::Terminal)?;
    let guard = attaching.screen.hold().map_err(Detached::Terminal)?;
    let leaving = clone(&stream)?;
    listen(signals, mouth.clone(), leaving, attaching.size).map_err(Detached::Terminal)?;
    keyboard(mouth).map_err(Detached::Terminal)?;
    let ended = loop {
        match wire::read(&mut stream, wire::MOST) {
            Ok(ToClient::Output(bytes)) => {
                let mut out = io::stdout().lock();
                if let Err(error) = out.write_all(&bytes).and_then(|()| out.flush()) {
                    break Err(Detached::Terminal(error));
                }
            }
            Ok(ToClient::Remember(email)) => {
                let email = email.and_then(|email| Email::parse(&email).ok());
                (attaching.remember)(&store, email.as_ref());
            }
            Ok(ToClient::Ended { code, why }) => break Ok(Left { code, why }),
            Ok(
                ToClient::Store { .. }
                | ToClient::Error(_)
                | ToClient::MoreInput
                | ToClient::MoreFile
                | ToClient::IntoFile(_)
                | ToClient::KeepFile,
            ) => {}
            Err(error) => break Err(error.into()),
        }
    };
    drop(guard);
    ended
}

/// Hears of the window and of the end, from a thread of its own.
///
/// A window change of the same size means "draw everything again"; so does having been stopped.
fn listen(
    mut signals: Signals,
    mouth: Mouth,
    stream: UnixStream,
    size: fn() -> (u16, u16),
) -> io::Result<()> {
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            let goes_on = match signal {
                SIGWINCH | SIGCONT => {
                    let (columns, lines) = size();
                    mouth.say(&ToHost::Resize(columns, lines))
                }
                _ => {
                    // The host answers with the end of the session. Where the terminal is gone nobody waits for it.
                    let said = signal != SIGHUP && mouth.say(&ToHost::Leaving);
                    if !said {
                        let _ = stream.shutdown(Shutdown::Both);
                    }
                    said
                }
            };
            if !goes_on {
                break;
            }
        }
    })?;
    Ok(())
}

/// Reads the terminal on a thread of its own; it ends with the process, for nothing can wake it.
fn keyboard(mouth: Mouth) -> io::Result<()> {
    std::thread::Builder::new().name("keyboard".into()).spawn(move || {
        let mut bytes = [0; 4096];
        let mut input = io::stdin().lock();
        loop {
            match input.read(&mut bytes) {
                Ok(0) => break,
                Ok(n) => {
                    if !mouth.say(&ToHost::Input(bytes[..n].to_vec())) {
                        return;
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => break,
            }
        }
        mouth.say(&ToHost::Leaving);
    })?;
    Ok(())
}
