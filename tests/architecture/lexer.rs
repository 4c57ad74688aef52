//! Rust text into tokens with their lines: enough to read paths and names, not enough to compile.
//!
//! Comments, strings and characters are dropped; what is only compiled for tests is cut out by [`without_tests`].

/// A word, a lifetime (`'a`), a number, `::`, or one other character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token<'a> {
    pub text: &'a str,
    pub line: usize,
}

impl Token<'_> {
    /// Whether it is a name or keyword.
    pub fn is_word(&self) -> bool {
        self.text.starts_with(|c: char| c.is_alphabetic() || c == '_')
    }
}

/// Every token of a file.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut line = 1;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, keep) = measure(rest, first);
        let token = &rest[..length];
        if keep {
            found.push(Token { text: token.strip_prefix("r#").unwrap_or(token), line });
        }
        line += token.matches('\n').count();
        rest = &rest[length..];
    }
    found
}

/// The length in bytes of what stands at the start of `rest`, and whether it is a token to keep.
fn measure(rest: &str, first: char) -> (usize, bool) {
    let dropped = |length: usize| (length, false);
    if rest.starts_with("//") {
        return dropped(rest.find('\n').unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return dropped(block_comment(rest));
    }
    if let Some(length) = string(rest) {
        return dropped(length);
    }
    if first == '\'' || rest.starts_with("b'") {
        let quote = rest.find('\'').unwrap_or(0);
        let mut inside = rest[quote + 1..].chars();
        return match (inside.next(), inside.next()) {
            (Some('\\'), Some(escaped)) => {
                // The escaped character itself may be the quote that would end it.
                let from = quote + 2 + escaped.len_utf8();
                dropped(rest[from..].find('\'').map_or(rest.len(), |end| from + end + 1))
            }
            (Some(c), Some('\'')) => dropped(quote + 1 + c.len_utf8() + 1),
            _ => (quote + 1 + word(&rest[quote + 1..]), true),
        };
    }
    if first.is_whitespace() {
        return dropped(first.len_utf8());
    }
    if let Some(raw) = rest.strip_prefix("r#") {
        return (2 + word(raw), true);
    }
    if rest.starts_with("::") {
        return (2, true);
    }
    (word(rest).max(first.len_utf8()), true)
}

/// The length of the name or number at the start.
fn word(rest: &str) -> usize {
    rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len())
}

fn block_comment(rest: &str) -> usize {
    let mut depth = 0;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    at
}

/// The length of a string literal of any sort at the start.
fn string(rest: &str) -> Option<usize> {
    let prefix = ["br", "cr", "r", "b", "c", ""].into_iter().find(|prefix| {
        rest.strip_prefix(prefix).is_some_and(|after| {
            let after = if prefix.ends_with('r') { after.trim_start_matches('#') } else { after };
            after.starts_with('"')
        })
    })?;
    let after = &rest[prefix.len()..];
    if prefix.ends_with('r') {
        let hashes = after.len() - after.trim_start_matches('#').len();
        let close = format!("\"{}", "#".repeat(hashes));
        let body = prefix.len() + hashes + 1;
        return Some(rest[body..].find(&close).map_or(rest.len(), |end| body + end + close.len()));
    }
    let mut escaped = false;
    for (at, c) in after.char_indices().skip(1) {
        match c {
            '"' if !escaped => return Some(prefix.len() + at + 1),
            _ => escaped = c == '\\' && !escaped,
        }
    }
    Some(rest.len())
}

