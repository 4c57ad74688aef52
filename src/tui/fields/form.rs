//! The form: fields with one focused, and what keys and pasted text do to them.

use tui_input::Input;

use super::edit;
use super::event::FormEvent;
use super::field::{Field, Found, Kind, Option_};
use crate::tui::chord::{Chord, KeyName};

/// Most characters a field takes: what is too long for its type is said by the validator, not swallowed.
const MOST: usize = 600;

/// A list of fields, one of them focused.
#[derive(Debug, Clone, Default)]
pub struct Form {
    pub(super) fields: Vec<Field>,
    pub(super) focus: usize,
}

impl Form {
    /// A form with the first field focused.
    pub const fn new(fields: Vec<Field>) -> Self {
        Self { fields, focus: 0 }
    }

    /// Which field is focused.
    pub const fn focus(&self) -> usize {
        self.focus
    }

    /// What a text field holds; empty for other kinds.
    pub fn value(&self, at: usize) -> &str {
        self.fields.get(at).and_then(Field::input).map_or("", Input::value)
    }

    /// Which option of a choice is chosen.
    pub fn chosen(&self, at: usize) -> usize {
        match self.fields.get(at).map(|field| &field.kind) {
            Some(Kind::Choice { at, .. } | Kind::Compare { at, .. }) => *at,
            _ => 0,
        }
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, at: usize) -> bool {
        matches!(self.fields.get(at).map(|field| &field.kind), Some(Kind::Tick { on: true }))
    }

    /// The suggestion under the cursor of a search field.
    pub fn found(&self, at: usize) -> Option<&Found> {
        match self.fields.get(at).map(|field| &field.kind) {
            Some(Kind::Search { found, at, .. }) => found.get(*at),
            _ => None,
        }
    }

    /// Gives a search field its suggestions.
    pub fn suggest(&mut self, at: usize, suggestions: Vec<Found>) {
        if let Some(Kind::Search { found, at, .. }) = self.fields.get_mut(at).map(|field| &mut field.kind) {
            *at = (*at).min(suggestions.len().saturating_sub(1));
            *found = suggestions;
        }
    }

    /// Shows a field or takes it away; what is away is neither drawn nor checked, and keeps what it holds.
    pub fn show(&mut self, at: usize, shown: bool) {
        if let Some(field) = self.fields.get_mut(at) {
            field.hidden = !shown;
        }
    }

    /// Gives a choice other options, because something else was chosen above it.
    pub fn offer(&mut self, at: usize, offered: Vec<Option_>) {
        if let Some(Kind::Choice { options, at }) = self.fields.get_mut(at).map(|field| &mut field.kind) {
            *at = (*at).min(offered.len().saturating_sub(1));
            *options = offered;
        }
    }

    /// Calls a field something else, because something else was chosen above it.
    pub fn call(&mut self, at: usize, label: impl Into<String>) {
        if let Some(field) = self.fields.get_mut(at) {
            field.label = label.into();
        }
    }

    /// Fills a text field, as if it had been typed.
    pub fn fill(&mut self, at: usize, text: &str) {
        if let Some(field) = self.fields.get_mut(at) {
            field.error = None;
            if let Some(input) = field.input_mut() {
                *input = Input::new(text.to_owned());
            }
        }
    }

    /// Says what is wrong under a field and goes there.
    pub fn refuse(&mut self, at: usize, sentence: String) {
        if let Some(field) = self.fields.get_mut(at) {
            field.error = Some(sentence);
            self.focus = at;
        }
    }

    /// What the form was opened on is another now: fields that begin with something else say so, with both values.
    /// What stands in them stays; whoever looks decides.
    pub fn underneath(&mut self, now: &Self) {
        for (field, now) in self.fields.iter_mut().zip(&now.fields) {
            if field.start == now.start {
                continue;
            }
            let (was, is) = (field.called(&field.start), field.called(&now.start));
            field.error = Some(format!("Changed meanwhile: it was {was} and is {is} now."));
            field.start = now.start.clone();
        }
    }

