//! The files that a line names, opened by the process that was given it.

use std::io::{self, Read, Write};
use std::path::Path;

use orgadm::cli::{Exit, Failure, Keep, Verb};
use orgadm::outside::{NamedInput, NamedOutput};

use crate::stop::{Outcome, Stop};

/// The files of one line.
#[derive(Debug)]
pub struct Named {
    read: Option<NamedInput>,
    written: Option<Written>,
}

#[derive(Debug)]
struct Written(NamedOutput);

/// Where something will be written has to take it: what a verb says into a file must not be lost after the verb is done.
pub fn may_write(verb: &Verb) -> Outcome<()> {
    let Named { written, .. } = Named::of(verb);
    let failed = |error| Stop::new("stream", Exit::Failed, format!("{error}."), Failure::MEND);
    written.map_or(Ok(()), |Written(file)| file.is_possible().map_err(failed))
}

impl Named {
    /// Those this verb names; `-` is a stream and none of them.
    pub fn of(verb: &Verb) -> Self {
        let named = |path: Option<&Path>| path.filter(|path| path.as_os_str() != "-").map(Path::to_path_buf);
        Self {
            read: named(verb.file_read()).map(NamedInput::new),
            written: named(verb.file_written()).map(|path| Written(NamedOutput::new(path))),
        }
    }

    /// Both, for whoever runs the verb.
    pub fn both(&mut self) -> (Option<&mut dyn Read>, Option<&mut dyn Keep>) {
        let read = self.read.as_mut().map(|file| -> &mut dyn Read { file });
        (read, self.written.as_mut().map(|file| -> &mut dyn Keep { file }))
    }
}

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Keep for Written {
    fn keep(&mut self) -> io::Result<()> {
        self.0.keep()
    }
}
