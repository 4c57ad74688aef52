//! The files that a line names, opened by the process that was given it.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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
/// In the store's own folder it would outlive an erasure, which removes what the store put there and nothing else.
pub fn may_write(verb: &Verb, store: &Path) -> Outcome<()> {
    let Named { written, .. } = Named::of(verb);
    let (named, store) = (verb.file_written().and_then(|file| place(file).ok()), store.canonicalize());
    if let (true, Some(named), Ok(store)) = (written.is_some(), named, store)
        && named.starts_with(&store)
    {
        let rule = format!(
            "{} lies in the store's folder {}, where an erasure would not find it.",
            named.display(),
            store.display()
        );
        let remedy = "Name a place outside of it; orgadm backup without a file keeps a backup in it.";
        return Err(Stop::new("file-in-store", Exit::Refused, rule, remedy));
    }
    let failed = |error| Stop::new("stream", Exit::Failed, format!("{error}."), Failure::MEND);
    written.map_or(Ok(()), |Written(file)| file.is_possible().map_err(failed))
}

/// Where a file is, or would be, without links on the way to it.
fn place(file: &Path) -> io::Result<PathBuf> {
    file.canonicalize().or_else(|_| {
        let file = std::path::absolute(file)?;
        let above = file.parent().unwrap_or(Path::new("/")).canonicalize()?;
        Ok(above.join(file.file_name().unwrap_or_default()))
    })
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
