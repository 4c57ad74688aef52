//! Entering and leaving the screen of the local terminal: whatever happens, it is left as it was found, once.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{cursor, queue};

/// Whether the screens are up on the local terminal: shared between whoever enters and a panic hook that must restore.
#[derive(Debug, Clone, Default)]
pub struct Screen {
    up: Arc<AtomicBool>,
}

impl Screen {
    /// Whether the terminal is in raw mode on its alternate screen now.
    pub fn is_up(&self) -> bool {
        self.up.load(Ordering::SeqCst)
    }

    /// Restores the terminal, unless that was done already. Errors are ignored: this also runs while a panic unwinds,
    /// and when the terminal is gone.
    pub fn leave(&self) {
        if !self.up.swap(false, Ordering::SeqCst) {
            return;
        }
        let mut out = io::stdout();
        let _ = out.write_all(&leave_sequence());
        let _ = out.flush();
        let _ = disable_raw_mode();
    }

    /// Takes the terminal over, for a host elsewhere to draw on. The guard exists before anything else can fail.
    pub(super) fn hold(&self) -> io::Result<Guard> {
        enable_raw_mode()?;
        self.up.store(true, Ordering::SeqCst);
        Ok(Guard(self.clone()))
    }

    /// Enters. The guard exists before anything else can fail.
    pub(super) fn enter(&self) -> io::Result<Guard> {
        let guard = self.hold()?;
        let mut out = io::stdout().lock();
        out.write_all(&enter_sequence())?;
        out.flush()?;
        Ok(guard)
    }
}

/// Holds the terminal; dropping it restores.
#[derive(Debug)]
pub(super) struct Guard(Screen);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.leave();
    }
}

/// What the screen is entered with; sent again when everything is drawn anew.
pub(super) fn enter_sequence() -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, cursor::Hide);
    bytes
}

/// What the screen is left with: as it was found, whatever was drawn.
pub(super) fn leave_sequence() -> Vec<u8> {
    let mut bytes = Vec::new();
    let _ = queue!(bytes, DisableBracketedPaste, LeaveAlternateScreen, cursor::Show);
    bytes
}
