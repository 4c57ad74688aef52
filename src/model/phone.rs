//! Phone numbers in international form.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::text::{TextError, check};

/// A number in E.164 form: `+`, then 7 to 15 digits. Spaces, dots, dashes and brackets are dropped on the way in.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Phone(String);

impl Phone {
    /// Parses and normalises.
    pub fn parse(text: &str) -> Result<Self, TextError> {
        let text = check("The phone number", text, 1, 40)?;
        let number: String = text.chars().filter(|c| !" .-()/".contains(*c)).collect();
        let form = |why: &str| Err(TextError::Form(format!("{why}; it looks like +1 415 555 0100")));
        let Some(digits) = number.strip_prefix('+') else {
            return form("A phone number starts with + and the country code");
        };
        if !digits.chars().all(|c| c.is_ascii_digit()) {
            return form("A phone number holds digits only");
        }
        if !(7..=15).contains(&digits.len()) || digits.starts_with('0') {
            return form("A phone number has 7 to 15 digits after the + and does not start with 0");
        }
        Ok(Self(number))
    }

    /// The number as `+` and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_are_dropped_and_wrong_forms_refused() {
        assert_eq!(Phone::parse("+1 (415) 555-0100").map(|p| p.to_string()), Ok("+14155550100".into()));
        for wrong in [
            "",
            "4155550100",
            "+0415555",
            "+123456",
            "+1234567890123456",
            "+1415555CALL",
            "+1\u{200b}4155550100",
        ] {
            assert!(Phone::parse(wrong).is_err(), "{wrong}");
        }
    }
}
