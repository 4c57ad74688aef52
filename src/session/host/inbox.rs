//! What a client says, frame by frame; a wait can be bounded without losing what has come of a frame.

use std::io::{self, Read};
use std::os::unix::net::UnixStream;
use std::time::{Duration, Instant};

use serde::de::DeserializeOwned;

use crate::session::wire::{WireError, frame};

/// Bytes read at a time.
const CHUNK: usize = 4 * 1024;

/// The incoming side of a connection.
#[derive(Debug)]
pub(in crate::session) struct Inbox {
    stream: UnixStream,
    come: Vec<u8>,
}

impl Inbox {
    pub(in crate::session) fn new(stream: &UnixStream) -> io::Result<Self> {
        Ok(Self { stream: stream.try_clone()?, come: Vec::new() })
    }

    /// The bytes of the next frame, which has to be whole by then.
    pub(in crate::session) fn bytes(&mut self, most: usize, until: Instant) -> Result<Vec<u8>, WireError> {
        let left = until.saturating_duration_since(Instant::now());
        match self.within(most, Some(left))? {
            Some(bytes) => Ok(bytes),
            None => Err(io::Error::from(io::ErrorKind::TimedOut).into()),
        }
    }

    /// The next message, which has to be whole by then.
    pub(in crate::session) fn message<T: DeserializeOwned>(
        &mut self,
        most: usize,
        until: Instant,
    ) -> Result<T, WireError> {
        frame::decode(&self.bytes(most, until)?)
    }

    /// The next message; `None` if none was whole within that time. `None` as the time waits for ever.
    pub(in crate::session) fn next<T: DeserializeOwned>(
        &mut self,
        within: Option<Duration>,
    ) -> Result<Option<T>, WireError> {
        self.within(frame::MOST, within)?.map(|bytes| frame::decode(&bytes)).transpose()
    }

    fn within(&mut self, most: usize, within: Option<Duration>) -> Result<Option<Vec<u8>>, WireError> {
        let until = within.map(|within| Instant::now() + within);
        loop {
            if let Some(frame) = self.whole(most)? {
                return Ok(Some(frame));
            }
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return Ok(None);
            }
            self.stream.set_read_timeout(left)?;
            let mut chunk = [0; CHUNK];
            match self.stream.read(&mut chunk) {
                Ok(0) if self.come.is_empty() => return Err(WireError::Closed),
                Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
                Ok(n) => self.come.extend_from_slice(&chunk[..n]),
                Err(error) => match error.kind() {
                    io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => return Ok(None),
                    io::ErrorKind::Interrupted => {}
                    _ => return Err(error.into()),
                },
            }
        }
    }

    /// Takes the first frame, if it has come whole.
    fn whole(&mut self, most: usize) -> Result<Option<Vec<u8>>, WireError> {
        let Some((length, rest)) = self.come.split_first_chunk::<4>() else { return Ok(None) };
        let found = u32::from_le_bytes(*length) as usize;
        if found > most {
            return Err(WireError::TooLong { found, most });
        }
        let Some(frame) = rest.get(..found) else { return Ok(None) };
        let frame = frame.to_vec();
        self.come.drain(..4 + found);
        if self.come.is_empty() && self.come.capacity() > 4 * CHUNK {
            self.come = Vec::new();
        }
        Ok(Some(frame))
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::session::wire::{ToHost, write};

    #[test]
    fn a_wait_that_ends_in_the_middle_of_a_frame_loses_nothing() {
        let (ours, mut theirs) = UnixStream::pair().expect("pair");
        let mut inbox = Inbox::new(&ours).expect("cloned");
        let mut bytes = Vec::new();
        write(&mut bytes, &ToHost::Input(vec![b'x'; 9_000])).expect("encoded");
        write(&mut bytes, &ToHost::Resize(80, 24)).expect("encoded");
        for piece in bytes.chunks(3_000) {
            let soon = Some(Duration::from_millis(1));
            while let Some(message) = inbox.next::<ToHost>(soon).expect("open") {
                assert_eq!(message, ToHost::Input(vec![b'x'; 9_000]));
            }
            theirs.write_all(piece).expect("sent");
        }
        let mut last = None;
        while last != Some(ToHost::Resize(80, 24)) {
            last = inbox.next::<ToHost>(None).expect("open");
        }
        drop(theirs);
        assert!(matches!(inbox.next::<ToHost>(None), Err(WireError::Closed)));
    }

    #[test]
    fn a_client_that_dawdles_is_waited_for_in_all_and_not_anew_with_each_byte() {
        let (ours, mut theirs) = UnixStream::pair().expect("pair");
        let mut inbox = Inbox::new(&ours).expect("cloned");
        theirs.write_all(&[200, 0, 0, 0, 1]).expect("sent");
        let until = Instant::now() + Duration::from_millis(30);
        assert!(matches!(inbox.bytes(1_000, until), Err(WireError::Io(_))));
        assert!(Instant::now() >= until);
    }
}
