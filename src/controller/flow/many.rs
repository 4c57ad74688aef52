//! Many commands in one plan (`product`, "bulk"): planned one after the other in the same draft, each on what the ones
//! before it left, validated as one, committed as one.
//!
//! If any row is refused nothing happens, and every refused row is named with its own reason. What the rows say is gathered:
//! equal sentences stand once with their number, boxes once a code.

use crate::controller::command::Command;
use crate::controller::draft::{Draft, Words};
use crate::controller::plan::{Acknowledgement, Brake, Confirmation};
use crate::controller::port::Transaction;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, RefusedRow};
use crate::model::AuditHeader;

use super::many_lines;

/// How a row is planned: handed in, so that the list of flows need not be known here.
pub(super) type Dispatch = fn(&mut Draft<'_>, &Command) -> Result<(), PlanError>;

/// Records that are counted for the sentence that says how many there are.
const MOST_COUNTED: usize = 10 * Transaction::MOST_CHANGES;

/// What to do with more rows than one plan takes.
const IN_PARTS: &str = "Do it in smaller parts, or take the rows from a file with --keep-going.";

/// Different sentences of one sort that a plan of many shows; the rest is counted.
const SHOWN: usize = 30;

pub(super) fn plan(draft: &mut Draft<'_>, commands: &[Command], dispatch: Dispatch) -> Result<(), PlanError> {
    let Some(first) = commands.first() else {
        let sentence = "Nothing was named to do.";
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Mark rows first, or name records.").into());
    };
    if commands.len() == 1 {
        in_bulk(first)?;
        return dispatch(draft, first);
    }
    let most = Transaction::MOST_CHANGES;
    if commands.len() > most {
        let sentence = format!(
            "{} rows would change at least as many records at once; {most} is the most of one plan.",
            commands.len()
        );
        return Err(Refusal::new(RefusalCode::TooManyChanges, sentence, IN_PARTS).into());
    }
    let (mut gathered, mut refused) = (Gathered::default(), Vec::new());
    for (at, command) in commands.iter().enumerate() {
        draft.begin_row();
        let (result, words) = draft.apart(|draft| {
            in_bulk(command)?;
            dispatch(draft, command)
        });
        match result {
            Ok(()) => gathered.add(words),
            Err(PlanError::Refused(refusal)) => {
                draft.take_row_back();
                refused.push(row(at + 1, refusal));
            }
            Err(error) => return Err(error),
        }
        // Counted to the end for the sentence, as long as that is of use.
        if draft.size() > MOST_COUNTED {
            let sentence = format!(
                "More than {MOST_COUNTED} records would be changed at once; {most} is the most of one plan."
            );
            return Err(Refusal::new(RefusalCode::TooManyChanges, sentence, IN_PARTS).into());
        }
    }
    if !refused.is_empty() {
        return Err(rows(refused, commands.len()).into());
    }
    if draft.size() > most {
        let sentence =
            format!("{} records would be changed at once; {most} is the most of one plan.", draft.size());
        return Err(Refusal::new(RefusalCode::TooManyChanges, sentence, IN_PARTS).into());
    }
    let (title, line) = (many_lines::title(commands), many_lines::line(commands, &gathered.lines));
    gathered.lay_down(draft, title, line, commands.len());
    Ok(())
}

/// Refuses more records than one transaction takes.
pub(super) fn fits(draft: &Draft<'_>) -> Result<(), Refusal> {
    let most = Transaction::MOST_CHANGES;
    if draft.size() <= most {
        return Ok(());
    }
    let sentence =
        format!("{} records would be changed at once; {most} is the most of one plan.", draft.size());
    Err(Refusal::new(RefusalCode::TooManyChanges, sentence, "Do it in smaller parts."))
}

/// The refusal of one row.
pub(super) fn row(row: usize, refusal: Refusal) -> RefusedRow {
    let Refusal { code, sentence, remedy, record, .. } = refusal;
    RefusedRow { row, record, code, sentence, remedy }
}

/// The refusal of the whole: it names the first refused row and how many more there are.
pub(super) fn rows(refused: Vec<RefusedRow>, of: usize) -> Refusal {
    let Some(first) = refused.first() else {
        return Refusal::new(RefusalCode::Invalid, "A row is refused.", "Look at the rows one by one.");
    };
    let more = match refused.len() - 1 {
        0 => String::new(),
        1 => " 1 more row is refused.".to_owned(),
        n => format!(" {n} more rows are refused."),
    };
    let sentence = format!("Row {} of {of}: {}{more} Nothing was changed.", first.row, first.sentence);
    let refusal = Refusal::new(first.code, sentence, first.remedy.clone());
    Refusal { record: first.record, rows: refused.into(), ..refusal }
}

/// Which commands make sense as one of many: those about single users, accounts, invitations and domains. Not those that
/// somebody does once for themselves (signing up, codes, answers), nor what concerns an organization as a whole (creating,
/// deleting, handing over, settings, the operator's verbs), nor the sweeper, undo, or many in many.
const fn takes_part(command: &Command) -> bool {
    match command {
        Command::InviteUser { .. }
        | Command::ResendInvitation { .. }
        | Command::CancelInvitation { .. }
        | Command::AnswerRequest { .. }
        | Command::SetRole { .. }
        | Command::RenameUser { .. }
        | Command::RemoveUser { .. }
        | Command::DeleteUser { .. }
        | Command::DeactivateUser { .. }
        | Command::ActivateUser { .. }
        | Command::RequestSecurity { .. }
        | Command::GrantAccess { .. }
        | Command::RevokeAccess { .. }
        | Command::InviteToAccount { .. }
        | Command::RelinquishAccess { .. }
        | Command::CreateAccount { .. }
        | Command::RenameAccount { .. }
        | Command::AddExistingAccount { .. }
        | Command::SetTwoFactorPolicy { .. }
        | Command::ChangeAccountOwner { .. }
        | Command::SuspendAccount { .. }
        | Command::ReactivateAccount { .. }
        | Command::CloseAccount { .. }
        | Command::ReleaseAccount { .. }
        | Command::CreateSubaccount { .. }
        | Command::SetHipaa { .. }
        | Command::ClaimDomain { .. }
        | Command::DeleteDomain { .. }
        | Command::DropMessage { .. }
        | Command::RetryMessage { .. } => true,
        Command::SignUp { .. }
        | Command::ConfirmSignUp { .. }
        | Command::ResendSignUp { .. }
        | Command::SetPhone { .. }
        | Command::ConfirmPhone { .. }
        | Command::CreateOrganization { .. }
        | Command::AcceptInvitation { .. }
        | Command::DeclineInvitation { .. }
        | Command::ChangeOwner { .. }
        | Command::VerifyDomain { .. }
        | Command::RecordBaa { .. }
        | Command::UpgradeAccount { .. }
        | Command::RecoverOwner { .. }
        | Command::RenameOrganization { .. }
        | Command::SetSignUpPolicy { .. }
        | Command::SetVerifiedDomainsOnly { .. }
        | Command::SetReasonRequired { .. }
        | Command::SetLimit { .. }
        | Command::CheckDomain { .. }
        | Command::ApproveRemoval { .. }
        | Command::RequestInvitation { .. }
        | Command::Many(_)
        | Command::Apply(_)
        | Command::RequestDeletion { .. }
        | Command::WithdrawDeletion { .. }
        | Command::ConfirmDeletion { .. }
        | Command::Undo { .. }
        | Command::Expire
        | Command::DeliverMessage { .. }
        | Command::RemindInvitation { .. }
        | Command::SignIn
        | Command::LinkUid { .. }
        | Command::UnlinkUid { .. } => false,
    }
}

/// Refuses what is not done as one of many.
pub(super) fn in_bulk(command: &Command) -> Result<(), PlanError> {
    if takes_part(command) {
        return Ok(());
    }
    let sentence = format!("{} is not done as one of many.", command.kind().word());
    Err(Refusal::new(RefusalCode::NotInBulk, sentence, "Do it by itself.").into())
}

/// What the rows said.
#[derive(Default)]
pub(super) struct Gathered {
    checks: Counted,
    consequences: Counted,
    irreversible: Counted,
    boxes: Vec<(Acknowledgement, usize, bool)>,
    typed: Vec<Confirmation>,
    reason_required: bool,
    words: Words,
    lines: Vec<String>,
}

impl Gathered {
    pub(super) fn add(&mut self, words: Words) {
        words.checks.into_iter().for_each(|sentence| self.checks.add(sentence));
        words.consequences.into_iter().for_each(|sentence| self.consequences.add(sentence));
        words.irreversible.into_iter().for_each(|sentence| self.irreversible.add(sentence));
        for needed in words.acknowledgements {
            match self.boxes.iter_mut().find(|(known, ..)| known.code == needed.code) {
                Some((known, rows, same)) => {
                    *rows += 1;
                    *same &= known.sentence == needed.sentence;
                }
                None => self.boxes.push((needed, 1, true)),
            }
        }
        self.typed.extend(words.confirmation);
        self.reason_required |= words.reason_required;
        self.words.org = self.words.org.or(words.org);
        for key in words.subjects {
            // The audit's header lists few; the records themselves name the rest.
            if self.words.subjects.len() < AuditHeader::MOST_SUBJECTS && !self.words.subjects.contains(&key) {
                self.words.subjects.push(key);
            }
        }
        self.lines.push(words.line);
    }

    /// Says it all in the draft; `count` rows wanted it.
    pub(super) fn lay_down(self, draft: &mut Draft<'_>, title: String, line: String, count: usize) {
        let acknowledgements = self.boxes.into_iter().map(|(needed, rows, same)| {
            let sentence = match (rows, same) {
                (1, _) => needed.sentence,
                (_, true) => format!("{} ({rows} rows)", needed.sentence),
                (_, false) => format!("{} Likewise {} more rows.", needed.sentence, rows - 1),
            };
            Acknowledgement { sentence, ..needed }
        });
        let mut typed = self.typed;
        let several = typed.len() > 1;
        let words = Words {
            title,
            line,
            checks: self.checks.sentences(),
            consequences: self.consequences.sentences(),
            irreversible: self.irreversible.sentences(),
            acknowledgements: acknowledgements.collect(),
            confirmation: if several { None } else { typed.pop() },
            reason_required: self.reason_required,
            ..self.words
        };
        if several {
            let sentence = format!("This does {count} things at once that each want a name typed.");
            draft.must_count(Brake { count, sentence });
        }
        draft.say_all(words);
    }
}

/// Sentences in the order in which they were first said, each with its number.
#[derive(Default)]
struct Counted {
    said: Vec<(String, usize)>,
    more: usize,
}

impl Counted {
    fn add(&mut self, sentence: String) {
        if let Some((_, times)) = self.said.iter_mut().find(|(known, _)| *known == sentence) {
            *times += 1;
        } else if self.said.len() < SHOWN {
            self.said.push((sentence, 1));
        } else {
            self.more += 1;
        }
    }

    fn sentences(self) -> Vec<String> {
        let counted = self.said.into_iter().map(|(sentence, times)| match times {
            1 => sentence,
            _ => format!("{times} × {sentence}"),
        });
        let more = (self.more > 0).then(|| format!("And {} more of the same sort.", self.more));
        counted.chain(more).collect()
    }
}
