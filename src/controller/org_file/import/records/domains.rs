//! The claims of a file.

use crate::controller::org_file::entries::{DomainEntry, Section};
use crate::model::{Domain, DomainSid, DomainState, Key, OrgSid, VerificationMethod};
use crate::rules::public_mail::is_public_mail_domain;

use super::Making;

impl Making {
    pub(super) fn domains(&mut self, org: OrgSid, section: &Section<DomainEntry>) -> Vec<Domain> {
        let mut domains = Vec::new();
        for entry in &section.entries {
            let called = format!("domains, {}", entry.name);
            if is_public_mail_domain(&entry.name) {
                let sentence = "This is a public mail domain; nobody can claim it.";
                self.wrong(entry.line, &called, sentence, "Take it out.");
            }
            if entry.name.as_str().starts_with("www.") {
                let sentence = "The domain itself is claimed, without “www.”.";
                self.wrong(entry.line, &called, sentence, "Take www. away.");
            }
            let sid = entry.sid.unwrap_or_else(|| DomainSid::from_bytes(self.draw()));
            let token = entry.token.unwrap_or_else(|| self.draw());
            self.places.insert(Key::Domain(sid), (entry.line, called));
            let state = entry.state.unwrap_or(DomainState::Unverified);
            domains.push(Domain {
                sid,
                org,
                name: entry.name.clone(),
                token,
                method: entry.method.unwrap_or(VerificationMethod::Dns),
                state,
                created: self.now,
                verified: (state != DomainState::Unverified).then_some(self.now),
                uncertain: (state == DomainState::Uncertain).then(|| entry.uncertain.unwrap_or(self.now)),
                checked: None,
                lost: None,
            });
        }
        domains
    }
}
