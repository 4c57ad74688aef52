//! What a client is told: whole frames from any thread, and within a bounded time or not at all.

use std::io::{self, Write};
use std::net::Shutdown;
use std::os::unix::net::UnixStream;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::session::wire::{ToClient, frame};

/// How long a client may take to take one frame.
pub(super) const LIMIT: Duration = Duration::from_secs(20);

/// Bytes the system keeps for a client that is slow: a frame or two, so that what is drawn next is the latest.
const KEPT: usize = 32 * 1024;

/// Most bytes of output in one frame.
const PIECE: usize = 32 * 1024;

/// The outgoing side of a connection.
#[derive(Debug)]
pub(in crate::session) struct Outlet {
    stream: Mutex<UnixStream>,
    /// Reachable while a write is stuck.
    cut: UnixStream,
}

impl Outlet {
    pub(in crate::session) fn new(stream: &UnixStream) -> io::Result<Self> {
        // A courtesy only: without it a slow client sees a little more of the past.
        let _ = rustix::net::sockopt::set_socket_send_buffer_size(stream, KEPT);
        Ok(Self { stream: Mutex::new(stream.try_clone()?), cut: stream.try_clone()? })
    }

    /// Sends bytes as a frame.
    pub(in crate::session) fn bytes(&self, bytes: &[u8]) -> io::Result<()> {
        let mut framed = Vec::with_capacity(bytes.len() + 4);
        frame::write_bytes(&mut framed, bytes)?;
        let stream = self.stream.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + LIMIT;
        let mut left = framed.as_slice();
        while !left.is_empty() {
            let patience = until.saturating_duration_since(Instant::now());
            if patience.is_zero() {
                return Err(io::ErrorKind::TimedOut.into());
            }
            stream.set_write_timeout(Some(patience))?;
            match (&*stream).write(left) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(n) => left = &left[n..],
                Err(error) => match error.kind() {
                    io::ErrorKind::Interrupted => {}
                    io::ErrorKind::WouldBlock => return Err(io::ErrorKind::TimedOut.into()),
                    _ => return Err(error),
                },
            }
        }
        Ok(())
    }

    /// Sends a message.
    pub(in crate::session) fn say(&self, message: &ToClient) -> io::Result<()> {
        self.bytes(&frame::encode(message)?)
    }

    /// Sends bytes for the terminal or standard output.
    pub(in crate::session) fn output(&self, bytes: &[u8]) -> io::Result<()> {
        bytes.chunks(PIECE).try_for_each(|piece| self.say(&ToClient::Output(piece.to_vec())))
    }

    /// Sends bytes for standard error.
    pub(super) fn error(&self, bytes: &[u8]) -> io::Result<()> {
        bytes.chunks(PIECE).try_for_each(|piece| self.say(&ToClient::Error(piece.to_vec())))
    }

    /// A handle that cuts the connection off, even while a write is stuck.
    pub(super) fn cutter(&self) -> io::Result<UnixStream> {
        self.cut.try_clone()
    }

    /// All is said.
    pub(super) fn finish(&self) {
        let _ = self.cut.shutdown(Shutdown::Write);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_that_is_cut_off_frees_whoever_writes_to_it() {
        let (ours, _theirs) = UnixStream::pair().expect("pair");
        let outlet = Outlet::new(&ours).expect("cloned");
        let cutter = outlet.cutter().expect("cloned");
        std::thread::scope(|scope| {
            let writing = scope.spawn(|| {
                loop {
                    if let Err(error) = outlet.output(&[b'x'; PIECE]) {
                        return error.kind();
                    }
                }
            });
            cutter.shutdown(Shutdown::Both).expect("open");
            assert_eq!(writing.join().expect("ended"), io::ErrorKind::BrokenPipe);
        });
    }
}
