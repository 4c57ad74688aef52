//! Entering and leaving the screen of the local terminal: whatever happens, it is left as it was found.

use std::io::{self, Write};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};

/// Holds the terminal in raw mode on its alternate screen; dropping it restores both.
#[derive(Debug)]
pub struct Guard(());

impl Guard {
    /// Enters. The guard exists before anything else can fail.
    pub fn enter() -> io::Result<Self> {
        enable_raw_mode()?;
        let guard = Self(());
        let mut out = io::stdout().lock();
        out.write_all(&enter_sequence())?;
        out.flush()?;
        Ok(guard)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        leave();
    }
}

/// Restores the terminal. Errors are ignored: this also runs while a panic unwinds, and when the terminal is gone.
pub fn leave() {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    let mut out = io::stdout();
    let _ = out.write_all(&bytes);
    let _ = out.flush();
    let _ = disable_raw_mode();
}

/// What the screen is entered with; sent again when everything is drawn anew.
pub(super) fn enter_sequence() -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, cursor::Hide);
    bytes
}
