//! The page of a claimed domain: where the claim stands, what to publish to prove it and in which of three ways, and a look
//! for the proof that goes on while everything else does.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::Screen;
use super::domains::{last_check, looked_by, role};
use crate::controller::{Command, ProofReport};
use crate::directory::DomainRow;
use crate::model::{DomainSid, DomainState, Key, Looked, OrgSid, Publishing, Removal, VerificationMethod};
use crate::rules::permissions::Action;
use crate::tui::answer::Answer;
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::RemoveLostUsers;
use crate::tui::dialog::{Choice, Item};
use crate::tui::keymap::{Act, Layer};
use crate::tui::listing::reading;
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Page, Request, Tone};
use crate::tui::theme::Role;

use super::blocks;

/// A way to prove a claim, in the order in which they are offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Record,
    NotSure,
    File,
}

const WAYS: [(Way, &str); 3] = [
    (Way::Record, "A TXT record at the name servers"),
    (Way::NotSure, "Not sure: a text for whoever keeps the records"),
    (Way::File, "A file on the site of the domain"),
];

impl Way {
    const fn method(self) -> VerificationMethod {
        match self {
            Self::Record | Self::NotSure => VerificationMethod::Dns,
            Self::File => VerificationMethod::Https,
        }
    }
}

/// The page.
#[derive(Debug, Clone)]
pub struct Claim {
    org: OrgSid,
    domain: DomainSid,
    /// `None`: the way it was proven, or the first.
    way: Option<Way>,
    report: Option<ProofReport>,
    looking: bool,
    offset: usize,
}

impl Claim {
    /// The page of this claim.
    pub fn new(org: OrgSid, domain: DomainSid) -> Self {
        Self { org, domain, way: None, report: None, looking: false, offset: 0 }
    }

    fn way(&self, row: &DomainRow) -> Way {
        self.way.unwrap_or(match looked_by(row.method) {
            VerificationMethod::Https => Way::File,
            VerificationMethod::Dns | VerificationMethod::Manual => Way::Record,
        })
    }

