//! One line of text under edit: chords become requests to the buffer, pasted text becomes characters.

use tui_input::{Input, InputRequest};

use super::event::FormEvent;
use crate::tui::chord::{Chord, KeyName};

/// Applies a key.
pub fn key(input: &mut Input, chord: Chord, most: usize) -> FormEvent {
    let Some(request) = request(chord) else { return FormEvent::Ignored };
    if matches!(request, InputRequest::InsertChar(_)) && input.value().chars().count() >= most {
        return FormEvent::Moved;
    }
    match input.handle(request) {
        Some(changed) if changed.value => FormEvent::Edited,
        _ => FormEvent::Moved,
    }
}

fn request(chord: Chord) -> Option<InputRequest> {
    if let Some(c) = chord.typed() {
        return (!c.is_control()).then_some(InputRequest::InsertChar(c));
    }
    Some(match (chord.key, chord.ctrl, chord.alt) {
        (KeyName::Backspace, false, false) => InputRequest::DeletePrevChar,
        (KeyName::Delete, false, false) => InputRequest::DeleteNextChar,
        (KeyName::Left, false, false) | (KeyName::Char('b'), true, false) => InputRequest::GoToPrevChar,
        (KeyName::Right, false, false) | (KeyName::Char('f'), true, false) => InputRequest::GoToNextChar,
        (KeyName::Left, true, false) | (KeyName::Char('b'), false, true) => InputRequest::GoToPrevWord,
        (KeyName::Right, true, false) | (KeyName::Char('f'), false, true) => InputRequest::GoToNextWord,
        (KeyName::Home, ..) | (KeyName::Char('a'), true, false) => InputRequest::GoToStart,
        (KeyName::End, ..) | (KeyName::Char('e'), true, false) => InputRequest::GoToEnd,
        (KeyName::Char('w'), true, false) | (KeyName::Backspace, false, true) => InputRequest::DeletePrevWord,
        (KeyName::Char('d'), false, true) => InputRequest::DeleteNextWord,
        (KeyName::Char('k'), true, false) => InputRequest::DeleteTillEnd,
        (KeyName::Char('u'), true, false) => InputRequest::DeleteFromStart,
        _ => return None,
    })
}

/// Inserts the first line of a pasted text at the cursor, without control characters, as far as there is room.
pub fn paste(input: &mut Input, pasted: &str, most: usize) -> FormEvent {
    let line = pasted.trim_start_matches(['\n', '\r']).lines().next().unwrap_or_default();
    let room = most.saturating_sub(input.value().chars().count());
    let mut event = FormEvent::Ignored;
    for c in line.chars().filter(|c| !c.is_control()).take(room) {
        input.handle(InputRequest::InsertChar(c));
        event = FormEvent::Edited;
    }
    event
}
