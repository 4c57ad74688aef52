//! From what is known of a terminal and its user's wishes to the theme of a session: here or elsewhere, the same.

use crate::tui::theme::{Depth, Glyphs, Theme};

use super::wire::{Look, Themed, bounded};

/// The theme of a session; else one sentence about what is wrong with it.
pub fn theme(look: &Look) -> Result<Theme, String> {
    let mono = matches!(&look.theme, Themed::Named(name) if name == "mono");
    let theme = match &look.theme {
        Themed::Named(_) if mono => Theme::mono(),
        Themed::Named(name) => Theme::named(name).map_err(|error| error.to_string())?,
        Themed::Text { called, text } => {
            Theme::load(text).map_err(|error| format!("{}: {error}", bounded(called)))?
        }
    };
    let depth = if mono { Depth::Mono } else { look.depth.into() };
    let glyphs = if look.unicode { Glyphs::unicode() } else { Glyphs::ascii() };
    Ok(theme.at_depth(depth).with_glyphs(glyphs))
}
