//! Settings: name, Domain Settings, who may be invited, reasons, HIPAA coverage, ownership, deletion; BAA and limits as the
//! operator set them.

mod deletion;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::Screen;
use crate::controller::name_of;
use crate::directory::{CoverageTotals, OrgRow, Totals};
use crate::model::{Key, OrgSid};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::{DomainSettings, POLICIES, Reasons, RenameOrganization, WhoMayBeInvited};
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::into_view;
use crate::tui::paint;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request};
use crate::tui::text;
use crate::tui::theme::Role;

/// What can be changed here, or leads on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Name,
    DomainSettings,
    Invitations,
    Reasons,
    Hipaa,
    Ownership,
    Deletion,
}

const SETTINGS: [Setting; 7] = [
    Setting::Name,
    Setting::DomainSettings,
    Setting::Invitations,
    Setting::Reasons,
    Setting::Hipaa,
    Setting::Ownership,
    Setting::Deletion,
];

/// The screen.
#[derive(Debug, Clone)]
pub struct Settings {
    org: OrgSid,
    at: usize,
    offset: usize,
    /// Whether something led to the setting, which is to be brought into view.
    led_here: bool,
    stale: bool,
    totals: Totals,
    coverage: CoverageTotals,
}

impl Settings {
    /// The place of the deletion among the settings, for whatever leads there.
    pub const DELETION: usize = SETTINGS.len() - 1;

    /// The settings of this organization.
    pub fn new(org: OrgSid) -> Self {
        let (totals, coverage) = (Totals::default(), CoverageTotals::default());
        Self { org, at: 0, offset: 0, led_here: false, stale: true, totals, coverage }
    }

    fn edit(&self, cx: &Cx<'_>) -> Vec<Request> {
        let owner = cx.directory.organization(self.org).and_then(|row| row.owner);
        match SETTINGS.get(self.at) {
            Some(Setting::DomainSettings) => vec![Request::ask(DomainSettings(self.org))],
            Some(Setting::Invitations) => vec![Request::ask(WhoMayBeInvited(self.org))],
            Some(Setting::Reasons) => vec![Request::ask(Reasons(self.org))],
            Some(Setting::Hipaa) => vec![Request::Open(Page::Coverage)],
            Some(Setting::Ownership) => {
                owner.map(|owner| Request::Open(Page::User(owner))).into_iter().collect()
            }
            Some(Setting::Deletion) => vec![deletion::step(self.org, cx)],
            Some(Setting::Name) | None => vec![Request::ask(RenameOrganization(self.org))],
        }
    }

    /// Lines there is room for: the screen has no bar and no column titles.
    fn page(cx: &Cx<'_>) -> usize {
        cx.page() + 2
    }

    /// Scrolls so that the setting under the cursor is seen.
    fn show_setting(&mut self, cx: &Cx<'_>) {
        let (text, places) = self.text(cx.size.width.saturating_sub(4), cx);
        if let Some(place) = places.get(self.at) {
            self.offset = into_view(self.offset, place, Self::page(cx), text.len());
        }
    }

    /// The page as lines, and where each setting begins and ends in it.
    fn text(&self, width: u16, cx: &Cx<'_>) -> (Vec<Line<'static>>, Vec<std::ops::Range<usize>>) {
        let Some(row) = cx.directory.organization(self.org) else { return (Vec::new(), Vec::new()) };
        let mut text = Vec::new();
        let mut places = Vec::new();
        for setting in SETTINGS {
            let pieces = self.pieces(setting, row, cx);
            let part = lines(&pieces, width, cx.theme);
            places.push(text.len()..text.len() + part.len());
            text.extend(part);
            text.push(Line::default());
        }
        text.extend(lines(&self.read_only(row), width, cx.theme));
        (text, places)
    }

    /// What only the operator changes, with the line that does it.
    fn read_only(&self, row: &OrgRow) -> Vec<Piece> {
        let org = self.org;
        let accounts = self.totals.accounts[0] + self.totals.accounts[1] + self.totals.accounts[2];
        let domains: usize = self.totals.domains.iter().sum();
        let limit = row.account_limit.map_or_else(|| "no limit".to_owned(), |most| format!("at most {most}"));
        vec![
            Piece::Heading("About".into()),
            Piece::Field("SID", org.to_string()),
            Piece::Field("Created", row.created.to_string()),
            Piece::Gap,
            Piece::Heading("Set by the operator of this host".into()),
            Piece::Field("Accounts", format!("{accounts} of {limit}")),
            Piece::Line(Role::Muted, format!("orgadm support set-limit {org} --accounts N")),
            Piece::Field("Domains", format!("{domains} of at most {}", row.domain_limit)),
            Piece::Line(Role::Muted, format!("orgadm support set-limit {org} --domains N")),
            Piece::Field("BAA", if row.baa.is_some() { "on file" } else { "none on file" }.into()),
            Piece::Line(Role::Muted, format!("orgadm support record-baa {org}")),
        ]
    }