    /// The first field that asks for a code.
    pub fn code_field(&self) -> Option<usize> {
        self.fields.iter().position(|field| matches!(field.kind, Kind::Code(_)))
    }

    /// Whether anything was typed, ticked or chosen since the form was made.
    pub fn is_dirty(&self) -> bool {
        self.fields.iter().any(|field| field.value() != field.start)
    }

    /// Checks every field; the focus goes to the first that is wrong.
    pub fn check(&mut self) -> bool {
        for field in self.fields.iter_mut().filter(|field| !field.hidden) {
            field.error = field.input().and_then(|input| (field.check)(input.value()).err());
        }
        match self.fields.iter().position(|field| field.error.is_some() && !field.hidden) {
            Some(wrong) => {
                self.focus = wrong;
                false
            }
            None => true,
        }
    }

    /// Goes to the next field (or the one before), checking the one that is left if something stands in it.
    pub fn step(&mut self, forward: bool) {
        if let Some(field) = self.fields.get_mut(self.focus)
            && let Some(input) = field.input()
            && !input.value().is_empty()
        {
            field.error = (field.check)(input.value()).err();
        }
        let count = self.fields.len().max(1);
        for _ in 0..count {
            self.focus = (self.focus + if forward { 1 } else { count - 1 }) % count;
            if self.fields.get(self.focus).is_some_and(|field| !field.hidden) {
                break;
            }
        }
    }

    /// Gives a key to the focused field.
    pub fn handle(&mut self, chord: Chord) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::Ignored };
        let event = match &mut field.kind {
            Kind::Choice { options, at } => match chord {
                Chord::UP | Chord::LEFT if *at > 0 => {
                    *at -= 1;
                    FormEvent::Edited
                }
                Chord::DOWN | Chord::RIGHT if *at + 1 < options.len() => {
                    *at += 1;
                    FormEvent::Edited
                }
                Chord::UP | Chord::LEFT | Chord::DOWN | Chord::RIGHT => FormEvent::Moved,
                _ => FormEvent::Ignored,
            },
            Kind::Compare { sides, at, .. } => match chord {
                Chord::LEFT if *at > 0 => {
                    *at -= 1;
                    FormEvent::Edited
                }
                Chord::RIGHT if *at + 1 < sides.len() => {
                    *at += 1;
                    FormEvent::Edited
                }
                Chord::LEFT | Chord::RIGHT => FormEvent::Moved,
                _ => FormEvent::Ignored,
            },
            Kind::Tick { on } if chord == Chord::SPACE => {
                *on = !*on;
                FormEvent::Edited
            }
            Kind::Tick { .. } => FormEvent::Ignored,
            Kind::Search { found, at, .. } if chord == Chord::DOWN && *at + 1 < found.len() => {
                *at += 1;
                FormEvent::Moved
            }
            Kind::Search { at, .. } if chord == Chord::UP && *at > 0 => {
                *at -= 1;
                FormEvent::Moved
            }
            Kind::Text(input) | Kind::Code(input) | Kind::Search { input, .. } => {
                edit::key(input, chord, MOST)
            }
        };
        match (event, chord.key) {
            (FormEvent::Edited, _) => {
                field.error = None;
                if let Kind::Search { at, .. } = &mut field.kind {
                    *at = 0;
                }
            }
            // Where nothing else takes them, the arrows go from field to field.
            (FormEvent::Ignored, KeyName::Up) => {
                self.step(false);
                return FormEvent::Moved;
            }
            (FormEvent::Ignored, KeyName::Down) => {
                self.step(true);
                return FormEvent::Moved;
            }
            _ => {}
        }
        event
    }

    /// Pastes into the focused field: the first line, without control characters; never keys.
    pub fn paste(&mut self, pasted: &str) -> FormEvent {
        let Some(field) = self.fields.get_mut(self.focus) else { return FormEvent::Ignored };
        let Some(input) = field.input_mut() else { return FormEvent::Ignored };
        let event = edit::paste(input, pasted, MOST);
        if event == FormEvent::Edited {
            field.error = None;
        }
        event
    }
}
