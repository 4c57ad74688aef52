//! From the bytes of a terminal elsewhere to events: split anywhere, several in one piece, hostile or garbled.
//!
//! A machine fed byte by byte, so that how the bytes were cut can make no difference. It never asks a terminal anything,
//! and what looks like an answer is swallowed. An own one instead of a crate: parsers that are public either lose keys
//! when sequences are split, speak of events of their own, or keep pastes without a bound (`serving.md`, "Bytes to
//! crossterm events").

use std::time::Duration;

use crate::tui::chord::{Chord, KeyName};
use crate::tui::event::Event;

/// Silence after which a lone ESC is the Escape key, and a sequence that stopped is dropped.
const ESCAPE: Duration = Duration::from_millis(50);

/// Silence after which an answer that stopped in its middle is dropped. Longer, because its rest would be typed as keys.
const ANSWER: Duration = Duration::from_millis(1_000);

/// Most bytes of one sequence that is understood; a longer one is swallowed.
const SEQUENCE: usize = 64;

/// Most bytes of an answer that is swallowed before keys count again.
const LONGEST_ANSWER: usize = 64 * 1024;

/// Most bytes of a paste that are passed on; the rest is swallowed to its end mark.
const PASTE: usize = 1024 * 1024;

const PASTE_END: &[u8] = b"\x1b[201~";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Between two keys.
    Ground,
    /// After ESC; after two of them if `alt`.
    Escape { alt: bool },
    /// Within `ESC [ …`; `lost` if it grew too long to be understood.
    Csi { alt: bool, lost: bool },
    /// After `ESC [ [`: a function key of the Linux console.
    Console,
    /// After `ESC O`.
    Ss3 { alt: bool },
    /// So many bytes of an old mouse report are still to come.
    Mouse(u8),
    /// Within an operating system command, device control string or the like.
    Answer { opener: u8, length: usize, escape: bool },
    /// Within a character of so many bytes.
    Utf8 { alt: bool, length: usize },
    /// Within a paste; so many bytes of its end mark have come.
    Paste { matched: usize },
}

/// Turns bytes into events.
#[derive(Debug)]
pub struct Decoder {
    state: State,
    kept: Vec<u8>,
}

impl Default for Decoder {
    fn default() -> Self {
        Self { state: State::Ground, kept: Vec::new() }
    }
}

impl Decoder {
    /// Takes bytes; the events they complete are appended.
    pub fn feed(&mut self, bytes: &[u8], events: &mut Vec<Event>) {
        for byte in bytes {
            self.byte(*byte, events);
        }
    }

    /// How long a silence has to be that means something now; `None` between two keys and within a paste, whose end
    /// mark is waited for however long it takes: the rest of a paste must never run as keys.
    pub const fn patience(&self) -> Option<Duration> {
        match self.state {
            State::Ground | State::Paste { .. } => None,
            State::Answer { length: 0, .. } => Some(ESCAPE),
            State::Answer { .. } => Some(ANSWER),
            _ => Some(ESCAPE),
        }
    }

    /// Nothing came for that long: what was begun is a key of its own, or dropped.
    pub fn silence(&mut self, events: &mut Vec<Event>) {
        match self.state {
            State::Ground | State::Paste { .. } => return,
            State::Escape { alt } => {
                events.extend(alt.then_some(Event::Key(Chord::ESC)));
                events.push(Event::Key(Chord::ESC));
            }
            // Alt with a key that begins sequences, and nothing after it.
            State::Answer { opener, length: 0, .. } => events.extend(alt_char(char::from(opener))),
            State::Csi { .. } if self.kept.is_empty() => events.extend(alt_char('[')),
            State::Ss3 { .. } => events.extend(alt_char('O')),
            _ => {}
        }
        self.ground();
    }

    fn ground(&mut self) {
        self.state = State::Ground;
        // A paste that was taken leaves its room behind; give it back.
        if self.kept.capacity() > 4 * SEQUENCE {
            self.kept = Vec::new();
        }
        self.kept.clear();
    }

    fn byte(&mut self, byte: u8, events: &mut Vec<Event>) {
        match self.state {
            State::Ground => self.key(byte, false, events),
            State::Escape { alt } => self.escape(byte, alt, events),
            State::Csi { alt, lost } => self.csi(byte, alt, lost, events),
            State::Console => {
                self.ground();
                if let b'A'..=b'E' = byte {
                    events.push(Event::Key(Chord::key(KeyName::F(byte - b'A' + 1))));
                }
            }
            State::Ss3 { alt } => {
                self.ground();
                match byte {
                    0x1b => self.state = State::Escape { alt: false },
                    b'M' => events.extend(named(KeyName::Enter, alt, 1)),
                    _ => events.extend(last_letter(byte).and_then(|key| named(key, alt, 1))),
                }
            }
            State::Mouse(left) => {
                if left <= 1 {
                    self.ground();
                } else {
                    self.state = State::Mouse(left - 1);
                }
            }
            State::Answer { opener, length, escape } => self.answer(byte, opener, length, escape),
            State::Utf8 { alt, length } => self.utf8(byte, alt, length, events),
            State::Paste { matched } => self.paste(byte, matched, events),
        }
    }

