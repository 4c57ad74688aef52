//! Domains: what the organization claims, how far each claim is proven, and what to publish to prove it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Screen, beside};
use crate::controller::Command;
use crate::directory::{DomainRow, DomainSort, Filter, Scope};
use crate::model::{DomainSid, DomainState, Key, Looked, OrgSid, Removal, VerificationMethod};
use crate::tui::chord::Chord;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::ClaimDomain;
use crate::tui::dialog::{Choice, Item};
use crate::tui::filter_line::FilterLine;
use crate::tui::keymap::{Act, Layer};
use crate::tui::list::{Cell, Column, List, Sorted, View};
use crate::tui::listing::{movement, order_menu, status, turned};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;
use crate::tui::{bar, paint};

const COLUMNS: &[Column] = &[
    Column { title: "DOMAIN", least: 20, share: 3, drop: 0, right: false },
    Column { title: "STATE", least: 10, share: 0, drop: 0, right: false },
    Column { title: "METHOD", least: 8, share: 0, drop: 2, right: false },
    Column { title: "DAYS LEFT", least: 9, share: 0, drop: 0, right: true },
    Column { title: "LAST CHECK", least: 22, share: 0, drop: 1, right: false },
    Column { title: "CLAIMED", least: 11, share: 0, drop: 3, right: false },
];

const SORTS: &[DomainSort] = &[
    DomainSort::Name,
    DomainSort::State,
    DomainSort::Method,
    DomainSort::DaysLeft,
    DomainSort::Checked,
    DomainSort::Claimed,
];

/// The screen.
#[derive(Debug, Clone)]
pub struct Domains {
    org: OrgSid,
    list: List<DomainSid>,
    all: usize,
    filter: FilterLine,
    sorted: Sorted,
    stale: bool,
}

impl Domains {
    /// The domains of this organization.
    pub fn new(org: OrgSid) -> Self {
        let filter = FilterLine::new(Scope::Domains);
        let sorted = Sorted { column: 0, descending: false };
        Self { org, list: List::default(), all: 0, filter, sorted, stale: true }
    }

    fn rows(&self, filter: &Filter, cx: &Cx<'_>) -> Vec<DomainSid> {
        let sort = SORTS.get(self.sorted.column).copied().unwrap_or(DomainSort::Name);
        cx.directory.domains(self.org, filter, cx.now, sort, self.sorted.descending)
    }

    fn actions(&self) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let none = self.list.selected().is_none().then(|| "Nothing is claimed.".to_owned());
        let items = vec![
            item(Act::New, "Claim a domain", ""),
            item(Act::Open, "Open", "what to publish to prove it").unless(none.clone()),
            item(Act::Check, "Check now", "look for the proof").unless(none.clone()),
            item(Act::Copy, "Copy the value to publish", "").unless(none.clone()),
            item(Act::History, "History", "every change of the claim").unless(none.clone()),
            item(Act::Delete, "Delete", "give the claim up").unless(none),
        ];
        Request::Menu("Actions".into(), items, 0)
    }
}

impl Screen for Domains {
    fn layers(&self) -> &'static [Layer] {
        match self.filter.is_open() {
            true => &[Layer::Filter, Layer::Global],
            false => &[Layer::Domains, Layer::Table, Layer::Place, Layer::Global],
        }
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if movement(&mut self.list, act, cx.page()) {
            return Vec::new();
        }
        if let Some(changed) = self.filter.act(act) {
            self.stale |= changed;
            return Vec::new();
        }
        match (act, self.list.selected()) {
            (Act::Back, _) => self.stale |= self.filter.clear(),
            (Act::Sort, _) => return vec![order_menu(COLUMNS, self.sorted)],
            (Act::New, _) => return vec![Request::ask(ClaimDomain(self.org))],
            (Act::Actions, _) => return vec![self.actions()],
            (Act::Open, Some(sid)) => return vec![Request::Open(Page::Domain(sid))],
            (Act::Check, Some(sid)) => {
                let method =
                    cx.directory.domain(sid).map_or(VerificationMethod::Dns, |row| looked_by(row.method));
                return vec![Request::Open(Page::Domain(sid)), Request::Check(sid, method)];
            }
            (Act::Delete, Some(domain)) => return vec![Request::Plan(Command::DeleteDomain { domain })],
            (Act::History, Some(sid)) => return vec![Request::Open(Page::History(Key::Domain(sid)))],
            (Act::Copy, Some(sid)) => {
                let row = cx.directory.domain(sid);
                return row.map(|row| Request::Copy(cx.publishing.value(&row.token))).into_iter().collect();
            }
            _ => {}
        }
        Vec::new()
    }

    fn rests(&self) -> bool {
        self.filter.is_empty() && !self.filter.is_open()
    }

    fn key(&mut self, chord: Chord, _: &Cx<'_>) {
        self.stale |= self.filter.key(chord);
    }

    fn paste(&mut self, text: &str, _: &Cx<'_>) {
        self.stale |= self.filter.paste(text);
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
        if let Key::Domain(sid) = key {
            self.filter.clear();
            self.list.set_rows(self.rows(self.filter.filter(), cx));
            self.list.select(sid, cx.page());
        }
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        self.list.tell(cx.company.told(cx.who, cx.now, cx.directory, |key| match key {
            Key::Domain(domain) => Some(domain),
            _ => None,
        }));
        if std::mem::replace(&mut self.stale, false) {
            self.all = cx.directory.domains_of(self.org).count();
            self.list.set_rows(self.rows(self.filter.filter(), cx));
        }
        Vec::new()
    }

    fn status(&self) -> String {
        status(self.list.rows().len(), self.all, 0)
    }

    fn note(&self) -> Option<(Tone, String)> {
        self.filter.note()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let bar = paint::row(area, 0);
        let cursor = bar::draw(&[("Domains", Some(self.all))], 0, &self.filter, bar, cx.theme, buf);
        let below = Rect { y: area.y + 1, height: area.height.saturating_sub(1), ..area };
        let (left, right) = beside::split(below);
        if let (Some(right), Some(sid)) = (right, self.list.selected()) {
            beside::draw(&summary(sid, cx), right, buf, cx);
        }
        let cell = |sid, column| cell(sid, column, cx);
        let empty = match self.filter.is_empty() {
            true => "No domain is claimed; n claims one.",
            false => "No domain matches the filter; Esc clears it.",
        };
        View {
            list: &self.list,
            columns: COLUMNS,
            sorted: Some(self.sorted),
            empty,
            theme: cx.theme,
            cell: &cell,
        }
        .draw(left, buf);
        cursor
    }
}

