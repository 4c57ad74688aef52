//! Filters: free words, all of which must stand somewhere in a row.

/// A parsed filter. Empty matches everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    words: Vec<String>,
}

impl Filter {
    /// Parses what was typed: words divided by white space, letter case ignored, at most 16 of them.
    pub fn parse(text: &str) -> Self {
        Self { words: text.split_whitespace().take(16).map(str::to_lowercase).collect() }
    }

    /// Whether nothing is filtered out.
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// Whether every word stands in this lower-case text.
    pub fn matches(&self, folded: &str) -> bool {
        self.words.iter().all(|word| folded.contains(word.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_words_must_match_in_any_order_and_case() {
        let filter = Filter::parse("  ACME ada ");
        assert!(filter.matches("ada lovelace ada@acme.example"));
        assert!(!filter.matches("ada lovelace ada@other.example"));
        assert!(Filter::parse("").is_empty() && Filter::parse(" ").matches("anything"));
        assert!(Filter::parse("ÄRZTE").matches("die ärzte"));
    }
}
