//! The README's key page is the key table, and its commands exist.

use clap::CommandFactory;
use orgadm::cli::Arguments;
use orgadm::tui::keymap::key_page;

const BEGIN: &str = "<!-- keys:";
const END: &str = "<!-- /keys -->";

/// With `ORGADM_BLESS=1` the page is written instead of compared.
#[test]
fn the_key_page_is_the_key_table() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let readme = std::fs::read_to_string(path).expect("README.md is there");
    let begin = readme.find(BEGIN).expect("the begin mark is there");
    let start = begin + readme[begin..].find('\n').expect("the mark is a line") + 1;
    let end = readme.find(END).expect("the end mark is there");
    let page = format!("\n{}", key_page());
    if std::env::var_os("ORGADM_BLESS").is_some() {
        std::fs::write(path, format!("{}{page}{}", &readme[..start], &readme[end..]))
            .expect("README.md can be written");
        return;
    }
    assert!(
        readme[start..end] == page,
        "The key page is stale; run: ORGADM_BLESS=1 cargo test --test readme"
    );
}

#[test]
fn every_noun_of_the_command_line_stands_in_the_readme() {
    let readme = include_str!("../README.md");
    for noun in Arguments::command().get_subcommands() {
        assert!(readme.contains(&format!("| `{}` |", noun.get_name())), "{} is missing", noun.get_name());
    }
}
