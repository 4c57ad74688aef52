//! A file that the line gives to be read: what it is called, and whether it can be read at all.

use std::io::{BufRead, BufReader, ErrorKind, Read};
use std::path::Path;

use crate::model::shown;

use super::io::Io;
use super::table::Fault;

/// What it is called in sentences.
pub(super) fn name(path: &Path) -> String {
    match path.as_os_str() == "-" {
        true => "standard input".to_owned(),
        false => shown(&path.display().to_string()),
    }
}

/// The file, of which the first piece could be read: what is missing is told before anything is made of it.
pub(super) fn opened<'a>(path: &Path, io: &'a mut Io<'_>) -> Result<BufReader<&'a mut dyn Read>, Fault> {
    let mut reader = BufReader::new(io.reader());
    match reader.fill_buf() {
        Err(error) if error.kind() != ErrorKind::Interrupted => Err(Fault::read(&name(path), 1, &error)),
        _ => Ok(reader),
    }
}

/// Everything in it, and no more than so many bytes.
pub(super) fn content(path: &Path, most: u64, io: &mut Io<'_>) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    let read = io.reader().take(most).read_to_end(&mut bytes);
    match read {
        Ok(_) => Ok(bytes),
        Err(error) => {
            let lines = bytes.iter().filter(|byte| **byte == b'\n').count() as u64;
            Err(Fault::read(&name(path), lines.saturating_add(1), &error))
        }
    }
}
