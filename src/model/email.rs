//! E-mail addresses: the sign-in identity of a user (`admin-center-domain` §1.3).

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::domain::DomainName;
use super::text::{TextError, check};

/// An address in canonical form: lower case, the domain in its ASCII form. At most 160 characters.
///
/// Two spellings of one mailbox are equal; plus-addresses are kept, they are different mailboxes to their owner.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Email(String);

impl Email {
    /// Most characters of the canonical form.
    pub const MOST: usize = 160;

    /// Parses and normalises.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let what = "The e-mail address";
        let text = check(what, text, 1, 400)?;
        let form = |why: &str| TextError::Form(format!("{why}; an address looks like ada@acme.example"));
        let (local, domain) = text
            .rsplit_once('@')
            .ok_or_else(|| form("An e-mail address needs an @ between name and domain"))?;
        let allowed = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+/=?^_`{|}~-.".contains(c);
        if local.is_empty() {
            return Err(form("Nothing stands before the @"));
        }
        if let Some(c) = local.chars().find(|&c| !allowed(c)) {
            return Err(form(&format!("The part before the @ cannot contain “{c}”")));
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(form("The part before the @ has a dot in the wrong place"));
        }
        if local.len() > 64 {
            return Err(form("The part before the @ has more than 64 characters"));
        }
        let domain =
            DomainName::parse(domain).map_err(|_| form("The part after the @ is not a domain name"))?;
        let address = format!("{}@{}", local.to_ascii_lowercase(), domain.as_str());
        if address.len() > Self::MOST {
            return Err(TextError::TooLong { what, most: Self::MOST, found: address.len() });
        }
        Ok(Self(address))
    }

    /// The canonical address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The domain of the address, in the same form as a claimed domain.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

impl FromStr for Email {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        Self::parse(text)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn canonical_form_is_lower_case_and_ascii() {
        let email = Email::parse("  Ada.Lovelace+ops@BÜCHER.Example ").expect("valid");
        assert_eq!(email.as_str(), "ada.lovelace+ops@xn--bcher-kva.example");
        assert_eq!(email.domain(), "xn--bcher-kva.example");
    }

    #[test]
    fn wrong_forms_are_refused_with_a_sentence() {
        for wrong in [
            "",
            "ada",
            "@acme.example",
            "ada@",
            "ada@acme",
            "a da@acme.example",
            "a..b@acme.example",
            ".a@acme.example",
            "ada@acme..example",
            "ada@-acme.example",
            "ada@acme.example\u{202e}",
            "é@acme.example",
            &format!("{}@acme.example", "a".repeat(65)),
            &format!("ada@{}.example", "a".repeat(64)),
            &format!("ada@{}", "abc.".repeat(60)),
        ] {
            let refused = Email::parse(wrong).expect_err(wrong);
            assert!(refused.to_string().len() > 10, "{refused}");
        }
    }
}
