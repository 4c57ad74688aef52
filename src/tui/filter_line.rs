//! The line a filter is typed into: what stands in it, what is wrong with it and where, what Tab offers.
//!
//! While it does not parse, the list keeps the last filter that did.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Modifier;

use crate::directory::filter::{Completion, complete};
use crate::directory::{Filter, FilterError, Scope};

use super::chord::Chord;
use super::fields::{FormEvent, Line};
use super::keymap::Act;
use super::paint;
use super::request::Tone;
use super::text;
use super::theme::Theme;

/// The fewest columns it takes while it is open.
const LEAST: u16 = 16;

/// The line.
#[derive(Debug, Clone)]
pub struct FilterLine {
    line: Line,
    open: bool,
    scope: Scope,
    filter: Filter,
    error: Option<FilterError>,
    offered: Option<(Completion, usize)>,
}

impl FilterLine {
    /// An empty line for a kind of list.
    pub fn new(scope: Scope) -> Self {
        Self {
            line: Line::default(),
            open: false,
            scope,
            filter: Filter::default(),
            error: None,
            offered: None,
        }
    }

    /// Whether keys are typed into it.
    pub const fn is_open(&self) -> bool {
        self.open
    }

    /// Whether nothing stands in it.
    pub fn is_empty(&self) -> bool {
        self.line.value().trim().is_empty()
    }

    /// The filter that counts: the last that could be read.
    pub const fn filter(&self) -> &Filter {
        &self.filter
    }

    /// Begins typing.
    fn open(&mut self) {
        self.open = true;
    }

    /// Ends typing; what cannot be read is taken back to the last filter that could.
    fn keep(&mut self) {
        self.open = false;
        self.offered = None;
    }

    /// Empties it and ends typing; returns whether something stood there.
    pub fn clear(&mut self) -> bool {
        self.keep();
        let stood = !self.line.value().is_empty();
        self.line.set("");
        self.read();
        stood
    }

    /// Puts a text in its place.
    pub fn set(&mut self, text: &str) {
        self.keep();
        self.line.set(text);
        self.read();
    }

    /// What an action of the filter line does; `None` if it is none of its actions, else whether the filter changed.
    pub fn act(&mut self, act: Act) -> Option<bool> {
        match act {
            Act::Filter => self.open(),
            Act::Complete if self.open => {
                self.complete();
                return Some(true);
            }
            Act::Open if self.open => self.keep(),
            Act::Back if self.open => return Some(self.clear()),
            _ => return None,
        }
        Some(false)
    }

    /// The same text for another kind of list.
    pub fn turn_to(&mut self, scope: Scope) {
        if self.scope != scope {
            self.scope = scope;
            self.filter = Filter::default();
            self.read();
        }
    }

    /// Gives it a key; returns whether the text changed.
    pub fn key(&mut self, chord: Chord) -> bool {
        let edited = self.open && self.line.key(chord) == FormEvent::Edited;
        self.edited(edited)
    }

    /// Gives it a pasted text; returns whether the text changed.
    pub fn paste(&mut self, pasted: &str) -> bool {
        let edited = self.open && self.line.paste(pasted) == FormEvent::Edited;
        self.edited(edited)
    }

    fn edited(&mut self, edited: bool) -> bool {
        if edited {
            self.offered = None;
            self.read();
        }
        edited
    }

    /// Puts the next thing that could stand at the end of the text there.
    fn complete(&mut self) {
        let (completion, at) = match self.offered.take() {
            Some((completion, at)) => {
                let next = (at + 1) % completion.offers.len().max(1);
                (completion, next)
            }
            None => (complete(self.line.value(), self.scope), 0),
        };
        if let Some(offer) = completion.offers.get(at) {
            self.line.set(&format!("{}{offer}", completion.before));
            self.read();
            self.offered = Some((completion, at));
        }
    }

    fn read(&mut self) {
        match Filter::parse(self.line.value(), self.scope) {
            Ok(filter) => (self.filter, self.error) = (filter, None),
            Err(error) => self.error = Some(error),
        }
    }

