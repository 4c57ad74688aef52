//! `orgadm account verify-phone`.

use serde_json::json;

use crate::controller::{Command, TypedCode};

use super::args::AccountVerb;
use super::context::Context;
use super::exit::Failure;
use super::io::Io;
use super::resolve::phone;
use super::write;

pub(super) fn run(context: &Context<'_>, verb: &AccountVerb, io: &mut Io<'_>) -> Result<(), Failure> {
    let AccountVerb::VerifyPhone { account, phone: number, code } = verb;
    let actor = context.actor()?;
    let account = context.account(account.as_deref(), actor.user())?;
    if *code {
        let code = TypedCode::new(&io.line("The six digits:")?);
        let receipt = write::commit(context, &actor, &Command::ConfirmPhone { account, code }, io)?;
        let result = json!({ "account": account.to_string(), "verified": true });
        return write::done(context, receipt, |_| "The phone number is verified.".into(), |_| result, io);
    }
    let number = phone(number.as_deref().unwrap_or_default())?;
    let command = Command::SetPhone { account, phone: number.clone() };
    let receipt = write::commit(context, &actor, &command, io)?;
    let next = format!(
        "Six digits were written to the outbox for {number}.\n\
         Next: orgadm account verify-phone {account} --code   (the digits are read from standard input)\n\
         Nothing is sent yet: whoever operates this host reads them with orgadm support show-code {number}."
    );
    write::done(context, receipt, |_| next, |_| json!({ "account": account.to_string() }), io)
}
