//! The terminal's clipboard, by OSC 52: works over SSH, needs no display.

use crate::model::hidden_character;

/// Most bytes copied: many terminals drop longer sequences.
const MOST: usize = 64 * 1024;

/// The sequence that puts a text on the clipboard. Line ends stay; other hidden characters are dropped, so that nothing
/// but what was shown is ever pasted.
pub fn copy(text: &str) -> Vec<u8> {
    let mut clean = String::new();
    for c in text.chars().filter(|c| *c == '\n' || hidden_character(*c).is_none()) {
        if clean.len() + c.len_utf8() > MOST {
            break;
        }
        clean.push(c);
    }
    format!("\x1b]52;c;{}\x07", data_encoding::BASE64.encode(clean.as_bytes())).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_bounded_and_clean() {
        assert_eq!(copy("AB\x1b[2J"), b"\x1b]52;c;QUJbMko=\x07");
        assert!(copy(&"x".repeat(1_000_000)).len() < 90_000);
    }
}
