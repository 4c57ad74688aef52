//! Settings: name, Domain Settings, who may be invited, reasons; BAA and limits as the operator set them.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::text::Line;

use super::Screen;
use crate::controller::name_of;
use crate::directory::OrgRow;
use crate::model::{Key, OrgSid};
use crate::tui::cx::Cx;
use crate::tui::dialog::purpose::{DomainSettings, POLICIES, Reasons, RenameOrganization, WhoMayBeInvited};
use crate::tui::keymap::{Act, Layer};
use crate::tui::paint;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request};
use crate::tui::theme::Role;

/// What can be changed here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Name,
    DomainSettings,
    Invitations,
    Reasons,
}

const SETTINGS: [Setting; 4] =
    [Setting::Name, Setting::DomainSettings, Setting::Invitations, Setting::Reasons];

/// The screen.
#[derive(Debug, Clone)]
pub struct Settings {
    org: OrgSid,
    at: usize,
    offset: usize,
}

impl Settings {
    /// The settings of this organization.
    pub const fn new(org: OrgSid) -> Self {
        Self { org, at: 0, offset: 0 }
    }

    fn edit(&self) -> Request {
        match SETTINGS.get(self.at) {
            Some(Setting::DomainSettings) => Request::ask(DomainSettings(self.org)),
            Some(Setting::Invitations) => Request::ask(WhoMayBeInvited(self.org)),
            Some(Setting::Reasons) => Request::ask(Reasons(self.org)),
            Some(Setting::Name) | None => Request::ask(RenameOrganization(self.org)),
        }
    }

    /// The page as lines, and where each setting begins and ends in it.
    fn text(&self, width: u16, cx: &Cx<'_>) -> (Vec<Line<'static>>, Vec<std::ops::Range<usize>>) {
        let Some(row) = cx.directory.organization(self.org) else { return (Vec::new(), Vec::new()) };
        let mut text = Vec::new();
        let mut places = Vec::new();
        for setting in SETTINGS {
            let pieces = setting_pieces(setting, row, cx);
            let part = lines(&pieces, width, cx.theme);
            places.push(text.len()..text.len() + part.len());
            text.extend(part);
            text.push(Line::default());
        }
        text.extend(lines(&self.read_only(row, cx), width, cx.theme));
        (text, places)
    }

    /// What only the operator changes, with the line that does it.
    fn read_only(&self, row: &OrgRow, cx: &Cx<'_>) -> Vec<Piece> {
        let org = self.org;
        let totals = cx.directory.totals(org);
        let accounts = totals.accounts[0] + totals.accounts[1] + totals.accounts[2];
        let domains: usize = totals.domains.iter().sum();
        let limit = row.account_limit.map_or_else(|| "no limit".to_owned(), |most| format!("at most {most}"));
        let baa = row.baa.map_or_else(|| "none on file".to_owned(), |at| format!("on file since {at}"));
        let owner = row.owner.map(|owner| name_of(Key::User(owner), cx.directory)).unwrap_or_default();
        vec![
            Piece::Heading("About".into()),
            Piece::Field("SID", org.to_string()),
            Piece::Field("Owner", owner),
            Piece::Field("Created", row.created.to_string()),
            Piece::Gap,
            Piece::Heading("Set by the operator of this host".into()),
            Piece::Field("Accounts", format!("{accounts} of {limit}")),
            Piece::Line(Role::Muted, format!("orgadm support set-limit {org} --accounts N")),
            Piece::Field("Domains", format!("{domains} of at most {}", row.domain_limit)),
            Piece::Line(Role::Muted, format!("orgadm support set-limit {org} --domains N")),
            Piece::Field("BAA", baa),
            Piece::Line(Role::Muted, format!("orgadm support record-baa {org}")),
        ]
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
    }
}

impl Screen for Settings {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Settings, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let page = cx.page() + 2;
        let (text, places) = self.text(cx.size.width.saturating_sub(4), cx);
        let last = text.len().saturating_sub(page);
        match act {
            Act::Edit => return vec![self.edit()],
            Act::History => return vec![Request::Open(Page::History(Key::Organization(self.org)))],
            Act::Copy => return vec![Request::Copy(self.org.to_string())],
            Act::Up => self.at = self.at.saturating_sub(1),
            Act::Down if self.at + 1 < SETTINGS.len() => self.at += 1,
            Act::Down | Act::PageDown | Act::End => {
                self.offset = last;
                return Vec::new();
            }
            Act::PageUp | Act::Home => self.at = 0,
            _ => return Vec::new(),
        }
        if let Some(place) = places.get(self.at) {
            self.offset = self.offset.clamp(place.end.saturating_sub(page), place.start).min(last);
        }
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
