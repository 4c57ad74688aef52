//! Overview: what there is, what waits or is not well, what happened; each thing that waits opens the list that shows it.
//!
//! ```text
//!  Users      1,204  ████████████████░░░░  Accounts  96 …
//!  Waiting
//! ▌ 3 invitations end within 48 h
//!  Latest changes                                 ▁▂▅█▃  30 days
//! ```

mod accounts;
mod people;
mod waiting;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::{Line, Span};

use super::Screen;
use crate::controller::Activity;
use crate::directory::{AccountCounts, Totals, UserCounts, Waits};
use crate::model::OrgSid;
use crate::tui::answer::Answer;
use crate::tui::company::{from, person};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::Invite;
use crate::tui::keymap::{Act, Layer};
use crate::tui::request::{Page, Request};
use crate::tui::theme::Role;
use crate::tui::{paint, prose, text};

use waiting::{Counted, Waiting};

/// The screen.
#[derive(Debug, Clone)]
pub struct Overview {
    org: OrgSid,
    at: usize,
    stale: bool,
    users: UserCounts,
    accounts: AccountCounts,
    totals: Totals,
    waits: Waits,
    waiting: Vec<Waiting>,
    activity: Option<Activity>,
}

impl Overview {
    /// The overview of this organization.
    pub fn new(org: OrgSid) -> Self {
        Self {
            org,
            at: 0,
            stale: true,
            users: UserCounts::default(),
            accounts: AccountCounts::default(),
            totals: Totals::default(),
            waits: Waits::default(),
            waiting: Vec::new(),
            activity: None,
        }
    }

    /// How many lines the cursor can be on.
    fn stops(&self) -> usize {
        self.waiting.len() + self.latest().len()
    }

    fn latest(&self) -> &[crate::model::AuditHeader] {
        self.activity.as_ref().map_or(&[], |activity| activity.latest.as_slice())
    }

    fn open(&self) -> Option<Request> {
        match self.waiting.get(self.at) {
            Some(waiting) => Some(Request::Look(waiting.look.clone())),
            None => {
                let header = self.latest().get(self.at - self.waiting.len())?;
                Some(Request::Open(Page::Entry(header.position)))
            }
        }
    }

    /// Everything that waits or is not well, the worst first.
    fn what_waits(&self, cx: &Cx<'_>) -> Vec<Waiting> {
        let counted = Counted { org: self.org, users: self.users, totals: self.totals, waits: self.waits };
        let mut found = people::waiting(&counted, cx);
        found.extend(accounts::waiting(&counted, cx));
        found.sort_by_key(Waiting::weight);
        found
    }

