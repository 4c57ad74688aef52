//! Environment variables, asked through a lookup that is passed in; only [`of_process`] reads the real ones.

/// Answers the value of an environment variable, `None` when it is not set.
pub type Lookup<'a> = &'a dyn Fn(&str) -> Option<String>;

/// The same for what is asked only later: it borrows nothing.
pub type Variable = fn(&str) -> Option<String>;

/// The environment of this process, for `main` to pass as a [`Lookup`].
///
/// Bytes that are not UTF-8 become U+FFFD, so that a variable never looks unset when it is merely unreadable; whoever
/// turns a value into a path refuses that character.
pub fn of_process(name: &str) -> Option<String> {
    std::env::var_os(name).map(|value| value.to_string_lossy().into_owned())
}

/// The value of a variable; an empty one counts as not set, as the XDG base directory specification wants it.
pub(super) fn set(env: Lookup, name: &str) -> Option<String> {
    env(name).filter(|value| !value.is_empty())
}

/// Whether the value was not UTF-8 in the real environment.
pub(super) fn is_damaged(value: &str) -> bool {
    value.contains(char::REPLACEMENT_CHARACTER)
}
