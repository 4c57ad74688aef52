//! Pending accounts: existing accounts that were asked to join and whose owners have not answered yet.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::columns::{BY_EXPIRY, PENDING, PENDING_SORTS, asked, pending_cell};
use crate::controller::{Command, sender_name};
use crate::directory::{Filter, InvitationSort};
use crate::model::{InvitationSid, Key, OrgSid};
use crate::rules::invitations::cooled_down;
use crate::rules::limits;
use crate::tui::bulk::{Fit, together};
use crate::tui::cx::Cx;
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::Act;
use crate::tui::list::{List, Sorted, View};
use crate::tui::listing::{marking, order_menu, turned};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

/// The list.
#[derive(Debug, Clone)]
pub(super) struct Pending {
    org: OrgSid,
    pub(super) list: List<InvitationSid>,
    sorted: Sorted,
}

impl Pending {
    pub(super) fn new(org: OrgSid) -> Self {
        Self { org, list: List::default(), sorted: Sorted { column: BY_EXPIRY, descending: false } }
    }

    /// Reads the list anew.
    pub(super) fn read(&mut self, filter: &Filter, cx: &Cx<'_>) {
        let sort = PENDING_SORTS.get(self.sorted.column).copied().unwrap_or(InvitationSort::Expires);
        let rows = cx.directory.pending_accounts(self.org, cx.now, filter, sort, self.sorted.descending);
        self.list.set_rows(rows);
    }

    pub(super) const fn order(&mut self, column: usize) {
        self.sorted = turned(self.sorted, column);
    }

    pub(super) fn order_menu(&self) -> Request {
        order_menu(PENDING, self.sorted)
    }

    /// The marked invitations, else the one under the cursor, divided by what stands in their way.
    fn fit(
        &self,
        block: impl Fn(InvitationSid, &Cx<'_>) -> Option<String>,
        cx: &Cx<'_>,
    ) -> Fit<InvitationSid> {
        Fit::divide(&self.list.chosen(), |sid| asked(self.org, sid, cx), |sid| block(sid, cx))
    }

    /// What an action does to the marked invitations, else to the one under the cursor.
    pub(super) fn act(&mut self, act: Act, page: usize, cx: &Cx<'_>) -> Vec<Request> {
        if marking(&mut self.list, act, page) {
            return Vec::new();
        }
        match (act, self.list.selected()) {
            (Act::Resend, Some(_)) => planned(
                &match self.list.chosen().as_slice() {
                    // A single one is refused with the flow's own words, which say more.
                    [_] => self.fit(|_, _| None, cx),
                    _ => self.fit(resend_block, cx),
                },
                |invitation| Command::ResendInvitation { invitation },
            ),
            (Act::CancelInvitation, Some(_)) => {
                planned(&self.fit(|_, _| None, cx), |invitation| Command::CancelInvitation { invitation })
            }
            (Act::History, Some(sid)) => vec![Request::Open(Page::History(Key::Invitation(sid)))],
            (Act::Copy, _) => {
                let account = |sid: &InvitationSid| cx.directory.invitation(*sid)?.kind.joining();
                let chosen = self.list.chosen();
                let sids: Vec<String> =
                    chosen.iter().filter_map(account).map(|sid| sid.to_string()).collect();
                vec![Request::Copy(sids.join("\n"))]
            }
            _ => Vec::new(),
        }
    }

    /// The lines of the menu.
    pub(super) fn items(&self, cx: &Cx<'_>) -> Vec<Item> {
        let line = |act: Act, label: &str, detail: &str, fit: &Fit<InvitationSid>| {
            let note = fit.note();
            let detail = if note.is_empty() { detail } else { note.as_str() };
            Item::new(label, detail, Choice::Do(act)).unless(fit.block())
        };
        let any = self.fit(|_, _| None, cx);
        let mut items = vec![
            line(
                Act::Resend,
                "Resend",
                "its owner is asked again, with a new code",
                &self.fit(resend_block, cx),
            ),
            line(Act::CancelInvitation, "Cancel", "take the invitation back", &any),
        ];
        if any.can.len() < 2 {
            items.push(line(Act::History, "History", "every change of the invitation", &any));
        }
        items.push(line(Act::Copy, "Copy the account's SID", "", &any));
        items
    }

    /// The invitation beside the list.
    pub(super) fn summary(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let Some(sid) = self.list.selected() else { return Vec::new() };
        let Some(row) = cx.directory.invitation(sid) else { return Vec::new() };
        let account = row.kind.joining().map(|account| account.to_string()).unwrap_or_default();
        vec![
            Piece::Heading(asked(self.org, sid, cx)),
            Piece::Line(Role::Muted, account),
            Piece::Gap,
            Piece::Heading("Owner".into()),
            Piece::Line(Role::Text, row.email.to_string()),
            Piece::Line(
                Role::Muted,
                "On accepting they join as a Standard user, with every account they own.".into(),
            ),
            Piece::Gap,
            Piece::Line(Role::Muted, format!("by {}", sender_name(row, cx.directory))),
            Piece::Line(Role::Muted, format!("first sent {}", row.created)),
            Piece::Line(Role::Muted, format!("last sent {}", row.last_sent)),
            Piece::Line(Role::Muted, format!("sent {} of {} times", row.sends, limits::SENDS)),
            Piece::Line(Role::Muted, format!("expires {}", row.expires)),
        ]
    }

    pub(super) fn draw(&self, empty: &str, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let cell = |sid, column| pending_cell(self.org, sid, column, cx);
        let (list, sorted) = (&self.list, Some(self.sorted));
        View { list, columns: PENDING, sorted, empty, theme: cx.theme, cell: &cell }.draw(area, buf);
    }
}

/// The commands as one plan; who is left out is said.
fn planned(fit: &Fit<InvitationSid>, command: fn(InvitationSid) -> Command) -> Vec<Request> {
    if let Some(reason) = fit.block() {
        return vec![Request::Say(Tone::Bad, reason)];
    }
    let commands = fit.can.iter().copied().map(command).collect();
    let mut requests: Vec<Request> = together(commands).map(Request::Plan).into_iter().collect();
    requests.extend(fit.left_out().map(|who| Request::Say(Tone::Plain, format!("Left out: {who}."))));
    requests
}

/// Why an invitation cannot be sent again now.
fn resend_block(sid: InvitationSid, cx: &Cx<'_>) -> Option<String> {
    let row = cx.directory.invitation(sid)?;
    if row.sends >= limits::SENDS {
        return Some(format!("Sent {} times; cancel it and ask anew.", row.sends));
    }
    cooled_down(row.last_sent, cx.now).err().map(|at| format!("Possible again in {}.", at.since(cx.now)))
}
