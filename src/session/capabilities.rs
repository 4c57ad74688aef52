//! What a terminal can show, from what it says about itself.

use crate::tui::theme::Depth;

/// Colours and characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capabilities {
    /// How many colours.
    pub depth: Depth,
    /// Whether the locale is UTF-8.
    pub unicode: bool,
}

/// Reads `NO_COLOR`, `TERM`, `COLORTERM` and the locale; an empty variable counts as unset.
pub fn capabilities(env: &dyn Fn(&str) -> Option<String>) -> Capabilities {
    let var = |name: &str| env(name).filter(|value| !value.is_empty());
    let term = var("TERM").unwrap_or_default();
    let depth = match (var("NO_COLOR"), term.as_str(), var("COLORTERM").as_deref()) {
        (Some(_), ..) | (_, "" | "dumb", _) => Depth::Mono,
        (_, _, Some("truecolor" | "24bit")) => Depth::True,
        (_, term, _) if term.contains("256color") || term.contains("direct") => Depth::C256,
        _ => Depth::C16,
    };
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].iter().find_map(|name| var(name)).unwrap_or_default();
    let locale = locale.to_ascii_lowercase();
    Capabilities { depth, unicode: locale.contains("utf-8") || locale.contains("utf8") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: &[(&str, &str)]) -> Capabilities {
        capabilities(&|name| pairs.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn no_color_wins_unless_it_is_empty() {
        assert_eq!(
            of(&[("NO_COLOR", "1"), ("COLORTERM", "truecolor"), ("TERM", "xterm")]).depth,
            Depth::Mono
        );
        assert_eq!(of(&[("NO_COLOR", ""), ("COLORTERM", "truecolor"), ("TERM", "xterm")]).depth, Depth::True);
    }

    #[test]
    fn terminals_and_locales() {
        assert_eq!(of(&[("TERM", "dumb"), ("COLORTERM", "truecolor")]).depth, Depth::Mono);
        assert_eq!(of(&[("TERM", "xterm-256color")]).depth, Depth::C256);
        assert_eq!(of(&[("TERM", "linux")]).depth, Depth::C16);
        assert!(of(&[("LANG", "de_DE.UTF-8")]).unicode);
        assert!(!of(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]).unicode);
        assert!(!of(&[]).unicode);
    }
}
