//! Holds the house to its plan: which room may use which, no circles between files, nothing global.
//!
//! Reads the text of every file below `src/` (without comments, strings and what is compiled for tests only) and
//! `Cargo.lock`. Each rule is one test; its message names file and line and what to do. How a path is followed to a file
//! stands in `architecture/tree.rs`, what counts as leaning on a file in `architecture/circles.rs`. The checkers have
//! their own tests beside them.

#![allow(clippy::expect_used)]

#[path = "architecture/circles.rs"]
mod circles;
#[path = "architecture/lexer.rs"]
mod lexer;
#[path = "architecture/lock.rs"]
mod lock;
#[path = "architecture/paths.rs"]
mod paths;
#[path = "architecture/rooms.rs"]
mod rooms;
#[path = "architecture/source.rs"]
mod source;
#[path = "architecture/tree.rs"]
mod tree;
#[path = "architecture/words.rs"]
mod words;

use source::Source;

/// Fails with everything the rule finds in the house.
fn hold(rule: fn(&[Source]) -> Vec<String>) {
    let files = source::read_all();
    let house = source::house(&files);
    assert!(house.iter().any(|source| source.path == "src/lib.rs"), "the house was not found");
    let found = rule(&house);
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
}

#[test]
fn arrows_between_rooms_point_down() {
    hold(rooms::wrong_arrows);
}

#[test]
fn no_files_lean_on_each_other_in_a_circle() {
    hold(circles::circles);
}

#[test]
fn each_crate_is_named_in_its_room_only() {
    hold(words::crates_out_of_place);
}

#[test]
fn only_main_names_the_store_and_a_terminal_together() {
    hold(words::store_and_terminal_together);
}

#[test]
fn data_and_rules_do_no_input_and_read_no_clock() {
    hold(words::impure);
}

#[test]
fn nothing_global_has_state() {
    hold(words::statics_with_state);
}

#[test]
fn each_file_says_what_it_is_for_and_lies_where_its_name_says() {
    hold(words::badly_begun);
}

#[test]
fn the_lock_has_one_of_each_crate_that_decides_everything() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock");
    let found = lock::wrong_versions(&std::fs::read_to_string(path).expect("Cargo.lock"));
    assert!(found.is_empty(), "\n  {}\n", found.join("\n  "));
}