    fn bars(&self, cx: &Cx<'_>) -> Vec<Line<'static>> {
        let theme = cx.theme;
        let number = |n: usize| text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
        let heading = |title: &str, parts: [(&str, usize); 3]| {
            let mut spans = vec![Span::styled(format!("{title:<10}"), theme.title())];
            for (name, count) in parts {
                spans.push(Span::styled(format!("{:>9} ", number(count)), theme.accent()));
                spans.push(Span::styled(format!("{name:<12}"), theme.muted()));
            }
            Line::from(spans)
        };
        let bar = |parts: &[(&str, usize, Role)]| {
            let all: usize = parts.iter().map(|(_, count, _)| *count).sum();
            let mut spans = vec![Span::raw("  ")];
            let (mut before, mut drawn) = (0, 0);
            for (_, count, role) in parts {
                before += count;
                // To where the parts so far reach, so that all together are as long as every other bar.
                let to = (before * BAR + all / 2).checked_div(all).unwrap_or(0);
                let wide = to.saturating_sub(drawn).max(usize::from(*count > 0)).min(BAR - drawn.min(BAR));
                drawn += wide;
                spans.push(Span::styled(theme.glyphs().full.repeat(wide), theme.style(*role)));
            }
            for (name, count, role) in parts.iter().filter(|(_, count, _)| *count > 0) {
                spans.push(Span::styled(format!("  {} ", number(*count)), theme.style(*role)));
                spans.push(Span::styled((*name).to_owned(), theme.muted()));
            }
            Line::from(spans)
        };
        let totals = &self.totals;
        let single = totals.roles[0] + totals.roles[1] == 1;
        let administrators = if single { "administrator" } else { "administrators" };
        vec![
            heading(
                "Users",
                [
                    ("managed", self.users.managed),
                    ("independent", self.users.independent),
                    ("pending", self.users.pending),
                ],
            ),
            bar(&[
                (administrators, totals.roles[0] + totals.roles[1], Role::Accent),
                ("standard", totals.roles[2], Role::Muted),
            ]),
            bar(&[
                ("2FA on", totals.factors[2], Role::Ok),
                ("required", totals.factors[3], Role::Warn),
                ("off", totals.factors[1], Role::Danger),
                ("unknown", totals.factors[0], Role::Muted),
            ]),
            bar(&[("active", totals.states[0], Role::Ok), ("inactive", totals.states[1], Role::Muted)]),
            Line::default(),
            heading(
                "Accounts",
                [
                    ("managed", self.accounts.managed),
                    ("independent", self.accounts.independent),
                    ("pending", self.accounts.pending),
                ],
            ),
            bar(&[
                ("active", totals.accounts[0], Role::Ok),
                ("suspended", totals.accounts[1], Role::Warn),
                ("closing", totals.accounts[2], Role::Danger),
                ("closed", totals.accounts[3], Role::Muted),
            ]),
            bar(&[("Full", totals.kinds[1], Role::Accent), ("Trial", totals.kinds[0], Role::Muted)]),
            Line::default(),
        ]
    }

    fn rows(&self, width: u16, cx: &Cx<'_>) -> (Vec<Line<'static>>, Vec<usize>) {
        let theme = cx.theme;
        let mut rows = self.bars(cx);
        let mut stops = Vec::new();
        rows.push(Line::styled("Waiting", theme.title()));
        if self.waiting.is_empty() {
            rows.push(Line::styled(
                format!("  {} Nothing waits, and all is well.", theme.glyphs().ok),
                theme.ok(),
            ));
        }
        for waiting in &self.waiting {
            stops.push(rows.len());
            rows.push(self.item(waiting, usize::from(width), cx));
        }
        rows.push(Line::default());
        rows.extend(connected(cx));
        rows.push(self.pulse(cx));
        let wide = usize::from(width);
        for header in self.latest() {
            stops.push(rows.len());
            let what = prose::subject(cx.org, header, cx.directory);
            let who = prose::actor(header, cx.directory);
            // When and what take their columns; record and person share the rest.
            let rest = wide.saturating_sub(WHEN + 30).max(20);
            let fit = |text: &str, room: usize| {
                text::fit(text, room, ratatui::layout::Alignment::Left, theme.glyphs().ellipsis)
            };
            rows.push(Line::from(vec![
                Span::styled(fit(&format!("  {}", ago(header.time, cx.now)), WHEN), theme.muted()),
                Span::styled(fit(&header.command.to_string(), 30), theme.text()),
                Span::styled(fit(&what, rest * 3 / 5), theme.text()),
                Span::styled(fit(&format!(" {who}"), rest * 2 / 5), theme.muted()),
            ]));
        }
        (rows, stops)
    }

    /// One thing that waits: its sign, its sentence, and at the right the list that shows it.
    fn item(&self, waiting: &Waiting, wide: usize, cx: &Cx<'_>) -> Line<'static> {
        let theme = cx.theme;
        let glyphs = theme.glyphs();
        let sign = match waiting.role {
            Role::Danger => glyphs.danger,
            Role::Warn => glyphs.warn,
            _ => glyphs.dot,
        };
        let (list, filter) = waiting.leads_to();
        let narrowed = format!("{list}  {filter}");
        // The sentence has precedence; then the list that shows it, then how it is narrowed.
        let room = wide.saturating_sub(4);
        let free = room.saturating_sub(text::width(&waiting.sentence) + 2);
        let to = [narrowed.trim_end(), list].into_iter().find(|to| text::width(to) <= free).unwrap_or("");
        let air = room.saturating_sub(text::width(&waiting.sentence) + text::width(to));
        let spans = vec![
            Span::styled(format!("  {sign} "), theme.style(waiting.role)),
            Span::styled(waiting.sentence.clone(), theme.style(waiting.role)),
            Span::raw(" ".repeat(air)),
            Span::styled(to.to_owned(), theme.muted()),
        ];
        Line::from(spans)
    }

    /// The heading of the latest changes, with a sparkline of the last thirty days.
    fn pulse(&self, cx: &Cx<'_>) -> Line<'static> {
        let theme = cx.theme;
        let mut spans = vec![Span::styled("Latest changes", theme.title())];
        if let Some(activity) = &self.activity {
            let most = activity.per_day.iter().copied().max().unwrap_or(0).max(1) as usize;
            let spark = theme.glyphs().spark;
            let sign = |count: &u32| match *count as usize {
                0 => " ",
                n => spark.get((n * spark.len()).div_ceil(most).saturating_sub(1)).copied().unwrap_or(" "),
            };
            let line: String = activity.per_day.iter().rev().map(sign).collect();
            let all: u32 = activity.per_day.iter().sum();
            spans.push(Span::styled(format!("   {line} "), theme.accent()));
            let more = if activity.complete { "" } else { " and more" };
            spans.push(Span::styled(format!("{all}{more} in 30 days"), theme.muted()));
        }
        Line::from(spans)
    }
}

/// Most people that the overview lists; all of them are a key away.
const LISTED: usize = 4;

/// Who is connected besides whoever looks; nothing while nobody else is.
fn connected(cx: &Cx<'_>) -> Vec<Line<'static>> {
    let (theme, present) = (cx.theme, &cx.company.present);
    if present.len() < 2 {
        return Vec::new();
    }
    let number = text::grouped(u64::try_from(present.len()).unwrap_or(u64::MAX));
    let mut rows = vec![Line::from(vec![
        Span::styled("Connected", theme.title()),
        Span::styled(format!("   {number}, w shows them"), theme.muted()),
    ])];
    rows.extend(present.iter().take(LISTED).map(|one| {
        let fit = |text: &str, room| {
            text::fit(text, room, ratatui::layout::Alignment::Left, theme.glyphs().ellipsis)
        };
        Line::from(vec![
            Span::styled(fit(&format!("  {}", person(one, cx.directory)), 28), theme.text()),
            Span::styled(fit(&format!(" {}", from(one)), 38), theme.muted()),
            Span::styled(format!(" {}", ago(one.since, cx.now)), theme.muted()),
        ])
    }));
    rows.push(Line::default());
    rows
}

/// Columns of when something was changed: two before it, and one behind the longest, "10 min ago".
const WHEN: usize = 13;

/// Columns of a bar.
const BAR: usize = 24;

impl Screen for Overview {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Overview, Layer::Table, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let last = self.stops().saturating_sub(1);
        match act {
            Act::Up => self.at = self.at.saturating_sub(1),
            Act::Down => self.at = (self.at + 1).min(last),
            Act::PageUp | Act::Home => self.at = 0,
            Act::PageDown => self.at = (self.at + cx.page()).min(last),
            Act::End => self.at = last,
            Act::Open => return self.open().into_iter().collect(),
            Act::Invite => return vec![Request::ask(Invite(self.org))],
            Act::Coverage => return vec![Request::Open(Page::Coverage)],
            Act::Copy => return vec![Request::Copy(self.org.to_string())],
            Act::Connected => return vec![Request::Open(Page::Connected)],
            _ => {}
        }
        Vec::new()
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if !std::mem::replace(&mut self.stale, false) {
            return Vec::new();
        }
        self.users = cx.directory.user_counts(self.org, cx.now);
        self.accounts = cx.directory.account_counts(self.org, cx.now);
        self.totals = cx.directory.totals(self.org);
        self.waits = cx.directory.waits(self.org, cx.now);
        self.waiting = self.what_waits(cx);
        vec![Request::ReadActivity]
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Activity(activity) = answer {
            self.activity = Some(activity.clone());
            self.at = self.at.min(self.stops().saturating_sub(1));
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { width: area.width.saturating_sub(2), ..paint::from_column(area, 1) };
        let (rows, stops) = self.rows(inner.width, cx);
        let height = usize::from(inner.height);
        let here = stops.get(self.at).copied().unwrap_or(0);
        let offset = (here + 2).saturating_sub(height).min(rows.len().saturating_sub(height));
        for (n, line) in rows.iter().enumerate().skip(offset).take(height) {
            let place = paint::row(inner, u16::try_from(n - offset).unwrap_or(u16::MAX));
            if stops.get(self.at) == Some(&n) {
                buf.set_style(place.intersection(buf.area), cx.theme.selection());
                let edge = Rect { width: 1, ..paint::row(area, u16::try_from(n - offset).unwrap_or(0)) };
                paint::text(buf, edge, cx.theme.glyphs().bar, cx.theme.accent(), cx.theme);
            }
            paint::line(buf, place, line, cx.theme);
        }
        None
    }
}
