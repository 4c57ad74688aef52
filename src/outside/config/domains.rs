//! `[domains]`: how the proofs of domains are published and looked for.

use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use toml::de::{DeTable, DeValue};

use super::error::Problem;
use super::source::{Source, Value};
use super::value::absolute;
use super::wording::{mistyped, nearest, not, quoted, string};
use crate::model::Publishing;
use crate::outside::proofs::Asking;

/// Every key of the table.
const KEYS: [&str; 6] = ["servers", "timeout", "host_label", "value_prefix", "ca_file", "private_addresses"];

/// How the proofs of domains are published and looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Domains {
    /// Host label and prefix.
    pub publishing: Arc<Publishing>,
    /// Name servers, time, authorities.
    pub asking: Asking,
}

/// What one file says of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct DomainsLayer {
    servers: Option<Vec<SocketAddr>>,
    timeout: Option<Duration>,
    label: Option<String>,
    prefix: Option<String>,
    authorities: Option<Option<PathBuf>>,
    private_addresses: Option<bool>,
}

impl DomainsLayer {
    pub(super) fn over(self, system: Self) -> Domains {
        let (asking, mut publishing) = (Asking::default(), Publishing::default());
        // Both were checked when they were read.
        if let Some(fit) =
            self.label.or(system.label).and_then(|label| publishing.clone().labeled(&label).ok())
        {
            publishing = fit;
        }
        if let Some(fit) = self.prefix.or(system.prefix).and_then(|it| publishing.clone().prefixed(&it).ok())
        {
            publishing = fit;
        }
        let private_addresses = self.private_addresses.or(system.private_addresses);
        Domains {
            publishing: Arc::new(publishing),
            asking: Asking {
                servers: self.servers.or(system.servers).unwrap_or(asking.servers),
                timeout: self.timeout.or(system.timeout).unwrap_or(asking.timeout),
                authorities: self.authorities.or(system.authorities).unwrap_or(asking.authorities),
                private_addresses: private_addresses.unwrap_or(asking.private_addresses),
                port: asking.port,
            },
        }
    }

    /// Reads the table.
    pub(super) fn parse(table: &DeTable, source: &Source<'_>) -> Result<Self, Vec<Problem>> {
        let (mut layer, mut problems) = (Self::default(), Vec::new());
        for (key, value) in table {
            let line = source.line(key.span().start);
            if let Err(what) = layer.key(key.get_ref(), value, source) {
                problems.push(Problem { line, what });
            }
        }
        if problems.is_empty() { Ok(layer) } else { Err(problems) }
    }

    fn key(&mut self, key: &str, value: &Value<'_>, source: &Source<'_>) -> Result<(), String> {
        let name = format!("domains.{}", quoted(key));
        match key {
            "servers" => self.servers = Some(servers(&name, value)?),
            "timeout" => {
                let wanted = "a number of seconds from 1 to 60";
                let DeValue::Integer(number) = value.get_ref() else {
                    return Err(mistyped(&name, value.get_ref(), wanted));
                };
                let seconds = number.as_str().parse().ok().filter(|seconds| (1..=60).contains(seconds));
                let seconds = seconds.ok_or_else(|| not(&name, number.as_str(), wanted))?;
                self.timeout = Some(Duration::from_secs(seconds));
            }
            "host_label" => {
                let text = string(&name, value, "a host label, such as \"_twilio\"")?;
                Publishing::default().labeled(text).map_err(|error| format!("{name}: {error}"))?;
                self.label = Some(text.to_owned());
            }
            "value_prefix" => {
                let text = string(&name, value, "a prefix, such as \"twilio-domain-verification=\"")?;
                Publishing::default().prefixed(text).map_err(|error| format!("{name}: {error}"))?;
                self.prefix = Some(text.to_owned());
            }
            "ca_file" => {
                let wanted =
                    "an absolute path, such as \"/etc/orgadm/ca.pem\", or \"\" for what this system trusts";
                let text = string(&name, value, wanted)?;
                self.authorities = Some(match text {
                    "" => None,
                    path => Some(absolute(path, source.home).ok_or_else(|| not(&name, path, wanted))?),
                });
            }
            "private_addresses" => match value.get_ref() {
                DeValue::Boolean(on) => self.private_addresses = Some(*on),
                other => return Err(mistyped(&name, other, "true or false")),
            },
            unknown => {
                let hint = nearest(unknown, &KEYS)
                    .unwrap_or_else(|| format!("; the keys of [domains] are {}", KEYS.join(", ")));
                return Err(format!("there is no key \"{name}\"{hint}"));
            }
        }
        Ok(())
    }
}

/// Addresses, with the port of name servers where none is named.
fn servers(name: &str, value: &Value<'_>) -> Result<Vec<SocketAddr>, String> {
    let wanted = r#"a list of addresses, such as ["192.0.2.53", "[2001:db8::53]:5353"]"#;
    let DeValue::Array(list) = value.get_ref() else { return Err(mistyped(name, value.get_ref(), wanted)) };
    let mut servers = Vec::new();
    for server in list.iter() {
        let text = string(name, server, wanted)?;
        let address =
            text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(|ip| SocketAddr::new(ip, 53)));
        servers.push(address.ok_or_else(|| not(name, text, wanted))?);
    }
    Ok(servers)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::layer::Layer;
    use super::super::value::Scope;
    use super::*;

    fn read(text: &str) -> Result<Domains, Vec<Problem>> {
        let layer = Layer::parse(text, Path::new("config.toml"), Scope::User, Some(Path::new("/home/ada")))?;
        Ok(layer.domains.over(DomainsLayer::default()))
    }

    #[test]
    fn every_key_is_read() {
        let text = "[domains]\nservers = [\"192.0.2.53\", \"[2001:db8::53]:5353\"]\ntimeout = 3\nhost_label = \"_acme\"\n\
                    value_prefix = \"acme=\"\nca_file = \"~/ca.pem\"\nprivate_addresses = true\n";
        let read = read(text).expect("valid");
        assert_eq!(
            read.asking.servers,
            ["192.0.2.53:53", "[2001:db8::53]:5353"].map(|it| it.parse().expect("an address"))
        );
        assert_eq!(read.asking.timeout, Duration::from_secs(3));
        assert_eq!(read.publishing.host("a.example"), "_acme.a.example");
        assert_eq!(read.publishing.prefix(), "acme=");
        assert_eq!(read.asking.authorities, Some("/home/ada/ca.pem".into()));
        assert!(read.asking.private_addresses);
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line() {
        for (line, what) in [
            ("servers = \"192.0.2.53\"", "domains.servers takes a list of addresses"),
            ("servers = [\"ns.example\"]", "not \"ns.example\""),
            ("timeout = 0", "a number of seconds from 1 to 60, not \"0\""),
            ("timeout = \"3\"", "not a string"),
            ("host_label = \"two words\"", "domains.host_label: The host label takes"),
            ("value_prefix = \"ü=\"", "domains.value_prefix: The prefix takes"),
            ("ca_file = \"ca.pem\"", "an absolute path"),
            ("private_addresses = 1", "true or false"),
            ("sevrers = []", "there is no key \"domains.sevrers\"; the nearest is \"servers\""),
        ] {
            let problems = read(&format!("[domains]\n{line}\n")).expect_err(line);
            assert_eq!((problems.len(), problems[0].line), (1, 2), "{line}");
            assert!(problems[0].what.contains(what), "{line}: {}", problems[0].what);
        }
    }
}
