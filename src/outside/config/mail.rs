//! `[mail]`: who carries messages out of the process. A secret is never written here: the file says where it is found.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::value::absolute;
use super::wording::{mistyped, nearest, not, quoted, string};
use crate::model::{Email, hidden_character};

/// What `[mail]` says. `Default` is what holds without it: nothing leaves the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSettings {
    /// `courier` and what belongs to it.
    pub courier: CourierChoice,
    /// `phone_command`: carries what goes to phones.
    pub phone_command: Option<Vec<String>>,
    /// `from`: whom letters come from, as written.
    pub from: Option<String>,
    /// `timeout`: seconds that nobody may answer.
    pub timeout: u32,
    /// `texts`: a directory of texts that go before the built-in ones.
    pub texts: Option<PathBuf>,
}

impl Default for MailSettings {
    fn default() -> Self {
        Self { courier: CourierChoice::Outbox, phone_command: None, from: None, timeout: 20, texts: None }
    }
}

/// Who carries mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum CourierChoice {
    /// Nobody: messages stay in the outbox, to be read by hand.
    #[default]
    Outbox,
    /// A mail server.
    Smtp(SmtpSettings),
    /// A program, by its words.
    Command(Vec<String>),
}

/// How a mail server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpSettings {
    /// `host`.
    pub host: String,
    /// `port`.
    pub port: u16,
    /// `security`.
    pub security: Security,
    /// `user` and where its password is found.
    pub login: Option<(String, PasswordFrom)>,
    /// `ca_file`: the only authorities that count, instead of those of the system.
    pub ca_file: Option<PathBuf>,
}

/// How a connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// Begins in the clear and changes to TLS before anything is said; without TLS nothing is.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// In the clear.
    None,
}

