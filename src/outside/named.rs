//! The files that a command line names: read as a stream, written so that the name holds all of the new content or the old.
//!
//! Nothing is opened before it is needed, so that a line that is refused touches nothing. A link is followed, a file that was
//! there keeps its rights, and what is no file (a device, a pipe) is written as it is. Every error names its file.

use std::fs::{File, Metadata, OpenOptions};
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
        let named = |error: io::Error| named(&self.path, &error, "there is no such file");
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
    open: Option<Open>,
}

/// Where what is written goes meanwhile.
#[derive(Debug)]
enum Open {
    /// A new file, and the place it is for.
    Beside { fresh: PathBuf, place: PathBuf, file: BufWriter<File> },
    /// What is no file, and is never replaced by one.
    Through(BufWriter<File>),
}

impl Open {
    fn at(path: &Path) -> io::Result<Self> {
        let found = match std::fs::metadata(path) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        if found.as_ref().is_some_and(Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            return Ok(Self::Through(BufWriter::new(OpenOptions::new().write(true).open(path)?)));
        }
        // Behind a link stands what is written, not the link.
        let place = if found.is_some() { path.canonicalize()? } else { path.to_path_buf() };
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let fresh = beside(&place).join(format!(".{name}.{}.new", std::process::id()));
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh)?;
        if let Some(found) = found {
            file.set_permissions(found.permissions())?;
        }
        Ok(Self::Beside { fresh, place, file: BufWriter::new(file) })
    }

    fn file(&mut self) -> &mut BufWriter<File> {
        match self {
            Self::Beside { file, .. } | Self::Through(file) => file,
        }
    }

    fn keep(&mut self) -> io::Result<()> {
        self.file().flush()?;
        let Self::Beside { fresh, place, file } = self else { return Ok(()) };
        file.get_ref().sync_all()?;
        std::fs::rename(fresh, &place)?;
        // The name lasts through a power cut only once the directory itself is on disk.
        File::open(beside(place))?.sync_all()
    }
}

impl Drop for Open {
    fn drop(&mut self) {
        if let Self::Beside { fresh, .. } = self {
            // Once it is in place it has this name no more.
            let _ = std::fs::remove_file(fresh);
        }
    }
}

impl NamedOutput {
    /// For this path.
    pub const fn new(path: PathBuf) -> Self {
        Self { path, open: None }
    }

    /// Whether something could be written there, asked before there is anything to write. Leaves nothing behind, and does
    /// not touch what is no file.
    pub fn is_possible(&self) -> io::Result<()> {
        match std::fs::metadata(&self.path) {
            Ok(found) if !found.is_file() && !found.is_dir() => Ok(()),
            _ => Open::at(&self.path).map(drop).map_err(|error| self.named(&error)),
        }
    }

    /// Puts what was written in place, durably. Nothing written makes an empty file.
    pub fn keep(&mut self) -> io::Result<()> {
        let kept = self.open().and_then(Open::keep);
        self.open = None;
        kept.map_err(|error| self.named(&error))
    }

    fn open(&mut self) -> io::Result<&mut Open> {
        match &mut self.open {
            Some(open) => Ok(open),
            none => Ok(none.insert(Open::at(&self.path)?)),
        }
    }

    fn named(&self, error: &io::Error) -> io::Error {
        named(&self.path, error, &format!("there is no directory {}", beside(&self.path).display()))
    }
}

impl Write for NamedOutput {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.open().and_then(|open| open.file().write(bytes));
        written.map_err(|error| self.named(&error))
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.open {
            Some(open) => open.file().flush().map_err(|error| self.named(&error)),
            None => Ok(()),
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

fn named(path: &Path, error: &io::Error, missing: &str) -> io::Error {
    let said = error.to_string();
    let what = match error.kind() {
        io::ErrorKind::NotFound => missing,
        io::ErrorKind::PermissionDenied => "permission is denied",
        io::ErrorKind::IsADirectory => "it is a directory",
        // The number says nothing that the words do not.
        _ => said.split(" (os error").next().unwrap_or_default(),
    };
    io::Error::new(error.kind(), format!("{}: {what}", path.display()))
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

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
        let (path, above) = (path.display(), dir.path().join("missing"));
        assert_eq!(read.to_string(), format!("{path}: there is no such file"));
        assert_eq!(written.to_string(), format!("{path}: there is no directory {}", above.display()));
        let asked = NamedOutput::new(dir.path().join("missing/file")).is_possible().expect_err("missing");
        assert_eq!(asked.to_string(), written.to_string());
        NamedOutput::new(dir.path().join("file")).is_possible().expect("it is");
        let onto = NamedOutput::new(dir.path().to_path_buf()).write(b"x").expect_err("a directory");
        assert!(onto.to_string().ends_with(": it is a directory"), "{onto}");
        assert_eq!(listed(dir.path()), 0);
    }

    #[test]
    fn a_link_is_followed_and_a_file_keeps_its_rights() {
        let dir = tempfile::tempdir().expect("dir");
        let (path, link) = (dir.path().join("file"), dir.path().join("link"));
        std::fs::write(&path, "old").expect("write");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).expect("rights");
        std::os::unix::fs::symlink(&path, &link).expect("link");
        let mut output = NamedOutput::new(link.clone());
        output.write_all(b"new").expect("written");
        output.keep().expect("kept");
        assert!(link.is_symlink());
        assert_eq!(std::fs::read(&path).expect("there"), b"new");
        assert_eq!(std::fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o640);
        assert_eq!(listed(dir.path()), 2);
    }

    #[test]
    fn what_is_no_file_is_never_replaced() {
        let dir = tempfile::tempdir().expect("dir");
        let link = dir.path().join("null");
        std::os::unix::fs::symlink("/dev/null", &link).expect("link");
        let mut output = NamedOutput::new(link.clone());
        output.write_all(b"x").expect("written");
        output.keep().expect("kept");
        assert_eq!(listed(dir.path()), 1);
        assert!(!std::fs::metadata(&link).expect("there").is_file());
    }
}
