//! The first frame: what is known before the lists are loaded, and how far that has come.
//!
//! Drawn at once, whatever the size of the store: first that it is being opened, then who is signed in, the totals the
//! store keeps by itself, and the records read so far.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::controller::Progress;
use crate::model::{OrgRole, shown};

use super::paint;
use super::text;
use super::theme::Theme;
use super::widget::{Tab, TabBar, TooSmall, too_small};

/// What is known of an organization before its lists are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// The address of whoever is signed in.
    pub email: String,
    /// Their role.
    pub role: Option<OrgRole>,
    /// The name of their organization.
    pub organization: String,
    /// Managed users, managed accounts, domains.
    pub totals: [u64; 3],
}

/// The screen.
#[derive(Debug, Clone)]
pub struct Opening {
    theme: Theme,
    store: String,
    known: Option<Known>,
    progress: Progress,
}

/// Columns of the bar.
const BAR: usize = 40;

impl Opening {
    /// The screen while this store is opened.
    pub fn new(theme: Theme, store: String) -> Self {
        Self { theme, store, known: None, progress: Progress::default() }
    }

    /// The store is open; this is known at once, if somebody of an organization is signed in.
    pub fn opened(&mut self, known: Option<Known>) {
        self.known = known;
    }

    /// Loading has come so far.
    pub fn loading(&mut self, progress: Progress) {
        self.progress = progress;
    }

    /// Draws it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer) {
        let theme = &self.theme;
        paint::clear(buf, area, theme);
        if too_small(area) {
            TooSmall::new(theme).render(area, buf);
            return;
        }
        let place = self.known.as_ref().map_or("orgadm", |known| known.organization.as_str());
        let left = paint::from_column(paint::row(area, 0), 1);
        paint::text(buf, left, &shown(place), theme.title(), theme);
        if let Some(known) = &self.known {
            let role = known.role.map_or_else(|| "no organization".to_owned(), |role| role.to_string());
            let person = format!("{} {} {role}", known.email, theme.glyphs().dot);
            let used = u16::try_from(text::width(place)).unwrap_or(u16::MAX).saturating_add(4);
            let right = paint::from_column(paint::row(area, 0), used);
            let right = Rect { width: right.width.saturating_sub(1), ..right };
            paint::line(buf, right, &Line::styled(person, theme.muted()).right_aligned(), theme);
        }
        let tabs = ["Overview", "Accounts", "Users", "Domains", "Settings", "Audit", "Inbox"].map(Tab::new);
        let bar = paint::from_column(paint::row(area, 1), 1);
        paint::line(buf, bar, &TabBar::new(&tabs, 0, theme).line(bar.width), theme);
        let rule = theme.glyphs().rule.repeat(usize::from(area.width));
        paint::text(buf, paint::row(area, 2), &rule, theme.border(), theme);
        for (n, line) in self.lines().iter().enumerate() {
            let place = paint::from_column(paint::row(area, 4 + u16::try_from(n).unwrap_or(0)), 2);
            paint::line(buf, place, line, theme);
        }
    }

    fn lines(&self) -> Vec<Line<'static>> {
        let theme = &self.theme;
        let mut lines = Vec::new();
        if let Some(known) = &self.known {
            for (count, what) in known.totals.iter().zip(["managed users", "managed accounts", "domains"]) {
                lines.push(Line::from(vec![
                    Span::styled(format!("{:>12} ", text::grouped(*count)), theme.accent()),
                    Span::styled(what, theme.muted()),
                ]));
            }
            lines.push(Line::default());
        }
        let Progress { done, all } = self.progress;
        if all == 0 {
            lines.push(Line::styled(format!("Opening {}", shown(&self.store)), theme.text()));
            return lines;
        }
        let full = usize::try_from(done * BAR as u64 / all).unwrap_or(BAR).min(BAR);
        lines.push(Line::from(vec![
            Span::styled(theme.glyphs().full.repeat(full), theme.accent()),
            Span::styled(theme.glyphs().empty.repeat(BAR - full), theme.border()),
        ]));
        let sentence = format!("Loading {} of {} records", text::grouped(done), text::grouped(all));
        lines.push(Line::styled(sentence, theme.muted()));
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{every_small_size, picture, wide_name};

    fn known() -> Known {
        Known {
            email: "ada@acme.example".into(),
            role: Some(OrgRole::Owner),
            organization: "Acme Corp".into(),
            totals: [1_000_000, 100_000, 2],
        }
    }

    #[test]
    fn it_says_what_is_known_as_it_becomes_known() {
        let mut opening = Opening::new(Theme::mono(), "/var/lib/orgadm".into());
        let see = |opening: &Opening| picture(80, 24, |area, buf| opening.draw(area, buf)).join("\n");
        assert!(see(&opening).contains("1 Overview") || see(&opening).contains("Overview"));
        assert!(see(&opening).contains("Opening /var/lib/orgadm"));
        opening.opened(Some(known()));
        opening.loading(Progress { done: 430_000, all: 1_100_000 });
        let screen = see(&opening);
        for text in
            ["Acme Corp", "ada@acme.example · Owner", "1,000,000 managed users", "100,000 managed accounts"]
        {
            assert!(screen.contains(text), "{text}: {screen}");
        }
        assert!(screen.contains("Loading 430,000 of 1,100,000 records"), "{screen}");
    }

    #[test]
    fn it_fits_every_size() {
        let mut opening = Opening::new(Theme::mono(), "/a/very/long/path".into());
        opening.opened(Some(Known { organization: wide_name(), ..known() }));
        opening.loading(Progress { done: 9, all: 3 });
        every_small_size(|area, buf, _| opening.draw(area, buf));
        picture(60, 16, |area, buf| opening.draw(area, buf));
        picture(300, 20, |area, buf| opening.draw(area, buf));
    }
}
