//! How accounts look in lists and beside them: their state, and how they stand to HIPAA.

use crate::controller::name_of;
use crate::directory::AccountRow;
use crate::model::{AccountSid, AccountState, Key};
use crate::rules::hipaa::Gap;
use crate::tui::cx::{Cx, ago};
use crate::tui::list::Cell;
use crate::tui::prose::Piece;
use crate::tui::theme::Role;

/// How a state looks.
pub(super) const fn state_role(state: AccountState) -> Role {
    match state {
        AccountState::Active => Role::Ok,
        AccountState::Suspended => Role::Warn,
        AccountState::PendingClosure | AccountState::Closed => Role::Danger,
    }
}

/// The designation as a sign, for narrow columns.
pub(super) fn hipaa_sign(row: &AccountRow, cx: &Cx<'_>) -> Cell {
    let glyphs = cx.theme.glyphs();
    match row.hipaa {
        Some(_) => (format!("{} on", glyphs.on), Role::Ok),
        None => (format!("{} off", glyphs.off), Role::Muted),
    }
}

/// The designation in words; a subaccount that does not follow its designated account stands out.
pub(super) fn hipaa_in_words(row: &AccountRow, cx: &Cx<'_>) -> Cell {
    let glyphs = cx.theme.glyphs();
    match (row.hipaa, cx.directory.gap(row.sid)) {
        (Some(_), _) => (format!("{} designated", glyphs.on), Role::Ok),
        (None, Some(Gap::Subaccount)) => (format!("{} not, its account is", glyphs.off), Role::Danger),
        (None, Some(Gap::Account)) => (format!("{} not designated", glyphs.off), Role::Warn),
        (None, None) => (format!("{} not designated", glyphs.off), Role::Muted),
    }
}

/// The state; of a closed account also when it is purged.
pub(super) fn state_in_words(row: &AccountRow, cx: &Cx<'_>) -> String {
    match (row.state, row.purged_at()) {
        (AccountState::Closed, Some(at)) => format!("{}, purged {}", row.state, ago(at, cx.now)),
        (AccountState::Suspended, _) if row.with_parent => format!("{} with its main account", row.state),
        _ => row.state.to_string(),
    }
}

/// The account beside a list.
pub(super) fn summary(sid: AccountSid, cx: &Cx<'_>) -> Vec<Piece> {
    let Some(row) = cx.directory.account(sid) else { return Vec::new() };
    let dot = cx.theme.glyphs().dot;
    let (words, role) = hipaa_in_words(row, cx);
    let mut pieces = vec![
        Piece::Heading(row.name.to_string()),
        Piece::Line(state_role(row.state), state_in_words(row, cx)),
        Piece::Line(Role::Muted, format!("{} {dot} {}", row.kind, row.usage)),
        Piece::Line(Role::Muted, sid.short()),
        Piece::Gap,
        Piece::Heading("Owner".into()),
        Piece::Line(Role::Text, name_of(Key::User(row.owner), cx.directory)),
        Piece::Gap,
        Piece::Heading("HIPAA".into()),
        Piece::Line(role, words),
    ];
    if let Some(since) = row.hipaa {
        let by = name_of(Key::User(since.by), cx.directory);
        pieces.push(Piece::Line(Role::Muted, format!("{} by {by}", ago(since.since, cx.now))));
    }
    pieces.push(Piece::Gap);
    match row.parent {
        Some(parent) => {
            pieces.push(Piece::Heading("Subaccount of".into()));
            pieces.push(Piece::Line(Role::Text, name_of(Key::Account(parent), cx.directory)));
        }
        None => {
            let subaccounts = cx.directory.subaccount_counts(sid);
            let closed = match subaccounts.closed {
                0 => String::new(),
                n => format!(", {n} closed"),
            };
            pieces.push(Piece::Heading("Subaccounts".into()));
            pieces.push(Piece::Line(Role::Text, format!("{}{closed}", subaccounts.open)));
        }
    }
    if row.parent.is_none() {
        pieces.extend([
            Piece::Gap,
            Piece::Heading("People with roles".into()),
            Piece::Line(Role::Text, cx.directory.holder_count(sid).to_string()),
            Piece::Gap,
            Piece::Line(Role::Muted, format!("second factor: {}", row.two_factor)),
        ]);
    }
    pieces.push(Piece::Line(Role::Muted, format!("created {}", ago(row.created, cx.now))));
    pieces
}
