//! These streams for a verb in the host: results and messages here, standard input there when it is asked for.

use std::io::{ErrorKind, Read, Write};

use crate::session::wire::{self, ToClient, ToHost, VerbWanted, Wanted};

use super::{Attachment, Detached, Left};

/// Bytes of standard input sent at a time: what the host's reader takes at once.
const CHUNK: usize = 8 * 1024;

/// The three streams.
pub struct Streams<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Messages.
    pub err: &'a mut dyn Write,
    /// Answers and codes.
    pub input: &'a mut dyn Read,
}

impl std::fmt::Debug for Streams<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Streams").finish_non_exhaustive()
    }
}

/// Runs a verb in the host with these streams.
pub fn verb(attachment: Attachment, wanted: VerbWanted, streams: Streams<'_>) -> Result<Left, Detached> {
    let mut stream = attachment.stream;
    wire::write(&mut stream, &Wanted::Verb(Box::new(wanted))).map_err(|_| Detached::Lost)?;
    loop {
        match wire::read(&mut stream, wire::MOST)? {
            ToClient::Output(bytes) => {
                match streams.out.write_all(&bytes).and_then(|()| streams.out.flush()) {
                    Ok(()) => {}
                    // Whoever reads the results has gone, as with `| head`: that is no failure.
                    Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                        return Ok(Left { code: 0, sentence: None });
                    }
                    Err(error) => return Err(Detached::Output(error)),
                }
            }
            ToClient::Error(bytes) => {
                let _ = streams.err.write_all(&bytes).and_then(|()| streams.err.flush());
            }
            ToClient::MoreInput => {
                let mut bytes = vec![0; CHUNK];
                let n = streams.input.read(&mut bytes).unwrap_or(0);
                bytes.truncate(n);
                wire::write(&mut stream, &ToHost::Stdin(bytes)).map_err(|_| Detached::Lost)?;
            }
            ToClient::Ended { code, sentence } => return Ok(Left { code, sentence }),
            ToClient::Store { .. } | ToClient::Remember(_) => {}
        }
    }
}
