//! The place beside a list, on terminals that have room for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::cx::Cx;
use crate::tui::paint;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;

/// Columns from which a list has room for a detail beside it.
const WIDE: u16 = 110;
/// Columns the detail takes.
const PANE: u16 = 40;

/// Whether a terminal of this width has room for it.
pub(super) const fn is_wide(width: u16) -> bool {
    width >= WIDE
}

/// The list's area, and the detail's if there is room.
pub(super) fn split(area: Rect) -> (Rect, Option<Rect>) {
    if !is_wide(area.width) {
        return (area, None);
    }
    let left = Rect { width: area.width - PANE, ..area };
    (left, Some(paint::from_column(area, left.width)))
}

/// Pieces beside a list, behind a line.
pub(super) fn draw(pieces: &[Piece], area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
    for n in 0..area.height {
        let place = Rect { width: 1, ..paint::row(area, n) };
        paint::text(buf, place, cx.theme.glyphs().divider, cx.theme.border(), cx.theme);
    }
    let inner = paint::from_column(area, 2);
    let inner = Rect { width: inner.width.saturating_sub(1), ..inner };
    scrolled(&lines(pieces, inner.width, cx.theme), 0, inner, cx.theme, buf);
}
