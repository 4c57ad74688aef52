//! The inbox: what is addressed to whoever is signed in, or to an address that has no user yet. For administrators also
//! everything else that waits: invitations that others have not answered, and requests for one, soonest to end first.
//!
//! ```text
//!  For you 1   Acme Corp 12   of it asks you 2                                         / type:access
//!  WHO                  WHAT                      STATE                  AGE   SENDS  EXPIRES ▲
//!  Partner Inc          Support on Partner Prod   for you                2 h       1  in 7 d
//! ```

mod own;
mod whole;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::people::{item, planned, unless_blocked};
use super::{Screen, beside, invitations};
use crate::controller::{Command, name_of};
use crate::directory::{InvitationSort, Scope, Waits};
use crate::model::{InvitationSid, Key, OrgSid, Who};
use crate::tui::bulk::Fit;
use crate::tui::chord::Chord;
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{Accept, Decline, Invite, InviteRequester, Needs};
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{List, Sorted, View};
use crate::tui::listing::{actions_menu, marking, movement, order_menu, status, turned};
use crate::tui::request::{Page, Request, Tone};
use crate::tui::{paint, text};

/// What a row is to whoever looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum To {
    /// Addressed to them: they answer it.
    Me,
    /// Somebody asks to be invited: they answer it for the organization.
    Us,
    /// Somebody else answers it.
    Others,
}

/// The screen.
#[derive(Debug, Clone)]
pub struct Inbox {
    email: String,
    /// The organization whose waiting invitations are shown too.
    org: Option<OrgSid>,
    list: List<InvitationSid>,
    sorted: Sorted,
    filter: FilterLine,
    stale: bool,
    /// How many are addressed to whoever looks.
    mine: usize,
    waits: Waits,
    /// What the row under the cursor is.
    here: Option<To>,
}

impl Inbox {
    /// The inbox of this address; with what waits in an organization, for those who administer it.
    pub fn new(email: &str, org: Option<OrgSid>) -> Self {
        Self {
            email: email.to_owned(),
            org,
            list: List::default(),
            sorted: Sorted { column: whole::EXPIRES, descending: false },
            filter: FilterLine::new(Scope::Invitations),
            stale: true,
            mine: 0,
            waits: Waits::default(),
            here: None,
        }
    }

    fn to(&self, sid: InvitationSid, cx: &Cx<'_>) -> Option<To> {
        let row = cx.directory.invitation(sid)?;
        Some(match (row.kind.is_request(), *row.email == *self.email) {
            (true, _) => To::Us,
            (false, true) => To::Me,
            (false, false) => To::Others,
        })
    }

    fn read(&mut self, cx: &Cx<'_>) {
        self.mine = cx.directory.inbox_of(&self.email, cx.now).len();
        let rows = match self.org {
            None => cx.directory.inbox_of(&self.email, cx.now),
            Some(org) => {
                self.waits = cx.directory.waits(org, cx.now);
                let sort = whole::SORTS.get(self.sorted.column).copied().unwrap_or(InvitationSort::Expires);
                let filter = self.filter.filter();
                cx.directory.inbox(org, &self.email, cx.now, filter, sort, self.sorted.descending)
            }
        };
        self.list.set_rows(rows);
    }

    /// What an answer of whoever is signed in needs.
    fn needs(cx: &Cx<'_>) -> Needs {
        let user = match cx.who {
            Who::User(sid) => cx.directory.user(sid),
            _ => None,
        };
        Needs { name: user.is_none(), code: !user.is_some_and(|row| row.proven) }
    }

    /// The marked rows, else the one under the cursor, of one sort.
    fn chosen(&self, to: To, cx: &Cx<'_>) -> Fit<InvitationSid> {
        let reason = match to {
            To::Me => "It is not addressed to you.",
            To::Us => "It is no request for an invitation.",
            To::Others => "It waits for an answer from here.",
        };
        let called = |sid| cx.directory.invitation(sid).map_or_else(String::new, |row| row.email.to_string());
        Fit::divide(&self.list.chosen(), called, |sid| {
            (self.to(sid, cx) != Some(to)).then(|| reason.to_owned())
        })
    }

