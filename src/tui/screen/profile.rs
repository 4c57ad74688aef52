//! The profile of a user: who they are, their organization role, their access, their history.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::controller::History;
use crate::model::{Key, OrgRole, OrgSid, UserSid, Who};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::{Choice, Item, Purpose};
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::reading;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Request, Tone};
use crate::tui::theme::Role;

use super::history::steps;
use super::users::{access, role_block};

/// The page.
#[derive(Debug, Clone)]
pub struct Profile {
    /// Whose.
    pub user: UserSid,
    org: OrgSid,
    history: Option<History>,
    offset: usize,
}

impl Profile {
    /// The page of this user; its history is read by whoever opens it.
    pub const fn new(org: OrgSid, user: UserSid) -> Self {
        Self { user, org, history: None, offset: 0 }
    }

    /// Takes the history over.
    pub fn set_history(&mut self, history: History) {
        self.history = Some(history);
    }

    /// The layers of its keys, innermost first.
    pub const fn layers(&self) -> &'static [Layer] {
        &[Layer::Profile, Layer::Reading, Layer::Place, Layer::Global]
    }

    /// What an action does. `Back` is the app's.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Copy => return vec![Request::Copy(self.user.to_string())],
            Act::Role => {
                return match role_block(self.org, self.user, cx) {
                    Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                    None => vec![Request::Ask(Purpose::Role(self.org, self.user))],
                };
            }
            Act::ChangeOwner => {
                return match self.owner_block(cx) {
                    Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                    None => vec![Request::Ask(Purpose::ChangeOwner(self.org))],
                };
            }
            Act::Actions => {
                let item = |act, label: &str| Item::new(label, "", Choice::Do(act));
                let items = vec![
                    item(Act::Role, "Set the organization role").unless(role_block(self.org, self.user, cx)),
                    item(Act::ChangeOwner, "Change Ownership").unless(self.owner_block(cx)),
                    item(Act::Copy, "Copy the SID"),
                ];
                let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
                return vec![Request::Menu("Actions".into(), items, at)];
            }
            _ => {}
        }
        let text = lines(&self.pieces(cx), cx.size.width, cx.theme).len();
        self.offset = reading(self.offset, act, cx.page(), text);
        Vec::new()
    }

    /// Change Ownership stands on the Owner's profile, for the Owner only.
    fn owner_block(&self, cx: &Cx<'_>) -> Option<String> {
        let owner =
            cx.directory.user(self.user).and_then(|row| row.role_in(self.org)) == Some(OrgRole::Owner);
        match (owner, cx.who == Who::User(self.user)) {
            (true, true) => None,
            (true, false) => Some("Only the Owner can change the ownership.".into()),
            _ => Some("Change Ownership stands on the Owner's profile.".into()),
        }
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let Some(row) = cx.directory.user(self.user) else {
            return vec![Piece::Line(Role::Muted, "This user is no longer there.".into())];
        };
        let role = row.role_in(self.org);
        let mut pieces = vec![
            Piece::Heading(row.name.to_string()),
            Piece::Gap,
            Piece::Heading("Profile".into()),
            Piece::Field("E-mail", row.email.to_string()),
            Piece::Field("SID", self.user.to_string()),
            Piece::Field("State", row.state.to_string()),
            Piece::Field("Second factor", row.two_factor.to_string()),
            Piece::Field("Address proven", if row.proven { "yes" } else { "no" }.into()),
            Piece::Field("Created", row.created.to_string()),
            Piece::Field(
                "Last session",
                row.last_seen.map_or_else(|| "never".into(), |at| format!("{at} ({})", ago(at, cx.now))),
            ),
            Piece::Gap,
            Piece::Heading("Organization role".into()),
        ];
        match role {
            Some(role) => {
                pieces.push(Piece::Line(Role::Accent, role.title().into()));
                pieces.push(Piece::Line(Role::Muted, role.permits().into()));
                if role == OrgRole::Owner && cx.who == Who::User(self.user) {
                    pieces.push(Piece::Line(Role::Muted, "o opens Change Ownership.".into()));
                }
            }
            None => pieces.push(Piece::Line(Role::Muted, "None: an independent user.".into())),
        }
        pieces.push(Piece::Gap);
        pieces.push(Piece::Heading("Account access".into()));
        pieces.extend(access(self.user, cx));
        pieces.push(Piece::Gap);
        pieces.push(Piece::Heading("History".into()));
        pieces.extend(steps(Key::User(self.user), self.history.as_ref(), cx));
        pieces
    }

    /// Draws it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
    }
}
