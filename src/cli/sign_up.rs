//! `orgadm signup EMAIL`, `signup confirm EMAIL`, `signup resend EMAIL`.

use serde_json::json;

use crate::controller::port::Channel;
use crate::controller::{Command, Plan, Refusal, RefusalCode, TypedCode};
use crate::model::{Email, Key, SignUpSid};

use super::args::{SignUpArguments, SignUpVerb};
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::resolve::{email, label, person_name};
use super::sent;
use super::write;

pub(super) fn run(
    context: &Context<'_>,
    arguments: &SignUpArguments,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    match (&arguments.verb, &arguments.email, &arguments.name) {
        (Some(SignUpVerb::Confirm { email: address }), ..) => confirm(context, &email(address)?, io),
        (Some(SignUpVerb::Resend { email: address }), ..) => resend(context, &email(address)?, io),
        (None, Some(address), Some(name)) => begin(context, address, name, &arguments.account, io),
        _ => Err(Failure::Usage("signup needs an e-mail address and --name.".into())),
    }
}

fn begin(
    context: &Context<'_>,
    address: &str,
    name: &str,
    account: &str,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    let command = Command::SignUp {
        email: email(address)?,
        name: person_name(name)?,
        account: label("The account name", account)?,
    };
    let receipt = write::commit(context, &context.visitor(), &command, io)?;
    let next = |plan: &Plan| match &plan.command {
        Command::SignUp { email, .. } => {
            let next =
                format!("Next: orgadm signup confirm {email}   (the code is read from standard input)");
            match sent::carried(context, Channel::Mail) {
                true => format!("A code goes to {email}.\n{next}"),
                false => {
                    let note = sent::note(context, false, &format!(" {email}"));
                    format!("A code was written to the outbox for {email}.\n{next}\n{note}")
                }
            }
        }
        _ => String::new(),
    };
    write::done(
        context,
        receipt,
        next,
        |plan| json!({ "sign_up": plan.subjects.first().map(Key::to_string) }),
        io,
    )
}

fn resend(context: &Context<'_>, email: &Email, io: &mut Io<'_>) -> Result<(), Failure> {
    let command = Command::ResendSignUp { sign_up: open(context, email)? };
    let receipt = write::commit(context, &context.visitor(), &command, io)?;
    write::done(
        context,
        receipt,
        |_| match sent::carried(context, Channel::Mail) {
            true => format!("A new code goes to {email}."),
            false => format!("A new code was written to the outbox for {email}."),
        },
        |_| json!({}),
        io,
    )
}

fn confirm(context: &Context<'_>, email: &Email, io: &mut Io<'_>) -> Result<(), Failure> {
    let sign_up = open(context, email)?;
    let code = TypedCode::new(&io.line(&format!("Code sent to {email}:"))?);
    let command = Command::ConfirmSignUp { sign_up, code };
    let receipt = write::commit(context, &context.visitor(), &command, io)?;
    let of = |plan: &Plan, wanted: fn(&Key) -> bool| {
        plan.subjects.iter().find(|key| wanted(key)).map(Key::to_string).unwrap_or_default()
    };
    let user = move |plan: &Plan| of(plan, |key| matches!(key, Key::User(_)));
    let account = move |plan: &Plan| of(plan, |key| matches!(key, Key::Account(_)));
    write::done(
        context,
        receipt,
        |plan| {
            format!(
                "Signed up: user {}, account {}.\nNext: orgadm account verify-phone --as {email} --phone +…",
                user(plan),
                account(plan)
            )
        },
        |plan| json!({ "user": user(plan), "account": account(plan) }),
        io,
    )
}

fn open(context: &Context<'_>, email: &Email) -> Result<SignUpSid, Failure> {
    let open = context.controller.store().open_for(email)?;
    let sid = open.into_iter().find_map(|key| match key {
        Key::SignUp(sid) => Some(sid),
        _ => None,
    });
    sid.ok_or_else(|| {
        let sentence = format!("No sign-up is open for {email}.");
        Refusal::new(
            RefusalCode::NotFound,
            sentence,
            format!("Begin with: orgadm signup {email} --name NAME"),
        )
        .into()
    })
}
