//! From pictures to bytes: what a terminal is sent so that it shows the next picture instead of the last one.
//!
//! Asks no terminal anything: size and cursor are the session's (`tui-anchors` P3, P4; `serving.md`, trap 1). Keeps one
//! picture, the last one; a second is made for as long as it is drawn. Of two hundred sessions that rest, half the memory of
//! two buffers each would be empty cells. A picture that is the same as the last one is no bytes at all.

use std::io;

use ratatui::backend::{Backend, CrosstermBackend};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect, Size};

use super::frame::Frame;

/// Draws the pictures of one session.
#[derive(Debug)]
pub struct Painter {
    backend: CrosstermBackend<Frame>,
    frame: Frame,
    shown: Buffer,
    cursor: Option<Position>,
}

impl Painter {
    /// A terminal of this size, cleared and without a cursor, as it is entered.
    pub fn new(size: Size) -> Self {
        let frame = Frame::default();
        let backend = CrosstermBackend::new(frame.clone());
        Self { backend, frame, shown: Buffer::empty(area(size)), cursor: None }
    }

    /// The terminal was cleared, and is so large now.
    pub fn cleared(&mut self, size: Size) {
        self.shown = Buffer::empty(area(size));
        self.cursor = None;
    }

    /// The size of the pictures.
    pub const fn size(&self) -> Size {
        Size { width: self.shown.area.width, height: self.shown.area.height }
    }

    /// Draws the next picture; `paint` says where the cursor belongs. The bytes that make the terminal show it.
    pub fn draw(&mut self, paint: impl FnOnce(Rect, &mut Buffer) -> Option<Position>) -> io::Result<Vec<u8>> {
        let mut next = Buffer::empty(self.shown.area);
        let cursor = paint(self.shown.area, &mut next);
        let updates = self.shown.diff(&next);
        let moved = !updates.is_empty();
        if moved {
            self.backend.draw(updates.into_iter())?;
        }
        match cursor {
            None if self.cursor.is_some() => self.backend.hide_cursor()?,
            // Drawing has taken it elsewhere.
            Some(at) if moved || self.cursor != cursor => {
                self.backend.set_cursor_position(at)?;
                if self.cursor.is_none() {
                    self.backend.show_cursor()?;
                }
            }
            _ => {}
        }
        self.cursor = cursor;
        self.shown = next;
        Ok(self.frame.take())
    }
}

const fn area(size: Size) -> Rect {
    Rect { x: 0, y: 0, width: size.width, height: size.height }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(painter: &mut Painter, text: &str, cursor: Option<Position>) -> String {
        let bytes = painter.draw(|area, buf| {
            buf.set_string(area.x, area.y, text, ratatui::style::Style::new());
            cursor
        });
        String::from_utf8(bytes.expect("in memory")).expect("text")
    }

    #[test]
    fn only_what_differs_is_sent_and_nothing_if_nothing_does() {
        let mut painter = Painter::new(Size { width: 20, height: 3 });
        assert!(text(&mut painter, "one-two", None).contains("one-two"));
        assert_eq!(text(&mut painter, "one-two", None), "");
        let change = text(&mut painter, "one-2wo", None);
        assert!(change.contains('2') && !change.contains("one"), "{change:?}");
        painter.cleared(Size { width: 20, height: 3 });
        assert!(text(&mut painter, "one-2wo", None).contains("one-2wo"));
    }

    #[test]
    fn the_cursor_is_shown_where_it_belongs_and_hidden_when_it_belongs_nowhere() {
        let mut painter = Painter::new(Size { width: 20, height: 3 });
        let at = |x| Some(Position { x, y: 0 });
        let first = text(&mut painter, "a", at(1));
        assert!(first.contains("\x1b[1;2H") && first.ends_with("\x1b[?25h"), "{first:?}");
        assert_eq!(text(&mut painter, "a", at(2)), "\x1b[1;3H");
        assert!(text(&mut painter, "ab", at(2)).ends_with("\x1b[1;3H"), "put back after drawing");
        assert_eq!(text(&mut painter, "ab", None), "\x1b[?25l");
        assert_eq!(text(&mut painter, "ab", None), "");
    }
}
