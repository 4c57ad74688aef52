//! A head of the audit that somebody notes: by it they can tell later that nothing before it was changed.

use std::fmt;
use std::str::FromStr;

use super::position::Position;

/// The place and hash of an audit entry, written `position:hash`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Head {
    /// The place of the entry.
    pub position: Position,
    /// SHA-256 over its header as stored, which holds the hash of the entry before it.
    pub hash: [u8; 32],
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.position)?;
        self.hash.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text that is no head.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "A noted head looks like 42:9f86d0…, a position and 64 hexadecimal digits, as `orgadm audit head` prints it"
)]
pub struct HeadError;

impl FromStr for Head {
    type Err = HeadError;

    fn from_str(text: &str) -> Result<Self, HeadError> {
        let (position, hex) = text.trim().split_once(':').ok_or(HeadError)?;
        let position = position.parse().map(Position).map_err(|_| HeadError)?;
        if hex.len() != 64 || !hex.is_ascii() || position == Position::NONE {
            return Err(HeadError);
        }
        let mut hash = [0; 32];
        for (n, byte) in hash.iter_mut().enumerate() {
            let digits = hex.get(2 * n..2 * n + 2).ok_or(HeadError)?;
            if digits.starts_with('+') {
                return Err(HeadError);
            }
            *byte = u8::from_str_radix(digits, 16).map_err(|_| HeadError)?;
        }
        Ok(Self { position, hash })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_printed_is_read_and_nothing_else() {
        let head = Head { position: Position(42), hash: [0x9f; 32] };
        assert_eq!(head.to_string(), format!("42:{}", "9f".repeat(32)));
        assert_eq!(head.to_string().parse(), Ok(head));
        assert_eq!(format!(" 42:{}\n", "9F".repeat(32)).parse(), Ok(head));
        for wrong in [
            String::new(),
            "42".into(),
            "42:".into(),
            format!("42:{}", "9f".repeat(31)),
            format!("42:{}0", "9f".repeat(32)),
            format!("0:{}", "9f".repeat(32)),
            format!("x:{}", "9f".repeat(32)),
            format!("42:{}", "+f".repeat(32)),
            format!("42:{}", "ä".repeat(32)),
        ] {
            assert_eq!(wrong.parse::<Head>(), Err(HeadError), "{wrong}");
        }
    }
}
