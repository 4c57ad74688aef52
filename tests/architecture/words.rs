//! What may be named where: other crates, the clock, statics; and how a file begins.

use super::lexer::{Token, text};
use super::source::Source;
use super::tree::Tree;

/// Names of other crates, and of their types that stand for them, with the rooms that may use them.
const CRATES: [(&str, &[&str]); 7] = [
    ("sled", &["store"]),
    ("ratatui", &["tui", "session"]),
    ("crossterm", &["session", "main"]),
    ("CrosstermBackend", &["session", "main"]),
    ("DefaultTerminal", &["session", "main"]),
    ("tokio", &["main", "session", "outside"]),
    ("color_eyre", &["main"]),
];

/// Every use of another crate in a room it does not belong to.
pub fn crates_out_of_place(house: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in house {
        for token in &source.tokens {
            let rule = CRATES.iter().find(|(name, _)| *name == token.text);
            if let Some((name, rooms)) = rule.filter(|(_, rooms)| !rooms.contains(&source.room())) {
                found.push(format!(
                    "{} names {name}, which belongs to {} only. Go through that room, or through a port.",
                    source.at(token.line),
                    rooms.join(" and ")
                ));
            }
        }
    }
    found
}

/// Every room but `main` that names both the store and a terminal.
pub fn store_and_terminal_together(house: &[Source]) -> Vec<String> {
    let tree = Tree::new(house);
    let mut rooms: Vec<&str> = house.iter().map(Source::room).filter(|room| *room != "main").collect();
    rooms.dedup();
    let mut found = Vec::new();
    for room in rooms {
        let first = |crates: &[&str], own: &[&str]| {
            house.iter().zip(&tree.contents).filter(|(source, _)| source.room() == room).find_map(
                |(source, content)| {
                    let word = source.tokens.iter().find(|token| crates.contains(&token.text));
                    let path = content.mentions.iter().find(|mention| {
                        let path = tree.path(mention).unwrap_or_default();
                        path.first().is_some_and(|to| to != room && own.contains(&to.as_str()))
                    });
                    word.map(|token| token.line)
                        .or(path.map(|mention| mention.line))
                        .map(|line| source.at(line))
                },
            )
        };
        let store = first(&["sled"], &["store"]);
        let terminal = first(&["crossterm", "ratatui"], &["tui", "session"]);
        if let (Some(store), Some(terminal)) = (store, terminal) {
            found.push(format!(
                "{room} names the store ({store}) and a terminal ({terminal}). Only main joins the two: take the \
                 store as `dyn Store`, handed in."
            ));
        }
    }
    found
}

/// Every I/O, clock or randomness that the rooms of pure data and pure rules name.
pub fn impure(house: &[Source]) -> Vec<String> {
    let tree = Tree::new(house);
    let mut found = Vec::new();
    for (source, content) in house.iter().zip(&tree.contents) {
        if !matches!(source.room(), "model" | "rules") {
            continue;
        }
        let mut tell = |line: usize, what: &str| {
            found.push(format!(
                "{} names {what}; {} reads no clock, draws no randomness and does no I/O. Pass the value in.",
                source.at(line),
                source.room()
            ));
        };
        for mention in &content.mentions {
            let second = mention.path.get(1).map_or("", String::as_str);
            let outside = matches!(second, "fs" | "io" | "net" | "env" | "process" | "thread");
            if !mention.rooted && mention.path[0] == "std" && outside {
                tell(mention.line, &mention.path.join("::"));
            }
        }
        for token in &source.tokens {
            if matches!(token.text, "SystemTime" | "Instant" | "getrandom" | "fastrand" | "rustix" | "uzers")
            {
                tell(token.line, token.text);
            }
        }
    }
    found
}

/// Words that make the type of a `static` one with state.
const CELLS: [&str; 12] = [
    "OnceLock",
    "LazyLock",
    "OnceCell",
    "LazyCell",
    "Lazy",
    "Mutex",
    "RwLock",
    "Cell",
    "RefCell",
    "UnsafeCell",
    "Condvar",
    "Once",
];

/// Every `static` with state, and every thread-local.
pub fn statics_with_state(house: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in house {
        for (at, token) in source.tokens.iter().enumerate() {
            let what = match token.text {
                "thread_local" | "lazy_static" | "once_cell" => Some(token.text.to_owned()),
                "static" => stateful(&source.tokens[at + 1..]),
                _ => None,
            };
            if let Some(what) = what {
                found.push(format!(
                    "{} has {what}. Several sessions live in one process: hang the state off the session, or pass it \
                     in.",
                    source.at(token.line)
                ));
            }
        }
    }
    found
}

/// What gives the static behind this keyword state.
fn stateful(rest: &[Token]) -> Option<String> {
    if text(rest, 0) == "mut" {
        return Some("a static mut".into());
    }
    if text(rest, 1) != ":" {
        return None;
    }
    let declared = rest.iter().take_while(|token| token.text != ";");
    let cell =
        declared.into_iter().find(|token| CELLS.contains(&token.text) || token.text.starts_with("Atomic"))?;
    Some(format!("a static with state ({})", cell.text))
}

