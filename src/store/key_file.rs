//! The key that one-time codes are derived with: 32 random bytes in a file of their own, which no export holds.

use std::fs;
use std::io;
use std::path::Path;

use super::diagnose::{damaged, io_error};
use super::files::{KEY, create_file};
use crate::controller::port::StoreError;

/// Writes the key of a new store; fails if there is one.
pub(super) fn create(store: &Path, key: &[u8; 32]) -> Result<(), StoreError> {
    create_file(&store.join(KEY), key).map_err(|error| io_error(store, &error))
}

/// Reads the key of a store. A missing one is damage: another key would silently void every code that was sent.
pub(super) fn read(store: &Path) -> Result<[u8; 32], StoreError> {
    let bytes = fs::read(store.join(KEY)).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => damaged(store, &format!("its key file {KEY} is missing")),
        _ => io_error(store, &error),
    })?;
    let found = bytes.len();
    bytes
        .try_into()
        .map_err(|_| damaged(store, &format!("its key file {KEY} has {found} bytes instead of 32")))
}
