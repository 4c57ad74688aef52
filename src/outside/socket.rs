//! The file of a socket: where it lies, who may connect, and what becomes of one that was left behind.

use std::fs::DirBuilder;
use std::io;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

use super::environment::{Lookup, is_damaged, set};

/// The variable that names a socket.
pub const SOCKET_VARIABLE: &str = "ORGADM_SOCKET";

/// Where services put their sockets.
const SERVICES: &str = "/run/orgadm";

/// Longest path of a socket on every Unix.
const LONGEST: usize = 100;

/// Where the process that opened this store lets others in: below `XDG_RUNTIME_DIR`, else in the store's own directory.
pub fn beside(env: Lookup, store: &Path, id: &str) -> PathBuf {
    let runtime = set(env, "XDG_RUNTIME_DIR").filter(|dir| !is_damaged(dir)).map(PathBuf::from);
    match runtime.filter(|dir| dir.is_absolute() && dir.is_dir()) {
        Some(dir) => dir.join("orgadm").join(format!("{id}.sock")),
        None => store.join("socket"),
    }
}

/// Where a service of this name lets others in.
pub fn of_service(name: &str) -> PathBuf {
    Path::new(SERVICES).join(format!("{name}.sock"))
}

/// Who may connect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// This OS user only: directory 0700, socket 0600.
    Own,
    /// This OS user and a group: directory 0750, socket 0660. `None` is the group of the process.
    Group(Option<u32>),
}

/// The number of an OS group.
pub fn group(name: &str) -> Option<u32> {
    uzers::get_group_by_name(name).map(|group| group.gid())
}

/// Listens at this path. A socket that was left behind is removed, after nobody answered there.
///
/// # Errors
///
/// `AddrInUse` if somebody listens there; a path too long for a socket, a directory open to others, and whatever the
/// system says.
pub fn listen(path: &Path, access: Access) -> io::Result<UnixListener> {
    if path.as_os_str().len() > LONGEST {
        return Err(io::Error::new(
            io::ErrorKind::InvalidInput,
            format!("the path of a socket has at most {LONGEST} bytes"),
        ));
    }
    let (directory_mode, mode) = match access {
        Access::Own => (0o700, 0o600),
        Access::Group(_) => (0o750, 0o660),
    };
    let Some(directory) = path.parent() else { return Err(io::ErrorKind::InvalidInput.into()) };
    if !directory.is_dir() {
        DirBuilder::new().recursive(true).mode(directory_mode).create(directory)?;
        // The mask of the process would take the group's rights away.
        std::fs::set_permissions(directory, std::fs::Permissions::from_mode(directory_mode))?;
        owned_by(directory, access)?;
    }
    safe(directory)?;
    left_behind(path)?;
    // The mask lets nobody else in until the rights are set below.
    let listener = UnixListener::bind(path)?;
    owned_by(path, access)?;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode))?;
    Ok(listener)
}

fn owned_by(path: &Path, access: Access) -> io::Result<()> {
    match access {
        Access::Group(Some(gid)) => std::os::unix::fs::chown(path, None, Some(gid)),
        Access::Group(None) | Access::Own => Ok(()),
    }
}

/// Nobody but this OS user and root may be able to put another socket in the place of ours.
fn safe(directory: &Path) -> io::Result<()> {
    let about = std::fs::metadata(directory)?;
    let own = rustix::process::geteuid().as_raw();
    let strange = about.uid() != own && about.uid() != 0;
    if strange || about.mode() & 0o002 != 0 || (about.mode() & 0o020 != 0 && about.mode() & 0o1000 == 0) {
        let what =
            format!("others may write into {}; a socket there could be anybody's", directory.display());
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, what));
    }
    Ok(())
}

/// Removes a socket nobody listens at. Anything else stays, and so does one that answers.
fn left_behind(path: &Path) -> io::Result<()> {
    match std::fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
        Ok(found) if !found.file_type().is_socket() => {
            return Err(io::Error::new(io::ErrorKind::AlreadyExists, "something else lies there"));
        }
        Ok(_) => {}
    }
    match UnixStream::connect(path) {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => std::fs::remove_file(path),
        Err(error) => Err(error),
        Ok(_) => Err(io::ErrorKind::AddrInUse.into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        std::fs::metadata(path).expect("there").mode() & 0o7777
    }

    #[test]
    fn only_who_shall_connect_can() {
        let dir = tempfile::tempdir().expect("dir");
        let own = dir.path().join("own/store.sock");
        let _listener = listen(&own, Access::Own).expect("listens");
        assert_eq!((mode(&own), mode(own.parent().expect("parent"))), (0o600, 0o700));
        let service = dir.path().join("service/a.sock");
        let gid = Some(rustix::process::getgid().as_raw());
        let _listener = listen(&service, Access::Group(gid)).expect("listens");
        assert_eq!((mode(&service), mode(service.parent().expect("parent"))), (0o660, 0o750));
    }

    #[test]
    fn a_socket_is_removed_only_when_nobody_answers_there() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("a.sock");
        let first = listen(&path, Access::Own).expect("listens");
        assert_eq!(listen(&path, Access::Own).expect_err("taken").kind(), io::ErrorKind::AddrInUse);
        drop(first);
        assert!(path.exists(), "it was left behind");
        drop(listen(&path, Access::Own).expect("the stale one is removed"));
        let file = dir.path().join("letter");
        std::fs::write(&file, "dear").expect("written");
        assert_eq!(listen(&file, Access::Own).expect_err("a file").kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&file).expect("still there"), b"dear");
    }

    #[test]
    fn no_socket_lies_where_others_may_write_or_beyond_what_fits() {
        let dir = tempfile::tempdir().expect("dir");
        let open = dir.path().join("open");
        std::fs::create_dir(&open).expect("made");
        std::fs::set_permissions(&open, std::fs::Permissions::from_mode(0o777)).expect("set");
        let error = listen(&open.join("a.sock"), Access::Own).expect_err("open to all");
        assert_eq!(error.kind(), io::ErrorKind::PermissionDenied);
        let long = dir.path().join("x".repeat(LONGEST));
        assert_eq!(listen(&long, Access::Own).expect_err("long").kind(), io::ErrorKind::InvalidInput);
    }

    #[test]
    fn it_lies_below_the_runtime_directory_or_in_the_store() {
        let dir = tempfile::tempdir().expect("dir");
        let runtime = dir.path().display().to_string();
        let of = |value: Option<&str>| {
            let env = |name: &str| value.filter(|_| name == "XDG_RUNTIME_DIR").map(str::to_owned);
            beside(&env, Path::new("/srv/store"), "ab12")
        };
        assert_eq!(of(Some(&runtime)), dir.path().join("orgadm/ab12.sock"));
        for none in [None, Some(""), Some("relative"), Some("/no/such/directory")] {
            assert_eq!(of(none), Path::new("/srv/store/socket"));
        }
        assert_eq!(of_service("acme"), Path::new("/run/orgadm/acme.sock"));
    }
}
