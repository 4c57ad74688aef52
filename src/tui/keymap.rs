//! The key table and its readers: dispatch, footer, help, palette and the README's key page all read the same rows.
//!
//! The app says which layers are active, innermost first; nothing else decides which keys apply. A session owns its
//! keymap; the user's own keys are laid over the table when it is made.

mod act;
mod layer;
mod overrides;
mod page;
mod table;

pub use act::Act;
pub use layer::Layer;
pub use overrides::{KeyError, OwnKeys};
pub use page::key_page;
pub use table::{Binding, TABLE};

use super::chord::Chord;

/// The keys of one session.
#[derive(Debug, Clone)]
pub struct Keymap {
    rows: Vec<(&'static Binding, Vec<Chord>)>,
}

impl Default for Keymap {
    fn default() -> Self {
        Self { rows: TABLE.iter().map(|row| (row, row.keys.to_vec())).collect() }
    }
}

impl Keymap {
    /// What this key does in these layers, innermost first.
    pub fn resolve(&self, layers: &[Layer], chord: Chord) -> Option<Act> {
        layers.iter().find_map(|layer| {
            let mut rows = self.rows.iter().filter(|(row, _)| row.layer == *layer);
            rows.find(|(_, keys)| keys.contains(&chord)).map(|(row, _)| row.act)
        })
    }

    /// The rows of these layers that can be reached, innermost first, each with its keys. A key that an inner layer
    /// takes is not listed again for an outer one.
    pub fn rows(&self, layers: &[Layer]) -> Vec<(&'static Binding, Vec<Chord>)> {
        let mut taken: Vec<Chord> = Vec::new();
        let mut found = Vec::new();
        for layer in layers {
            let mut here = Vec::new();
            for (row, keys) in self.rows.iter().filter(|(row, _)| row.layer == *layer) {
                let free: Vec<Chord> = keys.iter().copied().filter(|key| !taken.contains(key)).collect();
                here.extend(free.iter().copied());
                if !free.is_empty() {
                    found.push((*row, free));
                }
            }
            taken.extend(here);
        }
        found
    }

    /// The footer: the first key of each row that has a rank, lowest rank first. Each action once.
    pub fn footer(&self, layers: &[Layer]) -> Vec<(Act, Chord, &'static str)> {
        let mut rows = self.rows(layers);
        rows.retain(|(row, _)| row.rank > 0);
        rows.sort_by_key(|(row, _)| row.rank);
        let mut found: Vec<(Act, Chord, &'static str)> = Vec::new();
        for (row, keys) in rows {
            if let Some(key) = keys.first()
                && !found.iter().any(|(act, ..)| *act == row.act)
            {
                found.push((row.act, *key, row.label));
            }
        }
        found
    }

    /// The first key of an action anywhere, for sentences that name a key.
    pub fn key_of(&self, act: Act) -> Option<Chord> {
        self.rows.iter().find(|(row, _)| row.act == act).and_then(|(_, keys)| keys.first().copied())
    }
}

#[cfg(test)]
mod tests;
