//! Chords as written in the configuration file of a person.
//!
//! Reading only. A chord that most terminals cannot send, or cannot tell from another key, is refused here with the
//! reason, because a binding that works on one terminal only is worse than an error.

use std::str::FromStr;

use super::write::NAMES;
use super::{Chord, KeyName, disguised};
use crate::model::{hidden_character, shown};
use crate::tui::near::nearest;

/// Why a text is not a chord; the `Display` is a sentence for the configuration's reader.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ChordError {
    /// Nothing was written, or nothing after a `+`.
    #[error("`{written}` names no key.")]
    Empty {
        /// What was written.
        written: String,
    },
    /// No key has this name.
    #[error("`{name}` is not the name of a key.{}", hint(*.nearest))]
    Unknown {
        /// The part that is no key.
        name: String,
        /// A key whose name is close.
        nearest: Option<&'static str>,
    },
    /// Most terminals send another key's code for it.
    #[error("`{written}` cannot be told from {real} in most terminals; bind another key.")]
    Disguised {
        /// What was written.
        written: String,
        /// The key that arrives instead.
        real: Chord,
    },
    /// Most terminals do not send it, or send it without its modifier.
    #[error("`{written}` does not reach programs in most terminals; bind another key.")]
    Unsent {
        /// What was written.
        written: String,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |n| format!(" Did you mean `{n}`?"))
}

/// Other spellings that people use.
const ALSO: [(&str, KeyName); 10] = [
    ("return", KeyName::Enter),
    ("escape", KeyName::Esc),
    ("backtab", KeyName::BackTab),
    ("delete", KeyName::Delete),
    ("insert", KeyName::Insert),
    ("pageup", KeyName::PageUp),
    ("pagedown", KeyName::PageDown),
    ("plus", KeyName::Char('+')),
    ("spacebar", KeyName::Char(' ')),
    ("bksp", KeyName::Backspace),
];

impl FromStr for Chord {
    type Err = ChordError;

    /// Reads what [`Chord`]'s `Display` writes, in any case, plus common other spellings (`Escape`, `PageDown`, `Shift+s`).
    fn from_str(text: &str) -> Result<Self, ChordError> {
        let written = text.trim();
        let (modifiers, name) = split(written)?;
        let (mut ctrl, mut alt, mut shift) = (false, false, false);
        for modifier in modifiers {
            match modifier.to_ascii_lowercase().as_str() {
                "ctrl" | "control" | "c" => ctrl = true,
                "alt" | "meta" | "a" => alt = true,
                "shift" | "s" => shift = true,
                _ => return Err(unknown(modifier, &["Ctrl", "Alt", "Shift"])),
            }
        }
        let key = key(name)?;
        if let (true, KeyName::Char(c)) = (ctrl, key) {
            if let Some(real) = disguised(c) {
                return Err(ChordError::Disguised { written: shown(written), real: Self::key(real) });
            }
            if !c.is_ascii_alphabetic() && c != ' ' {
                return Err(ChordError::Unsent { written: shown(written) });
            }
        }
        let letter = matches!(key, KeyName::Char(c) if c.is_alphabetic());
        if shift && (ctrl || !(letter || key == KeyName::Tab)) {
            return Err(ChordError::Unsent { written: shown(written) });
        }
        Ok(Self::normal(key, ctrl, alt, shift))
    }
}

/// The modifiers and the key; a `+` at the end, or alone, is the plus key.
fn split(written: &str) -> Result<(Vec<&str>, &str), ChordError> {
    let (before, name) = match written.strip_suffix('+') {
        Some("") => ("", "+"),
        Some(rest) if rest.ends_with('+') => (rest.trim_end_matches('+'), "+"),
        _ => written.rsplit_once('+').unwrap_or(("", written)),
    };
    if name.is_empty() {
        return Err(ChordError::Empty { written: shown(written) });
    }
    let modifiers = if before.is_empty() { Vec::new() } else { before.split('+').map(str::trim).collect() };
    Ok((modifiers, name.trim()))
}

fn key(name: &str) -> Result<KeyName, ChordError> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next())
        && hidden_character(c).is_none()
    {
        return Ok(KeyName::Char(c));
    }
    let small = name.to_ascii_lowercase();
    let named = NAMES.iter().find(|(_, long, ..)| long.to_ascii_lowercase() == small).map(|(key, ..)| *key);
    let also = || ALSO.iter().find(|(other, _)| *other == small).map(|(_, key)| *key);
    let function = || {
        let number = small.strip_prefix('f')?.parse().ok()?;
        (1..=12).contains(&number).then_some(KeyName::F(number))
    };
    named.or_else(also).or_else(function).ok_or_else(|| unknown(name, &NAMES.map(|(_, long, ..)| long)))
}

fn unknown(name: &str, known: &[&'static str]) -> ChordError {
    ChordError::Unknown { name: shown(name), nearest: nearest(name, known.iter().copied()) }
}
