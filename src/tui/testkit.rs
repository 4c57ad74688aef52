//! What the tests of pictures share: drawing in memory, reading the result, and trying every small size.
//!
//! Compiled for tests only.

use ratatui::buffer::{Buffer, CellWidth};
use ratatui::layout::Rect;

use super::theme::{Depth, Glyphs, Theme};

/// Draws into an empty buffer and returns its lines without trailing spaces.
pub(crate) fn picture(width: u16, height: u16, draw: impl FnOnce(Rect, &mut Buffer)) -> Vec<String> {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(area, &mut buf);
    lines(&buf)
}

/// The lines of a buffer without trailing spaces; what a wide character covers is left out.
pub(crate) fn lines(buf: &Buffer) -> Vec<String> {
    let area = buf.area;
    let line = |y| {
        let (mut out, mut x) = (String::new(), area.left());
        while x < area.right() {
            let cell = &buf[(x, y)];
            out.push_str(cell.symbol());
            x += cell.cell_width().max(1);
        }
        out.trim_end().to_owned()
    };
    (area.top()..area.bottom()).map(line).collect()
}

/// The themes that pictures must work in: colours, few colours, none, and plain signs.
pub(crate) fn themes() -> [Theme; 4] {
    let dark = || Theme::named("dark").expect("dark");
    [dark(), dark().at_depth(Depth::C16), Theme::mono(), ascii()]
}

/// No colours and no line drawing.
pub(crate) fn ascii() -> Theme {
    Theme::mono().with_glyphs(Glyphs::ascii())
}

/// Draws at every size from nothing to 30×12, in all themes, at an offset: nothing panics, nothing leaves its area.
pub(crate) fn every_small_size(mut draw: impl FnMut(Rect, &mut Buffer, &Theme)) {
    for theme in themes() {
        for (width, height) in (0..=30).flat_map(|w| (0..=12).map(move |h| (w, h))) {
            let area = Rect::new(3, 2, width, height);
            let mut buf = Buffer::filled(Rect::new(0, 0, 40, 18), ratatui::buffer::Cell::new("?"));
            draw(area, &mut buf, &theme);
            for (at, cell) in buf.content().iter().enumerate() {
                let position = buf.pos_of(at);
                let inside = area.contains(position.into());
                assert!(inside || cell.symbol() == "?", "{width}×{height} drew at {position:?}");
                assert!(
                    position.0 + cell.cell_width() <= 33.max(position.0 + 1),
                    "{width}×{height} halves a character"
                );
            }
        }
    }
}

/// 64 characters of two columns each: the longest name there is, at its widest.
pub(crate) fn wide_name() -> String {
    "社".repeat(64)
}