    /// The part of the record, or of the file, that a key copies.
    fn part(&self, act: Act, row: &DomainRow, publishing: &Publishing) -> Result<String, &'static str> {
        let (host, value) = (publishing.host(&row.name), publishing.value(&row.token));
        match (act, self.way(row)) {
            (Act::CopyHost, Way::File) => Ok(publishing.url(&row.name)),
            (Act::CopyHost, _) => Ok(host),
            (Act::CopyValue, _) => Ok(value),
            (Act::CopyType | Act::CopyTtl, Way::File) => Err("A file has no type and no TTL to copy."),
            (Act::CopyType, _) => Ok("TXT".into()),
            (Act::CopyTtl, _) => Ok(Publishing::TTL.to_string()),
            (_, Way::Record) => Ok(format!("{host}. {} IN TXT \"{value}\"", Publishing::TTL)),
            (_, Way::NotSure) => Ok(publishing.email(&row.name, &row.token)),
            (_, Way::File) => Ok(format!("{}: {value}", publishing.url(&row.name))),
        }
    }

    /// Why nobody can be removed for this domain by this session.
    fn removal_block(&self, row: &DomainRow, cx: &Cx<'_>) -> Option<String> {
        match row.lost.map(|loss| loss.people) {
            None => Some("It was not lost; its users stay.".into()),
            Some(Removal::Done) => Some("Its users have been removed.".into()),
            Some(Removal::Approved { .. }) => Some("They are being removed already.".into()),
            Some(Removal::Waiting) => blocks::not_permitted(self.org, Action::RemoveUsers, cx),
        }
    }

    fn actions(&self, row: &DomainRow, cx: &Cx<'_>) -> Request {
        let item = |act: Act, label: &str, detail: &str| Item::new(label, detail, Choice::Do(act));
        let is_file = self.way(row) == Way::File;
        let none = is_file.then(|| "A file has neither.".to_owned());
        let items = vec![
            item(Act::Check, "Check now", "look for the proof"),
            item(Act::Method, "Another way to prove it", "record, text for others, file"),
            item(Act::CopyHost, if is_file { "Copy the address" } else { "Copy the host" }, ""),
            item(Act::CopyValue, "Copy the value", ""),
            item(Act::CopyType, "Copy the type", "").unless(none.clone()),
            item(Act::CopyTtl, "Copy the TTL", "").unless(none),
            item(Act::Copy, "Copy all of it", ""),
            item(Act::RemoveLost, "Remove its users", "of a lost domain").unless(self.removal_block(row, cx)),
            item(Act::History, "History", "every change of the claim"),
            item(Act::Delete, "Delete", "give the claim up"),
        ];
        Request::Menu("Actions".into(), items, 0)
    }

    fn pieces(&self, row: &DomainRow, cx: &Cx<'_>) -> Vec<Piece> {
        let mut pieces = vec![Piece::Heading(row.name.to_string())];
        pieces.extend(standing(row, cx));
        pieces.extend(self.look(row, cx));
        pieces.extend([Piece::Gap, Piece::Heading("How to prove it".into())]);
        let glyphs = cx.theme.glyphs();
        let chosen = self.way(row);
        for (way, label) in WAYS {
            let (sign, role) = match way == chosen {
                true => (glyphs.radio_on, Role::Accent),
                false => (glyphs.radio_off, Role::Muted),
            };
            pieces.push(Piece::Line(role, format!("{sign} {label}")));
        }
        pieces.push(Piece::Gap);
        pieces.extend(to_publish(chosen, row, cx));
        pieces
    }

    /// The look that is under way, or what the last one of this page found.
    fn look(&self, row: &DomainRow, cx: &Cx<'_>) -> Vec<Piece> {
        if let Some(checking) = cx.checking.filter(|checking| checking.domain == self.domain) {
            let so_long = cx.now.since(checking.since);
            let spinner = cx.theme.glyphs().spinner;
            let turn = usize::try_from(so_long.0 / 1000).unwrap_or(0) % spinner.len().max(1);
            let whom = match checking.method {
                VerificationMethod::Https => format!("Asking {} for the file", row.name),
                VerificationMethod::Dns | VerificationMethod::Manual => "Asking the name servers".into(),
            };
            let sign = spinner.get(turn).copied().unwrap_or_default();
            let seconds = so_long.0 / 1000;
            return vec![Piece::Line(Role::Accent, format!("{sign} {whom}, {seconds} s. Esc stops it."))];
        }
        let Some(report) = &self.report else { return Vec::new() };
        let role = match report.found {
            Looked::Proven => Role::Ok,
            Looked::Nothing => Role::Warn,
            Looked::Other | Looked::Silent => Role::Danger,
        };
        let mut pieces = vec![Piece::Line(role, report.sentence.clone())];
        pieces.extend(report.instead.iter().map(|text| Piece::Line(Role::Text, format!("found: “{text}”"))));
        pieces.push(Piece::Line(Role::Text, report.next.clone()));
        pieces
    }
}

/// Where the claim stands.
fn standing(row: &DomainRow, cx: &Cx<'_>) -> Vec<Piece> {
    let state = match row.days_left(cx.now) {
        Some(0) => format!("{}: the next check that fails loses it", row.state),
        Some(1) => format!("{}: 1 day left to prove it again", row.state),
        Some(days) => format!("{}: {days} days left to prove it again", row.state),
        None => row.state.to_string(),
    };
    let mut pieces = vec![Piece::Marked("State", role(row.state), state)];
    if let Some(at) = row.verified {
        pieces.push(Piece::Field("Last proven", format!("{} by {}", ago(at, cx.now), row.method)));
    }
    let (text, role) = last_check(row, cx);
    pieces.push(Piece::Marked("Last check", role, text));
    if row.state == DomainState::Uncertain {
        let sentence = "Nobody can be added for it until it is proven again.";
        pieces.push(Piece::Line(Role::Warn, sentence.into()));
    }
    if let Some(loss) = row.lost {
        let users = match loss.people {
            Removal::Waiting => "its users wait to be removed: r removes them",
            Removal::Approved { .. } => "its users are being removed",
            Removal::Done => "its users were removed",
        };
        pieces.push(Piece::Marked("Lost", Role::Danger, format!("{}; {users}", ago(loss.at, cx.now))));
    }
    pieces
}

