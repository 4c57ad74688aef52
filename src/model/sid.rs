//! Identifiers: two capital letters and 32 hexadecimal digits (`admin-center-domain` §1.1), kept as 16 bytes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("an identifier here is {prefix} followed by 32 hexadecimal digits")]
pub struct SidError {
    prefix: &'static str,
}

fn parse(prefix: &'static str, text: &str) -> Result<[u8; 16], SidError> {
    let wrong = SidError { prefix };
    let hex = text.trim().strip_prefix(prefix).ok_or(wrong.clone())?;
    if hex.len() != 32 {
        return Err(wrong);
    }
    let bytes = data_encoding::HEXLOWER_PERMISSIVE.decode(hex.as_bytes()).map_err(|_| wrong.clone())?;
    bytes.try_into().map_err(|_| wrong)
}

macro_rules! sid {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The two letters that start every identifier of this kind.
            pub const PREFIX: &'static str = $prefix;

            /// Wraps 16 bytes, as drawn by the id generator or read from a store key.
            pub const fn from_bytes(bytes: [u8; 16]) -> Self {
                Self(bytes)
            }

            /// The 16 bytes: the key of the record in the store.
            pub const fn bytes(&self) -> [u8; 16] {
                self.0
            }

            /// The form lists show: prefix, first four and last four digits. Never use it to identify.
            pub fn short(&self) -> String {
                let full = self.to_string();
                format!("{}…{}", &full[..6], &full[full.len() - 4..])
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}{}", $prefix, data_encoding::HEXLOWER.encode(&self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = SidError;

            fn from_str(text: &str) -> Result<Self, SidError> {
                parse($prefix, text).map(Self)
            }
        }
    };
}

sid!(
    /// An organization.
    OrgSid, "OR"
);
sid!(
    /// A user: the "who".
    UserSid, "US"
);
sid!(
    /// An account or a subaccount: the "what".
    AccountSid, "AC"
);
sid!(
    /// A claimed internet domain.
    DomainSid, "DN"
);
sid!(
    /// An invitation.
    InvitationSid, "NF"
);
sid!(
    /// An open sign-up; a kind of our own, the sources name none.
    SignUpSid, "SU"
);
sid!(
    /// A message in the outbox; a kind of our own, the sources name none.
    MessageSid, "OB"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round_trips_and_accepts_capital_digits() {
        let sid = UserSid::from_bytes([0xAB; 16]);
        assert_eq!(sid.to_string(), format!("US{}", "ab".repeat(16)));
        assert_eq!(sid.to_string().parse::<UserSid>(), Ok(sid));
        assert_eq!(format!("US{}", "AB".repeat(16)).parse::<UserSid>(), Ok(sid));
        assert_eq!(sid.short(), "USabab…abab");
    }

    #[test]
    fn refuses_other_kinds_and_wrong_lengths() {
        let account = AccountSid::from_bytes([1; 16]).to_string();
        for wrong in [account.as_str(), "", "US", "US12", "USé", &format!("US{}", "g".repeat(32))] {
            assert!(wrong.parse::<UserSid>().is_err(), "{wrong}");
        }
    }
}
