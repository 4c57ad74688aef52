//! Looking for the proof of a claim: asks the resolver, compares, and says what was found and what to do next. What was
//! found becomes a command; planning asks no network.

use std::collections::VecDeque;
use std::sync::mpsc::channel;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::model::{
    Actor, Domain, DomainSid, DomainState, Key, Looked, Publishing, Record, VerificationMethod, shown,
};
use crate::rules::domain_checks::{again_by, holds_proof, is_due, is_proof};

use super::command::Command;
use super::commit::{CommitError, Receipt};
use super::hub::Controller;
use super::plan::Consent;
use super::port::{Heard, Resolver, Stop, StoreError};
use super::refusal::{PlanError, Refusal, RefusalCode};
use super::tally::Tally;

/// Most of what others published that is repeated, and most characters of each.
const SHOWN: (usize, usize) = (5, 120);
/// Most questions of a re-check at the same time.
const AT_ONCE: usize = 8;
/// No single question takes longer, whatever the resolver's own patience.
const LONGEST: Duration = Duration::from_secs(60);

/// What a look for the proof of a claim found, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofReport {
    /// What was found.
    pub found: Looked,
    /// Where it was looked for.
    pub method: VerificationMethod,
    /// What was met, as one sentence.
    pub sentence: String,
    /// What to do next, as one sentence.
    pub next: String,
    /// What stands there instead of the proof, escaped and bounded.
    pub instead: Vec<String>,
}

/// A look and the change it made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DomainCheck {
    /// What was found.
    pub report: ProofReport,
    /// What it changed.
    pub receipt: Receipt,
}

/// What a re-check did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Rechecked {
    /// Domains that were looked up.
    pub checked: usize,
    /// Of them, proven again after they were uncertain.
    pub again: usize,
    /// Of them, uncertain from now on.
    pub uncertain: usize,
    /// Of them, lost.
    pub lost: usize,
    /// Of them, those about which nobody answered.
    pub silent: usize,
    /// Domains whose turn did not come in time.
    pub left: usize,
}

impl Controller {
    /// Looks for the proof of a claim, for somebody who may manage it; the command that writes down what was found. `None`
    /// if it was stopped.
    pub fn look_for_proof(
        &self,
        actor: &Actor,
        sid: DomainSid,
        method: VerificationMethod,
        stop: &Stop,
    ) -> Result<Option<(Command, ProofReport)>, PlanError> {
        let domain = self.claim(sid)?;
        // A look that never was is not written down.
        let Some(resolver) = self.services().resolver.as_deref() else {
            let sentence = format!("This process has no way to ask the network about {}.", domain.name);
            let remedy = "Check it in a process that was started with one.";
            return Err(Refusal::new(RefusalCode::NoNetwork, sentence, remedy)
                .about(Key::Domain(sid))
                .into());
        };
        let last = domain.checked.map(|checked| checked.at);
        let command = |found| Command::CheckDomain { domain: sid, method, last, found };
        // Nobody has the network asked who may not write down what it says.
        self.plan(actor, &command(Looked::Silent))?;
        let report = look(resolver, self.publishing(), &domain, method, stop);
        Ok(report.map(|report| (command(report.found), report)))
    }

    /// Looks for the proof of a claim and commits what was found. `None` if it was stopped.
    pub fn check_domain(
        &self,
        actor: &Actor,
        sid: DomainSid,
        method: VerificationMethod,
        stop: &Stop,
    ) -> Result<Option<DomainCheck>, CommitError> {
        let Some((command, report)) = self.look_for_proof(actor, sid, method, stop)? else { return Ok(None) };
        let receipt = self.run(actor, &command, Consent::default())?;
        Ok(Some(DomainCheck { report, receipt }))
    }

    fn publishing(&self) -> &Publishing {
        &self.services().publishing
    }

    fn is_due(&self, domain: &Domain) -> bool {
        let times = (domain.checked, domain.verified, domain.uncertain);
        again_by(domain.state, domain.method).is_some() && is_due(domain.state, times, self.now())
    }

