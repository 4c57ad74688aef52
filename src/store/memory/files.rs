//! Files by their names, in memory.

use std::collections::BTreeMap;
use std::io::{self, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::controller::port::StoreError;
use crate::store::engine::lock;
use crate::store::shelf::{Fill, Shelf};

/// The files.
#[derive(Debug, Default)]
pub(super) struct Files(Mutex<BTreeMap<String, Vec<u8>>>);

impl Shelf for Files {
    fn place(&self, name: &str) -> PathBuf {
        Path::new("memory").join(name)
    }

    fn read(&self, name: &str) -> io::Result<Option<Box<dyn Read + '_>>> {
        let content = lock(&self.0).get(name).cloned();
        Ok(content.map(|content| -> Box<dyn Read + '_> { Box::new(Cursor::new(content)) }))
    }

    fn put(&self, name: &str, fill: Fill<'_>) -> Result<(), StoreError> {
        let mut content = Vec::new();
        fill(&mut content)?;
        lock(&self.0).insert(name.to_owned(), content);
        Ok(())
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        let mut files = lock(&self.0);
        let content = files.remove(from).ok_or(io::ErrorKind::NotFound)?;
        files.insert(to.to_owned(), content);
        Ok(())
    }

    fn names(&self) -> io::Result<Vec<String>> {
        Ok(lock(&self.0).keys().cloned().collect())
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        lock(&self.0).remove(name);
        Ok(())
    }
}
