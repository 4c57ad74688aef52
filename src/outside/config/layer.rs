//! One configuration file: text in, checked values or the list of everything wrong with it out. Reads no file itself.

use std::path::{Path, PathBuf};

use toml::de::{DeTable, DeValue};

use super::domains::DomainsLayer;
use super::error::Problem;
use super::mail::{self, MailSettings};
use super::source::{Key, Source, Value};
use super::value::{Binding, Chord, Located, Scope, ThemeChoice, absolute};
use super::wording::{mistyped, nearest, not, quoted, string};
use crate::model::Email;

/// Every key of the file.
pub(super) const KEYS: [&str; 9] =
    ["store", "socket", "group", "as", "theme", "ascii", "domains", "keys", "mail"];

/// What one file says; `None` where it says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Layer {
    pub(super) store: Option<Located<PathBuf>>,
    pub(super) socket: Option<Located<PathBuf>>,
    pub(super) group: Option<String>,
    pub(super) identity: Option<Located<Email>>,
    pub(super) theme: Option<ThemeChoice>,
    pub(super) ascii: Option<bool>,
    pub(super) domains: DomainsLayer,
    pub(super) keys: Vec<Binding>,
    pub(super) mail: Option<MailSettings>,
}

impl Layer {
    /// Parses and checks the whole text.
    pub(super) fn parse(
        text: &str,
        file: &Path,
        scope: Scope,
        home: Option<&Path>,
    ) -> Result<Self, Vec<Problem>> {
        let source = Source { text, file, scope, home };
        let table = DeTable::parse(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            // The parser's own sentence may run over lines; the first says what it is about.
            let what = error.message().lines().next().unwrap_or("this is not TOML");
            vec![Problem { line: source.line(at), what: format!("not valid TOML: {}", quoted(what)) }]
        })?;
        let mut layer = Self::default();
        let mut problems = Vec::new();
        for (key, value) in table.get_ref() {
            if let Err(found) = source.key(key, value, &mut layer) {
                problems.extend(found);
            }
        }
        layer.keys.sort_by_key(|binding| binding.line);
        problems.sort();
        if problems.is_empty() { Ok(layer) } else { Err(problems) }
    }
}

impl Source<'_> {
    fn key(&self, key: &Key, value: &Value, layer: &mut Layer) -> Result<(), Vec<Problem>> {
        let line = self.line(key.span().start);
        let one = |what| vec![Problem { line, what }];
        let name = key.get_ref().as_ref();
        match name {
            "store" => {
                let wanted = r#"an absolute path, such as "/srv/orgadm/store" or "~/orgadm""#;
                let text = string(name, value, wanted).map_err(one)?;
                let path = absolute(text, self.home).ok_or_else(|| one(not(name, text, wanted)))?;
                layer.store = Some(self.located(path, line));
            }
            "socket" => {
                let wanted = r#"an absolute path, such as "/run/orgadm/orgadm.sock""#;
                let text = string(name, value, wanted).map_err(one)?;
                let path = absolute(text, self.home).ok_or_else(|| one(not(name, text, wanted)))?;
                layer.socket = Some(self.located(path, line));
            }
            "group" => {
                let text =
                    string(name, value, r#"the name of an OS group, such as "orgadm""#).map_err(one)?;
                layer.group = Some(text.to_owned());
            }
            "as" => {
                let text =
                    string(name, value, r#"an e-mail address, such as "ada@acme.example""#).map_err(one)?;
                let email = Email::parse(text).map_err(|error| one(format!("as: {error}")))?;
                layer.identity = Some(self.located(email, line));
            }
            "theme" => {
                let wanted =
                    "\"dark\", \"light\", \"high-contrast\", \"mono\", or the absolute path of a theme file";
                let text = string(name, value, wanted).map_err(one)?;
                let theme = ThemeChoice::parse(text, self.home).ok_or_else(|| {
                    let names = ThemeChoice::NAMED.map(|(name, _)| name);
                    one(not(name, text, wanted) + &nearest(text, &names).unwrap_or_default())
                })?;
                layer.theme = Some(theme);
            }
            "ascii" => match value.get_ref() {
                DeValue::Boolean(ascii) => layer.ascii = Some(*ascii),
                other => return Err(one(mistyped(name, other, "true or false"))),
            },
            "domains" => match value.get_ref() {
                DeValue::Table(table) => layer.domains = DomainsLayer::parse(table, self)?,
                other => return Err(one(mistyped(name, other, "a table: [domains] on a line of its own"))),
            },
            "keys" => match value.get_ref() {
                DeValue::Table(actions) => layer.keys = self.bindings(actions)?,
                other => return Err(one(mistyped(name, other, "a table: [keys] on a line of its own"))),
            },
            "mail" => match value.get_ref() {
                DeValue::Table(table) => {
                    let place = |at| self.line(at);
                    layer.mail = Some(mail::read(table, line, &place, self.home)?);
                }
                other => return Err(one(mistyped(name, other, "a table: [mail] on a line of its own"))),
            },
            unknown => {
                let hint =
                    nearest(unknown, &KEYS).unwrap_or_else(|| format!("; the keys are {}", KEYS.join(", ")));
                return Err(one(format!("there is no key \"{}\"{hint}", quoted(unknown))));
            }
        }
        Ok(())
    }

    fn bindings(&self, actions: &DeTable) -> Result<Vec<Binding>, Vec<Problem>> {
        let mut bindings = Vec::new();
        let mut problems = Vec::new();
        for (action, value) in actions {
            let line = self.line(action.span().start);
            let name = format!("keys.{}", quoted(action.get_ref()));
            let wanted = r#"a list of chords, such as ["ctrl-o"]"#;
            let DeValue::Array(list) = value.get_ref() else {
                problems.push(Problem { line, what: mistyped(&name, value.get_ref(), wanted) });
                continue;
            };
            let mut chords = Vec::new();
            for chord in list.iter() {
                let line = self.line(chord.span().start);
                match chord.get_ref() {
                    DeValue::String(text) => chords.push(Chord { text: text.clone().into_owned(), line }),
                    other => problems.push(Problem { line, what: mistyped(&name, other, wanted) }),
                }
            }
            let action = action.get_ref().clone().into_owned();
            bindings.push(Binding { action, chords, file: self.file.to_path_buf(), line });
        }
        if problems.is_empty() { Ok(bindings) } else { Err(problems) }
    }

    fn located<T>(&self, value: T, line: usize) -> Located<T> {
        Located { value, scope: self.scope, file: self.file.to_path_buf(), line }
    }
}
