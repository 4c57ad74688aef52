//! Name servers: a real one with a zone, one that fails, one that never answers.

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::sync::mpsc::channel;
use std::time::Duration;

use hickory_server::Server;
use hickory_server::net::runtime::TokioRuntimeProvider;
use hickory_server::proto::rr::rdata::{A, CNAME, SOA, TXT};
use hickory_server::proto::rr::{LowerName, Name, RData, Record};
use hickory_server::store::in_memory::InMemoryZoneHandler;
use hickory_server::zone_handler::{AxfrPolicy, Catalog, ZoneType};

/// What stands in the zone `example.`; every other zone is refused.
pub enum Row<'a> {
    Text(&'a str, Vec<&'a [u8]>),
    Alias(&'a str, &'a str),
    Address(&'a str, [u8; 4]),
}

pub fn name(text: &str) -> Name {
    let mut name = Name::from_ascii(text).expect(text);
    name.set_fqdn(true);
    name
}

/// A name server on UDP and TCP of one port, as long as the test runs.
pub fn serving(rows: &[Row<'_>]) -> SocketAddr {
    let origin = name("example");
    let mut zone: InMemoryZoneHandler<TokioRuntimeProvider> =
        InMemoryZoneHandler::empty(origin.clone(), ZoneType::Primary, AxfrPolicy::Deny);
    let soa = SOA::new(name("ns.example"), name("admin.example"), 1, 60, 60, 60, 60);
    zone.upsert_mut(Record::from_rdata(origin.clone(), 60, RData::SOA(soa)), 1);
    for row in rows {
        let (at, data) = match row {
            Row::Text(at, parts) => (at, RData::TXT(TXT::from_bytes(parts.clone()))),
            Row::Alias(at, to) => (at, RData::CNAME(CNAME(name(to)))),
            Row::Address(at, [a, b, c, d]) => (at, RData::A(A::new(*a, *b, *c, *d))),
        };
        zone.upsert_mut(Record::from_rdata(name(at), 60, data), 1);
    }
    let mut catalog = Catalog::new();
    catalog.upsert(LowerName::from(&origin), vec![Arc::new(zone)]);
    let (told, hears) = channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        runtime.block_on(async {
            let tcp = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("bound");
            let at = tcp.local_addr().expect("bound");
            let udp = tokio::net::UdpSocket::bind(at).await.expect("bound");
            let mut server = Server::new(catalog);
            server.register_socket(udp);
            server.register_listener(tcp, Duration::from_secs(20), 64);
            told.send(at).expect("the test waits");
            let _ = server.block_until_done().await;
        });
    });
    hears.recv_timeout(Duration::from_secs(20)).expect("it serves")
}

/// Answers every question with this code.
pub fn failing(code: u8) -> SocketAddr {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
    let at = socket.local_addr().expect("bound");
    std::thread::spawn(move || {
        let mut buffer = [0; 4_096];
        while let Ok((n, from)) = socket.recv_from(&mut buffer) {
            let mut answer = buffer[..n].to_vec();
            answer[2] |= 0x80;
            answer[3] = (answer[3] & 0xf0) | code;
            let _ = socket.send_to(&answer, from);
        }
    });
    at
}

/// Hears every question and answers none.
pub fn silent() -> (SocketAddr, UdpSocket) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("bound");
    (socket.local_addr().expect("bound"), socket)
}
