//! Comparing and counting: five wrong tries and the code is dead (`product`, "Codes").

use crate::controller::command::TypedCode;
use crate::controller::draft::Draft;
use crate::controller::refusal::{PlanError, Refusal, RefusalCode};
use crate::model::CodeFor;
use crate::rules::limits;

/// Where the counting stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tries {
    pub(super) generation: u32,
    pub(super) tries: u8,
}

/// Whether the typed code opens this. Nothing typed is refused without counting a try.
pub(super) fn matches(
    draft: &Draft<'_>,
    purpose: CodeFor,
    typed: &TypedCode,
    sent: &str,
) -> Result<bool, PlanError> {
    if typed.is_empty() {
        let sentence = format!("This needs the code that was sent {sent}.");
        return Err(Refusal::new(
            RefusalCode::CodeNeeded,
            sentence,
            "Type it, or give it on standard input.",
        )
        .into());
    }
    Ok(draft.world().code(purpose).matches(typed.text()))
}

/// One wrong try more, and what to say. The fifth raises the generation: a new code has to be sent.
pub(super) fn count(now: Tries, sent: &str) -> (Tries, Refusal) {
    let tries = now.tries.saturating_add(1);
    if tries >= limits::TRIES {
        let sentence = format!("The code is wrong, for the {tries}th time, and no longer counts.");
        let remedy = format!("A new code was sent {sent}; type that one.");
        let next = Tries { generation: now.generation + 1, tries: 0 };
        return (next, Refusal::new(RefusalCode::WrongCode, sentence, remedy));
    }
    let left = limits::TRIES - tries;
    let more = if left == 1 { "1 more try".to_owned() } else { format!("{left} more tries") };
    let remedy = format!("Compare it with the message; {more} until a new one is needed.");
    (Tries { tries, ..now }, Refusal::new(RefusalCode::WrongCode, "The code is wrong.", remedy))
}
