//! Where a store keeps whole files beside its rows: archives of its audit. One is written under a name that does not
//! count, and named once it is durable and was read back.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use super::diagnose::io_error;
use super::files::{create_directory, remove_file, sync_directory};
use crate::controller::port::StoreError;

/// What is read and written at a time.
const BUFFER: usize = 256 * 1024;

/// Writes what a file is to hold.
pub(super) type Fill<'a> = &'a mut dyn FnMut(&mut dyn Write) -> Result<(), StoreError>;

/// Files by their names.
pub(super) trait Shelf: Send + Sync {
    /// Where a file lies, for messages.
    fn place(&self, name: &str) -> PathBuf;

    /// A file to be read; `None` if there is none.
    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + '_>>>;

    /// Writes a file, durably; one of that name goes.
    fn put(&self, name: &str, fill: Fill<'_>) -> Result<(), StoreError>;

    /// Gives a file another name, durably; one of that name goes.
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;

    /// All names.
    fn names(&self) -> io::Result<Vec<String>>;

    /// Removes a file, if there is one.
    fn remove(&self, name: &str) -> io::Result<()>;
}

/// Files in a directory, which is made when the first is written.
#[derive(Debug)]
pub(super) struct Folder(PathBuf);

impl Folder {
    /// In this directory.
    pub(super) const fn new(directory: PathBuf) -> Self {
        Self(directory)
    }
}

impl Shelf for Folder {
    fn place(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        match File::open(self.place(name)) {
            Ok(file) => Ok(Some(Box::new(BufReader::with_capacity(BUFFER, file)))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn put(&self, name: &str, fill: Fill<'_>) -> Result<(), StoreError> {
        let path = self.place(name);
        let wrong = |error: io::Error| io_error(&path, &error);
        create_directory(&self.0).map_err(wrong)?;
        remove_file(&path).map_err(wrong)?;
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(wrong)?;
        let mut out = BufWriter::with_capacity(BUFFER, file);
        let written = fill(&mut out).and_then(|()| {
            let file = out.into_inner().map_err(io::IntoInnerError::into_error);
            file.and_then(|file| file.sync_all()).and_then(|()| sync_directory(&self.0)).map_err(wrong)
        });
        written.inspect_err(|_| {
            // Under a name that does not count it harms nobody.
            let _left_over = remove_file(&path);
        })
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.place(from), self.place(to))?;
        sync_directory(&self.0)
    }

    fn names(&self) -> io::Result<Vec<String>> {
        match fs::read_dir(&self.0) {
            Ok(entries) => {
                entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        remove_file(&self.place(name))?;
        match sync_directory(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            other => other,
        }
    }
}

/// Where the files of the store at this path lie.
pub(super) fn of(store: &Path) -> Folder {
    Folder::new(store.join(super::files::ARCHIVE))
}
