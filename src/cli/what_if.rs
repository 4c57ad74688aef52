//! What `orgadm org what-if` prints.

use serde_json::{Value, json};

use crate::controller::{Verdict, WhatIf};

use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::output::print_json;

pub(super) fn print(context: &Context<'_>, found: &WhatIf, io: &mut Io<'_>) -> Result<(), Failure> {
    if context.flags.json {
        let verdicts: Vec<Value> = found.verdicts.iter().map(verdict_json).collect();
        let value = json!({ "email": found.email.to_string(), "known": found.known, "ways": verdicts });
        return print_json(io, &json!({ "what_if": value }));
    }
    writeln!(io.out, "{}", found.email)?;
    for sentence in &found.known {
        writeln!(io.out, "  {sentence}")?;
    }
    for verdict in &found.verdicts {
        let sign = if verdict.refused.is_some() { "no " } else { "yes" };
        writeln!(io.out, "\n{sign}  {}\n     {}", verdict.way, verdict.sentence)?;
        if let Some(rule) = verdict.rule {
            writeln!(io.out, "     Rule: {rule}")?;
        }
        for sentence in &verdict.follows {
            writeln!(io.out, "     {sentence}")?;
        }
        if let Some((code, remedy)) = &verdict.refused {
            writeln!(io.out, "     {remedy} ({code})")?;
        }
    }
    Ok(())
}

fn verdict_json(verdict: &Verdict) -> Value {
    json!({
        "way": verdict.way,
        "allowed": verdict.refused.is_none(),
        "outcome": verdict.sentence,
        "rule": verdict.rule,
        "follows": verdict.follows,
        "code": verdict.refused.as_ref().map(|(code, _)| code.word()),
        "remedy": verdict.refused.as_ref().map(|(_, remedy)| remedy),
    })
}
