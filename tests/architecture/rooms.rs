//! Which room may use which: the arrows of the house.

use super::source::Source;
use super::tree::Tree;

/// What each room may use. A path (`controller::port`) allows that part of the room only. `main` may use everything.
pub const ARROWS: [(&str, &[&str]); 10] = [
    ("lib", &[]),
    ("model", &[]),
    ("rules", &["model"]),
    ("directory", &["rules", "model"]),
    ("controller", &["directory", "rules", "model"]),
    ("store", &["controller::port", "model"]),
    ("outside", &["controller::port", "model"]),
    ("tui", &["controller", "directory", "rules", "model"]),
    ("cli", &["controller", "directory", "rules", "model"]),
    // The model for the actor and its evidence only; a text cannot tell, so it is allowed whole.
    ("session", &["tui", "cli", "controller", "model"]),
];

/// Every arrow that is not in the table.
pub fn wrong_arrows(house: &[Source]) -> Vec<String> {
    let tree = Tree::new(house);
    let mut found = Vec::new();
    for (source, content) in house.iter().zip(&tree.contents) {
        let room = source.room();
        if room == "main" {
            continue;
        }
        let Some((_, allowed)) = ARROWS.iter().find(|(name, _)| *name == room) else {
            found.push(format!(
                "{} belongs to no room. Put it into one, or name the new room in src/lib.rs and in ARROWS.",
                source.path
            ));
            continue;
        };
        for mention in &content.mentions {
            // Another crate, or this one under its public name.
            let path = match tree.path(mention) {
                Some(path) => path,
                None if mention.path.first().is_some_and(|first| first == "orgadm") => {
                    mention.path[1..].to_vec()
                }
                None => continue,
            };
            let named = path.join("::");
            let within = |part: &str| named == part || named.starts_with(&format!("{part}::"));
            if !within(room) && !allowed.iter().any(|part| within(part)) {
                found.push(format!(
                    "{} names crate::{named}; {room} may use {}. Move the code to a room that may, or pass what it \
                     needs in from above.",
                    source.at(mention.line),
                    if allowed.is_empty() { "nothing".to_owned() } else { allowed.join(", ") }
                ));
            }
        }
    }
    found
}

mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        let files = crate::source::fixture(&[("src/lib.rs", "//! Map."), (path, text)]);
        wrong_arrows(&crate::source::house(&files))
    }

    #[test]
    fn allowed_arrows_pass() {
        for (path, text) in [
            ("src/main.rs", "use orgadm::{store, session}; mod x; fn main() { crate::x::y() }"),
            (
                "src/store/commit.rs",
                "use crate::controller::port::{self, Store}; use crate::model::Key; use super::x;",
            ),
            (
                "src/tui/app.rs",
                "use crate::controller::Plan; use std::store::x; fn f() { crate::rules::x() }",
            ),
            (
                "src/model/a.rs",
                "use super::b; // crate::store::x\n#[cfg(test)] mod tests { use crate::store; }",
            ),
            ("src/session.rs", "use crate::{tui, cli, controller, model};"),
        ] {
            assert_eq!(found(path, text), Vec::<String>::new(), "{path}");
        }
    }

    #[test]
    fn other_arrows_fail_and_name_the_line() {
        for (path, text) in [
            ("src/model/a.rs", "\nuse crate::rules::x;"),
            ("src/rules/a.rs", "\nuse super::super::directory;"),
            ("src/controller/plan.rs", "\nfn f() { crate::store::open() }"),
            ("src/store/commit.rs", "\nuse crate::controller::Plan;"),
            ("src/store/commit.rs", "\nuse crate::controller;"),
            ("src/outside/a.rs", "\nuse crate::controller::portable;"),
            ("src/outside/a.rs", "\nuse crate::rules::x;"),
            ("src/tui/app.rs", "\nuse crate::{controller, outside::Paths};"),
            ("src/cli/list.rs", "\nfn f(x: orgadm::tui::App) {}"),
            ("src/session/run.rs", "\nuse crate::rules::x;"),
            ("src/tui/app.rs", "\nuse crate::Helper;"),
        ] {
            let arrows = found(path, text);
            assert_eq!(arrows.len(), 1, "{path}: {text}: {arrows:?}");
            assert!(arrows[0].starts_with(&format!("{path}:2 names crate::")), "{}", arrows[0]);
        }
    }

    #[test]
    fn a_file_outside_every_room_fails() {
        assert_eq!(found("src/helpers.rs", "").len(), 1);
    }
}
