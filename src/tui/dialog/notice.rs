//! Something to read and close: a refusal with its remedy, the keys of a screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::controller::{Refusal, Remedy, name_of};
use crate::directory::Directory;
use crate::model::Key;
use crate::tui::cx::Cx;
use crate::tui::keymap::{Act, Keymap, Layer};
use crate::tui::panel::{lines, panel, scrolled};
use crate::tui::place::Place;
use crate::tui::prose::{self, Piece};
use crate::tui::request::{Page, Request};
use crate::tui::theme::Role;

/// A text in a panel.
#[derive(Debug, Clone)]
pub struct Notice {
    title: String,
    pieces: Vec<Piece>,
    leads_to: Option<Remedy>,
    offset: usize,
}

impl Notice {
    /// A refusal; Enter goes where its remedy is.
    pub fn refusal(refusal: &Refusal) -> Self {
        let mut pieces = prose::refusal(refusal);
        let hint = match refusal.leads_to {
            Some(Remedy::User(_)) => Some("Enter opens the profile."),
            Some(Remedy::Account(_)) => Some("Enter opens the account."),
            Some(Remedy::Invitation(_)) => Some("Enter shows the invitation."),
            Some(Remedy::VerifyPhone) => Some("Enter opens your accounts."),
            Some(Remedy::SignIn) => Some("Enter opens the sign-in picker."),
            Some(Remedy::Domain(_)) => Some("Enter shows the domain."),
            Some(Remedy::Entry(_)) => Some("Enter shows the later entry."),
            Some(Remedy::RequestInvitation) => None,
            None => None,
        };
        if let Some(hint) = hint {
            pieces.push(Piece::Gap);
            pieces.push(Piece::Line(Role::Accent, hint.into()));
        }
        Self { title: "Refused".into(), pieces, leads_to: refusal.leads_to, offset: 0 }
    }

    /// Rows of many commands that are refused, gathered by their reason; `rows` are the records of all rows.
    pub fn refused_rows(refusal: &Refusal, rows: &[Option<Key>], directory: &Directory) -> Self {
        let called = |n: usize| rows.get(n.saturating_sub(1)).copied().flatten();
        let named = |n: usize| called(n).map_or_else(String::new, |key| name_of(key, directory));
        let pieces = prose::refused_rows(refusal, &named);
        let title = match (refusal.rows.len(), rows.len()) {
            (1, all) => format!("Refused: 1 of {all} rows"),
            (refused, all) if all >= refused => format!("Refused: {refused} of {all} rows"),
            (refused, _) => format!("Refused: {refused} rows"),
        };
        Self { title, pieces, leads_to: None, offset: 0 }
    }

    /// Something that went wrong below.
    pub fn failure(title: &str, sentence: String, remedy: String) -> Self {
        let pieces = vec![Piece::Line(Role::Danger, sentence), Piece::Line(Role::Text, remedy)];
        Self { title: title.into(), pieces, leads_to: None, offset: 0 }
    }

    /// That a request for an invitation was recorded.
    pub fn asked(domain: &str) -> Self {
        let pieces = vec![
            Piece::Line(Role::Ok, "The request is recorded.".into()),
            Piece::Line(
                Role::Text,
                format!(
                    "The administrators of the organization that manages {domain} see it in their Inbox. Once they invite \
                     you, sign in with the same address and accept."
                ),
            ),
        ];
        Self { title: "Invitation requested".into(), pieces, leads_to: None, offset: 0 }
    }

    /// The keys that work in these layers.
    pub fn help(layers: &[Layer], keymap: &Keymap) -> Self {
        let mut pieces = Vec::new();
        let rows = keymap.rows(layers);
        for layer in layers {
            let mut here = rows.iter().filter(|(row, _)| row.layer == *layer).peekable();
            if here.peek().is_none() {
                continue;
            }
            if !pieces.is_empty() {
                pieces.push(Piece::Gap);
            }
            pieces.push(Piece::Heading(layer.title().into()));
            pieces.extend(here.map(|(row, keys)| {
                let keys: Vec<String> = keys.iter().map(ToString::to_string).collect();
                Piece::Key(keys.join("  "), row.help.to_owned())
            }));
        }
        Self { title: "Keys".into(), pieces, leads_to: None, offset: 0 }
    }

    /// Whether there is a place to go to.
    pub const fn leads_on(&self) -> bool {
        self.leads_to.is_some()
    }

    /// What an action does.
    pub fn act(&mut self, act: Act, cx: &Cx<'_>) -> Vec<Request> {
        match act {
            Act::Back => return vec![Request::Close],
            Act::Open => {
                let mut requests = vec![Request::Close];
                requests.extend(self.leads_to.and_then(|remedy| going(remedy, cx)));
                return requests;
            }
            Act::Up => self.offset = self.offset.saturating_sub(1),
            Act::Down => self.offset = self.offset.saturating_add(1).min(10_000),
            Act::PageUp => self.offset = self.offset.saturating_sub(10),
            Act::PageDown => self.offset = self.offset.saturating_add(10).min(10_000),
            Act::Home => self.offset = 0,
            Act::End => self.offset = 10_000,
            _ => {}
        }
        Vec::new()
    }

    /// Draws it.
    pub fn draw(&self, screen: Rect, buf: &mut Buffer, cx: &Cx<'_>) {
        let width = 84.min(screen.width.saturating_sub(2)).max(20);
        let lines = lines(&self.pieces, width.saturating_sub(5), cx.theme);
        let wanted = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(screen.height.saturating_sub(4));
        let area = panel(screen, width, wanted, &self.title, cx.theme, buf);
        scrolled(&lines, self.offset, area, cx.theme, buf);
    }
}

fn going(remedy: Remedy, cx: &Cx<'_>) -> Option<Request> {
    Some(match remedy {
        Remedy::User(sid) if cx.org.is_some() => Request::Open(Page::User(sid)),
        Remedy::Account(sid) => Request::Open(Page::Account(sid)),
        Remedy::Invitation(sid) => Request::Show(Key::Invitation(sid)),
        Remedy::Domain(sid) if cx.org.is_some() => Request::Show(Key::Domain(sid)),
        Remedy::VerifyPhone => Request::Go(Place::Mine),
        Remedy::SignIn => Request::Go(Place::SignIn),
        Remedy::Entry(position) if cx.org.is_some() => Request::Open(Page::Entry(position)),
        Remedy::User(_) | Remedy::Domain(_) | Remedy::Entry(_) | Remedy::RequestInvitation => return None,
    })
}
