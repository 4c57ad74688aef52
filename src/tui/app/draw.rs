//! The page around every screen: header, tabs, footer, news, dialogs. Reads only.
//!
//! ```text
//!  Acme Corp ▾                                            ada@acme.example · Owner
//!  1 Users  2 Audit  3 Inbox ②
//! ────────────────────────────────────────────────────────────────────────────────
//!  …
//! ────────────────────────────────────────────────────────────────────────────────
//!  3 of 1,204                                    ⏎ open  i invite  r role  ? help
//! ```

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::controller::{Past, name_of};
use crate::directory::Directory;
use crate::model::{Key, OrgState, Who, shown};
use crate::tui::cx::Cx;
use crate::tui::dialog::Dialog;
use crate::tui::keymap::Act;
use crate::tui::request::Tone;
use crate::tui::theme::Theme;
use crate::tui::widget::{Count, Footer, Hint, Tab, TabBar, TooSmall, too_small};
use crate::tui::{paint, text};

use super::stage::Where;
use super::{App, Moment, then};

impl App {
    /// Draws everything; returns where the cursor belongs, if a field has it.
    pub fn draw(&self, area: Rect, buf: &mut Buffer, moment: &Moment) -> Option<Position> {
        let theme = &self.theme;
        paint::clear(buf, area, theme);
        if too_small(area) {
            TooSmall::new(theme).render(area, buf);
            return None;
        }
        let (directory, now) = then::seen(self.then.as_ref(), &moment.directory, moment.now);
        let cx = Cx {
            directory,
            now,
            theme,
            size: self.size,
            who: self.who,
            org: self.stage.org(),
            store: &self.store,
            company: &moment.company,
            posts: moment.posts,
            publishing: &moment.publishing,
            checking: self.checking.as_ref().map(|(_, checking)| *checking),
        };
        let top = self.header(area, buf, &cx, &moment.directory);
        let main = Rect { y: area.y + top, height: area.height.saturating_sub(top + 2), ..area };
        let cursor = self.stage.draw(main, buf, &cx);
        let low = Rect { y: area.bottom() - 2, height: 1, ..area };
        self.news(low, buf);
        let mut cursor = cursor.filter(|_| self.dialogs.is_empty());
        // A preview takes the place of the form it came from.
        let first = self.dialogs.iter().rposition(|dialog| matches!(dialog, Dialog::Preview(_))).unwrap_or(0);
        for (n, dialog) in self.dialogs.iter().enumerate().skip(first) {
            let at = dialog.draw(Rect { height: area.height - 1, ..area }, buf, &cx);
            cursor = at.filter(|_| n + 1 == self.dialogs.len());
        }
        self.footer(Rect { y: area.bottom() - 1, height: 1, ..area }, buf);
        cursor
    }

    /// Name, person, tabs; returns how many lines they take.
    fn header(&self, area: Rect, buf: &mut Buffer, cx: &Cx<'_>, now: &Directory) -> u16 {
        let theme = cx.theme;
        let at = self.stage.rooms().map(|rooms| &rooms.at);
        let row = match at {
            Some(Where::Center(org)) => cx.directory.organization(*org),
            _ => None,
        };
        let place = match at {
            Some(Where::Center(org)) => name_of(Key::Organization(*org), cx.directory),
            Some(Where::Mine) => "My accounts".into(),
            Some(Where::Visitor(_)) => "Invitations".into(),
            None => "orgadm".into(),
        };
        let switchable = matches!(at, Some(Where::Center(_) | Where::Mine));
        let more = if switchable { format!(" {}", theme.glyphs().more) } else { String::new() };
        let mut name =
            vec![Span::raw(" "), Span::styled(place, theme.title()), Span::styled(more, theme.accent())];
        if row.is_some_and(|row| row.demo) {
            name.push(Span::styled("   DEMO", theme.warn()));
        }
        if row.is_some_and(|row| row.state == OrgState::DeletionRequested) {
            name.push(Span::styled(format!("   {} deletion requested", theme.glyphs().warn), theme.danger()));
        }
        let person = self.person(cx, now);
        let first = paint::row(area, 0);
        let left = Line::from(name);
        paint::line(buf, first, &left, theme);
        let used = u16::try_from(left.width()).unwrap_or(u16::MAX).saturating_add(2);
        let right = paint::from_column(first, used);
        let right = Rect { width: right.width.saturating_sub(1), ..right };
        paint::line(buf, right, &Line::styled(person, theme.muted()).right_aligned(), theme);
        let Some(rooms) = self.stage.rooms() else {
            rule(paint::row(area, 1), buf, theme);
            return 2;
        };
        let (tabs, active) = rooms.tabs();
        let shown: Vec<Tab<'_>> = tabs
            .iter()
            .enumerate()
            .map(|(n, (tab, waiting))| {
                let key = u32::try_from(n + 1).ok().and_then(|n| char::from_digit(n, 10)).unwrap_or(' ');
                let waits = match waiting {
                    0 => Count::None,
                    n => Count::Badge(u64::try_from(*n).unwrap_or(u64::MAX)),
                };
                Tab::new(tab.title()).key(key).count(waits)
            })
            .collect();
        let place = paint::from_column(paint::row(area, 1), 1);
        paint::line(buf, place, &TabBar::new(&shown, active, theme).line(place.width), theme);
        match &self.then {
            Some(then) => self.banner(&then.past, paint::row(area, 2), buf),
            None => rule(paint::row(area, 2), buf, theme),
        }
        3
    }

