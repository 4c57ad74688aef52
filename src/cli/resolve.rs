//! What arguments name: users by address or SID, organizations by SID or name, and who is acting.

use crate::controller::{Controller, Names, Refusal, RefusalCode};
use crate::directory::{AccountList, AccountQuery, Directory};
use crate::model::{
    Account, AccountSid, Actor, DomainSid, Email, InvitationSid, Key, Label, MessageSid, OrgSid, PersonName,
    Phone, Reason, Record, SignUpSid, TextError, User, UserSid, Who,
};
use crate::rules::permissions::{Action, Permit, permit};

use super::context::Context;
use super::exit::Failure;

impl Context<'_> {
    /// The actor, signed in as the identity given. Without one, a visitor.
    pub(super) fn actor(&self) -> Result<Actor, Failure> {
        let Some(identity) = &self.identity else { return Ok(self.visitor()) };
        let user = user(self.rights, identity)?;
        Ok(self.caller.acting_as(Who::User(user)))
    }

    /// The actor, or a visitor if the identity has no user yet: for answering a first invitation.
    pub(super) fn actor_or_visitor(&self) -> Result<Actor, Failure> {
        let Some(identity) = &self.identity else { return Ok(self.visitor()) };
        let email = email(identity)?;
        Ok(match self.rights.store().user_by_email(&email)? {
            Some(user) => self.caller.acting_as(Who::User(user)),
            None => self.visitor(),
        })
    }

    /// Somebody without a user.
    pub(super) fn visitor(&self) -> Actor {
        self.caller.acting_as(Who::Visitor)
    }

    /// Whoever operates the host.
    pub(super) fn operator(&self) -> Actor {
        self.caller.acting_as(Who::Operator)
    }

    /// Whoever asks as they are now: their role decides what they may see.
    pub(super) fn standing(&self, sid: UserSid) -> Result<Option<User>, Failure> {
        stored_user(self.rights, sid)
    }

    /// A user as stored.
    pub(super) fn stored_user(&self, sid: UserSid) -> Result<Option<User>, Failure> {
        stored_user(self.controller, sid)
    }

    /// An account as stored, and as it counts.
    pub(super) fn stored_account(&self, sid: AccountSid) -> Result<Option<Account>, Failure> {
        Ok(match self.controller.counted(Key::Account(sid))? {
            Some(Record::Account(account)) => Some(account),
            _ => None,
        })
    }

    /// A user by address or SID.
    pub(super) fn user(&self, text: &str) -> Result<UserSid, Failure> {
        user(self.controller, text)
    }

    /// The organization of `--org`, else that of the actor.
    pub(super) fn org(&self, actor: &Actor) -> Result<OrgSid, Failure> {
        if let Some(text) = &self.flags.org {
            return self.named_org(text);
        }
        let Some(sid) = actor.user() else {
            return Err(
                Refusal::new(RefusalCode::SignInNeeded, "Nobody is signed in.", "Add --as EMAIL.").into()
            );
        };
        self.standing(sid)?.and_then(|user| user.membership).map(|of| of.org).ok_or_else(|| {
            let sentence = "The user belongs to no organization.";
            Refusal::new(
                RefusalCode::NotFound,
                sentence,
                "Create one, accept an invitation, or add --org ORG.",
            )
            .into()
        })
    }

    /// An organization by SID or exact name; a deleted one only if no other has the name.
    pub(super) fn named_org(&self, text: &str) -> Result<OrgSid, Failure> {
        if let Ok(sid) = text.parse::<OrgSid>() {
            return Ok(sid);
        }
        let directory = self.rights.few()?;
        let mut named: Vec<OrgSid> =
            directory.organizations().filter(|row| &*row.name == text.trim()).map(|row| row.sid).collect();
        if named.iter().any(|org| !directory.is_deleted(*org)) {
            named.retain(|org| !directory.is_deleted(*org));
        }
        match named.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::Usage(format!(
                "There is no organization named {text}; give its name exactly, or its SID."
            ))),
            _ => Err(Failure::Usage(format!("Several organizations are named {text}; give the SID."))),
        }
    }

    /// An account by SID or exact name among those the user owns; without a text, the only one.
    pub(super) fn account(&self, text: Option<&str>, owner: Option<UserSid>) -> Result<AccountSid, Failure> {
        if let Some(sid) = text.and_then(|text| text.parse::<AccountSid>().ok()) {
            return Ok(sid);
        }
        let owned = owner.map(|user| self.controller.store().accounts_owned_by(user)).transpose()?;
        let names = self.controller.names();
        let called = |sid: &AccountSid, text: &str| {
            names.name(Key::Account(*sid)).is_some_and(|name| name == text.trim())
        };
        let owned = owned.unwrap_or_default().into_iter();
        let named: Vec<AccountSid> = owned.filter(|sid| text.is_none_or(|text| called(sid, text))).collect();
        match (named.as_slice(), text) {
            ([one], _) => Ok(*one),
            ([], Some(text)) => {
                Err(Failure::Usage(format!("You own no account named {text}; give its SID.")))
            }
            ([], None) => Err(Failure::Usage("You own no account; give one by its SID.".into())),
            _ => Err(Failure::Usage("Several accounts fit; give the SID.".into())),
        }
    }

    /// An account by SID, or by exact name among those of the organization and those the actor can reach.
    pub(super) fn any_account(&self, text: &str, actor: &Actor) -> Result<AccountSid, Failure> {
        if let Ok(sid) = text.parse::<AccountSid>() {
            return Ok(sid);
        }
        let directory = self.controller.directory()?;
        let mut near = Vec::new();
        if let Some(user) = actor.user() {
            let reach = directory.reach_of(user);
            near.extend(reach.owned);
            near.extend(reach.granted.into_iter().map(|(account, _)| account));
        }
        if let Ok(org) = self.org(actor)
            && actor
                .user()
                .map(|user| self.standing(user))
                .transpose()?
                .flatten()
                .and_then(|user| user.role_in(org))
                .is_some_and(|role| permit(Action::OpenAdminCenter, role) == Permit::Yes)
        {
            let managed = AccountQuery::all(org, AccountList::Managed);
            near.extend(directory.accounts(&managed, self.controller.now(), &[]));
        }
        near.sort_unstable();
        near.dedup();
        near.retain(|sid| account_name(&directory, *sid) == text.trim());
        match near.as_slice() {
            [one] => Ok(*one),
            [] => Err(Failure::Usage(format!("No account here is named {text}; give its SID."))),
            _ => Err(Failure::Usage(format!("Several accounts are named {text}; give the SID."))),
        }
    }

    /// The reason of `--reason`.
    pub(super) fn reason(&self) -> Result<Option<Reason>, Failure> {
        self.flags.reason.as_deref().map(|text| Reason::parse("The reason", text).map_err(usage)).transpose()
    }
}

