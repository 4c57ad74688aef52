//! Deactivate, remove or delete users: three different things, side by side, with a successor for what they own
//! (`product` row 14; `admin-center-domain` §2.2, §8).

use super::change_owner::people;
use super::{Asked, Purpose, SUGGESTED};
use crate::controller::{Command, Successors, name_of};
use crate::model::{AccountSid, Key, OrgSid, UserSid, UserState};
use crate::tui::bulk::together;
use crate::tui::cx::Cx;
use crate::tui::fields::{Field, Form, Found, Option_, Side};

/// The fields: the three ways; who gets the accounts; the one who gets all; from then on one an account.
const WAY: usize = 0;
const HOW: usize = 1;
const ALL: usize = 2;
const EACH: usize = 3;
/// Most accounts that are asked for one by one.
const ONE_BY_ONE: usize = 12;

/// Accounts that are named above the fields.
const NAMED: usize = 4;

/// What is compared.
const ROWS: [&str; 6] = ["Sign-in", "Listed here", "Access", "Accounts", "Address", "Undone"];

/// Somebody who leaves.
#[derive(Debug, Clone)]
struct Leaving {
    user: UserSid,
    active: bool,
    /// Main accounts they own; subaccounts go where their main account goes.
    accounts: Vec<AccountSid>,
}

/// Lets these users go.
#[derive(Debug, Clone)]
pub struct Leave {
    org: OrgSid,
    people: Vec<Leaving>,
    /// Who is left out of what was marked, and why.
    left_out: Option<String>,
}

/// What becomes of the accounts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum How {
    One,
    Each,
    Along,
}

impl Leave {
    /// For these users of the organization; `left_out` says who was marked and cannot.
    pub fn new(org: OrgSid, users: &[UserSid], left_out: Option<String>, cx: &Cx<'_>) -> Self {
        let people = users.iter().map(|user| {
            let mut accounts = cx.directory.accounts_owned_by(*user);
            accounts.retain(|sid| cx.directory.account(*sid).is_some_and(|row| row.parent.is_none()));
            accounts.sort_by_key(|sid| cx.directory.account(*sid).map(|row| row.folded.clone()));
            let active = cx.directory.user(*user).is_some_and(|row| row.state == UserState::Active);
            Leaving { user: *user, active, accounts }
        });
        Self { org, people: people.collect(), left_out }
    }

    fn accounts(&self) -> usize {
        self.people.iter().map(|leaving| leaving.accounts.len()).sum()
    }

    /// What they own: the accounts of one person by name, as far as there is room.
    fn owned(&self, cx: &Cx<'_>) -> String {
        let named: Vec<String> = match self.people.as_slice() {
            [leaving] => leaving
                .accounts
                .iter()
                .take(NAMED)
                .map(|sid| name_of(Key::Account(*sid), cx.directory))
                .collect(),
            _ => Vec::new(),
        };
        match (self.accounts(), named.len()) {
            (0, _) => "no account".to_owned(),
            (1, 0) => "1 account".to_owned(),
            (n, 0) => format!("{n} accounts"),
            (n, shown) if n > shown => format!("{} and {} more accounts", named.join(", "), n - shown),
            _ => named.join(", "),
        }
    }

    /// Whether the first way is to activate: everybody here is inactive.
    fn activates(&self) -> bool {
        self.people.iter().all(|leaving| !leaving.active)
    }

    fn sides(&self) -> Vec<Side> {
        let side = |title: &str, facts: [&str; ROWS.len()]| Side {
            title: title.to_owned(),
            facts: facts.map(str::to_owned).to_vec(),
        };
        let owns = self.accounts() > 0;
        let first = match self.activates() {
            true => side(
                "Activate",
                [
                    "possible again",
                    "yes, as before",
                    "as before",
                    "stay theirs",
                    "stays theirs",
                    "yes: deactivate",
                ],
            ),
            false => side(
                "Deactivate",
                [
                    "not any more",
                    "yes, as inactive",
                    "kept for later",
                    "stay theirs",
                    "stays theirs",
                    "yes: activate",
                ],
            ),
        };
        let removed = if owns { "successor, or along" } else { "they own none" };
        let deleted = if owns { "to a successor" } else { "they own none" };
        vec![
            first,
            side(
                "Remove",
                [
                    "still, from outside",
                    "no",
                    "all roles here go",
                    removed,
                    "stays theirs",
                    "by a new invitation",
                ],
            ),
            side("Delete", ["no: user is gone", "no", "all roles go", deleted, "free to use again", "never"]),
        ]
    }

    /// What may become of the accounts on this way.
    fn hows(&self, way: usize) -> Vec<How> {
        let one_by_one = self.people.len() == 1 && (2..=ONE_BY_ONE).contains(&self.accounts());
        let mut hows = vec![How::One];
        hows.extend(one_by_one.then_some(How::Each));
        hows.extend((way == 1).then_some(How::Along));
        hows
    }

    fn how(&self, form: &Form) -> How {
        self.hows(form.chosen(WAY)).get(form.chosen(HOW)).copied().unwrap_or(How::One)
    }

