//! The columns of an inbox that holds only what is addressed to its reader.

use crate::controller::{inviter, sender_name};
use crate::model::InvitationSid;
use crate::tui::cx::{Cx, ago};
use crate::tui::list::{Cell, Column};
use crate::tui::theme::Role;

pub(super) const COLUMNS: &[Column] = &[
    Column { title: "FROM", least: 20, share: 3, drop: 0, right: false },
    Column { title: "OFFER", least: 14, share: 1, drop: 0, right: false },
    Column { title: "SENDER", least: 20, share: 2, drop: 1, right: false },
    Column { title: "SENT", least: 11, share: 0, drop: 2, right: false },
    Column { title: "EXPIRES", least: 9, share: 0, drop: 0, right: false },
];

pub(super) fn cell(sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (inviter(row, cx.directory), Role::Text),
        1 => (row.offer(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (ago(row.last_sent, cx.now), Role::Muted),
        _ => (format!("in {}", row.expires.since(cx.now)), Role::Text),
    }
}