fn user(controller: &Controller, text: &str) -> Result<UserSid, Failure> {
    if let Ok(sid) = text.parse::<UserSid>() {
        return Ok(sid);
    }
    let email = email(text)?;
    controller.store().user_by_email(&email)?.ok_or_else(|| Refusal::no_user(&email).into())
}

fn stored_user(controller: &Controller, sid: UserSid) -> Result<Option<User>, Failure> {
    Ok(match controller.counted(Key::User(sid))? {
        Some(Record::User(user)) => Some(user),
        _ => None,
    })
}

fn account_name(directory: &Directory, sid: AccountSid) -> String {
    directory.account(sid).map(|row| row.name.to_string()).unwrap_or_default()
}

fn usage(error: TextError) -> Failure {
    Failure::Usage(format!("{error}."))
}

pub(super) fn email(text: &str) -> Result<Email, Failure> {
    Email::parse(text).map_err(|error| Refusal::invalid(&error).into())
}

pub(super) fn label(what: &'static str, text: &str) -> Result<Label, Failure> {
    Label::parse(what, text).map_err(|error| Refusal::invalid(&error).into())
}

pub(super) fn person_name(text: &str) -> Result<PersonName, Failure> {
    PersonName::parse("Your name", text).map_err(|error| Refusal::invalid(&error).into())
}

pub(super) fn phone(text: &str) -> Result<Phone, Failure> {
    Phone::parse(text).map_err(|error| Refusal::invalid(&error).into())
}

pub(super) fn message(text: &str) -> Result<MessageSid, Failure> {
    text.parse().map_err(|_| {
        Failure::Usage(format!("{text} is no message; its SID begins with {}.", MessageSid::PREFIX))
    })
}

pub(super) fn invitation(text: &str) -> Result<InvitationSid, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("{error}.")))
}

pub(super) fn account_sid(text: &str) -> Result<AccountSid, Failure> {
    text.parse().map_err(|error| Failure::Usage(format!("{error}.")))
}

/// Any record by its SID.
pub(super) fn key(text: &str) -> Option<Key> {
    None.or_else(|| text.parse::<UserSid>().ok().map(Key::User))
        .or_else(|| text.parse::<OrgSid>().ok().map(Key::Organization))
        .or_else(|| text.parse::<AccountSid>().ok().map(Key::Account))
        .or_else(|| text.parse::<InvitationSid>().ok().map(Key::Invitation))
        .or_else(|| text.parse::<DomainSid>().ok().map(Key::Domain))
        .or_else(|| text.parse::<SignUpSid>().ok().map(Key::SignUp))
}