    /// In the place of the line under the tabs: which time is shown, that it only is shown, and how to return.
    fn banner(&self, past: &Past, line: Rect, buf: &mut Buffer) {
        let theme = &self.theme;
        let style = theme.warn().add_modifier(Modifier::REVERSED | Modifier::BOLD);
        let key = self.keymap.key_of(Act::AsOf).map(|key| key.to_string()).unwrap_or_default();
        let dot = theme.glyphs().dot;
        let mut text = format!(" As of {} (position {})", past.time, past.position);
        if past.erased > 0 {
            text.push_str(&format!(" {dot} {} erased", past.erased));
        }
        let nothing = if line.width >= 96 { "nothing can be changed here" } else { "read only" };
        text.push_str(&format!(" {dot} {nothing}"));
        let back = format!("Esc or {key} returns ");
        let room = usize::from(line.width).saturating_sub(text::width(&back) + 1);
        let left = text::fit(&text, room, ratatui::layout::Alignment::Left, theme.glyphs().ellipsis);
        paint::text(buf, line, &format!("{left} {back}"), style, theme);
    }

    /// Who is signed in, as they are now, whatever time is shown.
    fn person(&self, cx: &Cx<'_>, now: &Directory) -> String {
        match (self.who, self.stage.rooms().map(|rooms| &rooms.at)) {
            (Who::User(sid), _) => now.user(sid).map_or_else(String::new, |row| {
                let role =
                    row.membership.map_or_else(|| "no organization".into(), |(_, role)| role.to_string());
                format!("{} {} {role}", row.email, cx.theme.glyphs().dot)
            }),
            (_, Some(Where::Visitor(email))) => format!("{email} {} not a user yet", cx.theme.glyphs().dot),
            _ => "not signed in".into(),
        }
    }

    fn news(&self, line: Rect, buf: &mut Buffer) {
        rule(line, buf, &self.theme);
        let note = self.stage.note().filter(|_| self.dialogs.is_empty());
        let news = self.news.as_ref().map(|news| (news.tone, news.text.clone()));
        let Some((tone, text)) = news.or(note) else { return };
        let glyphs = self.theme.glyphs();
        let (sign, style) = match tone {
            Tone::Good => (glyphs.ok, self.theme.ok()),
            Tone::Plain => (glyphs.dot, self.theme.text()),
            Tone::Bad => (glyphs.danger, self.theme.danger()),
        };
        let text = format!(" {sign} {} ", shown(&text));
        paint::text(buf, paint::from_column(line, 1), &text, style, &self.theme);
    }

    fn footer(&self, line: Rect, buf: &mut Buffer) {
        let ascii = self.theme.glyphs().ascii;
        // The widget keeps the hints with the highest number; the table's lowest rank matters most, and help always stays.
        let hints: Vec<Hint> = self
            .keymap
            .footer(self.layers())
            .into_iter()
            .enumerate()
            .map(|(n, (act, key, label))| {
                let weight = match act {
                    Act::Help => u8::MAX,
                    _ => 100u8.saturating_sub(u8::try_from(n).unwrap_or(100)),
                };
                Hint::new(key.glyph(ascii), label, weight)
            })
            .collect();
        paint::clear(buf, line, &self.theme);
        let status = if self.dialogs.is_empty() { self.stage.status() } else { String::new() };
        Footer::new(Line::styled(status, self.theme.muted()), &hints, &self.theme).render(line, buf);
    }
}

fn rule(line: Rect, buf: &mut Buffer, theme: &Theme) {
    let text = theme.glyphs().rule.repeat(usize::from(line.width));
    paint::text(buf, line, &text, theme.border(), theme);
}
