//! These streams for a verb in the host: results and messages here, standard input there when it is asked for, and so
//! the files that the line names.

use std::io::{ErrorKind, Read, Write};

use crate::cli::Keep;
use crate::session::wire::{self, ToClient, ToHost, VerbWanted, Wanted};

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
                let bytes = piece(streams.input).unwrap_or_default();
                wire::write(&mut stream, &ToHost::Stdin(bytes)).map_err(|_| Detached::Lost)?;
            }
            ToClient::MoreFile => {
                let piece = match &mut streams.file {
                    Some(file) => piece(*file).map_err(|error| error.to_string()),
                    None => Ok(Vec::new()),
                };
                wire::write(&mut stream, &ToHost::File(piece)).map_err(|_| Detached::Lost)?;
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
                wire::write(&mut stream, &ToHost::Kept(kept)).map_err(|_| Detached::Lost)?;
            }
            ToClient::Ended { code, sentence } => return Ok(Left { code, sentence }),
            ToClient::Store { .. } | ToClient::Remember(_) => {}
        }
    }
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
