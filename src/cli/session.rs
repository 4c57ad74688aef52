//! `orgadm session list|end`: who is connected to the process that holds the store, and ending somebody's session.

use serde_json::{Value, json};

use crate::controller::{Doing, Present, SessionId, name_of};
use crate::model::{Key, Who};

use super::args::SessionVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};

pub(super) fn run(context: &Context<'_>, verb: &SessionVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let actor = match &context.identity {
        Some(_) => context.actor()?,
        None => context.operator(),
    };
    match verb {
        SessionVerb::List => {
            if actor.who != Who::Operator {
                may_view(context, context.org(&actor)?)?;
            }
            list(context, io)
        }
        SessionVerb::End { number } => {
            let ended = context.controller.end_session(&actor, SessionId(*number))?;
            match context.flags.json {
                true => print_json(io, &json!({ "ended": ended.id.0 })),
                false => Ok(writeln!(io.out, "The session of {} was told to end.", person(context, &ended))?),
            }
        }
    }
}

fn list(context: &Context<'_>, io: &mut Io<'_>) -> Result<(), Failure> {
    let present = context.controller.sessions().present();
    if context.flags.json {
        let values: Vec<Value> = present
            .iter()
            .map(|present| {
                json!({
                    "number": present.id.0,
                    "user": present.user.map(|user| user.to_string()),
                    "evidence": present.caller.evidence.to_string(),
                    "doing": doing(present),
                    "since": present.since.to_string(),
                    "began": present.began.map(|began| began.0),
                })
            })
            .collect();
        return print_json(io, &json!({ "sessions": values }));
    }
    let rows: Vec<Vec<String>> = present
        .iter()
        .map(|present| {
            vec![
                present.id.0.to_string(),
                person(context, present),
                doing(present),
                present.caller.evidence.to_string(),
                present.since.to_string(),
            ]
        })
        .collect();
    print_table(io, &["NUMBER", "WHO", "DOES", "EVIDENCE", "SINCE"], &rows)
}

fn person(context: &Context<'_>, present: &Present) -> String {
    let signed_in = present.user.or(present.caller.user());
    signed_in.map_or_else(
        || "nobody signed in".into(),
        |user| name_of(Key::User(user), &context.controller.names()),
    )
}

fn doing(present: &Present) -> String {
    match &present.doing {
        Doing::Here => "holds the store".into(),
        Doing::Screen(terminal) => format!("screens, {terminal}"),
        Doing::Verb(verb) => format!("orgadm {verb}"),
    }
}
