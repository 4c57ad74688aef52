//! Messages leave the process: real mail servers on loopback, real programs, and the binary from the invitation to the
//! answer.

#![allow(clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

#[path = "mail/binary.rs"]
mod binary;
#[path = "mail/programs.rs"]
mod programs;
#[path = "mail/servers.rs"]
mod servers;
#[path = "support/smtp.rs"]
mod smtp;
mod support;
mod terminal;

use std::sync::Arc;

use orgadm::controller::port::{Courier, Letter, Sent};
use orgadm::model::*;
use orgadm::outside::config::MailSettings;
use orgadm::outside::mail::courier;

/// A letter with something in it for everything that can go wrong on the way.
fn letter(to: Recipient) -> Letter {
    Letter {
        sid: MessageSid::from_bytes([7; 16]),
        to,
        id: "ob07.1.store".into(),
        created: Timestamp(1_795_489_600_000),
        subject: "Ada Lovelace invites you to Söhne & Töchter 社".into(),
        body: "Hello,\n\n.a line that begins with a dot\n    ABCD-EFGH-IJKL-MNOP-QRST-UVWX-YZ\n".into(),
    }
}

fn to_grace() -> Letter {
    letter(Recipient::Email(support::email("grace@acme.example")))
}

/// Whoever these settings name; variables hold what the test says.
fn built(settings: &MailSettings) -> Arc<dyn Courier> {
    let variable = |name: &str| (name == "MAIL_PASSWORD").then(|| "hunter2-secret".to_owned());
    courier(settings, variable).expect("valid").expect("somebody")
}

#[track_caller]
fn trouble(sent: &Sent) -> &str {
    match sent {
        Sent::Accepted => panic!("it was taken"),
        Sent::Refused(trouble) | Sent::Later(trouble) | Sent::Away(trouble) => trouble.as_str(),
    }
}