/// Every file that does not open with what it is for, and every one that hides from the reader of the tree.
pub fn badly_begun(house: &[Source]) -> Vec<String> {
    let mut found = Vec::new();
    for source in house {
        if !source.text.trim_start().starts_with("//!") {
            found.push(format!(
                "{} does not begin with //!. Say in two or three sentences what it is for and what it may not touch.",
                source.at(1)
            ));
        }
        if source.path.ends_with("/mod.rs") {
            found.push(format!(
                "{} is a mod.rs. Name the file after its module: foo.rs beside foo/.",
                source.at(1)
            ));
        }
        for (at, token) in source.tokens.iter().enumerate() {
            if token.text == "path" && at >= 2 && text(&source.tokens, at - 2) == "#" {
                found.push(format!(
                    "{} moves a module with #[path]. Put the file where its name says.",
                    source.at(token.line)
                ));
            }
        }
    }
    found
}

mod tests {
    use super::*;

    fn check(rule: fn(&[Source]) -> Vec<String>, files: &[(&str, &str)]) -> usize {
        rule(&crate::source::house(&crate::source::fixture(files))).len()
    }

    #[test]
    fn a_crate_is_named_in_its_room_only() {
        for (path, text, wrong) in [
            ("src/store/open.rs", "use sled::Db;", 0),
            ("src/controller/writer.rs", "use sled::Db;", 1),
            ("src/main.rs", "use sled::Db;", 1),
            ("src/tui/app.rs", "use ratatui::Frame; // crossterm", 0),
            ("src/tui/app.rs", "use ratatui::crossterm::event::Event;", 1),
            ("src/tui/app.rs", "fn f(b: CrosstermBackend<W>) {}", 1),
            ("src/session/local.rs", "use crossterm::event; use ratatui::Terminal; use tokio::sync;", 0),
            ("src/main.rs", "use crossterm::style; use color_eyre::Report;", 0),
            ("src/cli/list.rs", "fn f() -> color_eyre::Result<()> { tokio::spawn(x) }", 2),
        ] {
            assert_eq!(check(crates_out_of_place, &[(path, text)]), wrong, "{path}: {text}");
        }
    }

    #[test]
    fn only_main_joins_store_and_terminal() {
        let store = "use crate::store::open;";
        for (files, wrong) in [
            (&[("src/main.rs", "use orgadm::store; use crossterm::style;")][..], 0),
            (&[("src/session/a.rs", store), ("src/session/b.rs", "use crossterm::event;")], 1),
            (&[("src/cli/a.rs", store), ("src/cli/b.rs", "use crate::tui::App;")], 1),
            (&[("src/cli/a.rs", store), ("src/session/b.rs", "use crossterm::event;")], 0),
            (&[("src/store/a.rs", "use sled::Db; use crate::store::x;")], 0),
            (&[("src/store/a.rs", "use sled::Db; use ratatui::Frame;")], 1),
        ] {
            assert_eq!(check(store_and_terminal_together, files), wrong, "{files:?}");
        }
    }

    #[test]
    fn data_and_rules_are_pure() {
        for (path, text, wrong) in [
            ("src/model/a.rs", "use std::{fmt, fs};", 1),
            ("src/rules/a.rs", "fn f() { std::env::var(x) }", 1),
            ("src/rules/a.rs", "fn f() { Instant::now() }", 1),
            ("src/rules/a.rs", "use std::fmt; fn f(now: Timestamp) {}", 0),
            ("src/outside/a.rs", "use std::fs;", 0),
        ] {
            assert_eq!(check(impure, &[(path, text)]), wrong, "{path}: {text}");
        }
    }

    #[test]
    fn statics_with_state_are_found() {
        for (text, wrong) in [
            ("static mut X: u8 = 0;", 1),
            ("static X: OnceLock<String> = OnceLock::new();", 1),
            ("pub static X: AtomicUsize = AtomicUsize::new(0);", 1),
            ("static X: Mutex<Vec<u8>> = Mutex::new(Vec::new());", 1),
            ("thread_local! { static X: u8 = 0; }", 1),
            ("lazy_static! { }", 1),
            ("static X: [(&str, u8); 2] = [];", 0),
            ("fn f(x: &'static str, y: Mutex<u8>) {}", 0),
            ("const X: &str = \"static mut\"; // thread_local!", 0),
            ("#[cfg(test)] mod tests { static X: Mutex<u8> = Mutex::new(0); }", 0),
        ] {
            assert_eq!(check(statics_with_state, &[("src/tui/a.rs", text)]), wrong, "{text}");
        }
    }

    #[test]
    fn how_files_begin_and_where_they_lie() {
        for (path, text, wrong) in [
            ("src/tui/a.rs", "//! What it is for.\n", 0),
            ("src/tui/a.rs", "// What it is for.\n//! Too late.", 1),
            ("src/tui/a.rs", "use std::fmt;", 1),
            ("src/tui/mod.rs", "//! What it is for.", 1),
            ("src/tui/a.rs", "//! Map.\n#[path = \"b.rs\"] mod c; fn f(path: u8) {}", 1),
        ] {
            assert_eq!(check(badly_begun, &[(path, text)]), wrong, "{path}: {text}");
        }
    }
}
