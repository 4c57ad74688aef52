//! A bar of tabs with counts, for the pages of the app and for the lists of a page.
//!
//! ratatui's own tabs neither scroll nor shorten, so a narrow terminal would lose the last ones; here titles give way
//! and the keys stay, because the keys are how people get there.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Widget;

use crate::tui::paint;
use crate::tui::text;
use crate::tui::theme::Theme;

/// The number beside a tab's title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Count {
    /// No number.
    #[default]
    None,
    /// How many there are, written out: `Managed 1,204`.
    Plain(u64),
    /// How many wait, as a badge: `Inbox ②`; nothing when nothing waits.
    Badge(u64),
}

/// One tab.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab<'a> {
    /// The key that opens it, shown before the title.
    pub key: Option<char>,
    /// Its title.
    pub title: &'a str,
    /// The number beside it.
    pub count: Count,
}

impl<'a> Tab<'a> {
    /// A tab without key and count.
    pub const fn new(title: &'a str) -> Self {
        Self { key: None, title, count: Count::None }
    }

    /// With the key that opens it.
    #[must_use]
    pub const fn key(mut self, key: char) -> Self {
        self.key = Some(key);
        self
    }

    /// With a number.
    #[must_use]
    pub const fn count(mut self, count: Count) -> Self {
        self.count = count;
        self
    }
}

/// A line of tabs, one of them active.
#[derive(Debug, Clone)]
pub struct TabBar<'a> {
    tabs: &'a [Tab<'a>],
    active: usize,
    theme: &'a Theme,
}

impl<'a> TabBar<'a> {
    /// `active` counts from 0; a number beyond the last means none.
    pub const fn new(tabs: &'a [Tab<'a>], active: usize, theme: &'a Theme) -> Self {
        Self { tabs, active, theme }
    }

    /// The bar in at most `width` columns: first the gaps shrink, then the titles of the others, then only keys stay.
    pub fn line(&self, width: u16) -> Line<'static> {
        let cut = (3..=8).rev().map(|title| (1, title));
        let stages = [(2, usize::MAX), (1, usize::MAX)].into_iter().chain(cut).chain([(1, 0)]);
        let mut lines = stages.map(|(gap, title)| self.composed(gap, title));
        let fitting = lines.find(|line| line.width() <= usize::from(width));
        fitting.unwrap_or_else(|| self.composed(1, 0))
    }

    /// All tabs, the titles of inactive ones cut to `limit` columns.
    fn composed(&self, gap: usize, limit: usize) -> Line<'static> {
        let mut spans = Vec::new();
        for (at, tab) in self.tabs.iter().enumerate() {
            let active = at == self.active;
            spans.push(Span::raw(" ".repeat(if at == 0 { 1 } else { gap })));
            if let Some(key) = tab.key {
                let style = if active { self.theme.accent() } else { self.theme.muted() };
                spans.push(Span::styled(text::clean(key.encode_utf8(&mut [0; 4])).into_owned(), style));
            }
            let roomy = active || limit > 0;
            // A tab without a key keeps a little of its title: with nothing at all nobody could tell it is there.
            let limit = if tab.key.is_none() { limit.max(3) } else { limit };
            let limit = if active { usize::MAX } else { limit };
            let title = text::cut(tab.title, limit, self.theme.glyphs().ellipsis);
            if !title.is_empty() {
                let before = if tab.key.is_some() { " " } else { "" };
                spans.extend([Span::raw(before), Span::styled(title, self.title_style(active))]);
            }
            spans.extend(self.number(tab.count, roomy));
        }
        Line::from(spans)
    }

    fn title_style(&self, active: bool) -> Style {
        if active {
            self.theme.accent().add_modifier(Modifier::BOLD | Modifier::UNDERLINED)
        } else {
            self.theme.text()
        }
    }

    fn number(&self, count: Count, roomy: bool) -> Option<Span<'static>> {
        match count {
            Count::None | Count::Badge(0) => None,
            Count::Plain(_) if !roomy => None,
            Count::Plain(n) => Some(Span::styled(format!(" {}", text::grouped(n)), self.theme.muted())),
            Count::Badge(n) => Some(Span::styled(format!(" {}", self.badge(n)), self.theme.mark())),
        }
    }

    /// A number in one circled character where there is one.
    fn badge(&self, n: u64) -> String {
        let circled = u32::try_from(n).ok().filter(|n| (1..=20).contains(n));
        match circled.and_then(|n| char::from_u32(0x245f + n)) {
            Some(circle) if !self.theme.glyphs().ascii => circle.to_string(),
            _ if n > 99 => "(99+)".to_owned(),
            _ => format!("({n})"),
        }
    }
}

