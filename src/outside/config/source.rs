//! The text of a file while it is read: where something stands in it.

use std::path::Path;

use toml::Spanned;
use toml::de::DeValue;

use super::value::Scope;

/// The file that is being read.
pub(super) struct Source<'a> {
    pub(super) text: &'a str,
    pub(super) file: &'a Path,
    pub(super) scope: Scope,
    pub(super) home: Option<&'a Path>,
}

pub(super) type Key<'a> = Spanned<std::borrow::Cow<'a, str>>;
pub(super) type Value<'a> = Spanned<DeValue<'a>>;

impl Source<'_> {
    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count()
    }
}
