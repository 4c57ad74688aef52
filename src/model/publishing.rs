//! How the proof of a claim is published: the names and values somebody has to copy (`admin-center-domain` §2.5). Host
//! label and prefix are settings of whoever runs orgadm.

use super::text::TextError;

/// The e-mail text for the people who keep a domain's records.
const EMAIL: &str = include_str!("../../assets/domain-email.txt");

/// How proofs are published here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publishing {
    label: String,
    prefix: String,
}

impl Default for Publishing {
    fn default() -> Self {
        Self { label: "_twilio".into(), prefix: "twilio-domain-verification=".into() }
    }
}

impl Publishing {
    /// How long a record may be kept by those who ask for it, in seconds, as it is recommended.
    pub const TTL: u32 = 3600;

    /// The host label in front of the domain.
    ///
    /// # Errors
    ///
    /// Anything but 1 to 63 letters, digits, hyphens and underscores.
    pub fn labeled(self, label: &str) -> Result<Self, TextError> {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
        if label.is_empty() || label.len() > 63 || !label.chars().all(plain) {
            let rule = "The host label takes 1 to 63 letters, digits, hyphens and underscores";
            return Err(TextError::Form(rule.into()));
        }
        Ok(Self { label: label.to_ascii_lowercase(), ..self })
    }

    /// What stands before the token.
    ///
    /// # Errors
    ///
    /// Anything but 1 to 100 visible ASCII characters other than quotes and backslashes.
    pub fn prefixed(self, prefix: &str) -> Result<Self, TextError> {
        let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '"' | '\\');
        if prefix.is_empty() || prefix.len() > 100 || !prefix.chars().all(plain) {
            let rule = "The prefix takes 1 to 100 visible ASCII characters, no quotes and no backslash";
            return Err(TextError::Form(rule.into()));
        }
        Ok(Self { prefix: prefix.to_owned(), ..self })
    }

    /// The host label alone, as panels of name servers that add the domain by themselves want it.
    pub fn label(&self) -> &str {
        &self.label
    }

    /// What stands before the token.
    pub fn prefix(&self) -> &str {
        &self.prefix
    }

    /// The name of the TXT record: `_twilio.acme.example`.
    pub fn host(&self, domain: &str) -> String {
        format!("{}.{domain}", self.label)
    }

    /// The value of the TXT record, and what the file holds.
    pub fn value(&self, token: &[u8; 16]) -> String {
        format!("{}{}", self.prefix, data_encoding::HEXLOWER.encode(token))
    }

    /// The path of the file, from the root of the site: `/twilio-domain-verification.html`.
    pub fn path(&self) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() || c == '-' || c == '_' { c } else { '-' };
        let stem: String = self.prefix.trim_end_matches(['=', ':', '-']).chars().map(plain).collect();
        format!("/{}.html", if stem.is_empty() { "verification" } else { &stem })
    }

    /// Where the file is looked for.
    pub fn url(&self, domain: &str) -> String {
        format!("https://{domain}{}", self.path())
    }

    /// A text that asks the people who keep the domain's records to publish the proof.
    pub fn email(&self, domain: &str, token: &[u8; 16]) -> String {
        EMAIL
            .replace("{domain}", domain)
            .replace("{host}", &self.host(domain))
            .replace("{label}", &self.label)
            .replace("{value}", &self.value(token))
            .replace("{ttl}", &Self::TTL.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_those_of_the_vendor() {
        let it = Publishing::default();
        assert_eq!(it.host("acme.example"), "_twilio.acme.example");
        assert_eq!(it.value(&[0xab; 16]), format!("twilio-domain-verification={}", "ab".repeat(16)));
        assert_eq!(it.url("acme.example"), "https://acme.example/twilio-domain-verification.html");
    }

    #[test]
    fn a_label_or_prefix_that_no_name_server_takes_is_refused() {
        for label in ["", "two words", "a.b", &"x".repeat(64)] {
            assert!(Publishing::default().labeled(label).is_err(), "{label}");
        }
        for prefix in ["", "a b=", "\"x=", "ü=", &"x".repeat(101)] {
            assert!(Publishing::default().prefixed(prefix).is_err(), "{prefix}");
        }
        let own =
            Publishing::default().labeled("_Acme").and_then(|it| it.prefixed("acme-proof=")).expect("fit");
        assert_eq!(own.host("x.example"), "_acme.x.example");
        assert_eq!(own.path(), "/acme-proof.html");
    }

    #[test]
    fn the_email_names_everything_and_leaves_no_place_empty() {
        let text = Publishing::default().email("acme.example", &[1; 16]);
        for part in ["_twilio.acme.example", &"01".repeat(16), "TXT", "3600"] {
            assert!(text.contains(part), "{part}");
        }
        assert!(!text.contains('{') && text.lines().all(|line| line.chars().count() <= 78), "{text}");
    }
}