impl Widget for &TabBar<'_> {
    fn render(self, area: Rect, buf: &mut Buffer) {
        paint::line(buf, area, &self.line(area.width), self.theme);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testkit::{ascii, every_small_size, picture, wide_name};

    fn pages() -> Vec<Tab<'static>> {
        ["Overview", "Accounts", "Users", "Domains", "Settings", "Audit", "Inbox"]
            .into_iter()
            .zip('1'..)
            .map(|(title, key)| Tab::new(title).key(key))
            .collect()
    }

    fn drawn(tabs: &[Tab<'_>], active: usize, width: u16, theme: &Theme) -> String {
        picture(width, 1, |area, buf| TabBar::new(tabs, active, theme).render(area, buf)).concat()
    }

    #[test]
    fn titles_give_way_and_keys_stay() {
        let mut tabs = pages();
        tabs[6].count = Count::Badge(2);
        for (width, expected) in [
            (100, " 1 Overview  2 Accounts  3 Users  4 Domains  5 Settings  6 Audit  7 Inbox ②"),
            (72, " 1 Overview 2 Accounts 3 Users 4 Domains 5 Settings 6 Audit 7 Inbox ②"),
            (60, " 1 Over… 2 Acco… 3 Users 4 Doma… 5 Sett… 6 Audit 7 Inbox ②"),
            (54, " 1 Ove… 2 Acc… 3 Users 4 Dom… 5 Set… 6 Aud… 7 Inb… ②"),
            (24, " 1 2 3 Users 4 5 6 7 ②"),
            (8, " 1 2 3 …"),
        ] {
            let found = drawn(&tabs, 2, width, &Theme::mono());
            assert!(text::width(&found) <= usize::from(width));
            assert_eq!(found, expected, "at {width}");
        }
    }

    #[test]
    fn lists_show_how_many_they_hold() {
        let tabs = [
            Tab::new("Managed").count(Count::Plain(1204)),
            Tab::new("Independent").count(Count::Plain(17)),
            Tab::new("Pending").count(Count::Plain(0)),
        ];
        assert_eq!(drawn(&tabs, 0, 60, &Theme::mono()), " Managed 1,204  Independent 17  Pending 0");
        assert_eq!(drawn(&tabs, 1, 24, &Theme::mono()), " Ma… Independent 17 Pe…");
    }

    #[test]
    fn a_badge_is_one_sign_where_the_terminal_has_it() {
        let badge = |n| [Tab::new("Inbox").count(Count::Badge(n))];
        for (n, drawing, plain) in [
            (0, " Inbox", " Inbox"),
            (1, " Inbox ①", " Inbox (1)"),
            (20, " Inbox ⑳", " Inbox (20)"),
            (21, " Inbox (21)", " Inbox (21)"),
            (100, " Inbox (99+)", " Inbox (99+)"),
        ] {
            assert_eq!(drawn(&badge(n), 0, 30, &Theme::mono()), drawing);
            assert_eq!(drawn(&badge(n), 0, 30, &ascii()), plain);
        }
    }

    #[test]
    fn the_active_tab_shows_without_colours() {
        let theme = Theme::mono();
        let line = TabBar::new(&pages(), 1, &theme).line(100);
        let underlined: Vec<_> =
            line.spans.iter().filter(|s| s.style.add_modifier.contains(Modifier::UNDERLINED)).collect();
        assert_eq!(underlined.len(), 1);
        assert_eq!(underlined[0].content, "Accounts");
    }

    #[test]
    fn any_size_and_any_name() {
        let name = wide_name();
        let tabs = [Tab::new(&name).key('1').count(Count::Badge(7)), Tab::new("🚀\u{202e}"), Tab::new("")];
        every_small_size(|area, buf, theme| TabBar::new(&tabs, 0, theme).render(area, buf));
        every_small_size(|area, buf, theme| TabBar::new(&[], 9, theme).render(area, buf));
    }
}
