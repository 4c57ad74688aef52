//! Sentences broken into lines of a width.
//!
//! Breaks at white space; a word longer than a line is broken between graphemes. One algorithm for plain text and for
//! lines of several styles. Pure.

use ratatui::style::Style;
use ratatui::text::{Line, Span};

use super::{clean, graphemes};

/// The text in lines of at most `limit` columns; line feeds in it begin new lines, empty lines stay.
///
/// A character wider than the whole line cannot be shown and is left out. Nothing fits into no columns.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    let paragraphs = text.split('\n').map(|p| Line::from(p.trim_end_matches('\r')));
    paragraphs.flat_map(|paragraph| wrap_line(&paragraph, limit)).map(|line| line.to_string()).collect()
}

/// A line of several styles in lines of at most `limit` columns, each with the style and alignment of the whole.
pub fn wrap_line(line: &Line<'_>, limit: usize) -> Vec<Line<'static>> {
    if limit == 0 {
        return Vec::new();
    }
    let mut filling = Filling { limit, done: Vec::new(), spans: Vec::new(), taken: 0 };
    let mut word = Vec::new();
    let mut space = None;
    for span in &line.spans {
        for (grapheme, wide) in graphemes(&clean(&span.content)) {
            if grapheme.chars().all(char::is_whitespace) {
                filling.word(&mut word, space);
                space = Some(span.style);
            } else {
                word.push((grapheme.to_owned(), wide, span.style));
            }
        }
    }
    filling.word(&mut word, space);
    filling.end_line();
    let dress = |spans| Line { spans, style: line.style, alignment: line.alignment };
    filling.done.into_iter().map(dress).collect()
}

/// Lines being filled word by word.
struct Filling {
    limit: usize,
    done: Vec<Vec<Span<'static>>>,
    spans: Vec<Span<'static>>,
    taken: usize,
}

impl Filling {
    /// Puts the collected word on the line or on the next; `space` is the style of the space before it.
    fn word(&mut self, word: &mut Vec<(String, usize, Style)>, space: Option<Style>) {
        let wide: usize = word.iter().map(|(_, wide, _)| wide).sum();
        if word.is_empty() {
            return;
        }
        if self.taken > 0 && self.taken + 1 + wide <= self.limit {
            self.push(" ", 1, space.unwrap_or_default());
        } else if self.taken > 0 {
            self.end_line();
        }
        let limit = self.limit;
        for (grapheme, wide, style) in word.drain(..).filter(|(_, wide, _)| *wide <= limit) {
            if self.taken + wide > self.limit {
                self.end_line();
            }
            self.push(&grapheme, wide, style);
        }
    }

    fn push(&mut self, text: &str, wide: usize, style: Style) {
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.spans.push(Span::styled(text.to_owned(), style)),
        }
        self.taken += wide;
    }

    fn end_line(&mut self) {
        self.done.push(std::mem::take(&mut self.spans));
        self.taken = 0;
    }
}
