//! What is said of a value that is wrong: what was expected, what was found, and the nearest that could be meant.

use toml::Spanned;
use toml::de::DeValue;

use crate::model::shown;

/// Most characters of the file that a message repeats.
const QUOTED_MOST: usize = 60;

/// The text of a value that has to be one.
pub(super) fn string<'a>(
    name: &str,
    value: &'a Spanned<DeValue<'_>>,
    wanted: &str,
) -> Result<&'a str, String> {
    match value.get_ref() {
        DeValue::String(text) => Ok(text),
        other => Err(mistyped(name, other, wanted)),
    }
}

/// A value of another type than wanted.
pub(super) fn mistyped(name: &str, found: &DeValue, wanted: &str) -> String {
    let article = if matches!(found, DeValue::Integer(_) | DeValue::Array(_)) { "an" } else { "a" };
    format!("{name} takes {wanted}, not {article} {}", found.type_str())
}

/// A text that is none of those wanted.
pub(super) fn not(name: &str, found: &str, wanted: &str) -> String {
    format!("{name} takes {wanted}, not \"{}\"", quoted(found))
}

/// A clause that names the nearest known name, if one is near enough to be meant.
pub(super) fn nearest(typed: &str, known: &[&str]) -> Option<String> {
    let typed = typed.to_lowercase();
    let (near, name) = known
        .iter()
        .map(|name| (strsim::normalized_damerau_levenshtein(&typed, name), name))
        .max_by(|a, b| a.0.total_cmp(&b.0))?;
    (near >= 0.6).then(|| format!("; the nearest is \"{name}\""))
}

/// Text of the file inside a message: bounded, hidden characters visible.
pub(super) fn quoted(text: &str) -> String {
    let start: String = text.chars().take(QUOTED_MOST).collect();
    let rest = if text.chars().nth(QUOTED_MOST).is_some() { "…" } else { "" };
    shown(&start) + rest
}
