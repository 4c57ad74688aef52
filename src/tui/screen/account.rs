//! The page of an account: general, its users, its pending users, its history.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::access::Access;
use super::accounts::state_role;
use super::history::steps;
use super::{Screen, cells};
use crate::controller::{Command, History, name_of, sender_name};
use crate::directory::AccessOf;
use crate::model::{AccountSid, InvitationSid, Key, OrgSid, Who};
use crate::tui::answer::Answer;
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::{InviteToAccount, RenameAccount};
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, View};
use crate::tui::listing::{movement, reading};
use crate::tui::paint;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;
use crate::tui::{bar, filter_line::FilterLine};

/// The parts by number.
const GENERAL: usize = 0;
const USERS: usize = 1;
const PENDING: usize = 2;
const HISTORY: usize = 3;

const COLUMNS: &[Column] = &[
    Column { title: "EMAIL", least: 24, share: 4, drop: 0, right: false },
    Column { title: "ROLES OFFERED", least: 18, share: 2, drop: 0, right: false },
    Column { title: "SENDER", least: 18, share: 3, drop: 2, right: false },
    Column { title: "SENT", least: 11, share: 0, drop: 1, right: false },
    Column { title: "EXPIRES", least: 9, share: 0, drop: 0, right: false },
];

/// The page.
#[derive(Debug, Clone)]
pub struct Account {
    account: AccountSid,
    /// The organization whose Admin Center shows it; `None` in somebody's small place, which shows no history.
    org: Option<OrgSid>,
    part: usize,
    users: Access,
    pending: List<InvitationSid>,
    stale: bool,
    history: Option<History>,
    asked: bool,
    offset: usize,
}

impl Account {
    /// The page of this account, as seen from an organization or by somebody of its own.
    pub fn new(account: AccountSid, org: Option<OrgSid>, cx: &Cx<'_>) -> Self {
        let of = cx.directory.account(account).and_then(|row| row.org);
        Self {
            account,
            org,
            part: GENERAL,
            users: Access::new(org.or(of), AccessOf::Account(account)),
            pending: List::default(),
            stale: true,
            history: None,
            asked: false,
            offset: 0,
        }
    }

    /// How many parts there are: all in the Admin Center; for whoever manages the account all but the history; else what
    /// it is.
    fn parts(&self, cx: &Cx<'_>) -> usize {
        match (self.org, cx.who) {
            (Some(_), _) => HISTORY + 1,
            (None, Who::User(user)) if cx.directory.manages(user, self.account) => HISTORY,
            _ => USERS,
        }
    }

    /// Why the account cannot be changed from here.
    fn block(&self, cx: &Cx<'_>) -> Option<String> {
        let row = cx.directory.account(self.account)?;
        match (self.org, cx.who) {
            (Some(org), _) if row.org != Some(org) => {
                Some("The account is independent; its own people decide.".into())
            }
            (None, Who::User(user)) if !cx.directory.manages(user, self.account) => {
                Some("Only its owner and its Administrators can.".into())
            }
            _ => None,
        }
    }

    fn unless_blocked(&self, cx: &Cx<'_>, request: Request) -> Vec<Request> {
        match self.block(cx) {
            Some(reason) => vec![Request::Say(Tone::Bad, reason)],
            None => vec![request],
        }
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let items = vec![
            item(Act::Edit, "Rename", "").unless(self.block(cx)),
            item(Act::Invite, "Invite to the account", "gives roles, not membership").unless(self.block(cx)),
            item(Act::Copy, "Copy the SID", ""),
        ];
        let at = items.iter().position(|item| item.disabled.is_none()).unwrap_or(0);
        Request::Menu("Actions".into(), items, at)
    }

    fn general(&self, cx: &Cx<'_>) -> Vec<Piece> {
        let Some(row) = cx.directory.account(self.account) else {
            return vec![Piece::Line(Role::Muted, "This account is no longer there.".into())];
        };
        let org = match row.org {
            Some(org) if self.org.is_none_or(|ours| ours == org) => {
                name_of(Key::Organization(org), cx.directory)
            }
            Some(_) => "another organization".into(),
            None => "none".into(),
        };
        let phone = match (&row.phone, row.phone_verified) {
            (Some(number), true) => format!("{number} (verified)"),
            (Some(number), false) => format!("{number} (not verified)"),
            (None, _) => "none".into(),
        };
        let mut pieces = vec![
            Piece::Field("Name", row.name.to_string()),
            Piece::Field("SID", self.account.to_string()),
            Piece::Field("Owner", name_of(Key::User(row.owner), cx.directory)),
            Piece::Field("Usage", row.usage.to_string()),
            Piece::Field("Organization", org),
            Piece::Field("Phone", phone),
            Piece::Field("Created", format!("{} ({})", row.created, ago(row.created, cx.now))),
            Piece::Gap,
            Piece::Heading("State".into()),
            Piece::Line(state_role(row.state), row.state.to_string()),
            Piece::Gap,
            Piece::Heading("Billing".into()),
            Piece::Field("Type", row.kind.to_string()),
            Piece::Line(
                Role::Muted,
                "Billing is the account's own, independent of the organization; it stays on trial until it is upgraded, and \
                 no custom pricing is inherited."
                    .into(),
            ),
        ];
        if let Some(reason) = self.block(cx) {
            pieces.extend([Piece::Gap, Piece::Line(Role::Muted, reason)]);
        }
        pieces
    }

    fn prose(&self, cx: &Cx<'_>) -> Vec<Piece> {
        match self.part {
            HISTORY => steps(Key::Account(self.account), self.history.as_ref(), cx),
            _ => self.general(cx),
        }
    }

