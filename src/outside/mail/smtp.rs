//! A mail server by SMTP. The steps are taken one by one, so that it is known what was refused: the recipient, which is for
//! good, or this process and its password, which is nobody's fault whom a letter goes to.

use std::fmt;
use std::io::{self, ErrorKind};
use std::path::Path;
use std::time::Duration;

use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{Certificate, CertificateStore, SmtpConnection, TlsParameters};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;

use super::compose::{Composed, From, compose};
use crate::controller::port::{Channel, Courier, Letter, Sent};
use crate::model::Trouble;
use crate::outside::config::{PasswordFrom, Security, SmtpSettings};
use crate::outside::environment::Variable;
use crate::outside::files;

/// Most bytes of a file with a password or with certificates.
const MOST_SECRET: u64 = 4 * 1024;
const MOST_CERTIFICATES: u64 = 1024 * 1024;

/// Says how a server may know who asks; in this order, whatever it offers first.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// Carries mail to a server. `Debug` shows no secret: none is held.
pub struct SmtpCourier {
    settings: SmtpSettings,
    from: From,
    timeout: Duration,
    variable: Variable,
}

impl fmt::Debug for SmtpCourier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SmtpCourier({}:{})", self.settings.host, self.settings.port)
    }
}

/// What stands in the way of a step.
enum Stopped {
    /// Of this letter, for good.
    Refused(String),
    /// Of this letter, for now.
    Later(String),
    /// Of every letter, for now.
    Away(String),
}

impl SmtpCourier {
    /// A courier to this server; nothing is read or connected before a letter goes.
    pub const fn new(settings: SmtpSettings, from: From, timeout: Duration, variable: Variable) -> Self {
        Self { settings, from, timeout, variable }
    }

    fn carry(&self, letter: &Letter) -> Result<(), Stopped> {
        let Composed { envelope, bytes } = compose(letter, &self.from).map_err(Stopped::Refused)?;
        let mut server = self.connected()?;
        let carried = handed(&mut server, &envelope, &bytes);
        match carried {
            // It has the letter; that it does not answer a farewell changes nothing.
            Ok(()) => drop(server.quit()),
            Err(_) => server.abort(),
        }
        carried
    }

    /// A connection on which letters can be handed over.
    fn connected(&self) -> Result<SmtpConnection, Stopped> {
        let SmtpSettings { host, port, security, .. } = &self.settings;
        let hello = ClientId::default();
        let tls = match security {
            Security::None => None,
            Security::StartTls | Security::Tls => Some(self.tls()?),
        };
        let at_once = tls.as_ref().filter(|_| *security == Security::Tls);
        let address = (host.as_str(), *port);
        let mut server = SmtpConnection::connect(address, Some(self.timeout), &hello, at_once, None)
            .map_err(|error| away("cannot be reached", &error))?;
        if let Some(tls) = tls.filter(|_| *security == Security::StartTls) {
            if !server.can_starttls() {
                server.abort();
                let what = "does not offer STARTTLS; nothing is said to it in the clear";
                return Err(Stopped::Away(what.into()));
            }
            server.starttls(&tls, &hello).map_err(|error| away("STARTTLS failed", &error))?;
        }
        if let Some((user, from)) = &self.settings.login {
            let password = password(from, self.variable).map_err(not_asked)?;
            let credentials = Credentials::new(user.clone(), password);
            server.auth(&MECHANISMS, &credentials).map_err(|error| not_known(&error))?;
        }
        Ok(server)
    }

    fn tls(&self) -> Result<TlsParameters, Stopped> {
        let mut tls = TlsParameters::builder(self.settings.host.clone());
        if let Some(path) = &self.settings.ca_file {
            let why = |why: String| not_asked(format!("the certificates {} {why}", path.display()));
            let text = read(path, MOST_CERTIFICATES).map_err(why)?;
            let authorities =
                Certificate::from_pem(text.as_bytes()).map_err(|error| why(format!("are none: {error}")))?;
            tls = tls.certificate_store(CertificateStore::None).add_root_certificate(authorities);
        }
        tls.build().map_err(|error| away("TLS is not possible", &error))
    }
}

