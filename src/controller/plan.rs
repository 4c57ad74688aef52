//! What would happen: a plan is a value that can be shown, printed, compared and committed.

use sha2::{Digest, Sha256};

use crate::model::{Actor, Change, CommandKind, EntryKind, Key, OrgSid, Reason, Timestamp};

use super::command::Command;
use super::line::with_options;
use super::refusal::{Refusal, RefusalCode};
use super::timeless::timeless;

/// Drawn once when a command is first planned: carries identifiers from preview to commit. Times are the writer's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stamp {
    /// The instant of planning.
    pub now: Timestamp,
    /// From which identifiers and tokens are derived.
    pub seed: [u8; 32],
}

impl Stamp {
    /// The n-th 16 bytes of this stamp: the same for the same seed, unguessable without it.
    pub fn draw(&self, n: u32) -> [u8; 16] {
        let digest = Sha256::new().chain_update(self.seed).chain_update(n.to_be_bytes()).finalize();
        let mut out = [0; 16];
        out.copy_from_slice(&digest[..16]);
        out
    }
}

/// Something the actor must tick before the plan is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acknowledgement {
    /// The word for `--acknowledge`.
    pub code: &'static str,
    /// What is acknowledged, as one sentence.
    pub sentence: String,
}

/// A name the actor must type before the plan is committed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmation {
    /// What is to be typed: "the name of the organization".
    pub what: &'static str,
    /// The exact text.
    pub text: String,
}

/// The plan takes so much out of use that the number has to be typed before it is committed (`product`, "Brakes").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brake {
    /// The number to be typed.
    pub count: usize,
    /// What is out of the ordinary, as one sentence: "This takes 12 of 40 managed users out, more than 20 %."
    pub sentence: String,
}

/// What the actor gave along with the command to commit.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Consent {
    /// The acknowledgement codes ticked.
    pub acknowledged: Vec<String>,
    /// The name typed.
    pub confirmed: Option<String>,
    /// The number typed.
    pub count: Option<usize>,
    /// Why, in the actor's words.
    pub reason: Option<Reason>,
}

/// A planned command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// What was asked.
    pub command: Command,
    /// The word for the audit: that of the command, or of the sort of due work the sweeper found.
    pub kind: CommandKind,
    /// By whom.
    pub actor: Actor,
    /// Under which stamp.
    pub stamp: Stamp,
    /// What will be done, as a heading: "Invite grace@acme.example as Administrator".
    pub title: String,
    /// The records before and after.
    pub changes: Vec<Change>,
    /// Records whose images are erased in the same transaction, over their whole history.
    pub erase: Vec<Key>,
    /// The records it is about, the main one first.
    pub subjects: Vec<Key>,
    /// The organization it works in, if one.
    pub org: Option<OrgSid>,
    /// Guards that were passed, in words.
    pub checks: Vec<String>,
    /// What follows from it, in words.
    pub consequences: Vec<String>,
    /// What cannot be undone, in words.
    pub irreversible: Vec<String>,
    /// What must be ticked.
    pub acknowledgements: Vec<Acknowledgement>,
    /// What must be typed.
    pub confirmation: Option<Confirmation>,
    /// What must be counted.
    pub brake: Option<Brake>,
    /// Whether a reason must be given.
    pub reason_required: bool,
    /// The same thing as a command line, without `--as` and `--store`.
    pub line: String,
    /// The sort of audit entry it leaves.
    pub entry: EntryKind,
    /// A refusal that is committed with its trace, such as a counted wrong try: the answer to the actor.
    pub answer: Option<Refusal>,
}

impl Plan {
    /// Whether two plans of one command do the same, apart from times.
    pub fn same_changes(&self, other: &Self) -> bool {
        self.changes.len() == other.changes.len()
            && self.erase == other.erase
            && self.changes.iter().zip(&other.changes).all(|(a, b)| {
                a.key == b.key
                    && a.before.as_ref().map(timeless) == b.before.as_ref().map(timeless)
                    && a.after.as_ref().map(timeless) == b.after.as_ref().map(timeless)
            })
    }

    /// Refuses a consent that lacks an acknowledgement, the typed name, the typed number or a required reason.
    pub fn check_consent(&self, consent: &Consent) -> Result<(), Refusal> {
        let given = |needed: &&Acknowledgement| consent.acknowledged.iter().any(|code| code == needed.code);
        let missing: Vec<&Acknowledgement> = self.acknowledgements.iter().filter(|it| !given(it)).collect();
        if let Some(first) = missing.first() {
            let (what, tick) = match missing.len() {
                1 => ("This needs an acknowledgement:".to_owned(), "Tick it"),
                n => (format!("This needs {n} acknowledgements, the first of them:"), "Tick each"),
            };
            // All that is missing at once; given one by one, each try would name only the next.
            let codes = self.acknowledgements.iter().map(|it| it.code).collect::<Vec<_>>().join(",");
            return Err(Refusal::new(
                RefusalCode::AcknowledgementNeeded,
                format!("{what} {}", first.sentence),
                format!("{tick}, or add --acknowledge {codes}."),
            ));
        }
        if let Some(needed) = &self.confirmation
            && consent.confirmed.as_deref().map(str::trim) != Some(needed.text.as_str())
        {
            return Err(Refusal::new(
                RefusalCode::ConfirmationNeeded,
                format!("This needs {} typed exactly: {}.", needed.what, needed.text),
                format!(
                    "Type it, or add {}.",
                    with_options("", &[("--confirm", needed.text.clone())]).trim_start()
                ),
            ));
        }
        if let Some(brake) = self.brake.as_ref().filter(|brake| consent.count != Some(brake.count)) {
            return Err(Refusal::new(
                RefusalCode::CountNeeded,
                brake.sentence.clone(),
                format!("Type the number {}, or add --confirm-count {}.", brake.count, brake.count),
            ));
        }
        if self.reason_required && consent.reason.is_none() {
            return Err(Refusal::new(
                RefusalCode::ReasonNeeded,
                "This organization wants a reason for every change.",
                "Type one, or add --reason \"…\".",
            ));
        }
        Ok(())
    }

    /// The command line with the safeguards this plan needs.
    pub fn line_with_safeguards(&self) -> String {
        let mut options = Vec::new();
        if !self.acknowledgements.is_empty() {
            let codes: Vec<&str> = self.acknowledgements.iter().map(|a| a.code).collect();
            options.push(("--acknowledge", codes.join(",")));
        }
        options.extend(self.confirmation.as_ref().map(|needed| ("--confirm", needed.text.clone())));
        options.extend(self.brake.as_ref().map(|brake| ("--confirm-count", brake.count.to_string())));
        with_options(&self.line, &options)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_differ_by_number_and_repeat_by_seed() {
        let stamp = Stamp { now: Timestamp(1), seed: [5; 32] };
        assert_ne!(stamp.draw(0), stamp.draw(1));
        assert_eq!(stamp.draw(3), Stamp { now: Timestamp(9), seed: [5; 32] }.draw(3));
    }
}
