//! A site by HTTPS on loopback, with a certificate of an own authority.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rcgen::{BasicConstraints, CertificateParams, IsCa, Issuer, KeyPair, KeyUsagePurpose};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A site for `site.example`.
pub struct Site {
    pub port: u16,
    /// The authority that signed its certificate, as a file.
    pub authority: tempfile::NamedTempFile,
}

/// What the site is asked.
type Secure = StreamOwned<ServerConnection, TcpStream>;

impl Site {
    /// Each path is answered in its own way.
    pub fn new() -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::DigitalSignature];
        let authority = params.self_signed(&key).expect("signed");
        let issuer = Issuer::new(params, key);
        let own = KeyPair::generate().expect("a key");
        let names = CertificateParams::new(vec!["site.example".to_owned()]).expect("a name");
        let certificate = names.signed_by(&own, &issuer).expect("signed");
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(own.serialize_der()));
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .expect("versions")
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)
            .expect("a certificate");
        let listener = TcpListener::bind("127.0.0.1:0").expect("bound");
        let port = listener.local_addr().expect("bound").port();
        let config = Arc::new(config);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let config = Arc::clone(&config);
                std::thread::spawn(move || answer(stream, config, port));
            }
        });
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        file.write_all(authority.pem().as_bytes()).expect("written");
        Self { port, authority: file }
    }
}

fn answer(stream: TcpStream, config: Arc<ServerConfig>, port: u16) -> Option<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
    let mut secure = StreamOwned::new(ServerConnection::new(config).ok()?, stream);
    let mut asked = Vec::new();
    let mut byte = [0];
    while !asked.ends_with(b"\r\n\r\n") {
        secure.read_exact(&mut byte).ok()?;
        asked.extend(byte);
    }
    let asked = String::from_utf8_lossy(&asked).into_owned();
    let path = asked.split(' ').nth(1)?;
    let to = |place: &str| format!("HTTP/1.1 302 Found\r\nLocation: {place}\r\nContent-Length: 0\r\n\r\n");
    let body = |status: &str, body: &str| {
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len())
    };
    let response = match path {
        "/right" => body("200 OK", "the proof"),
        "/hop" => to("/right"),
        "/whole" => to(&format!("https://SITE.example:{port}/right")),
        "/loop" => to("/loop"),
        "/plain" => to("http://site.example/right"),
        "/elsewhere" => to(&format!("https://other.example:{port}/right")),
        "/inside" => to("https://127.0.0.1/right"),
        "/metadata" => to("https://169.254.169.254/latest"),
        "/userinfo" => to(&format!("https://site.example:{port}@10.0.0.1/right")),
        "/control" => to("https://evil.example/\u{9b}2J"),
        "/gone" => body("404 Not Found", "the proof"),
        "/private" => body("403 Forbidden", "the proof"),
        "/broken" => body("503 Service Unavailable", "the proof"),
        "/endless" => return endless(&mut secure),
        "/stalled" => return stalled(&mut secure),
        "/cut" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe pr".to_owned(),
        _ => body("500 What", ""),
    };
    secure.write_all(response.as_bytes()).ok()?;
    end(&mut secure)
}

fn end(secure: &mut Secure) -> Option<()> {
    secure.conn.send_close_notify();
    secure.flush().ok()?;
    secure.sock.shutdown(Shutdown::Both).ok()
}

fn endless(secure: &mut Secure) -> Option<()> {
    secure.write_all(b"HTTP/1.1 200 OK\r\n\r\nthe proof").ok()?;
    loop {
        secure.write_all(&[b'x'; 8_192]).ok()?;
    }
}

/// Some of the file, then nothing until the other side has had enough.
fn stalled(secure: &mut Secure) -> Option<()> {
    secure.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthe proof").ok()?;
    secure.flush().ok()?;
    secure.read_exact(&mut [0]).ok()
}
