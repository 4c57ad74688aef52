//! The domains: claimed and given up by a file, proven by their owners only.

use std::collections::BTreeSet;

use crate::controller::command::Command;
use crate::controller::org_file::entries::{DomainEntry, OrgFile};
use crate::controller::org_file::seen::Seen;
use crate::controller::refusal::RefusalCode;
use crate::model::{Domain, DomainState};

use super::steps::{Steps, Turn};

pub(super) fn compare(seen: &Seen, file: &OrgFile, steps: &mut Steps) {
    let Some(section) = &file.domains else { return };
    for entry in &section.entries {
        match seen.domains.get(&entry.name) {
            Some(domain) => claimed(entry, domain, steps),
            None => unclaimed(seen, entry, steps),
        }
    }
    let wanted: BTreeSet<_> = section.entries.iter().map(|entry| &entry.name).collect();
    for domain in seen.domains.values().filter(|domain| !wanted.contains(&domain.name)) {
        let command = Command::DeleteDomain { domain: domain.sid };
        steps.push(Turn::DeleteDomain, section.line, called(&domain.name), command);
    }
}

fn called(name: &crate::model::DomainName) -> String {
    format!("domains, {name}")
}

fn claimed(entry: &DomainEntry, domain: &Domain, steps: &mut Steps) {
    let name = &entry.name;
    // Uncertain is proven and doubted: that comes and goes by itself.
    let proven = |state: DomainState| state != DomainState::Unverified;
    if let Some(state) = entry.state.filter(|state| proven(*state) != proven(domain.state)) {
        let sentence = format!("{name} is {}, and a file does not make it {state}.", domain.state);
        let remedy = match state {
            DomainState::Verified => "Prove it: orgadm domain list says what to publish.",
            _ => "Take the state out.",
        };
        steps.refuse(entry.line, called(name), RefusalCode::Invalid, sentence, remedy);
    }
    let same = |at: crate::model::Timestamp| domain.uncertain.is_some_and(|it| it.0 / 1000 == at.0 / 1000);
    let facts = [
        ("how it is proven", entry.method.is_some_and(|method| method != domain.method)),
        ("what is published for it", entry.token.is_some_and(|token| token != domain.token)),
        ("its SID", entry.sid.is_some_and(|sid| sid != domain.sid)),
        (
            "since when it is uncertain",
            entry.uncertain.is_some_and(|at| entry.state == Some(domain.state) && !same(at)),
        ),
    ];
    for (what, _) in facts.iter().filter(|(_, differs)| *differs) {
        let sentence = format!("Of {name} the file says otherwise {what}; that is not set by a file.");
        let remedy = "Take it out, or export the organization anew.";
        steps.refuse(entry.line, called(name), RefusalCode::Invalid, sentence, remedy);
    }
}

fn unclaimed(seen: &Seen, entry: &DomainEntry, steps: &mut Steps) {
    let name = &entry.name;
    let proven = entry.state.filter(|state| *state != DomainState::Unverified);
    if let Some(state) = proven {
        let sentence = format!("{name} is not claimed, and a file does not make it {state}.");
        let remedy = "Take the state out; the claim is proven afterwards.";
        steps.refuse(entry.line, called(name), RefusalCode::Invalid, sentence, remedy);
    } else if entry.token.is_some() || entry.sid.is_some() || entry.method.is_some() {
        let sentence = format!("{name} is not claimed; a new claim gets its own token, method and SID.");
        steps.refuse(entry.line, called(name), RefusalCode::Invalid, sentence, "Let only the name stand.");
    } else {
        let command = Command::ClaimDomain { org: seen.organization.sid, name: name.clone() };
        steps.push(Turn::ClaimDomain, entry.line, called(name), command);
    }
}