/// Where the proof is looked for by itself: what the operator vouched for can be proven by its records too.
pub(super) const fn looked_by(method: VerificationMethod) -> VerificationMethod {
    match method {
        VerificationMethod::Https => VerificationMethod::Https,
        VerificationMethod::Dns | VerificationMethod::Manual => VerificationMethod::Dns,
    }
}

/// When the proof was last looked for, and what was found.
pub(super) fn last_check(row: &DomainRow, cx: &Cx<'_>) -> Cell {
    if cx.checking.is_some_and(|checking| checking.domain == row.sid) {
        return ("looking now".into(), Role::Accent);
    }
    let Some(last) = row.checked else { return ("never".into(), Role::Muted) };
    let role = match last.found {
        Looked::Proven => Role::Muted,
        Looked::Nothing | Looked::Other | Looked::Silent => Role::Warn,
    };
    let found = match last.found {
        // Short enough to be read whole in a narrow list.
        Looked::Nothing => "nothing".to_owned(),
        found => found.to_string(),
    };
    (format!("{}: {found}", ago(last.at, cx.now)), role)
}

pub(super) const fn role(state: DomainState) -> Role {
    match state {
        DomainState::Verified => Role::Ok,
        DomainState::Unverified => Role::Muted,
        DomainState::Uncertain => Role::Warn,
    }
}

fn cell(sid: DomainSid, column: usize, cx: &Cx<'_>) -> Cell {
    let Some(row) = cx.directory.domain(sid) else { return (String::new(), Role::Muted) };
    match column {
        0 => (row.name.to_string(), Role::Text),
        1 => (row.state.to_string(), role(row.state)),
        2 => (row.method.to_string(), Role::Muted),
        3 => (row.days_left(cx.now).map_or_else(String::new, |days| days.to_string()), Role::Warn),
        // What waits for somebody goes before what was found.
        4 if row.lost.is_some_and(|loss| loss.people == Removal::Waiting) => {
            ("lost: its users wait".into(), Role::Danger)
        }
        4 => last_check(row, cx),
        _ => (ago(row.created, cx.now), Role::Muted),
    }
}

fn summary(sid: DomainSid, cx: &Cx<'_>) -> Vec<Piece> {
    let Some(row) = cx.directory.domain(sid) else { return Vec::new() };
    let mut pieces = vec![
        Piece::Heading(row.name.to_string()),
        Piece::Line(role(row.state), row.state.to_string()),
        Piece::Line(Role::Muted, sid.short()),
        Piece::Gap,
    ];
    match row.state {
        DomainState::Verified => {
            pieces.push(Piece::Line(
                Role::Text,
                "The sign-up policy binds its addresses; Settings has it.".into(),
            ));
        }
        DomainState::Unverified | DomainState::Uncertain => pieces.extend([
            Piece::Heading("To publish as TXT".into()),
            Piece::Line(Role::Text, cx.publishing.host(&row.name)),
            Piece::Line(Role::Accent, cx.publishing.value(&row.token)),
            Piece::Gap,
        ]),
    }
    match (row.state, row.lost.map(|loss| loss.people)) {
        (DomainState::Uncertain, _) => pieces.push(Piece::Line(
            Role::Warn,
            "Nobody can be added for it. Publish the record again, then c checks it.".into(),
        )),
        (_, Some(Removal::Waiting)) => pieces.push(Piece::Line(
            Role::Danger,
            "It was lost; its users wait to be removed. Enter opens it, r removes them.".into(),
        )),
        (_, Some(Removal::Approved { .. })) => {
            pieces.push(Piece::Line(Role::Danger, "It was lost; its users are being removed.".into()));
        }
        (DomainState::Unverified, _) => {
            pieces.push(Piece::Line(Role::Muted, "Until it is proven the claim has no force.".into()));
        }
        (DomainState::Verified, _) => {}
    }
    pieces.extend([Piece::Gap, Piece::Line(Role::Muted, format!("Last check: {}", last_check(row, cx).0))]);
    pieces
}
