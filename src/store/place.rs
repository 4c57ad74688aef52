//! What lies at a path: nothing, a store, the beginning of one, or something else. Looks only.

use std::fs;
use std::io;
use std::path::Path;

use super::diagnose::{damaged, io_error};
use super::files::{BACKUPS, KEY, LOCK, MANIFEST, MANIFEST_NEW};
use super::manifest::{Manifest, is_data, is_journal};
use crate::controller::port::StoreError;

/// What lies at a path that may become or be a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Nothing.
    Missing,
    /// A directory with nothing in it but perhaps our lock and a manifest that was not finished.
    Empty,
    /// A creation that did not come to its end; nobody has been told that there is a store.
    Begun,
    /// A store.
    Store(Box<Manifest>),
}

/// Looks at a path.
pub(super) fn look(path: &Path) -> Result<Place, StoreError> {
    let wrong = |error: io::Error| io_error(path, &error);
    match fs::metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Place::Missing),
        Err(error) => return Err(wrong(error)),
        Ok(found) if !found.is_dir() => return Err(not_a_store(path, "it is a file")),
        Ok(_) => {}
    }
    match fs::read_to_string(path.join(MANIFEST)) {
        Ok(text) => match Manifest::parse(&text) {
            Ok(manifest) if manifest.complete => Ok(Place::Store(Box::new(manifest))),
            Ok(_) => Ok(Place::Begun),
            Err(why) => Err(damaged(path, &format!("its manifest cannot be read ({why})"))),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => without_manifest(path),
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Err(damaged(path, "its manifest is not text"))
        }
        Err(error) => Err(wrong(error)),
    }
}

fn without_manifest(path: &Path) -> Result<Place, StoreError> {
    let mut others = Vec::new();
    for entry in fs::read_dir(path).map_err(|error| io_error(path, &error))? {
        let name = entry.map_err(|error| io_error(path, &error))?.file_name();
        if name != LOCK && name != MANIFEST_NEW {
            others.push(name.to_string_lossy().into_owned());
        }
    }
    others.sort_unstable();
    // Any two of what only a store has: one of them may be gone too.
    let has = |is: &dyn Fn(&str) -> bool| usize::from(others.iter().any(|name| is(name)));
    if has(&is_data) + has(&is_journal) + has(&|name| name == KEY) + has(&|name| name == BACKUPS) >= 2 {
        return Err(damaged(path, "its manifest is missing"));
    }
    match others.first() {
        None => Ok(Place::Empty),
        Some(first) => Err(not_a_store(path, &format!("the directory holds other things, such as {first}"))),
    }
}

fn not_a_store(path: &Path, what: &str) -> StoreError {
    StoreError::NotAStore { path: path.to_path_buf(), what: what.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::files::DATA;

    fn code(result: Result<Place, StoreError>) -> &'static str {
        result.expect_err("an error").code()
    }

    #[test]
    fn each_place_is_known() {
        let dir = tempfile::tempdir().expect("dir");
        let at = |name: &str| dir.path().join(name);
        assert_eq!(look(&at("none")), Ok(Place::Missing));
        assert_eq!(look(&at("none/below")), Ok(Place::Missing));
        fs::write(at("file"), "text").expect("written");
        assert_eq!(code(look(&at("file"))), "store-not-a-store");
        assert_eq!(code(look(&at("file/below"))), "store-not-a-store");

        fs::create_dir(at("dir")).expect("created");
        assert_eq!(look(&at("dir")), Ok(Place::Empty));
        fs::write(at("dir/LOCK"), "").expect("written");
        assert_eq!(look(&at("dir")), Ok(Place::Empty));
        fs::write(at("dir/letter.txt"), "").expect("written");
        let StoreError::NotAStore { what, .. } = look(&at("dir")).expect_err("foreign") else {
            panic!("another")
        };
        assert!(what.contains("letter.txt"), "{what}");
    }

    #[test]
    fn a_store_without_its_manifest_is_damaged_not_foreign() {
        let dir = tempfile::tempdir().expect("dir");
        fs::create_dir(dir.path().join(DATA)).expect("created");
        fs::write(dir.path().join(KEY), [0; 32]).expect("written");
        assert_eq!(code(look(dir.path())), "store-damaged");
        for nonsense in [&b"\xFF\xFE"[..], b"schema = 1"] {
            fs::write(dir.path().join(MANIFEST), nonsense).expect("written");
            assert_eq!(code(look(dir.path())), "store-damaged");
        }
    }
}
