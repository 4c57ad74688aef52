//! The services beyond the process, as the configuration names them.

use std::sync::Arc;

use orgadm::controller::port::Services;
use orgadm::controller::{check_letter, letter_names};
use orgadm::outside::proofs::Network;
use orgadm::outside::{self, Configuration, mail};

use crate::stop::{Outcome, usage};

/// What this process reaches; nothing of it is asked or connected yet.
pub fn services(configuration: &Configuration) -> Outcome<Services> {
    let settings = &configuration.mail;
    let courier = mail::courier(settings, outside::of_process).map_err(usage)?;
    let letters = mail::texts(settings.texts.as_deref(), &letter_names(), &check_letter).map_err(usage)?;
    let domains = &configuration.domains;
    let network = Network::new(domains.asking.clone());
    let publishing = Arc::clone(&domains.publishing);
    Ok(Services { courier, letters, resolver: Some(Arc::new(network)), publishing })
}
