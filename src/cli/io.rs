//! The streams of a verb, and what is known about them: the three of every program, and the files that its line names.
//!
//! A verb opens no path: whoever was given the line opens it there, and what stands in it travels as a stream.

use std::io::{self, BufRead, Read, Write};

use super::exit::Failure;

/// Longest line read from standard input, in bytes: far more than any code or name.
const LINE: u64 = 4_096;

/// A file that is there wholly or not at all: until it is kept, its name holds what it held before.
pub trait Keep: Write {
    /// Puts what was written in place, durably.
    fn keep(&mut self) -> io::Result<()>;
}

/// The streams a verb may use.
pub struct Io<'a> {
    /// Results.
    pub out: &'a mut dyn Write,
    /// Messages, previews and questions.
    pub err: &'a mut dyn Write,
    /// Codes and answers.
    pub input: &'a mut dyn BufRead,
    /// The file that [`Verb::file_read`](super::Verb::file_read) names; `None` reads standard input.
    pub file: Option<&'a mut dyn Read>,
    /// The file that [`Verb::file_written`](super::Verb::file_written) names; `None` writes standard output.
    pub into: Option<&'a mut dyn Keep>,
    /// Whether whoever gave the line wants it ended: asked between two parts of what is done in parts.
    pub stopped: &'a dyn Fn() -> bool,
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

    /// What the line gives to be read.
    pub fn reader(&mut self) -> &mut dyn Read {
        match &mut self.file {
            Some(file) => *file,
            None => &mut self.input,
        }
    }

    /// Where the line wants it written.
    pub fn writer(&mut self) -> &mut dyn Write {
        match &mut self.into {
            Some(file) => *file,
            None => &mut self.out,
        }
    }

    /// All is written: what stands in the file named is in place from here on.
    pub fn keep(&mut self) -> Result<(), Failure> {
        match &mut self.into {
            Some(file) => file.keep()?,
            None => self.out.flush()?,
        }
        Ok(())
    }

    /// Whether somebody typed yes.
    pub fn yes(&mut self, question: &str) -> Result<bool, Failure> {
        let answer = self.line(&format!("{question} [y/N]"))?;
        Ok(matches!(answer.to_lowercase().as_str(), "y" | "yes"))
    }
}
