//! A command line in the making: every word is one word of a POSIX shell, and none is taken for an option.
//!
//! Names and addresses may hold anything a shell would act on, and may begin with a dash; whoever copies a line from a
//! preview into a shell must get what the preview showed.

use std::fmt;

use crate::model::User;

/// A line of orgadm: the verb, its words, its options. `Display` writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    verb: String,
    words: Vec<String>,
    options: Vec<String>,
}

impl Line {
    /// A line of this noun and verb.
    pub fn of(verb: impl Into<String>) -> Self {
        Self { verb: verb.into(), words: Vec::new(), options: Vec::new() }
    }

    /// The same with one word more.
    pub fn word(mut self, word: impl fmt::Display) -> Self {
        self.words.push(word.to_string());
        self
    }

    /// The same with somebody who has a user: by address, or by SID where the address looks like an option. Where a verb takes
    /// several of them and another word behind, no `--` can stand before them.
    pub fn user(self, user: &User) -> Self {
        match user.email.as_str().starts_with('-') {
            true => self.word(user.sid),
            false => self.word(&user.email),
        }
    }

    /// The same with an option that has a value.
    pub fn option(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.options.push(option(name, &value.to_string()));
        self
    }

    /// The same with a flag, if so.
    pub fn flag(mut self, name: &str, given: bool) -> Self {
        self.options.extend(given.then(|| name.to_owned()));
        self
    }
}

/// An option with its value, which is not taken for an option itself.
fn option(name: &str, value: &str) -> String {
    let divider = if value.starts_with('-') && value != "-" { '=' } else { ' ' };
    format!("{name}{divider}{}", quoted(value))
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<String> = self.words.iter().map(|word| quoted(word)).collect();
        let dashed = self.words.iter().any(|word| word.starts_with('-'));
        let parts = match dashed {
            true => [&self.options[..], &["--".to_owned()], &words].concat(),
            false => [&words[..], &self.options].concat(),
        };
        write!(f, "orgadm {}", self.verb)?;
        parts.iter().try_for_each(|part| write!(f, " {part}"))
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.to_string()
    }
}

/// The text as one word of a POSIX shell.
pub fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "@%+=:,./_-".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    format!("'{}'", text.replace('\'', r"'\''"))
}

/// A written line with further options: before the words, where these stand behind `--`.
pub(super) fn with_options(line: &str, options: &[(&str, String)]) -> String {
    let more: String = options.iter().map(|(name, value)| format!(" {}", option(name, value))).collect();
    match behind_dashes(line) {
        Some(at) => format!("{}{more}{}", &line[..at], &line[at..]),
        None => format!("{line}{more}"),
    }
}

/// Where ` --` stands as a word of its own, outside of quotes.
fn behind_dashes(line: &str) -> Option<usize> {
    let mut quoted = false;
    line.char_indices().find_map(|(at, c)| {
        quoted ^= c == '\'';
        (!quoted && line[at..].starts_with(" -- ")).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quoting_is_safe_for_a_shell() {
        assert_eq!(quoted("grace@acme.example"), "grace@acme.example");
        assert_eq!(quoted("Ada's $HOME"), r"'Ada'\''s $HOME'");
        assert_eq!(quoted("`id`@acme.example"), "'`id`@acme.example'");
        assert_eq!(quoted(""), "''");
    }

    #[test]
    fn words_stand_before_options_unless_one_looks_like_an_option() {
        let line = |name| Line::of("account create").word(name).option("--owner", "ada@acme.example");
        assert_eq!(line("Main").to_string(), "orgadm account create Main --owner ada@acme.example");
        let dashed = line("-x y").to_string();
        assert_eq!(dashed, "orgadm account create --owner ada@acme.example -- '-x y'");
        assert_eq!(Line::of("signup").option("--name", "-x").to_string(), "orgadm signup --name=-x");
    }

    #[test]
    fn further_options_find_their_place() {
        let options = [("--confirm", "-Acme Corp".to_owned())];
        let plain = with_options("orgadm org rename 'a -- b'", &options);
        assert_eq!(plain, "orgadm org rename 'a -- b' --confirm='-Acme Corp'");
        let dashed = with_options("orgadm org rename -- '-a -- b'", &options);
        assert_eq!(dashed, "orgadm org rename --confirm='-Acme Corp' -- '-a -- b'");
    }
}
