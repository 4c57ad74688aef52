//! `orgadm outbox list|show|retry|drop`: what goes out of this process, and what did not.

use serde_json::{Value, json};

use crate::controller::{Command, Names, name_of};
use crate::model::{Actor, Key, Kind, Message, MessageKind, MessageSid, MessageState, OrgSid, Record};

use super::args::OutboxVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table};
use super::resolve::message;
use super::write;

/// Records read at a time.
const PAGE: usize = 1_000;

pub(super) fn run(context: &Context<'_>, verb: &OutboxVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    match verb {
        OutboxVerb::List { all, operator } => {
            let org = if *operator { None } else { Some(context.org(&context.actor()?)?) };
            if let Some(org) = org {
                may_view(context, org)?;
            }
            print(context, &messages(context, org, *all)?, io)
        }
        OutboxVerb::Show { message: text } => show(context, message(text)?, io),
        OutboxVerb::Retry { messages, operator } => {
            each(context, messages, *operator, io, |message| Command::RetryMessage { message })
        }
        OutboxVerb::Drop { messages, operator } => {
            each(context, messages, *operator, io, |message| Command::DropMessage { message })
        }
    }
}

/// Does the same to every message named, in one plan.
fn each(
    context: &Context<'_>,
    sids: &[String],
    operator: bool,
    io: &mut Io<'_>,
    command: impl Fn(MessageSid) -> Command,
) -> Result<(), Failure> {
    let sids: Vec<MessageSid> = sids.iter().map(|text| message(text)).collect::<Result<_, _>>()?;
    let command = write::together(sids.into_iter().map(command).collect());
    let actor: Actor = if operator { context.operator() } else { context.actor()? };
    let receipt = write::commit(context, &actor, &command, io)?;
    write::done(context, receipt, |plan| format!("Done: {}.", plan.title), |_| json!({}), io)
}

/// The messages of an organization, or of all, oldest first.
fn messages(context: &Context<'_>, org: Option<OrgSid>, all: bool) -> Result<Vec<Message>, Failure> {
    let mut found = Vec::new();
    let mut after = None;
    loop {
        let page = context.controller.store().scan(Kind::Message, after, PAGE)?;
        let last = page.last().map(|stored| stored.record.key()).filter(|_| page.len() == PAGE);
        for stored in page {
            let Record::Message(message) = stored.record else { continue };
            let news = all || message.state == MessageState::Waiting || message.has_failed();
            if news && (org.is_none() || context.controller.organization_told(&message)? == org) {
                found.push(message);
            }
        }
        match last {
            Some(key) => after = Some(key),
            None => break,
        }
    }
    found.sort_by_key(|message| (message.created, message.sid));
    Ok(found)
}

/// What a message is about: the word for its kind, and the record.
fn about(kind: &MessageKind) -> Key {
    match kind {
        MessageKind::SignUpCode { sign_up, .. } => Key::SignUp(*sign_up),
        MessageKind::PhoneCode { account, .. } => Key::Account(*account),
        MessageKind::Invitation { invitation, .. } | MessageKind::Reminder { invitation, .. } => {
            Key::Invitation(*invitation)
        }
        MessageKind::Security { user, .. } => Key::User(*user),
    }
}

fn in_words(kind: &MessageKind, names: &dyn Names) -> String {
    match (kind, about(kind)) {
        (MessageKind::PhoneCode { .. }, key) => format!("phone of {}", name_of(key, names)),
        (MessageKind::Security { action, .. }, _) => action.to_string(),
        (kind, _) => kind.word().to_owned(),
    }
}

fn print(context: &Context<'_>, messages: &[Message], io: &mut Io<'_>) -> Result<(), Failure> {
    if context.flags.json {
        let values: Vec<Value> = messages
            .iter()
            .map(|message| {
                json!({
                    "sid": message.sid.to_string(),
                    "to": message.to.to_string(),
                    "kind": message.kind.word(),
                    "about": about(&message.kind).to_string(),
                    "state": message.state.to_string(),
                    "why": message.dropped.map(|reason| reason.to_string()),
                    "created": message.created.to_string(),
                    "attempts": message.attempts,
                    "last_attempt": message.last_tried.map(|at| at.to_string()),
                    "next_attempt": message.next_try.map(|at| at.to_string()),
                    "error": message.trouble.as_ref().map(ToString::to_string),
                })
            })
            .collect();
        return print_json(io, &json!({ "messages": values }));
    }
    let names = context.controller.names();
    let rows: Vec<Vec<String>> = messages
        .iter()
        .map(|message| {
            let state = match message.dropped {
                Some(reason) => reason.to_string(),
                None => message.state.to_string(),
            };
            vec![
                message.to.to_string(),
                in_words(&message.kind, &names),
                state,
                message.attempts.to_string(),
                message.next_try.map_or_else(String::new, |at| at.to_string()),
                message.trouble.as_ref().map_or_else(String::new, ToString::to_string),
                message.sid.to_string(),
            ]
        })
        .collect();
    print_table(io, &["TO", "ABOUT", "STATE", "TRIES", "NEXT TRY", "LAST ERROR", "SID"], &rows)
}

fn show(context: &Context<'_>, sid: MessageSid, io: &mut Io<'_>) -> Result<(), Failure> {
    let letter = context.controller.letter(sid)?;
    if context.flags.json {
        let value = json!({
            "message": {
                "sid": sid.to_string(), "to": letter.to.to_string(), "subject": letter.subject, "body": letter.body,
            }
        });
        return print_json(io, &value);
    }
    write!(io.out, "To: {}\nSubject: {}\n\n{}", letter.to, letter.subject, letter.body)?;
    Ok(())
}
