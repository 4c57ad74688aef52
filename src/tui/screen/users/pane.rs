//! The detail beside the list, on terminals that have room for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::controller::name_of;
use crate::model::{Key, OrgSid, UserSid};
use crate::tui::cx::{Cx, ago};
use crate::tui::prose::Piece;
use crate::tui::screen::beside;
use crate::tui::theme::Role;

pub(super) fn user(org: OrgSid, sid: UserSid, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
    let Some(row) = cx.directory.user(sid) else { return };
    let role = row.role_in(org).map_or_else(|| "Independent".to_owned(), |role| role.to_string());
    let mut pieces = vec![
        Piece::Heading(row.name.to_string()),
        Piece::Line(Role::Text, row.email.to_string()),
        Piece::Line(Role::Muted, format!("{role} {} {}", cx.theme.glyphs().dot, row.state)),
        Piece::Line(Role::Muted, sid.short()),
        Piece::Line(
            Role::Muted,
            row.last_seen.map_or_else(|| "never seen".into(), |at| format!("last seen {}", ago(at, cx.now))),
        ),
        Piece::Line(Role::Muted, format!("second factor {}", row.two_factor)),
        Piece::Gap,
        Piece::Heading("Accounts".into()),
    ];
    pieces.extend(access(sid, cx));
    beside::draw(&pieces, area, buf, cx);
}

/// Accounts a person owns or holds roles on, one line each.
pub(in crate::tui::screen) fn access(sid: UserSid, cx: &Cx<'_>) -> Vec<Piece> {
    let Some(row) = cx.directory.user(sid) else { return Vec::new() };
    let owned = cx.directory.accounts_owned_by(sid).into_iter().map(|account| (account, "Owner".to_owned()));
    let granted = row.grants().map(|grant| (grant.account, grant.roles.to_string()));
    let mut lines: Vec<Piece> = owned
        .chain(granted)
        .map(|(account, roles)| {
            let name = name_of(Key::Account(account), cx.directory);
            Piece::Line(Role::Text, format!("{name}: {roles}"))
        })
        .collect();
    if lines.is_empty() {
        lines.push(Piece::Line(Role::Muted, "none".into()));
    }
    lines
}
