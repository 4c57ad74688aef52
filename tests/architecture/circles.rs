//! No circles between files.
//!
//! An arrow goes from a file to the file whose definitions it names, as [`super::tree`] finds it. A parent that only
//! re-exports its child (`pub use child::X`) does not lean on it; a parent that also *uses* that name in its own code
//! does. `use m::*` leans on those files whose names are used. Declarations (`mod child;`) are no arrows. What is reached
//! by method call alone is not seen.

use std::collections::{BTreeMap, VecDeque};

use super::paths::{Mention, MentionKind};
use super::source::Source;
use super::tree::Tree;

/// Arrows from each file: to which file, at which line, by which name.
type Arrows = Vec<BTreeMap<usize, (usize, String)>>;

/// Every circle, one message each.
pub fn circles(house: &[Source]) -> Vec<String> {
    let arrows = arrows(house);
    let mut told = vec![false; house.len()];
    let mut found = Vec::new();
    for file in 0..house.len() {
        if told[file] {
            continue;
        }
        if let Some(circle) = way_back(&arrows, file) {
            let mut message = String::from("files lean on each other in a circle:");
            for (n, from) in circle.iter().enumerate() {
                let to = circle[(n + 1) % circle.len()];
                told[*from] = true;
                let (line, name) = &arrows[*from][&to];
                message += &format!("\n    {} names {name} of {}", house[*from].at(*line), house[to].path);
            }
            message += "\n  Move what both need into a file of its own below them.";
            found.push(message);
        }
    }
    found
}

fn arrows(house: &[Source]) -> Arrows {
    let tree = Tree::new(house);
    let mut arrows: Arrows = vec![BTreeMap::new(); house.len()];
    for (file, source) in house.iter().enumerate() {
        let content = &tree.contents[file];
        let mut lean = |path: &[String], line: usize| {
            if let Some(to) = tree.file(path).filter(|to| *to != file && house[*to].room() != "main") {
                arrows[file].entry(to).or_insert((line, path.join("::")));
            }
        };
        let used = |name: &str| content.words.iter().find(|(word, _)| word == name).map(|(_, line)| *line);
        for mention in &content.mentions {
            let Some(path) = tree.path(mention) else { continue };
            match &mention.kind {
                MentionKind::Use { name, .. } if re_exports_a_child(&tree, house, source, mention, &path) => {
                    if let Some(line) = used(name) {
                        lean(&path, line);
                    }
                }
                MentionKind::Glob { .. } => {
                    for name in tree.names(&path) {
                        if let Some(line) = used(name) {
                            let mut path = path.clone();
                            path.push(name.to_owned());
                            lean(&path, line);
                        }
                    }
                }
                _ => lean(&path, mention.line),
            }
        }
    }
    arrows
}

fn re_exports_a_child(
    tree: &Tree,
    house: &[Source],
    source: &Source,
    mention: &Mention,
    path: &[String],
) -> bool {
    let below = tree.file(path).is_some_and(|to| {
        let module = &house[to].module;
        module.len() > source.module.len() && module.starts_with(&source.module)
    });
    below && matches!(mention.kind, MentionKind::Use { public: true, .. })
}

/// The shortest way from a file back to itself.
fn way_back(arrows: &Arrows, start: usize) -> Option<Vec<usize>> {
    let mut came_from: BTreeMap<usize, usize> = BTreeMap::new();
    let mut queue = VecDeque::from([start]);
    while let Some(file) = queue.pop_front() {
        for to in arrows[file].keys() {
            if *to == start {
                let mut way = vec![file];
                while let Some(before) = way.last().filter(|at| **at != start).map(|at| came_from[at]) {
                    way.push(before);
                }
                way.reverse();
                return Some(way);
            }
            if !came_from.contains_key(to) {
                came_from.insert(*to, file);
                queue.push_back(*to);
            }
        }
    }
    None
}

