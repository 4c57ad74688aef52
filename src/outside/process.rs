//! This process and its terminal: the file mode mask, what its three streams are, how large the screen is.
//!
//! Asks and sets what belongs to the whole process, so only `main` calls it, once, before any thread is started.

use std::io::IsTerminal;
use std::os::fd::AsFd;

use rustix::fs::Mode;

/// Which of the three streams are terminals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    /// Whether standard input is one.
    pub stdin: bool,
    /// Whether standard output is one.
    pub stdout: bool,
    /// Whether standard error is one.
    pub stderr: bool,
}

impl Streams {
    /// Asks the system.
    pub fn of_process() -> Self {
        Self {
            stdin: std::io::stdin().is_terminal(),
            stdout: std::io::stdout().is_terminal(),
            stderr: std::io::stderr().is_terminal(),
        }
    }

    /// Whether screens can be shown: they are drawn on standard output and read keys from standard input.
    pub const fn interactive(self) -> bool {
        self.stdin && self.stdout
    }
}

/// The size of a terminal in character cells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Cells in a row.
    pub columns: u16,
    /// Rows.
    pub rows: u16,
}

/// Lets every file and directory created from now on be this OS user's alone (umask 077), as product rules want of
/// whatever belongs to a store.
pub fn restrict_new_files() {
    let _former = rustix::process::umask(Mode::from_raw_mode(0o077));
}

/// The size of the terminal behind standard output, else standard error, else standard input.
///
/// `None` if none of them is a terminal that knows its size.
pub fn terminal_size() -> Option<Size> {
    size_of(std::io::stdout()).or_else(|| size_of(std::io::stderr())).or_else(|| size_of(std::io::stdin()))
}

/// The size of this terminal; `None` if it is not one, or does not know its size (a serial line reports 0 by 0).
pub fn size_of(terminal: impl AsFd) -> Option<Size> {
    let size = rustix::termios::tcgetwinsize(terminal).ok()?;
    (size.ws_col > 0 && size.ws_row > 0).then_some(Size { columns: size.ws_col, rows: size.ws_row })
}

#[cfg(test)]
mod tests {
    use std::fs::File;

    use portable_pty::{PtySize, native_pty_system};

    use super::*;

    #[test]
    fn the_size_of_a_terminal_follows_it_and_an_unknown_one_is_none() {
        let pty =
            native_pty_system().openpty(PtySize { rows: 30, cols: 100, ..PtySize::default() }).expect("pty");
        let terminal = File::open(pty.master.tty_name().expect("name")).expect("terminal");
        assert_eq!(size_of(&terminal), Some(Size { columns: 100, rows: 30 }));
        pty.master.resize(PtySize { rows: 0, cols: 0, ..PtySize::default() }).expect("resize");
        assert_eq!(size_of(&terminal), None);
    }

    #[test]
    fn a_file_has_no_terminal_size() {
        assert_eq!(size_of(tempfile::tempfile().expect("file")), None);
    }

    #[test]
    fn screens_need_a_terminal_on_both_sides() {
        let streams = |stdin, stdout| Streams { stdin, stdout, stderr: false };
        assert!(streams(true, true).interactive());
        assert!(!streams(false, true).interactive());
        assert!(!streams(true, false).interactive());
    }
}
