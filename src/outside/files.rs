//! Reading and replacing the small files of the user: bounded, and never half written.
//!
//! Knows nothing of what stands in them. The store is not read here; it has its own room.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::Path;

/// The text of a file, `None` if there is no such file.
///
/// Anything but a regular file is refused (reading a pipe would wait for ever), and so is one of more than `most` bytes
/// or one that is not UTF-8; the error's text is a clause such as "it has more than 65536 bytes".
pub(super) fn read(path: &Path, most: u64) -> Result<Option<String>, io::Error> {
    let about = match std::fs::metadata(path) {
        Ok(about) => about,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !about.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::other(format!("it has more than {most} bytes")));
    }
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Some(text)),
        Err(_) => Err(io::Error::other("it is not UTF-8 text")),
    }
}

/// Whether people beyond the owner and the group of a file may read or change it; `false` if there is none.
pub(super) fn is_open_to_all(path: &Path) -> bool {
    std::fs::metadata(path).is_ok_and(|about| about.permissions().mode() & 0o007 != 0)
}

/// Puts a file in place in one step, readable by this OS user only (0600; new directories 0700).
///
/// Whatever happens on the way, the path holds either the old content or the new one, never a part.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), io::Error> {
    let directory = path.parent().ok_or_else(|| io::Error::other("it has no directory"))?;
    DirBuilder::new().recursive(true).mode(0o700).create(directory)?;
    let mut tail = [0; 8];
    getrandom::fill(&mut tail).map_err(|error| io::Error::other(error.to_string()))?;
    let fresh = directory.join(format!(".{}.new", data_encoding::HEXLOWER.encode(&tail)));
    let written = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&fresh)
        .and_then(|mut file| {
            file.write_all(text.as_bytes())?;
            file.sync_all()
        })
        .and_then(|()| std::fs::rename(&fresh, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&fresh);
    }
    written?;
    // The new name lasts through a power cut only once the directory itself is on disk.
    File::open(directory)?.sync_all()
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn a_missing_file_is_none_and_a_present_one_its_text() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("a");
        assert_eq!(read(&path, 10).expect("read"), None);
        std::fs::write(&path, "1234567890").expect("write");
        assert_eq!(read(&path, 10).expect("read"), Some("1234567890".into()));
    }

    #[test]
    fn too_long_not_text_and_not_a_file_are_errors() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("a");
        std::fs::write(&path, "12345678901").expect("write");
        assert_eq!(read(&path, 10).expect_err("long").to_string(), "it has more than 10 bytes");
        std::fs::write(&path, b"\xff").expect("write");
        assert_eq!(read(&path, 10).expect_err("bytes").to_string(), "it is not UTF-8 text");
        assert_eq!(read(dir.path(), 10).expect_err("dir").to_string(), "it is not a regular file");
        let link = dir.path().join("null");
        symlink("/dev/zero", &link).expect("link");
        assert_eq!(read(&link, 10).expect_err("device").to_string(), "it is not a regular file");
    }

    #[test]
    fn replacing_makes_directories_and_leaves_one_private_file() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("state/orgadm/file");
        for text in ["one", "two"] {
            replace(&path, text).expect("replace");
            assert_eq!(read(&path, 10).expect("read").as_deref(), Some(text));
        }
        let mode = |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        assert_eq!(mode(&path), 0o600);
        assert_eq!(mode(path.parent().expect("parent")), 0o700);
        assert_eq!(std::fs::read_dir(path.parent().expect("parent")).expect("list").count(), 1);
    }

    #[test]
    fn a_failed_replacement_leaves_nothing_behind() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("taken");
        std::fs::create_dir(&path).expect("in the way");
        assert!(replace(&path, "text").is_err());
        assert_eq!(std::fs::read_dir(dir.path()).expect("list").count(), 1);
    }
}
