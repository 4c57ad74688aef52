//! Several ways side by side, row by row; where it is too narrow, their names and what the chosen one means.
//!
//! ```text
//!               ● Deactivate          ○ Remove              ○ Delete
//!  Sign-in      no longer             still, elsewhere      none: the user is gone
//! ```

use ratatui::layout::Alignment;
use ratatui::text::{Line, Span};

use super::field::Side;
use crate::tui::text;
use crate::tui::theme::Theme;

/// The fewest columns one way takes beside the others.
const LEAST: usize = 18;
/// Columns between two ways.
const GAP: usize = 2;

/// A piece of a line: what it says and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// The name of a row, as wide as its column.
    Row(String),
    /// The name of a way, and whether it is the chosen one.
    Title(String, bool),
    /// What a way means for a row, and whether it is the chosen one.
    Fact(String, bool),
}

/// The comparison as lines of this width.
pub(super) fn lines(rows: &[&'static str], sides: &[Side], at: usize, width: u16) -> Vec<Vec<Part>> {
    let wide = usize::from(width);
    let names = rows.iter().map(|row| text::width(row)).max().unwrap_or(0) + GAP;
    let each = wide.saturating_sub(names + GAP * sides.len().saturating_sub(1)) / sides.len().max(1);
    if each >= LEAST { beside(rows, sides, at, names, each) } else { below(rows, sides, at, wide) }
}

fn padded(what: &str, wide: usize) -> String {
    text::fit(what, wide, Alignment::Left, "")
}

fn beside(rows: &[&'static str], sides: &[Side], at: usize, names: usize, each: usize) -> Vec<Vec<Part>> {
    // Behind the last way there is nothing to keep it from.
    let wide = |n: usize| if n + 1 == sides.len() { each } else { each + GAP };
    let mut out = Vec::new();
    let mut heading = vec![Part::Row(" ".repeat(names))];
    // The sign of a choice is drawn before the title and takes two columns, in ASCII four.
    heading
        .extend(sides.iter().enumerate().map(|(n, side)| Part::Title(padded(&side.title, wide(n)), n == at)));
    out.push(heading);
    for (row, name) in rows.iter().enumerate() {
        let facts: Vec<Vec<String>> = sides
            .iter()
            .map(|side| text::wrap(side.facts.get(row).map_or("", String::as_str), each))
            .collect();
        let high = facts.iter().map(Vec::len).max().unwrap_or(0);
        for line in 0..high {
            let mut parts = vec![Part::Row(padded(if line == 0 { name } else { "" }, names))];
            parts.extend(facts.iter().enumerate().map(|(n, fact)| {
                Part::Fact(padded(fact.get(line).map_or("", String::as_str), wide(n)), n == at)
            }));
            out.push(parts);
        }
    }
    out
}

fn below(rows: &[&'static str], sides: &[Side], at: usize, wide: usize) -> Vec<Vec<Part>> {
    let mut out: Vec<Vec<Part>> =
        sides.iter().enumerate().map(|(n, side)| vec![Part::Title(side.title.clone(), n == at)]).collect();
    let names = (rows.iter().map(|row| text::width(row)).max().unwrap_or(0) + GAP).min(wide / 2);
    let Some(chosen) = sides.get(at) else { return out };
    for (name, fact) in rows.iter().zip(&chosen.facts) {
        for (n, line) in text::wrap(fact, wide.saturating_sub(names).max(8)).into_iter().enumerate() {
            out.push(vec![Part::Row(padded(if n == 0 { name } else { "" }, names)), Part::Fact(line, true)]);
        }
    }
    out
}

/// A line in the looks of its parts.
pub(super) fn styled(parts: &[Part], focused: bool, theme: &Theme) -> Line<'static> {
    let glyphs = theme.glyphs();
    let mut spans = Vec::new();
    for part in parts {
        match part {
            Part::Row(name) => spans.push(Span::styled(name.clone(), theme.muted())),
            Part::Title(title, chosen) => {
                let sign = if *chosen { glyphs.radio_on } else { glyphs.radio_off };
                let style = match (chosen, focused) {
                    (true, true) => theme.focus(),
                    (true, false) => theme.title(),
                    (false, _) => theme.text(),
                };
                let lead = format!("{sign} ");
                // What the sign takes is taken from the air behind the title, so that columns stay below each other.
                let room = text::width(title).saturating_sub(text::width(&lead));
                let name = title.trim_end();
                let air = " ".repeat(room.saturating_sub(text::width(name)));
                spans.push(Span::styled(lead, if *chosen { theme.accent() } else { theme.muted() }));
                spans.push(Span::styled(name.to_owned(), style));
                spans.push(Span::raw(air));
            }
            Part::Fact(fact, chosen) => {
                let style = if *chosen { theme.text() } else { theme.disabled() };
                spans.push(Span::styled(fact.clone(), style));
            }
        }
    }
    Line::from(spans)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sides() -> Vec<Side> {
        let side = |title: &str, facts: [&str; 2]| Side {
            title: title.into(),
            facts: facts.map(str::to_owned).to_vec(),
        };
        vec![
            side("Keep", ["stays as it is", "none"]),
            side("Drop", ["goes away for good and all", "all of it"]),
        ]
    }

    fn drawn(width: u16, theme: &Theme) -> Vec<String> {
        let parts = lines(&["What", "Loss"], &sides(), 1, width);
        parts
            .iter()
            .map(|line| {
                let line = styled(line, true, theme);
                line.spans.iter().map(|span| span.content.as_ref()).collect::<String>().trim_end().to_owned()
            })
            .collect()
    }

    #[test]
    fn where_there_is_room_they_stand_beside_each_other() {
        for (theme, heading) in [
            (Theme::mono(), "      ○ Keep                ● Drop"),
            (
                Theme::mono().with_glyphs(crate::tui::theme::Glyphs::ascii()),
                "      ( ) Keep              (x) Drop",
            ),
        ] {
            assert_eq!(
                drawn(48, &theme),
                [
                    heading,
                    "What  stays as it is        goes away for good",
                    "                            and all",
                    "Loss  none                  all of it",
                ]
            );
        }
    }

    #[test]
    fn where_there_is_none_the_chosen_one_says_what_it_means() {
        assert_eq!(
            drawn(30, &Theme::mono()),
            ["○ Keep", "● Drop", "What  goes away for good and", "      all", "Loss  all of it"]
        );
        for width in 0..60 {
            lines(&["What", "Loss"], &sides(), 0, width);
        }
    }
}
