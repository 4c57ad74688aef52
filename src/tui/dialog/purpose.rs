//! What a form is for: its fields, and the command they become.

use crate::controller::{Command, Refusal, RefusalCode, TypedCode, inviter, name_of};
use crate::model::{
    AccountSid, Email, InvitationSid, Key, Label, OrgRole, OrgSid, PersonName, Phone, TextError, UserSid,
};
use crate::tui::cx::Cx;
use crate::tui::effect::Secret;
use crate::tui::fields::{Field, Form, Found, Option_};

/// What a form is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Purpose {
    /// Invite a user.
    Invite(OrgSid),
    /// Set an organization role.
    Role(OrgSid, UserSid),
    /// Choose a new Owner.
    ChangeOwner(OrgSid),
    /// Name a new organization.
    CreateOrganization,
    /// Give an account a phone number.
    Phone(AccountSid),
    /// Type the digits that were sent to it.
    PhoneCode(AccountSid),
    /// Accept an invitation: whether a name and a code are needed.
    Accept(InvitationSid, Needs),
    /// Decline it.
    Decline(InvitationSid, Needs),
}

/// What an answer to an invitation needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Needs {
    /// The address has no user yet.
    pub name: bool,
    /// The address was never proven.
    pub code: bool,
}

/// Suggestions a type-ahead field asks for.
const SUGGESTED: usize = 20;

fn sentence(error: TextError) -> String {
    format!("{error}.")
}

/// The validators of fields are the constructors of their types.
pub(super) fn email(text: &str) -> Result<(), String> {
    Email::parse(text).map(|_| ()).map_err(sentence)
}

pub(super) fn phone(text: &str) -> Result<(), String> {
    Phone::parse(text).map(|_| ()).map_err(sentence)
}

pub(super) fn org_name(text: &str) -> Result<(), String> {
    Label::parse("The organization name", text).map(|_| ()).map_err(sentence)
}

pub(super) fn person(text: &str) -> Result<(), String> {
    PersonName::parse("Your name", text).map(|_| ()).map_err(sentence)
}