/// The tokens that are compiled outside tests, and the names of the modules (`mod tests;`) that are not.
///
/// Cuts the item behind `#[cfg(test)]` (also inside `all(…)`), up to its `;` or the end of its braces. A file that
/// opens with `#![cfg(test)]` has none left.
pub fn without_tests<'a>(tokens: &[Token<'a>]) -> (Vec<Token<'a>>, Vec<&'a str>) {
    let mut kept = Vec::new();
    let mut modules = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let inner = text(tokens, at + 1) == "!";
        let open = at + 1 + usize::from(inner);
        if text(tokens, at) != "#" || text(tokens, open) != "[" {
            kept.push(tokens[at]);
            at += 1;
            continue;
        }
        let end = close(tokens, open);
        let attribute = &tokens[at..end];
        if !only_for_tests(&tokens[open..end]) {
            kept.extend_from_slice(attribute);
            at = end;
            continue;
        }
        if inner {
            return (Vec::new(), modules);
        }
        let mut item = end;
        while text(tokens, item) == "#" {
            item = close(tokens, item + 1);
        }
        let after = item_end(tokens, item);
        if let Some(at) = (item..after).find(|at| text(tokens, *at) == "mod")
            && text(tokens, at + 2) == ";"
        {
            modules.push(text(tokens, at + 1));
        }
        at = after;
    }
    (kept, modules)
}

fn only_for_tests(attribute: &[Token]) -> bool {
    text(attribute, 1) == "cfg"
        && attribute.iter().any(|token| token.text == "test")
        && !attribute.iter().any(|token| token.text == "not" || token.text == "any")
}

/// The text of a token, empty beyond the end.
pub fn text<'a>(tokens: &[Token<'a>], at: usize) -> &'a str {
    tokens.get(at).map_or("", |token| token.text)
}

/// The place behind the bracket that closes the one at `open`.
pub fn close(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(open) {
        match token.text {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return at + 1;
        }
    }
    tokens.len()
}

/// The place behind an item: its `;` or its closing brace.
fn item_end(tokens: &[Token], start: usize) -> usize {
    let mut at = start;
    while at < tokens.len() {
        match text(tokens, at) {
            ";" => return at + 1,
            // The braces of `use a::{b, c};` are not its end.
            "{" if text(tokens, at - 1) != "::" => return close(tokens, at),
            "(" | "[" | "{" => at = close(tokens, at),
            _ => at += 1,
        }
    }
    at
}

mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        without_tests(&tokens(text)).0.iter().map(|token| token.text.to_owned()).collect()
    }

    #[test]
    fn comments_strings_and_characters_are_not_code() {
        let text = r####"
        a // b
        /* c /* d */ e */ f
        "g \" h" i b"j" k r#"l " m"# n br##"o "# p"## q c"r" s
        '"' t '\'' u '\u{1f}' v b'"' w 'x'
    "####;
        assert_eq!(words(text), ["a", "f", "i", "k", "n", "q", "s", "t", "u", "v", "w"]);
    }

    #[test]
    fn lifetimes_raw_names_and_paths_are_code() {
        assert_eq!(
            words("&'a str 'static r#type x::y"),
            ["&", "'a", "str", "'static", "type", "x", "::", "y"]
        );
    }

    #[test]
    fn lines_are_counted_through_what_is_dropped() {
        let found = tokens("a\n/* \n */ b \"\n\n\" c");
        let lines: Vec<(&str, usize)> = found.iter().map(|token| (token.text, token.line)).collect();
        assert_eq!(lines, [("a", 1), ("b", 3), ("c", 5)]);
    }

    #[test]
    fn what_is_compiled_for_tests_only_is_cut_out() {
        let text = "a #[cfg(test)] #[path] mod tests { use x; { } } b #[cfg(test)] use y::{z}; c \
                #[cfg(all(test, unix))] fn f(q: [u8; 2]) { g } d #[cfg(not(test))] e";
        let kept: Vec<String> =
            words(text).into_iter().filter(|word| word.len() == 1 && word != "#").collect();
        assert_eq!(
            kept.iter().filter(|word| word.chars().all(char::is_alphabetic)).collect::<Vec<_>>(),
            ["a", "b", "c", "d", "e"]
        );
        assert_eq!(words("#![cfg(test)] a"), Vec::<String>::new());
    }

    #[test]
    fn test_modules_in_files_of_their_own_are_named() {
        let all = tokens("mod a; #[cfg(test)] mod tests; mod b;");
        let (kept, modules) = without_tests(&all);
        assert_eq!(modules, ["tests"]);
        assert_eq!(kept.len(), 6);
    }
}