    fn turn(&mut self, forward: bool, cx: &Cx<'_>) {
        let count = self.parts(cx);
        self.part = (self.part + if forward { 1 } else { count - 1 }) % count;
        self.offset = 0;
    }
}

impl Screen for Account {
    fn layers(&self) -> &'static [Layer] {
        match self.part {
            USERS if self.users.layers().first() == Some(&Layer::Filter) => self.users.layers(),
            USERS => {
                &[Layer::Access, Layer::Account, Layer::Lists, Layer::Table, Layer::Place, Layer::Global]
            }
            PENDING => &[Layer::Pending, Layer::Account, Layer::Table, Layer::Place, Layer::Global],
            _ => &[Layer::Account, Layer::Reading, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::NextList | Act::PreviousList => {
                self.turn(act == Act::NextList, cx);
                return Vec::new();
            }
            Act::Edit => return self.unless_blocked(cx, Request::ask(RenameAccount(self.account))),
            Act::Invite => return self.unless_blocked(cx, Request::ask(InviteToAccount(self.account))),
            Act::Actions if self.part != USERS => return vec![self.actions(cx)],
            _ => {}
        }
        match self.part {
            USERS => self.users.act(act, cx),
            PENDING => {
                if movement(&mut self.pending, act, cx.page()) {
                    return Vec::new();
                }
                let here = self.pending.selected();
                match (act, here) {
                    (Act::Back, _) => vec![Request::Leave],
                    (Act::Resend, Some(invitation)) => {
                        vec![Request::Plan(Command::ResendInvitation { invitation })]
                    }
                    (Act::CancelInvitation, Some(invitation)) => {
                        vec![Request::Plan(Command::CancelInvitation { invitation })]
                    }
                    (Act::History, Some(sid)) if self.org.is_some() => {
                        vec![Request::Open(Page::History(Key::Invitation(sid)))]
                    }
                    (Act::Copy, Some(sid)) => vec![Request::Copy(sid.to_string())],
                    _ => Vec::new(),
                }
            }
            _ => {
                match act {
                    Act::Back => return vec![Request::Leave],
                    Act::Copy => return vec![Request::Copy(self.account.to_string())],
                    _ => {}
                }
                let text = lines(&self.prose(cx), cx.size.width, cx.theme).len();
                self.offset = reading(self.offset, act, cx.page(), text);
                Vec::new()
            }
        }
    }

    fn key(&mut self, chord: Chord, cx: &Cx<'_>) {
        if self.part == USERS {
            self.users.key(chord, cx);
        }
    }

    fn paste(&mut self, text: &str, cx: &Cx<'_>) {
        if self.part == USERS {
            self.users.paste(text, cx);
        }
    }

    fn order(&mut self, column: usize) {
        self.users.order(column);
    }

    fn changed(&mut self) {
        self.users.changed();
        self.stale = true;
        self.asked = false;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.pending.set_rows(cx.directory.pending_on(self.account, cx.now));
        }
        let mut requests = match self.part {
            USERS => self.users.settle(cx),
            _ => Vec::new(),
        };
        if self.part == HISTORY && !std::mem::replace(&mut self.asked, true) {
            requests.push(Request::ReadHistory(Key::Account(self.account)));
        }
        requests
    }

    fn take(&mut self, answer: &Answer) {
        self.users.take(answer);
        if let Answer::History(key, history) = answer
            && *key == Key::Account(self.account)
        {
            self.history = Some(history.clone());
        }
    }

    fn status(&self) -> String {
        match self.part {
            USERS => self.users.status(),
            PENDING => format!("{} waiting", self.pending.rows().len()),
            _ => String::new(),
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        (self.part == USERS).then(|| self.users.note()).flatten()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let name = name_of(Key::Account(self.account), cx.directory);
        let heading =
            Rect { width: area.width.saturating_sub(2), ..paint::from_column(paint::row(area, 0), 1) };
        paint::text(buf, heading, &name, cx.theme.title(), cx.theme);
        let people = cx.directory.holder_count(self.account) + 1;
        let all = [
            ("General", None),
            ("Users", Some(people)),
            ("Pending users", Some(self.pending.rows().len())),
            ("History", None),
        ];
        let shown = all.get(..self.parts(cx)).unwrap_or_default();
        let bar = paint::row(area, 1);
        let nothing = FilterLine::new(crate::directory::Scope::Access);
        let filter = if self.part == USERS { self.users.filter() } else { &nothing };
        let cursor = bar::draw(shown, self.part, filter, bar, cx.theme, buf);
        let below = Rect { y: area.y + 2, height: area.height.saturating_sub(2), ..area };
        match self.part {
            USERS => self.users.table(below, buf, cx),
            PENDING => {
                let cell = |sid, column| cell(sid, column, cx);
                let empty = "Nobody is invited to the account; i invites somebody.";
                View {
                    list: &self.pending,
                    columns: COLUMNS,
                    sorted: None,
                    empty,
                    theme: cx.theme,
                    cell: &cell,
                }
                .draw(below, buf);
            }
            _ => {
                let inner = Rect { x: below.x + 1, width: below.width.saturating_sub(2), ..below };
                let text = lines(&self.prose(cx), inner.width, cx.theme);
                scrolled(&text, self.offset, inner, cx.theme, buf);
            }
        }
        cursor
    }
}

fn cell(sid: InvitationSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.invitation(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.email.to_string(), Role::Text),
        1 => (row.offer(), Role::Text),
        2 => (sender_name(row, cx.directory), Role::Muted),
        3 => (ago(row.last_sent, cx.now), Role::Muted),
        _ => cells::expires(row.expires, cx),
    }
}