impl Security {
    const NAMED: [(&'static str, Self); 3] =
        [("starttls", Self::StartTls), ("tls", Self::Tls), ("none", Self::None)];

    const fn port(self) -> u16 {
        match self {
            Self::StartTls => 587,
            Self::Tls => 465,
            Self::None => 25,
        }
    }
}

/// Where a password is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PasswordFrom {
    /// The first line of a file.
    File(PathBuf),
    /// A variable of the environment.
    Variable(String),
}

/// Every key of `[mail]`.
pub(super) const KEYS: [&str; 14] = [
    "courier",
    "from",
    "host",
    "port",
    "security",
    "user",
    "password_file",
    "password_env",
    "ca_file",
    "command",
    "phone_command",
    "timeout",
    "texts",
    "password",
];

/// Keys that go with one courier only.
const SMTP_ONLY: [&str; 7] = ["host", "port", "security", "user", "password_file", "password_env", "ca_file"];

/// Reads the table that begins on this line; `line` finds the line of a byte.
pub(super) fn read(
    table: &DeTable,
    begins: usize,
    line: &dyn Fn(usize) -> usize,
    home: Option<&Path>,
) -> Result<MailSettings, Vec<Problem>> {
    let mut found = Found { begins, home, ..Found::default() };
    let mut problems = Vec::new();
    for (key, value) in table {
        let line = line(key.span().start);
        let name = key.get_ref().as_ref();
        match found.key(name, value) {
            Ok(()) => {
                found.lines.insert(name.to_owned(), line);
            }
            Err(what) => problems.push(Problem { line, what }),
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    found.settings().map_err(|problem| vec![problem])
}

/// What the table says, key by key, before it is looked at as a whole.
#[derive(Default)]
struct Found<'a> {
    begins: usize,
    home: Option<&'a Path>,
    lines: BTreeMap<String, usize>,
    texts: BTreeMap<String, String>,
    paths: BTreeMap<String, PathBuf>,
    commands: BTreeMap<String, Vec<String>>,
    numbers: BTreeMap<String, u32>,
    security: Option<Security>,
}

impl Found<'_> {
    fn key(&mut self, name: &str, spanned: &Spanned<DeValue<'_>>) -> Result<(), String> {
        let value = spanned.get_ref();
        let full = format!("mail.{name}");
        match name {
            "courier" => {
                let wanted = r#""outbox", "smtp" or "command""#;
                let text = string(&full, spanned, wanted)?;
                if !["outbox", "smtp", "command"].contains(&text) {
                    let near = nearest(text, &["outbox", "smtp", "command"]).unwrap_or_default();
                    return Err(not(&full, text, wanted) + &near);
                }
                self.texts.insert(name.into(), text.into());
            }
            "security" => {
                let wanted = r#""starttls", "tls" or "none""#;
                let text = string(&full, spanned, wanted)?;
                let named = Security::NAMED.into_iter().find(|(known, _)| *known == text);
                self.security = Some(named.ok_or_else(|| not(&full, text, wanted))?.1);
            }
            "from" => {
                let wanted = r#"an address, such as "Acme Admin Center <orgadm@acme.example>""#;
                let text = string(&full, spanned, wanted)?;
                let bare = text.rsplit_once('<').and_then(|(_, rest)| rest.strip_suffix('>')).unwrap_or(text);
                if text.chars().any(|c| hidden_character(c).is_some()) || Email::parse(bare).is_err() {
                    return Err(not(&full, text, wanted));
                }
                self.texts.insert(name.into(), text.into());
            }
            "host" => {
                let text = string(&full, spanned, r#"a name or address, such as "mail.acme.example""#)?;
                if text.is_empty() || text.chars().any(|c| !c.is_ascii_graphic() || c == '/') {
                    return Err(not(&full, text, r#"a name or address, such as "mail.acme.example""#));
                }
                self.texts.insert(name.into(), text.into());
            }
            "user" | "password_env" => {
                let text = string(&full, spanned, "a text")?;
                if text.is_empty() || text.chars().any(|c| hidden_character(c).is_some()) {
                    return Err(not(&full, text, "a text of visible characters"));
                }
                self.texts.insert(name.into(), text.into());
            }
            "password_file" | "ca_file" | "texts" => {
                let wanted = r#"an absolute path, such as "/etc/orgadm/secret""#;
                let text = string(&full, spanned, wanted)?;
                let path = absolute(text, self.home).ok_or_else(|| not(&full, text, wanted))?;
                self.paths.insert(name.into(), path);
            }
            "command" | "phone_command" => {
                let words = words(&full, value)?;
                self.commands.insert(name.into(), words);
            }
            "port" => {
                let port = number(&full, value, 1, 65_535)?;
                self.numbers.insert(name.into(), port);
            }
            "timeout" => {
                let seconds = number(&full, value, 1, 600)?;
                self.numbers.insert(name.into(), seconds);
            }
            // Not repeated: it would stand on the screen.
            "password" => {
                return Err(
                    "a password does not stand here; name the file that holds it (password_file) or a \
                            variable (password_env)"
                        .into(),
                );
            }
            unknown => {
                let known: Vec<&str> = KEYS.into_iter().filter(|key| *key != "password").collect();
                let hint = nearest(unknown, &known)
                    .unwrap_or_else(|| format!("; the keys are {}", known.join(", ")));
                return Err(format!("there is no key \"{}\" in [mail]{hint}", quoted(unknown)));
            }
        }
        Ok(())
    }

    fn line(&self, key: &str) -> usize {
        self.lines.get(key).copied().unwrap_or(self.begins)
    }

    fn wrong(&self, key: &str, what: impl Into<String>) -> Problem {
        Problem { line: self.line(key), what: what.into() }
    }

    /// Whether what was said goes together.
    fn settings(mut self) -> Result<MailSettings, Problem> {
        let courier = self.texts.get("courier").map_or("outbox", String::as_str).to_owned();
        if courier != "smtp"
            && let Some(key) = SMTP_ONLY.iter().find(|key| self.lines.contains_key(**key))
        {
            return Err(self.wrong(key, format!("mail.{key} goes with courier = \"smtp\" only")));
        }
        if courier != "command" && self.lines.contains_key("command") {
            let what = "mail.command goes with courier = \"command\" only; for phones there is phone_command";
            return Err(self.wrong("command", what));
        }
        if courier != "outbox" && !self.lines.contains_key("from") {
            return Err(self.wrong("courier", format!("courier = \"{courier}\" needs from, an address")));
        }
        let courier = match courier.as_str() {
            "smtp" => CourierChoice::Smtp(self.smtp()?),
            "command" => match self.commands.remove("command") {
                Some(command) => CourierChoice::Command(command),
                None => {
                    let what = "courier = \"command\" needs command, a list of words";
                    return Err(self.wrong("courier", what));
                }
            },
            _ => CourierChoice::Outbox,
        };
        let defaults = MailSettings::default();
        Ok(MailSettings {
            courier,
            phone_command: self.commands.remove("phone_command"),
            from: self.texts.remove("from"),
            timeout: self.numbers.get("timeout").copied().unwrap_or(defaults.timeout),
            texts: self.paths.remove("texts"),
        })
    }

    fn smtp(&mut self) -> Result<SmtpSettings, Problem> {
        let Some(host) = self.texts.remove("host") else {
            return Err(self.wrong("courier", "courier = \"smtp\" needs host"));
        };
        let security = self.security.unwrap_or(Security::StartTls);
        if security == Security::None {
            for key in ["user", "ca_file"] {
                if self.lines.contains_key(key) {
                    let what = format!("mail.{key} needs security = \"starttls\" or \"tls\"");
                    return Err(self.wrong(key, what));
                }
            }
        }
        let port = self.numbers.get("port").and_then(|port| u16::try_from(*port).ok());
        Ok(SmtpSettings {
            host,
            port: port.unwrap_or_else(|| security.port()),
            security,
            login: self.login()?,
            ca_file: self.paths.remove("ca_file"),
        })
    }

    fn login(&mut self) -> Result<Option<(String, PasswordFrom)>, Problem> {
        let user = self.texts.remove("user");
        let password = match (self.paths.remove("password_file"), self.texts.remove("password_env")) {
            (Some(_), Some(_)) => {
                let later = ["password_file", "password_env"].into_iter().max_by_key(|key| self.line(key));
                let what = "mail.password_file and mail.password_env exclude each other";
                return Err(self.wrong(later.unwrap_or("password_env"), what));
            }
            (Some(path), None) => Some(("password_file", PasswordFrom::File(path))),
            (None, Some(name)) => Some(("password_env", PasswordFrom::Variable(name))),
            (None, None) => None,
        };
        match (user, password) {
            (Some(user), Some((_, password))) => Ok(Some((user, password))),
            (Some(_), None) => Err(self.wrong("user", "mail.user needs password_file or password_env")),
            (None, Some((key, _))) => Err(self.wrong(key, format!("mail.{key} needs user"))),
            (None, None) => Ok(None),
        }
    }
}

fn words(name: &str, value: &DeValue) -> Result<Vec<String>, String> {
    let wanted = r#"a list of words, such as ["/usr/sbin/sendmail", "-i", "-t"]"#;
    let DeValue::Array(list) = value else { return Err(mistyped(name, value, wanted)) };
    let mut words = Vec::new();
    for word in list.iter() {
        match word.get_ref() {
            DeValue::String(word) => words.push(word.clone().into_owned()),
            other => return Err(mistyped(name, other, wanted)),
        }
    }
    match words.first() {
        Some(program) if Path::new(program).is_absolute() => Ok(words),
        Some(program) => Err(format!(
            "{name} begins with the absolute path of a program, not \"{}\"; no shell looks for it",
            quoted(program)
        )),
        None => Err(format!("{name} takes {wanted}, not an empty one")),
    }
}

fn number(name: &str, value: &DeValue, least: u32, most: u32) -> Result<u32, String> {
    let wanted = format!("a number from {least} to {most}");
    let DeValue::Integer(integer) = value else { return Err(mistyped(name, value, &wanted)) };
    let number = u32::from_str_radix(integer.as_str(), integer.radix()).ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| not(name, integer.as_str(), &wanted))
}
