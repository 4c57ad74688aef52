//! From the terminal's events to the app's: releases dropped, keys normalised, pastes bounded, sizes clamped.

use crossterm::event::{Event as Raw, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::layout::Size;

use crate::tui::chord::{Chord, KeyName};
use crate::tui::event::Event;

/// Most bytes of a paste that are passed on.
const PASTE: usize = 1024 * 1024;

/// The largest screen drawn; a client may claim any size (`tui-anchors` P14).
pub const LARGEST: Size = Size { width: 500, height: 200 };

/// A size within what is drawn.
pub fn clamped(width: u16, height: u16) -> Size {
    Size { width: width.min(LARGEST.width), height: height.min(LARGEST.height) }
}

/// Translates one event; `None` for those that mean nothing here.
pub fn translate(raw: Raw) -> Option<Event> {
    match raw {
        Raw::Key(key) if key.kind != KeyEventKind::Release => {
            let has = |modifier| key.modifiers.contains(modifier);
            let alt = has(KeyModifiers::ALT) || has(KeyModifiers::META);
            let name = name(key.code)?;
            Some(Event::Key(Chord::normal(name, has(KeyModifiers::CONTROL), alt, has(KeyModifiers::SHIFT))))
        }
        Raw::Paste(mut text) => {
            let mut end = text.len().min(PASTE);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            Some(Event::Paste(text))
        }
        Raw::Resize(width, height) => {
            let size = clamped(width, height);
            Some(Event::Resize { width: size.width, height: size.height })
        }
        Raw::Key(_) | Raw::Mouse(_) | Raw::FocusGained | Raw::FocusLost => None,
    }
}

fn name(code: KeyCode) -> Option<KeyName> {
    Some(match code {
        KeyCode::Char(c) => KeyName::Char(c),
        KeyCode::Enter => KeyName::Enter,
        KeyCode::Esc => KeyName::Esc,
        KeyCode::Tab => KeyName::Tab,
        KeyCode::BackTab => KeyName::BackTab,
        KeyCode::Backspace => KeyName::Backspace,
        KeyCode::Delete => KeyName::Delete,
        KeyCode::Insert => KeyName::Insert,
        KeyCode::Up => KeyName::Up,
        KeyCode::Down => KeyName::Down,
        KeyCode::Left => KeyName::Left,
        KeyCode::Right => KeyName::Right,
        KeyCode::Home => KeyName::Home,
        KeyCode::End => KeyName::End,
        KeyCode::PageUp => KeyName::PageUp,
        KeyCode::PageDown => KeyName::PageDown,
        KeyCode::F(n) => KeyName::F(n),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crossterm::event::KeyEvent;

    use super::*;

    fn chord(code: KeyCode, modifiers: KeyModifiers) -> Option<Event> {
        translate(Raw::Key(KeyEvent::new(code, modifiers)))
    }

    #[test]
    fn keys_arrive_in_one_form() {
        for (code, modifiers, text) in [
            (KeyCode::Char('s'), KeyModifiers::SHIFT, "S"),
            (KeyCode::Char('S'), KeyModifiers::SHIFT, "S"),
            (KeyCode::BackTab, KeyModifiers::SHIFT, "Shift+Tab"),
            (KeyCode::Char('h'), KeyModifiers::CONTROL, "Backspace"),
            (KeyCode::Char('b'), KeyModifiers::ALT, "Alt+b"),
            (KeyCode::F(5), KeyModifiers::NONE, "F5"),
        ] {
            match chord(code, modifiers) {
                Some(Event::Key(chord)) => assert_eq!(chord.to_string(), text),
                other => panic!("{text}: {other:?}"),
            }
        }
    }

    #[test]
    fn releases_and_mouse_mean_nothing_and_sizes_are_clamped() {
        let mut release = KeyEvent::new(KeyCode::Char('q'), KeyModifiers::NONE);
        release.kind = KeyEventKind::Release;
        assert_eq!(translate(Raw::Key(release)), None);
        assert_eq!(translate(Raw::FocusLost), None);
        assert_eq!(translate(Raw::Resize(65_535, 65_535)), Some(Event::Resize { width: 500, height: 200 }));
    }

    #[test]
    fn a_paste_is_bounded_at_a_character() {
        match translate(Raw::Paste("社".repeat(1_000_000))) {
            Some(Event::Paste(text)) => assert!(text.len() <= PASTE && text.len() > PASTE - 3),
            other => panic!("{other:?}"),
        }
    }
}
