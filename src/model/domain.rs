//! Internet domains an organization claims (`admin-center-domain` §1.7, §2.5).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::sid::{DomainSid, OrgSid, UserSid};
use super::text::{TextError, check};
use super::time::Timestamp;

/// A domain name in its ASCII form: lower case, at least two labels, at most 253 characters, no scheme, no trailing dot.
///
/// Names beyond ASCII are converted by UTS 46; two spellings of one name are equal.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DomainName(String);

impl DomainName {
    /// Parses and normalises.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let what = "The domain";
        let text = check(what, text, 1, 500)?;
        let form = |why: &str| TextError::Form(format!("{why}; a domain looks like acme.example"));
        if text.contains("://") || text.contains('/') {
            return Err(form("Leave out the scheme and the path"));
        }
        let text = text.strip_suffix('.').unwrap_or(&text);
        let ascii = idna::domain_to_ascii_strict(text).map_err(|_| form("This is not a domain name"))?;
        if ascii.len() > 253 {
            return Err(TextError::TooLong { what, most: 253, found: ascii.len() });
        }
        let mut labels = ascii.split('.');
        let label_ok = |label: &str| !label.is_empty() && label.len() <= 63;
        if ascii.split('.').count() < 2 || !labels.all(label_ok) {
            return Err(form("A domain has at least two parts, divided by dots"));
        }
        if ascii.rsplit('.').next().is_some_and(|last| last.bytes().all(|b| b.is_ascii_digit())) {
            return Err(form("An IP address is not a domain"));
        }
        Ok(Self(ascii))
    }

    /// The ASCII form.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// Where a claim stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum DomainState {
    /// Claimed, not proven: has no force.
    Unverified,
    /// Proven: the sign-up policy binds its addresses.
    Verified,
    /// Proven once, the last check failed: nobody can be added for it; 30 days to prove it again.
    Uncertain,
}

impl fmt::Display for DomainState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Unverified => "unverified",
            Self::Verified => "verified",
            Self::Uncertain => "uncertain",
        })
    }
}

/// How a claim is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum VerificationMethod {
    /// A TXT record.
    Dns,
    /// A file served over HTTPS.
    Https,
    /// The operator of this host vouched for it.
    Manual,
}

impl fmt::Display for VerificationMethod {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Dns => "dns",
            Self::Https => "https",
            Self::Manual => "manual",
        })
    }
}

/// What a look for the proof of a claim found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Looked {
    /// The proof.
    Proven,
    /// Nothing: not yet, or no more.
    Nothing,
    /// Something else in its place.
    Other,
    /// No answer, or none that can be trusted.
    Silent,
}

impl fmt::Display for Looked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Proven => "proven",
            Self::Nothing => "nothing there",
            Self::Other => "another value",
            Self::Silent => "no answer",
        })
    }
}

/// A look for the proof of a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Check {
    /// When.
    pub at: Timestamp,
    /// What it found.
    pub found: Looked,
    /// Since when every look has found the same.
    pub since: Timestamp,
}

/// What becomes of the people of a lost domain (`product`, "A domain lost after 30 uncertain days").
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Removal {
    /// An Owner or Administrator has to approve that they are removed.
    Waiting,
    /// They are being removed, plan after plan.
    Approved {
        /// Who gets the accounts they own.
        successor: UserSid,
    },
    /// None of them is left.
    Done,
}

/// That a domain was uncertain for too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Loss {
    /// When it was lost.
    pub at: Timestamp,
    /// What becomes of its people.
    pub people: Removal,
}

/// One organization's claim of one exact domain; a subdomain is a claim of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Domain {
    /// Its identifier.
    pub sid: DomainSid,
    /// Who claims it.
    pub org: OrgSid,
    /// What is claimed.
    pub name: DomainName,
    /// The 32 hexadecimal digits to publish, as 16 bytes.
    pub token: [u8; 16],
    /// How it is to be proven.
    pub method: VerificationMethod,
    /// Where the claim stands.
    pub state: DomainState,
    /// When it was claimed.
    pub created: Timestamp,
    /// When it was last proven.
    pub verified: Option<Timestamp>,
    /// When it became uncertain.
    pub uncertain: Option<Timestamp>,
    /// The last look for its proof.
    pub checked: Option<Check>,
    /// That it was lost, until it is proven again.
    pub lost: Option<Loss>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normalises_case_unicode_and_the_trailing_dot() {
        for (typed, stored) in [
            ("ACME.Example.", "acme.example"),
            ("bücher.example", "xn--bcher-kva.example"),
            ("a-b.c.d", "a-b.c.d"),
        ] {
            assert_eq!(DomainName::parse(typed).map(|d| d.as_str().to_owned()), Ok(stored.to_owned()));
        }
    }

    #[test]
    fn refuses_what_is_not_a_domain() {
        for wrong in [
            "",
            "acme",
            "https://acme.example",
            "acme.example/x",
            "acme..example",
            "-acme.example",
            "10.0.0.1",
            "ac me.example",
            "acme_x.example",
            &"a.".repeat(130),
            &format!("{}.example", "a".repeat(64)),
        ] {
            assert!(DomainName::parse(wrong).is_err(), "{wrong}");
        }
    }
}
