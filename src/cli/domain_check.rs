//! `orgadm domain check`: looks for the proof of a claim now and writes down what was found. One look, one exit code: whoever
//! wants to wait runs it again, since until everybody sees a record, days may go by.

use serde_json::json;

use crate::controller::ProofReport;
use crate::controller::port::Stop;
use crate::model::{Actor, Domain, Looked, VerificationMethod};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::write;

/// The word for programs.
pub(super) const fn word(found: Looked) -> &'static str {
    match found {
        Looked::Proven => "proven",
        Looked::Nothing => "nothing",
        Looked::Other => "other",
        Looked::Silent => "silent",
    }
}

pub(super) fn run(
    context: &Context<'_>,
    actor: &Actor,
    domain: &Domain,
    method: Option<VerificationMethod>,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let method = method.unwrap_or(match domain.method {
        VerificationMethod::Https => VerificationMethod::Https,
        VerificationMethod::Dns | VerificationMethod::Manual => VerificationMethod::Dns,
    });
    if io.interactive {
        let _ = writeln!(io.err, "Looking for the proof of {} ({method})…", domain.name);
    }
    let looked = context.controller.look_for_proof(actor, domain.sid, method, &Stop::default())?;
    let Some((command, report)) = looked else { return Err(Failure::Declined) };
    let Some(receipt) = write::commit(context, actor, &command, io)? else { return Ok(()) };
    let there = |_: &crate::controller::Plan| text(domain, &report);
    write::done(context, Some(receipt), there, |_| as_json(domain, &report), io)?;
    match report.found {
        Looked::Proven => Ok(()),
        found => Err(Failure::Unproven { found, sentence: report.sentence, next: report.next }),
    }
}

fn text(domain: &Domain, report: &ProofReport) -> String {
    let mut text = format!("{}: {}", domain.name, report.found);
    for instead in &report.instead {
        text.push_str(&format!("\nfound: “{instead}”"));
    }
    text
}

fn as_json(domain: &Domain, report: &ProofReport) -> serde_json::Value {
    json!({
        "domain": domain.sid.to_string(),
        "found": word(report.found),
        "method": report.method.to_string(),
        "sentence": report.sentence,
        "next": report.next,
        "instead": report.instead,
    })
}
