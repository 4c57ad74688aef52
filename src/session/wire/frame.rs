//! Frames: a length of four bytes, little-endian, then so many bytes. A length above the bound ends the connection
//! before anything is read or kept for it.

use std::io::{self, Read, Write};

use bincode::config::{Configuration, Limit, LittleEndian, Varint};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Most bytes of a frame.
pub const MOST: usize = 64 * 1024;

/// Most bytes of the frame that begins a session or a verb: it may carry a theme and a table of keys.
pub const MOST_BEGIN: usize = 256 * 1024;

/// Why nothing could be read.
#[derive(Debug, thiserror::Error)]
pub enum WireError {
    /// The other side closed between two frames.
    #[error("The other side closed the connection.")]
    Closed,
    /// The other side announced more than is taken.
    #[error("The other side sent a frame of {found} bytes; {most} is the most.")]
    TooLong {
        /// What it announced.
        found: usize,
        /// The most that is taken.
        most: usize,
    },
    /// The bytes are no message.
    #[error("The other side does not speak orgadm's protocol.")]
    Malformed,
    /// The stream failed, or ended within a frame.
    #[error("The connection failed: {0}.")]
    Io(#[from] io::Error),
}

/// Decoding never sets more aside than the largest frame holds, whatever lengths the bytes claim.
type Format = Configuration<LittleEndian, Varint, Limit<MOST_BEGIN>>;

const fn format() -> Format {
    bincode::config::standard().with_limit::<MOST_BEGIN>()
}

/// Writes bytes as one frame.
pub fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    let length = u32::try_from(bytes.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut frame = Vec::with_capacity(bytes.len() + 4);
    frame.extend_from_slice(&length.to_le_bytes());
    frame.extend_from_slice(bytes);
    out.write_all(&frame)
}

/// Reads the bytes of one frame of at most `most` bytes.
pub fn read_bytes(input: &mut impl Read, most: usize) -> Result<Vec<u8>, WireError> {
    let mut length = [0; 4];
    let mut have = 0;
    while have < length.len() {
        match input.read(&mut length[have..]) {
            Ok(0) if have == 0 => return Err(WireError::Closed),
            Ok(0) => return Err(io::Error::from(io::ErrorKind::UnexpectedEof).into()),
            Ok(n) => have += n,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error.into()),
        }
    }
    let found = u32::from_le_bytes(length) as usize;
    if found > most {
        return Err(WireError::TooLong { found, most });
    }
    let mut bytes = vec![0; found];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// Writes a message as one frame.
pub fn write(out: &mut impl Write, message: &impl Serialize) -> io::Result<()> {
    write_bytes(out, &encode(message)?)
}

/// The bytes of a message, without the length before them.
pub fn encode(message: &impl Serialize) -> io::Result<Vec<u8>> {
    bincode::serde::encode_to_vec(message, format())
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))
}

/// Reads a message from a frame of at most `most` bytes.
pub fn read<T: DeserializeOwned>(input: &mut impl Read, most: usize) -> Result<T, WireError> {
    decode(&read_bytes(input, most)?)
}

/// The message in the bytes of a frame; bytes that are left over make it none.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, WireError> {
    match bincode::serde::decode_from_slice(bytes, format()) {
        Ok((message, used)) if used == bytes.len() => Ok(message),
        _ => Err(WireError::Malformed),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::message::{ToClient, ToHost, Wanted};
    use super::*;

    #[test]
    fn a_message_comes_out_as_it_went_in() {
        let mut stream = Vec::new();
        write(&mut stream, &ToHost::Input(b"abc".to_vec())).expect("written");
        write(&mut stream, &ToHost::Resize(120, 40)).expect("written");
        let mut input = stream.as_slice();
        assert_eq!(read::<ToHost>(&mut input, MOST).expect("read"), ToHost::Input(b"abc".to_vec()));
        assert_eq!(read::<ToHost>(&mut input, MOST).expect("read"), ToHost::Resize(120, 40));
        assert!(matches!(read::<ToHost>(&mut input, MOST), Err(WireError::Closed)));
    }

    #[test]
    fn a_length_above_the_bound_is_refused_before_its_bytes() {
        let mut endless = (u32::MAX).to_le_bytes().to_vec();
        endless.extend([0; 8]);
        assert!(matches!(read_bytes(&mut endless.as_slice(), MOST), Err(WireError::TooLong { .. })));
    }

    #[test]
    fn a_frame_that_is_cut_is_an_error_and_no_end() {
        for cut in [vec![1, 0], vec![5, 0, 0, 0, 1, 2]] {
            assert!(matches!(read_bytes(&mut cut.as_slice(), MOST), Err(WireError::Io(_))), "{cut:?}");
        }
    }

    #[test]
    fn a_claimed_length_inside_a_message_sets_nothing_aside() {
        // A text of 2^60 bytes in a frame of ten.
        let bytes = [0, 253, 0, 0, 0, 0, 0, 0, 0, 16];
        assert!(decode::<ToHost>(&bytes).is_err());
    }

    proptest! {
        #[test]
        fn any_bytes_are_a_message_or_an_error(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = decode::<ToHost>(&bytes);
            let _ = decode::<ToClient>(&bytes);
            let _ = decode::<Wanted>(&bytes);
            let _ = read_bytes(&mut bytes.as_slice(), MOST);
        }
    }
}