    fn pieces(&self, setting: Setting, row: &OrgRow, cx: &Cx<'_>) -> Vec<Piece> {
        match setting {
            Setting::Hipaa => self.hipaa(row, cx),
            Setting::Ownership => {
                let owner = row.owner.map(|owner| name_of(Key::User(owner), cx.directory));
                vec![
                    Piece::Heading("Ownership".into()),
                    Piece::Line(Role::Text, format!("{} is the Owner.", owner.unwrap_or_default())),
                    Piece::Line(
                        Role::Muted,
                        "Enter opens the Owner's profile, where Change Ownership stands.".into(),
                    ),
                ]
            }
            Setting::Deletion => deletion::pieces(row, cx),
            other => setting_pieces(other, row, cx),
        }
    }

    /// How far the designation has come, and what it stands on.
    fn hipaa(&self, row: &OrgRow, cx: &Cx<'_>) -> Vec<Piece> {
        let totals = &self.coverage;
        let number = |n: usize| text::grouped(u64::try_from(n).unwrap_or(u64::MAX));
        let on = totals.accounts_designated + totals.subaccounts_designated;
        let all = totals.accounts + totals.subaccounts;
        let mut pieces = vec![
            Piece::Heading("HIPAA coverage".into()),
            Piece::Line(
                Role::Text,
                format!("{} of {} accounts and subaccounts are designated.", number(on), number(all)),
            ),
        ];
        match row.baa {
            Some(at) => {
                if totals.subaccount_gaps > 0 {
                    let gaps = number(totals.subaccount_gaps);
                    let sentence = format!("Not designated although their account is: {gaps}.");
                    pieces.push(Piece::Line(Role::Danger, sentence));
                }
                let since = format!("A BAA is on file since {at} ({}).", ago(at, cx.now));
                pieces.push(Piece::Line(Role::Muted, since));
            }
            None => pieces.push(Piece::Line(
                Role::Warn,
                "No BAA is on file, so no account can be designated; your account representative provides one.".into(),
            )),
        }
        pieces.push(Piece::Line(Role::Muted, "Enter opens the report, gaps first.".into()));
        pieces
    }
}

fn setting_pieces(setting: Setting, row: &OrgRow, cx: &Cx<'_>) -> Vec<Piece> {
    match setting {
        Setting::Name => {
            vec![Piece::Heading("Organization name".into()), Piece::Line(Role::Text, row.name.to_string())]
        }
        Setting::DomainSettings => {
            let mut pieces = vec![Piece::Heading("Domain Settings: new users from your domains".into())];
            for (policy, label, detail) in POLICIES {
                let on = policy == row.policy;
                let glyphs = cx.theme.glyphs();
                let sign = if on { glyphs.radio_on } else { glyphs.radio_off };
                let role = if on { Role::Accent } else { Role::Muted };
                pieces.push(Piece::Line(role, format!("{sign} {label}")));
                if on {
                    pieces.push(Piece::Line(Role::Muted, detail.into()));
                }
            }
            pieces
        }
        Setting::Invitations => vec![
            Piece::Heading("Who may be invited".into()),
            Piece::Line(
                Role::Text,
                if row.verified_domains_only {
                    "only addresses in verified domains"
                } else {
                    "any address that no other organization has verified"
                }
                .into(),
            ),
        ],
        Setting::Reasons => vec![
            Piece::Heading("Reasons".into()),
            Piece::Line(
                Role::Text,
                if row.reason_required { "required for every change" } else { "optional" }.into(),
            ),
        ],
        Setting::Hipaa | Setting::Ownership | Setting::Deletion => Vec::new(),
    }
}

impl Screen for Settings {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Settings, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn look(&mut self, place: usize, _: &str) {
        self.at = place.min(SETTINGS.len() - 1);
        self.led_here = true;
    }

    fn changed(&mut self) {
        self.stale = true;
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        if std::mem::replace(&mut self.stale, false) {
            self.totals = cx.directory.totals(self.org);
            self.coverage = cx.directory.coverage_totals(self.org);
        }
        if std::mem::replace(&mut self.led_here, false) {
            self.show_setting(cx);
        }
        Vec::new()
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Edit => return self.edit(cx),
            Act::WhatIf => return vec![Request::AskWhatIf],
            Act::History => return vec![Request::Open(Page::History(Key::Organization(self.org)))],
            Act::Copy => return vec![Request::Copy(self.org.to_string())],
            Act::Up => self.at = self.at.saturating_sub(1),
            Act::Down if self.at + 1 < SETTINGS.len() => self.at += 1,
            Act::Down | Act::PageDown | Act::End => {
                self.at = SETTINGS.len() - 1;
                self.offset =
                    self.text(cx.size.width.saturating_sub(4), cx).0.len().saturating_sub(Self::page(cx));
                return Vec::new();
            }
            Act::PageUp | Act::Home => self.at = 0,
            _ => return Vec::new(),
        }
        self.show_setting(cx);
        Vec::new()
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let inner = Rect { width: area.width.saturating_sub(4), ..paint::from_column(area, 2) };
        let (text, places) = self.text(inner.width, cx);
        let offset = self.offset.min(text.len().saturating_sub(usize::from(inner.height)));
        scrolled(&text, offset, inner, cx.theme, buf);
        for n in places.get(self.at).cloned().unwrap_or_default() {
            if let Some(y) = n.checked_sub(offset).and_then(|y| u16::try_from(y).ok()) {
                let place = Rect { width: 1, ..paint::row(area, y) };
                paint::text(buf, place, cx.theme.glyphs().bar, cx.theme.accent(), cx.theme);
            }
        }
        None
    }
}