    /// What is to be said about it: what is wrong, or while typing what could follow.
    pub fn note(&self) -> Option<(Tone, String)> {
        if let Some(error) = &self.error {
            return Some((Tone::Bad, error.sentence.clone()));
        }
        if !self.open {
            return None;
        }
        let offers = match &self.offered {
            Some((completion, _)) => completion.offers.clone(),
            None => complete(self.line.value(), self.scope).offers,
        };
        (!offers.is_empty()).then(|| (Tone::Plain, format!("Tab  {}", offers.join("  "))))
    }

    /// Draws it at the right end of a line whose first `used` columns are taken; returns where the cursor belongs.
    pub fn draw(&self, line: Rect, used: u16, theme: &Theme, buf: &mut Buffer) -> Option<Position> {
        let typed = self.line.value();
        if typed.is_empty() && !self.open {
            return None;
        }
        let room = line.width.saturating_sub(used + 1);
        let wide = u16::try_from(text::width(typed)).unwrap_or(u16::MAX).saturating_add(4);
        let wide = wide.max(LEAST).min(room);
        let place = paint::from_column(line, line.width.saturating_sub(wide + 1));
        paint::text(buf, place, "/ ", theme.accent(), theme);
        let inner = Rect { width: wide.saturating_sub(2), ..paint::from_column(place, 2) };
        let style = if self.open { theme.text() } else { theme.accent() };
        let wrong = self.error.as_ref().map(|error| error.at.clone()).unwrap_or_default();
        let cursor = self.line.cursor();
        // From where on the text is shown, so that the cursor is seen.
        let mut from = 0;
        while text::width(typed.get(from..cursor).unwrap_or_default()) >= usize::from(inner.width.max(1)) {
            match typed.get(from..).and_then(|rest| rest.chars().next()) {
                Some(c) => from += c.len_utf8(),
                None => break,
            }
        }
        let mut x = inner.x;
        let mut at = None;
        for (n, c) in typed.char_indices().filter(|(n, _)| *n >= from) {
            if n == cursor {
                at = Some(x);
            }
            let mut bytes = [0; 4];
            let sign = text::clean(c.encode_utf8(&mut bytes)).into_owned();
            let wide = u16::try_from(text::width(&sign)).unwrap_or(0);
            if x.saturating_add(wide) > inner.right() {
                break;
            }
            let style = match wrong.contains(&n) {
                true => theme.danger().add_modifier(Modifier::UNDERLINED),
                false => style,
            };
            paint::text(buf, Rect { x, width: wide, ..inner }, &sign, style, theme);
            x += wide;
        }
        let x = at.unwrap_or(x).min(line.right().saturating_sub(1));
        (self.open && !inner.is_empty()).then_some(Position { x, y: line.y })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(text: &str) -> FilterLine {
        let mut line = FilterLine::new(Scope::Users);
        line.open();
        text.chars().for_each(|c| {
            line.key(Chord::char(c));
        });
        line
    }

    #[test]
    fn what_cannot_be_read_leaves_the_last_filter_and_says_why() {
        let mut line = typed("role:admin");
        let good = line.filter().clone();
        line.key(Chord::char('x'));
        assert_eq!(line.filter(), &good);
        assert_eq!(line.note(), Some((Tone::Bad, "role is one of owner, administrator, standard.".into())));
        assert!(line.clear() && line.filter().is_empty() && line.note().is_none());
    }

    #[test]
    fn tab_goes_round_what_could_follow() {
        let mut line = typed("2f");
        for wanted in ["2fa:", "2fa:"] {
            line.complete();
            assert_eq!(line.line.value(), wanted);
        }
        let mut line = typed("x status:");
        for wanted in ["x status:active", "x status:inactive", "x status:active"] {
            line.complete();
            assert_eq!(line.line.value(), wanted);
        }
    }

    #[test]
    fn a_long_filter_shows_the_end_that_is_typed() {
        let line = typed(&"abc ".repeat(30));
        let theme = Theme::mono();
        let drawn = crate::tui::testkit::picture(40, 1, |area, buf| {
            line.draw(area, 10, &theme, buf);
        });
        assert!(drawn[0].contains("/ ") && drawn[0].trim_end().ends_with("abc"), "{drawn:?}");
        crate::tui::testkit::every_small_size(|area, buf, theme| {
            line.draw(Rect { height: area.height.min(1), ..area }, 4, theme, buf);
        });
    }
}