    fn claim(&self, sid: DomainSid) -> Result<Domain, PlanError> {
        match self.counted(Key::Domain(sid))? {
            Some(Record::Domain(domain)) => Ok(domain),
            _ => Err(Refusal::not_found(Key::Domain(sid)).into()),
        }
    }

    /// Looks again for the proofs that are due, several at a time; commits what each look found. None is begun once so much
    /// time has gone by, and one that was begun has all of its own time: that ours ran out says nothing about a domain. What
    /// somebody else looked up meanwhile is left to them.
    pub fn recheck(&self, actor: &Actor, patience: Duration, stop: &Stop) -> Result<Rechecked, CommitError> {
        let end = Instant::now() + patience;
        let due = self.few()?.looks_due(self.now());
        let mut done = Rechecked::default();
        let Some(resolver) = self.services().resolver.as_deref().filter(|_| !due.is_empty()) else {
            return Ok(done);
        };
        let at_once = AT_ONCE.min(due.len());
        let waiting = Mutex::new(VecDeque::from(due));
        let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let (found, looked) = channel();
        std::thread::scope(|scope| {
            for _ in 0..at_once {
                let found = found.clone();
                scope.spawn(|| {
                    let found = found;
                    while Instant::now() < end
                        && !stop.is_told()
                        && let Some((sid, method)) = next()
                    {
                        let Ok(domain) = self.claim(sid) else { continue };
                        // Somebody else looked since the list was made.
                        if !self.is_due(&domain) {
                            continue;
                        }
                        let last = domain.checked.map(|checked| checked.at);
                        let report = look(resolver, self.publishing(), &domain, method, stop);
                        if report
                            .is_some_and(|report| found.send((domain, method, last, report.found)).is_err())
                        {
                            return;
                        }
                    }
                });
            }
            drop(found);
            for (domain, method, last, found) in looked {
                let command = Command::CheckDomain { domain: domain.sid, method, last, found };
                match self.run(actor, &command, Consent::default()) {
                    Ok(receipt) => done.count(&domain, found, &receipt),
                    Err(error) if outrun(&error) => {}
                    Err(error) => {
                        // Those that look meanwhile find nobody who hears them.
                        waiting.lock().unwrap_or_else(PoisonError::into_inner).clear();
                        return Err(error);
                    }
                }
            }
            done.left = waiting.lock().unwrap_or_else(PoisonError::into_inner).len();
            Ok(done)
        })
    }
}

impl Rechecked {
    /// How many of what, in a fixed order.
    pub const fn counts(&self) -> [Tally; 6] {
        let silent = ("domain about which nobody answered", "domains about which nobody answered");
        let left = ("domain left for the next sweep", "domains left for the next sweep");
        [
            Tally::of("checked_domains", "domain checked", "domains checked", self.checked),
            Tally::of("reverified_domains", "domain proven again", "domains proven again", self.again),
            Tally::of(
                "uncertain_domains",
                "domain uncertain from now on",
                "domains uncertain from now on",
                self.uncertain,
            ),
            Tally::of("lost_domains", "domain lost", "domains lost", self.lost),
            Tally::of("silent_domains", silent.0, silent.1, self.silent),
            Tally::of("unchecked_domains", left.0, left.1, self.left),
        ]
    }

    fn count(&mut self, before: &Domain, found: Looked, receipt: &Receipt) {
        self.checked += 1;
        self.silent += usize::from(found == Looked::Silent);
        for change in &receipt.plan.changes {
            let Some(Record::Domain(after)) = &change.after else { continue };
            match (before.state, after.state) {
                (DomainState::Uncertain, DomainState::Verified) => self.again += 1,
                (DomainState::Verified, DomainState::Uncertain) => self.uncertain += 1,
                (DomainState::Uncertain, DomainState::Unverified) => self.lost += 1,
                _ => {}
            }
        }
    }
}

/// Somebody else was quicker: their look, deletion or proof stands.
fn outrun(error: &CommitError) -> bool {
    match error {
        CommitError::Conflict(_) | CommitError::Store(StoreError::Conflict { .. }) => true,
        CommitError::Refused(refusal) => matches!(
            refusal.code,
            RefusalCode::ChangedSince | RefusalCode::NotFound | RefusalCode::DomainTaken
        ),
        CommitError::Store(_) => false,
    }
}

