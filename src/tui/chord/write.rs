//! How people read a chord: the long form of help and files, and the short form of footers.
//!
//! Writing only; reading is in `parse`, and both share one list of names so that they cannot drift.

use std::fmt;

use super::{Chord, KeyName};
use crate::model::shown;

/// Named keys: long form, then the footer's form in line-drawing and in ASCII terminals.
pub(super) const NAMES: [(KeyName, &str, &str, &str); 16] = [
    (KeyName::Enter, "Enter", "⏎", "enter"),
    (KeyName::Esc, "Esc", "esc", "esc"),
    (KeyName::Tab, "Tab", "tab", "tab"),
    (KeyName::BackTab, "Shift+Tab", "shift+tab", "shift+tab"),
    (KeyName::Backspace, "Backspace", "⌫", "bksp"),
    (KeyName::Delete, "Del", "del", "del"),
    (KeyName::Insert, "Ins", "ins", "ins"),
    (KeyName::Up, "Up", "↑", "up"),
    (KeyName::Down, "Down", "↓", "down"),
    (KeyName::Left, "Left", "←", "left"),
    (KeyName::Right, "Right", "→", "right"),
    (KeyName::Home, "Home", "home", "home"),
    (KeyName::End, "End", "end", "end"),
    (KeyName::PageUp, "PgUp", "pgup", "pgup"),
    (KeyName::PageDown, "PgDn", "pgdn", "pgdn"),
    (KeyName::Char(' '), "space", "space", "space"),
];

impl fmt::Display for Chord {
    /// As people write it: `Ctrl+O`, `Alt+b`, `Shift+Tab`, `Enter`, `space`, `PgDn`, `?`, `F1`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        if self.ctrl {
            out.push_str("Ctrl+");
        }
        if self.alt {
            out.push_str("Alt+");
        }
        match (NAMES.iter().find(|(key, ..)| *key == self.key), self.key) {
            (Some((_, name, ..)), _) => out.push_str(name),
            (None, KeyName::Char(c)) if self.ctrl => out.push_str(&shown(&c.to_uppercase().to_string())),
            (None, KeyName::Char(c)) => out.push_str(&shown(c.encode_utf8(&mut [0; 4]))),
            (None, KeyName::F(n)) => out.push_str(&format!("F{n}")),
            // Every other key is in the list; a test walks them all.
            (None, _) => {}
        }
        f.pad(&out)
    }
}

impl Chord {
    /// The short form for a footer: `⏎`, `^O`, `i`; with `ascii`, without characters beyond ASCII (`enter`, `^O`, `i`).
    pub fn glyph(&self, ascii: bool) -> String {
        let name = match (NAMES.iter().find(|(key, ..)| *key == self.key), self.key) {
            (Some((_, _, _, plain)), _) if ascii => (*plain).to_owned(),
            (Some((_, _, drawn, _)), _) => (*drawn).to_owned(),
            (None, KeyName::F(n)) => format!("f{n}"),
            (None, KeyName::Char(c)) if self.ctrl => shown(&c.to_uppercase().to_string()),
            (None, KeyName::Char(c)) => shown(c.encode_utf8(&mut [0; 4])),
            (None, _) => String::new(),
        };
        let ctrl = if self.ctrl { "^" } else { "" };
        let alt = if self.alt { "alt+" } else { "" };
        format!("{alt}{ctrl}{name}")
    }
}
