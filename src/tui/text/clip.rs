//! Text on its way to a clipboard.
//!
//! A type of its own, so that raw text cannot get there: what somebody pastes into a shell must be what they saw.

use std::fmt;

use super::clean;

/// Text that a terminal may put on the clipboard: hidden characters made visible, line feeds among them.
#[derive(Clone, PartialEq, Eq)]
pub struct ClipText(String);

impl ClipText {
    /// Takes any text; whatever acts on a terminal comes out in its visible form.
    pub fn new(text: &str) -> Self {
        Self(clean(text).into_owned())
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ClipText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}
