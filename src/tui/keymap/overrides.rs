//! The user's own keys: a patch over the table, checked before the first frame.

use crate::tui::chord::Chord;
use crate::tui::near;

use super::Keymap;

/// What the configuration says about one action, with its place for messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnKeys {
    /// The action's name.
    pub action: String,
    /// The chords, as written.
    pub chords: Vec<String>,
    /// Where it stands: "config.toml, line 12".
    pub place: String,
}

/// Why the user's keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// There is no such action.
    #[error("{place}: there is no action “{action}”{hint}")]
    Unknown {
        /// Where.
        place: String,
        /// What was written.
        action: String,
        /// "; did you mean …?", or nothing.
        hint: String,
    },
    /// Not a key.
    #[error("{place}: {why}")]
    Chord {
        /// Where.
        place: String,
        /// What is wrong with it.
        why: String,
    },
    /// The key is taken in the same layer.
    #[error("{place}: {chord} already means “{other}” in the same place")]
    Conflict {
        /// Where.
        place: String,
        /// The key.
        chord: String,
        /// The action that has it.
        other: String,
    },
}

impl Keymap {
    /// The table with the user's keys instead of its own for the actions they name.
    pub fn with(own: &[OwnKeys]) -> Result<Self, KeyError> {
        let mut map = Self::default();
        let names: Vec<String> = map.rows.iter().map(|(row, _)| row.act.name()).collect();
        for entry in own {
            if !names.contains(&entry.action) {
                let hint = near::nearest(&entry.action, names.iter().map(String::as_str))
                    .map_or_else(String::new, |name| format!("; did you mean “{name}”?"));
                let (place, action) = (entry.place.clone(), entry.action.clone());
                return Err(KeyError::Unknown { place, action, hint });
            }
            let mut chords = Vec::new();
            for text in &entry.chords {
                let chord = text.parse::<Chord>().map_err(|error| KeyError::Chord {
                    place: entry.place.clone(),
                    why: error.to_string(),
                })?;
                chords.push(chord);
            }
            for (row, keys) in map.rows.iter_mut().filter(|(row, _)| row.act.name() == entry.action) {
                // Arrows, Enter and Esc keep working whatever is added: they are what screens promise.
                keys.retain(|key| key.typed().is_none() && !key.ctrl);
                keys.splice(0..0, chords.iter().copied());
                debug_assert!(!row.keys.is_empty());
            }
            map.check(entry)?;
        }
        Ok(map)
    }

    fn check(&self, entry: &OwnKeys) -> Result<(), KeyError> {
        for (at, (row, keys)) in self.rows.iter().enumerate() {
            for (other, theirs) in &self.rows[at + 1..] {
                if row.layer != other.layer || row.act == other.act {
                    continue;
                }
                if let Some(chord) = keys.iter().find(|key| theirs.contains(key)) {
                    let other =
                        if row.act.name() == entry.action { other.act.name() } else { row.act.name() };
                    let (place, chord) = (entry.place.clone(), chord.to_string());
                    return Err(KeyError::Conflict { place, chord, other });
                }
            }
        }
        Ok(())
    }
}
