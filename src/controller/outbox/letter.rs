//! A message as a letter: the names it tells, and the code that is made only now.

use crate::controller::port::{Letter, LetterTexts};
use crate::controller::refusal::{PlanError, Refusal};
use crate::controller::world::World;
use crate::model::{
    Code, CodeFor, Invitation, InvitationKind, Key, Message, MessageKind, Record, SecurityAction, UserSid,
};

use super::template::{Which, fill};

/// What goes out, and the code it carries.
pub(super) struct Rendered {
    pub(super) letter: Letter,
    pub(super) code: Option<Code>,
}

/// Renders a message of the store with this identifier.
pub(super) fn render(
    world: &dyn World,
    message: &Message,
    store: &str,
    texts: &LetterTexts,
) -> Result<Rendered, PlanError> {
    let (which, mut values, purpose) = match message.kind {
        MessageKind::SignUpCode { sign_up: sid, generation } => {
            let sign_up = world.sign_up(sid)?;
            let values = vec![
                ("email", sign_up.email.to_string()),
                ("account", sign_up.account.to_string()),
                ("expires", sign_up.expires.to_string()),
            ];
            let purpose = CodeFor::SignUp { sign_up: sid, generation };
            (Which::SignUpCode, values, Some(purpose))
        }
        MessageKind::PhoneCode { account: sid, generation } => {
            let account = world.account(sid)?;
            let purpose = CodeFor::Phone { account: sid, generation };
            (Which::PhoneCode, vec![("account", account.name.to_string())], Some(purpose))
        }
        MessageKind::Invitation { invitation, generation } => {
            let invitation = Invitation { generation, ..world.invitation(invitation)? };
            let which = match invitation.kind {
                InvitationKind::AccountAccess { .. } => Which::AccessInvitation,
                InvitationKind::AccountJoin { .. } => Which::AccountInvitation,
                InvitationKind::UserJoin { .. } | InvitationKind::JoinRequest { .. } => Which::UserInvitation,
            };
            (which, about_invitation(world, &invitation)?, Some(invitation.code_for()))
        }
        MessageKind::Reminder { invitation, generation } => {
            let invitation = Invitation { generation, ..world.invitation(invitation)? };
            (Which::Reminder, about_invitation(world, &invitation)?, Some(invitation.code_for()))
        }
        MessageKind::Security { user, action } => {
            (Which::Security, about_request(world, user, action)?, None)
        }
    };
    let code = purpose.map(|purpose| world.code(purpose));
    values.extend(code.as_ref().map(|code| ("code", code.reveal())));
    let (subject, body) = fill(which, texts, &values);
    let sid = message.sid;
    let generation = message.kind.generation().unwrap_or_default();
    let letter = Letter {
        sid,
        to: message.to.clone(),
        id: format!("{sid}.{generation}.{store}").to_lowercase(),
        created: message.created,
        subject,
        body,
    };
    Ok(Rendered { letter, code })
}

type Values = Vec<(&'static str, String)>;

fn about_invitation(world: &dyn World, invitation: &Invitation) -> Result<Values, PlanError> {
    let target = world.inviter(invitation)?;
    let account = match invitation.kind.account().or(invitation.kind.joining()) {
        Some(account) => match world.counted(Key::Account(account))? {
            Some(Record::Account(account)) => account.name.to_string(),
            _ => account.to_string(),
        },
        None => String::new(),
    };
    Ok(vec![
        ("email", invitation.email.to_string()),
        ("organization", target),
        ("account", account),
        ("inviter", person(world, invitation.sender)?),
        ("offer", invitation.kind.offer()),
        ("expires", invitation.expires.to_string()),
        ("invitation", invitation.sid.to_string()),
    ])
}

fn about_request(world: &dyn World, sid: UserSid, action: SecurityAction) -> Result<Values, PlanError> {
    let user = world.user(sid)?;
    let organization = match user.membership {
        Some(membership) => world.organization_name(membership.org)?,
        None => return Err(Refusal::not_found(Key::User(sid)).into()),
    };
    let by = user.requests.iter().find(|request| request.action == action).map(|request| request.by);
    Ok(vec![
        ("email", user.email.to_string()),
        ("organization", organization),
        ("inviter", person(world, by)?),
        ("request", action.to_string()),
    ])
}

/// Name and address of somebody; a word where they are gone.
fn person(world: &dyn World, sid: Option<UserSid>) -> Result<String, PlanError> {
    let record = match sid {
        Some(sid) => world.counted(Key::User(sid))?,
        None => None,
    };
    Ok(match record {
        Some(Record::User(user)) => format!("{} ({})", user.name, user.email),
        _ => "Somebody".to_owned(),
    })
}
