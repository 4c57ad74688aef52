//! The nearest known word to a mistyped one, for messages that say "did you mean".
//!
//! A leaf: it knows words only, not where they come from.

/// The known word closest to `word`, or `None` when nothing is close enough to be meant.
///
/// Close enough is a distance of a third of the typed length, at least one slip, never
/// the whole word; capitals do not count.
pub(super) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    let limit = (length / 3).max(1).min(length.saturating_sub(1));
    known
        .into_iter()
        .map(|k| (strsim::damerau_levenshtein(&word, &k.to_lowercase()), k))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_slip_and_keeps_silent_about_a_stranger() {
        assert_eq!(nearest("accnet", ["text", "accent", "muted"]), Some("accent"));
        assert_eq!(nearest("Enterr", ["Esc", "Enter"]), Some("Enter"));
        assert_eq!(nearest("fg", ["bg", "bold"]), Some("bg"));
        assert_eq!(nearest("background", ["bg", "bold"]), None);
        assert_eq!(nearest("x", ["+", "y"]), None);
    }
}