    /// A byte that begins something.
    fn key(&mut self, byte: u8, alt: bool, events: &mut Vec<Event>) {
        self.ground();
        let length = match byte {
            0x1b => {
                self.state = State::Escape { alt: false };
                return;
            }
            0xc2..=0xdf => 2,
            0xe0..=0xef => 3,
            0xf0..=0xf4 => 4,
            0x80..=0xff => return,
            _ => 1,
        };
        if length > 1 {
            self.kept.push(byte);
            self.state = State::Utf8 { alt, length };
            return;
        }
        let (key, ctrl) = match byte {
            b'\r' | b'\n' => (KeyName::Enter, false),
            b'\t' => (KeyName::Tab, false),
            0x7f | 0x08 => (KeyName::Backspace, false),
            0x00 => (KeyName::Char(' '), true),
            0x01..=0x1a => (KeyName::Char(char::from(byte - 1 + b'a')), true),
            0x1c..=0x1f => (KeyName::Char(char::from(byte - 0x1c + b'4')), true),
            _ => (KeyName::Char(char::from(byte)), false),
        };
        events.push(Event::Key(Chord::normal(key, ctrl, alt, false)));
    }

    fn escape(&mut self, byte: u8, alt: bool, events: &mut Vec<Event>) {
        match byte {
            b'[' => {
                self.kept.clear();
                self.state = State::Csi { alt, lost: false };
            }
            b'O' => self.state = State::Ss3 { alt },
            b']' | b'P' | b'_' | b'^' | b'X' if !alt => {
                self.state = State::Answer { opener: byte, length: 0, escape: false };
            }
            // A third ESC: the first one was a key.
            0x1b if alt => events.push(Event::Key(Chord::ESC)),
            0x1b => self.state = State::Escape { alt: true },
            _ => {
                events.extend(alt.then_some(Event::Key(Chord::ESC)));
                self.key(byte, true, events);
            }
        }
    }

    fn csi(&mut self, byte: u8, alt: bool, lost: bool, events: &mut Vec<Event>) {
        match byte {
            0x1b => {
                self.ground();
                self.state = State::Escape { alt: false };
            }
            b'[' if self.kept.is_empty() && !lost => self.state = State::Console,
            b'M' if self.kept.is_empty() && !lost => self.state = State::Mouse(3),
            0x40..=0x7e => {
                let kept = std::mem::take(&mut self.kept);
                self.ground();
                if !lost {
                    self.sequence(&kept, byte, alt, events);
                }
            }
            0x20..=0x3f if self.kept.len() < SEQUENCE => self.kept.push(byte),
            0x20..=0x3f => self.state = State::Csi { alt, lost: true },
            // No byte of a sequence: it was none.
            _ => {
                self.ground();
                self.key(byte, false, events);
            }
        }
    }

    /// A whole `ESC [ parameters final`.
    fn sequence(&mut self, parameters: &[u8], last: u8, alt: bool, events: &mut Vec<Event>) {
        let numbers: Option<Vec<u32>> = std::str::from_utf8(parameters).ok().and_then(|text| {
            text.split(';')
                .map(|part| {
                    let part = part.split(':').next().unwrap_or_default();
                    if part.is_empty() { Some(0) } else { part.parse().ok() }
                })
                .collect()
        });
        // Private marks (`?`, `<`, `>`): answers and mouse reports.
        let Some(numbers) = numbers else { return };
        let first = numbers.first().copied().unwrap_or(0);
        let modifiers = numbers.get(1).copied().unwrap_or(1).max(1);
        // `ESC [ 1 ; 5 : 3 A` is the release of a key.
        if parameters.ends_with(b":3") {
            return;
        }
        let key = match last {
            b'~' if first == 200 => {
                self.state = State::Paste { matched: 0 };
                return;
            }
            b'~' => numbered(first),
            b'Z' => return events.push(Event::Key(Chord { key: KeyName::BackTab, ctrl: false, alt })),
            b'u' => return events.extend(coded(first, modifiers)),
            // A report of the cursor's place, unless it can be F3.
            b'R' if first > 1 => return,
            _ if first <= 1 => last_letter(last),
            _ => None,
        };
        events.extend(key.and_then(|key| named(key, alt, modifiers)));
    }

