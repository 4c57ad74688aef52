//! What a configuration file can say, as types.

use std::path::{Path, PathBuf};

/// Whose file said it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The user's.
    User,
    /// The host's.
    System,
}

/// A value and the place that said it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located<T> {
    /// The value.
    pub value: T,
    /// Whose file.
    pub scope: Scope,
    /// Which file.
    pub file: PathBuf,
    /// Which line, counted from 1.
    pub line: usize,
}

/// Which colours.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum ThemeChoice {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
    /// The strongest contrast.
    HighContrast,
    /// No colour at all.
    Mono,
    /// A theme file of the user.
    File(PathBuf),
}

impl ThemeChoice {
    /// The built-in themes by name.
    pub const NAMED: [(&'static str, Self); 4] = [
        ("dark", Self::Dark),
        ("light", Self::Light),
        ("high-contrast", Self::HighContrast),
        ("mono", Self::Mono),
    ];

    /// The theme of this name, or the theme file at this absolute path (`~/` is the home directory).
    pub fn parse(text: &str, home: Option<&Path>) -> Option<Self> {
        let named = Self::NAMED.into_iter().find(|(name, _)| *name == text).map(|(_, theme)| theme);
        named.or_else(|| absolute(text, home).map(Self::File))
    }
}

/// An absolute path, with `~/` standing for the home directory.
///
/// A relative one is no answer: it would depend on the directory a command happened to be started in.
pub(super) fn absolute(text: &str, home: Option<&Path>) -> Option<PathBuf> {
    let path = match text.strip_prefix("~/") {
        Some(rest) => home?.join(rest),
        None => PathBuf::from(text),
    };
    path.is_absolute().then_some(path)
}

/// The chords the user wants for one action.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// The action, as written.
    pub action: String,
    /// The chords, as written; none takes the action's keys away.
    pub chords: Vec<Chord>,
    /// Which file.
    pub file: PathBuf,
    /// The line of the action, counted from 1.
    pub line: usize,
}

/// One chord, as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chord {
    /// Such as `ctrl-o`.
    pub text: String,
    /// Its line, counted from 1.
    pub line: usize,
}
