//! One key press with its modifiers, in one normal form for every terminal.
//!
//! The same key reaches programs in several disguises (`s` with Shift or `S`, BackTab with or without Shift, Ctrl+H for
//! Backspace); here they become one value, so the key table needs one row. How people write a chord stands in `chord/write`
//! and `chord/parse`; nothing here names a terminal library.

mod parse;
mod write;

pub use parse::ChordError;

/// Which key was pressed, Shift already folded in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KeyName {
    /// A key that types this character; a capital is a capital here, not Shift.
    Char(char),
    /// Enter or Return.
    Enter,
    /// Escape.
    Esc,
    /// Tab.
    Tab,
    /// Shift+Tab.
    BackTab,
    /// The key that deletes to the left.
    Backspace,
    /// The key that deletes to the right.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
    /// A function key, counted from 1.
    F(u8),
}

/// A key with Ctrl and Alt; Shift is part of the key.
///
/// Compare chords as a whole: a slow line turns Esc followed by `x` into Alt+x, and a match that overlooks modifiers would
/// run the action of `x` (`serving.md`, trap 7). The constants can stand in patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Chord {
    /// The key.
    pub key: KeyName,
    /// Whether Ctrl was held.
    pub ctrl: bool,
    /// Whether Alt (or Meta) was held.
    pub alt: bool,
}

impl Chord {
    /// Enter.
    pub const ENTER: Self = Self::key(KeyName::Enter);
    /// Escape.
    pub const ESC: Self = Self::key(KeyName::Esc);
    /// Tab.
    pub const TAB: Self = Self::key(KeyName::Tab);
    /// Shift+Tab.
    pub const BACK_TAB: Self = Self::key(KeyName::BackTab);
    /// Backspace.
    pub const BACKSPACE: Self = Self::key(KeyName::Backspace);
    /// Delete.
    pub const DELETE: Self = Self::key(KeyName::Delete);
    /// Arrow up.
    pub const UP: Self = Self::key(KeyName::Up);
    /// Arrow down.
    pub const DOWN: Self = Self::key(KeyName::Down);
    /// Arrow left.
    pub const LEFT: Self = Self::key(KeyName::Left);
    /// Arrow right.
    pub const RIGHT: Self = Self::key(KeyName::Right);
    /// Home.
    pub const HOME: Self = Self::key(KeyName::Home);
    /// End.
    pub const END: Self = Self::key(KeyName::End);
    /// Page up.
    pub const PAGE_UP: Self = Self::key(KeyName::PageUp);
    /// Page down.
    pub const PAGE_DOWN: Self = Self::key(KeyName::PageDown);
    /// The space bar.
    pub const SPACE: Self = Self::char(' ');

    /// A named key without modifiers.
    pub const fn key(key: KeyName) -> Self {
        Self { key, ctrl: false, alt: false }
    }

    /// The key that types this character.
    pub const fn char(c: char) -> Self {
        Self::key(KeyName::Char(c))
    }

    /// Ctrl with a letter, written small: `Chord::ctrl('o')`.
    pub const fn ctrl(c: char) -> Self {
        Self { key: KeyName::Char(c.to_ascii_lowercase()), ctrl: true, alt: false }
    }

    /// Alt with a character.
    pub const fn alt(c: char) -> Self {
        Self { key: KeyName::Char(c), ctrl: false, alt: true }
    }

    /// The normal form of what a terminal reported.
    ///
    /// Shift makes a letter a capital and Tab a BackTab and means nothing on other keys; with Ctrl, letters are small.
    /// Ctrl+H, I, J, M and `[` are the codes of Backspace, Tab, Enter, Enter and Esc in most terminals, so they become
    /// these everywhere: no binding can then depend on which terminal somebody sits at.
    pub fn normal(key: KeyName, ctrl: bool, alt: bool, shift: bool) -> Self {
        let key = match key {
            KeyName::Tab if shift => KeyName::BackTab,
            KeyName::Char('\t') => KeyName::Tab,
            KeyName::Char('\r' | '\n') => KeyName::Enter,
            KeyName::Char(c) if ctrl => match (c.to_ascii_lowercase(), disguised(c)) {
                (_, Some(real)) => return Self { key: real, ctrl: false, alt },
                (small, None) => KeyName::Char(small),
            },
            KeyName::Char(c) if shift => KeyName::Char(capital(c)),
            other => other,
        };
        Self { key, ctrl, alt }
    }

    /// The character this chord types into a text field, or `None` for a chord that commands.
    pub const fn typed(self) -> Option<char> {
        match self {
            Self { key: KeyName::Char(c), ctrl: false, alt: false } => Some(c),
            _ => None,
        }
    }
}

/// The key that Ctrl with this character cannot be told from.
fn disguised(c: char) -> Option<KeyName> {
    match c.to_ascii_lowercase() {
        'h' => Some(KeyName::Backspace),
        'i' => Some(KeyName::Tab),
        'j' | 'm' => Some(KeyName::Enter),
        '[' => Some(KeyName::Esc),
        _ => None,
    }
}

/// The capital of a letter that has exactly one.
fn capital(c: char) -> char {
    let mut capitals = c.to_uppercase();
    match (capitals.next(), capitals.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

#[cfg(test)]
mod tests;
