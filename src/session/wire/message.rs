//! The messages after the greeting. Plain data; every list and text in them is bounded by its frame.
//!
//! A client names no path and no variable for the host to read: what stands in its files travels as text.

use serde::{Deserialize, Serialize};

use crate::controller::{Refusal, RefusalCode};
use crate::model::shown;
use crate::tui::keymap::OwnKeys;
use crate::tui::theme::Depth;

/// Most characters of a text a client says about itself that are kept.
const ABOUT: usize = 160;

/// What a client wants, once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Wanted {
    /// The screens.
    Screen(Box<ScreenWanted>),
    /// A verb of the command line.
    Verb(Box<VerbWanted>),
}

/// Who the client says it is for. Counts only from the OS user who owns the store.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Claimed {
    /// `--as` or its variable.
    pub said: Option<String>,
    /// From the configuration, or remembered.
    pub usual: Option<String>,
    /// `SSH_CONNECTION`, for the audit.
    pub ssh: Option<String>,
}

/// The look of a session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Look {
    /// Which theme.
    pub theme: Themed,
    /// How many colours.
    pub depth: Colours,
    /// Whether borders and marks may be other than ASCII.
    pub unicode: bool,
}

/// A theme by name, or the text of a theme file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Themed {
    /// A built-in one.
    Named(String),
    /// The text of a file, and what to call it in messages.
    Text {
        /// What it is called.
        called: String,
        /// What stands in it.
        text: String,
    },
}

/// How many colours the client's terminal shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Colours {
    /// None, or `NO_COLOR`.
    None,
    /// The sixteen named ones.
    Sixteen,
    /// The fixed palette.
    Palette,
    /// All.
    All,
}

impl From<Colours> for Depth {
    fn from(colours: Colours) -> Self {
        match colours {
            Colours::None => Self::Mono,
            Colours::Sixteen => Self::C16,
            Colours::Palette => Self::C256,
            Colours::All => Self::True,
        }
    }
}

impl From<Depth> for Colours {
    fn from(depth: Depth) -> Self {
        match depth {
            Depth::Mono => Self::None,
            Depth::C16 => Self::Sixteen,
            Depth::C256 => Self::Palette,
            Depth::True => Self::All,
        }
    }
}

/// The user's own keys for one action, as their configuration says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The action.
    pub action: String,
    /// The chords.
    pub chords: Vec<String>,
    /// Where it stands, for messages.
    pub place: String,
}

impl From<Keys> for OwnKeys {
    fn from(keys: Keys) -> Self {
        Self { action: keys.action, chords: keys.chords, place: keys.place }
    }
}

/// What the screens need to know of a terminal elsewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScreenWanted {
    /// Columns and lines.
    pub size: (u16, u16),
    /// Its name, for lists of who is connected.
    pub terminal: String,
    /// The look.
    pub look: Look,
    /// Own keys.
    pub keys: Vec<Keys>,
    /// Who it is for.
    pub claimed: Claimed,
}

/// What a verb needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerbWanted {
    /// The words of the command line, without the program's name.
    pub words: Vec<String>,
    /// Whether standard input is a terminal.
    pub stdin_is_terminal: bool,
    /// Whether standard output is one.
    pub stdout_is_terminal: bool,
    /// Whether standard error is one.
    pub stderr_is_terminal: bool,
    /// Who it is for.
    pub claimed: Claimed,
}

/// From a client, after what it wants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToHost {
    /// Bytes of the terminal.
    Input(Vec<u8>),
    /// The window is so large now, perhaps as before.
    Resize(u16, u16),
    /// Bytes of standard input that were asked for; none is its end.
    Stdin(Vec<u8>),
    /// Bytes of the file to be read, or why they cannot be; none is its end.
    File(Result<Vec<u8>, String>),
    /// The file to be written is in place, or why not.
    Kept(Result<(), String>),
    /// The client's process was asked to end.
    Leaving,
}

/// From a host.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ToClient {
    /// Which store this is, and where it lies.
    Store {
        /// Its identifier.
        id: String,
        /// Its place, for messages.
        place: String,
    },
    /// Bytes for the terminal, or for standard output.
    Output(Vec<u8>),
    /// Bytes for standard error.
    Error(Vec<u8>),
    /// The verb wants more of standard input.
    MoreInput,
    /// The verb wants more of the file to be read.
    MoreFile,
    /// Bytes for the file to be written.
    IntoFile(Vec<u8>),
    /// All is written: the file is to be put in place.
    KeepFile,
    /// Remember who is signed in, for the next start; `None` forgets.
    Remember(Option<String>),
    /// It is over: the code to leave with, and why, if there is something to say.
    Ended {
        /// The code.
        code: u8,
        /// Why.
        why: Option<Why>,
    },
}

/// Why it is over: what an error of the command line is made of, so that it is the same here and there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Why {
    /// The stable code.
    pub code: String,
    /// The vendor's number of the same error, if there is one.
    pub number: Option<u32>,
    /// The rule, as one sentence.
    pub rule: String,
    /// What to do about it; nothing where the rule says it.
    pub remedy: String,
}

impl Why {
    /// Something that is no refusal of a rule.
    pub fn new(code: &str, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { code: code.to_owned(), number: None, rule: rule.into(), remedy: remedy.into() }
    }

    /// A refusal before anything was planned.
    pub fn refused(code: RefusalCode, rule: impl Into<String>, remedy: impl Into<String>) -> Self {
        Refusal::new(code, rule, remedy).into()
    }
}

impl From<Refusal> for Why {
    fn from(refusal: Refusal) -> Self {
        let Refusal { code, sentence, remedy, .. } = refusal;
        Self { code: code.word().to_owned(), number: code.number(), rule: sentence, remedy }
    }
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.remedy.as_str() {
            "" => f.write_str(&self.rule),
            remedy => write!(f, "{} {remedy}", self.rule),
        }
    }
}

/// A text a client says about itself, as it may be stored and shown: hidden characters escaped, cut at a bound.
pub fn bounded(text: &str) -> String {
    let start: String = text.chars().take(ABOUT).collect();
    shown(&start).chars().take(ABOUT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_go_over_the_wire_and_back() {
        for depth in [Depth::Mono, Depth::C16, Depth::C256, Depth::True] {
            assert_eq!(Depth::from(Colours::from(depth)), depth);
        }
    }

    #[test]
    fn what_a_client_says_cannot_act_on_a_terminal_or_grow() {
        assert_eq!(bounded("xterm-256color"), "xterm-256color");
        assert!(!bounded("\x1b[2J\u{202e}").contains(['\x1b', '\u{202e}']));
        assert!(bounded(&"\x1b".repeat(10_000)).chars().count() <= ABOUT);
    }
}
