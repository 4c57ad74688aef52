//! One-time codes: derived with the store's key, never stored (`architecture`, "Codes").

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::model::{Code, CodeFor};

/// The secret of a store, from which every code of it is derived. `Debug` hides it.
#[derive(Clone)]
pub struct CodeKey([u8; 32]);

impl std::fmt::Debug for CodeKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("CodeKey(…)")
    }
}

impl CodeKey {
    /// Wraps the 32 bytes of the store's key file.
    pub const fn new(secret: [u8; 32]) -> Self {
        Self(secret)
    }

    /// HMAC-SHA256 over kind, identifier, organization or account, and generation; 128 bits as base32, or six digits for a phone.
    pub fn code(&self, purpose: CodeFor) -> Code {
        let (kind, sid, org, generation) = match purpose {
            CodeFor::SignUp { sign_up, generation } => (1u8, sign_up.bytes(), [0; 16], generation),
            CodeFor::Phone { account, generation } => (2, account.bytes(), [0; 16], generation),
            CodeFor::Invitation { invitation, org, generation } => {
                (3, invitation.bytes(), org.bytes(), generation)
            }
            CodeFor::AccountInvitation { invitation, account, generation } => {
                (4, invitation.bytes(), account.bytes(), generation)
            }
        };
        let mut message = vec![kind];
        message.extend(sid);
        message.extend(org);
        message.extend(generation.to_be_bytes());
        let digest = keyed(&self.0, &message);
        let mut half = [0u8; 16];
        half.copy_from_slice(&digest[..16]);
        match purpose {
            CodeFor::Phone { .. } => Code::new(format!("{:06}", u128::from_be_bytes(half) % 1_000_000)),
            _ => Code::new(data_encoding::BASE32_NOPAD.encode(&half)),
        }
    }
}

/// HMAC-SHA256; a key of any length is allowed, so this cannot fail.
fn keyed(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(message);
            mac.finalize().into_bytes().into()
        }
        Err(_) => [0; 32],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AccountSid, InvitationSid, OrgSid};

    fn invitation(sid: u8, org: u8, generation: u32) -> CodeFor {
        CodeFor::Invitation {
            invitation: InvitationSid::from_bytes([sid; 16]),
            org: OrgSid::from_bytes([org; 16]),
            generation,
        }
    }

    #[test]
    fn a_code_is_bound_to_everything_it_is_for() {
        let key = CodeKey::new([7; 32]);
        let code = key.code(invitation(1, 1, 1)).reveal();
        assert_eq!(code.replace('-', "").len(), 26);
        for other in [invitation(2, 1, 1), invitation(1, 2, 1), invitation(1, 1, 2)] {
            assert!(!key.code(other).matches(&code), "{other:?}");
        }
        assert!(!CodeKey::new([8; 32]).code(invitation(1, 1, 1)).matches(&code));
        assert!(key.code(invitation(1, 1, 1)).matches(&code));
    }

    #[test]
    fn phones_get_six_digits() {
        let key = CodeKey::new([7; 32]);
        for n in 0..200u32 {
            let account = AccountSid::from_bytes([9; 16]);
            let code = key.code(CodeFor::Phone { account, generation: n }).reveal().replace(' ', "");
            assert_eq!(code.len(), 6);
            assert!(code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}
