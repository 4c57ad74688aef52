//! One process holds a store. Our own lock file stands before the engine's, so that the answer can say who has it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use super::diagnose::io_error;
use super::files::{DB, LOCK};
use crate::controller::port::StoreError;
use crate::model::{Timestamp, shown};

/// How long to wait for a lock: a store that was just closed is released a little later.
pub(super) const PATIENCE: Duration = Duration::from_secs(2);

/// How often to try.
const INTERVAL: Duration = Duration::from_millis(10);

/// Most bytes read of who holds a lock.
const MOST_HOLDER: u64 = 1_000;

/// What the line begins with that names the holder's socket.
const SOCKET: &str = "socket ";

/// Holds the store until it is dropped. The file stays: removing it would let two processes lock two files.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
}

impl Lock {
    /// Takes the lock of the store in this directory, within [`PATIENCE`]; writes down who holds it since when.
    pub(super) fn take(store: &Path, now: Timestamp) -> Result<Self, StoreError> {
        let path = store.join(LOCK);
        let options =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).clone();
        let mut file = options.open(&path).map_err(|error| io_error(store, &error))?;
        if !wait(&file).map_err(|error| io_error(store, &error))? {
            return Err(StoreError::Locked { path: store.to_path_buf(), holder: holder(&mut file) });
        }
        // For the next one's message only; a full disk is told by whoever needs space.
        let _unwritten = name_holder(&mut file, now);
        Ok(Self { file })
    }

    /// Writes down where others reach the holder, so that they go through it instead of waiting.
    pub(super) fn name_socket(&self, socket: &Path) -> io::Result<()> {
        let mut file = &self.file;
        file.seek(SeekFrom::End(0))?;
        file.write_all(format!("\n{SOCKET}{}\n", socket.display()).as_bytes())
    }
}

/// Where the process that holds this store, or held it last, lets others in.
pub(super) fn socket_of(store: &Path) -> Option<PathBuf> {
    let mut text = String::new();
    File::open(store.join(LOCK)).ok()?.take(MOST_HOLDER).read_to_string(&mut text).ok()?;
    let path = text.lines().skip(1).find_map(|line| line.strip_prefix(SOCKET)).map(PathBuf::from)?;
    path.is_absolute().then_some(path)
}

/// Who holds this store, or held it last, if that can be read.
pub(super) fn holder_of(store: &Path) -> Option<String> {
    holder(&mut File::open(store.join(LOCK)).ok()?)
}

/// Waits until the engine of a store that was just closed has let go of its data file. Its last thread may end later
/// than its last handle (`storage.md` §5.3: 10 of 20 immediate reopens fail).
pub(super) fn wait_for_engine(store: &Path, data: &Path) -> Result<(), StoreError> {
    let file = File::open(data.join(DB)).map_err(|error| io_error(store, &error))?;
    match wait(&file) {
        Ok(true) => Ok(()),
        Ok(false) => Err(StoreError::Locked { path: store.to_path_buf(), holder: None }),
        Err(error) => Err(io_error(store, &error)),
    }
}

/// Whether the lock could be had within [`PATIENCE`].
fn wait(file: &File) -> io::Result<bool> {
    let end = Instant::now() + PATIENCE;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(true),
            Err(TryLockError::Error(error)) => return Err(error),
            Err(TryLockError::WouldBlock) if Instant::now() >= end => return Ok(false),
            Err(TryLockError::WouldBlock) => thread::sleep(INTERVAL),
        }
    }
}

fn name_holder(file: &mut File, now: Timestamp) -> io::Result<()> {
    let user = uzers::get_current_username().map(|name| name.to_string_lossy().into_owned());
    let user = user.unwrap_or_else(|| format!("user {}", uzers::get_current_uid()));
    file.seek(SeekFrom::Start(0))?;
    file.set_len(0)?;
    write!(file, "process {} of {user} since {now}", std::process::id())
}

fn holder(file: &mut File) -> Option<String> {
    let mut text = String::new();
    file.seek(SeekFrom::Start(0)).ok()?;
    file.take(MOST_HOLDER).read_to_string(&mut text).ok()?;
    Some(shown(text.lines().next().unwrap_or_default().trim())).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_taker_learns_who_holds_it_and_gets_it_when_it_is_free() {
        let dir = tempfile::tempdir().expect("dir");
        let held = Lock::take(dir.path(), Timestamp(0)).expect("free");
        let Err(StoreError::Locked { holder: Some(holder), .. }) = Lock::take(dir.path(), Timestamp(0))
        else {
            panic!("it was taken twice")
        };
        assert!(holder.starts_with(&format!("process {} of ", std::process::id())), "{holder}");
        assert!(holder.ends_with("since 1970-01-01T00:00:00Z"), "{holder}");
        drop(held);
        assert!(Lock::take(dir.path(), Timestamp(0)).is_ok());
    }

    #[test]
    fn the_socket_of_the_holder_is_found_and_no_part_of_who_it_is() {
        let dir = tempfile::tempdir().expect("dir");
        assert_eq!(socket_of(dir.path()), None);
        let held = Lock::take(dir.path(), Timestamp(0)).expect("free");
        assert_eq!(socket_of(dir.path()), None);
        held.name_socket(Path::new("/run/orgadm/a b.sock")).expect("written");
        assert_eq!(socket_of(dir.path()), Some(PathBuf::from("/run/orgadm/a b.sock")));
        let Err(StoreError::Locked { holder: Some(holder), .. }) = Lock::take(dir.path(), Timestamp(0))
        else {
            panic!("it was taken twice")
        };
        assert!(!holder.contains("sock"), "{holder}");
        drop(held);
        drop(Lock::take(dir.path(), Timestamp(0)).expect("free"));
        assert_eq!(socket_of(dir.path()), None, "the next holder has not said where");
        std::fs::write(dir.path().join(LOCK), "process 1\nsocket relative.sock\n").expect("written");
        assert_eq!(socket_of(dir.path()), None);
    }

    #[test]
    fn a_lock_released_while_waiting_is_taken() {
        let dir = tempfile::tempdir().expect("dir");
        let held = Lock::take(dir.path(), Timestamp(0)).expect("free");
        let waiting = thread::spawn({
            let path = dir.path().to_path_buf();
            move || Lock::take(&path, Timestamp(0)).is_ok()
        });
        drop(held);
        assert!(waiting.join().expect("ended"));
    }
}
