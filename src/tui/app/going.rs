//! Going from place to place: signing in, the account switcher, and losing a right while a screen is open.

use crate::controller::{Command, name_of};
use crate::model::{Email, Key, OrgRole, UserSid, UserState, Who};
use crate::rules::permissions::{Action, Permit, permit};
use crate::tui::company::TOLD;
use crate::tui::dialog::{Choice, Dialog, Item, Menu};
use crate::tui::effect::Effect;
use crate::tui::place::Place;
use crate::tui::request::Tone;
use crate::tui::screen::{SignIn, SignUp};

use super::stage::Stage;
use super::{App, Moment};

/// Whether the role opens the Admin Center.
pub(super) fn administers(role: OrgRole) -> bool {
    permit(Action::OpenAdminCenter, role) == Permit::Yes
}

impl App {
    /// Signs in as a user and opens their place; the session is recorded.
    pub(super) fn sign_in(&mut self, user: UserSid, moment: &Moment) {
        let row = moment.directory.user(user);
        let Some(row) = row.filter(|row| row.state == UserState::Active) else {
            self.go(Place::SignIn, moment);
            return self.say(Tone::Bad, "This user was deactivated or is gone.", moment);
        };
        self.who = Who::User(user);
        self.last = None;
        self.remember(Email::parse(row.email).ok());
        self.plan(Command::SignIn, None);
        self.go(self.home(moment), moment);
    }

    /// Where the signed-in user belongs.
    pub(super) fn home(&self, moment: &Moment) -> Place {
        let Who::User(user) = self.who else { return Place::SignIn };
        match moment.directory.user(user).and_then(|row| row.membership) {
            Some((org, role)) if administers(role) => Place::AdminCenter(org),
            _ => Place::Mine,
        }
    }

    /// Opens a place; dialogs of the old one are closed.
    pub(super) fn go(&mut self, place: Place, moment: &Moment) {
        self.dialogs.clear();
        self.news = None;
        // A session that is one user's only ends with them.
        if self.fixed && matches!(place, Place::SignIn | Place::SignUp(_) | Place::Visitor(_)) {
            return self.effects.push(Effect::Quit);
        }
        self.then = None;
        let email = match self.who {
            Who::User(sid) => moment.directory.user(sid).map(|row| row.email.to_string()).unwrap_or_default(),
            _ => String::new(),
        };
        if matches!(place, Place::SignIn | Place::SignUp(_) | Place::Visitor(_)) {
            self.who = Who::Visitor;
        }
        let who = self.who;
        self.stage = self.with_cx(moment, |_, _, cx| match (place, who) {
            (Place::AdminCenter(org), _) => Stage::center(org, &email),
            (Place::Mine, Who::User(user)) => Stage::mine(user, &email, cx),
            (Place::SignUp(address), _) => Stage::SignUp(SignUp::new(address.as_ref(), cx)),
            (Place::Visitor(email), _) => Stage::visitor(email),
            (Place::SignIn | Place::Mine, _) => Stage::SignIn(SignIn::default()),
        });
    }

    /// The account switcher: accounts and organizations the user can reach, and *Create Organization*.
    pub(super) fn switcher(&mut self, moment: &Moment, on_create: bool) {
        let mut items = Vec::new();
        if let Who::User(user) = self.who {
            let directory = &moment.directory;
            let reach = directory.reach_of(user);
            if let Some((org, role)) = reach.organization {
                let name = name_of(Key::Organization(org), directory);
                let item =
                    Item::new(name, format!("organization · {role}"), Choice::Go(Place::AdminCenter(org)));
                let closed = (!administers(role)).then(|| "Standard users have no Admin Center.".to_owned());
                items.push(item.unless(closed));
            }
            let owned = reach.owned.iter().map(|account| (*account, "Owner".to_owned()));
            let granted = reach.granted.iter().map(|(account, roles)| (*account, roles.to_string()));
            items.extend(owned.chain(granted).map(|(account, role)| {
                let name = name_of(Key::Account(account), directory);
                Item::new(name, format!("account · {role}"), Choice::Go(Place::Mine))
            }));
            let member = reach.organization.map(|(org, _)| {
                format!(
                    "You belong to {}; a user belongs to one.",
                    name_of(Key::Organization(org), directory)
                )
            });
            let create = Item::new("Create Organization", "you become its Owner", Choice::Create);
            items.push(create.unless(member));
        }
        if !self.fixed {
            items.push(Item::new("Sign in as somebody else", "", Choice::Go(Place::SignIn)));
        }
        let create = items.iter().position(|item| item.choice == Choice::Create);
        let at = create.filter(|_| on_create).unwrap_or(0);
        self.dialogs.push(Dialog::Menu(Menu::new("Accounts and organizations", items, at)));
    }

    /// Whoever is signed in is no longer who they were when they came: somebody signs in anew, or nobody.
    pub(super) fn lost_rights(&mut self, user: UserSid, moment: &Moment) {
        if self.who == Who::User(user) {
            self.go(Place::SignIn, moment);
            self.say(Tone::Bad, "Your user was deactivated or removed.", moment);
        }
    }

    /// Somebody committed something: lists are read anew, and a place that may no longer be open is left.
    pub(super) fn changed(&mut self, moment: &Moment) {
        if let Who::User(user) = self.who {
            let row = moment.directory.user(user);
            if row.is_none_or(|row| row.state != UserState::Active) {
                return self.lost_rights(user, moment);
            }
            if let Some(org) = self.stage.org()
                && !row.and_then(|row| row.role_in(org)).is_some_and(administers)
            {
                self.go(Place::Mine, moment);
                return self.say(
                    Tone::Bad,
                    "You are no longer an administrator of the organization.",
                    moment,
                );
            }
        }
        self.stage.changed();
        self.with_cx(moment, |_, dialogs, cx| {
            for dialog in dialogs {
                if let Dialog::Ask(ask) = dialog {
                    ask.changed(cx);
                }
            }
        });
        // Rows say for a while who changed them.
        let others = moment.company.recent.iter().filter(|recent| recent.who != self.who);
        let until = others.map(|recent| recent.at.plus(TOLD)).max();
        self.told = until.filter(|until| *until > moment.now);
    }
}
