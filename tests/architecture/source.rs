//! The files of the house, with their place in it.

use std::path::Path;

use super::lexer::{Token, tokens, without_tests};

/// One file of `src/`.
#[derive(Debug)]
pub struct Source<'a> {
    /// From the top of the package: `src/tui/app.rs`.
    pub path: &'a str,
    /// The whole text.
    pub text: &'a str,
    /// Its code outside tests.
    pub tokens: Vec<Token<'a>>,
    /// Its place in the module tree; empty for `lib.rs`.
    pub module: Vec<String>,
    /// The modules it declares for tests only.
    tests: Vec<&'a str>,
}

impl Source<'_> {
    /// The room it belongs to: `tui`, `main`, or `lib`.
    pub fn room(&self) -> &str {
        self.module.first().map_or("lib", String::as_str)
    }

    /// `src/tui/app.rs:12`.
    pub fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path)
    }
}

/// Sorts texts into the house; files that exist for tests only are left out.
pub fn house<'a>(files: &'a [(String, String)]) -> Vec<Source<'a>> {
    let read = |(path, text): &'a (String, String)| {
        let (tokens, tests) = without_tests(&tokens(text));
        Source { path, text, tokens, module: module(path), tests }
    };
    let all: Vec<Source<'a>> = files.iter().map(read).collect();
    let for_tests: Vec<Vec<String>> = all
        .iter()
        .flat_map(|source| {
            source.tests.iter().map(|name| {
                let mut module = source.module.clone();
                module.push((*name).to_owned());
                module
            })
        })
        .collect();
    all.into_iter().filter(|source| !for_tests.iter().any(|test| source.module.starts_with(test))).collect()
}

fn module(path: &str) -> Vec<String> {
    let inside = path.strip_prefix("src/").unwrap_or(path).trim_end_matches(".rs");
    if inside == "lib" { Vec::new() } else { inside.split('/').map(str::to_owned).collect() }
}

/// Reads every `.rs` file below `src/`, in the order of their paths.
pub fn read_all() -> Vec<(String, String)> {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    let mut directories = vec![top.join("src")];
    while let Some(directory) = directories.pop() {
        for entry in std::fs::read_dir(&directory).expect("a directory") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                directories.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                let name = path.strip_prefix(top).expect("below the top").to_string_lossy().into_owned();
                files.push((name, std::fs::read_to_string(&path).expect("a readable file")));
            }
        }
    }
    files.sort();
    files
}

/// Files for the checkers' own tests.
pub fn fixture(files: &[(&str, &str)]) -> Vec<(String, String)> {
    files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
}

mod tests {
    use super::*;

    #[test]
    fn files_have_their_place_and_those_for_tests_have_none() {
        let files = fixture(&[
            ("src/lib.rs", "pub mod tui;"),
            ("src/tui.rs", "mod app; #[cfg(test)] mod tests;"),
            ("src/tui/app.rs", ""),
            ("src/tui/tests.rs", "use sled;"),
            ("src/tui/tests/deep.rs", "use sled;"),
        ]);
        let rooms: Vec<(&str, String)> =
            house(&files).iter().map(|source| (source.path, source.room().to_owned())).collect();
        assert_eq!(
            rooms,
            [("src/lib.rs", "lib".into()), ("src/tui.rs", "tui".into()), ("src/tui/app.rs", "tui".into())]
        );
    }
}
