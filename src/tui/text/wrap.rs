//! Sentences broken into lines of a width.
//!
//! Breaks at white space; a word longer than a line is broken between graphemes. Pure.

use super::{clean, graphemes, width};

/// The text in lines of at most `limit` columns; line feeds in it begin new lines, empty lines stay.
///
/// A character wider than the whole line cannot be shown and is left out. Nothing fits into no columns.
pub fn wrap(text: &str, limit: usize) -> Vec<String> {
    if limit == 0 {
        return Vec::new();
    }
    text.split('\n').flat_map(|paragraph| lines(paragraph, limit)).collect()
}

fn lines(paragraph: &str, limit: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut taken) = (String::new(), 0);
    for word in clean(paragraph.trim_end_matches('\r')).split_whitespace() {
        let wide = width(word);
        let gap = usize::from(!line.is_empty());
        if taken + gap + wide <= limit {
            line.push_str(if gap == 1 { " " } else { "" });
            line.push_str(word);
            taken += gap + wide;
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            taken = 0;
        }
        for (grapheme, wide) in graphemes(word).filter(|(_, wide)| *wide <= limit) {
            if taken + wide > limit {
                lines.push(std::mem::take(&mut line));
                taken = 0;
            }
            line.push_str(grapheme);
            taken += wide;
        }
    }
    lines.push(line);
    lines
}
