//! From what the system or the engine said to one of the errors that can be explained in a sentence.

use std::any::Any;
use std::io;
use std::path::Path;

use super::worker::Failure;
use crate::controller::port::StoreError;

/// Most characters kept of what a panic said.
const MOST_TEXT: usize = 200;

/// What an input/output error means for the store at this path.
pub(super) fn io_error(path: &Path, error: &io::Error) -> StoreError {
    let path = path.to_path_buf();
    match error.kind() {
        io::ErrorKind::PermissionDenied => StoreError::Permission { path },
        io::ErrorKind::ReadOnlyFilesystem => StoreError::ReadOnly { path },
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => StoreError::Full { path },
        io::ErrorKind::NotADirectory => {
            StoreError::NotAStore { path, what: "a file stands where a directory should be".into() }
        }
        _ => StoreError::Io { path, what: error.to_string().trim_end_matches('.').to_owned() },
    }
}

/// What an error of the engine means for the store at this path.
pub(super) fn engine_error(path: &Path, error: &sled::Error) -> StoreError {
    match error {
        // The engine gives its own lock no kind; only the text tells (`storage.md` §5.3).
        sled::Error::Io(error) if error.to_string().contains("could not acquire lock") => {
            StoreError::Locked { path: path.to_path_buf(), holder: None }
        }
        sled::Error::Io(error)
            if matches!(error.kind(), io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData) =>
        {
            damaged(path, "its data file ends too early")
        }
        sled::Error::Io(error) => io_error(path, error),
        sled::Error::Corruption { .. } => damaged(path, "the engine met bytes that fail their checksum"),
        other => damaged(path, &format!("the engine answered “{}”", shortened(&other.to_string()))),
    }
}

/// What a panic inside the engine means: on damaged files it panics where it should return an error.
pub(super) fn panicked(path: &Path, payload: &(dyn Any + Send)) -> StoreError {
    let text = payload
        .downcast_ref::<&str>()
        .map(|text| (*text).to_owned())
        .or_else(|| payload.downcast_ref::<String>().cloned())
        .unwrap_or_default();
    damaged(path, &format!("the engine gave up with “{}”", shortened(&text)))
}

/// What it means that work with the engine came to no result.
pub(super) fn failed(path: &Path, failure: &Failure) -> StoreError {
    match failure {
        Failure::Panicked(payload) => panicked(path, &**payload),
        Failure::TimedOut => damaged(path, "the engine did not come to an end with it"),
        Failure::NotStarted(error) => io_error(path, error),
    }
}

/// A store that is not what it should be.
pub(super) fn damaged(path: &Path, what: &str) -> StoreError {
    StoreError::Damaged { path: path.to_path_buf(), what: what.to_owned() }
}

fn shortened(text: &str) -> String {
    text.lines().next().unwrap_or_default().chars().take(MOST_TEXT).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_error_has_its_own_answer() {
        let path = Path::new("/there");
        for (kind, code) in [
            (io::ErrorKind::PermissionDenied, "store-permission"),
            (io::ErrorKind::ReadOnlyFilesystem, "store-read-only"),
            (io::ErrorKind::StorageFull, "store-full"),
            (io::ErrorKind::QuotaExceeded, "store-full"),
            (io::ErrorKind::NotADirectory, "store-not-a-store"),
            (io::ErrorKind::TimedOut, "store-io"),
        ] {
            assert_eq!(io_error(path, &kind.into()).code(), code);
            assert_eq!(engine_error(path, &sled::Error::Io(kind.into())).code(), code);
        }
        for (error, code) in [
            (sled::Error::Corruption { at: None, bt: () }, "store-damaged"),
            (sled::Error::Io(io::ErrorKind::UnexpectedEof.into()), "store-damaged"),
            (sled::Error::Unsupported("cannot change compression values".into()), "store-damaged"),
            (sled::Error::ReportableBug("IO thread unexpectedly panicked".into()), "store-damaged"),
            (
                sled::Error::Io(io::Error::other("could not acquire lock on \"db\": WouldBlock")),
                "store-locked",
            ),
        ] {
            assert_eq!(engine_error(path, &error).code(), code, "{error}");
        }
    }

    #[test]
    fn a_panic_is_quoted_by_its_first_line() {
        for payload in [
            Box::new("cannot read\nbacktrace") as Box<dyn Any + Send>,
            Box::new(String::from("cannot read\nbacktrace")),
        ] {
            let StoreError::Damaged { what, .. } = panicked(Path::new("/there"), payload.as_ref()) else {
                panic!("another error")
            };
            assert_eq!(what, "the engine gave up with “cannot read”");
        }
    }
}
