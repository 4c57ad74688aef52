//! Records through name servers. A resolver is made for each question, so that it asks those that the system names now.

use std::net::IpAddr;
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{NameServerConfig, ResolveHosts, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::net::{DnsError, NetError};
use hickory_resolver::proto::op::ResponseCode;
use hickory_resolver::proto::rr::{Name, RData};
use tokio::runtime::Builder;

use super::asking::{Asking, in_vain, quoted};
use crate::controller::port::Heard;

/// How often a server that does not answer is asked in all.
const TRIES: u32 = 3;

/// The texts of the TXT records of this name, aliases followed, the parts of each joined.
pub(super) fn texts(asking: &Asking, host: &str, within: Duration) -> Heard<Vec<Vec<u8>>> {
    let looked = run(asking, within, async |resolver: TokioResolver| {
        let found = resolver.txt_lookup(name(host)?).await?;
        let texts = found.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(text) => Some(text.txt_data.concat()),
            _ => None,
        });
        Ok(texts.collect::<Vec<_>>())
    });
    match looked {
        Ok(texts) if texts.is_empty() => Heard::Nothing(format!("{host} has no TXT record.")),
        Ok(texts) => Heard::Answer(texts),
        Err(Failed::Error(error)) if error.is_nx_domain() => {
            Heard::Nothing(format!("There is no name {host} (NXDOMAIN)."))
        }
        Err(Failed::Error(error)) if error.is_no_records_found() => {
            Heard::Nothing(format!("{host} has no TXT record."))
        }
        Err(failed) => Heard::Silence(failed.sentence(host, within)),
    }
}

/// The addresses of this name.
pub(super) fn addresses(asking: &Asking, host: &str, within: Duration) -> Heard<Vec<IpAddr>> {
    let looked = run(asking, within, async |resolver: TokioResolver| {
        Ok(resolver.lookup_ip(name(host)?).await?.iter().collect::<Vec<_>>())
    });
    match looked {
        Ok(found) if found.is_empty() => Heard::Nothing(format!("{host} has no address.")),
        Ok(found) => Heard::Answer(found),
        Err(Failed::Error(error)) if error.is_nx_domain() => {
            Heard::Nothing(format!("There is no name {host} (NXDOMAIN)."))
        }
        Err(Failed::Error(error)) if error.is_no_records_found() => {
            Heard::Nothing(format!("{host} has no address."))
        }
        Err(failed) => Heard::Silence(failed.sentence(host, within)),
    }
}

/// Why there is no answer.
enum Failed {
    /// Time ran out.
    Time,
    /// The name servers of this system cannot be found, or nothing can be asked at all.
    Here(String),
    Error(NetError),
}

impl Failed {
    fn sentence(self, host: &str, within: Duration) -> String {
        match self {
            Self::Time | Self::Error(NetError::Timeout) => {
                format!("{} The question was about {host}.", in_vain(within))
            }
            Self::Here(what) => format!("The name servers cannot be asked: {what}."),
            Self::Error(NetError::Dns(DnsError::ResponseCode(code))) => {
                let why = match code {
                    ResponseCode::ServFail => "they failed (SERVFAIL)".to_owned(),
                    ResponseCode::Refused => "they refuse to answer (REFUSED)".to_owned(),
                    other => format!("they answered {other}"),
                };
                format!("The name servers gave no answer about {host}: {why}.")
            }
            Self::Error(NetError::NoConnections) => "No name server could be reached.".to_owned(),
            Self::Error(error) => {
                format!("The name servers gave no answer about {host}: {}.", quoted(&error.to_string()))
            }
        }
    }
}

/// The whole name: nothing is to be added to it.
fn name(host: &str) -> Result<Name, NetError> {
    let mut name = Name::from_ascii(host)?;
    name.set_fqdn(true);
    Ok(name)
}

fn run<T>(
    asking: &Asking,
    within: Duration,
    question: impl AsyncFnOnce(TokioResolver) -> Result<T, NetError>,
) -> Result<T, Failed> {
    let runtime = Builder::new_current_thread().enable_io().enable_time().build();
    let runtime = runtime.map_err(|error| Failed::Here(error.to_string()))?;
    runtime.block_on(async {
        let resolver = resolver(asking, within)?;
        match tokio::time::timeout(within, question(resolver)).await {
            Ok(answer) => answer.map_err(Failed::Error),
            Err(_) => Err(Failed::Time),
        }
    })
}

fn resolver(asking: &Asking, within: Duration) -> Result<TokioResolver, Failed> {
    let here = |error: NetError| Failed::Here(quoted(&error.to_string()));
    let provider = TokioRuntimeProvider::default();
    let mut builder = match asking.servers.is_empty() {
        true => TokioResolver::builder(provider).map_err(here)?,
        false => TokioResolver::builder_with_config(given(asking), provider),
    };
    let options = builder.options_mut();
    options.cache_size = 0;
    options.timeout = within / TRIES;
    options.attempts = TRIES as usize - 1;
    options.try_tcp_on_error = false;
    if !asking.servers.is_empty() {
        options.use_hosts_file = ResolveHosts::Never;
    }
    builder.build().map_err(here)
}

fn given(asking: &Asking) -> ResolverConfig {
    let servers = asking.servers.iter().map(|server| {
        let mut config = NameServerConfig::udp_and_tcp(server.ip());
        config.connections.iter_mut().for_each(|connection| connection.port = server.port());
        config
    });
    ResolverConfig::from_parts(None, Vec::new(), servers.collect())
}
