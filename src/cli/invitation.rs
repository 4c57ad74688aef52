//! `orgadm invitation list|accept|decline|cancel|resend|request|answer`.

use serde_json::{Value, json};

use crate::controller::{Command, Plan, Refusal, TypedCode, inviter, sender_name};
use crate::directory::InvitationRow;
use crate::model::{Actor, InvitationSid, Key, Record};

use super::args::InvitationVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::org::may_view;
use super::output::{print_json, print_table, role_words};
use super::resolve::{email, invitation, person_name};
use super::write;

pub(super) fn run(context: &Context<'_>, verb: &InvitationVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    match verb {
        InvitationVerb::List { mine: true } => {
            let address = match &context.identity {
                Some(identity) => email(identity)?,
                None => return Err(Failure::Usage("--mine needs --as EMAIL.".into())),
            };
            let sids = context.controller.few()?.inbox_of(address.as_str(), context.controller.now());
            print(context, &sids, io)
        }
        InvitationVerb::List { mine: false } => {
            let org = context.org(&context.actor()?)?;
            may_view(context, org)?;
            let sids = context.controller.few()?.waiting_in(org, context.controller.now());
            print(context, &sids, io)
        }
        InvitationVerb::Accept { invitation: text, name } => {
            let sid = invitation(text)?;
            let actor = context.actor_or_visitor()?;
            let code = code(context, sid, &actor, io)?;
            let name = name.as_deref().map(person_name).transpose()?;
            commit(context, &actor, &Command::AcceptInvitation { invitation: sid, code, name }, io)
        }
        InvitationVerb::Decline { invitation: text } => {
            let sid = invitation(text)?;
            let actor = context.actor_or_visitor()?;
            let code = code(context, sid, &actor, io)?;
            commit(context, &actor, &Command::DeclineInvitation { invitation: sid, code }, io)
        }
        InvitationVerb::Cancel { invitations } => {
            each(context, invitations, io, |invitation| Command::CancelInvitation { invitation })
        }
        InvitationVerb::Resend { invitations } => {
            each(context, invitations, io, |invitation| Command::ResendInvitation { invitation })
        }
        InvitationVerb::Request { email: address, name } => {
            let command = Command::RequestInvitation { email: email(address)?, name: person_name(name)? };
            let receipt = write::commit(context, &context.visitor(), &command, io)?;
            let sid = |plan: &Plan| plan.subjects.first().map(Key::to_string).unwrap_or_default();
            write::done(
                context,
                receipt,
                |plan| format!("Done: {} ({}).", plan.title, sid(plan)),
                |plan| json!({ "request": sid(plan) }),
                io,
            )
        }
        InvitationVerb::Answer { requests, role, .. } => {
            let role = role.map(Into::into);
            each(context, requests, io, |request| Command::AnswerRequest { request, role })
        }
    }
}

/// Does the same to every invitation named, in one plan.
fn each(
    context: &Context<'_>,
    sids: &[String],
    io: &mut Io<'_>,
    command: impl Fn(InvitationSid) -> Command,
) -> Result<(), Failure> {
    let sids: Vec<InvitationSid> = sids.iter().map(|text| invitation(text)).collect::<Result<_, _>>()?;
    let command = write::together(sids.into_iter().map(command).collect());
    commit(context, &context.actor()?, &command, io)
}

fn commit(context: &Context<'_>, actor: &Actor, command: &Command, io: &mut Io<'_>) -> Result<(), Failure> {
    let receipt = write::commit(context, actor, command, io)?;
    let user = |plan: &Plan| plan.subjects.iter().find(|key| matches!(key, Key::User(_))).map(Key::to_string);
    write::done(
        context,
        receipt,
        |plan| format!("Done: {}.", plan.title),
        |plan| json!({ "user": user(plan) }),
        io,
    )
}

/// The code from standard input; none is read if the signed-in user has proven the address before.
fn code(
    context: &Context<'_>,
    sid: InvitationSid,
    actor: &Actor,
    io: &mut Io<'_>,
) -> Result<Option<TypedCode>, Failure> {
    let stored = context.controller.store().get(Key::Invitation(sid))?;
    let Some(Record::Invitation(invitation)) = stored.map(|stored| stored.record) else {
        return Err(Refusal::not_found(Key::Invitation(sid)).into());
    };
    let user = actor.user().map(|user| context.stored_user(user)).transpose()?.flatten();
    if user.is_some_and(|user| user.email_proven.is_some() || user.email != invitation.email) {
        return Ok(None);
    }
    Ok(Some(TypedCode::new(&io.line(&format!("Code sent to {}:", invitation.email))?)))
}

/// Prints invitations as a list.
pub(super) fn print(context: &Context<'_>, sids: &[InvitationSid], io: &mut Io<'_>) -> Result<(), Failure> {
    let directory = context.controller.around(sids)?;
    let names = context.controller.names();
    let now = context.controller.now();
    let blocked = |row: &InvitationRow| directory.blocked(row).map(|reason| reason.to_string());
    let rows = sids.iter().filter_map(|sid| directory.invitation(*sid));
    if context.flags.json {
        let values: Vec<Value> = rows
            .map(|row| {
                json!({
                    "sid": row.sid.to_string(),
                    "email": row.email,
                    "kind": row.kind.word(),
                    "organization": row.org.map(|org| org.to_string()),
                    "account": row.kind.account().map(|account| account.to_string()),
                    "joins": row.kind.joining().map(|account| account.to_string()),
                    "role": row.kind.role().map(|role| role.word()),
                    "access": row.kind.access().iter().map(|offered| json!({
                        "account": offered.account.to_string(), "roles": role_words(Some(offered.roles)),
                    })).collect::<Vec<_>>(),
                    "sender": sender_name(row, &names),
                    "sends": row.sends,
                    "last_sent": row.last_sent.to_string(),
                    "expires": row.expires.to_string(),
                    "blocked": blocked(row),
                    "can_resend": !row.kind.is_request() && row.may_resend(now).is_ok(),
                    "can_resend_reason": row.may_resend(now).err().map(|reason| reason.to_string()),
                })
            })
            .collect();
        return print_json(io, &json!({ "invitations": values }));
    }
    let rows: Vec<Vec<String>> = rows
        .map(|row| {
            vec![
                row.email.to_string(),
                inviter(row, &names),
                row.offer(),
                sender_name(row, &names),
                row.sends.to_string(),
                row.expires.to_string(),
                blocked(row).map_or_else(|| "waiting".to_owned(), |reason| format!("blocked: {reason}")),
                row.sid.to_string(),
            ]
        })
        .collect();
    print_table(io, &["EMAIL", "INVITED TO", "OFFER", "SENDER", "SENDS", "EXPIRES", "STATE", "SID"], &rows)
}
