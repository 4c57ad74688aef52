//! One-time codes as values. How they are derived is `controller::codes`; they are never stored.

use std::fmt;

use subtle::ConstantTimeEq;

use super::sid::{AccountSid, InvitationSid, OrgSid, SignUpSid};

/// What a code is for. All of it goes into the derivation, so a code of one thing never opens another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CodeFor {
    /// Proof of an address at sign-up.
    SignUp {
        /// Which sign-up.
        sign_up: SignUpSid,
        /// Which generation.
        generation: u32,
    },
    /// Proof of a phone number: six digits.
    Phone {
        /// Which account.
        account: AccountSid,
        /// Which generation.
        generation: u32,
    },
    /// Proof of being the one invited.
    Invitation {
        /// Which invitation.
        invitation: InvitationSid,
        /// Of which organization.
        org: OrgSid,
        /// Which generation.
        generation: u32,
    },
    /// Proof of being the one invited to an account.
    AccountInvitation {
        /// Which invitation.
        invitation: InvitationSid,
        /// To which account.
        account: AccountSid,
        /// Which generation.
        generation: u32,
    },
}

/// A code: 26 characters of base32, or six digits for a phone. `Debug` hides it; showing it is [`Code::reveal`].
#[derive(Clone)]
pub struct Code(String);

impl Code {
    /// Wraps a derived code.
    pub fn new(canonical: String) -> Self {
        Self(canonical)
    }

    /// The code in groups, for the one place that may show it.
    pub fn reveal(&self) -> String {
        let size = if self.0.len() <= 6 { 3 } else { 4 };
        let groups: Vec<String> =
            self.0.as_bytes().chunks(size).map(|group| String::from_utf8_lossy(group).into_owned()).collect();
        groups.join(if size == 3 { " " } else { "-" })
    }

    /// Whether this is what was typed, ignoring case, spaces and dashes; takes the same time wherever they differ.
    pub fn matches(&self, typed: &str) -> bool {
        let typed: String = typed
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        self.0.as_bytes().ct_eq(typed.as_bytes()).into()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn matching_ignores_case_spaces_and_dashes_only() {
        let code = Code::new("ABCD2345WXYZ".into());
        assert_eq!(code.reveal(), "ABCD-2345-WXYZ");
        assert!(code.matches(" abcd-2345 wxyz\n"));
        for wrong in ["", "ABCD2345WXY", "ABCD2345WXYZ2", "ABCD2345WXYA"] {
            assert!(!code.matches(wrong), "{wrong}");
        }
        assert_eq!(format!("{code:?}"), "Code(…)");
        assert_eq!(Code::new("123456".into()).reveal(), "123 456");
    }
}
