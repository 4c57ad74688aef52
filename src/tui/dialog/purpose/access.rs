//! Give somebody account roles, or other ones; invite somebody to an account.

use super::account_roles::{boxes, ticked};
use super::change_owner::people;
use super::{Asked, Purpose, SUGGESTED, email, wrong};
use crate::controller::{Command, Refusal, RefusalCode, name_of};
use crate::model::{AccountRoles, AccountSid, Email, Key, OrgSid, UserSid};
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found};

/// Gives roles: to whom and where, as far as it is settled already.
#[derive(Debug, Clone, Copy)]
pub struct Grant {
    /// Seen from which organization; `None` for accounts that belong to none.
    pub org: Option<OrgSid>,
    /// To whom.
    pub user: Option<UserSid>,
    /// On which account.
    pub account: Option<AccountSid>,
    /// The roles held now.
    pub held: AccountRoles,
}

impl Grant {
    /// The fields for person and account, where they are asked for.
    const fn places(&self) -> (Option<usize>, Option<usize>) {
        match (self.user, self.account) {
            (None, None) => (Some(0), Some(1)),
            (None, Some(_)) => (Some(0), None),
            (Some(_), None) => (None, Some(0)),
            (Some(_), Some(_)) => (None, None),
        }
    }

    const fn first_box(&self) -> usize {
        self.user.is_none() as usize + self.account.is_none() as usize
    }
}

/// Accounts as suggestions of a type-ahead field: name, owner, SID.
pub(super) fn accounts(sids: Vec<AccountSid>, cx: &Cx<'_>) -> Vec<Found> {
    let rows = sids.into_iter().filter_map(|sid| cx.directory.account(sid));
    rows.map(|row| Found {
        label: row.name.to_string(),
        detail: format!("{} · {}", name_of(Key::User(row.owner), cx.directory), row.sid.short()),
        value: row.sid.to_string(),
    })
    .collect()
}

impl Purpose for Grant {
    fn title(&self) -> &'static str {
        if self.held.is_empty() { "Grant account access" } else { "Change account roles" }
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let user = self.user.map(|user| format!("For {}. ", name_of(Key::User(user), cx.directory)));
        let account =
            self.account.map(|account| format!("On {}. ", name_of(Key::Account(account), cx.directory)));
        format!(
            "{}{}Space ticks; a person holds exactly the roles ticked.",
            user.unwrap_or_default(),
            account.unwrap_or_default()
        )
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let mut fields = Vec::new();
        if self.user.is_none() {
            fields.push(
                Field::search("Person").hint("A managed or independent user, by name or e-mail address."),
            );
        }
        if self.account.is_none() {
            fields.push(Field::search("Account").hint("By name."));
        }
        fields.extend(boxes(self.held));
        Form::new(fields)
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let (user, account) = self.places();
        let mut found = Vec::new();
        if let Some(at) = user {
            let typed = form.value(at);
            let sids = match (self.org, self.account) {
                (Some(org), _) => cx.directory.suggest_people(org, typed, SUGGESTED),
                (None, Some(account)) => cx.directory.holders_of(account),
                (None, None) => Vec::new(),
            };
            found.push((at, people(sids, cx)));
        }
        if let Some(at) = account {
            found
                .push((at, accounts(cx.directory.suggest_accounts(self.org, form.value(at), SUGGESTED), cx)));
        }
        found
    }

    fn command(&self, form: &Form) -> Asked {
        let (user, account) = self.places();
        let user = match (self.user, user) {
            (Some(user), _) => user,
            (None, at) => {
                let at = at.unwrap_or(0);
                let found = form.found(at).and_then(|found| found.value.parse().ok());
                found
                    .ok_or((at, "Nobody here has this name; whoever is new is invited instead.".to_owned()))?
            }
        };
        let account = match (self.account, account) {
            (Some(account), _) => account,
            (None, at) => {
                let at = at.unwrap_or(0);
                let found = form.found(at).and_then(|found| found.value.parse().ok());
                found.ok_or((at, "No account has this name.".to_owned()))?
            }
        };
        Ok(Command::GrantAccess { account, user, roles: ticked(form, self.first_box())? })
    }
}

/// Invites somebody to this account.
#[derive(Debug, Clone, Copy)]
pub struct InviteToAccount(pub AccountSid);

impl Purpose for InviteToAccount {
    fn title(&self) -> &'static str {
        "Invite to an account"
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let name = name_of(Key::Account(self.0), cx.directory);
        format!(
            "On accepting, the person holds roles on {name}, and nothing else; their own accounts stay theirs."
        )
    }

    fn form(&self, _: &Cx<'_>) -> Form {
        let mut fields = vec![Field::text("E-mail address", email)];
        fields.extend(boxes(AccountRoles::default()));
        Form::new(fields)
    }

    fn command(&self, form: &Form) -> Asked {
        Ok(Command::InviteToAccount {
            account: self.0,
            email: Email::parse(form.value(0)).map_err(wrong(0))?,
            roles: ticked(form, 1)?,
            replace: false,
        })
    }

    fn field_of(&self, _: &Form, refusal: &Refusal) -> Option<usize> {
        use RefusalCode::{DomainTaken, DomainUncertain, InvitationOpen, NoChange, SignUpPrevented};
        let about_it = matches!(
            refusal.code,
            InvitationOpen | NoChange | DomainTaken | DomainUncertain | SignUpPrevented
        );
        about_it.then_some(0)
    }
}
