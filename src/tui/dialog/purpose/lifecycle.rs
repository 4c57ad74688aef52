//! The life of an account: whom it belongs to, where it belongs, its second factor, its subaccounts.

use super::account::account_name;
use super::change_owner::people;
use super::{Asked, Purpose, SUGGESTED, wrong};
use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::directory::UserRow;
use crate::model::{AccountSid, Key, Label, OrgSid, TwoFactorPolicy, UserSid, UserState};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found, Option_};

/// Asks an existing account to join this organization.
#[derive(Debug, Clone, Copy)]
pub struct AddExistingAccount(pub OrgSid);

fn account_sid(text: &str) -> Result<(), String> {
    text.parse::<AccountSid>().map(|_| ()).map_err(|error| format!("{}.", capital(&error.to_string())))
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Purpose for AddExistingAccount {
    fn title(&self) -> &'static str {
        "Add an existing account"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Organization(self.0), cx.directory);
        format!(
            "Its owner is asked, and the account is pending until they answer. On accepting, the owner becomes a managed \
             Standard user of {name} and every account they own becomes managed; whoever has roles on these accounts \
             keeps them."
        )
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![
            Field::text("Account SID", account_sid)
                .hint("AC and 32 digits; the owner finds it on the account's page."),
        ])
    }

    fn command(&self, form: &Form) -> Asked {
        let account = form.value(0).parse().map_err(|_| (0, "This is no SID of an account.".to_owned()))?;
        Ok(Command::AddExistingAccount { org: self.0, account, replace: false })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        use RefusalCode::{
            AccountNotOpen, AlreadyMember, InvitationOpen, MemberElsewhere, NoChange, NotFound,
        };
        let about_it = matches!(
            refusal.code,
            NotFound | InvitationOpen | AlreadyMember | MemberElsewhere | NoChange | AccountNotOpen
        );
        about_it.then_some(0)
    }
}

/// Gives this account to another managed, active user.
#[derive(Debug, Clone, Copy)]
pub struct ChangeAccountOwner(pub AccountSid);

impl Purpose for ChangeAccountOwner {
    fn title(&self) -> &'static str {
        "Change the account's owner"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let Some(row) = cx.directory.account(self.0) else { return String::new() };
        let owner = name_of(Key::User(row.owner), cx.directory);
        format!("{owner} owns {} now, and stays its Administrator.", row.name)
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![
            Field::search("New owner").hint("A managed, active user: by name, e-mail address or SID."),
        ])
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let Some(row) = cx.directory.account(self.0) else { return Vec::new() };
        let typed = form.value(0);
        let mut found = match (row.org, typed.trim().parse::<UserSid>()) {
            (_, Ok(sid)) => vec![sid],
            (Some(org), Err(_)) => cx.directory.suggest_members(org, typed, SUGGESTED),
            (None, Err(_)) => Vec::new(),
        };
        found.retain(|sid| *sid != row.owner);
        vec![(0, people(found, cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let found = form.found(0).and_then(|found| found.value.parse().ok());
        let user =
            found.ok_or((0, "Nobody here has this name; choose a managed, active user.".to_owned()))?;
        Ok(Command::ChangeAccountOwner { account: self.0, user })
    }
}

/// Lets this account leave the organization with an outside owner.
#[derive(Debug, Clone, Copy)]
pub struct ReleaseAccount(pub AccountSid);

impl ReleaseAccount {
    /// People who can become its owner outside: in no organization, active, with a role on it.
    fn outsiders(&self, typed: &str, cx: &Cx<'_>) -> Vec<UserSid> {
        let words: Vec<String> = typed.split_whitespace().map(str::to_lowercase).collect();
        let fits = |sid: &UserSid| {
            let free = |row: &UserRow<'_>| row.membership.is_none() && row.state == UserState::Active;
            cx.directory.user(*sid).filter(free).is_some_and(|row| {
                let text = format!("{} {} {}", row.name, row.email, row.sid).to_lowercase();
                words.iter().all(|word| text.contains(word))
            })
        };
        cx.directory.holders_of(self.0).into_iter().filter(fits).take(SUGGESTED).collect()
    }
}

impl Purpose for ReleaseAccount {
    fn title(&self) -> &'static str {
        "Release the account"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let Some(row) = cx.directory.account(self.0) else { return String::new() };
        let owner = name_of(Key::User(row.owner), cx.directory);
        let org = row.org.map(|org| name_of(Key::Organization(org), cx.directory)).unwrap_or_default();
        format!(
            "{} leaves {org} with its subaccounts. The new owner is somebody without an organization who holds a role on it \
             already; {owner} stays its Administrator.",
            row.name
        )
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let hint = match self.outsiders("", cx).is_empty() {
            true => "Nobody from outside holds a role on it yet: invite the new owner to the account first.",
            false => "An independent user with a role on the account, by name or address.",
        };
        Form::new(vec![Field::search("New owner").hint(hint)])
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        vec![(0, people(self.outsiders(form.value(0), cx), cx))]
    }

    fn command(&self, form: &Form) -> Asked {
        let found = form.found(0).and_then(|found| found.value.parse().ok());
        let user = found.ok_or((
            0,
            "No independent user with a role on the account has this name; give them a role first."
                .to_owned(),
        ))?;
        Ok(Command::ReleaseAccount { account: self.0, user })
    }
}

