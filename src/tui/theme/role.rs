//! The roles of the theme: what a piece of text means, declared once.
//!
//! From one list come the enum, and the key in theme files. A new role is one line here and one
//! line in each file of `assets/themes/`.

use ratatui::style::{Modifier, Style};

macro_rules! roles {
    ($($(#[$doc:meta])+ $role:ident = $method:ident, without colours: $modifier:expr;)+) => {
        /// What a piece of text or a line means.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Role {
            $($(#[$doc])+ $role,)+
        }

        impl Role {
            /// Every role, in the order of the theme files.
            pub const ALL: [Self; Self::COUNT] = [$(Self::$role),+];

            /// How many roles there are.
            pub const COUNT: usize = [$(stringify!($role)),+].len();

            /// The key in theme files.
            pub const fn key(self) -> &'static str {
                match self { $(Self::$role => stringify!($method)),+ }
            }

            /// The look without any colour: weight, underline, reverse.
            pub(super) fn colourless(self) -> Style {
                Style::new().add_modifier(match self { $(Self::$role => $modifier),+ })
            }
        }
    };
}

roles! {
    /// Ordinary text; also the ground that everything is drawn on.
    Text = text, without colours: Modifier::empty();
    /// Text of less weight: hints, units, times.
    Muted = muted, without colours: Modifier::DIM;
    /// The title of a page, panel or dialog.
    Title = title, without colours: Modifier::BOLD;
    /// The one accent colour: the active tab, keys, links.
    Accent = accent, without colours: Modifier::BOLD;
    /// The selected row; its foreground counts for text that has no colour of its own.
    Selection = selection, without colours: Modifier::REVERSED;
    /// Something is well.
    Ok = ok, without colours: Modifier::empty();
    /// Something needs attention.
    Warn = warn, without colours: Modifier::BOLD;
    /// Something failed, or cannot be undone.
    Danger = danger, without colours: Modifier::BOLD.union(Modifier::UNDERLINED);
    /// Lines that separate.
    Border = border, without colours: Modifier::DIM;
    /// The label or frame that has the keyboard.
    Focus = focus, without colours: Modifier::BOLD.union(Modifier::UNDERLINED);
    /// What cannot be used now, and everything behind a dialog.
    Disabled = disabled, without colours: Modifier::DIM;
    /// Titles of columns.
    Header = header, without colours: Modifier::BOLD;
    /// The sign of a marked row.
    Mark = mark, without colours: Modifier::BOLD;
}
