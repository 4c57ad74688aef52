//! The files that a command line names: read as a stream, written so that the name holds all of the new content or the old.
//!
//! Nothing is opened before it is needed, so that a line that is refused touches nothing. Every error names its file.

use std::fs::{File, OpenOptions};
use std::io::{self, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// A file to be read, opened with the first read.
#[derive(Debug)]
pub struct NamedInput {
    path: PathBuf,
    file: Option<File>,
}

impl NamedInput {
    /// For this path.
    pub const fn new(path: PathBuf) -> Self {
        Self { path, file: None }
    }
}

impl Read for NamedInput {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let named = |error: io::Error| named(&self.path, &error);
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::open(&self.path).map_err(named)?),
        };
        file.read(buffer).map_err(named)
    }
}

/// A file to be written. Until it is kept it stands beside its place under a name of its own, which goes when this goes.
#[derive(Debug)]
pub struct NamedOutput {
    path: PathBuf,
    fresh: Option<(PathBuf, BufWriter<File>)>,
}

impl NamedOutput {
    /// For this path.
    pub const fn new(path: PathBuf) -> Self {
        Self { path, fresh: None }
    }

    /// Puts what was written in place, durably. Nothing written makes an empty file.
    pub fn keep(&mut self) -> io::Result<()> {
        self.open()?;
        let Some((fresh, file)) = self.fresh.take() else { return Ok(()) };
        let placed = file
            .into_inner()
            .map_err(io::IntoInnerError::into_error)
            .and_then(|file| file.sync_all())
            .and_then(|()| std::fs::rename(&fresh, &self.path));
        if placed.is_err() {
            let _ = std::fs::remove_file(&fresh);
        }
        // The name lasts through a power cut only once the directory itself is on disk.
        placed
            .and_then(|()| File::open(beside(&self.path))?.sync_all())
            .map_err(|error| named(&self.path, &error))
    }

    fn open(&mut self) -> io::Result<&mut BufWriter<File>> {
        match &mut self.fresh {
            Some((_, file)) => Ok(file),
            none => {
                let name = self.path.file_name().unwrap_or_default().to_string_lossy();
                let fresh = beside(&self.path).join(format!(".{name}.{}.new", std::process::id()));
                let file = OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .mode(0o600)
                    .open(&fresh)
                    .map_err(|error| named(&self.path, &error))?;
                Ok(&mut none.insert((fresh, BufWriter::new(file))).1)
            }
        }
    }
}

impl Write for NamedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.open()?.write(bytes);
        written.map_err(|error| named(&self.path, &error))
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.fresh {
            Some((_, file)) => file.flush().map_err(|error| named(&self.path, &error)),
            None => Ok(()),
        }
    }
}

impl Drop for NamedOutput {
    fn drop(&mut self) {
        if let Some((fresh, _)) = &self.fresh {
            let _ = std::fs::remove_file(fresh);
        }
    }
}

/// The directory a file lies in.
fn beside(path: &Path) -> &Path {
    match path.parent() {
        Some(directory) if directory != Path::new("") => directory,
        _ => Path::new("."),
    }
}

fn named(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listed(directory: &Path) -> usize {
        std::fs::read_dir(directory).expect("list").count()
    }

    #[test]
    fn a_name_holds_the_older_content_until_the_new_is_kept() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("file");
        std::fs::write(&path, "old").expect("write");
        let mut output = NamedOutput::new(path.clone());
        output.write_all(b"new").expect("written");
        assert_eq!(std::fs::read(&path).expect("there"), b"old");
        output.keep().expect("kept");
        assert_eq!(std::fs::read(&path).expect("there"), b"new");
        assert_eq!(listed(dir.path()), 1);
    }

    #[test]
    fn what_is_not_kept_leaves_nothing_behind() {
        let dir = tempfile::tempdir().expect("dir");
        let mut output = NamedOutput::new(dir.path().join("file"));
        output.write_all(b"half").expect("written");
        drop(output);
        assert_eq!(listed(dir.path()), 0);
    }

    #[test]
    fn an_error_names_the_file() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("missing/file");
        let read = NamedInput::new(path.clone()).read(&mut [0; 8]).expect_err("missing");
        let written = NamedOutput::new(path.clone()).write(b"x").expect_err("missing");
        for error in [read, written] {
            assert!(error.to_string().starts_with(&path.display().to_string()), "{error}");
        }
    }
}
