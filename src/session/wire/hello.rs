//! The first words of either side. Their shape never changes, so that any two versions can tell that they differ.

/// The version of the messages after the greeting; raised with every change of their shape.
pub const PROTOCOL: u16 = 2;

const MARK: &[u8; 7] = b"orgadm\0";

/// Most bytes of a program's version.
const VERSION: usize = 40;

/// Who speaks: the program's version and the version of its messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hello {
    /// Of the messages.
    pub protocol: u16,
    /// Of the program.
    pub version: String,
}

impl Hello {
    /// This program's.
    pub fn ours() -> Self {
        Self { protocol: PROTOCOL, version: env!("CARGO_PKG_VERSION").to_owned() }
    }

    /// The bytes of its frame: a mark, the protocol, the version as text.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = MARK.to_vec();
        bytes.extend(self.protocol.to_le_bytes());
        bytes.extend(self.version.bytes().take(VERSION));
        bytes
    }

    /// Reads it; `None` if the other side is no orgadm.
    pub fn of_bytes(bytes: &[u8]) -> Option<Self> {
        let rest = bytes.strip_prefix(MARK)?;
        let (protocol, version) = rest.split_first_chunk::<2>()?;
        let plain = version.len() <= VERSION && version.iter().all(|byte| (0x21..0x7f).contains(byte));
        plain.then(|| Self {
            protocol: u16::from_le_bytes(*protocol),
            version: String::from_utf8_lossy(version).into_owned(),
        })
    }

    /// One sentence if the other side is another version than we are.
    pub fn difference(&self, host: &Self) -> Option<String> {
        (self != host).then(|| {
            format!(
                "The store is held by orgadm {} (protocol {}), and this is orgadm {} (protocol {}); end the other \
                 one, or run the same version.",
                host.version, host.protocol, self.version, self.protocol
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_greeting_is_understood_whatever_the_version() {
        let ours = Hello::ours();
        assert_eq!(Hello::of_bytes(&ours.bytes()), Some(ours.clone()));
        let newer = Hello { protocol: 77, version: "9.9.9".into() };
        assert_eq!(Hello::of_bytes(&newer.bytes()), Some(newer.clone()));
        assert_eq!(ours.difference(&ours), None);
        let sentence = ours.difference(&newer).expect("they differ");
        assert!(sentence.contains("9.9.9") && sentence.ends_with('.'), "{sentence}");
    }

    #[test]
    fn anything_else_is_no_greeting() {
        for bytes in [&b""[..], b"orgadm", b"SSH-2.0-OpenSSH", b"orgadm\0\x01", b"orgadm\0\x01\0\x1b[2J"] {
            assert_eq!(Hello::of_bytes(bytes), None, "{bytes:?}");
        }
        assert_eq!(Hello::of_bytes(&[MARK.as_slice(), &[1, 0], &[b'1'; 41]].concat()), None);
    }
}
