//! The three streams of a verb, and what is known about them.

use std::io::{BufRead, Read, Write};

use super::exit::Failure;

/// Longest line read from standard input, in bytes: far more than any code or name.
const LINE: u64 = 4_096;

/// The streams a verb may use.
pub struct Io<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Messages, previews and questions.
    pub err: &'a mut dyn Write,
    /// Codes and answers.
    pub input: &'a mut dyn BufRead,
    /// Whether results go to a terminal: aligned tables instead of tab-separated columns.
    pub out_is_terminal: bool,
    /// Whether somebody can be asked: input and messages are a terminal.
    pub interactive: bool,
}

impl std::fmt::Debug for Io<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Io").field("interactive", &self.interactive).finish_non_exhaustive()
    }
}

impl Io<'_> {
    /// One line from standard input, without its end; asks for it first when somebody is there.
    pub fn line(&mut self, question: &str) -> Result<String, Failure> {
        if self.interactive {
            write!(self.err, "{question} ")?;
            self.err.flush()?;
        }
        let mut bytes = Vec::new();
        (&mut *self.input).take(LINE).read_until(b'\n', &mut bytes)?;
        Ok(String::from_utf8_lossy(&bytes).trim().to_owned())
    }

    /// Whether somebody typed yes.
    pub fn yes(&mut self, question: &str) -> Result<bool, Failure> {
        let answer = self.line(&format!("{question} [y/N]"))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }
}