    fn accept(&self, cx: &Cx<'_>) -> Vec<Request> {
        let Some(sid) = self.list.selected() else { return Vec::new() };
        match self.to(sid, cx) {
            Some(To::Me) => vec![Request::ask(Accept(sid, Self::needs(cx)))],
            Some(To::Us) => vec![Request::ask(InviteRequester(sid))],
            _ => vec![Request::Say(
                Tone::Bad,
                "Somebody else answers it; r sends it again, c takes it back.".into(),
            )],
        }
    }

    fn decline(&self, cx: &Cx<'_>) -> Vec<Request> {
        let Some(sid) = self.list.selected() else { return Vec::new() };
        match self.to(sid, cx) {
            Some(To::Me) => vec![Request::ask(Decline(sid, Needs { name: false, ..Self::needs(cx) }))],
            _ => unless_blocked(self.chosen(To::Us, cx), |sids, left_out| {
                let declined = |request| Command::AnswerRequest { request, role: None };
                planned(sids.into_iter().map(declined), left_out)
            }),
        }
    }

    fn actions(&self, cx: &Cx<'_>) -> Request {
        let line = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let here = self.list.selected();
        let empty = || here.is_none().then(|| "Nothing waits.".to_owned());
        let chosen = self.list.chosen();
        let mut items = Vec::new();
        match here.and_then(|sid| self.to(sid, cx)) {
            Some(To::Me) => {
                items.push(line(Act::Accept, "Accept", "what is offered to you; a preview comes first"));
                items.push(line(Act::Decline, "Decline", "what is offered to you"));
            }
            Some(To::Us) => {
                items.push(line(
                    Act::Accept,
                    "Invite as requested",
                    "with a role; the invitation goes out at once",
                ));
                items.push(item(
                    Act::Decline,
                    "Decline the request",
                    &self.chosen(To::Us, cx),
                    "nobody is told",
                ));
            }
            Some(To::Others) | None => items.extend(invitations::items(&chosen, cx)),
        }
        items.push(line(Act::History, "History", "every change of the invitation").unless(empty()));
        items.push(
            line(
                Act::Copy,
                "Copy the SID",
                if self.list.marks().is_empty() { "" } else { "of the marked rows" },
            )
            .unless(empty()),
        );
        items.push(line(Act::Invite, "Invite a user", ""));
        let marked = self.list.marks().len();
        actions_menu(items, marked, "row")
    }

    fn act_on_all(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let Some(org) = self.org else { return Vec::new() };
        if marking(&mut self.list, act, cx.page()) {
            return Vec::new();
        }
        match act {
            Act::Back if !self.list.marks().is_empty() => self.list.clear_marks(),
            Act::Back => {
                self.filter.clear();
                self.stale = true;
            }
            Act::Sort => return vec![order_menu(whole::COLUMNS, self.sorted)],
            Act::Actions => return vec![self.actions(cx)],
            Act::Invite => return vec![Request::ask(Invite(org))],
            Act::History => {
                let here = self.list.selected();
                return here
                    .map(|sid| Request::Open(Page::History(Key::Invitation(sid))))
                    .into_iter()
                    .collect();
            }
            _ => return invitations::act(act, &self.list.chosen(), cx).unwrap_or_default(),
        }
        Vec::new()
    }

    /// The line above the list: how many wait for whom; the filter at the right.
    fn bar(&self, line: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let theme = cx.theme;
        let number = |n: usize| text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
        let org = self.org.map(|org| name_of(Key::Organization(org), cx.directory)).unwrap_or_default();
        let org = text::cut(&org, 24, theme.glyphs().ellipsis);
        let parts = [
            ("For you".to_owned(), self.mine, theme.accent()),
            (format!("Waiting in {org}"), self.waits.all, theme.text()),
            ("requests".to_owned(), self.waits.requests, theme.accent()),
            ("blocked".to_owned(), self.waits.blocked, theme.danger()),
        ];
        let narrow = self.filter.is_open() && line.width < 70;
        let mut spans = vec![Span::raw(" ")];
        for (n, (name, count, style)) in parts.into_iter().enumerate() {
            // Of what there is none only the whole is said.
            if n != 1 && (count == 0 || narrow) {
                continue;
            }
            spans.push(Span::styled(format!("{name} "), theme.muted()));
            spans.push(Span::styled(number(count), style));
            spans.push(Span::raw("   "));
        }
        let names = Line::from(spans);
        let used = u16::try_from(names.width()).unwrap_or(u16::MAX);
        paint::line(buf, line, &names, theme);
        self.filter.draw(line, used, theme, buf)
    }
}

