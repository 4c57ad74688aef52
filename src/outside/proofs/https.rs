//! A file on the site of a domain: by HTTPS only, from this host only, from a public address, with a valid certificate, and
//! no more of it than a proof can be.

use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ureq::config::Config;
use ureq::http::header::LOCATION;
use ureq::http::{Response, Uri};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body, Error};

use super::addresses::is_public;
use super::asking::{Asking, in_vain, quoted};
use super::dns;
use crate::controller::port::Heard;

/// Most bytes of the file.
const MOST: u64 = 64 * 1024;
/// Most redirects within the host.
const HOPS: usize = 3;

pub(super) fn file(asking: &Asking, domain: &str, path: &str, within: Duration) -> Heard<Vec<u8>> {
    let end = Instant::now() + within;
    let mut at = match asking.port {
        443 => format!("https://{domain}{path}"),
        port => format!("https://{domain}:{port}{path}"),
    };
    for _ in 0..=HOPS {
        let response = match get(asking, domain, &at, end) {
            Ok(response) => response,
            Err(heard) => return heard,
        };
        match response.status().as_u16() {
            200 => return read(response, &at, within),
            301 | 302 | 303 | 307 | 308 => match within_host(asking, domain, &response) {
                Ok(next) => at = next,
                Err(to) => {
                    let rule = "only the site of the domain itself counts, by HTTPS";
                    return Heard::Unfit(format!("{at} leads to {}, and {rule}.", quoted(&to)));
                }
            },
            status @ (404 | 410) => return Heard::Nothing(format!("There is no file {at} ({status}).")),
            status @ (429 | 500..) => return Heard::Silence(format!("{domain} answered {status} for {at}.")),
            status => return Heard::Nothing(format!("{at} is not handed to everybody ({status}).")),
        }
    }
    Heard::Unfit(format!("{domain} leads from one address to the next, more than {HOPS} times."))
}

/// Where a redirect leads, if that is by HTTPS on this host; else the text of it.
fn within_host(asking: &Asking, domain: &str, response: &Response<Body>) -> Result<String, String> {
    let to = response.headers().get(LOCATION).map(|to| String::from_utf8_lossy(to.as_bytes()).into_owned());
    let to = to.unwrap_or_else(|| "nowhere".into());
    let port = if asking.port == 443 { String::new() } else { format!(":{}", asking.port) };
    if to.starts_with('/') && !to.starts_with("//") {
        return Ok(format!("https://{domain}{port}{to}"));
    }
    let same = to.parse::<Uri>().is_ok_and(|uri| {
        uri.scheme_str() == Some("https")
            && uri.host().is_some_and(|host| host.eq_ignore_ascii_case(domain))
            && uri.port_u16().unwrap_or(443) == asking.port
            && !uri.authority().is_some_and(|authority| authority.as_str().contains('@'))
    });
    if same { Ok(to) } else { Err(to) }
}

/// One request.
fn get(asking: &Asking, domain: &str, at: &str, end: Instant) -> Result<Response<Body>, Heard<Vec<u8>>> {
    let left = end.saturating_duration_since(Instant::now());
    let roots = roots(asking).map_err(Heard::Silence)?;
    let config = Agent::config_builder()
        .https_only(true)
        // A proxy would be asked for the name, and where it leads could not be looked at.
        .proxy(None)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .timeout_global(Some(left))
        .user_agent("orgadm")
        .accept("text/html, text/plain")
        .max_response_header_size(32 * 1024)
        .tls_config(TlsConfig::builder().root_certs(roots).build())
        .build();
    let met = Arc::new(Mutex::new(None));
    let names = Names { asking: asking.clone(), end, met: Arc::clone(&met) };
    let agent = Agent::with_parts(config, DefaultConnector::default(), names);
    agent.get(at).call().map_err(|error| {
        let met = met.lock().unwrap_or_else(PoisonError::into_inner).take();
        met.unwrap_or_else(|| Heard::Silence(sentence(&error, domain, asking.timeout)))
    })
}

fn read(mut response: Response<Body>, at: &str, within: Duration) -> Heard<Vec<u8>> {
    let mut bytes = Vec::new();
    let reader = response.body_mut().with_config().limit(MOST + 2).reader();
    match reader.take(MOST + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > MOST => {
            Heard::Unfit(format!("{at} is longer than {} KiB; let it hold the value alone.", MOST / 1024))
        }
        Ok(_) => Heard::Answer(bytes),
        Err(_) => Heard::Silence(format!("{at} did not come to its end. {}", in_vain(within))),
    }
}

fn sentence(error: &Error, domain: &str, within: Duration) -> String {
    let what = match error {
        Error::Timeout(_) => return format!("{} The question went to {domain}.", in_vain(within)),
        Error::Io(error) => error.to_string(),
        other => other.to_string(),
    };
    // Whatever is wrong with it stands in the text of the error only.
    match what.contains("certificate") {
        true => format!("The certificate that {domain} shows is not valid for it: {}.", quoted(&what)),
        false => format!("{domain} gave no answer by HTTPS: {}.", quoted(&what)),
    }
}

/// What is trusted: what this system trusts, or the given authorities in its place.
fn roots(asking: &Asking) -> Result<RootCerts, String> {
    let Some(path) = &asking.authorities else { return Ok(RootCerts::PlatformVerifier) };
    let wrong = |what: String| format!("The authorities in {} cannot be read: {what}.", path.display());
    let pem = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(Ok(certificate)),
            Ok(_) => None,
            Err(error) => Some(Err(wrong(error.to_string()))),
        })
        .collect::<Result<_, _>>()?;
    match certificates.is_empty() {
        true => Err(wrong("there is no certificate in it".into())),
        false => Ok(RootCerts::from(certificates)),
    }
}

/// Finds addresses through the same name servers as records, and lets only public ones be asked: the connection is made to
/// exactly the addresses that were looked at.
#[derive(Debug)]
struct Names {
    asking: Asking,
    end: Instant,
    /// What to say instead of the error.
    met: Arc<Mutex<Option<Heard<Vec<u8>>>>>,
}

impl Names {
    fn found(&self, host: &str) -> Result<Vec<IpAddr>, Heard<Vec<u8>>> {
        let left = self.end.saturating_duration_since(Instant::now());
        let found = match dns::addresses(&self.asking, host, left) {
            Heard::Answer(found) => found,
            Heard::Nothing(sentence) => return Err(Heard::Nothing(sentence)),
            Heard::Unfit(sentence) => return Err(Heard::Unfit(sentence)),
            Heard::Silence(sentence) => return Err(Heard::Silence(sentence)),
            Heard::Stopped => return Err(Heard::Stopped),
        };
        let first = found.first().copied();
        let public: Vec<IpAddr> =
            found.into_iter().filter(|ip| self.asking.private_addresses || is_public(*ip)).collect();
        match (public.is_empty(), first) {
            (true, Some(inside)) => Err(Heard::Silence(format!(
                "{host} leads to {inside}, which is no address of the public network, and is not asked."
            ))),
            _ => Ok(public),
        }
    }
}

impl Resolver for Names {
    fn resolve(&self, uri: &Uri, _: &Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let port = uri.port_u16().unwrap_or(443);
        match self.found(host) {
            Ok(found) => {
                let mut addresses = self.empty();
                // As many as it keeps.
                found.into_iter().take(16).for_each(|ip| addresses.push(SocketAddr::new(ip, port)));
                Ok(addresses)
            }
            Err(heard) => {
                *self.met.lock().unwrap_or_else(PoisonError::into_inner) = Some(heard);
                Err(Error::HostNotFound)
            }
        }
    }
}
