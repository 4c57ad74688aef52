//! Reading one table of a file: its keys by name, its values by type, and notes of everything that is wrong.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::model::{Timestamp, shown};

/// Most problems kept as sentences; the rest is counted.
const MOST: usize = 100;
/// Most characters of the file that a message repeats.
const QUOTED: usize = 60;

/// Something wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Problem {
    pub(super) line: usize,
    pub(super) sentence: String,
    pub(super) remedy: String,
}

/// What is wrong so far, and where the lines of the file end.
#[derive(Debug)]
pub(in crate::controller::org_file) struct Notes {
    ends: Vec<usize>,
    problems: Vec<Problem>,
    more: usize,
}

impl Notes {
    pub(in crate::controller::org_file) fn of(bytes: &[u8]) -> Self {
        Self { ends: memchr::memchr_iter(b'\n', bytes).collect(), problems: Vec::new(), more: 0 }
    }

    /// The line of a byte, counted from 1.
    pub(super) fn line(&self, at: usize) -> usize {
        1 + self.ends.partition_point(|end| *end < at)
    }

    pub(in crate::controller::org_file) fn wrong(
        &mut self,
        line: usize,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        if self.problems.len() < MOST {
            self.problems.push(Problem { line, sentence: sentence.into(), remedy: remedy.into() });
        } else {
            self.more += 1;
        }
    }

    pub(super) fn wrong_at(&mut self, at: usize, sentence: impl Into<String>, remedy: impl Into<String>) {
        self.wrong(self.line(at), sentence, remedy);
    }

    pub(in crate::controller::org_file) const fn is_clean(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn into_problems(self) -> (Vec<Problem>, usize) {
        (self.problems, self.more)
    }
}

/// One table: what it is, and where it begins.
pub(super) struct Table<'t> {
    table: &'t DeTable<'t>,
    what: &'static str,
    /// Its line.
    pub(super) line: usize,
}

impl<'t> Table<'t> {
    /// A value as a table with these keys; notes what it is instead, and every key it does not know. `what` is its name in
    /// sentences: "a user".
    pub(super) fn of(
        value: &'t Spanned<DeValue<'t>>,
        what: &'static str,
        known: &[&str],
        notes: &mut Notes,
    ) -> Option<Self> {
        let line = notes.line(value.span().start);
        let DeValue::Table(table) = value.get_ref() else {
            let found = value.get_ref().type_str();
            notes.wrong(line, format!("Here belongs {what}, not {} {found}.", article(found)), FORM);
            return None;
        };
        let read = Self { table, what, line };
        read.knows(known, notes);
        Some(read)
    }

    /// The file itself.
    pub(super) fn whole(table: &'t DeTable<'t>, known: &[&str], notes: &mut Notes) -> Self {
        let read = Self { table, what: "a file", line: 1 };
        read.knows(known, notes);
        read
    }

    fn knows(&self, known: &[&str], notes: &mut Notes) {
        for (key, _) in self.table {
            let name = key.get_ref().as_ref();
            if known.contains(&name) {
                continue;
            }
            let (sentence, remedy) = match nearest(name, known) {
                Some(near) => (
                    format!("{} has no “{}”; the nearest is “{near}”.", capital(self.what), bounded(name)),
                    format!("Write {near}, or take it out."),
                ),
                None => (
                    format!("{} has no “{}”.", capital(self.what), bounded(name)),
                    format!("It may have {}.", known.join(", ")),
                ),
            };
            notes.wrong_at(key.span().start, sentence, remedy);
        }
    }

    /// The value of a key, and its line.
    pub(super) fn get(&self, key: &str, notes: &Notes) -> Option<(&'t Spanned<DeValue<'t>>, usize)> {
        let (_, value) = self.table.iter().find(|(name, _)| name.get_ref().as_ref() == key)?;
        Some((value, notes.line(value.span().start)))
    }

    /// A text, read as something; `read` says in a sentence what is wrong with it.
    pub(super) fn text<T>(
        &self,
        key: &str,
        notes: &mut Notes,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let (value, line) = self.get(key, notes)?;
        let DeValue::String(text) = value.get_ref() else {
            self.mistyped(key, value, line, "a text in quotation marks", notes);
            return None;
        };
        read(text).map_err(|sentence| notes.wrong(line, sentence, CORRECT)).ok()
    }

