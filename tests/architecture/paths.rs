//! What a file names: its `use` declarations and the paths in its code, and what it defines.
//!
//! A path that begins with `crate`, `self` or `super` is turned into one from the top of the crate here; what a bare
//! first name means (a child module, an import, another crate) is for [`super::tree`] to say.

use super::lexer::{Token, close, text};
use super::source::Source;

/// One path that a file names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The module it stands in: the file's own, or one written inside the file.
    pub module: Vec<String>,
    /// The names; from the top of the crate if `rooted`.
    pub path: Vec<String>,
    /// Whether it began with `crate`, `self` or `super`.
    pub rooted: bool,
    /// The line.
    pub line: usize,
    /// What sort of mention.
    pub kind: MentionKind,
}

/// The sorts of mention.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MentionKind {
    /// In the code: an expression, a type, a macro.
    Code,
    /// A `use` that gives the last name, or the name behind `as`.
    Use { name: String, public: bool },
    /// A `use …::*`.
    Glob { public: bool },
}

/// What a file contains, as far as the rules care.
#[derive(Debug, Default)]
pub struct Content {
    /// Everything it names.
    pub mentions: Vec<Mention>,
    /// Modules written inside it.
    pub modules: Vec<Vec<String>>,
    /// What it defines: the module and the name.
    pub items: Vec<(Vec<String>, String)>,
    /// Names in its code that may refer to something imported or re-exported: a type, or what is called.
    pub words: Vec<(String, usize)>,
}

/// Reads a file.
pub fn content(source: &Source) -> Content {
    let tokens = &source.tokens;
    let mut content = Content::default();
    // One entry a brace that is open: the name, if it is that of a module.
    let mut braces: Vec<Option<&str>> = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let before = if at == 0 { "" } else { text(tokens, at - 1) };
        let inside = braces.iter().flatten().map(|name| (*name).to_owned());
        let module: Vec<String> = source.module.iter().cloned().chain(inside).collect();
        match text(tokens, at) {
            "{" => braces.push((text(tokens, at.wrapping_sub(2)) == "mod").then_some(before)),
            "}" => {
                braces.pop();
            }
            // `use<'a>` in a type is no declaration.
            "use" if text(tokens, at + 1) != "<" => {
                let end = (at..tokens.len()).find(|at| text(tokens, *at) == ";").unwrap_or(tokens.len());
                let public = before == "pub" || before == ")";
                let mut tree = UseTree { module: module.clone(), public, found: &mut content.mentions };
                tree.read(&tokens[at + 1..end], &[]);
                at = end;
            }
            "mod" if text(tokens, at + 2) == "{" => {
                let mut inside = module.clone();
                inside.push(text(tokens, at + 1).to_owned());
                content.modules.push(inside);
            }
            "struct" | "enum" | "trait" | "type" | "const" | "static" | "fn" | "union" | "!"
                if braces.iter().all(Option::is_some) =>
            {
                let name = text(tokens, at + 1);
                let macro_or_item = text(tokens, at) != "!" || before == "macro_rules";
                // `const fn name` is told by its `fn`.
                let qualifier = matches!(name, "fn" | "unsafe" | "extern" | "async" | "mut");
                if macro_or_item && !qualifier && tokens.get(at + 1).is_some_and(Token::is_word) {
                    content.items.push((module.clone(), name.to_owned()));
                }
            }
            _ => {}
        }
        if let Some(token) = tokens.get(at).filter(|token| token.is_word()) {
            at = word(tokens, at, *token, before, &module, &mut content);
        } else {
            at += 1;
        }
    }
    content
}

/// Takes one word, or the whole path it begins; answers the place behind it.
fn word(
    tokens: &[Token],
    at: usize,
    token: Token,
    before: &str,
    module: &[String],
    content: &mut Content,
) -> usize {
    let mut names = vec![token.text.to_owned()];
    let mut end = at + 1;
    while text(tokens, end) == "::" && tokens.get(end + 1).is_some_and(Token::is_word) {
        names.push(text(tokens, end + 1).to_owned());
        end += 2;
    }
    let called = matches!(text(tokens, end), "(" | "!");
    let is_type = token.text.starts_with(char::is_uppercase);
    if !matches!(before, "." | "::" | "mod" | "fn") && (is_type || called || names.len() > 1) {
        content.words.push((token.text.to_owned(), token.line));
    }
    // `pub(in crate::room)` says who may look, not what is used.
    if names.len() > 1 && !matches!(before, "::" | "in") {
        let (path, rooted) = from_top(&names, module);
        let kind = MentionKind::Code;
        content.mentions.push(Mention { module: module.to_vec(), path, rooted, line: token.line, kind });
    }
    end
}

/// The path from the top of the crate, if it says where it begins.
fn from_top(names: &[String], module: &[String]) -> (Vec<String>, bool) {
    let mut base = module.to_vec();
    let mut rooted = false;
    let mut rest = names;
    while let Some((first, after)) = rest.split_first() {
        match first.as_str() {
            "crate" => base = Vec::new(),
            "self" => {}
            "super" => {
                base.pop();
            }
            _ => break,
        }
        rooted = true;
        rest = after;
    }
    if !rooted {
        return (names.to_vec(), false);
    }
    base.extend_from_slice(rest);
    (base, true)
}

