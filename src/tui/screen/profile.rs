//! The profile of a user: who they are, their organization role, their access, their history.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::History;
use crate::directory::AccessOf;
use crate::model::{Key, OrgRole, OrgSid, UserSid, Who};
use crate::tui::answer::Answer;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::{ChangeOwner, SetRole};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::reading;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

use super::Screen;
use super::history::steps;
use super::users::{access, role_block};

/// The page.
#[derive(Debug, Clone)]
pub struct Profile {
    user: UserSid,
    org: OrgSid,
    history: Option<History>,
    asked: bool,
    offset: usize,
}

impl Profile {
    /// The page of this user.
    pub const fn new(org: OrgSid, user: UserSid) -> Self {
        Self { user, org, history: None, asked: false, offset: 0 }
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
}

impl Screen for Profile {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Profile, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Back => return vec![Request::Leave],
            Act::Copy => return vec![Request::Copy(self.user.to_string())],
            Act::Role => {
                return match role_block(self.org, self.user, cx) {
                    Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                    None => vec![Request::ask(SetRole(self.org, self.user))],
                };
            }
            Act::Access => return vec![Request::Open(Page::Access(AccessOf::User(self.user)))],
            Act::History => return vec![Request::Open(Page::History(Key::User(self.user)))],
            Act::ChangeOwner => {
                return match self.owner_block(cx) {
                    Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                    None => vec![Request::ask(ChangeOwner(self.org))],
                };
            }
            Act::Actions => {
                let item = |act, label: &str| Item::new(label, "", Choice::Do(act));
                let items = vec![
                    item(Act::Role, "Set the organization role").unless(role_block(self.org, self.user, cx)),
                    item(Act::Access, "Account access"),
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

    fn changed(&mut self) {
        self.asked = false;
    }

    fn settle(&mut self, _: &Cx<'_>) -> Vec<Request> {
        let ask = !std::mem::replace(&mut self.asked, true);
        ask.then_some(Request::ReadHistory(Key::User(self.user))).into_iter().collect()
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::History(key, steps) = answer
            && *key == Key::User(self.user)
        {
            self.history = Some(steps.clone());
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
        None
    }
}
