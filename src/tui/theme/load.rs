//! Themes as text: one key a role, an inline table a value.
//!
//! Every error names the line and the key, and the nearest key there is: people write these files by hand.

use ratatui::style::{Color, Modifier, Style};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::built_in::BUILT_IN;
use super::role::Role;
use crate::model::shown;
use crate::tui::near::nearest;

/// Why a text is not a theme; the `Display` is a sentence for its author.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ThemeError {
    /// The text is not TOML.
    #[error("Line {line}: {message}.")]
    Syntax {
        /// Counted from 1.
        line: usize,
        /// What the parser says.
        message: String,
    },
    /// A key that is no role, or a property that no role has.
    #[error("Line {line}: `{key}` is not a {what} of a theme.{}", hint(*.nearest))]
    UnknownKey {
        /// Counted from 1.
        line: usize,
        /// "role" or "property".
        what: &'static str,
        /// What stands there.
        key: String,
        /// A key that is close.
        nearest: Option<&'static str>,
    },
    /// A value of the wrong form.
    #[error("Line {line}: `{key}` wants {want}.")]
    Value {
        /// Counted from 1.
        line: usize,
        /// The role or property.
        key: String,
        /// What it takes.
        want: &'static str,
    },
    /// A role is not described, and there is no base to take it from.
    #[error("The role `{role}` is missing; describe it, or start from another theme with base = \"dark\".")]
    Missing {
        /// Its key.
        role: &'static str,
    },
    /// No theme has this name.
    #[error("There is no theme `{name}`.{}", hint(*.nearest))]
    NoSuchTheme {
        /// What was asked for.
        name: String,
        /// A name that is close.
        nearest: Option<&'static str>,
    },
}

impl ThemeError {
    pub(super) fn no_such_theme(name: &str) -> Self {
        Self::NoSuchTheme { name: shown(name), nearest: nearest(name, BUILT_IN.map(|(name, _)| name)) }
    }
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(String::new, |n| format!(" Did you mean `{n}`?"))
}

/// The styles of all roles as the text describes them.
pub(super) fn styles(text: &str) -> Result<[Style; Role::COUNT], ThemeError> {
    let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
    let table = DeTable::parse(text).map_err(|e| ThemeError::Syntax {
        line: line(e.span().map_or(0, |s| s.start)),
        message: shown(e.message()),
    })?;
    let mut found: [Option<Style>; Role::COUNT] = [None; Role::COUNT];
    let mut base: Option<[Style; Role::COUNT]> = None;
    for (key, value) in table.get_ref() {
        let at = line(key.span().start);
        let name: &str = key.get_ref();
        if name == "base" {
            base = Some(base_styles(value, at)?);
        } else if let Some((role, slot)) =
            Role::ALL.into_iter().zip(&mut found).find(|(r, _)| r.key() == name)
        {
            *slot = Some(style(role, value, at)?);
        } else {
            let known = Role::ALL.map(Role::key).into_iter().chain(["base"]);
            let nearest = nearest(name, known);
            return Err(ThemeError::UnknownKey { line: at, what: "role", key: shown(name), nearest });
        }
    }
    let mut styles = base.unwrap_or_default();
    for ((role, style), slot) in Role::ALL.into_iter().zip(found).zip(&mut styles) {
        match style {
            Some(style) => *slot = style,
            None if base.is_none() => return Err(ThemeError::Missing { role: role.key() }),
            None => {}
        }
    }
    Ok(styles)
}

/// The styles of the named theme to start from. Themes that come with the program have no base, so this ends.
fn base_styles(value: &Spanned<DeValue<'_>>, line: usize) -> Result<[Style; Role::COUNT], ThemeError> {
    let want = "the name of a theme that comes with the program";
    let name = value.get_ref().as_str().ok_or(ThemeError::Value { line, key: "base".into(), want })?;
    match BUILT_IN.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => styles(text),
        None => Err(ThemeError::no_such_theme(name)),
    }
}

/// The properties of a role: their keys in theme files.
const PROPERTIES: [&str; 6] = ["fg", "bg", "bold", "dim", "reverse", "underline"];

fn style(role: Role, value: &Spanned<DeValue<'_>>, line: usize) -> Result<Style, ThemeError> {
    let wrong = |key: &str, want| ThemeError::Value { line, key: shown(key), want };
    let table = value
        .get_ref()
        .as_table()
        .ok_or_else(|| wrong(role.key(), "an inline table such as { fg = \"#6cb6ff\", bold = true }"))?;
    let mut style = Style::new();
    for (key, value) in table {
        let key: &str = key.get_ref();
        let colour = || {
            let text = value.get_ref().as_str().and_then(hex);
            text.ok_or_else(|| wrong(key, "a colour written as \"#rrggbb\""))
        };
        let modifier = |style: Style, modifier| match value.get_ref().as_bool() {
            Some(true) => Ok(style.add_modifier(modifier)),
            Some(false) => Ok(style),
            None => Err(wrong(key, "true or false")),
        };
        style = match key {
            "fg" => style.fg(colour()?),
            "bg" => style.bg(colour()?),
            "bold" => modifier(style, Modifier::BOLD)?,
            "dim" => modifier(style, Modifier::DIM)?,
            "reverse" => modifier(style, Modifier::REVERSED)?,
            "underline" => modifier(style, Modifier::UNDERLINED)?,
            _ => {
                let nearest = nearest(key, PROPERTIES);
                return Err(ThemeError::UnknownKey { line, what: "property", key: shown(key), nearest });
            }
        };
    }
    Ok(style)
}

/// A colour written as `#rrggbb`.
fn hex(text: &str) -> Option<Color> {
    let digits =
        text.strip_prefix('#').filter(|d| d.len() == 6 && d.bytes().all(|b| b.is_ascii_hexdigit()))?;
    let value = u32::from_str_radix(digits, 16).ok()?;
    let [_, r, g, b] = value.to_be_bytes();
    Some(Color::Rgb(r, g, b))
}
