//! What a key did to a form.

/// What a key did to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormEvent {
    /// Nothing: the key is not one of text.
    Ignored,
    /// The focused field changed.
    Edited,
    /// The cursor moved.
    Moved,
}