/// Sets how often the users of this account show a second factor.
#[derive(Debug, Clone, Copy)]
pub struct SetTwoFactor(pub AccountSid);

const fn meaning(policy: TwoFactorPolicy) -> &'static str {
    match policy {
        TwoFactorPolicy::Disabled => "The account asks for no second factor.",
        TwoFactorPolicy::OncePerComputer => "Once on each computer, remembered for 30 days.",
        TwoFactorPolicy::EveryLogin => "Every time somebody enters the account.",
    }
}

const fn label(policy: TwoFactorPolicy) -> &'static str {
    match policy {
        TwoFactorPolicy::Disabled => "Disabled",
        TwoFactorPolicy::OncePerComputer => "Once per computer",
        TwoFactorPolicy::EveryLogin => "At every login",
    }
}

impl Purpose for SetTwoFactor {
    fn title(&self) -> &'static str {
        "Second factor of the account"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        format!(
            "It binds whoever enters {}; the systems that follow orgadm enforce it, orgadm only records it.",
            name_of(Key::Account(self.0), cx.directory)
        )
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let now = cx.directory.account(self.0).map(|row| row.two_factor);
        let at = TwoFactorPolicy::ALL.iter().position(|policy| Some(*policy) == now).unwrap_or(0);
        let options = TwoFactorPolicy::ALL
            .map(|policy| Option_ { label: label(policy).into(), detail: meaning(policy).into() });
        Form::new(vec![Field::choice("A second factor is asked for", options.to_vec(), at)])
    }

    fn command(&self, form: &Form) -> Asked {
        let policy = TwoFactorPolicy::ALL.get(form.chosen(0)).copied().unwrap_or_default();
        Ok(Command::SetTwoFactorPolicy { account: self.0, policy })
    }
}

/// Creates a subaccount of this account.
#[derive(Debug, Clone, Copy)]
pub struct CreateSubaccount(pub AccountSid);

impl Purpose for CreateSubaccount {
    fn title(&self) -> &'static str {
        "Create a subaccount"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let Some(row) = cx.directory.account(self.0) else { return String::new() };
        let follows = match row.hipaa {
            Some(_) => "It is designated for HIPAA automatically, because its account is.",
            None => "It is not designated for HIPAA, because its account is not.",
        };
        format!("It belongs to {} and to its owner. {follows}", row.name)
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        Form::new(vec![Field::text("Subaccount name", account_name)])
    }

    fn command(&self, form: &Form) -> Asked {
        let name = Label::parse("The account name", form.value(0)).map_err(wrong(0))?;
        Ok(Command::CreateSubaccount { parent: self.0, name })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        (refusal.code == RefusalCode::SubaccountLimit).then_some(0)
    }
}
