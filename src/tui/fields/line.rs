//! A line of text on its own, outside any form: the filter line.

use tui_input::Input;

use super::edit;
use super::event::FormEvent;
use crate::tui::chord::Chord;

/// Most characters the line takes.
const MOST: usize = 12_000;

/// A line under edit.
#[derive(Debug, Clone, Default)]
pub struct Line {
    input: Input,
}

impl Line {
    /// What stands in it.
    pub fn value(&self) -> &str {
        self.input.value()
    }

    /// The place of the cursor in bytes of the value.
    pub fn cursor(&self) -> usize {
        let value = self.input.value();
        value.char_indices().nth(self.input.cursor()).map_or(value.len(), |(at, _)| at)
    }

    /// Puts a text in its place, the cursor at its end.
    pub fn set(&mut self, text: &str) {
        self.input = Input::new(text.to_owned());
    }

    /// Gives it a key.
    pub fn key(&mut self, chord: Chord) -> FormEvent {
        edit::key(&mut self.input, chord, MOST)
    }

    /// Gives it a pasted text: its first line, without control characters.
    pub fn paste(&mut self, text: &str) -> FormEvent {
        edit::paste(&mut self.input, text, MOST)
    }
}
