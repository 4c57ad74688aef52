//! The module tree: which file a path leads to, through re-exports.
//!
//! A path is followed name by name from the top of the crate: into a child module; to the file that defines the name;
//! or, where a module only imports or re-exports it, on along that `use`. A name nobody defines in so many words (a
//! macro made it) belongs to the last module reached. So `super::X` in a child leads to the sibling whose `X` the parent
//! re-exports, not to the parent.

use std::collections::{BTreeMap, BTreeSet};

use super::paths::{Content, Mention, MentionKind, content};
use super::source::Source;

/// More steps than any honest chain of re-exports; stops a chain that bites its tail.
const MOST_STEPS: usize = 32;

/// The tree of one crate.
#[derive(Debug)]
pub struct Tree {
    /// What each file contains, in the order of the sources.
    pub contents: Vec<Content>,
    modules: BTreeMap<Vec<String>, usize>,
    items: BTreeSet<(Vec<String>, String)>,
    imports: BTreeMap<(Vec<String>, String), Mention>,
    globs: Vec<Mention>,
}

impl Tree {
    /// Reads every file.
    pub fn new(house: &[Source]) -> Self {
        let contents: Vec<Content> = house.iter().map(content).collect();
        let mut tree = Self {
            modules: BTreeMap::new(),
            items: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            contents: Vec::new(),
        };
        for (file, (source, content)) in house.iter().zip(&contents).enumerate() {
            tree.modules.insert(source.module.clone(), file);
            tree.modules.extend(content.modules.iter().map(|module| (module.clone(), file)));
            tree.items.extend(content.items.iter().cloned());
            for mention in &content.mentions {
                match &mention.kind {
                    MentionKind::Code => {}
                    MentionKind::Glob { .. } => tree.globs.push(mention.clone()),
                    MentionKind::Use { name, .. } => {
                        tree.imports.insert((mention.module.clone(), name.clone()), mention.clone());
                    }
                }
            }
        }
        tree.contents = contents;
        tree
    }

    /// The path from the top of the crate, `None` if it leads into another crate.
    pub fn path(&self, mention: &Mention) -> Option<Vec<String>> {
        self.path_within(mention, MOST_STEPS)
    }

    fn path_within(&self, mention: &Mention, steps: usize) -> Option<Vec<String>> {
        if mention.rooted {
            return Some(mention.path.clone());
        }
        let (first, rest) = mention.path.split_first()?;
        let mut child = mention.module.clone();
        child.push(first.clone());
        if self.modules.contains_key(&child) || self.items.contains(&(mention.module.clone(), first.clone()))
        {
            child.extend_from_slice(rest);
            return Some(child);
        }
        // A bare name may itself have been imported: `use crate::room; room::thing()`.
        let import = self.imports.get(&(mention.module.clone(), first.clone()))?;
        if import == mention || steps == 0 {
            return None;
        }
        let mut path = self.path_within(import, steps - 1)?;
        path.extend_from_slice(rest);
        Some(path)
    }

    /// The file that a path from the top of the crate leads to, `None` for another crate.
    pub fn file(&self, path: &[String]) -> Option<usize> {
        self.follow(path, MOST_STEPS)
    }

    fn follow(&self, path: &[String], steps: usize) -> Option<usize> {
        let mut module: Vec<String> = Vec::new();
        for (at, name) in path.iter().enumerate() {
            let mut child = module.clone();
            child.push(name.clone());
            if self.modules.contains_key(&child) {
                module = child;
                continue;
            }
            let here = (module.clone(), name.clone());
            if steps == 0 || self.items.contains(&here) {
                break;
            }
            let onward = |mut path: Vec<String>, rest: &[String]| {
                path.extend_from_slice(rest);
                self.follow(&path, steps - 1)
            };
            if let Some(import) = self.imports.get(&here) {
                return onward(self.path(import)?, &path[at + 1..]);
            }
            let gives = |glob: &&Mention| {
                glob.module == module
                    && self.path(glob).is_some_and(|target| {
                        self.items.contains(&(target.clone(), name.clone()))
                            || self.imports.contains_key(&(target, name.clone()))
                    })
            };
            if let Some(glob) = self.globs.iter().find(gives) {
                return onward(self.path(glob)?, &path[at..]);
            }
            break;
        }
        self.modules.get(&module).copied()
    }

    /// The names a module gives to whoever imports all of it.
    pub fn names(&self, module: &[String]) -> Vec<&str> {
        let defined = self.items.iter().map(|(place, name)| (place, name));
        let imported = self.imports.keys().map(|(place, name)| (place, name));
        defined.chain(imported).filter(|(place, _)| *place == module).map(|(_, name)| name.as_str()).collect()
    }
}
