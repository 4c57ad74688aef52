//! Make an organization what a file says: the steps that its difference was compiled into, one after the other in one
//! draft, committed as one or refused as a whole.
//!
//! Each refused entry is named by its place in the file. What the steps say is gathered as for many commands; brakes,
//! acknowledgements and typed names are those of the steps.

use std::collections::{BTreeMap, BTreeSet};

use crate::controller::command::{Application, Asked, Command, FileStep};
use crate::controller::draft::Draft;
use crate::controller::guard;
use crate::controller::line::Line;
use crate::controller::port::Transaction;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode, RefusedRow};
use crate::model::{AccountSid, Key, shown};
use crate::rules::permissions::Action;

use super::many::{Dispatch, Gathered, row};

/// What accounts that the file creates are called by its steps, and the identifiers they got.
#[derive(Default)]
struct Created {
    known: BTreeMap<AccountSid, AccountSid>,
    /// Those that were refused: what is about them says nothing more.
    lost: BTreeSet<AccountSid>,
}

pub(super) fn plan(draft: &mut Draft<'_>, application: &Application, run: Dispatch) -> Result<(), PlanError> {
    let Application { org, file, steps } = application;
    draft.world().organization(*org)?;
    guard::permitted(draft, *org, Action::OpenAdminCenter)?;
    let name = draft.world().organization_name(*org)?;
    if steps.is_empty() {
        let sentence = format!("{name} is as {} says already.", called(file));
        return Err(Refusal::new(RefusalCode::NoChange, sentence, "Nothing needs to be done.")
            .about(Key::Organization(*org))
            .into());
    }
    let (mut gathered, mut refused, mut created) = (Gathered::default(), Vec::new(), Created::default());
    let (within, words) = draft.apart(|draft| {
        draft.about(Key::Organization(*org));
        draft.within(*org)
    });
    within?;
    gathered.add(words);
    for step in steps {
        draft.begin_row();
        let command = match &step.asked {
            Asked::Refused(refusal) => {
                refused.push(place(step, refusal.clone()));
                continue;
            }
            Asked::Do(command) => created.in_terms_of(command),
        };
        let Some(command) = command else { continue };
        let (result, words) = draft.apart(|draft| run(draft, &command));
        match result {
            Ok(()) => {
                created.learn(step, &words.subjects);
                gathered.add(words);
            }
            Err(PlanError::Refused(refusal)) => {
                draft.take_row_back();
                created.lost.extend(step.creates);
                refused.push(place(step, refusal));
            }
            Err(error) => return Err(error),
        }
    }
    if !refused.is_empty() {
        return Err(rows(file, refused).into());
    }
    let line = Line::of("apply").option("-f", file).to_string();
    gathered.lay_down(draft, format!("Apply {} to {name}", called(file)), line, steps.len());
    Ok(())
}

/// What the file is called in sentences.
fn called(file: &str) -> String {
    if file == "-" { "standard input".to_owned() } else { shown(file) }
}

/// Refuses more records than one transaction takes, with their number.
pub(super) fn fits(draft: &Draft<'_>, application: &Application) -> Result<(), Refusal> {
    let (found, most) = (draft.layered().changes().len(), Transaction::MOST_CHANGES);
    if found <= most {
        return Ok(());
    }
    let sentence = format!(
        "{} would change {found} records at once; {most} is the most of one plan.",
        called(&application.file)
    );
    let remedy = "Split it by section: apply a file with the users, then one with the accounts, then one with the access; \
                  of a section that is still too large a part at a time.";
    Err(Refusal::new(RefusalCode::TooManyChanges, sentence, remedy))
}

/// A refusal of the result, as that of the step that brought it about.
pub(super) fn refused_at(application: &Application, row: usize, refusal: Refusal) -> Refusal {
    match row.checked_sub(1).and_then(|at| application.steps.get(at)) {
        Some(step) => rows(&application.file, vec![place(step, refusal)]),
        None => refusal,
    }
}

/// The refusal of one entry: its number is the line, its sentence begins with the entry.
fn place(step: &FileStep, refusal: Refusal) -> RefusedRow {
    let RefusedRow { sentence, .. } = row(step.line, refusal.clone());
    RefusedRow { sentence: format!("{}: {sentence}", step.entry), ..row(step.line, refusal) }
}

/// The refusal of the whole: it names the first entry and how many more there are.
fn rows(file: &str, mut refused: Vec<RefusedRow>) -> Refusal {
    let file = called(file);
    refused.sort_by_key(|row| row.row);
    let Some(first) = refused.first() else {
        return Refusal::new(RefusalCode::Invalid, "An entry is refused.", "Look at the entries one by one.");
    };
    let more = match refused.len() - 1 {
        0 => String::new(),
        1 => " 1 more entry is refused.".to_owned(),
        n => format!(" {n} more entries are refused."),
    };
    let sentence = format!("Line {} of {file}, {}{more} Nothing was changed.", first.row, first.sentence);
    let refusal = Refusal::new(first.code, sentence, first.remedy.clone());
    Refusal { record: first.record, rows: refused.into(), ..refusal }
}

impl Created {
    /// Remembers which identifier the account of a step got: it is the first that the step is about.
    fn learn(&mut self, step: &FileStep, subjects: &[Key]) {
        let account = subjects.iter().find_map(|key| match key {
            Key::Account(sid) => Some(*sid),
            _ => None,
        });
        self.known.extend(step.creates.zip(account));
    }

    /// The command about the accounts as they are called now; `None` if it is about one that was refused.
    fn in_terms_of(&self, command: &Command) -> Option<Command> {
        let mut command = command.clone();
        let mut lost = false;
        let mut rename = |sid: &mut AccountSid| {
            lost |= self.lost.contains(sid);
            if let Some(known) = self.known.get(sid) {
                *sid = *known;
            }
        };
        match &mut command {
            Command::InviteUser { access, .. } => {
                access.iter_mut().for_each(|offer| rename(&mut offer.account));
            }
            Command::GrantAccess { account, .. }
            | Command::InviteToAccount { account, .. }
            | Command::SetTwoFactorPolicy { account, .. }
            | Command::CreateSubaccount { parent: account, .. } => rename(account),
            _ => {}
        }
        (!lost).then_some(command)
    }
}
