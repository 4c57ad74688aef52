//! The general settings of an account: its facts, and the section "HIPAA enablement" with its choice and *Save* (seed).
//!
//! ```text
//!  HIPAA enablement
//!  ● Enable HIPAA for this account
//!  ○ Disable HIPAA for this account
//!  [ Save ]  not saved yet: Enter saves, after a preview
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::controller::{Command, name_of};
use crate::directory::{AccountRow, Filter, InvitationSort};
use crate::model::{AccountKind, AccountSid, Key, OrgSid};
use crate::tui::cx::{Cx, ago};
use crate::tui::dialog::purpose::SUBACCOUNTS_DO_NOT_FOLLOW;
use crate::tui::keymap::Act;
use crate::tui::listing::{into_view, reading};
use crate::tui::panel::{lines, scrolled};
use crate::tui::prose::Piece;
use crate::tui::request::{Request, Tone};
use crate::tui::screen::account_actions::block;
use crate::tui::screen::account_cells::{state_in_words, state_role};
use crate::tui::theme::Role;

/// The page.
#[derive(Debug, Clone)]
pub(super) struct General {
    account: AccountSid,
    /// The organization whose Admin Center shows it.
    org: Option<OrgSid>,
    /// What was chosen under *HIPAA enablement* and is not saved yet.
    choice: Option<bool>,
    /// Whether the account has been asked to join and did not answer yet.
    pending: bool,
    offset: usize,
}

impl General {
    pub(super) const fn new(account: AccountSid, org: Option<OrgSid>) -> Self {
        Self { account, org, choice: None, pending: false, offset: 0 }
    }

    /// The records changed: a choice that has become so is no longer one.
    pub(super) fn changed(&mut self, cx: &Cx<'_>) {
        let row = cx.directory.account(self.account);
        self.choice = self.choice.filter(|on| row.is_some_and(|row| row.hipaa.is_some() != *on));
        self.pending = self.org.is_some_and(|org| {
            row.is_some_and(|row| row.org != Some(org)) && is_asked(self.account, org, cx)
        });
    }

    /// Whether something was chosen that is not saved.
    pub(super) const fn is_unsaved(&self) -> bool {
        self.choice.is_some()
    }

    /// Why HIPAA can be neither enabled nor disabled here.
    fn hipaa_block(&self, cx: &Cx<'_>) -> Option<String> {
        match self.pending {
            true => Some("The account is pending; its owner has not answered yet.".into()),
            false => block(Act::Hipaa, self.account, cx),
        }
    }

