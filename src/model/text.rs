//! Text that people type: bounded, visible, and never terminal control.
//!
//! Control characters, bidi overrides and zero-width characters are refused at the door; [`shown`] makes any that are
//! met all the same (an old store, another program's output) visible instead of letting them act.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Why a typed text was refused. Its `Display` is the sentence that stands under the field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// Nothing, or only white space.
    #[error("{what} must not be empty")]
    Empty {
        /// What was being typed, at the start of a sentence: "The organization name".
        what: &'static str,
    },
    /// Fewer characters than the least.
    #[error("{what} needs at least {least} characters")]
    TooShort {
        /// What was being typed.
        what: &'static str,
        /// The least number of characters.
        least: usize,
    },
    /// More characters than the most.
    #[error("{what} has {found} characters; {most} is the most")]
    TooLong {
        /// What was being typed.
        what: &'static str,
        /// The greatest number of characters.
        most: usize,
        /// How many there were.
        found: usize,
    },
    /// A character that acts on the terminal or cannot be seen.
    #[error("{what} contains {name} (U+{code:04X}) at character {at}; remove it")]
    Hidden {
        /// What was being typed.
        what: &'static str,
        /// What kind of character it is.
        name: &'static str,
        /// Its code point.
        code: u32,
        /// Its place, counted from 1.
        at: usize,
    },
    /// The text does not have the form of its kind.
    #[error("{0}")]
    Form(String),
}

/// Names the kind of a character that must not stand in typed text, or `None` for an ordinary one.
///
/// Control (C0, C1), line and paragraph separators, bidi controls, zero-width and other invisible format characters.
pub fn hidden_character(c: char) -> Option<&'static str> {
    match c {
        '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => Some("a control character"),
        '\u{2028}' | '\u{2029}' => Some("a line separator"),
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some("a text-direction control")
        }
        '\u{ad}' | '\u{180e}' | '\u{200b}'..='\u{200d}' | '\u{2060}'..='\u{2064}' | '\u{feff}' => {
            Some("a zero-width character")
        }
        '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e0fff}' => Some("an invisible format character"),
        _ => None,
    }
}

/// The word for so many: `one` for one, else `many`.
pub fn noun<'a, N: PartialEq + From<u8>>(n: &N, one: &'a str, many: &'a str) -> &'a str {
    if *n == N::from(1) { one } else { many }
}

/// So many, with the word for so many: "1 domain", "3 domains".
pub fn counted<N: fmt::Display + PartialEq + From<u8>>(n: N, one: &str, many: &str) -> String {
    format!("{n} {}", noun(&n, one, many))
}

/// The text with every hidden character written as `\u{…}`, for showing what is already stored.
pub fn shown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match hidden_character(c) {
            Some(_) => out.extend(c.escape_unicode()),
            None => out.push(c),
        }
    }
    out
}

/// Trims and checks a text; lengths are in characters (Unicode scalar values).
pub(super) fn check(what: &'static str, text: &str, least: usize, most: usize) -> Result<String, TextError> {
    let text = text.trim();
    if text.is_empty() {
        return Err(TextError::Empty { what });
    }
    for (at, c) in text.chars().enumerate() {
        if let Some(name) = hidden_character(c) {
            return Err(TextError::Hidden { what, name, code: u32::from(c), at: at + 1 });
        }
    }
    let found = text.chars().count();
    if found < least {
        return Err(TextError::TooShort { what, least });
    }
    if found > most {
        return Err(TextError::TooLong { what, most, found });
    }
    Ok(text.to_owned())
}

macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $least:literal..=$most:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(String);

        impl $name {
            /// Most characters allowed.
            pub const MOST: usize = $most;

            /// Trims and validates; `what` starts the sentence of a refusal ("The account name").
            pub fn parse(what: &'static str, text: &str) -> Result<Self, TextError> {
                check(what, text, $least, $most).map(Self)
            }

            /// The text as typed, without surrounding white space.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }
    };
}

text!(
    /// The friendly name of an organization or account: 1 to 64 characters (`admin-center-domain` §1.2, §1.4).
    Label, 1..=64
);
text!(
    /// The name of a person: 2 to 255 characters (`admin-center-domain` §1.3).
    PersonName, 2..=255
);
text!(
    /// Why somebody did something, in their own words: 1 to 200 characters.
    Reason, 1..=200
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_is_counted_in_the_singular() {
        let said = |n: usize| counted(n, "domain", "domains");
        assert_eq!([said(0), said(1), said(2)], ["0 domains", "1 domain", "2 domains"]);
    }

    #[test]
    fn length_is_counted_in_characters_not_bytes() {
        assert!(Label::parse("The name", &"社".repeat(64)).is_ok());
        assert_eq!(
            Label::parse("The name", &"社".repeat(65)),
            Err(TextError::TooLong { what: "The name", most: 64, found: 65 })
        );
    }

    #[test]
    fn empty_short_and_trimmed() {
        assert_eq!(Label::parse("The name", " \t "), Err(TextError::Empty { what: "The name" }));
        assert_eq!(
            PersonName::parse("Your name", "A"),
            Err(TextError::TooShort { what: "Your name", least: 2 })
        );
        assert_eq!(Label::parse("The name", "  Acme  ").map(|l| l.as_str().to_owned()), Ok("Acme".into()));
    }

    #[test]
    fn hidden_characters_are_refused_by_name_and_place() {
        for (text, kind) in [
            ("Ac\u{1b}[31mme", "a control character"),
            ("Ac\u{9b}me", "a control character"),
            ("Acme\u{202e}x", "a text-direction control"),
            ("Ac\u{200b}me", "a zero-width character"),
            ("Ac\u{2028}me", "a line separator"),
        ] {
            let refused = Label::parse("The name", text).expect_err(text).to_string();
            assert!(refused.contains(kind), "{refused}");
        }
        assert!(Label::parse("The name", "Acme 🚀 & Söhne").is_ok());
    }

    #[test]
    fn shown_makes_hidden_characters_visible() {
        assert_eq!(shown("a\u{1b}[2Jb\u{202e}"), "a\\u{1b}[2Jb\\u{202e}");
    }
}