impl Screen for Inbox {
    fn layers(&self) -> &'static [Layer] {
        use Layer::{Global, InboxAll, InboxRequest, InboxSent, Place, Table};
        match (self.org, self.filter.is_open(), self.here) {
            (None, ..) => &[Layer::Inbox, Table, Place, Global],
            (Some(_), true, _) => &[Layer::Filter, Global],
            (Some(_), _, Some(To::Me)) => &[Layer::Inbox, InboxAll, Table, Place, Global],
            (Some(_), _, Some(To::Us)) => &[InboxRequest, InboxAll, Table, Place, Global],
            (Some(_), _, Some(To::Others)) => &[InboxSent, InboxAll, Table, Place, Global],
            (Some(_), _, None) => &[InboxAll, Table, Place, Global],
        }
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn finished(&mut self) {
        self.list.clear_marks();
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.read(cx);
        }
        self.here = self.list.selected().and_then(|sid| self.to(sid, cx));
        Vec::new()
    }

    /// What waits for an answer from here.
    fn badge(&self) -> usize {
        self.mine + self.waits.requests
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = if self.org.is_some() { cx.page() } else { cx.page() + 1 };
        if movement(&mut self.list, act, page) {
            return Vec::new();
        }
        if self.org.is_some()
            && let Some(changed) = self.filter.act(act)
        {
            self.stale |= changed;
            return Vec::new();
        }
        match act {
            Act::Accept => self.accept(cx),
            Act::Decline => self.decline(cx),
            Act::Open if self.here == Some(To::Others) => vec![self.actions(cx)],
            Act::Open => self.accept(cx),
            Act::Copy => {
                let sids: Vec<String> = self.list.chosen().iter().map(ToString::to_string).collect();
                vec![Request::Copy(sids.join("\n"))]
            }
            _ => self.act_on_all(act, cx),
        }
    }

    fn key(&mut self, chord: Chord, _: &Cx<'_>) {
        self.stale |= self.filter.key(chord);
    }

    fn paste(&mut self, pasted: &str, _: &Cx<'_>) {
        self.stale |= self.filter.paste(pasted);
    }

    fn order(&mut self, column: usize) {
        self.sorted = turned(self.sorted, column);
        self.stale = true;
    }

    fn look(&mut self, _: usize, filter: &str) {
        self.filter.set(filter);
        self.stale = true;
    }

    fn show(&mut self, key: Key, cx: &Cx<'_>) {
        if let Key::Invitation(sid) = key {
            self.filter.clear();
            self.read(cx);
            self.list.select(sid, cx.page());
        }
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn status(&self) -> String {
        match (self.org, self.list.rows().len()) {
            (None, 0) => "nothing waits".into(),
            (None, n) => format!("{n} waiting"),
            (Some(_), shown) => {
                let all = if self.filter.is_empty() { shown } else { shown.max(self.waits.all) };
                status(shown, all, self.list.marks().len())
            }
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        if self.org.is_none() {
            let cell = |sid, column| own::cell(sid, column, cx);
            let empty = "No invitation waits for you.";
            let (list, columns, theme) = (&self.list, own::COLUMNS, cx.theme);
            View { list, columns, sorted: None, empty, theme, cell: &cell }.draw(area, buf);
            return None;
        }
        let cursor = self.bar(paint::row(area, 0), buf, cx);
        let below = Rect { y: area.y + 1.min(area.height), height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        let row = self.list.selected().and_then(|sid| cx.directory.invitation(sid));
        if let (Some(right), Some(row)) = (right, row) {
            beside::draw(&invitations::detail(row, cx), right, buf, cx);
        }
        let empty = match self.filter.is_empty() {
            true => "Nothing waits: nobody is invited, and nobody asks to be.",
            false => "Nothing matches the filter; Esc clears it.",
        };
        let cell = |sid, column| match cx.directory.invitation(sid) {
            Some(row) => whole::cell(row, self.to(sid, cx) == Some(To::Me), column, cx),
            None => (String::new(), crate::tui::theme::Role::Muted),
        };
        let (list, columns, sorted, theme) = (&self.list, whole::COLUMNS, Some(self.sorted), cx.theme);
        View { list, columns, sorted, empty, theme, cell: &cell }.draw(left, buf);
        cursor
    }
}
