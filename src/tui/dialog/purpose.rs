//! What a form is for: its fields, and the command they become. One file a purpose.

mod access;
mod account;
mod account_roles;
mod answer;
mod change_owner;
mod create_organization;
mod hipaa;
mod invite;
mod leave;
mod lifecycle;
mod lost_users;
mod phone;
mod rename_user;
mod request;
mod role;
mod security;
mod settings;

pub use access::{Grant, InviteToAccount};
pub use account::{CreateAccount, RenameAccount};
pub use answer::{Accept, Decline, Needs};
pub use change_owner::ChangeOwner;
pub use create_organization::CreateOrganization;
pub use hipaa::{Hipaa, SUBACCOUNTS_DO_NOT_FOLLOW};
pub use invite::Invite;
pub use leave::Leave;
pub use lifecycle::{AddExistingAccount, ChangeAccountOwner, CreateSubaccount, ReleaseAccount, SetTwoFactor};
pub use lost_users::RemoveLostUsers;
pub use phone::{PhoneCode, PhoneNumber};
pub use rename_user::RenameUser;
pub use request::{InviteRequester, RequestInvitation};
pub use role::SetRole;
pub use security::Security;
pub use settings::{ClaimDomain, DomainSettings, POLICIES, Reasons, RenameOrganization, WhoMayBeInvited};

use std::fmt::Debug;

use crate::controller::{Command, Refusal};
use crate::model::{Email, TextError};
use crate::tui::cx::Cx;
use crate::tui::effect::Secret;
use crate::tui::fields::{Form, Found};

/// The command of a form; `Err` is the field that is wrong and its sentence.
pub type Asked = Result<Command, (usize, String)>;

/// What a form is for.
pub trait Purpose: Debug + Send + Sync {
    /// The heading of the form.
    fn title(&self) -> &'static str;

    /// What stands above the fields.
    fn intro(&self, cx: &Cx<'_>) -> String;

    /// The fields.
    fn form(&self, cx: &Cx<'_>) -> Form;

    /// The command the fields become.
    fn command(&self, form: &Form) -> Asked;

    /// Columns it takes where there is room.
    fn width(&self) -> u16 {
        78
    }

    /// Brings the fields into line with what is chosen: called when the form is made and after every change of it.
    fn adapt(&self, _form: &mut Form) {}

    /// The suggestions of a type-ahead field for what stands in it.
    fn suggestions(&self, _form: &Form, _cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        Vec::new()
    }

    /// The code that may be shown above the form.
    fn secret(&self) -> Option<Secret> {
        None
    }

    /// The field a refusal belongs to, if it is about what was typed.
    fn field_of(&self, _form: &Form, _refusal: &Refusal) -> Option<usize> {
        None
    }
}

/// Suggestions a type-ahead field asks for.
const SUGGESTED: usize = 20;

/// An error of a text as the sentence under its field.
fn sentence(error: TextError) -> String {
    format!("{error}.")
}

/// An error of a text with the field it stands in.
fn wrong(at: usize) -> impl Fn(TextError) -> (usize, String) {
    move |error| (at, sentence(error))
}

/// The validator of an address field is the constructor of its type.
fn email(text: &str) -> Result<(), String> {
    Email::parse(text).map(|_| ()).map_err(sentence)
}
