//! Couriers: a mail server, a program, or one for mail and another for phones.
//!
//! Built from the configuration, and reading nothing until the first letter goes: a password file that one OS user of the
//! host may not read is no reason for their store not to open.

mod command;
mod compose;
mod smtp;
mod texts;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::config::{CourierChoice, MailSettings};
use super::environment::Variable;
use crate::controller::port::{Channel, Courier, Letter, Sent};

pub use command::CommandCourier;
pub use compose::From;
pub use smtp::SmtpCourier;
pub use texts::texts;

/// Whoever the configuration names; `None` where everything stays in the outbox.
///
/// # Errors
///
/// A sender that is none, as a sentence.
pub fn courier(settings: &MailSettings, variable: Variable) -> Result<Option<Arc<dyn Courier>>, String> {
    let timeout = Duration::from_secs(u64::from(settings.timeout));
    let from = || From::parse(settings.from.as_deref().unwrap_or_default());
    let mail: Option<Arc<dyn Courier>> = match &settings.courier {
        CourierChoice::Outbox => None,
        CourierChoice::Smtp(smtp) => {
            Some(Arc::new(SmtpCourier::new(smtp.clone(), from()?, timeout, variable)))
        }
        CourierChoice::Command(words) => {
            Some(Arc::new(CommandCourier::for_mail(words.clone(), from()?, timeout)))
        }
    };
    let phone = settings.phone_command.as_ref();
    let phone: Option<Arc<dyn Courier>> =
        phone.map(|words| Arc::new(CommandCourier::for_phones(words.clone(), timeout)) as Arc<dyn Courier>);
    Ok(match (mail, phone) {
        (None, None) => None,
        (Some(only), None) | (None, Some(only)) => Some(only),
        (Some(mail), Some(phone)) => Some(Arc::new(Both { mail, phone })),
    })
}

/// One for mail, another for phones.
struct Both {
    mail: Arc<dyn Courier>,
    phone: Arc<dyn Courier>,
}

impl fmt::Debug for Both {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entry(&self.mail).entry(&self.phone).finish()
    }
}

impl Both {
    fn of(&self, channel: Channel) -> &dyn Courier {
        match channel {
            Channel::Mail => self.mail.as_ref(),
            Channel::Phone => self.phone.as_ref(),
        }
    }
}

impl Courier for Both {
    fn carries(&self, channel: Channel) -> bool {
        self.of(channel).carries(channel)
    }

    fn send(&self, letter: &Letter) -> Sent {
        self.of(Channel::to(&letter.to)).send(letter)
    }
}
