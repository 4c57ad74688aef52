//! Tells the service manager how far a service is: the part of sd_notify(3) that is needed, a datagram of a line.

use std::io;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixDatagram};

use super::environment::{Lookup, set};

/// The service is ready; says so to whoever started it and asked for that (`NOTIFY_SOCKET`). Nothing where nobody asked.
pub fn ready(env: Lookup) -> io::Result<()> {
    notify(env, "READY=1")
}

/// The service is coming to its end.
pub fn stopping(env: Lookup) -> io::Result<()> {
    notify(env, "STOPPING=1")
}

fn notify(env: Lookup, state: &str) -> io::Result<()> {
    let Some(name) = set(env, "NOTIFY_SOCKET") else { return Ok(()) };
    let address = match name.strip_prefix('@') {
        Some(name) => SocketAddr::from_abstract_name(name)?,
        None => SocketAddr::from_pathname(&name)?,
    };
    UnixDatagram::unbound()?.send_to_addr(state.as_bytes(), &address).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whoever_asked_hears_of_it_and_nobody_else_is_needed() {
        let dir = tempfile::tempdir().expect("dir");
        let path = dir.path().join("notify");
        let manager = UnixDatagram::bind(&path).expect("bound");
        let env = |name: &str| (name == "NOTIFY_SOCKET").then(|| path.display().to_string());
        ready(&env).expect("sent");
        let mut heard = [0; 64];
        let n = manager.recv(&mut heard).expect("heard");
        assert_eq!(&heard[..n], b"READY=1");
        ready(&|_| None).expect("nobody asked");
    }
}
