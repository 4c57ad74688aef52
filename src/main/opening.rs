//! The store, opened in this process, and the socket that lets others in.

use std::io::{self};
use std::path::Path;
use std::sync::Arc;

use orgadm::controller::port::{Maintenance, Services, StoreError};
use orgadm::controller::{CodeKey, Controller};
use orgadm::outside::socket::{self};
use orgadm::outside::{self, OsUser, RandomIds, SystemClock};
use orgadm::session::{Host, Hosting, Limits};
use orgadm::store::{self, SledStore};

/// An open store and what is needed to let others in.
pub struct Open {
    pub store: Arc<SledStore>,
    pub controller: Arc<Controller>,
    pub id: String,
    pub warnings: Vec<String>,
}

pub fn open(path: &Path, services: Services) -> Result<Open, StoreError> {
    let store = Arc::new(store::open(path, &SystemClock, &RandomIds)?);
    let warnings = store.warnings().iter().map(ToString::to_string).collect();
    let codes = CodeKey::new(*store.code_key());
    let port: Arc<dyn Maintenance> = Arc::clone(&store) as Arc<dyn Maintenance>;
    let info = port.info()?;
    // The people of a demo are nobody: nothing is sent to them.
    let services = if info.demo { Services { courier: None, ..services } } else { services };
    let id = info.id;
    let controller = Controller::open(port, Arc::new(SystemClock), Arc::new(RandomIds), codes)?;
    let controller = Arc::new(controller.reaching(services));
    Ok(Open { store, controller, id, warnings })
}

/// Lets others in at this socket.
pub fn listen(open: &Open, socket: &Path, access: socket::Access, limits: Limits) -> io::Result<Host> {
    let listener = socket::listen(socket, access)?;
    let hosting = Hosting {
        controller: Arc::clone(&open.controller),
        id: open.id.clone(),
        place: open.store.path().display().to_string(),
        owner: OsUser::current().uid,
        name: |uid| OsUser::of(uid).name,
        limits,
        faulty: outside::of_process("ORGADM_PANIC_AT_TERMINAL").filter(|_| cfg!(debug_assertions)),
    };
    let host = Host::listen(listener, socket, hosting)?;
    open.store.name_socket(socket)?;
    Ok(host)
}
