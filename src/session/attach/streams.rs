//! These streams for a verb in the host: results and messages here, standard input there when it is asked for, and so
//! the files that the line names.

use std::io::{ErrorKind, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level::emulate_default_handler;

use crate::cli::Keep;
use crate::session::wire::{self, ToClient, ToHost, VerbWanted, Wanted};

use super::mouth::Mouth;
use super::{Attachment, Detached, Left};

/// Bytes of standard input sent at a time: what the host's reader takes at once.
const CHUNK: usize = 8 * 1024;

/// The streams.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Messages.
    pub err: &'a mut dyn Write,
    /// Answers and codes.
    pub input: &'a mut dyn Read,
    /// The file to be read, if the line names one.
    pub file: Option<&'a mut dyn Read>,
    /// The file to be written, if the line names one.
    pub into: Option<&'a mut dyn Keep>,
    /// Whether the verb works in parts: then it is told to end after the present one, and what became of it is waited for.
    pub in_parts: bool,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

/// Runs a verb in the host with these streams.
pub fn verb(attachment: Attachment, wanted: VerbWanted, mut streams: Streams<'_>) -> Result<Left, Detached> {
    let mut stream = attachment.stream;
    wire::write(&mut stream, &Wanted::Verb(Box::new(wanted))).map_err(|_| Detached::Lost)?;
    let mouth = Mouth::new(stream.try_clone().map_err(|_| Detached::Lost)?);
    let asking = Arc::new(AtomicBool::new(false));
    if streams.in_parts {
        listen(mouth.clone(), Arc::clone(&asking)).map_err(Detached::Terminal)?;
    }
    let say = |message: &ToHost| if mouth.say(message) { Ok(()) } else { Err(Detached::Lost) };
    loop {
        match wire::read(&mut stream, wire::MOST)? {
            ToClient::Output(bytes) => {
                match streams.out.write_all(&bytes).and_then(|()| streams.out.flush()) {
                    Ok(()) => {}
                    // Whoever reads the results has gone, as with `| head`: that is no failure.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                        return Ok(Left { code: 0, why: None });
                    }
                    Err(error) => return Err(Detached::Output(error)),
                }
            }
            ToClient::Error(bytes) => {
                let _ = streams.err.write_all(&bytes).and_then(|()| streams.err.flush());
            }
            ToClient::MoreInput => {
                asking.store(true, Ordering::SeqCst);
                let bytes = piece(streams.input).unwrap_or_default();
                asking.store(false, Ordering::SeqCst);
                say(&ToHost::Stdin(bytes))?;
            }
            ToClient::MoreFile => {
                let piece = match &mut streams.file {
                    Some(file) => piece(*file).map_err(|error| error.to_string()),
                    None => Ok(Vec::new()),
                };
                say(&ToHost::File(piece))?;
            }
            ToClient::IntoFile(bytes) => match &mut streams.into {
                Some(file) => file.write_all(&bytes).map_err(Detached::Output)?,
                None => return Err(Detached::Foreign),
            },
            ToClient::KeepFile => {
                let kept = match &mut streams.into {
                    Some(file) => file.keep().map_err(|error| error.to_string()),
                    None => return Err(Detached::Foreign),
                };
                say(&ToHost::Kept(kept))?;
            }
            ToClient::Ended { code, why } => return Ok(Left { code, why }),
            ToClient::Store { .. } | ToClient::Remember(_) => {}
        }
    }
}

/// Tells the host of the first signal, from a thread of its own. One that comes while somebody is asked, and a second one, do
/// what signals do.
fn listen(mouth: Mouth, asking: Arc<AtomicBool>) -> std::io::Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP])?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        let mut told = false;
        for signal in signals.forever() {
            if told || asking.load(Ordering::SeqCst) || !mouth.say(&ToHost::Leaving) {
                let _ = emulate_default_handler(signal);
            }
            told = true;
        }
    })?;
    Ok(())
}

/// The next bytes of a stream; none at its end.
fn piece(stream: &mut (impl Read + ?Sized)) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; CHUNK];
    loop {
        match stream.read(&mut bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => {
                bytes.truncate(read?);
                return Ok(bytes);
            }
        }
    }
}