struct UseTree<'a> {
    module: Vec<String>,
    public: bool,
    found: &'a mut Vec<Mention>,
}

impl UseTree<'_> {
    /// Reads what stands behind `use`, or between two commas of a group, below these names.
    fn read(&mut self, tokens: &[Token], above: &[String]) {
        let mut names = above.to_vec();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            match token.text {
                "::" => at += 1,
                "{" => {
                    let end = close(tokens, at).saturating_sub(1);
                    for part in split(&tokens[at + 1..end.max(at + 1)]) {
                        self.read(part, &names);
                    }
                    return;
                }
                "*" => return self.push(names, token.line, |public, _| MentionKind::Glob { public }),
                "as" => break,
                // `a::{self}` is `a`; at the front `self` is the module itself and stays.
                "self" if !above.is_empty() => at += 1,
                name => {
                    names.push(name.to_owned());
                    at += 1;
                }
            }
        }
        let Some(last) = tokens.get(at.min(tokens.len().saturating_sub(1))) else { return };
        let alias = tokens.get(at + 1).map(|token| token.text.to_owned());
        self.push(names, last.line, |public, name| MentionKind::Use { name: alias.unwrap_or(name), public });
    }

    fn push(&mut self, names: Vec<String>, line: usize, kind: impl FnOnce(bool, String) -> MentionKind) {
        let kind = kind(self.public, names.last().cloned().unwrap_or_default());
        let (path, rooted) = from_top(&names, &self.module);
        self.found.push(Mention { module: self.module.clone(), path, rooted, line, kind });
    }
}

/// The parts of a group, divided by the commas that are not inside a deeper one.
fn split<'a, 'b>(tokens: &'b [Token<'a>]) -> Vec<&'b [Token<'a>]> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (0, 0);
    while at < tokens.len() {
        match text(tokens, at) {
            "{" => at = close(tokens, at),
            "," => {
                parts.push(&tokens[start..at]);
                at += 1;
                start = at;
            }
            _ => at += 1,
        }
    }
    parts.push(&tokens[start..]);
    parts.retain(|part| !part.is_empty());
    parts
}

mod tests {
    use super::*;
    use crate::source::{fixture, house};

    fn named(text: &str) -> Vec<String> {
        let files = fixture(&[("src/tui/app.rs", text)]);
        let house = house(&files);
        let show = |mention: Mention| {
            let root = if mention.rooted { "/" } else { "" };
            let kind = match mention.kind {
                MentionKind::Code => String::new(),
                MentionKind::Use { name, public } => {
                    format!(" {}as {name}", if public { "pub " } else { "" })
                }
                MentionKind::Glob { public } => format!(" {}as *", if public { "pub " } else { "" }),
            };
            format!("{root}{}{kind}", mention.path.join("."))
        };
        content(&house[0]).mentions.into_iter().map(show).collect()
    }

    #[test]
    fn use_declarations_are_read_in_every_form() {
        for (text, wanted) in [
            ("use crate::store;", &["/store as store"][..]),
            ("pub use self::a::B as C;", &["/tui.app.a.B pub as C"]),
            ("pub(crate) use a::*;", &["a pub as *"]),
            ("use super::super::model;", &["/model as model"]),
            ("use super::x;", &["/tui.x as x"]),
            (
                "use {crate::a::{self, b::{C, D as E,},}, std::fmt};",
                &["/a as a", "/a.b.C as C", "/a.b.D as E", "std.fmt as fmt"],
            ),
            ("use ::sled::Db;", &["sled.Db as Db"]),
            ("mod inner { use super::x; } use super::y;", &["/tui.app.x as x", "/tui.y as y"]),
        ] {
            assert_eq!(named(text), wanted, "{text}");
        }
    }

    #[test]
    fn definitions_are_those_of_the_module_and_not_of_what_is_in_it() {
        let text = "pub const fn f() { const G: u8 = 0; } impl X { fn h() {} } macro_rules! i { () => { fn j() {} } } \
                    static mut K: u8 = 0; mod l { struct M { n: u8 } } unsafe extern \"C\" fn o() {}";
        let files = fixture(&[("src/tui.rs", text)]);
        let items = content(&house(&files)[0]).items;
        let items: Vec<String> =
            items.into_iter().map(|(module, name)| module.join(".") + "." + &name).collect();
        assert_eq!(items, ["tui.f", "tui.i", "tui.l.M", "tui.o"]);
    }

    #[test]
    fn paths_in_code_are_read() {
        for (text, wanted) in [
            ("fn f() { crate::store::open(); }", &["/store.open"][..]),
            ("fn f(x: &super::list::Row<'_>) {}", &["/tui.list.Row"]),
            ("fn f() { g::<crate::store::Db>(store::x) }", &["/store.Db", "store.x"]),
            ("pub(in crate::tui) fn f() { self.x(); Self::Y; }", &["Self.Y"]),
            ("fn f() -> impl Sized + use<'_> { $crate::store::x!() }", &["/store.x"]),
            ("// crate::store::x\nfn f() { \"crate::store::x\"; }", &[]),
        ] {
            assert_eq!(named(text), wanted, "{text}");
        }
    }
}