impl Purpose {
    /// The heading of the form.
    pub fn title(&self) -> &'static str {
        match self {
            Self::Invite(_) => "Invite a user",
            Self::Role(..) => "Organization role",
            Self::ChangeOwner(_) => "Change Organization Ownership",
            Self::CreateOrganization => "Create Your Organization",
            Self::Phone(_) => "Verify a phone number",
            Self::PhoneCode(_) => "Type the six digits",
            Self::Accept(..) => "Accept the invitation",
            Self::Decline(..) => "Decline the invitation",
        }
    }

    /// What stands above the fields.
    pub fn intro(&self, cx: &Cx<'_>) -> String {
        match self {
            Self::Invite(org) => format!(
                "The person joins {} on accepting, with every account they own.",
                name_of(Key::Organization(*org), cx.directory)
            ),
            Self::Role(_, user) => format!("For {}.", name_of(Key::User(*user), cx.directory)),
            Self::ChangeOwner(_) => {
                "There is one Owner. The new one must be a managed, active user; you become Administrator.".into()
            }
            Self::CreateOrganization => {
                "It holds all your company's accounts and users. You become its Owner, and the accounts you own become \
                 managed. The name can be changed later."
                    .into()
            }
            Self::Phone(account) => format!(
                "Six digits are sent to the number of {}. Creating an organization needs a verified one.",
                name_of(Key::Account(*account), cx.directory)
            ),
            Self::PhoneCode(account) => {
                let number = cx.directory.account(*account).and_then(|row| row.phone.as_deref()).unwrap_or("the phone");
                format!("They were sent to {number}.")
            }
            Self::Accept(sid, _) | Self::Decline(sid, _) => {
                let row = cx.directory.invitation(*sid);
                row.map_or_else(String::new, |row| {
                    format!(
                        "{} invites {} as {}.",
                        inviter(row, cx.directory),
                        row.email,
                        row.offer()
                    )
                })
            }
        }
    }

    /// The fields.
    pub fn form(&self, cx: &Cx<'_>) -> Form {
        Form::new(match self {
            Self::Invite(_) => vec![Field::text("E-mail address", email), roles(1)],
            Self::Role(org, user) => {
                let role = cx.directory.user(*user).and_then(|row| row.role_in(*org));
                vec![roles(usize::from(role == Some(OrgRole::Standard)))]
            }
            Self::ChangeOwner(_) => {
                vec![Field::search("Choose a new owner").hint("Type a name or an e-mail address.")]
            }
            Self::CreateOrganization => vec![Field::text("Organization name", org_name)],
            Self::Phone(_) => {
                vec![Field::text("Phone number", phone).hint("With the country code: +1 415 555 0100")]
            }
            Self::PhoneCode(_) => vec![Field::code("Six digits")],
            Self::Accept(_, needs) | Self::Decline(_, needs) => {
                let mut fields = Vec::new();
                if needs.name && matches!(self, Self::Accept(..)) {
                    fields.push(Field::text("Your name", person));
                }
                if needs.code {
                    fields.push(Field::code("Code of the invitation"));
                }
                fields
            }
        })
    }

    /// The suggestions of a type-ahead field for what stands in it.
    pub fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Option<(usize, Vec<Found>)> {
        let Self::ChangeOwner(org) = self else { return None };
        let owner = cx.directory.organization(*org).and_then(|row| row.owner);
        let found = cx
            .directory
            .suggest_members(*org, form.value(0), SUGGESTED)
            .into_iter()
            .filter(|sid| Some(*sid) != owner)
            .filter_map(|sid| cx.directory.user(sid))
            .map(|row| Found {
                label: row.email.to_string(),
                detail: row.name.to_string(),
                value: row.sid.to_string(),
            })
            .collect();
        Some((0, found))
    }

    /// The code that may be shown above the form.
    pub const fn secret(&self) -> Option<Secret> {
        match self {
            Self::PhoneCode(account) => Some(Secret::Phone(*account)),
            Self::Accept(sid, Needs { code: true, .. }) | Self::Decline(sid, Needs { code: true, .. }) => {
                Some(Secret::Invitation(*sid))
            }
            _ => None,
        }
    }

    /// The command the fields become; `Err` is the field that is wrong and its sentence.
    pub fn command(&self, form: &Form) -> Result<Command, (usize, String)> {
        let wrong = |at: usize| move |error: TextError| (at, sentence(error));
        let typed = |at: Option<usize>| at.map(|at| TypedCode::new(form.value(at)));
        Ok(match self {
            Self::Invite(org) => Command::InviteUser {
                org: *org,
                email: Email::parse(form.value(0)).map_err(wrong(0))?,
                role: role_at(form.chosen(1)),
                access: Vec::new(),
                replace: false,
            },
            Self::Role(org, user) => {
                Command::SetRole { org: *org, user: *user, role: role_at(form.chosen(0)) }
            }
            Self::ChangeOwner(org) => {
                let found = form.found(0).and_then(|found| found.value.parse().ok());
                let user = found
                    .ok_or((0, "Nobody here has this name; choose a managed, active user.".to_owned()))?;
                Command::ChangeOwner { org: *org, user }
            }
            Self::CreateOrganization => Command::CreateOrganization {
                name: Label::parse("The organization name", form.value(0)).map_err(wrong(0))?,
            },
            Self::Phone(account) => {
                Command::SetPhone { account: *account, phone: Phone::parse(form.value(0)).map_err(wrong(0))? }
            }
            Self::PhoneCode(account) => {
                Command::ConfirmPhone { account: *account, code: TypedCode::new(form.value(0)) }
            }
            Self::Accept(invitation, needs) => Command::AcceptInvitation {
                invitation: *invitation,
                code: typed(form.code_field()),
                name: match needs.name {
                    true => Some(PersonName::parse("Your name", form.value(0)).map_err(wrong(0))?),
                    false => None,
                },
            },
            Self::Decline(invitation, _) => {
                Command::DeclineInvitation { invitation: *invitation, code: typed(form.code_field()) }
            }
        })
    }

    /// The field a refusal belongs to, if it is about what was typed.
    pub fn field_of(&self, form: &Form, refusal: &Refusal) -> Option<usize> {
        match refusal.code {
            RefusalCode::WrongCode | RefusalCode::CodeNeeded => form.code_field(),
            RefusalCode::AlreadyMember
            | RefusalCode::MemberElsewhere
            | RefusalCode::InvitationOpen
            | RefusalCode::DomainTaken
            | RefusalCode::DomainUncertain
            | RefusalCode::DomainNotVerified
                if matches!(self, Self::Invite(_)) =>
            {
                Some(0)
            }
            _ => None,
        }
    }
}

fn roles(at: usize) -> Field {
    let options = [OrgRole::Administrator, OrgRole::Standard]
        .map(|role| Option_ { label: role.title().into(), detail: role.permits().into() })
        .to_vec();
    Field::choice("Organization role", options, at)
}

const fn role_at(at: usize) -> OrgRole {
    if at == 0 { OrgRole::Administrator } else { OrgRole::Standard }
}
