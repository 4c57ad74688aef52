//! The columns that a verb knows.

/// A column that a verb knows.
#[derive(Debug, Clone, Copy)]
pub(in crate::cli) struct Column {
    /// Its name.
    pub(in crate::cli) name: &'static str,
    /// Another name for it.
    pub(in crate::cli) or: Option<&'static str>,
    /// Whether every file has it.
    pub(in crate::cli) needed: bool,
}

impl Column {
    /// A column every file has.
    pub(in crate::cli) const fn needed(name: &'static str) -> Self {
        Self { name, or: None, needed: true }
    }

    /// A column a file may leave out.
    pub(in crate::cli) const fn optional(name: &'static str) -> Self {
        Self { name, or: None, needed: false }
    }

    /// The same under another name too.
    pub(in crate::cli) const fn or(self, name: &'static str) -> Self {
        Self { or: Some(name), ..self }
    }

    /// Whether this is its name, or the other one.
    pub(super) fn is(&self, name: &str) -> bool {
        self.name == name || self.or == Some(name)
    }
}
