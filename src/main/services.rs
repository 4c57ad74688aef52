//! The services beyond the process, as the configuration names them.

use orgadm::controller::port::Services;
use orgadm::controller::{check_letter, letter_names};
use orgadm::outside::{self, Configuration, mail};

use crate::stop::{Outcome, usage};

/// What this process reaches; nothing of it is asked or connected yet.
pub fn services(configuration: &Configuration) -> Outcome<Services> {
    let settings = &configuration.mail;
    let courier = mail::courier(settings, outside::of_process).map_err(usage)?;
    let letters = mail::texts(settings.texts.as_deref(), &letter_names(), &check_letter).map_err(usage)?;
    Ok(Services { courier, letters })
}