    /// The same, and a note where it is not there.
    pub(super) fn needed<T>(
        &self,
        key: &str,
        notes: &mut Notes,
        read: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        if self.get(key, notes).is_none() {
            notes.wrong(self.line, format!("{} needs “{key}”.", capital(self.what)), format!("Add {key}."));
            return None;
        }
        self.text(key, notes, read)
    }

    /// One of these words.
    pub(super) fn word<T: Copy>(
        &self,
        key: &str,
        notes: &mut Notes,
        words: impl IntoIterator<Item = (&'static str, T)>,
    ) -> Option<T> {
        let words: Vec<(&'static str, T)> = words.into_iter().collect();
        self.text(key, notes, |text| one_of(key, text, &words))
    }

    /// `true` or `false`.
    pub(super) fn flag(&self, key: &str, notes: &mut Notes) -> Option<bool> {
        let (value, line) = self.get(key, notes)?;
        match value.get_ref() {
            DeValue::Boolean(flag) => Some(*flag),
            _ => {
                self.mistyped(key, value, line, "true or false", notes);
                None
            }
        }
    }

    /// A whole number.
    pub(super) fn number(&self, key: &str, notes: &mut Notes) -> Option<u32> {
        let (value, line) = self.get(key, notes)?;
        let number = match value.get_ref() {
            DeValue::Integer(number) => number.as_str().replace('_', "").parse().ok(),
            _ => None,
        };
        if number.is_none() {
            self.mistyped(key, value, line, "a whole number", notes);
        }
        number
    }

    /// An instant.
    pub(super) fn time(&self, key: &str, notes: &mut Notes) -> Option<Timestamp> {
        let (value, line) = self.get(key, notes)?;
        let time = match value.get_ref() {
            DeValue::Datetime(time) => Timestamp::parse(&time.to_string()),
            _ => None,
        };
        if time.is_none() {
            self.mistyped(key, value, line, "a time such as 2026-11-24T03:09:43Z", notes);
        }
        time
    }

    /// A list, each element read by itself.
    pub(super) fn list<T>(
        &self,
        key: &str,
        notes: &mut Notes,
        mut read: impl FnMut(&'t Spanned<DeValue<'t>>, &mut Notes) -> Option<T>,
    ) -> Option<Vec<T>> {
        let (value, line) = self.get(key, notes)?;
        let DeValue::Array(list) = value.get_ref() else {
            self.mistyped(key, value, line, "a list: […]", notes);
            return None;
        };
        Some(list.iter().filter_map(|element| read(element, notes)).collect())
    }

    /// Notes a value of another type.
    pub(super) fn mistyped(
        &self,
        key: &str,
        value: &Spanned<DeValue<'_>>,
        line: usize,
        wanted: &str,
        notes: &mut Notes,
    ) {
        let found = value.get_ref().type_str();
        notes.wrong(line, format!("“{key}” takes {wanted}, not {} {found}.", article(found)), CORRECT);
    }
}

const CORRECT: &str = "Correct it.";
const FORM: &str = "Look at what orgadm export writes.";

/// Which of these words a text is.
pub(super) fn one_of<T: Copy>(key: &str, text: &str, words: &[(&'static str, T)]) -> Result<T, String> {
    if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
        return Ok(*value);
    }
    let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
    let near = nearest(text, &known).map(|near| format!(" The nearest is “{near}”.")).unwrap_or_default();
    Err(format!("“{key}” takes {}, not “{}”.{near}", known.join(", "), bounded(text)))
}

fn article(noun: &str) -> &'static str {
    if noun.starts_with(['a', 'i', 'o']) { "an" } else { "a" }
}

/// A sentence begins with it.
fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// The nearest known word, if one is near enough to be meant.
fn nearest<'k>(typed: &str, known: &[&'k str]) -> Option<&'k str> {
    let typed: String = typed.chars().take(QUOTED).collect::<String>().to_lowercase();
    let (near, name) = known
        .iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&typed, name), *name))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (near >= 0.6).then_some(name)
}

/// Text of the file inside a message: bounded, hidden characters visible.
pub(super) fn bounded(text: &str) -> String {
    let start: String = text.chars().take(QUOTED).collect();
    let rest = if text.chars().nth(QUOTED).is_some() { "…" } else { "" };
    shown(&start) + rest
}
