//! All rows of a file as one plan.

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::exit::{Failure, Others};
use crate::cli::io::Io;
use crate::cli::table::Table;
use crate::cli::{sent, write};
use crate::controller::{Line, Plan, PlanError, Receipt};
use crate::model::{Actor, Key};

use super::reading::{Asked, Split};
use super::refused::{lines, named, of_rows};

/// All rows as one plan; if any is refused, nothing happens and each refused one is named.
pub(super) fn together(
    context: &Context<'_>,
    actor: &Actor,
    table: &Table,
    asked: Vec<Asked>,
    line: &Line,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let Split { commands, places, mut refused } = Split::of(asked);
    let named = |failure: Failure| named(failure, table, &places);
    if !refused.is_empty() {
        let others = match commands.is_empty() {
            true => Vec::new(),
            false => match context.controller.plan(actor, &write::together(commands)) {
                Ok(_) => Vec::new(),
                Err(PlanError::Refused(refusal)) => of_rows(refusal, &places).unwrap_or_default(),
                Err(error) => return Err(error.into()),
            },
        };
        refused.extend(others);
        return Err(lines(refused, table, Others::Undone).into());
    }
    let count = commands.len();
    let command = write::together(commands);
    let receipt = write::commit_as(context, actor, &command, Some(line), io).map_err(named)?;
    done(context, receipt, count, io)
}

fn done(
    context: &Context<'_>,
    receipt: Option<Receipt>,
    rows: usize,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let sends = |plan: &Plan| plan.changes.iter().any(|change| matches!(change.key, Key::Message(_)));
    let sentence = |plan: &Plan| match sends(plan) {
        true => format!("Done: {}.\n{}", plan.title, sent::note(context, true, Some("EMAIL"))),
        false => format!("Done: {}.", plan.title),
    };
    write::done(context, receipt, sentence, |plan| result(plan, rows), io)
}

fn result(plan: &Plan, rows: usize) -> Value {
    let made = plan.changes.iter().filter(|change| change.before.is_none()).map(|change| change.key);
    let invitations: Vec<String> =
        made.filter(|key| matches!(key, Key::Invitation(_))).map(|key| key.to_string()).collect();
    match invitations.is_empty() {
        true => json!({ "rows": rows }),
        false => json!({ "rows": rows, "invitations": invitations }),
    }
}