/// What is published, with the key that copies each part in front of it.
fn to_publish(way: Way, row: &DomainRow, cx: &Cx<'_>) -> Vec<Piece> {
    let publishing = cx.publishing;
    let (host, value) = (publishing.host(&row.name), publishing.value(&row.token));
    let part = |key: char, label: &str, value: &str| {
        Piece::Verbatim(Role::Text, format!("{key}  {label:<6} {value}"))
    };
    match way {
        Way::Record => vec![
            part('h', "Host", &host),
            part('t', "Type", "TXT"),
            part('v', "Value", &value),
            part('l', "TTL", &Publishing::TTL.to_string()),
            Piece::Line(Role::Muted, "The letter in front copies each; y copies all as one line.".into()),
            Piece::Line(
                Role::Muted,
                format!("Where the domain is added by itself, the host is {} alone.", publishing.label()),
            ),
        ],
        Way::NotSure => {
            let mut pieces = vec![Piece::Line(Role::Muted, "y copies this text.".into())];
            for line in publishing.email(&row.name, &row.token).lines() {
                pieces.push(match line.is_empty() {
                    true => Piece::Gap,
                    false => Piece::Verbatim(Role::Text, line.to_owned()),
                });
            }
            pieces
        }
        Way::File => vec![
            part('h', "At", &publishing.url(&row.name)),
            part('v', "Holds", &value),
            Piece::Line(Role::Muted, "The letter in front copies each; y copies both.".into()),
            Piece::Line(
                Role::Muted,
                "It is asked for by HTTPS, with a valid certificate, and followed to no other host.".into(),
            ),
        ],
    }
}

impl Screen for Claim {
    fn layers(&self) -> &'static [Layer] {
        &[Layer::Claim, Layer::Reading, Layer::Place, Layer::Global]
    }

    fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        if act == Act::Back {
            return vec![if self.looking { Request::StopCheck } else { Request::Leave }];
        }
        let Some(row) = cx.directory.domain(self.domain) else { return vec![Request::Leave] };
        let domain = self.domain;
        match act {
            Act::Check => {
                self.report = None;
                return vec![Request::Check(domain, self.way(row).method())];
            }
            Act::Method => {
                let at = WAYS.iter().position(|(way, _)| *way == self.way(row)).unwrap_or(0);
                self.way = WAYS.get((at + 1) % WAYS.len()).map(|(way, _)| *way);
                self.report = None;
            }
            Act::Copy | Act::CopyHost | Act::CopyType | Act::CopyValue | Act::CopyTtl => {
                return vec![match self.part(act, row, cx.publishing) {
                    Ok(text) => Request::Copy(text),
                    Err(reason) => Request::Say(Tone::Bad, reason.into()),
                }];
            }
            Act::RemoveLost => {
                return vec![match self.removal_block(row, cx) {
                    Some(reason) => Request::Say(Tone::Bad, reason),
                    None => Request::ask(RemoveLostUsers { org: self.org, domain }),
                }];
            }
            Act::Delete => return vec![Request::Plan(Command::DeleteDomain { domain })],
            Act::History => return vec![Request::Open(Page::History(Key::Domain(domain)))],
            Act::Actions => return vec![self.actions(row, cx)],
            _ => {
                let text = lines(&self.pieces(row, cx), cx.size.width.saturating_sub(2), cx.theme).len();
                self.offset = reading(self.offset, act, cx.page() + 2, text);
            }
        }
        Vec::new()
    }

    fn rests(&self) -> bool {
        !self.looking
    }

    fn settle(&mut self, cx: &Cx<'_>) -> Vec<Request> {
        self.looking = cx.checking.is_some_and(|checking| checking.domain == self.domain);
        match cx.directory.domain(self.domain) {
            Some(_) => Vec::new(),
            // Given up, here or elsewhere.
            None => vec![Request::Leave],
        }
    }

    fn take(&mut self, answer: &Answer) {
        if let Answer::Checked(domain, report) = answer
            && *domain == self.domain
        {
            self.report = Some(report.clone());
            self.offset = 0;
        }
    }

    fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) -> Option<Position> {
        let row = cx.directory.domain(self.domain)?;
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        scrolled(&lines(&self.pieces(row, cx), inner.width, cx.theme), self.offset, inner, cx.theme, buf);
        None
    }
}
