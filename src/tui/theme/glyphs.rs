//! The signs that pictures are made of, in two sets: with line drawing, and in plain ASCII.
//!
//! Data only. Every sign of the first set has its meaning in the second, so state never depends on a sign being drawn.

use ratatui::symbols::border;

/// The signs of one session; all one column wide, but for `arrow`, `ellipsis` and the boxes of choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glyphs {
    /// Frames of panels and dialogs.
    pub border: border::Set<'static>,
    /// A horizontal line.
    pub rule: &'static str,
    /// A vertical line between two panes.
    pub divider: &'static str,
    /// Stands at the left of the selected row and of the focused field.
    pub bar: &'static str,
    /// The sign of a marked row.
    pub mark: &'static str,
    /// Something is on, chosen, present.
    pub on: &'static str,
    /// Something is off, not chosen, absent.
    pub off: &'static str,
    /// The chosen one of several, three columns or one.
    pub radio_on: &'static str,
    /// One of several that is not chosen; as wide as `radio_on`.
    pub radio_off: &'static str,
    /// A ticked box.
    pub check_on: &'static str,
    /// An empty box; as wide as `check_on`.
    pub check_off: &'static str,
    /// Sorted upwards.
    pub ascending: &'static str,
    /// Sorted downwards.
    pub descending: &'static str,
    /// From before to after.
    pub arrow: &'static str,
    /// More opens here.
    pub more: &'static str,
    /// Done, well.
    pub ok: &'static str,
    /// Needs attention.
    pub warn: &'static str,
    /// Failed, refused.
    pub danger: &'static str,
    /// For your information; also separates parts of a line.
    pub dot: &'static str,
    /// Closes or clears something.
    pub close: &'static str,
    /// Stands for what was cut off.
    pub ellipsis: &'static str,
    /// Stands for a character that is not to be read.
    pub mask: &'static str,
    /// The filled part of a bar.
    pub full: &'static str,
    /// The empty part of a bar.
    pub empty: &'static str,
    /// The eight heights of a sparkline, lowest first.
    pub spark: [&'static str; 8],
    /// The steps of a spinner.
    pub spinner: &'static [&'static str],
    /// The track of a scrollbar.
    pub track: &'static str,
    /// The thumb of a scrollbar.
    pub thumb: &'static str,
    /// Whether every sign is ASCII.
    pub ascii: bool,
}

impl Glyphs {
    /// Signs for terminals with a UTF-8 locale.
    pub const fn unicode() -> Self {
        Self {
            border: border::ROUNDED,
            rule: "─",
            divider: "│",
            bar: "▌",
            mark: "✓",
            on: "●",
            off: "○",
            radio_on: "●",
            radio_off: "○",
            check_on: "[x]",
            check_off: "[ ]",
            ascending: "▲",
            descending: "▼",
            arrow: "→",
            more: "▾",
            ok: "✓",
            warn: "!",
            danger: "✗",
            dot: "·",
            close: "×",
            ellipsis: "…",
            mask: "•",
            full: "█",
            empty: "░",
            spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
            spinner: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
            track: "│",
            thumb: "┃",
            ascii: false,
        }
    }

    /// Signs for every terminal there is.
    pub const fn ascii() -> Self {
        Self {
            border: border::Set {
                top_left: "+",
                top_right: "+",
                bottom_left: "+",
                bottom_right: "+",
                vertical_left: "|",
                vertical_right: "|",
                horizontal_top: "-",
                horizontal_bottom: "-",
            },
            rule: "-",
            divider: "|",
            bar: ">",
            mark: "*",
            on: "x",
            off: "-",
            radio_on: "(x)",
            radio_off: "( )",
            check_on: "[x]",
            check_off: "[ ]",
            ascending: "^",
            descending: "v",
            arrow: "->",
            more: "v",
            ok: "+",
            warn: "!",
            danger: "x",
            dot: "-",
            close: "x",
            ellipsis: "..",
            mask: "*",
            full: "#",
            empty: ".",
            spark: ["_", ".", ":", "-", "=", "+", "*", "#"],
            spinner: &["|", "/", "-", "\\"],
            track: "|",
            thumb: "#",
            ascii: true,
        }
    }
}