    fn answer(&mut self, byte: u8, opener: u8, length: usize, escape: bool) {
        match (byte, escape) {
            (0x07, _) | (b'\\', true) => self.ground(),
            _ if length >= LONGEST_ANSWER => self.ground(),
            _ => self.state = State::Answer { opener, length: length + 1, escape: byte == 0x1b },
        }
    }

    fn utf8(&mut self, byte: u8, alt: bool, length: usize, events: &mut Vec<Event>) {
        if !(0x80..0xc0).contains(&byte) {
            // Cut short: what was begun is dropped, this byte begins anew.
            return self.key(byte, false, events);
        }
        self.kept.push(byte);
        if self.kept.len() < length {
            return;
        }
        let typed = std::str::from_utf8(&self.kept).ok().and_then(|text| text.chars().next());
        self.ground();
        if let Some(c) = typed.filter(|c| !c.is_control()) {
            events.push(Event::Key(Chord::normal(KeyName::Char(c), false, alt, false)));
        }
    }

    fn paste(&mut self, byte: u8, matched: usize, events: &mut Vec<Event>) {
        // The mark begins with ESC and has no other: a mismatch can begin a new match only with ESC itself.
        if byte == PASTE_END[matched] {
            if matched + 1 < PASTE_END.len() {
                self.state = State::Paste { matched: matched + 1 };
                return;
            }
            let mut text = String::from_utf8_lossy(&self.kept).into_owned();
            self.ground();
            let mut end = text.len().min(PASTE);
            while !text.is_char_boundary(end) {
                end -= 1;
            }
            text.truncate(end);
            return events.push(Event::Paste(text));
        }
        self.keep(&PASTE_END[..matched]);
        if byte == PASTE_END[0] {
            self.state = State::Paste { matched: 1 };
        } else {
            self.keep(&[byte]);
            self.state = State::Paste { matched: 0 };
        }
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = PASTE.saturating_sub(self.kept.len());
        self.kept.extend_from_slice(&bytes[..bytes.len().min(room)]);
    }
}

fn alt_char(c: char) -> Option<Event> {
    Some(Event::Key(Chord::normal(KeyName::Char(c), false, true, false)))
}

/// A named key with xterm's modifiers: 1 plus Shift 1, Alt 2, Ctrl 4, Meta 8.
fn named(key: KeyName, alt: bool, modifiers: u32) -> Option<Event> {
    let bits = modifiers.saturating_sub(1);
    let has = |bit: u32| bits & bit != 0;
    Some(Event::Key(Chord::normal(key, has(4), alt || has(2) || has(8), has(1))))
}

/// The keys whose sequences end with a letter.
const fn last_letter(byte: u8) -> Option<KeyName> {
    Some(match byte {
        b'A' => KeyName::Up,
        b'B' => KeyName::Down,
        b'C' => KeyName::Right,
        b'D' => KeyName::Left,
        b'H' => KeyName::Home,
        b'F' => KeyName::End,
        b'P' => KeyName::F(1),
        b'Q' => KeyName::F(2),
        b'R' => KeyName::F(3),
        b'S' => KeyName::F(4),
        _ => return None,
    })
}

/// The keys whose sequences are a number and `~`.
fn numbered(number: u32) -> Option<KeyName> {
    let function = |from: u32, first: u32| u8::try_from(number - from + first).ok().map(KeyName::F);
    match number {
        1 | 7 => Some(KeyName::Home),
        2 => Some(KeyName::Insert),
        3 => Some(KeyName::Delete),
        4 | 8 => Some(KeyName::End),
        5 => Some(KeyName::PageUp),
        6 => Some(KeyName::PageDown),
        11..=15 => function(11, 1),
        17..=21 => function(17, 6),
        23..=26 => function(23, 11),
        28 | 29 => function(28, 15),
        31..=34 => function(31, 17),
        _ => None,
    }
}

/// A key by its code point, as terminals with the newer encoding send it.
fn coded(code: u32, modifiers: u32) -> Option<Event> {
    let key = match char::from_u32(code)? {
        '\r' => KeyName::Enter,
        '\t' => KeyName::Tab,
        '\x1b' => KeyName::Esc,
        '\x7f' | '\x08' => KeyName::Backspace,
        // The private use area holds keys that no action is bound to.
        c if c.is_control() || ('\u{e000}'..='\u{f8ff}').contains(&c) => return None,
        c => KeyName::Char(c),
    };
    named(key, false, modifiers)
}

#[cfg(test)]
mod tests;
