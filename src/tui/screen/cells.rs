//! Cells that several lists have.

use crate::model::Timestamp;
use crate::rules::limits;
use crate::tui::cx::Cx;
use crate::tui::list::Cell;
use crate::tui::theme::Role;

/// When something ends; what ends soon stands out.
pub(super) fn expires(at: Timestamp, cx: &Cx<'_>) -> Cell {
    let left = at.since(cx.now);
    let soon = left <= limits::ENDING_SOON;
    (format!("in {left}"), if soon { Role::Warn } else { Role::Text })
}
