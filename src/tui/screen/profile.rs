//! The profile of a user: who they are, their organization role, their access, their security, their history.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::controller::{History, Line, name_of};
use crate::directory::UserRow;
use crate::model::{Key, OrgRole, OrgSid, Record, SecurityRequest, TwoFactor, UserSid, UserState, Who};
use crate::tui::answer::Answer;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::ChangeOwner;
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::{actions_menu, reading};
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

use super::Screen;
use super::history::steps;
use super::people::People;
use super::users::access;

/// The page.
#[derive(Debug, Clone)]
pub struct Profile {
    user: UserSid,
    org: OrgSid,
    history: Option<History>,
    /// What was asked of the systems that follow; read from the record, because lists do not hold it.
    requests: Option<Vec<SecurityRequest>>,
    asked: bool,
    offset: usize,
}

impl Profile {
    /// The page of this user.
    pub const fn new(org: OrgSid, user: UserSid) -> Self {
        Self { user, org, history: None, requests: None, asked: false, offset: 0 }
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

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let users = [self.user];
        let people = People { org: self.org, users: &users, cx };
        let managed = cx.directory.user(self.user).is_some_and(|row| row.role_in(self.org).is_some());
        let mut items = Vec::new();
        match managed {
            true => items.extend(people.managed_items()),
            false => items.push(people.revoke_item()),
        }
        items.push(item(Act::Access, "Account access", "grant, change, revoke"));
        items.push(people.rename_item());
        items.push(item(Act::ChangeOwner, "Change Ownership", "").unless(self.owner_block(cx)));
        items.push(item(Act::Copy, "Copy the SID", ""));
        actions_menu(items, 0, "user")
    }

    fn security(&self, row: &UserRow<'_>, cx: &Cx<'_>) -> Vec<Piece> {
        let factor = match row.two_factor {
            TwoFactor::Unknown => "unknown: nobody reported it",
            TwoFactor::Off => "off, as reported",
            TwoFactor::On => "on, as reported",
            TwoFactor::Required => "required at the next sign-in",
        };
        let seen = row.last_seen.map_or_else(|| "never".into(), |at| format!("{at} ({})", ago(at, cx.now)));
        let mut pieces = vec![
            Piece::Field("Second factor", factor.into()),
            Piece::Field("Last session in orgadm", seen),
            Piece::Field("Address proven", if row.proven { "yes" } else { "no" }.into()),
            Piece::Field("OS users of this host", os_users(self.user, row.email, cx)),
        ];
        if row.role_in(self.org).is_none() {
            return pieces;
        }
        let requests = match &self.requests {
            None => "reading…".into(),
            Some(requests) if requests.is_empty() => "none".into(),
            Some(_) => String::new(),
        };
        if !requests.is_empty() {
            pieces.push(Piece::Field("Requests", requests));
        }
        for request in self.requests.iter().flatten() {
            let by = name_of(Key::User(request.by), cx.directory);
            let when = ago(request.at, cx.now);
            pieces.push(Piece::Field("Requested", format!("{}, {when} by {by}", request.action)));
        }
        pieces.push(Piece::Line(
            Role::Muted,
            "orgadm checks neither password nor second factor; p records a request for the systems that follow it.".into(),
        ));
        pieces
    }

    fn pieces(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let Some(row) = cx.directory.user(self.user) else {
            return vec![Piece::Line(Role::Muted, "This user is no longer there.".into())];
        };
        let role = row.role_in(self.org);
        let state = match row.state {
            UserState::Active => Piece::Field("State", row.state.to_string()),
            UserState::Inactive => Piece::Field("State", "inactive: cannot sign in; d activates".into()),
        };
        let mut pieces = vec![
            Piece::Heading(row.name.to_string()),
            Piece::Gap,
            Piece::Heading("Profile".into()),
            Piece::Field("E-mail", row.email.to_string()),
            Piece::Field("SID", self.user.to_string()),
            state,
            Piece::Field("Created", format!("{} ({})", row.created, ago(row.created, cx.now))),
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
        pieces.push(Piece::Heading("Security".into()));
        pieces.extend(self.security(&row, cx));
        pieces.push(Piece::Gap);
        pieces.push(Piece::Heading("History".into()));
        pieces.extend(steps(Key::User(self.user), self.history.as_ref(), cx));
        pieces
    }
}

/// Who the person is on this host; the operator's line where they are nobody.
fn os_users(user: UserSid, email: &str, cx: &Cx<'_>) -> String {
    let uids = cx.directory.uids_of(user);
    if uids.is_empty() {
        let line = Line::of("user link").word(email).option("--uid", "N");
        return format!("none; the operator maps one: {line}");
    }
    let uids: Vec<String> = uids.iter().map(|uid| format!("uid {uid}")).collect();
    uids.join(", ")
}

impl Screen for Profile {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Profile, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Back => return vec![Request::Leave],
            Act::Copy => return vec![Request::Copy(self.user.to_string())],
            Act::History => return vec![Request::Open(Page::History(Key::User(self.user)))],
            Act::ChangeOwner => {
                return match self.owner_block(cx) {
                    Some(reason) => vec![Request::Say(Tone::Bad, reason)],
                    None => vec![Request::ask(ChangeOwner(self.org))],
                };
            }
            Act::Actions => return vec![self.actions(cx)],
            _ => {}
        }
        let users = [self.user];
        if let Some(asked) = (People { org: self.org, users: &users, cx }).act(act) {
            return asked;
        }
        let text = lines(&self.pieces(cx), cx.size.width, cx.theme).len();
        self.offset = reading(self.offset, act, cx.page(), text);
        Vec::new()
    }

    fn changed(&mut self) {
        self.asked = false;
    }

    fn settle(&mut self, _: &Cx<'_>) -> Vec<Request> {
        match std::mem::replace(&mut self.asked, true) {
            true => Vec::new(),
            false => {
                let key = Key::User(self.user);
                vec![Request::ReadHistory(key), Request::ReadRecord(key)]
            }
        }
    }

    fn take(&mut self, answer: &Answer) {
        match answer {
            Answer::History(key, steps) if *key == Key::User(self.user) => self.history = Some(steps.clone()),
            Answer::Record(key, record) if *key == Key::User(self.user) => {
                self.requests = match record.as_deref() {
                    Some(Record::User(user)) => Some(user.requests.clone()),
                    _ => Some(Vec::new()),
                };
            }
            _ => {}
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
        None
    }
}