mod tests {
    use super::*;

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        circles(&crate::source::house(&crate::source::fixture(files)))
    }

    const SIBLINGS: (&str, &str) = ("src/a.rs", "mod b; mod c; pub use b::B; pub use c::{C, c};");

    #[test]
    fn two_files_that_name_each_other_are_a_circle() {
        let circle = found(&[
            ("src/a.rs", "mod b; mod c;"),
            ("src/a/b.rs", "use super::c::C;\npub struct B;"),
            ("src/a/c.rs", "pub struct C;\nfn f() -> crate::a::b::B {}"),
        ]);
        assert_eq!(circle.len(), 1, "{circle:?}");
        assert!(circle[0].contains("src/a/b.rs:1 names a::c::C of src/a/c.rs"), "{}", circle[0]);
        assert!(circle[0].contains("src/a/c.rs:2 names a::b::B of src/a/b.rs"), "{}", circle[0]);
    }

    #[test]
    fn a_name_re_exported_by_the_parent_leads_to_the_sibling() {
        assert_eq!(
            found(&[
                SIBLINGS,
                ("src/a/b.rs", "use super::C; pub struct B;"),
                ("src/a/c.rs", "pub struct C;")
            ]),
            Vec::<String>::new()
        );
        let circle = found(&[
            SIBLINGS,
            ("src/a/b.rs", "use super::C; pub struct B;"),
            ("src/a/c.rs", "use crate::a::B; pub struct C;"),
        ]);
        assert_eq!(circle.len(), 1, "{circle:?}");
    }

    #[test]
    fn a_parent_that_uses_what_it_re_exports_leans_on_its_child() {
        let child = ("src/a/b.rs", "use super::Shared; pub struct B;");
        let re_exports = "mod b; pub use b::B; pub struct Shared;";
        assert_eq!(found(&[("src/a.rs", re_exports), child]), Vec::<String>::new());
        for use_of_it in ["fn f(x: B) {}", "fn f() { b::go() }", "use b::B as Own;"] {
            let circle = found(&[("src/a.rs", &format!("{re_exports}\n{use_of_it}")), child]);
            assert_eq!(circle.len(), 1, "{use_of_it}: {circle:?}");
            assert!(circle[0].contains("src/a.rs:2"), "{}", circle[0]);
        }
    }

    #[test]
    fn importing_everything_leans_on_what_is_used_of_it() {
        let parent = ("src/a.rs", "mod b; mod c; pub use b::B; pub use c::C; pub struct A;");
        let b = ("src/a/b.rs", "use super::*; pub struct B(C);");
        assert_eq!(found(&[parent, b, ("src/a/c.rs", "pub struct C;")]), Vec::<String>::new());
        assert_eq!(found(&[parent, b, ("src/a/c.rs", "use super::*; pub struct C(B);")]).len(), 1);
    }

    #[test]
    fn circles_through_three_files_and_through_rooms_are_found() {
        let circle = found(&[
            ("src/lib.rs", "pub mod a; pub mod b; pub mod c;"),
            ("src/a.rs", "use crate::b; pub fn a() { b::b() }"),
            ("src/b.rs", "pub fn b() { crate::c::c() }"),
            ("src/c.rs", "pub fn c() { super::a::a() }"),
        ]);
        assert_eq!(circle.len(), 1, "{circle:?}");
        assert_eq!(circle[0].matches(" names ").count(), 3, "{}", circle[0]);
    }

    #[test]
    fn tests_other_crates_and_oneself_are_no_circles() {
        assert_eq!(
            found(&[
                ("src/a.rs", "mod b; use b::B; pub struct A(B); #[cfg(test)] mod tests { use super::*; }"),
                (
                    "src/a/b.rs",
                    "use std::a::A; pub struct B; impl self::B {} #[cfg(test)] mod t { use super::super::A; }"
                ),
            ]),
            Vec::<String>::new()
        );
    }
}