    fn options(&self, way: usize) -> Vec<Option_> {
        let option = |label: String, detail: &str| Option_ { label, detail: detail.into() };
        let (what, goes) = match self.accounts() {
            1 => ("The account".to_owned(), "goes"),
            2 => ("Both accounts".to_owned(), "go"),
            n => (format!("All {n} accounts"), "go"),
        };
        let stay = "The account stays in the organization; the new owner must be a managed, active user.";
        let options = self.hows(way).into_iter().map(|how| match how {
            How::One => option(format!("{what} {goes} to one person"), stay),
            How::Each => option("Each account goes to somebody".into(), stay),
            How::Along if self.people.len() == 1 => option(
                format!("{what} {goes} along with them"),
                "The account leaves the organization with its owner; people here keep the roles they hold on it.",
            ),
            How::Along => option(
                format!("{what} {goes} along with their owners"),
                "Each account leaves the organization with its owner; people here keep the roles they hold on it.",
            ),
        });
        options.collect()
    }

    fn successors(&self, leaving: &Leaving, form: &Form) -> Result<Successors, (usize, String)> {
        if leaving.accounts.is_empty() {
            return Ok(Successors::default());
        }
        match self.how(form) {
            How::Along => Ok(Successors::one(leaving.user)),
            How::One => Ok(Successors::one(chosen(form, ALL)?)),
            How::Each => {
                let each = leaving.accounts.iter().enumerate();
                let each = each.map(|(n, account)| Ok((*account, chosen(form, EACH + n)?)));
                Ok(Successors { all: None, each: each.collect::<Result<_, (usize, String)>>()? })
            }
        }
    }
}

/// Whom a type-ahead field names; what is not typed is not chosen.
fn chosen(form: &Form, at: usize) -> Result<UserSid, (usize, String)> {
    if form.value(at).trim().is_empty() {
        return Err((at, "Choose who gets it: type a name or an e-mail address.".into()));
    }
    let found = form.found(at).and_then(|found| found.value.parse().ok());
    found.ok_or((at, "Nobody who stays has this name; choose a managed, active user.".into()))
}

impl Purpose for Leave {
    fn title(&self) -> &'static str {
        if self.activates() { "Activate, remove or delete" } else { "Deactivate, remove or delete" }
    }

    fn intro(&self, cx: &Cx<'_>) -> String {
        let who = match self.people.as_slice() {
            [leaving] => name_of(Key::User(leaving.user), cx.directory),
            people => format!("{} marked users", people.len()),
        };
        let verb = if self.people.len() == 1 { "owns" } else { "own" };
        let owned = self.owned(cx);
        let left_out = self.left_out.as_ref().map(|who| format!(" Left out: {who}."));
        format!("{who} {verb} {owned}. Left and right choose.{}", left_out.unwrap_or_default())
    }

    fn width(&self) -> u16 {
        100
    }

    fn form(&self, cx: &Cx<'_>) -> Form {
        let mut fields = vec![
            Field::compare("", &ROWS, self.sides()),
            Field::choice("Who gets what they own", self.options(1), 0),
            Field::search("New owner").hint("A managed, active user, by name or e-mail address."),
        ];
        if let ([leaving], true) = (self.people.as_slice(), self.accounts() <= ONE_BY_ONE) {
            fields.extend(leaving.accounts.iter().map(|account| {
                Field::search(format!("New owner of {}", name_of(Key::Account(*account), cx.directory)))
            }));
        }
        Form::new(fields)
    }

    fn adapt(&self, form: &mut Form) {
        let way = form.chosen(WAY);
        let asks = way > 0 && self.accounts() > 0;
        form.offer(HOW, self.options(way));
        let verb = if way == 1 { "Remove" } else { "Delete" };
        form.call(HOW, format!("{verb}: who gets what they own"));
        let how = self.how(form);
        form.show(HOW, asks);
        form.show(ALL, asks && how == How::One);
        for at in EACH..EACH + ONE_BY_ONE {
            form.show(at, asks && how == How::Each);
        }
    }

    fn suggestions(&self, form: &Form, cx: &Cx<'_>) -> Vec<(usize, Vec<Found>)> {
        let found = |at: usize| {
            let typed = form.value(at);
            let mut found = match typed.trim().is_empty() {
                true => Vec::new(),
                false => {
                    cx.directory.suggest_members(self.org, typed, SUGGESTED + self.people.len().min(500))
                }
            };
            found.retain(|sid| self.people.iter().all(|leaving| leaving.user != *sid));
            found.truncate(SUGGESTED);
            (at, people(found, cx))
        };
        let each = match self.people.as_slice() {
            [leaving] if self.accounts() <= ONE_BY_ONE => leaving.accounts.len(),
            _ => 0,
        };
        (ALL..EACH + each).map(found).collect()
    }

    fn command(&self, form: &Form) -> Asked {
        let org = self.org;
        let mut commands = Vec::new();
        for leaving in &self.people {
            let user = leaving.user;
            match form.chosen(WAY) {
                0 if self.activates() => commands.push(Command::ActivateUser { org, user }),
                0 if leaving.active => commands.push(Command::DeactivateUser { org, user }),
                0 => {}
                1 => {
                    let successors = self.successors(leaving, form)?;
                    commands.push(Command::RemoveUser { org, user, successors });
                }
                _ => {
                    let successors = self.successors(leaving, form)?;
                    commands.push(Command::DeleteUser { org, user, successors });
                }
            }
        }
        together(commands).ok_or((WAY, "Nobody is left to do this to.".into()))
    }
}