/// Looks; `None` if it was stopped.
fn look(
    resolver: &dyn Resolver,
    publishing: &Publishing,
    domain: &Domain,
    method: VerificationMethod,
    stop: &Stop,
) -> Option<ProofReport> {
    let (name, value) = (domain.name.as_str(), publishing.value(&domain.token));
    let (heard, place) = match method {
        VerificationMethod::Dns | VerificationMethod::Manual => {
            let host = publishing.host(name);
            let texts = resolver.texts(&host, LONGEST, stop);
            (compared(texts, |texts| judge(&texts, |text| is_proof(text, &value))), host)
        }
        VerificationMethod::Https => {
            let file = resolver.file(&domain.name, &publishing.path(), LONGEST, stop);
            (compared(file, |file| judge(&[file], |text| holds_proof(text, &value))), publishing.url(name))
        }
    };
    let (found, sentence, instead) = match heard {
        Heard::Stopped => return None,
        Heard::Answer(None) => (Looked::Proven, format!("{place} holds the proof."), Vec::new()),
        Heard::Answer(Some(instead)) if instead.is_empty() => {
            (Looked::Nothing, format!("{place} is there and holds nothing."), instead)
        }
        Heard::Answer(Some(instead)) => {
            (Looked::Other, format!("{place} does not hold the proof, but something else."), instead)
        }
        Heard::Nothing(sentence) => (Looked::Nothing, sentence, Vec::new()),
        Heard::Unfit(sentence) => (Looked::Other, sentence, Vec::new()),
        Heard::Silence(sentence) => (Looked::Silent, sentence, Vec::new()),
    };
    Some(report(found, method, sentence, instead))
}

fn compared<T>(heard: Heard<T>, judge: impl FnOnce(T) -> Option<Vec<String>>) -> Heard<Option<Vec<String>>> {
    match heard {
        Heard::Answer(answer) => Heard::Answer(judge(answer)),
        Heard::Nothing(sentence) => Heard::Nothing(sentence),
        Heard::Unfit(sentence) => Heard::Unfit(sentence),
        Heard::Silence(sentence) => Heard::Silence(sentence),
        Heard::Stopped => Heard::Stopped,
    }
}

/// `None` if one of the texts is the proof; else what stands there instead.
fn judge(texts: &[Vec<u8>], proves: impl Fn(&str) -> bool) -> Option<Vec<String>> {
    let texts: Vec<_> = texts.iter().map(|text| String::from_utf8_lossy(text)).collect();
    if texts.iter().any(|text| proves(text)) {
        return None;
    }
    let (most, longest) = SHOWN;
    let seen = |text: &str| {
        let start: String = text.trim().chars().take(longest).collect();
        let more = text.trim().chars().nth(longest).is_some();
        format!("{}{}", shown(&start), if more { "…" } else { "" })
    };
    Some(texts.iter().filter(|text| !text.trim().is_empty()).take(most).map(|text| seen(text)).collect())
}

fn report(found: Looked, method: VerificationMethod, sentence: String, instead: Vec<String>) -> ProofReport {
    let next = match (found, method) {
        (Looked::Proven, VerificationMethod::Https) => "Leave the file there: it is looked for once a day.",
        (Looked::Proven, _) => "Leave the record there: it is looked up once a day.",
        (Looked::Nothing, VerificationMethod::Https) => {
            "Put the file on the site of the domain itself, then check again."
        }
        (Looked::Nothing, _) => {
            "Publish the record, then check again; until everybody sees it, up to 72 hours may go by."
        }
        (Looked::Other, VerificationMethod::Https) => "Let the file hold the value, then check again.",
        (Looked::Other, _) => "Publish the value in a TXT record of its own, then check again.",
        (Looked::Silent, _) => "Nothing was decided by that; check again later.",
    };
    ProofReport { found, method, sentence, next: next.to_owned(), instead }
}