    /// What an action does; the page itself is left by whoever holds it.
    pub(super) fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        let Some(row) = cx.directory.account(self.account) else { return Vec::new() };
        let now = row.hipaa.is_some();
        match (act, self.hipaa_block(cx)) {
            (Act::Hipaa | Act::Save, Some(reason)) => return vec![Request::Say(Tone::Bad, reason)],
            (Act::Hipaa, None) => {
                let chosen = !self.choice.unwrap_or(now);
                self.choice = Some(chosen).filter(|on| *on != now);
                let (text, section) = self.text(cx.size.width.saturating_sub(2), cx);
                self.offset = into_view(self.offset, &section, cx.page(), text.len());
            }
            (Act::Save, None) => {
                return vec![match self.choice {
                    Some(on) => Request::Plan(Command::SetHipaa { account: self.account, on }),
                    None => Request::Say(Tone::Plain, "Nothing to save; h chooses Enable or Disable.".into()),
                }];
            }
            (Act::Back, _) => self.choice = None,
            _ => {
                let (text, _) = self.text(cx.size.width.saturating_sub(2), cx);
                self.offset = reading(self.offset, act, cx.page(), text.len());
            }
        }
        Vec::new()
    }

    /// The page as lines, and where the section "HIPAA enablement" stands in it.
    fn text(&self, width: u16, cx: &Cx<'_>) -> (Vec<Line<'static>>, std::ops::Range<usize>) {
        let Some(row) = cx.directory.account(self.account) else {
            let gone = [Piece::Line(Role::Muted, "This account is no longer there.".into())];
            return (lines(&gone, width, cx.theme), 0..0);
        };
        let mut text = lines(&self.facts(row, cx), width, cx.theme);
        text.push(Line::default());
        let start = text.len();
        text.extend(lines(&self.hipaa(row, cx), width, cx.theme));
        let section = start..text.len();
        text.push(Line::default());
        text.extend(lines(&billing(row), width, cx.theme));
        (text, section)
    }

    fn facts(&self, row: &AccountRow, cx: &Cx<'_>) -> Vec<Piece> {
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
        let second_factor = match row.parent {
            Some(_) => "as its main account".to_owned(),
            None => row.two_factor.to_string(),
        };
        let mut pieces = vec![
            Piece::Field("SID", self.account.to_string()),
            Piece::Marked("State", state_role(row.state), state_in_words(row, cx)),
        ];
        if let Some(parent) = row.parent {
            pieces.push(Piece::Field("Subaccount of", name_of(Key::Account(parent), cx.directory)));
        }
        pieces.extend([
            Piece::Field("Owner", name_of(Key::User(row.owner), cx.directory)),
            Piece::Field("Organization", org),
            Piece::Field("Usage", row.usage.to_string()),
            Piece::Field("Second factor", second_factor),
            Piece::Field("Phone", phone),
            Piece::Field("Created", format!("{} ({})", row.created, ago(row.created, cx.now))),
        ]);
        if self.pending {
            pieces.push(Piece::Line(Role::Warn, "Pending: its owner has not answered yet.".into()));
        } else if let Some(reason) = block(Act::Edit, self.account, cx) {
            pieces.push(Piece::Line(Role::Muted, reason));
        }
        pieces
    }

    fn hipaa(&self, row: &AccountRow, cx: &Cx<'_>) -> Vec<Piece> {
        let glyphs = cx.theme.glyphs();
        let blocked = self.hipaa_block(cx);
        let on = self.choice.unwrap_or(row.hipaa.is_some());
        let option = |chosen: bool, label: &str| {
            let sign = if chosen { glyphs.radio_on } else { glyphs.radio_off };
            let role = match (&blocked, chosen) {
                (Some(_), _) => Role::Disabled,
                (None, true) => Role::Accent,
                (None, false) => Role::Text,
            };
            Piece::Line(role, format!("{sign} {label}"))
        };
        let mut pieces = vec![
            Piece::Heading("HIPAA enablement".into()),
            option(on, "Enable HIPAA for this account"),
            option(!on, "Disable HIPAA for this account"),
        ];
        pieces.push(match row.hipaa {
            Some(since) => {
                let by = name_of(Key::User(since.by), cx.directory);
                let when = format!("{} ({})", since.since, ago(since.since, cx.now));
                Piece::Line(Role::Muted, format!("Designated since {when} by {by}."))
            }
            None => Piece::Line(Role::Muted, "Not designated.".into()),
        });
        pieces.push(match (blocked, self.choice) {
            (Some(reason), _) => Piece::Line(Role::Warn, reason),
            (None, Some(_)) => {
                Piece::Line(Role::Accent, "[ Save ]  Not saved yet: Enter saves, after a preview.".into())
            }
            (None, None) => {
                Piece::Line(Role::Muted, "[ Save ]  Nothing is changed before it; h chooses.".into())
            }
        });
        if row.parent.is_none() {
            pieces.push(Piece::Line(Role::Muted, SUBACCOUNTS_DO_NOT_FOLLOW.into()));
        }
        pieces
    }

    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        let (text, _) = self.text(inner.width, cx);
        scrolled(&text, self.offset, inner, cx.theme, buf);
    }
}

/// Whether the organization has asked the account to join and waits for the answer.
fn is_asked(account: AccountSid, org: OrgSid, cx: &Cx<'_>) -> bool {
    let (all, sort) = (Filter::default(), InvitationSort::Expires);
    let joining = |sid| cx.directory.invitation(sid).and_then(|row| row.kind.joining());
    let mut asked = cx.directory.pending_accounts(org, cx.now, &all, sort, false).into_iter();
    asked.any(|sid| joining(sid) == Some(account))
}

fn billing(row: &AccountRow) -> Vec<Piece> {
    let trial = match row.kind {
        AccountKind::Trial => "it stays on trial until it is upgraded, and ",
        AccountKind::Full => "",
    };
    vec![
        Piece::Heading("Billing".into()),
        Piece::Field("Type", row.kind.to_string()),
        Piece::Line(
            Role::Muted,
            format!(
                "Billing is the account's own, independent of the organization; {trial}no custom pricing is inherited."
            ),
        ),
    ]
}
