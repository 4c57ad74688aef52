//! Roles instead of colours: code asks for "muted" or "danger", the theme says what that looks like.
//!
//! A theme belongs to one session: its colours are mapped to what that terminal can show, and it carries the signs that
//! the terminal can draw. Nothing here reads a file or the environment; texts of themes are handed in.

mod built_in;
mod depth;
mod glyphs;
mod load;
mod role;

pub use depth::Depth;
pub use glyphs::Glyphs;
pub use load::ThemeError;
pub use role::Role;

use ratatui::style::Style;

use built_in::BUILT_IN;

/// How every role looks in one session, and which signs it draws with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    styles: [Style; Role::COUNT],
    depth: Depth,
    glyphs: Glyphs,
}

impl Theme {
    /// The names [`Theme::named`] knows.
    pub const NAMES: [&str; 4] = [BUILT_IN[0].0, BUILT_IN[1].0, BUILT_IN[2].0, BUILT_IN[3].0];

    /// The theme without colours, which needs no file: the one that always works.
    pub fn mono() -> Self {
        Self { styles: Role::ALL.map(Role::colourless), depth: Depth::Mono, glyphs: Glyphs::unicode() }
    }

    /// A theme that comes with the program, in true colour and with line-drawing signs.
    ///
    /// # Errors
    /// [`ThemeError::NoSuchTheme`] with the nearest name.
    pub fn named(name: &str) -> Result<Self, ThemeError> {
        match BUILT_IN.iter().find(|(known, _)| *known == name) {
            Some((_, text)) => Self::load(text),
            None => Err(ThemeError::no_such_theme(name)),
        }
    }

    /// Reads a theme from TOML: one line a role, see `assets/themes/dark.toml`; `base = "dark"` fills what is left out.
    ///
    /// # Errors
    /// The line, the key and the nearest known key, see [`ThemeError`].
    pub fn load(text: &str) -> Result<Self, ThemeError> {
        let styles = load::styles(text)?;
        Ok(Self { styles, depth: Depth::True, glyphs: Glyphs::unicode() })
    }

    /// The same theme with the nearest colours the terminal can show; for [`Depth::Mono`] this is [`Theme::mono`].
    #[must_use]
    pub fn at_depth(mut self, depth: Depth) -> Self {
        let ground = self.text().bg.is_some();
        self.styles = match depth {
            Depth::Mono => Role::ALL.map(Role::colourless),
            colours => self.styles.map(|style| depth::mapped(style, colours, ground)),
        };
        self.depth = depth;
        self
    }

    /// The same theme with other signs, for terminals that draw only ASCII.
    #[must_use]
    pub fn with_glyphs(mut self, glyphs: Glyphs) -> Self {
        self.glyphs = glyphs;
        self
    }

    /// How many colours the theme uses.
    pub fn depth(&self) -> Depth {
        self.depth
    }

    /// The signs to draw with.
    pub fn glyphs(&self) -> &Glyphs {
        &self.glyphs
    }

    /// The look of a role; it says only what differs from the cell below, so styles can be laid over each other.
    pub fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }

    /// Ordinary text; also the ground that everything is drawn on.
    pub fn text(&self) -> Style {
        self.style(Role::Text)
    }

    /// Text of less weight: hints, units, times.
    pub fn muted(&self) -> Style {
        self.style(Role::Muted)
    }

    /// The title of a page, panel or dialog.
    pub fn title(&self) -> Style {
        self.style(Role::Title)
    }

    /// The one accent colour: the active tab, keys, links.
    pub fn accent(&self) -> Style {
        self.style(Role::Accent)
    }

    /// The selected row; its foreground counts for text that has no colour of its own.
    pub fn selection(&self) -> Style {
        self.style(Role::Selection)
    }

    /// Something is well.
    pub fn ok(&self) -> Style {
        self.style(Role::Ok)
    }

    /// Something needs attention.
    pub fn warn(&self) -> Style {
        self.style(Role::Warn)
    }

    /// Something failed, or cannot be undone.
    pub fn danger(&self) -> Style {
        self.style(Role::Danger)
    }

    /// Lines that separate.
    pub fn border(&self) -> Style {
        self.style(Role::Border)
    }

    /// The label or frame that has the keyboard.
    pub fn focus(&self) -> Style {
        self.style(Role::Focus)
    }

    /// What cannot be used now, and everything behind a dialog.
    pub fn disabled(&self) -> Style {
        self.style(Role::Disabled)
    }

    /// Titles of columns.
    pub fn header(&self) -> Style {
        self.style(Role::Header)
    }

    /// The sign of a marked row.
    pub fn mark(&self) -> Style {
        self.style(Role::Mark)
    }
}

#[cfg(test)]
mod tests;
