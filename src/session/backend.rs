//! A terminal backend that answers size and cursor from the session (`tui-anchors` P3, P4, P13).
//!
//! The stock one would ask the process's own terminal: wrong for a session elsewhere, and a stalled read of the keyboard
//! for the local one.

use std::io;

use ratatui::backend::{Backend, ClearType, CrosstermBackend, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

use super::frame::Frame;

/// Draws into a [`Frame`].
#[derive(Debug)]
pub struct SessionBackend {
    inner: CrosstermBackend<Frame>,
    size: Size,
    cursor: Position,
}

impl SessionBackend {
    /// A backend of this size.
    pub const fn new(frame: Frame, size: Size) -> Self {
        Self { inner: CrosstermBackend::new(frame), size, cursor: Position::ORIGIN }
    }

    /// The terminal was resized.
    pub const fn resize(&mut self, size: Size) {
        self.size = size;
    }
}

impl Backend for SessionBackend {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        self.inner.draw(content)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.cursor)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.cursor = position.into();
        self.inner.set_cursor_position(self.cursor)
    }

    fn clear(&mut self) -> io::Result<()> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> io::Result<()> {
        self.inner.clear_region(clear_type)
    }

    fn size(&self) -> io::Result<Size> {
        Ok(self.size)
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size, pixels: Size::ZERO })
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
