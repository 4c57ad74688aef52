//! Theme and keys of the user, as text that can travel.

use std::io::{self};
use std::path::Path;

use orgadm::cli::Arguments;
use orgadm::outside::{self, Configuration, ThemeChoice};
use orgadm::session::capabilities;
use orgadm::session::wire::{Keys, Look, Themed};
use orgadm::tui::keymap::{Keymap, OwnKeys};

use crate::ground::Ground;
use crate::stop::{Outcome, usage};

/// The look of the screens on this terminal.
pub fn look(arguments: &Arguments, ground: &Ground) -> Outcome<Look> {
    let home = ground.paths.home.as_deref();
    let choice = match &arguments.flags.theme {
        Some(text) => ThemeChoice::parse(text, home)
            .or_else(|| std::path::absolute(text).ok().filter(|path| path.is_file()).map(ThemeChoice::File))
            .ok_or_else(|| {
                usage(format!(
                    "There is no theme “{text}”; dark, light, high-contrast and mono are built in."
                ))
            })?,
        None => ground.configuration.theme.clone(),
    };
    let theme = match &choice {
        ThemeChoice::File(path) => Themed::Text { called: path.display().to_string(), text: read(path)? },
        named => {
            let name = ThemeChoice::NAMED
                .iter()
                .find(|(_, choice)| choice == named)
                .map_or("dark", |(name, _)| name);
            Themed::Named(name.to_owned())
        }
    };
    let can = capabilities(&outside::of_process);
    Ok(Look { theme, depth: can.depth.into(), unicode: can.unicode && !ground.configuration.ascii })
}

/// Most bytes of a theme file: it travels in one frame.
pub const MOST_THEME: u64 = 64 * 1024;

pub fn read(path: &Path) -> Outcome<String> {
    let wrong = |error: io::Error| usage(format!("{}: {error}.", path.display()));
    if std::fs::metadata(path).map_err(wrong)?.len() > MOST_THEME {
        return Err(usage(format!("{}: a theme file has at most 64 KiB.", path.display())));
    }
    std::fs::read_to_string(path).map_err(wrong)
}

/// The user's own keys.
pub fn keys(configuration: &Configuration) -> Vec<Keys> {
    let own = configuration.keys.iter().map(|binding| Keys {
        action: binding.action.clone(),
        chords: binding.chords.iter().map(|chord| chord.text.clone()).collect(),
        place: format!("{}, line {}", binding.file.display(), binding.line),
    });
    own.collect()
}

pub fn keymap(keys: &[Keys]) -> Outcome<Keymap> {
    let own: Vec<OwnKeys> = keys.iter().cloned().map(Into::into).collect();
    Keymap::with(&own).map_err(|error| usage(format!("{error}.")))
}