fn read(path: &Path, most: u64) -> Result<String, String> {
    match files::read(path, most) {
        Ok(Some(text)) => Ok(text),
        Ok(None) => Err("are not there".into()),
        Err(error) => Err(format!("cannot be read: {error}")),
    }
}

/// The password, found anew for each letter: it may have been changed.
fn password(from: &PasswordFrom, variable: Variable) -> Result<String, String> {
    let found = match from {
        PasswordFrom::Variable(name) => variable(name)
            .ok_or_else(|| format!("the variable {name}, which holds the password, is not set"))?,
        PasswordFrom::File(path) => match files::read(path, MOST_SECRET) {
            Ok(Some(_)) if files::is_open_to_all(path) => {
                return Err(format!(
                    "the password file {0} is open to everybody here: chmod o= {0}",
                    path.display()
                ));
            }
            Ok(Some(text)) => text.lines().next().unwrap_or_default().to_owned(),
            Ok(None) => return Err(format!("the password file {} is not there", path.display())),
            Err(error) => {
                return Err(format!("the password file {} cannot be read: {error}", path.display()));
            }
        },
    };
    if found.is_empty() { Err("the password is empty".into()) } else { Ok(found) }
}

fn handed(
    server: &mut SmtpConnection,
    envelope: &lettre::address::Envelope,
    bytes: &[u8],
) -> Result<(), Stopped> {
    server.command(Mail::new(envelope.from().cloned(), Vec::new())).map_err(|error| {
        match error.is_transient() {
            true => about_letter("did not take the sender", &error),
            false => away("did not take the sender", &error),
        }
    })?;
    for to in envelope.to() {
        server
            .command(Rcpt::new(to.clone(), Vec::new()))
            .map_err(|error| about_letter("did not take the recipient", &error))?;
    }
    server.command(Data).map_err(|error| about_letter("did not take the letter", &error))?;
    server.message(bytes).map_err(|error| about_letter("did not take the letter", &error))?;
    Ok(())
}

/// What was answered to a step of one letter: for good, or for now; without an answer nothing goes for now.
fn about_letter(step: &str, error: &Error) -> Stopped {
    let closes = error.status().is_some_and(|code| code.to_string() == "421");
    match (error.is_permanent(), error.is_transient() && !closes) {
        (true, _) => Stopped::Refused(said(step, error)),
        (_, true) => Stopped::Later(said(step, error)),
        _ => away(step, error),
    }
}

/// What is missing here, so that the server is not even asked.
fn not_asked(what: String) -> Stopped {
    Stopped::Away(format!("is not asked: {what}"))
}

/// Who asks is not known to the server. A server may say what it likes, and what it was told, in whatever spelling, is not to
/// be repeated: no word of a reply is kept, only its code.
fn not_known(error: &Error) -> Stopped {
    Stopped::Away(match error.status() {
        Some(code) => format!("did not accept user and password ({code})"),
        None if error.is_response() => {
            "was told user and password: the reply is none, and is not kept".to_owned()
        }
        None => said("was told user and password", error),
    })
}

fn away(step: &str, error: &Error) -> Stopped {
    Stopped::Away(said(step, error))
}

/// Whether nothing was answered in time; while a connection is read that comes as an error of the socket.
fn is_late(error: &Error) -> bool {
    let socket = std::error::Error::source(error).and_then(|source| source.downcast_ref::<io::Error>());
    let kind = socket.map(io::Error::kind);
    error.is_timeout() || matches!(kind, Some(ErrorKind::WouldBlock | ErrorKind::TimedOut))
}

fn said(step: &str, error: &Error) -> String {
    match is_late(error) {
        true => format!("{step}: no answer in time"),
        false => format!("{step}: {error}"),
    }
}

impl Courier for SmtpCourier {
    fn carries(&self, channel: Channel) -> bool {
        channel == Channel::Mail
    }

    fn send(&self, letter: &Letter) -> Sent {
        let told =
            |what: &str| Trouble::new(&format!("{}:{} {what}", self.settings.host, self.settings.port));
        match self.carry(letter) {
            Ok(()) => Sent::Accepted,
            Err(Stopped::Refused(what)) => Sent::Refused(told(&what)),
            Err(Stopped::Later(what)) => Sent::Later(told(&what)),
            Err(Stopped::Away(what)) => Sent::Away(told(&what)),
        }
    }
}
